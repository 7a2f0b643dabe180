// SPDX-License-Identifier: Apache-2.0
// What happens when Мария appoints Иван, forgets her password, and Иван lets her in? And everything that can go otherwise: the story of
// examples/python/story.py, to the byte, on a store, accounts and SMS of the host's own.
import * as doverie from './doverie.mjs';
import { get, list, string, text, Rejected } from './doverie.mjs';
import { OwnStore } from './own_store.mjs';
import * as raw from './raw.mjs';

const MINUTE = 60e6;
const HOUR = 60 * MINUTE;
const MORNING = Date.UTC(2026, 2, 2, 9) * 1000;

// Scenes that others come back to.
const INVITED = 2, FORGOTTEN = 6, OLGA_INVITED = 16, STRANGER = 19, UNANSWERED = 22, FRAUD = 25, CHANGED = 30, FORGOTTEN_AGAIN = 37;

const person = (id, name, born, phone, passportCurrent = true) => ({ id, name, born, phone, passportCurrent });
const MARIA = person('maria', 'Мария', '1955-08-12', '+79031112233');
const IVAN = person('ivan', 'Иван', '1991-06-15', '+79161234567');
const OLGA = person('olga', 'Ольга', '1980-09-30', '+79057654321');
const PYOTR = person('pyotr', 'Пётр', '2008-05-20', '+79261112244', false);
const SERGEY = person('sergey', 'Сергей', '1973-12-05', '+79109998877');
const EVERYBODY = [MARIA, IVAN, OLGA, PYOTR, SERGEY];

const nameOf = (account) => EVERYBODY.find((one) => one.id === account)?.name ?? 'somebody';
const iso = (at) => `${new Date(Number(at) / 1000).toISOString().slice(0, 19)}Z`;

/** What the portal knows about somebody. */
function facts({ id, name, born, phone, passportCurrent }, phoneLost) {
  const [year, month, day] = born.split('-').map(Number);
  const known = { id: string(id), given_name: string(name), birth_date: { year, month, day }, citizen: 1, confirmed: 1 };
  const current = { ...known, passport_current: passportCurrent ? 1 : 0 };
  if (phoneLost) return current;
  return { ...current, phone_state: raw.DOVERIE_PHONE_CONFIRMED, phone: string(phone), phone_since: MORNING - 400 * 24 * HOUR };
}

// --- The stage: a service whose store, accounts and SMS are the host's own, and a clock that stands still.

const accounts = new Map();
const sms = [];
const clock = doverie.fakeClock(MORNING);
const entropy = doverie.fakeEntropy(0);
const store = doverie.storeOf(new OwnStore());
const directory = doverie.directoryOf({ find: (account) => accounts.get(account)?.() });
const sender = doverie.smsOf({ send: (id, to, message) => (sms.push(message), raw.DOVERIE_SMS_ACCEPTED) });
const keys = doverie.keysFrom("the story's master key; never use it");
const service = new doverie.Service({ store, directory, keys, sms: sender, clock, entropy });
let number = 0;

function begin(scene, now) {
  number = scene;
  doverie.call((error) => raw.doverie_fake_clock_set(clock, now, error));
  service.pump();
  doverie.call((error) => raw.doverie_fake_entropy_reseed(entropy, scene, error));
}

function secret(scene) {
  const own = doverie.fakeEntropy(scene);
  const made = doverie.secretFrom(own);
  raw.doverie_entropy_free(own);
  return made;
}

const command = (scene = number) => `story-${String(scene).padStart(2, '0')}`;
const operation = (scene) => (scene === CHANGED ? raw.DOVERIE_OPERATION_PASSWORD_CHANGE : raw.DOVERIE_OPERATION_PASSWORD_RECOVERY);
const reading = (type, getter) => (answer) => get(answer, type, getter);

// --- What more than one scene needs. A command is sent again by asking for it again: its id is that of its scene.

const invite = (scene, from, to, phone) => service.ask(command(scene), raw.doverie_trustor_invite,
  [string(from.id), string(to.name), string(phone)], reading(raw.doverie_invited, raw.doverie_answer_invited));
const start = (scene, whose = MARIA) => service.ask(command(scene), raw.doverie_recoverer_start,
  [string(whose.id), secret(scene), 0, string(operation(scene))],
  reading(raw.doverie_recovery_started, raw.doverie_answer_recovery_started));
const accept = (whose, invited) => service.ask(command(), raw.doverie_contact_accept, [string(whose.id), string(invited.invitation)],
  reading(raw.doverie_accepted, raw.doverie_answer_accepted));
const redeem = (scene, named = operation(scene)) => service.ask(command(), raw.doverie_recoverer_redeem,
  [string(MARIA.id), string(start(scene).request), secret(scene), string(named)], reading(raw.doverie_grant, raw.doverie_answer_grant));
const confirm = (scene, code) => service.ask(command(), raw.doverie_contact_confirm_code,
  [string(IVAN.id), string(start(scene).request), string(code)], reading(raw.doverie_code_confirmed, raw.doverie_answer_code_confirmed));

function approve(scene, honestly = true) {
  const started = start(scene);
  const yes = { spoke_with_trustor: 1, nobody_misleads: 1, number: string(started.number), operation: string(operation(scene)) };
  return service.ask(command(), raw.doverie_contact_approve,
    [string(IVAN.id), string(started.request), doverie.struct(raw.doverie_attestation, honestly ? yes : {})],
    reading(raw.doverie_approved, raw.doverie_answer_approved));
}

function trustor(whose) {
  return service.ask(undefined, raw.doverie_trustor_cabinet, [string(whose.id)], (answer) => {
    const view = get(answer, raw.doverie_trustor_view, raw.doverie_answer_trustor_view);
    const contacts = list(answer, view.contact_count, raw.doverie_contact_entry, raw.doverie_answer_contact_at);
    const invitations = list(answer, view.invitation_count, raw.doverie_invitation_view, raw.doverie_answer_invitation_at);
    return { ...view, contacts, invitations };
  });
}

function contact() {
  return service.ask(undefined, raw.doverie_contact_cabinet, [string(IVAN.id)], (answer) => {
    const view = get(answer, raw.doverie_contact_view, raw.doverie_answer_contact_view);
    const requests = list(answer, view.request_count, raw.doverie_request_view, raw.doverie_answer_request_at);
    return { requests, invitations: list(answer, view.invitation_count, raw.doverie_invitation_view, raw.doverie_answer_invitation_at) };
  });
}

// --- How answers are put into words.

const tellInvited = (invited) => [`  Invitation to ${invited.phone_masked}, until ${iso(invited.expires_at)}`];
const tellContacts = (entries) => entries.map((one) => `  Trusted contact: ${nameOf(one.contact)}, appointed ${iso(one.appointed_at)}`);
const tellApproved = (approved) => [`  A code goes to ${approved.phone_masked}, good until ${iso(approved.code_expires_at)}`];
const tellConfirmed = (confirmed) => [`  The request is approved, to be redeemed before ${iso(confirmed.redeem_before)}`];
const tellSms = (index) => ["Иван's phone rings: an SMS.", ...sms[index - 1].split('\n').map((line) => `  | ${line}`)];

const tellInvitations = (views) => views.map((one) => `  Invitation${one.trustor ? ` from ${nameOf(one.trustor)}` : ''} to ${one.name}, `
  + `${one.phone_masked}: ${text(raw.doverie_invitation_state_name(one.state))}, until ${iso(one.expires_at)}`);
const tellRequests = (views) => views.map((one) => `  ${one.operation} of ${nameOf(one.trustor)}, number ${one.number}: `
  + `${text(raw.doverie_request_state_name(one.state))}, until ${iso(one.expires_at)}`);

function tellAnswer(started) {
  const more = (started.number && `, number ${started.number}`) + (started.until ? `, until ${iso(started.until)}` : '');
  return [`  Answer: ${text(raw.doverie_start_status_name(started.status))}${more}`];
}

function tellState(scene) {
  const view = service.ask(undefined, raw.doverie_recoverer_status, [string(MARIA.id), string(start(scene).request), secret(scene)],
    reading(raw.doverie_recovery_view, raw.doverie_answer_recovery_view));
  const pending = view.standing === raw.DOVERIE_START_PENDING;
  const standing = pending ? '' : ` (${text(raw.doverie_start_status_name(view.standing))})`;
  return [`  The recovery is ${text(raw.doverie_request_state_name(view.state))}${standing}`];
}

/** Whatever is asked, the answer has to be no. */
function refused(run) {
  const compared = (what, value) => (value === undefined ? '' : `, ${what} ${value}`);
  try {
    run();
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    return error.reasons.map((one) => `  Refused: ${one.name}${compared('needs', one.needs)}${compared('has', one.has)}. ${one.english}`);
  }
  throw new Error('this was to be refused');
}

// --- Scenes of more than a line.

function fivePeople() {
  for (const one of EVERYBODY) accounts.set(one.id, () => facts(one, false));
  return EVERYBODY.map((one) => `  ${one.name}, born ${one.born}, ${one.phone}`);
}

function ivanAccepts() {
  const accepted = accept(IVAN, invite(INVITED, MARIA, IVAN, '8 (916) 123-45-67'));
  return [`  Trusted contact of ${nameOf(accepted.trustor)} from ${iso(accepted.active_from)}`];
}

function redeemTwice() {
  const [grant, again] = [redeem(FORGOTTEN), redeem(FORGOTTEN)];
  const same = grant.id === again.id ? 'the same grant' : 'ANOTHER GRANT';
  return [`  Grant ${grant.id} for ${nameOf(grant.trustor)}`, `  The same command again: ${same}`];
}

function redeemTheChange() {
  const grant = redeem(CHANGED);
  return [`  Grant ${grant.id} for ${nameOf(grant.trustor)}, good for ${grant.operation}`];
}

function deny() {
  service.tell(command(), raw.doverie_contact_deny, [string(IVAN.id), string(start(STRANGER).request)]);
  return tellState(STRANGER);
}

function report() {
  service.tell(command(), raw.doverie_contact_report_fraud, [string(IVAN.id), string(MARIA.id)]);
  return [...tellState(FRAUD), `  Frozen until ${iso(trustor(MARIA).frozen_until)}`];
}

function loseThePhone() {
  accounts.set(IVAN.id, () => facts(IVAN, true));
  return tellState(FORGOTTEN_AGAIN);
}

function audit() {
  return service.ask(undefined, raw.doverie_operator_audit, [string(MARIA.id)], (answer) => {
    const { entry_count: count } = get(answer, raw.doverie_audit_trail, raw.doverie_answer_audit_trail);
    const entries = list(answer, count, raw.doverie_audit_entry, raw.doverie_answer_audit_entry_at);
    const lines = entries.map((one) => `  ${one.version} ${iso(one.at)} ${one.type}`);
    return [...lines, `  Verified: ${count} events, none changed, none missing`];
  });
}

const remove = () => service.tell(command(), raw.doverie_trustor_remove_contact, [string(MARIA.id), string(IVAN.id), 0]);

/** A sentence, what happens, and how much time passes before it, beyond a minute. */
const STORY = [
  ['Five people have accounts at the portal.', fivePeople],
  ['Мария, 70, invites Иван to be her trusted contact. She writes his number as she always does.',
    () => tellInvited(invite(INVITED, MARIA, IVAN, '8 (916) 123-45-67'))],
  ['Иван, 34, opens his cabinet.', () => tellInvitations(contact().invitations)],
  ['Иван accepts.', ivanAccepts],
  ['Мария opens her cabinet.', () => tellContacts(trustor(MARIA).contacts)],
  ['Мария has forgotten her password and begins to recover it.', () => tellAnswer(start(FORGOTTEN))],
  ['Иван opens his cabinet.', () => tellRequests(contact().requests)],
  ['Иван is in a hurry and approves without having spoken with her.', () => refused(() => approve(FORGOTTEN, false))],
  ['Иван calls Мария. It is she, nobody is misleading her, and she reads him her number. He approves.',
    () => tellApproved(approve(FORGOTTEN))],
  ['', () => tellSms(1)],
  ['A while later Иван mistypes the code. The attempt is counted.', () => refused(() => confirm(FORGOTTEN, '000000')), 6 * MINUTE],
  ['Иван types the code.', () => tellConfirmed(confirm(FORGOTTEN, sms[0].slice(-6)))],
  ['The portal redeems the approval and lets Мария set a new password. It loses the answer and asks again.', redeemTwice],
  ['Somebody tries to redeem it a second time.', () => refused(() => redeem(FORGOTTEN))],
  ["The operator reads the audit trail of Мария's circle.", audit],
  ['Ольга, 45, invites her nephew Пётр.', () => tellInvited(invite(OLGA_INVITED, OLGA, PYOTR, PYOTR.phone))],
  ['Пётр is 17, and his passport data are out of date. He accepts, and learns everything that stands against it.',
    () => refused(() => accept(PYOTR, invite(OLGA_INVITED, OLGA, PYOTR, PYOTR.phone)))],
  ["Ольга's cabinet does not tell whether the number belongs to an account.", () => tellInvitations(trustor(OLGA).invitations)],
  ["A stranger begins to recover Мария's account.", () => tellAnswer(start(STRANGER))],
  ['Иван calls Мария, who knows nothing of it. He denies.', deny],
  ['The stranger tries to redeem all the same.', () => refused(() => redeem(STRANGER))],
  ['Another recovery is begun while Иван is on a flight.', () => tellAnswer(start(UNANSWERED))],
  ['25 hours later nobody has answered. Silence never approves.', () => tellState(UNANSWERED), 25 * HOUR],
  ['Иван has landed and approves, too late.', () => refused(() => approve(UNANSWERED))],
  ["A fraudster begins to recover Мария's account and talks her into helping him.", () => tellAnswer(start(FRAUD))],
  ['Иван reports fraud. Every open request dies, and the account freezes.', report],
  ['The fraudster begins again.', () => tellAnswer(start(number))],
  ['He has Мария take Иван away.', () => refused(remove)],
  ['73 hours later the freeze is over, and Иван is still there.', () => tellContacts(trustor(MARIA).contacts), 73 * HOUR],
  ['Мария is logged in and wants another password. The portal asks Иван about that, too.', () => tellAnswer(start(CHANGED))],
  ["Иван's cabinet says what it is about.", () => tellRequests(contact().requests)],
  ['He calls her, and approves what he was shown.', () => tellApproved(approve(CHANGED))],
  ['', () => tellSms(2)],
  ['Иван types the code.', () => tellConfirmed(confirm(CHANGED, sms[1].slice(-6))), 6 * MINUTE],
  ["Somebody who got hold of Мария's session has the portal recover the password with it.",
    () => refused(() => redeem(CHANGED, raw.DOVERIE_OPERATION_PASSWORD_RECOVERY))],
  ['The portal redeems what was confirmed, and Мария sets the new password.', redeemTheChange],
  ['Мария has forgotten the new password, too.', () => tellAnswer(start(FORGOTTEN_AGAIN))],
  ['They speak, and Иван approves.', () => tellApproved(approve(FORGOTTEN_AGAIN))],
  ['', () => tellSms(3)],
  ['Иван types the code.', () => tellConfirmed(confirm(FORGOTTEN_AGAIN, sms[2].slice(-6))), 6 * MINUTE],
  ["Before it is redeemed, Иван's number is taken out of his account.", loseThePhone],
  ['The portal redeems. Everything is checked again at the last moment.', () => refused(() => redeem(FORGOTTEN_AGAIN))],
  ['A new recovery is not possible either: losing the contact is no way around him.', () => tellAnswer(start(number))],
  ['Сергей, 52, never appointed anybody. The portal recovers his account as it always did.', () => tellAnswer(start(number, SERGEY))],
  ["The operator reads the audit trail of Мария's circle.", audit],
];

let now = MORNING;
STORY.forEach(([sentence, play, later = 0], index) => {
  now += MINUTE + later;
  begin(index + 1, now);
  const lines = [`${String(index + 1).padStart(2, '0')}  ${iso(now)}`, ...(sentence ? [sentence] : []), ...play(), ''];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
});
service.close();
raw.doverie_store_free(store);
raw.doverie_directory_free(directory);
raw.doverie_sms_sender_free(sender);
raw.doverie_key_ring_free(keys);
raw.doverie_clock_free(clock);
raw.doverie_entropy_free(entropy);
if (doverie.held() !== 0) throw new Error(`${doverie.held()} objects of the host's were not let go`);
