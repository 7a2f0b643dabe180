# SPDX-License-Identifier: Apache-2.0
"""What a request is for, from the start to the grant, and an operation of the host's own."""

from datetime import timedelta

import pytest

import doverie
from doverie import PASSWORD_CHANGE, PASSWORD_RECOVERY, Channel, Language, Notice, Policy, Reason, Role, StartStatus
from people import IVAN, MARIA, Portal

PHONE = "phone_change"
OPERATIONS = {PASSWORD_CHANGE: timedelta(hours=24), PHONE: timedelta(hours=2), "newsletter": timedelta()}


@pytest.fixture
def portal() -> Portal:
    portal = Portal(policies=Policy.gosuslugi().replace(id="own", other_operations=OPERATIONS))
    portal.appoint(MARIA, IVAN)
    return portal


def test_it_is_shown_attested_and_granted(portal: Portal) -> None:
    secret, maria = doverie.new_secret(), portal.recoverer(MARIA.id)
    started = maria.start(secret=secret, operation=PHONE)
    assert started.until == portal.clock.now() + timedelta(hours=2)
    assert portal.contact(IVAN.id).cabinet().requests[0].operation == PHONE
    with pytest.raises(doverie.Rejected) as of_a_recovery:
        portal.approve(started)
    assert of_a_recovery.value.code is Reason.OPERATION_MISMATCH
    said = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=started.number, operation=PHONE)
    portal.contact(IVAN.id).approve(started.request_id, said)
    portal.contact(IVAN.id).confirm_code(started.request_id, portal.last_code(IVAN.phone))
    with pytest.raises(doverie.Rejected) as recovery:
        maria.redeem(started.request_id, secret)
    assert recovery.value.code is Reason.OPERATION_MISMATCH
    assert maria.redeem(started.request_id, secret, operation=PHONE).operation == PHONE


def test_what_needs_no_contact_and_what_nobody_knows(portal: Portal) -> None:
    maria = portal.recoverer(MARIA.id)
    assert maria.start(secret=doverie.new_secret(), operation="newsletter").status is StartStatus.NOT_NEEDED
    with pytest.raises(doverie.InvalidArgument) as unknown:
        maria.start(secret=doverie.new_secret(), operation="phone_chnage")
    assert unknown.value.code is doverie.FaultCode.OPERATION_UNKNOWN


def test_a_policy_has_them_as_pairs() -> None:
    policy = Policy.gosuslugi().replace(other_operations=OPERATIONS)
    assert dict(policy.other_operations) == OPERATIONS
    assert Policy.from_json(policy.to_json()) == policy
    assert dict(Policy.gosuslugi().other_operations) == {PASSWORD_CHANGE: timedelta(hours=24)}
    with pytest.raises(doverie.InvalidArgument, match="other_operations/password_recovery"):
        policy.replace(other_operations={PASSWORD_RECOVERY: timedelta(hours=1)})
    with pytest.raises(TypeError, match="other_operations"):
        policy.replace(other_operations={PASSWORD_CHANGE: "24h"})


def test_words() -> None:
    assert doverie.operation_text(PASSWORD_CHANGE, language=Language.RUSSIAN) == "смена пароля"
    assert doverie.operation_text(PHONE, language=Language.RUSSIAN) is None

    def push(operation: str) -> str:
        return doverie.notice_text(
            Notice.RECOVERY_STARTED, reader=Role.TRUSTOR, language=Language.RUSSIAN, channel=Channel.PUSH, operation=operation
        ).text

    assert push(PASSWORD_CHANGE) == "Кто-то просит подтвердить: смена пароля. Если не вы, отклоните запрос."
    assert "смена телефона" in push("смена телефона")
