# SPDX-License-Identifier: Apache-2.0
"""Ports that a host writes in Python: they are asked like any other, and live as long as they are used."""

import gc
import os
import weakref
from datetime import datetime, timezone
from unittest.mock import Mock

import pytest

import doverie
from doverie import Notice, SmsOutcome, testing
from hosts import Accounts, Bell, Dice, Gateway, Watch, code_is_due, known, service
from people import IVAN, MARIA, Portal


def test_all_ports_in_python() -> None:
    gateway, bell = Gateway(lambda: SmsOutcome.ACCEPTED), Bell(lambda: True)
    with service(
        sms=gateway,
        notifier=bell,
        clock=Watch(lambda: datetime.now(timezone.utc)),
        entropy=Dice(os.urandom),
    ) as on:
        started = code_is_due(on)
        on.pump()
        [(message_id, to, text)] = gateway.sent
        assert (message_id[:4], to) == ("sms_", IVAN.phone)
        assert on.contact(IVAN.id).confirm_code(started.request_id, text[-6:]).approved
        assert {notice.kind for notice in bell.rung} >= {Notice.CONTACT_APPOINTED, Notice.RECOVERY_STARTED}
        assert all(isinstance(notice.parameters, dict) for notice in bell.rung)


class TestTheirKinds:
    def test_a_mock(self) -> None:
        """Whatever can be called will do."""
        gateway = Gateway(lambda: SmsOutcome.NEVER)
        gateway.send = Mock(return_value=SmsOutcome.ACCEPTED)  # type: ignore[method-assign]
        with service(sms=gateway) as on:
            code_is_due(on)
            on.pump()
        [call] = gateway.send.call_args_list
        assert call.args[1] == IVAN.phone

    def test_a_subclass_of_a_subclass(self) -> None:
        class Cached(Accounts):
            def find(self, account: str) -> doverie.Account | None:
                return super().find(account)

        directory = Cached(known)
        with service(directory=directory) as on:
            on.operations().begin_realm(operator_id="anna")
            on.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        assert directory.asked == [MARIA.id]

    def test_a_wrapper_around_a_shipped_one(self, portal: Portal) -> None:
        class Logged(doverie.AccountDirectory):
            def __init__(self, inner: doverie.AccountDirectory) -> None:
                super().__init__()
                self.inner = inner

            def find(self, account: str) -> doverie.Account | None:
                return self.inner.find(account)

        with service(directory=Logged(Logged(portal.directory))) as on:
            assert on.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone).phone_masked

    def test_one_that_asks_its_base(self) -> None:
        class Lazy(doverie.AccountDirectory):
            def find(self, account: str) -> doverie.Account | None:
                return super().find(account)

        with service(directory=Lazy()) as on, pytest.raises(NotImplementedError, match=r"has to define find\(\)"):
            on.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)


class TestTheirLife:
    def test_a_port_lives_as_long_as_its_service(self) -> None:
        directory = Accounts(known)
        alive = weakref.ref(directory)
        on = service(directory=directory, sms=Gateway(lambda: SmsOutcome.ACCEPTED), notifier=Bell(lambda: True))
        del directory
        gc.collect()
        code_is_due(on)
        report = on.pump()
        assert (report.codes.sent, report.notices.sent) == (1, 3)
        survivor = alive()
        assert survivor is not None
        assert survivor.asked, "the very object that the host made is asked"
        del survivor
        on.close()
        gc.collect()
        assert alive() is None, "a closed service lets go of it"

    def test_a_service_that_is_dropped_lets_go(self) -> None:
        directory = Accounts(known)
        alive = weakref.ref(directory)
        service(directory=directory).trustor(MARIA.id).cabinet()
        del directory
        gc.collect()
        assert alive() is None

    def test_sides_keep_the_service_open(self) -> None:
        maria = service().trustor(MARIA.id)
        gc.collect()
        assert maria.cabinet().contacts == ()

    @pytest.mark.parametrize(
        "cls",
        [
            doverie.MemoryStore, doverie.SqliteStore, doverie.MemoryDirectory, doverie.SqliteDirectory, doverie.KeyRing,
            doverie.FileSmsSender, testing.FakeClock, testing.FakeEntropy, testing.FakeSms, testing.FakeNotifier,
        ],
    )  # fmt: skip
    def test_what_could_not_be_overridden_cannot_be_subclassed(self, cls: type) -> None:
        with pytest.raises(TypeError, match="cannot be subclassed"):
            type("Mine", (cls,), {})


@pytest.mark.parametrize(
    ("port", "expected"),
    [
        ("store", "a doverie.EventStore"),
        ("directory", "a doverie.AccountDirectory"),
        ("keys", "a doverie.Keys"),
        ("sms", "a doverie.SmsSender"),
        ("notifier", "a doverie.Notifier"),
        ("clock", "a doverie.Clock"),
        ("entropy", "a doverie.Entropy"),
    ],
)
def test_other_objects_are_no_ports(port: str, expected: str) -> None:
    with pytest.raises(TypeError) as wrong:
        service(**{port: object()})
    assert str(wrong.value) == f"{port} must be {expected}, not object"


@pytest.mark.parametrize("port", ["store", "directory", "keys"])
def test_some_ports_are_required(port: str) -> None:
    with pytest.raises((doverie.InvalidArgument, TypeError), match=port):
        service(**{port: None})
