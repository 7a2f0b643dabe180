# SPDX-License-Identifier: Apache-2.0
"""An operator erases what is held of a person."""

import pytest

import doverie
from doverie import Reason, StartStatus
from people import IVAN, MARIA, Portal


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
    ]
    host.erase(MARIA.id, operator_id="anna")
    assert len(host.audit(MARIA.id)) == 3
    with pytest.raises(doverie.InvalidArgument, match="operator_id"):
        host.erase(MARIA.id, operator_id="two words")


def test_nothing_is_erased_while_somebody_is_recovering_the_account() -> None:
    """C11."""
    portal = Portal()
    portal.appoint(MARIA, IVAN)
    assert portal.start(doverie.new_secret()).status is StartStatus.PENDING
    with pytest.raises(doverie.Rejected) as blocked:
        portal.operations().erase(MARIA.id, operator_id="anna")
    assert list(blocked.value.codes) == [Reason.ERASURE_BLOCKED]
