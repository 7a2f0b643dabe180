# SPDX-License-Identifier: Apache-2.0
"""What a host's port raises comes out of the service's call as itself; what it returns is checked."""

import itertools
import traceback
from datetime import datetime
from typing import Any

import pytest

import doverie
from doverie import SmsOutcome, testing
from hosts import Accounts, Bell, Dice, Gateway, HostError, Watch, code_is_due, raises, service
from people import IVAN, MARIA, Portal, account


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
        store = doverie.SqliteStore.create(tmp_path / "circles.db", clock=Watch(raises(HostError())))
        with service(store=store) as on, pytest.raises(HostError):
            on.trustor(MARIA.id).cabinet()

    def test_of_a_gateway_do_not_stall_the_others(self) -> None:
        gateway = Gateway(raises(HostError("no route")))
        bell = Bell(lambda: True)
        with service(sms=gateway, notifier=bell) as on:
            code_is_due(on)
            report = on.pump()
            assert isinstance(report.fault, HostError)
            assert (report.codes.postponed, report.notices.sent) == (1, 3)
            assert len(gateway.sent) == 1
            assert len(bell.rung) == 3, "the notices were given in spite of it"

    def test_of_a_gateway_lose_nothing(self) -> None:
        answers = itertools.chain([raises(HostError())], itertools.repeat(lambda: SmsOutcome.ACCEPTED))
        gateway = Gateway(lambda: next(answers)())
        clock = testing.FakeClock()
        with service(sms=gateway, clock=clock) as on:
            code_is_due(on)
            with pytest.raises(HostError):
                on.pump().raise_for_fault()
            clock.set(clock.now().replace(minute=1))
            assert on.pump().codes.sent == 1
        assert gateway.sent[0] == gateway.sent[1], "the same id, number and text come again"

    def test_the_first_of_several_says_how_many_followed(self) -> None:
        errors = (HostError(number) for number in itertools.count(1))
        bell = Bell(lambda: raises(next(errors))())
        with service(sms=testing.FakeSms(), notifier=bell) as on:
            code_is_due(on)
            with pytest.raises(HostError, match="1") as raised:
                on.pump().raise_for_fault()
        assert raised.value.__notes__ == ["2 more exceptions were raised by ports during this call"]

    def test_an_interrupt_ends_the_call(self) -> None:
        bell = Bell(raises(KeyboardInterrupt()))
        with service(sms=testing.FakeSms(), notifier=bell) as on:
            code_is_due(on)
            with pytest.raises(KeyboardInterrupt):
                on.pump().raise_for_fault()
        assert len(bell.rung) == 1, "no port is asked after an interrupt"

    def test_faults_of_the_library_can_be_raised_by_hosts(self) -> None:
        error = doverie.DirectoryError("LDAP does not answer")
        with service(directory=Accounts(raises(error))) as on, pytest.raises(doverie.DirectoryError) as raised:
            on.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        assert raised.value is error

    def test_nothing_was_done(self) -> None:
        answers = {MARIA.id: account(MARIA, id=MARIA.id)}
        directory = Accounts(answers.__getitem__)
        with service(directory=directory) as on:
            invited = on.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
            with pytest.raises(KeyError):
                on.contact(IVAN.id).accept(invited.id)
            answers[IVAN.id] = account(IVAN, id=IVAN.id)
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
                on.pump().raise_for_fault()

    @pytest.mark.parametrize("answer", [None, 1, "yes"])
    def test_of_a_notifier(self, answer: Any) -> None:
        with service(sms=testing.FakeSms(), notifier=Bell(lambda: answer)) as on:
            code_is_due(on)
            with pytest.raises(TypeError, match=r"Bell\.notify\(\) must be bool, not"):
                on.pump().raise_for_fault()

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
