# SPDX-License-Identifier: Apache-2.0
"""What the host sees of people, and reports; and what contacts are asked."""

import dataclasses
import json
from datetime import timedelta

import pytest

import doverie
from doverie import AccountChange, Attestation, Notice, Policy, QuestionKind, Reason, testing
from people import IVAN, MARIA, Person, Portal


@pytest.fixture
def portal() -> Portal:
    portal = Portal()
    portal.appoint(MARIA, IVAN)
    return portal


@pytest.mark.parametrize("caller", [IVAN, MARIA])
def test_no_code_is_sent_during_a_call(portal: Portal, caller: Person) -> None:
    """B10."""
    host = portal.operations()
    host.call_began(caller.id, call_id="1")
    started = portal.start(doverie.new_secret())
    portal.approve(started)
    assert portal.pump().codes.postponed == 1
    with pytest.raises(doverie.Rejected) as again:
        portal.contact(IVAN.id).resend_code(started.request_id)
    assert Reason.CALL_IN_PROGRESS in again.value.codes
    host.call_ended(caller.id, call_id="1")
    portal.clock.advance(timedelta(seconds=5))
    assert portal.contact(IVAN.id).confirm_code(started.request_id, portal.last_code(IVAN.phone)).approved


def test_calls_have_an_id_and_a_longest_time() -> None:
    assert Policy.gosuslugi().call_hold == timedelta(hours=2)
    with pytest.raises(doverie.InvalidArgument, match="call_id"):
        Portal().operations().call_began(IVAN.id, call_id="")


def test_a_new_sim_of_the_trustor_voids_the_request(portal: Portal) -> None:
    """C6."""
    started = portal.start(doverie.new_secret())
    portal.clock.advance(timedelta(minutes=1))
    host = portal.operations()
    for _ in range(2):
        host.account_changed(MARIA.id, what=AccountChange.SIM, since=portal.clock.now())
    with pytest.raises(doverie.Rejected) as void:
        portal.approve(started)
    assert void.value.code is Reason.REQUEST_VOID
    assert [entry.type for entry in host.audit(MARIA.id)].count("account_changed") == 1


@pytest.mark.parametrize("what", list(AccountChange))
def test_the_others_are_told_of_a_change(portal: Portal, what: AccountChange) -> None:
    portal.operations().account_changed(IVAN.id, what=what, since=testing.MORNING)
    portal.pump()
    told = [(notice.account, notice.kind) for notice in portal.notifier.notices()]
    assert (MARIA.id, Notice.CONTACT_CHANGED) in told


def test_a_change_has_a_kind_and_a_date_that_is_not_to_come(portal: Portal) -> None:
    host = portal.operations()
    with pytest.raises(doverie.InvalidArgument, match="since"):
        host.account_changed(IVAN.id, what=AccountChange.PHONE, since=testing.MORNING + timedelta(days=1))
    with pytest.raises(TypeError, match="what"):
        host.account_changed(IVAN.id, what="phone", since=testing.MORNING)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="since"):
        host.account_changed(IVAN.id, what=AccountChange.PHONE, since=testing.MORNING.replace(tzinfo=None))


def test_the_texts_of_what_the_contact_is_asked() -> None:
    assert doverie.latest_attestation() == 2
    assert [question.id for question in doverie.questions(1)] == ["spoke_with_trustor", "nobody_misleads", "number"]
    number = doverie.questions(doverie.latest_attestation())[-1]
    assert number.kind is QuestionKind.NUMBER
    assert number.text("ru") == number.russian == "Он назвал мне номер запроса: ____"
    assert number.text() == number.english
    with pytest.raises(ValueError, match="1 to 2"):
        doverie.questions(3)
    with pytest.raises(ValueError, match="'en' or 'ru'"):
        number.text("de")  # type: ignore[arg-type]


def test_a_contact_answers_exactly_what_is_asked() -> None:
    """B3."""
    portal = Portal(policies=dataclasses.replace(Policy.gosuslugi(), attestation_version=2))
    portal.appoint(MARIA, IVAN)
    started = portal.start(doverie.new_secret())
    ivan = portal.contact(IVAN.id)
    assert ivan.cabinet().requests[0].attestation_version == 2
    said = Attestation(spoke_with_trustor=True, nobody_misleads=True, number=started.number)
    for answer, reason in (
        (said, Reason.ATTESTATION_OUTDATED),
        (dataclasses.replace(said, version=2), Reason.ATTESTATION_INCOMPLETE),
        (dataclasses.replace(said, version=2, agreed=("nobody_dictates", "number")), Reason.ATTESTATION_OUTDATED),
    ):
        with pytest.raises(doverie.Rejected) as refused:
            ivan.approve(started.request_id, answer)
        assert refused.value.code is reason
    ivan.approve(started.request_id, dataclasses.replace(said, version=2, agreed=("nobody_dictates",)))
    [event] = [entry.event for entry in portal.operations().audit(MARIA.id) if entry.type == "approval_given"]
    given = json.loads(event)
    assert given["statements"] == "2"
    assert {one["question"]: one["answer"] for one in given["answers"]}["nobody_dictates"] == "yes"
