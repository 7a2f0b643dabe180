# SPDX-License-Identifier: Apache-2.0
"""What the host sees of people, and reports."""

from datetime import timedelta

import pytest

import doverie
from doverie import Policy, Reason
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
