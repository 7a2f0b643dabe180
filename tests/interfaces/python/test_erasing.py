# SPDX-License-Identifier: Apache-2.0
"""What is held of a person is erased: by an operator, and when its time is over."""

from datetime import timedelta

import pytest

import doverie
from doverie import Reason, StartStatus
from people import IVAN, MARIA, Portal, account

KEPT = timedelta(days=29)
"""A day to answer, and 28 days after that."""


def test_an_operator_erases_an_account() -> None:
    """T13."""
    portal = Portal()
    host = portal.operations()
    invited = portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
    host.erase(MARIA.id, operator_id="anna")
    with pytest.raises(doverie.Rejected) as lost:
        portal.contact(IVAN.id).accept(invited.id)
    assert list(lost.value.codes) == [Reason.INVITATION_NOT_FOUND]
    assert portal.trustor(MARIA.id).cabinet().invitations == ()
    assert [entry.type for entry in host.audit(MARIA.id)] == [
        "invitation_sent",
        "personal_data_erased",
        "invitation_withdrawn",
        "facts_erased",
    ]
    host.erase(MARIA.id, operator_id="anna")
    assert len(host.audit(MARIA.id)) == 4
    with pytest.raises(doverie.InvalidArgument, match="operator_id"):
        host.erase(MARIA.id, operator_id="two words")


def test_nothing_is_erased_while_somebody_is_recovering_the_account() -> None:
    """C11."""
    portal = Portal()
    portal.appoint(MARIA, IVAN)
    started = portal.start(doverie.new_secret())
    assert started.status is StartStatus.PENDING
    portal.approve(started)
    with pytest.raises(doverie.Rejected) as blocked:
        portal.operations().erase(MARIA.id, operator_id="anna")
    assert list(blocked.value.codes) == [Reason.ERASURE_BLOCKED]

def test_the_pump_erases_what_is_over() -> None:
    """T13."""
    portal = Portal()
    portal.appoint(MARIA, IVAN)
    assert doverie.Policy.gosuslugi().invitation_retention == timedelta(days=28)
    assert doverie.Policy.strict().invitation_retention == timedelta(days=7)
    portal.clock.advance(KEPT - timedelta(microseconds=1))
    assert portal.pump().erasures.sent == 0
    portal.clock.advance(timedelta(microseconds=1))
    assert portal.pump().erasures.sent == 1
    assert portal.pump().all == 0
    assert [entry.type for entry in portal.operations().audit(MARIA.id)][-1] == "invitation_erased"
    assert [entry.contact for entry in portal.trustor(MARIA.id).cabinet().contacts] == [IVAN.id]


def test_a_host_asks_for_what_is_over() -> None:
    """T13."""
    portal = Portal()
    host = portal.operations()
    portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
    host.erase_ended(MARIA.id)
    assert len(host.audit(MARIA.id)) == 1
    portal.clock.advance(KEPT)
    host.freeze(MARIA.id, operator_id="anna")
    with pytest.raises(doverie.Rejected) as held:
        host.erase_ended(MARIA.id, command_id="sweep")
    assert list(held.value.codes) == [Reason.FROZEN]
    host.unfreeze(MARIA.id, operator_id="anna", second_operator_id="boris")
    for _ in range(2):
        host.erase_ended(MARIA.id, command_id="sweep", context=b"nightly")
    assert [entry.type for entry in host.audit(MARIA.id)].count("invitation_erased") == 1


def test_a_repeated_approval_tells_the_masked_phone_again() -> None:
    """B7: it is not kept, and filled in as long as it is the contact's phone."""
    portal = Portal()
    portal.appoint(MARIA, IVAN)
    started = portal.start(doverie.new_secret())
    attestation = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=started.number)

    def approve() -> str:
        return portal.contact(IVAN.id).approve(started.request_id, attestation, command_id="approve").phone_masked

    assert approve() == approve() == "+7916•••••67"
    portal.directory.put(IVAN.id, account(IVAN, phone="+79169999999"))
    assert approve() == ""
