# SPDX-License-Identifier: Apache-2.0
"""What the host sees of people, and reports."""

from datetime import timedelta

import pytest

import doverie
from doverie import AccountChange, Policy, Reason, testing
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
    assert portal.pump().postponed == 1
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
    assert (MARIA.id, "contact_changed") in told


def test_a_change_has_a_kind_and_a_date_that_is_not_to_come(portal: Portal) -> None:
    host = portal.operations()
    with pytest.raises(doverie.InvalidArgument, match="since"):
        host.account_changed(IVAN.id, what=AccountChange.PHONE, since=testing.MORNING + timedelta(days=1))
    with pytest.raises(TypeError, match="what"):
        host.account_changed(IVAN.id, what="phone", since=testing.MORNING)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="since"):
        host.account_changed(IVAN.id, what=AccountChange.PHONE, since=testing.MORNING.replace(tzinfo=None))
