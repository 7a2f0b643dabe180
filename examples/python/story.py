#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The story of a trusted contact: Мария appoints Иван, forgets her password, and Иван lets her in. Then everything that can
go otherwise. Each scene is one function that yields its lines; stage.py is what they are played on.

The same story is told by examples/cpp/story.cpp and examples/c/story.c, to the byte.
"""

import argparse
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import doverie
import telling
from stage import Play, Scene, Stage, tell
from telling import EVERYBODY, IVAN, MARIA, OLGA, PYOTR, SERGEY, Person, iso, name_of, refusal

# --- What more than one scene needs. A command is sent again by asking for it again: its id is that of its scene.


def invite(stage: Stage, scene: Play, trustor: Person, contact: Person, phone: str) -> doverie.Invited:
    side = stage.service.trustor(trustor.id)
    return side.invite(name=contact.name, phone=phone, command_id=stage.command_of(scene))


def operation_of(begun: Play) -> str:
    """The portal has the contact confirm a change of the password as well."""
    return doverie.PASSWORD_CHANGE if begun is maria_changes else doverie.PASSWORD_RECOVERY


def start(stage: Stage, scene: Play, whose: Person = MARIA) -> doverie.RecoveryStarted:
    recoverer, operation = stage.service.recoverer(whose.id), operation_of(scene)
    return recoverer.start(secret=stage.secret_of(scene), operation=operation, command_id=stage.command_of(scene))


def status(stage: Stage, begun: Play) -> doverie.RecoveryView:
    return stage.service.recoverer(MARIA.id).status(start(stage, begun).request_id, stage.secret_of(begun))


def approve(stage: Stage, scene: Play, begun: Play) -> doverie.Approved:
    started = start(stage, begun)
    attestation = doverie.Attestation(
        spoke_with_trustor=True, nobody_misleads=True, number=started.number, operation=operation_of(begun)
    )
    return stage.service.contact(IVAN.id).approve(started.request_id, attestation, command_id=stage.command_of(scene))


def confirm(stage: Stage, scene: Play, begun: Play, sms: int) -> Iterator[str]:
    code = stage.sms(sms)[-6:]  # an SMS ends with the code, as browsers want it
    request = start(stage, begun).request_id
    confirmed = stage.service.contact(IVAN.id).confirm_code(request, code, command_id=stage.command_of(scene))
    assert confirmed.approved
    assert confirmed.redeem_before
    yield "Иван types the code."
    yield f"  The request is approved, to be redeemed before {iso(confirmed.redeem_before)}"


def redeem(stage: Stage, scene: Play, begun: Play, operation: str | None = None) -> doverie.Grant:
    request, secret = start(stage, begun).request_id, stage.secret_of(begun)
    named = operation or operation_of(begun)
    return stage.service.recoverer(MARIA.id).redeem(request, secret, operation=named, command_id=stage.command_of(scene))


# --- The story.


def five_people(stage: Stage) -> Iterator[str]:
    yield "Five people have accounts at the portal."
    for person in EVERYBODY:
        stage.accounts.put(person.id, person.account())
        yield f"  {person.name}, born {person.born}, {person.phone}"


def maria_invites_ivan(stage: Stage) -> Iterator[str]:
    invited = invite(stage, maria_invites_ivan, MARIA, IVAN, "8 (916) 123-45-67")
    yield "Мария, 70, invites Иван to be her trusted contact. She writes his number as she always does."
    yield f"  Invitation to {invited.phone_masked}, until {iso(invited.expires_at)}"


def ivan_sees_it(stage: Stage) -> Iterator[str]:
    yield "Иван, 34, opens his cabinet."
    yield from telling.invitations(stage.service.contact(IVAN.id).cabinet().invitations)


def ivan_accepts(stage: Stage) -> Iterator[str]:
    invited = invite(stage, maria_invites_ivan, MARIA, IVAN, "8 (916) 123-45-67")
    accepted = stage.service.contact(IVAN.id).accept(invited.id, command_id=stage.command_of(ivan_accepts))
    yield "Иван accepts."
    yield f"  Trusted contact of {name_of(accepted.trustor)} from {iso(accepted.active_from)}"


def maria_sees_him(stage: Stage) -> Iterator[str]:
    yield "Мария opens her cabinet."
    yield from telling.contacts(stage.service.trustor(MARIA.id).cabinet().contacts)


def maria_forgets(stage: Stage) -> Iterator[str]:
    yield "Мария has forgotten her password and begins to recover it."
    yield telling.answer(start(stage, maria_forgets))


def ivan_is_asked(stage: Stage) -> Iterator[str]:
    yield "Иван opens his cabinet."
    yield from telling.requests(stage.service.contact(IVAN.id).cabinet().requests)


def ivan_is_hasty(stage: Stage) -> Iterator[str]:
    request = start(stage, maria_forgets).request_id
    ivan, nothing = stage.service.contact(IVAN.id), doverie.Attestation(number="")
    yield "Иван is in a hurry and approves without having spoken with her."
    yield from refusal(lambda: ivan.approve(request, nothing, command_id=stage.command_of(ivan_is_hasty)))


def ivan_approves(stage: Stage) -> Iterator[str]:
    yield "Иван calls Мария. It is she, nobody is misleading her, and she reads him her number. He approves."
    yield telling.code_on_its_way(approve(stage, ivan_approves, maria_forgets))


def code_arrives(stage: Stage) -> Iterator[str]:
    yield from telling.sms(stage.sms(1))


def wrong_code(stage: Stage) -> Iterator[str]:
    request = start(stage, maria_forgets).request_id
    ivan = stage.service.contact(IVAN.id)
    yield "A while later Иван mistypes the code. The attempt is counted."
    yield from refusal(lambda: ivan.confirm_code(request, "000000", command_id=stage.command_of(wrong_code)))


def right_code(stage: Stage) -> Iterator[str]:
    yield from confirm(stage, right_code, maria_forgets, sms=1)


def maria_redeems(stage: Stage) -> Iterator[str]:
    grant = redeem(stage, maria_redeems, maria_forgets)
    again = redeem(stage, maria_redeems, maria_forgets)
    yield "The portal redeems the approval and lets Мария set a new password. It loses the answer and asks again."
    yield f"  Grant {grant.id} for {name_of(grant.trustor)}"
    yield f"  The same command again: {'the same grant' if again == grant else 'ANOTHER GRANT'}"


def redeemed_once(stage: Stage) -> Iterator[str]:
    yield "Somebody tries to redeem it a second time."
    yield from refusal(lambda: redeem(stage, redeemed_once, maria_forgets))


def audit(stage: Stage) -> Iterator[str]:
    entries = stage.service.operations().audit(MARIA.id)
    yield "The operator reads the audit trail of Мария's circle."
    for entry in entries:
        yield f"  {entry.version} {iso(entry.at)} {entry.type}"
    yield f"  Verified: {len(entries)} events, none changed, none missing"


# --- A contact who may not be one.


def olga_invites_pyotr(stage: Stage) -> Iterator[str]:
    invited = invite(stage, olga_invites_pyotr, OLGA, PYOTR, PYOTR.phone)
    yield "Ольга, 45, invites her nephew Пётр."
    yield f"  Invitation to {invited.phone_masked}, until {iso(invited.expires_at)}"


def pyotr_is_too_young(stage: Stage) -> Iterator[str]:
    invited = invite(stage, olga_invites_pyotr, OLGA, PYOTR, PYOTR.phone)
    pyotr = stage.service.contact(PYOTR.id)
    yield "Пётр is 17, and his passport data are out of date. He accepts, and learns everything that stands against it."
    yield from refusal(lambda: pyotr.accept(invited.id, command_id=stage.command_of(pyotr_is_too_young)))


def olga_learns_nothing(stage: Stage) -> Iterator[str]:
    yield "Ольга's cabinet does not tell whether the number belongs to an account."
    yield from telling.invitations(stage.service.trustor(OLGA.id).cabinet().invitations)


# --- A stranger tries.


def stranger_starts(stage: Stage) -> Iterator[str]:
    yield "A stranger begins to recover Мария's account."
    yield telling.answer(start(stage, stranger_starts))


def ivan_denies(stage: Stage) -> Iterator[str]:
    request = start(stage, stranger_starts).request_id
    stage.service.contact(IVAN.id).deny(request, command_id=stage.command_of(ivan_denies))
    yield "Иван calls Мария, who knows nothing of it. He denies."
    yield telling.state(status(stage, stranger_starts))


def stranger_gets_nothing(stage: Stage) -> Iterator[str]:
    yield "The stranger tries to redeem all the same."
    yield from refusal(lambda: redeem(stage, stranger_gets_nothing, stranger_starts))


# --- Silence never approves.


def nobody_answers(stage: Stage) -> Iterator[str]:
    yield "Another recovery is begun while Иван is on a flight."
    yield telling.answer(start(stage, nobody_answers))


def request_expires(stage: Stage) -> Iterator[str]:
    yield "25 hours later nobody has answered. Silence never approves."
    yield telling.state(status(stage, nobody_answers))


def ivan_is_late(stage: Stage) -> Iterator[str]:
    yield "Иван has landed and approves, too late."
    yield from refusal(lambda: approve(stage, ivan_is_late, nobody_answers))


# --- Fraud.


def fraudster_starts(stage: Stage) -> Iterator[str]:
    yield "A fraudster begins to recover Мария's account and talks her into helping him."
    yield telling.answer(start(stage, fraudster_starts))


def ivan_reports(stage: Stage) -> Iterator[str]:
    stage.service.contact(IVAN.id).report_fraud(MARIA.id, command_id=stage.command_of(ivan_reports))
    cabinet = stage.service.trustor(MARIA.id).cabinet()
    yield "Иван reports fraud. Every open request dies, and the account freezes."
    yield telling.state(status(stage, fraudster_starts))
    if cabinet.frozen_until:
        yield f"  Frozen until {iso(cabinet.frozen_until)}"


def nothing_starts(stage: Stage) -> Iterator[str]:
    yield "The fraudster begins again."
    yield telling.answer(start(stage, nothing_starts))


def nothing_is_removed(stage: Stage) -> Iterator[str]:
    maria = stage.service.trustor(MARIA.id)
    yield "He has Мария take Иван away."
    yield from refusal(lambda: maria.remove_contact(IVAN.id, command_id=stage.command_of(nothing_is_removed)))


def still_protected(stage: Stage) -> Iterator[str]:
    yield "73 hours later the freeze is over, and Иван is still there."
    yield from telling.contacts(stage.service.trustor(MARIA.id).cabinet().contacts)


# --- Another operation.


def maria_changes(stage: Stage) -> Iterator[str]:
    yield "Мария is logged in and wants another password. The portal asks Иван about that, too."
    yield telling.answer(start(stage, maria_changes))


def ivan_sees_the_change(stage: Stage) -> Iterator[str]:
    yield "Иван's cabinet says what it is about."
    yield from telling.requests(stage.service.contact(IVAN.id).cabinet().requests)


def ivan_approves_the_change(stage: Stage) -> Iterator[str]:
    yield "He calls her, and approves what he was shown."
    yield telling.code_on_its_way(approve(stage, ivan_approves_the_change, maria_changes))


def code_of_the_change(stage: Stage) -> Iterator[str]:
    yield from telling.sms(stage.sms(2))


def right_code_of_the_change(stage: Stage) -> Iterator[str]:
    yield from confirm(stage, right_code_of_the_change, maria_changes, sms=2)


def change_is_no_recovery(stage: Stage) -> Iterator[str]:
    yield "Somebody who got hold of Мария's session has the portal recover the password with it."
    yield from refusal(lambda: redeem(stage, change_is_no_recovery, maria_changes, doverie.PASSWORD_RECOVERY))


def maria_has_changed(stage: Stage) -> Iterator[str]:
    grant = redeem(stage, maria_has_changed, maria_changes)
    yield "The portal redeems what was confirmed, and Мария sets the new password."
    yield f"  Grant {grant.id} for {name_of(grant.trustor)}, good for {grant.operation}"


# --- A contact lost in the middle.


def maria_forgets_again(stage: Stage) -> Iterator[str]:
    yield "Мария has forgotten the new password, too."
    yield telling.answer(start(stage, maria_forgets_again))


def ivan_approves_again(stage: Stage) -> Iterator[str]:
    yield "They speak, and Иван approves."
    yield telling.code_on_its_way(approve(stage, ivan_approves_again, maria_forgets_again))


def code_arrives_again(stage: Stage) -> Iterator[str]:
    yield from telling.sms(stage.sms(3))


def right_code_again(stage: Stage) -> Iterator[str]:
    yield from confirm(stage, right_code_again, maria_forgets_again, sms=3)


def ivan_loses_his_phone(stage: Stage) -> Iterator[str]:
    stage.accounts.put(IVAN.id, IVAN.account(phone_lost=True))
    yield "Before it is redeemed, Иван's number is taken out of his account."
    yield telling.state(status(stage, maria_forgets_again))


def approval_is_worth_nothing(stage: Stage) -> Iterator[str]:
    yield "The portal redeems. Everything is checked again at the last moment."
    yield from refusal(lambda: redeem(stage, approval_is_worth_nothing, maria_forgets_again))


def no_way_around(stage: Stage) -> Iterator[str]:
    yield "A new recovery is not possible either: losing the contact is no way around him."
    yield telling.answer(start(stage, no_way_around))


def sergey_has_nobody(stage: Stage) -> Iterator[str]:
    yield "Сергей, 52, never appointed anybody. The portal recovers his account as it always did."
    yield telling.answer(start(stage, sergey_has_nobody, SERGEY))


# fmt: off
STORY = [
    Scene(five_people), Scene(maria_invites_ivan), Scene(ivan_sees_it), Scene(ivan_accepts), Scene(maria_sees_him),
    Scene(maria_forgets), Scene(ivan_is_asked), Scene(ivan_is_hasty), Scene(ivan_approves), Scene(code_arrives),
    Scene(wrong_code, timedelta(minutes=6)), Scene(right_code), Scene(maria_redeems), Scene(redeemed_once), Scene(audit),
    Scene(olga_invites_pyotr), Scene(pyotr_is_too_young), Scene(olga_learns_nothing),
    Scene(stranger_starts), Scene(ivan_denies), Scene(stranger_gets_nothing),
    Scene(nobody_answers), Scene(request_expires, timedelta(hours=25)), Scene(ivan_is_late),
    Scene(fraudster_starts), Scene(ivan_reports), Scene(nothing_starts), Scene(nothing_is_removed),
    Scene(still_protected, timedelta(hours=73)),
    Scene(maria_changes), Scene(ivan_sees_the_change), Scene(ivan_approves_the_change), Scene(code_of_the_change),
    Scene(right_code_of_the_change, timedelta(minutes=6)), Scene(change_is_no_recovery), Scene(maria_has_changed),
    Scene(maria_forgets_again), Scene(ivan_approves_again), Scene(code_arrives_again),
    Scene(right_code_again, timedelta(minutes=6)), Scene(ivan_loses_his_phone), Scene(approval_is_worth_nothing),
    Scene(no_way_around), Scene(sergey_has_nobody), Scene(audit),
]
# fmt: on


def main() -> None:
    parser = argparse.ArgumentParser(description="Tells the story of a trusted contact.")
    parser.add_argument("state_dir", metavar="STATE_DIR", type=Path, help="where the story keeps what has happened")
    parser.add_argument("--until", metavar="N", type=int, default=len(STORY), choices=range(1, len(STORY) + 1))
    arguments = parser.parse_args()
    tell(arguments.state_dir, STORY, arguments.until)


if __name__ == "__main__":
    main()
