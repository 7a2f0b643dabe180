# SPDX-License-Identifier: Apache-2.0
"""The strict policy, and what operators of the host may do."""

import dataclasses
from datetime import timedelta

import pytest

import doverie
from doverie import HostReason, Policy, Reason, StartStatus
from people import IVAN, MARIA, Portal, account

DAY = timedelta(hours=24)


@pytest.fixture
def strict() -> Portal:
    portal = Portal(policies=Policy.strict())
    portal.appoint(MARIA, IVAN)
    portal.clock.advance(DAY)
    return portal


def refused(error: pytest.ExceptionInfo[doverie.Rejected]) -> list[Reason | HostReason]:
    return list(error.value.codes)


def test_strict_is_a_policy_of_its_own() -> None:
    policy = Policy.strict()
    assert policy.id == "strict"
    assert policy.waiting_period == policy.removal_delay == policy.activation_delay == DAY
    assert policy.pause_after_sim_change == timedelta(hours=72)
    assert policy.conversation_code
    assert not policy.mutual_pairs_allowed
    assert Policy.from_json(policy.to_json()) == policy


def test_a_removal_is_asked_for_and_taken_back(strict: Portal) -> None:
    """C2."""
    maria = strict.trustor(MARIA.id)
    maria.remove_contact(IVAN.id)
    [entry] = maria.cabinet().contacts
    assert entry.removal_from == strict.clock.now() + DAY
    assert entry.resignation_from is None
    with pytest.raises(doverie.Rejected) as pending:
        maria.remove_contact(IVAN.id)
    assert refused(pending) == [Reason.REMOVAL_PENDING]
    maria.keep_contact(IVAN.id)
    ivan = strict.contact(IVAN.id)
    ivan.resign(MARIA.id)
    ivan.stay(MARIA.id)
    with pytest.raises(doverie.Rejected) as nothing:
        ivan.stay(MARIA.id)
    assert refused(nothing) == [Reason.REMOVAL_NOT_ASKED]
    maria.remove_contact(IVAN.id)
    strict.clock.advance(DAY)
    maria.remove_contact(IVAN.id)
    assert maria.cabinet().contacts == ()


def test_an_approved_recovery_waits_for_the_owner(strict: Portal) -> None:
    """C8, B10."""
    secret = doverie.new_secret()
    started = strict.start(secret)
    ivan = strict.contact(IVAN.id)
    assert ivan.cabinet().requests[0].number == ""
    with pytest.raises(doverie.Rejected) as wrong:
        strict.approve(dataclasses.replace(started, number="0000" if started.number != "0000" else "1111"))
    assert refused(wrong) == [Reason.NUMBER_MISMATCH]
    strict.approve(started)
    confirmed = ivan.confirm_code(started.request_id, strict.last_code(IVAN.phone))
    assert confirmed.redeem_from == strict.clock.now() + DAY
    maria = strict.recoverer(MARIA.id)
    assert maria.status(started.request_id, secret).redeem_from == confirmed.redeem_from
    assert strict.trustor(MARIA.id).cabinet().requests[0].redeem_from == confirmed.redeem_from
    with pytest.raises(doverie.Rejected) as waiting:
        maria.redeem(started.request_id, secret)
    assert refused(waiting) == [Reason.REQUEST_WAITING]
    strict.clock.advance(DAY)
    assert maria.redeem(started.request_id, secret).trustor == MARIA.id


def test_a_contact_with_a_new_sim_has_to_wait(strict: Portal) -> None:
    """C7."""
    changed = dataclasses.replace(account(IVAN), sim_since=strict.clock.now())
    strict.directory.put(IVAN.id, changed)
    assert strict.start(doverie.new_secret()).status is StartStatus.CONTACT_UNAVAILABLE


def test_two_operators_lift_a_freeze(strict: Portal) -> None:
    """C10."""
    host = strict.operations()
    host.freeze(MARIA.id, operator_id="anna")
    assert strict.start(doverie.new_secret()).status is StartStatus.FROZEN
    with pytest.raises(doverie.InvalidArgument, match="second_operator_id"):
        host.unfreeze(MARIA.id, operator_id="anna", second_operator_id="anna")
    host.unfreeze(MARIA.id, operator_id="anna", second_operator_id="boris")
    with pytest.raises(doverie.Rejected) as thawed:
        host.unfreeze(MARIA.id, operator_id="anna", second_operator_id="boris")
    assert refused(thawed) == [Reason.NOT_FROZEN]
