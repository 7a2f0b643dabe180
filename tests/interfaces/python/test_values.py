# SPDX-License-Identifier: Apache-2.0
"""Values: frozen, equal by content, picklable, and discreet."""

import copy
import dataclasses
import pickle
from datetime import date
from typing import Any

import pytest

import doverie
from doverie import PhoneState, testing
from people import IVAN, MARIA, MASTER, Portal, account


def all_value_classes() -> list[type]:
    public = [getattr(doverie, name) for name in doverie.__all__] + [getattr(testing, name) for name in testing.__all__]
    return [thing for thing in public if isinstance(thing, type) and dataclasses.is_dataclass(thing)]


@pytest.mark.parametrize("cls", all_value_classes(), ids=lambda cls: cls.__name__)
def test_values_are_frozen_and_have_slots(cls: Any) -> None:
    assert cls.__dataclass_params__.frozen
    assert "__slots__" in vars(cls)


BY_POSITION_TOO = {doverie.ReasonDetail, doverie.PolicySchedule}


@pytest.mark.parametrize("cls", [cls for cls in all_value_classes() if cls not in BY_POSITION_TOO], ids=lambda cls: cls.__name__)
def test_values_are_keyword_only(cls: Any) -> None:
    assert all(field.kw_only for field in dataclasses.fields(cls))


def test_values_survive_pickling_and_copying(served: Portal) -> None:
    served.start(doverie.new_secret())
    for value in (
        served.trustor(MARIA.id).cabinet(),
        served.contact(IVAN.id).cabinet(),
        served.operations().audit(MARIA.id),
        account(IVAN),
        doverie.Policy.gosuslugi(),
        doverie.PolicySchedule([doverie.Policy.gosuslugi()], revoked=["gosuslugi"]),
        doverie.Reason.FROZEN,
        PhoneState.REPLACING,
    ):
        assert pickle.loads(pickle.dumps(value)) == value
        assert copy.deepcopy(value) == value


def test_values_can_be_keys_of_a_dict(served: Portal) -> None:
    view = served.trustor(MARIA.id).cabinet()
    assert {view: 1}[served.trustor(MARIA.id).cabinet()] == 1


def test_reprs_say_where_things_come_from() -> None:
    assert repr(doverie.PhoneState.NONE) == "<PhoneState.NONE: 0>"
    assert doverie.Service.__module__ == doverie.PhoneState.__module__ == doverie.Account.__module__ == "doverie"
    assert repr(doverie.Attestation(spoke_with_trustor=True, number="1234")) == (
        "Attestation(spoke_with_trustor=True, nobody_misleads=False, number='1234', version=1, agreed=(), operation='password_recovery')"
    )


def test_an_account_is_discreet() -> None:
    shown = repr(account(IVAN))
    assert shown == (
        "Account(citizen=True, confirmed=True, passport_current=True, dates_only=False, has_contact=False, phone=+7916•••••67, "
        "phone_state=CONFIRMED)"
    )


def test_a_sent_sms_is_discreet() -> None:
    sms = testing.SentSms(message_id="m1", to=IVAN.phone, text="Код 123456.\n@gosuslugi.ru #123456")
    assert repr(sms) == "SentSms(message_id='m1', to='+7916•••••67', text=<redacted>)"
    assert sms.code == "123456"


def test_a_phone_is_normalised() -> None:
    assert account(IVAN, phone="8 (916) 123-45-67") == account(IVAN)
    assert doverie.parse_phone("8 916 123 45 67") == IVAN.phone
    assert doverie.mask_phone(IVAN.phone) == "+7916•••••67"
    with pytest.raises(doverie.Rejected) as refused:
        doverie.parse_phone("12")
    assert refused.value.code is doverie.Reason.PHONE_INVALID


def test_without_a_phone_there_is_no_state_of_it() -> None:
    assert account(IVAN, phone=None).phone_state is PhoneState.NONE


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"phone": "12"}, ValueError, "account.phone is not a phone number; write it as +79161234567"),
        ({"phone": 79161234567}, TypeError, "account.phone must be str or None, not int"),
        ({"citizen": "yes"}, TypeError, "account.citizen must be bool, not str"),
        ({"phone_state": 1}, TypeError, "account.phone_state must be doverie.PhoneState, not int"),
        (
            {"phone_since": date(2026, 1, 1)},
            TypeError,
            "account.phone_since must be an aware datetime or None, not datetime.date",
        ),
        ({"phone": "\ud800"}, ValueError, "account.phone has a lone surrogate, which is not a character"),
    ],
)
def test_accounts_are_checked_at_once(changes: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as wrong:
        account(IVAN, **changes)
    assert str(wrong.value) == message


class TestSecret:
    def test_is_discreet(self) -> None:
        secret = doverie.Secret(b"\x00swordfish")
        assert repr(secret) == str(secret) == "Secret(<10 bytes>)"
        assert secret.reveal() == b"\x00swordfish"
        assert len(secret) == 10

    def test_compares_by_content(self) -> None:
        assert doverie.Secret(b"a") == doverie.Secret(b"a")
        assert doverie.Secret(b"a") != doverie.Secret(b"b")
        assert doverie.Secret(b"a") != b"a"

    def test_is_neither_hashed_nor_pickled(self) -> None:
        with pytest.raises(TypeError):
            hash(doverie.Secret(b"a"))
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(doverie.Secret(b"a"))

    @pytest.mark.parametrize("arguments", [(b"swordfish", 1), (), ("swordfish",)])
    def test_never_tells_itself_in_an_error(self, arguments: tuple[Any, ...]) -> None:
        with pytest.raises(TypeError) as wrong:
            doverie.Secret(*arguments)
        assert "swordfish" not in str(wrong.value)

    def test_is_as_good_as_its_bytes(self, served: Portal) -> None:
        secret = doverie.new_secret()
        started = served.recoverer(MARIA.id).start(secret=secret.reveal())
        assert served.recoverer(MARIA.id).status(started.request_id, secret).number == started.number

    def test_new_ones_differ(self) -> None:
        assert doverie.new_secret() != doverie.new_secret()
        assert len(doverie.new_secret()) == 32

    def test_follows_a_given_entropy(self) -> None:
        assert doverie.new_secret(entropy=testing.FakeEntropy(7)) == doverie.new_secret(entropy=testing.FakeEntropy(7))


class TestKeyRing:
    def test_needs_a_long_master(self) -> None:
        with pytest.raises(doverie.InvalidArgument):
            doverie.KeyRing.from_master(b"short")

    def test_keys_can_be_rotated_under_a_service(self, portal: Portal) -> None:
        keys = doverie.KeyRing()
        for purpose in doverie.KeyPurpose:
            keys.add(purpose, id="2026", key=MASTER)
        with doverie.Service(store=doverie.MemoryStore(), directory=portal.directory, keys=keys) as service:
            service.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
            keys.add(doverie.KeyPurpose.AUDIT, id="2027", key=MASTER[::-1])
            service.trustor(MARIA.id).report_fraud()
            seals = [entry.type for entry in service.operations().audit(MARIA.id)]
            assert seals == ["invitation_sent", "fraud_reported"]
            keys.set_state(doverie.KeyPurpose.AUDIT, id="2026", state=doverie.KeyState.REVOKED)
            with pytest.raises((doverie.KeyUnavailable, doverie.RecordError)):
                service.operations().audit(MARIA.id)

    def test_t8_invitations_under_the_old_index_key_stay_in_sight(self) -> None:
        keys = doverie.KeyRing.from_master(MASTER)
        with Portal(keys=keys) as portal:
            portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
            keys.add(doverie.KeyPurpose.INDEX, id="2", key=MASTER[::-1])
            assert len(portal.contact(IVAN.id).cabinet().invitations) == 1

    def test_t8_a_revoked_code_key_voids_its_codes_and_is_gone_for_good(self) -> None:
        keys = doverie.KeyRing.from_master(MASTER)
        with Portal(keys=keys) as portal:
            portal.appoint(MARIA, IVAN)
            started = portal.start(doverie.Secret(bytes(32)))
            portal.approve(started)
            code = portal.last_code(IVAN.phone)
            keys.add(doverie.KeyPurpose.CODE, id="2", key=MASTER[::-1])
            keys.set_state(doverie.KeyPurpose.CODE, id="1", state=doverie.KeyState.REVOKED)
            with pytest.raises(doverie.Rejected) as refused:
                portal.contact(IVAN.id).confirm_code(started.request_id, code)
            assert refused.value.code is doverie.Reason.CODE_VOID
            with pytest.raises(doverie.InvalidArgument, match="add it again"):
                keys.set_state(doverie.KeyPurpose.CODE, id="1", state=doverie.KeyState.VERIFY_ONLY)
            with pytest.raises(doverie.InvalidArgument, match="is the active one, and one has to be"):
                keys.set_state(doverie.KeyPurpose.CODE, id="2", state=doverie.KeyState.REVOKED)

    def test_a_whole_recovery_under_keys_of_another_algorithm(self) -> None:
        keys = doverie.KeyRing()
        for purpose in doverie.KeyPurpose:
            keys.add(purpose, id="1", key=MASTER, algorithm="SHA3-256")
        with Portal(keys=keys) as portal:
            portal.appoint(MARIA, IVAN)
            secret = doverie.Secret(bytes(32))
            started = portal.start(secret)
            portal.approve(started)
            portal.contact(IVAN.id).confirm_code(started.request_id, portal.last_code(IVAN.phone))
            assert portal.recoverer(MARIA.id).redeem(started.request_id, secret=secret)
            events = [entry.event for entry in portal.operations().audit(MARIA.id)]
            assert any(b'"key":"1@SHA3-256"' in event for event in events)

    @pytest.mark.parametrize(
        ("algorithm", "says"),
        [("SHA-257", "OpenSSL has no such digest"), ("SHA2-512", "makes 64 bytes"), ("", "a name is"), ("a:b", "a name is")],
    )
    def test_refuses_an_algorithm_that_cannot_be_used(self, algorithm: str, says: str) -> None:
        with pytest.raises(doverie.InvalidArgument, match=says):
            doverie.KeyRing().add(doverie.KeyPurpose.CODE, id="1", key=MASTER, algorithm=algorithm)

    def test_refuses_the_same_id_twice(self) -> None:
        keys = doverie.KeyRing.from_master(MASTER)
        with pytest.raises(doverie.InvalidArgument):
            keys.add(doverie.KeyPurpose.CODE, id="1", key=MASTER)

    def test_arguments_are_named_but_not_shown(self) -> None:
        with pytest.raises(TypeError) as wrong:
            doverie.KeyRing().add("swordfish", id="1", key=b"swordfish")  # type: ignore[arg-type]
        assert str(wrong.value) == "purpose must be doverie.KeyPurpose, not str"
