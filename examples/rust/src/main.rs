// SPDX-License-Identifier: Apache-2.0
// What happens when Мария appoints Иван, forgets her password, and Иван lets her in? And everything that can go otherwise: the story of
// examples/python/story.py, to the byte, on a store, accounts and SMS of the host's own.
mod doverie;
mod own_store;
#[allow(non_camel_case_types, dead_code)]
mod raw {
    include!(concat!(env!("OUT_DIR"), "/raw.rs"));
}

use doverie::{string, text, Accounts, Answer, Clock, Directory, Entropy, Error, KeyRing, Result, Sender, Service, Sms, Store};
use raw::*;
use std::error::Error as StdError;
use std::sync::{Arc, Mutex};

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const MORNING: i64 = 1_772_442_000 * SECOND; // 2026-03-02T09:00:00Z

// Scenes that others come back to.
const INVITED: usize = 2;
const FORGOTTEN: usize = 6;
const OLGA_INVITED: usize = 16;
const STRANGER: usize = 19;
const UNANSWERED: usize = 22;
const FRAUD: usize = 25;
const CHANGED: usize = 30;
const FORGOTTEN_AGAIN: usize = 37;

struct Person(&'static str, &'static str, (i32, i32, i32), &'static str, bool); // id, name, birth date, phone, passport

const PEOPLE: [Person; 5] = [
    Person("maria", "Мария", (1955, 8, 12), "+79031112233", true),
    Person("ivan", "Иван", (1991, 6, 15), "+79161234567", true),
    Person("olga", "Ольга", (1980, 9, 30), "+79057654321", true),
    Person("pyotr", "Пётр", (2008, 5, 20), "+79261112244", false),
    Person("sergey", "Сергей", (1973, 12, 5), "+79109998877", true),
];

fn name_of(account: doverie_string) -> &'static str {
    PEOPLE.iter().find(|person| person.0 == text(account)).map_or("somebody", |person| person.1)
}

/// An instant to the second; days are counted as Howard Hinnant's civil_from_days does.
fn iso(at: i64) -> String {
    let (day, second) = ((at / SECOND).div_euclid(86_400), (at / SECOND).rem_euclid(86_400));
    let z = day + 719_468;
    let (era, doe) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (d, m) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    let year = yoe + era * 400 + i64::from(m <= 2);
    format!("{year:04}-{m:02}-{d:02}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

/// The accounts of the portal, and the SMS that it has sent.
#[derive(Default)]
struct Portal {
    there: Mutex<bool>,
    phone_lost: Mutex<bool>,
    sms: Mutex<Vec<String>>,
}

struct Own(Arc<Portal>);

impl Directory for Own {
    fn find(&self, account: &str, with: &mut dyn FnMut(Option<&doverie_account_facts>)) -> std::result::Result<(), Box<dyn StdError>> {
        let Some(person) = PEOPLE.iter().find(|person| person.0 == account && *self.0.there.lock().unwrap()) else {
            with(None);
            return Ok(());
        };
        let mut facts = doverie_account_facts { id: string(person.0), given_name: string(person.1), ..Default::default() };
        let (year, month, day) = person.2;
        facts.birth_date = doverie_date { year, month, day };
        (facts.citizen, facts.confirmed, facts.passport_current) = (1, 1, i32::from(person.4));
        if !(account == "ivan" && *self.0.phone_lost.lock().unwrap()) {
            (facts.phone_state, facts.phone, facts.phone_since) = (DOVERIE_PHONE_CONFIRMED, string(person.3), MORNING - 400 * 24 * HOUR);
        }
        with(Some(&facts));
        Ok(())
    }
}

impl Sms for Own {
    fn send(&self, _: &str, _: &str, text: &str) -> std::result::Result<doverie_sms_outcome, Box<dyn StdError>> {
        self.0.sms.lock().unwrap().push(text.to_owned());
        Ok(DOVERIE_SMS_ACCEPTED)
    }
}

struct Stage {
    portal: Arc<Portal>,
    clock: Clock,
    entropy: Entropy,
    service: Service,
    number: usize,
}

impl Stage {
    fn new() -> Result<Self> {
        let portal = Arc::new(Portal::default());
        let (clock, entropy) = (Clock::fake(MORNING)?, Entropy::fake(0)?);
        let store = Store::of(Box::new(own_store::OwnStore::default()))?;
        let accounts = Accounts::of(Box::new(Own(portal.clone())))?;
        let (sms, keys) = (Sender::of(Box::new(Own(portal.clone())))?, KeyRing::from_master(b"the story's master key; never use it")?);
        let service = Service::new(&store, &accounts, &keys, &sms, &clock, &entropy)?;
        Ok(Self { portal, clock, entropy, service, number: 0 })
    }

    fn begin(&mut self, number: usize, now: i64) -> Result<()> {
        self.number = number;
        self.clock.set(now)?;
        self.service.pump()?;
        self.entropy.reseed(number as u64)
    }

    fn command(&self) -> String {
        format!("story-{:02}", self.number)
    }

    fn secret(&self, scene: usize) -> Result<[u8; 32]> {
        Entropy::fake(scene as u64)?.secret()
    }

    fn invite(&self, scene: usize, from: &str, to: &str, phone: &str) -> Result<Answer> {
        self.service.ask(&format!("story-{scene:02}"), |service, meta, out, error| unsafe {
            doverie_trustor_invite(service, meta, string(from), string(to), string(phone), out, error)
        })
    }

    fn start(&self, scene: usize, whose: &str) -> Result<Answer> {
        let secret = self.secret(scene)?;
        self.service.ask(&format!("story-{scene:02}"), |service, meta, out, error| unsafe {
            doverie_recoverer_start(service, meta, string(whose), bytes(&secret), 0, string(operation(scene)), out, error)
        })
    }

    /// Id and number of the request that was begun in a scene.
    fn begun(&self, scene: usize) -> Result<(String, String)> {
        let answer = self.start(scene, "maria")?;
        let started = answer.get(doverie_answer_recovery_started)?;
        Ok((text(started.request), text(started.number)))
    }

    fn status(&self, scene: usize) -> Result<String> {
        let (request, secret) = (self.begun(scene)?.0, self.secret(scene)?);
        let answer = self.service.ask("", |service, _, out, error| unsafe {
            doverie_recoverer_status(service, string("maria"), string(&request), bytes(&secret), out, error)
        })?;
        let view = answer.get(doverie_answer_recovery_view)?;
        let standing = text(unsafe { doverie_start_status_name(view.standing) });
        let more = if view.standing == DOVERIE_START_PENDING { String::new() } else { format!(" ({standing})") };
        Ok(format!("  The recovery is {}{more}\n", text(unsafe { doverie_request_state_name(view.state) })))
    }

    fn approve(&self, scene: usize, honestly: bool) -> Result<String> {
        let (request, number) = self.begun(scene)?;
        let mut attestation = doverie_attestation::default();
        if honestly {
            (attestation.spoke_with_trustor, attestation.nobody_misleads) = (1, 1);
            (attestation.number, attestation.operation) = (string(&number), string(operation(scene)));
        }
        let answer = self.service.ask(&self.command(), |service, meta, out, error| unsafe {
            doverie_contact_approve(service, meta, string("ivan"), string(&request), &attestation, out, error)
        })?;
        let approved = answer.get(doverie_answer_approved)?;
        Ok(format!("  A code goes to {}, good until {}\n", text(approved.phone_masked), iso(approved.code_expires_at)))
    }

    fn confirm(&self, scene: usize, code: &str) -> Result<String> {
        let request = self.begun(scene)?.0;
        let answer = self.service.ask(&self.command(), |service, meta, out, error| unsafe {
            doverie_contact_confirm_code(service, meta, string("ivan"), string(&request), string(code), out, error)
        })?;
        Ok(format!("  The request is approved, to be redeemed before {}\n", iso(answer.get(doverie_answer_code_confirmed)?.redeem_before)))
    }

    fn redeem(&self, scene: usize, operation: &str) -> Result<Answer> {
        let (request, secret) = (self.begun(scene)?.0, self.secret(scene)?);
        self.service.ask(&self.command(), |service, meta, out, error| unsafe {
            doverie_recoverer_redeem(service, meta, string("maria"), string(&request), bytes(&secret), string(operation), out, error)
        })
    }

    fn cabinet_of_trustor(&self, id: &str) -> Result<Answer> {
        self.service.ask("", |service, _, out, error| unsafe { doverie_trustor_cabinet(service, string(id), out, error) })
    }

    fn cabinet_of_ivan(&self) -> Result<Answer> {
        self.service.ask("", |service, _, out, error| unsafe { doverie_contact_cabinet(service, string("ivan"), out, error) })
    }

    fn code(&self, index: usize) -> String {
        let sms = self.portal.sms.lock().unwrap();
        sms[index - 1][sms[index - 1].len() - 6..].to_owned()
    }
}

fn bytes(secret: &[u8]) -> doverie_bytes {
    doverie_bytes { data: secret.as_ptr(), size: secret.len() }
}

fn operation(scene: usize) -> &'static str {
    if scene == CHANGED { DOVERIE_OPERATION_PASSWORD_CHANGE } else { DOVERIE_OPERATION_PASSWORD_RECOVERY }
}

// --- How answers are put into words.

fn invited(answer: &Answer) -> Result<String> {
    let invited = answer.get(doverie_answer_invited)?;
    Ok(format!("  Invitation to {}, until {}\n", text(invited.phone_masked), iso(invited.expires_at)))
}

fn invitations(cabinet: &Answer, count: usize) -> Result<String> {
    (0..count).map(|index| {
        let view = cabinet.at(index, doverie_answer_invitation_at)?;
        let sender = if view.trustor.size > 0 { format!(" from {}", name_of(view.trustor)) } else { String::new() };
        let (name, phone, state) = (text(view.name), text(view.phone_masked), text(unsafe { doverie_invitation_state_name(view.state) }));
        Ok(format!("  Invitation{sender} to {name}, {phone}: {state}, until {}\n", iso(view.expires_at)))
    }).collect()
}

fn requests(cabinet: &Answer) -> Result<String> {
    (0..cabinet.get(doverie_answer_contact_view)?.request_count).map(|index| {
        let view = cabinet.at(index, doverie_answer_request_at)?;
        let (what, number, state) = (text(view.operation), text(view.number), text(unsafe { doverie_request_state_name(view.state) }));
        Ok(format!("  {what} of {}, number {number}: {state}, until {}\n", name_of(view.trustor), iso(view.expires_at)))
    }).collect()
}

fn contacts(cabinet: &Answer) -> Result<String> {
    (0..cabinet.get(doverie_answer_trustor_view)?.contact_count).map(|index| {
        let entry = cabinet.at(index, doverie_answer_contact_at)?;
        Ok(format!("  Trusted contact: {}, appointed {}\n", name_of(entry.contact), iso(entry.appointed_at)))
    }).collect()
}

fn answered(start: &Answer) -> Result<String> {
    let started = start.get(doverie_answer_recovery_started)?;
    let number = if started.number.size > 0 { format!(", number {}", text(started.number)) } else { String::new() };
    let until = if started.until != 0 { format!(", until {}", iso(started.until)) } else { String::new() };
    Ok(format!("  Answer: {}{number}{until}\n", text(unsafe { doverie_start_status_name(started.status) })))
}

/// Whatever is asked, the answer has to be no.
fn refused<T>(answer: Result<T>) -> Result<String> {
    let number = |what: &str, number: Option<i64>| number.map_or(String::new(), |number| format!(", {what} {number}"));
    match answer {
        Err(Error::Rejected(reasons)) => Ok(reasons.iter().map(|one| {
            format!("  Refused: {}{}{}. {}\n", one.name, number("needs", one.needs), number("has", one.has), one.english)
        }).collect()),
        Err(other) => Err(other),
        Ok(_) => panic!("this was to be refused"),
    }
}

fn sms(stage: &Stage, index: usize) -> Result<String> {
    let lines: String = stage.portal.sms.lock().unwrap()[index - 1].lines().map(|line| format!("  | {line}\n")).collect();
    Ok(format!("Иван's phone rings: an SMS.\n{lines}"))
}

// --- Scenes of more than a line.

fn five_people(stage: &Stage) -> Result<String> {
    *stage.portal.there.lock().unwrap() = true;
    let line = |person: &Person| format!("  {}, born {:04}-{:02}-{:02}, {}\n", person.1, person.2.0, person.2.1, person.2.2, person.3);
    Ok(PEOPLE.iter().map(line).collect())
}

fn accept(stage: &Stage, whose: &str, invitation: &Answer) -> Result<String> {
    let id = invitation.get(doverie_answer_invited)?.invitation;
    let answer = stage.service.ask(&stage.command(), |service, meta, out, error| unsafe {
        doverie_contact_accept(service, meta, string(whose), id, out, error)
    })?;
    let accepted = answer.get(doverie_answer_accepted)?;
    Ok(format!("  Trusted contact of {} from {}\n", name_of(accepted.trustor), iso(accepted.active_from)))
}

fn redeem_twice(stage: &Stage) -> Result<String> {
    let (first, second) = (stage.redeem(FORGOTTEN, operation(FORGOTTEN))?, stage.redeem(FORGOTTEN, operation(FORGOTTEN))?);
    let (grant, again) = (first.get(doverie_answer_grant)?, second.get(doverie_answer_grant)?);
    let same = if text(grant.id) == text(again.id) { "the same grant" } else { "ANOTHER GRANT" };
    Ok(format!("  Grant {} for {}\n  The same command again: {same}\n", text(grant.id), name_of(grant.trustor)))
}

fn redeem_the_change(stage: &Stage) -> Result<String> {
    let answer = stage.redeem(CHANGED, operation(CHANGED))?;
    let grant = answer.get(doverie_answer_grant)?;
    Ok(format!("  Grant {} for {}, good for {}\n", text(grant.id), name_of(grant.trustor), text(grant.operation)))
}

fn deny(stage: &Stage) -> Result<String> {
    let request = stage.begun(STRANGER)?.0;
    stage.service.tell(&stage.command(), |service, meta, error| unsafe {
        doverie_contact_deny(service, meta, string("ivan"), string(&request), error)
    })?;
    stage.status(STRANGER)
}

fn report(stage: &Stage) -> Result<String> {
    stage.service.tell(&stage.command(), |service, meta, error| unsafe {
        doverie_contact_report_fraud(service, meta, string("ivan"), string("maria"), error)
    })?;
    let until = stage.cabinet_of_trustor("maria")?.get(doverie_answer_trustor_view)?.frozen_until;
    Ok(format!("{}  Frozen until {}\n", stage.status(FRAUD)?, iso(until)))
}

fn remove(stage: &Stage) -> Result<String> {
    refused(stage.service.tell(&stage.command(), |service, meta, error| unsafe {
        doverie_trustor_remove_contact(service, meta, string("maria"), string("ivan"), 0, error)
    }))
}

fn lose_the_phone(stage: &Stage) -> Result<String> {
    *stage.portal.phone_lost.lock().unwrap() = true;
    stage.status(FORGOTTEN_AGAIN)
}

fn audit(stage: &Stage) -> Result<String> {
    let answer = stage.service.ask("", |service, _, out, error| unsafe { doverie_operator_audit(service, string("maria"), out, error) })?;
    let count = answer.get(doverie_answer_audit_trail)?.entry_count;
    let lines: Result<String> = (0..count).map(|index| {
        let entry = answer.at(index, doverie_answer_audit_entry_at)?;
        Ok(format!("  {} {} {}\n", entry.version, iso(entry.at), text(entry.type_)))
    }).collect();
    Ok(format!("{}  Verified: {count} events, none changed, none missing\n", lines?))
}

type Play = fn(&Stage) -> Result<String>;

/// How much time passes before each scene, beyond a minute; its sentence; and what happens.
const STORY: [(i64, &str, Play); 45] = [
    (0, "Five people have accounts at the portal.", five_people),
    (0, "Мария, 70, invites Иван to be her trusted contact. She writes his number as she always does.",
        |s| invited(&s.invite(INVITED, "maria", "Иван", "8 (916) 123-45-67")?)),
    (0, "Иван, 34, opens his cabinet.",
        |s| s.cabinet_of_ivan().and_then(|c| invitations(&c, c.get(doverie_answer_contact_view)?.invitation_count))),
    (0, "Иван accepts.", |s| accept(s, "ivan", &s.invite(INVITED, "maria", "Иван", "8 (916) 123-45-67")?)),
    (0, "Мария opens her cabinet.", |s| contacts(&s.cabinet_of_trustor("maria")?)),
    (0, "Мария has forgotten her password and begins to recover it.", |s| answered(&s.start(FORGOTTEN, "maria")?)),
    (0, "Иван opens his cabinet.", |s| requests(&s.cabinet_of_ivan()?)),
    (0, "Иван is in a hurry and approves without having spoken with her.", |s| refused(s.approve(FORGOTTEN, false))),
    (0, "Иван calls Мария. It is she, nobody is misleading her, and she reads him her number. He approves.",
        |s| s.approve(FORGOTTEN, true)),
    (0, "", |s| sms(s, 1)),
    (6 * MINUTE, "A while later Иван mistypes the code. The attempt is counted.", |s| refused(s.confirm(FORGOTTEN, "000000"))),
    (0, "Иван types the code.", |s| s.confirm(FORGOTTEN, &s.code(1))),
    (0, "The portal redeems the approval and lets Мария set a new password. It loses the answer and asks again.", redeem_twice),
    (0, "Somebody tries to redeem it a second time.", |s| refused(s.redeem(FORGOTTEN, operation(FORGOTTEN)))),
    (0, "The operator reads the audit trail of Мария's circle.", audit),
    (0, "Ольга, 45, invites her nephew Пётр.", |s| invited(&s.invite(OLGA_INVITED, "olga", "Пётр", "+79261112244")?)),
    (0, "Пётр is 17, and his passport data are out of date. He accepts, and learns everything that stands against it.",
        |s| refused(accept(s, "pyotr", &s.invite(OLGA_INVITED, "olga", "Пётр", "+79261112244")?))),
    (0, "Ольга's cabinet does not tell whether the number belongs to an account.",
        |s| s.cabinet_of_trustor("olga").and_then(|c| invitations(&c, c.get(doverie_answer_trustor_view)?.invitation_count))),
    (0, "A stranger begins to recover Мария's account.", |s| answered(&s.start(STRANGER, "maria")?)),
    (0, "Иван calls Мария, who knows nothing of it. He denies.", deny),
    (0, "The stranger tries to redeem all the same.", |s| refused(s.redeem(STRANGER, operation(STRANGER)))),
    (0, "Another recovery is begun while Иван is on a flight.", |s| answered(&s.start(UNANSWERED, "maria")?)),
    (25 * HOUR, "25 hours later nobody has answered. Silence never approves.", |s| s.status(UNANSWERED)),
    (0, "Иван has landed and approves, too late.", |s| refused(s.approve(UNANSWERED, true))),
    (0, "A fraudster begins to recover Мария's account and talks her into helping him.", |s| answered(&s.start(FRAUD, "maria")?)),
    (0, "Иван reports fraud. Every open request dies, and the account freezes.", report),
    (0, "The fraudster begins again.", |s| answered(&s.start(s.number, "maria")?)),
    (0, "He has Мария take Иван away.", remove),
    (73 * HOUR, "73 hours later the freeze is over, and Иван is still there.", |s| contacts(&s.cabinet_of_trustor("maria")?)),
    (0, "Мария is logged in and wants another password. The portal asks Иван about that, too.", |s| answered(&s.start(CHANGED, "maria")?)),
    (0, "Иван's cabinet says what it is about.", |s| requests(&s.cabinet_of_ivan()?)),
    (0, "He calls her, and approves what he was shown.", |s| s.approve(CHANGED, true)),
    (0, "", |s| sms(s, 2)),
    (6 * MINUTE, "Иван types the code.", |s| s.confirm(CHANGED, &s.code(2))),
    (0, "Somebody who got hold of Мария's session has the portal recover the password with it.",
        |s| refused(s.redeem(CHANGED, operation(FORGOTTEN)))),
    (0, "The portal redeems what was confirmed, and Мария sets the new password.", redeem_the_change),
    (0, "Мария has forgotten the new password, too.", |s| answered(&s.start(FORGOTTEN_AGAIN, "maria")?)),
    (0, "They speak, and Иван approves.", |s| s.approve(FORGOTTEN_AGAIN, true)),
    (0, "", |s| sms(s, 3)),
    (6 * MINUTE, "Иван types the code.", |s| s.confirm(FORGOTTEN_AGAIN, &s.code(3))),
    (0, "Before it is redeemed, Иван's number is taken out of his account.", lose_the_phone),
    (0, "The portal redeems. Everything is checked again at the last moment.",
        |s| refused(s.redeem(FORGOTTEN_AGAIN, operation(FORGOTTEN_AGAIN)))),
    (0, "A new recovery is not possible either: losing the contact is no way around him.", |s| answered(&s.start(s.number, "maria")?)),
    (0, "Сергей, 52, never appointed anybody. The portal recovers his account as it always did.",
        |s| answered(&s.start(s.number, "sergey")?)),
    (0, "The operator reads the audit trail of Мария's circle.", audit),
];

fn main() {
    let mut stage = Stage::new().expect("a stage");
    let mut now = MORNING;
    for (index, (later, sentence, play)) in STORY.iter().enumerate() {
        now += MINUTE + later;
        stage.begin(index + 1, now).expect("a new scene");
        let line = if sentence.is_empty() { String::new() } else { format!("{sentence}\n") };
        println!("{:02}  {}\n{line}{}", index + 1, iso(now), play(&stage).expect(sentence));
    }
}
