# SPDX-License-Identifier: Apache-2.0
"""Ports that a host writes in Python: they live as long as they are used, and speak for themselves when they fail."""

import gc
import itertools
import os
import traceback
import weakref
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest

import doverie
import people
from doverie import SmsOutcome, testing
from people import IVAN, MARIA, Portal, account


class Accounts(doverie.AccountDirectory):
    """A host's directory: answers by what it is told to do."""

    def __init__(self, answer: Callable[[str], Any]) -> None:
        super().__init__()
        self.answer = answer
        self.asked: list[str] = []

    def find(self, account: str) -> doverie.Account | None:
        self.asked.append(account)
        return self.answer(account)  # type: ignore[no-any-return]


class Gateway(doverie.SmsSender):
    def __init__(self, answer: Callable[[], Any]) -> None:
        super().__init__()
        self.answer = answer
        self.sent: list[tuple[str, str, str]] = []

    def send(self, message_id: str, to: str, text: str) -> SmsOutcome:
        self.sent.append((message_id, to, text))
        return self.answer()  # type: ignore[no-any-return]


class Bell(doverie.Notifier):
    def __init__(self, answer: Callable[[], Any]) -> None:
        super().__init__()
        self.answer = answer
        self.rung: list[doverie.Notice] = []

    def notify(self, message_id: str, notice: doverie.Notice) -> bool:
        self.rung.append(notice)
        return self.answer()  # type: ignore[no-any-return]


class Watch(doverie.Clock):
    def __init__(self, answer: Callable[[], Any]) -> None:
        super().__init__()
        self.answer = answer

    def now(self) -> datetime:
        return self.answer()  # type: ignore[no-any-return]


class Dice(doverie.Entropy):
    def __init__(self, answer: Callable[[int], Any]) -> None:
        super().__init__()
        self.answer = answer

    def randbytes(self, count: int) -> bytes:
        return self.answer(count)  # type: ignore[no-any-return]


class HostError(Exception):
    """Something of the host's own that the library has never heard of."""


def raises(error: BaseException) -> Callable[..., Any]:
    def answer(*_: Any) -> Any:
        raise error

    return answer


def known(who: str) -> doverie.Account | None:
    return {person.id: account(person) for person in (MARIA, IVAN)}.get(who)


def service(**ports: Any) -> doverie.Service:
    return people.service(**{"directory": Accounts(known)} | ports)


def code_is_due(on: doverie.Service) -> doverie.RecoveryStarted:
    """Brings a service to the point where a code has to be sent."""
    invited = on.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
    on.contact(IVAN.id).accept(invited.id)
    started = on.recoverer(MARIA.id).start(secret=doverie.new_secret())
    attestation = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=started.number)
    on.contact(IVAN.id).approve(started.request_id, attestation)
    return started


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
        assert (message_id[:4], to) == ("msg_", IVAN.phone)
        assert on.contact(IVAN.id).confirm_code(started.request_id, text[-6:]).approved
        assert {notice.kind for notice in bell.rung} >= {"contact_appointed", "recovery_started"}
        assert all(isinstance(notice.parameters, dict) for notice in bell.rung)


class TestTheirErrors:
    """What a port raises comes out of the service's call as itself."""

    def test_of_a_directory(self) -> None:
        error = HostError("LDAP does not answer")
        with service(directory=Accounts(raises(error))) as on, pytest.raises(HostError) as raised:
            on.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        assert raised.value is error
        frames = [frame.name for frame in traceback.extract_tb(raised.tb)]
        assert frames[-2:] == ["find", "answer"], "the traceback leads into the port"

    def test_of_a_clock(self) -> None:
        with service(clock=Watch(raises(HostError()))) as on, pytest.raises(HostError):
            on.trustor(MARIA.id).cabinet()

    def test_of_the_entropy(self) -> None:
        with service(entropy=Dice(raises(HostError()))) as on, pytest.raises(HostError):
            on.trustor(MARIA.id).report_fraud()
        with pytest.raises(HostError):
            doverie.new_secret(entropy=Dice(raises(HostError())))

    def test_of_a_clock_of_a_store(self, tmp_path: Any) -> None:
        store = doverie.SqliteStore(tmp_path / "circles.db", clock=Watch(raises(HostError())))
        with service(store=store) as on, pytest.raises(HostError):
            on.trustor(MARIA.id).cabinet()

    def test_of_a_gateway_do_not_stall_the_others(self) -> None:
        gateway = Gateway(raises(HostError("no route")))
        bell = Bell(lambda: True)
        with service(sms=gateway, notifier=bell) as on:
            code_is_due(on)
            with pytest.raises(HostError):
                on.pump()
            assert len(gateway.sent) == 1
            assert len(bell.rung) == 3, "the notices were given in spite of it"

    def test_of_a_gateway_lose_nothing(self) -> None:
        answers = itertools.chain([raises(HostError())], itertools.repeat(lambda: SmsOutcome.ACCEPTED))
        gateway = Gateway(lambda: next(answers)())
        clock = testing.FakeClock()
        with service(sms=gateway, clock=clock) as on:
            code_is_due(on)
            with pytest.raises(HostError):
                on.pump()
            clock.set(clock.now().replace(minute=1))
            assert on.pump().sent == 1
        assert gateway.sent[0] == gateway.sent[1], "the same id, number and text come again"

    def test_the_first_of_several_says_how_many_followed(self) -> None:
        errors = (HostError(number) for number in itertools.count(1))
        bell = Bell(lambda: raises(next(errors))())
        with service(sms=testing.FakeSms(), notifier=bell) as on:
            code_is_due(on)
            with pytest.raises(HostError, match="1") as raised:
                on.pump()
        assert raised.value.__notes__ == ["2 more exceptions were raised by ports during this call"]

    def test_an_interrupt_ends_the_call(self) -> None:
        bell = Bell(raises(KeyboardInterrupt()))
        with service(sms=testing.FakeSms(), notifier=bell) as on:
            code_is_due(on)
            with pytest.raises(KeyboardInterrupt):
                on.pump()
        assert len(bell.rung) == 1, "no port is asked after an interrupt"

    def test_faults_of_the_library_can_be_raised_by_hosts(self) -> None:
        error = doverie.DirectoryError("LDAP does not answer")
        with service(directory=Accounts(raises(error))) as on, pytest.raises(doverie.DirectoryError) as raised:
            on.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        assert raised.value is error

    def test_nothing_was_done(self) -> None:
        answers = {MARIA.id: account(MARIA)}
        directory = Accounts(answers.__getitem__)
        with service(directory=directory) as on:
            invited = on.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
            with pytest.raises(KeyError):
                on.contact(IVAN.id).accept(invited.id)
            answers[IVAN.id] = account(IVAN)
            assert on.contact(IVAN.id).accept(invited.id).trustor == MARIA.id

    def test_a_port_may_call_the_library(self) -> None:
        """Calls nest: the inner one's error is the port's to handle or to pass on."""
        with Portal() as inner:

            def find(who: str) -> doverie.Account | None:
                with pytest.raises(doverie.InvalidArgument):
                    inner.contact(IVAN.id).accept("no invitation")
                return inner.directory.find(who)

            with service(directory=Accounts(find)) as outer:
                assert outer.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone).phone_masked


class TestTheirAnswers:
    """What a port returns is checked, and the error names the method."""

    @pytest.mark.parametrize(
        ("answer", "message"),
        [
            ({"given_name": "Иван"}, "the result of Accounts.find() must be doverie.Account or None, not dict"),
            (False, "the result of Accounts.find() must be doverie.Account or None, not bool"),
        ],
    )
    def test_of_a_directory(self, answer: Any, message: str) -> None:
        with service(directory=Accounts(lambda _: answer)) as on, pytest.raises(TypeError) as wrong:
            on.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        assert str(wrong.value) == message

    @pytest.mark.parametrize("answer", [None, True, 1, "ACCEPTED"])
    def test_of_a_gateway(self, answer: Any) -> None:
        with service(sms=Gateway(lambda: answer)) as on:
            code_is_due(on)
            with pytest.raises(TypeError, match=r"Gateway\.send\(\) must be doverie\.SmsOutcome, not"):
                on.pump()

    @pytest.mark.parametrize("answer", [None, 1, "yes"])
    def test_of_a_notifier(self, answer: Any) -> None:
        with service(sms=testing.FakeSms(), notifier=Bell(lambda: answer)) as on:
            code_is_due(on)
            with pytest.raises(TypeError, match=r"Bell\.notify\(\) must be bool, not"):
                on.pump()

    @pytest.mark.parametrize(("answer", "error"), [(datetime(2026, 3, 2), ValueError), (0, TypeError), (None, TypeError)])
    def test_of_a_clock(self, answer: Any, error: type[Exception]) -> None:
        with service(clock=Watch(lambda: answer)) as on, pytest.raises(error, match=r"Watch\.now\(\)"):
            on.trustor(MARIA.id).cabinet()

    @pytest.mark.parametrize(("answer", "error"), [(b"", ValueError), (b"x" * 65, ValueError), ("x" * 64, TypeError)])
    def test_of_the_entropy(self, answer: Any, error: type[Exception]) -> None:
        with service(entropy=Dice(lambda _: answer)) as on, pytest.raises(error, match="randbytes"):
            on.trustor(MARIA.id).report_fraud()

    def test_a_missing_method(self) -> None:
        class Unfinished(doverie.AccountDirectory):
            pass

        with service(directory=Unfinished()) as on, pytest.raises(NotImplementedError) as missing:
            on.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        assert str(missing.value).endswith("Unfinished has to define find()")

    def test_a_forgotten_init(self) -> None:
        class Forgetful(doverie.AccountDirectory):
            def __init__(self) -> None:
                pass

        with pytest.raises(TypeError, match=r"__init__\(\) must be called"):
            Forgetful()


class TestTheirLife:
    def test_a_port_lives_as_long_as_its_service(self) -> None:
        directory = Accounts(known)
        alive = weakref.ref(directory)
        on = service(directory=directory, sms=Gateway(lambda: SmsOutcome.ACCEPTED), notifier=Bell(lambda: True))
        del directory
        gc.collect()
        code_is_due(on)
        assert on.pump().sent == 4
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
        ("keys", "a doverie.KeyRing"),
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
