# SPDX-License-Identifier: Apache-2.0
"""What each side can do to the other, and that the owner, seen with a verified factor, ends it."""

from datetime import timedelta

import pytest

import doverie
from doverie import Notice, Policy, Reason, StartStatus
from people import IVAN, MARIA, Portal, account

DAY = timedelta(days=1)


@pytest.fixture
def portal() -> Portal:
    portal = Portal()
    portal.appoint(MARIA, IVAN)
    portal.clock.advance(DAY)
    return portal


@pytest.fixture
def strict() -> Portal:
    portal = Portal(policies=Policy.strict())
    portal.appoint(MARIA, IVAN)
    portal.clock.advance(DAY)
    return portal


def test_an_observed_account_is_answered_as_one_without_a_contact_and_the_host_learns_what_would_have_been() -> None:
    observing = Portal(policies=Policy.gosuslugi().replace(id="observing", protected_share=0))
    assert not observing.start(doverie.new_secret()).would_be_protected
    observing.appoint(MARIA, IVAN)
    started = observing.start(doverie.new_secret())
    assert (started.status, started.would_be_protected) == (StartStatus.NOT_PROTECTED, True)
    assert observing.approve(started)
    assert observing.trustor(MARIA.id).cabinet().observed


def test_an_account_is_protected_unless_the_policy_says_otherwise(portal: Portal) -> None:
    started = portal.start(doverie.new_secret())
    assert (started.status, started.would_be_protected) == (StartStatus.PENDING, False)
    assert not portal.trustor(MARIA.id).cabinet().observed


def test_kc1_a_removal_that_a_report_has_suspended_goes_on_with_a_verified_factor(strict: Portal) -> None:
    maria = strict.trustor(MARIA.id)
    maria.remove_contact(IVAN.id)
    strict.contact(IVAN.id).report_fraud(MARIA.id)
    with pytest.raises(doverie.Rejected) as suspended:
        maria.remove_contact(IVAN.id)
    assert Reason.REMOVAL_SUSPENDED in suspended.value.codes
    maria.remove_contact(IVAN.id, verified_factor=True)
    strict.clock.advance(3 * DAY)
    maria.remove_contact(IVAN.id)
    assert maria.cabinet().contacts == ()


def test_kc2_a_contact_freezes_the_account_once_after_the_owner_was_seen(portal: Portal) -> None:
    assert Policy.gosuslugi().contact_freeze_pause == 30 * DAY
    ivan, maria = portal.contact(IVAN.id), portal.trustor(MARIA.id)
    ivan.report_fraud(MARIA.id)
    assert maria.cabinet().frozen_until is not None
    portal.operations().owner_seen(MARIA.id)
    portal.clock.advance(4 * DAY)
    portal.start(doverie.new_secret())
    ivan.report_fraud(MARIA.id)
    assert maria.cabinet().frozen_until is None
    portal.pump()
    assert (MARIA.id, Notice.FRAUD_REPORTED_AGAIN) in [(n.account, n.kind) for n in portal.notifier.notices()]


def test_kc4_nobody_becomes_a_contact_in_a_call_that_the_directory_tells_of() -> None:
    portal = Portal()
    portal.directory.put(IVAN.id, account(IVAN, in_call_since=portal.clock.now()))
    with pytest.raises(doverie.Rejected) as called:
        portal.appoint(MARIA, IVAN)
    assert list(called.value.codes) == [Reason.CALL_IN_PROGRESS]


def test_kc5_a_code_is_not_taken_in_a_call_that_began_after_it(portal: Portal) -> None:
    started = portal.start(doverie.new_secret())
    portal.approve(started)
    portal.pump()
    portal.clock.advance(timedelta(minutes=1))
    portal.operations().call_began(IVAN.id, call_id="1")
    with pytest.raises(doverie.Rejected) as read_out:
        portal.contact(IVAN.id).confirm_code(started.request_id, portal.last_code(IVAN.phone))
    assert list(read_out.value.codes) == [Reason.HANG_UP_FIRST]
    portal.operations().call_ended(IVAN.id, call_id="1")
    assert portal.contact(IVAN.id).confirm_code(started.request_id, portal.last_code(IVAN.phone)).approved


def test_kc9_an_account_that_is_no_more_leaves_no_door_open(portal: Portal) -> None:
    portal.operations().account_closed(IVAN.id)
    assert portal.trustor(MARIA.id).cabinet().contacts == ()
    assert portal.start(doverie.new_secret()).status is StartStatus.CONTACT_UNAVAILABLE
    portal.operations().owner_seen(MARIA.id)
    assert portal.start(doverie.new_secret()).status is StartStatus.NOT_PROTECTED


def test_kc11_the_trustors_cabinet_shows_no_number(portal: Portal) -> None:
    started = portal.start(doverie.new_secret())
    [request] = portal.trustor(MARIA.id).cabinet().requests
    assert (request.id, request.number) == (started.request_id, "")
