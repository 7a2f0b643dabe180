# SPDX-License-Identifier: Apache-2.0
"""The whole of what the library is for, through Python."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

import doverie
from doverie import Reason, RequestState, StartStatus, testing
from people import IVAN, MARIA, MASTER, Portal, account


def test_a_recovery_from_invitation_to_grant(any_portal: Portal) -> None:
    portal, ivan = any_portal, any_portal.contact(IVAN.id)
    portal.appoint(MARIA, IVAN)
    assert [entry.contact for entry in portal.trustor(MARIA.id).cabinet().contacts] == [IVAN.id]

    secret = doverie.new_secret()
    started = portal.start(secret)
    assert started.status is StartStatus.PENDING
    assert [request.number for request in ivan.cabinet().requests] == [started.number]

    approved = portal.approve(started)
    assert approved.phone_masked == "+7916•••••67"
    assert approved.code_expires_at == testing.MORNING + timedelta(minutes=10)

    confirmed = ivan.confirm_code(started.request_id, portal.last_code(IVAN.phone))
    assert confirmed.approved
    assert portal.recoverer(MARIA.id).status(started.request_id, secret).state is RequestState.APPROVED

    grant = portal.recoverer(MARIA.id).redeem(started.request_id, secret, command_id="redeem-1")
    assert grant.trustor == MARIA.id
    assert portal.recoverer(MARIA.id).redeem(started.request_id, secret, command_id="redeem-1") == grant
    with pytest.raises(doverie.Rejected) as second:
        portal.recoverer(MARIA.id).redeem(started.request_id, secret, command_id="redeem-2")
    assert second.value.code is Reason.REQUEST_REDEEMED


def test_the_audit_tells_it_all(any_portal: Portal) -> None:
    any_portal.appoint(MARIA, IVAN)
    any_portal.start(doverie.new_secret())
    entries = any_portal.operations().audit(MARIA.id)
    assert [entry.type for entry in entries] == ["invitation_sent", "contact_appointed", "recovery_started"]
    assert [entry.version for entry in entries] == [1, 2, 3]
    assert all(json.loads(entry.event)["type"] == entry.type for entry in entries)


def test_a_story_goes_on_after_a_restart(tmp_path: Path) -> None:
    secret = doverie.new_secret()
    with Portal(store=doverie.SqliteStore.create(tmp_path / "circles.db")) as portal:
        portal.appoint(MARIA, IVAN)
        started = portal.start(secret)
    with Portal(store=doverie.SqliteStore(tmp_path / "circles.db"), seed=2) as portal:
        portal.approve(started)
        portal.contact(IVAN.id).confirm_code(started.request_id, portal.last_code(IVAN.phone))
        assert portal.recoverer(MARIA.id).redeem(started.request_id, secret).trustor == MARIA.id


def test_the_adapters_of_a_small_host(tmp_path: Path) -> None:
    """A service put together by hand, all on files."""
    accounts = doverie.SqliteDirectory.create(tmp_path / "accounts.db")
    for person in (MARIA, IVAN):
        accounts.put(person.id, account(person))
    with doverie.Service(
        store=doverie.SqliteStore.create(tmp_path / "circles.db"),
        directory=accounts,
        keys=doverie.KeyRing.from_master(MASTER),
        policies=doverie.Policy.gosuslugi(),
        sms=doverie.FileSmsSender(tmp_path / "sms.txt"),
    ) as service:
        invited = service.trustor(MARIA.id).invite(name="иван", phone="8 (916) 123-45-67")
        service.contact(IVAN.id).accept(invited.id)
        started = service.recoverer(MARIA.id).start(secret=doverie.new_secret())
        attestation = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=started.number)
        service.contact(IVAN.id).approve(started.request_id, attestation)
        report = service.pump()
        assert (report.codes.sent, report.codes.postponed, report.fault) == (1, 0, None)
        code = (tmp_path / "sms.txt").read_text(encoding="utf-8").rstrip()[-6:]
        assert service.contact(IVAN.id).confirm_code(started.request_id, code).approved


def test_every_reason_is_named(portal: Portal) -> None:
    portal.directory.put(IVAN.id, account(IVAN, citizen=False, passport_current=False))
    invited = portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
    with pytest.raises(doverie.Rejected) as refused:
        portal.contact(IVAN.id).accept(invited.id)
    assert refused.value.codes == (Reason.CONTACT_NOT_CITIZEN, Reason.CONTACT_PASSPORT_OUTDATED)
    assert refused.value.code is Reason.CONTACT_NOT_CITIZEN
    assert refused.value.text("ru").startswith("Контакт не является гражданином")


def test_a_rule_change_is_five_lines() -> None:
    policy = doverie.Policy.gosuslugi().replace(id="21", contact_min_age_years=21)
    with Portal(policies=policy) as portal:
        portal.add_account(IVAN.id, given_name=IVAN.name, phone=IVAN.phone, birth_date=date(2005, 3, 3))
        invited = portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        with pytest.raises(doverie.Rejected) as refused:
            portal.contact(IVAN.id).accept(invited.id)
    assert refused.value.reasons == (doverie.ReasonDetail(Reason.CONTACT_TOO_YOUNG, needs=21, has=20),)


def test_every_other_command(served: Portal) -> None:
    maria, ivan = served.trustor(MARIA.id), served.contact(IVAN.id)
    secret = doverie.new_secret()

    served.recoverer(MARIA.id).cancel(served.start(secret).request_id, secret)
    maria.deny(served.start(secret).request_id)
    ivan.deny(served.start(secret).request_id)
    states = [request.state for request in maria.cabinet().requests]
    assert states == [RequestState.CANCELLED, RequestState.DENIED, RequestState.DENIED]

    served.clock.advance(timedelta(days=2))
    served.approve(started := served.start(secret))
    served.clock.advance(timedelta(minutes=2))
    assert ivan.resend_code(started.request_id).phone_masked == "+7916•••••67"
    served.operations().recovered_by_other_means(MARIA.id, channel="mfc")
    served.operations().owner_seen(MARIA.id)
    assert maria.cabinet().requests[-1].state is RequestState.VOIDED

    ivan.report_fraud(MARIA.id)
    assert maria.cabinet().frozen_until == served.clock.now() + timedelta(hours=72)
    maria.report_fraud()
    with pytest.raises(doverie.Rejected):
        maria.remove_contact(IVAN.id)
    served.clock.advance(timedelta(days=4))
    maria.remove_contact(IVAN.id)

    maria.cancel_invitation(maria.invite(name=IVAN.name, phone=IVAN.phone).id)
    ivan.decline(maria.invite(name=IVAN.name, phone=IVAN.phone).id)
    served.clock.advance(timedelta(days=2))
    served.appoint(MARIA, IVAN)
    ivan.resign(MARIA.id)
    assert maria.cabinet().contacts == ()


def test_a_verified_factor_has_its_own_budget(served: Portal) -> None:
    recoverer = served.recoverer(MARIA.id)
    for _ in range(3):
        secret = doverie.new_secret()
        recoverer.cancel(recoverer.start(secret=secret).request_id, secret)
    with pytest.raises(doverie.Rejected) as exhausted:
        recoverer.start(secret=doverie.new_secret())
    assert exhausted.value.code is Reason.STARTS_EXHAUSTED
    assert recoverer.start(secret=doverie.new_secret(), verified_factor=True).status is StartStatus.PENDING


def test_a_grant_of_another_account_is_refused(served: Portal) -> None:
    """B5: whoever mixes up sessions must not reset the wrong password."""
    secret = doverie.new_secret()
    started = served.start(secret)
    served.approve(started)
    served.contact(IVAN.id).confirm_code(started.request_id, served.last_code(IVAN.phone))
    with pytest.raises(doverie.Rejected) as refused:
        served.recoverer("pyotr").redeem(started.request_id, secret)
    assert refused.value.code is Reason.REQUEST_NOT_FOUND
    with pytest.raises(doverie.Rejected):
        served.recoverer("pyotr").status(started.request_id, secret)
    with pytest.raises(doverie.Rejected):
        served.recoverer("pyotr").cancel(started.request_id, secret)
    assert served.recoverer(MARIA.id).redeem(started.request_id, secret).trustor == MARIA.id  # nothing was used up
