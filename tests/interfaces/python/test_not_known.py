# SPDX-License-Identifier: Apache-2.0
"""What is not known opens no door: accounts, marks, changes, notifiers, clocks, ids, grants and realms, from Python."""

import dataclasses
from collections.abc import Collection
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import doverie
from doverie import FaultCode, Policy, Reason, StartStatus
from hosts import Accounts, Bell, Watch, service
from people import IVAN, MARIA, Portal, account
from test_event_store import DictStore

HOUR = timedelta(hours=1)
MARIA_FOUND = account(MARIA, id=MARIA.id)


def start(on: doverie.Service, who: str = MARIA.id, **options: Any) -> doverie.RecoveryStarted:
    return on.recoverer(who).start(secret=doverie.new_secret(), **options)


def refused(by: pytest.ExceptionInfo[doverie.Rejected]) -> list[object]:
    return list(by.value.codes)


class TestAccounts:
    """KN3, KN5."""

    def test_kn3_a_directory_that_folds_letters(self) -> None:
        folds = Accounts(lambda who: MARIA_FOUND if who.lower() == MARIA.id else None)
        with service(directory=folds) as on:
            assert start(on).status is StartStatus.NOT_PROTECTED
            for spelt in ("Maria", "MARIA"):
                with pytest.raises(doverie.DirectoryError, match=rf"{spelt}.*maria|maria.*{spelt}") as wrong:
                    start(on, spelt)
                assert wrong.value.code is FaultCode.DIRECTORY_WRONG

    def test_kn3_a_directory_that_tells_no_id(self) -> None:
        with service(directory=Accounts(lambda _: account(MARIA))) as on, pytest.raises(doverie.DirectoryError) as wrong:
            start(on)
        assert wrong.value.code is FaultCode.DIRECTORY_WRONG

    def test_kn5_a_directory_that_is_down_and_a_mark_beside_it(self) -> None:
        class Raising(doverie.AccountDirectory):
            def __init__(self, raised: Exception) -> None:
                super().__init__()
                self.raised = raised

            def find(self, account: str) -> doverie.Account | None:
                raise self.raised

            def has_no_contact(self, account: str) -> bool:
                return True

        class Marked(doverie.AccountDirectory):
            marked: Collection[str] = ()

            def find(self, account: str) -> doverie.Account | None:
                raise ConnectionError("no accounts today")

            def has_no_contact(self, account: str) -> bool:
                return account in self.marked

        directory = Marked()
        with service(directory=directory) as on:
            with pytest.raises(ConnectionError):
                start(on)
            directory.marked = {MARIA.id}
            assert start(on).status is StartStatus.NOT_PROTECTED
            with pytest.raises(ConnectionError):
                start(on, "Maria")
        unknown = doverie.AccountUnknown("no such account", code=doverie.FaultCode.ACCOUNT_UNKNOWN)
        wrong = doverie.DirectoryError("a row of somebody else's", code=doverie.FaultCode.DIRECTORY_WRONG)
        down = doverie.DirectoryError("no accounts today", code=doverie.FaultCode.DIRECTORY_UNAVAILABLE)
        for raised in (unknown, wrong, KeyError("Maria"), FileNotFoundError("Maria"), RecursionError(), down):
            with service(directory=Raising(raised)) as on:
                if raised is down:
                    assert start(on, "Maria").status is StartStatus.NOT_PROTECTED
                else:
                    with pytest.raises(type(raised)):
                        start(on, "Maria")
        with service(directory=Accounts(lambda _: None)) as on, pytest.raises(doverie.AccountUnknown):
            start(on)

    def test_somebody_of_whom_nothing_is_known(self) -> None:
        """Is there, so that the ordinary recovery goes on; and is old enough for nothing."""
        nothing = doverie.Account(id=MARIA.id, given_name="Мария", birth_date=None)
        assert nothing.birth_date is None
        known = dataclasses.replace(MARIA_FOUND, birth_date=None)
        with service(directory=Accounts(lambda _: nothing)) as on:
            assert start(on).status is StartStatus.NOT_PROTECTED
        with service(directory=Accounts(lambda _: known)) as on, pytest.raises(doverie.Rejected) as no:
            on.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        assert refused(no) == [Reason.TRUSTOR_TOO_YOUNG]

    def test_kn3_an_account_that_nobody_has(self) -> None:
        """Not one of the errors of a directory: those ask people to try again."""
        with service(directory=Accounts(lambda _: None)) as on, pytest.raises(doverie.AccountUnknown) as unknown:
            start(on)
        assert not isinstance(unknown.value, doverie.DirectoryError)
        assert not unknown.value.retryable

    @pytest.mark.parametrize("empty", ["", 7])
    def test_kn3_an_id_is_a_text_with_something_in_it(self, empty: Any) -> None:
        with (
            service(directory=Accounts(lambda _: dataclasses.replace(account(MARIA), id=empty))) as on,
            pytest.raises((ValueError, TypeError), match=r"\bid\b"),
        ):
            start(on)

    def test_kn3_shipped_directories_tell_the_id_they_were_given(self, portal: Portal) -> None:
        found = portal.directory.find(MARIA.id)
        assert found is not None
        assert found.id == MARIA.id

    def test_kn5_a_mark_without_a_contact(self, portal: Portal) -> None:
        portal.directory.put(MARIA.id, account(MARIA, has_contact=True))
        with pytest.raises(doverie.StoreError) as lost:
            start(portal)
        assert lost.value.code is FaultCode.STORE_MISMATCH
        operators = portal.operations()
        operators.confirm_no_contact(MARIA.id, operator_id="anna", second_operator_id="boris")
        assert start(portal).status is StartStatus.NOT_PROTECTED

    def test_kn5_a_contact_is_there(self, served: Portal) -> None:
        with pytest.raises(doverie.Rejected) as there:
            served.operations().confirm_no_contact(MARIA.id, operator_id="anna", second_operator_id="boris")
        assert refused(there) == [Reason.HAS_CONTACT]


class Telling(Accounts):
    def __init__(self, tells: Any) -> None:
        super().__init__(lambda _: None)
        self.tells = tells


class TestChangesAndNotices:
    """KN7, KN9."""

    @pytest.mark.parametrize(
        ("tells", "missing"),
        [
            ((), "recovered_at"),
            ({"phone_since", "sim_since"}, "recovered_at"),
            (["recovered_at", "sim_since"], "phone_since"),
            (("recovered_at", "phone_since"), "sim_since"),
        ],
    )
    def test_kn7_a_pause_after_what_nobody_tells(self, tells: Collection[str], missing: str) -> None:
        with pytest.raises(doverie.InvalidArgument, match=rf'policy "strict".*does not tell {missing}'):
            service(directory=Telling(tells), policies=Policy.strict(), notifier=Bell(lambda: True))

    def test_kn7_a_directory_that_tells_all(self) -> None:
        class Whole(Accounts):
            tells = ("phone_since", "sim_since", "recovered_at")

        service(directory=Whole(lambda _: None), policies=Policy.strict(), notifier=Bell(lambda: True)).close()

    def test_kn7_no_pause_asks_for_nothing(self) -> None:
        service(directory=Telling(())).close()

    @pytest.mark.parametrize(("tells", "error"), [({"born"}, ValueError), ("sim_since", TypeError), ({7}, TypeError)])
    def test_kn7_what_there_is_not_to_tell(self, tells: Any, error: type[Exception]) -> None:
        with pytest.raises(error, match="tells"):
            service(directory=Telling(tells))

    @pytest.mark.parametrize("delay", ["waiting_period", "removal_delay"])
    def test_kn9_a_delay_of_which_nobody_is_told(self, delay: str) -> None:
        changes: dict[str, Any] = {"id": "slow", delay: HOUR}
        slow = dataclasses.replace(Policy.gosuslugi(), **changes)
        with pytest.raises(doverie.InvalidArgument, match=rf'policy "slow" has a {delay}.*nobody_is_told'):
            service(policies=slow)
        service(policies=slow, nobody_is_told=True).close()
        service(policies=slow, notifier=Bell(lambda: True)).close()


class TestTime:
    """KL3."""

    @pytest.mark.parametrize("by", [HOUR, -HOUR, timedelta(seconds=6), timedelta(seconds=-6)])
    def test_kl3_a_clock_that_somebody_sets(self, served: Portal, by: timedelta) -> None:
        served.clock.advance(HOUR)
        start(served)
        served.clock.jump(by)
        with pytest.raises(doverie.ClockSkew, match="somebody has set it"):
            start(served)
        with pytest.raises(doverie.ClockSkew):
            served.pump().raise_for_fault()
        served.clock.jump(-by)
        assert start(served).status is StartStatus.PENDING

    def test_kl3_set_backwards_is_no_time_that_passes(self, served: Portal) -> None:
        before = served.clock.elapsed()
        served.clock.set(served.clock.now() - HOUR)
        assert served.clock.elapsed() == before
        served.clock.set(served.clock.now() + 2 * HOUR)
        assert served.clock.elapsed() == before + 2 * HOUR

    def test_kl3_a_clock_of_the_hosts_is_held_against_the_machine(self) -> None:
        shown = [datetime.now(timezone.utc)]
        with service(clock=Watch(lambda: shown[0])) as on:
            on.trustor(MARIA.id).report_fraud()
            shown[0] += HOUR
            with pytest.raises(doverie.ClockSkew):
                on.trustor(MARIA.id).report_fraud()

    def test_kl3_unless_it_has_a_time_that_passes_of_its_own(self) -> None:
        class Played(Watch):
            def elapsed(self) -> timedelta:
                return shown[0] - began

        began = datetime.now(timezone.utc)
        shown = [began]
        with service(clock=Played(lambda: shown[0])) as on:
            on.trustor(MARIA.id).report_fraud()
            shown[0] += HOUR
            on.trustor(MARIA.id).report_fraud()

    def test_kl3_what_elapsed_raises_comes_out(self) -> None:
        class Broken(Watch):
            def elapsed(self) -> timedelta:
                raise OSError("no such clock")

        with service(clock=Broken(lambda: datetime.now(timezone.utc))) as on, pytest.raises(OSError, match="no such clock"):
            on.trustor(MARIA.id).report_fraud()


class Undoable(DictStore):
    """A store inside of a transaction of the host's, while `inside` is set."""

    inside = False

    def read(self, request: doverie.ReadRequest) -> doverie.ReadResult:
        return dataclasses.replace(super().read(request), undoable=self.inside)


class TestRepeating:
    """KL5, KL7, KL8."""

    def test_kl5_no_guess_is_compared_where_it_can_be_rolled_back(self) -> None:
        store = Undoable()
        with Portal(store=store) as portal:
            portal.appoint(MARIA, IVAN)
            secret = doverie.new_secret()
            started = portal.start(secret)
            portal.approve(started)
            code = portal.last_code(IVAN.phone)
            store.inside = True
            for guess in (code, "000000" if code != "000000" else "111111"):
                with pytest.raises(doverie.StoreError, match="outside of the transaction") as undoable:
                    portal.contact(IVAN.id).confirm_code(started.request_id, guess)
                assert undoable.value.code is FaultCode.GUESS_UNDOABLE
            store.inside = False
            assert portal.contact(IVAN.id).confirm_code(started.request_id, code).approved
            store.inside = True
            portal.recoverer(MARIA.id).redeem(started.request_id, secret)

    def test_kl7_an_empty_id_is_none_of_the_hosts(self, portal: Portal) -> None:
        with pytest.raises(doverie.InvalidArgument, match="command_id"):
            portal.trustor(MARIA.id).report_fraud(command_id="")
        portal.trustor(MARIA.id).report_fraud(command_id=None)

    def test_kl7_a_yes_that_wrote_nothing_binds_its_id(self, served: Portal) -> None:
        maria = served.trustor(MARIA.id)
        maria.report_fraud(command_id="first")
        maria.report_fraud(command_id="second")
        served.clock.advance(73 * HOUR)
        maria.report_fraud(command_id="second")
        assert maria.cabinet().frozen_until is None
        with pytest.raises(doverie.InvalidArgument) as reused:
            served.operations().freeze(MARIA.id, operator_id="anna", command_id="second")
        assert reused.value.code is FaultCode.COMMAND_ID_REUSED

    def redeemed(self, portal: Portal) -> Any:
        secret = doverie.new_secret()
        started = portal.start(secret)
        portal.approve(started)
        portal.contact(IVAN.id).confirm_code(started.request_id, portal.last_code(IVAN.phone))
        return lambda: portal.recoverer(MARIA.id).redeem(started.request_id, secret, command_id="reset-1")

    def test_kl8_a_grant_is_good_for_a_while(self, served: Portal) -> None:
        again = self.redeemed(served)
        grant = again()
        served.clock.advance(Policy.gosuslugi().grant_lifetime - timedelta(microseconds=1))
        assert again() == grant
        served.clock.advance(timedelta(microseconds=1))
        with pytest.raises(doverie.Rejected) as late:
            again()
        assert refused(late) == [Reason.GRANT_EXPIRED]

    def test_kl8_a_grant_that_fraud_has_overtaken(self, served: Portal) -> None:
        again = self.redeemed(served)
        again()
        served.clock.advance(timedelta(minutes=1))
        served.contact(IVAN.id).report_fraud(MARIA.id)
        with pytest.raises(doverie.Rejected) as frozen:
            again()
        assert refused(frozen) == [Reason.FROZEN, Reason.GRANT_VOID]
        served.operations().unfreeze(MARIA.id, operator_id="anna", second_operator_id="boris")
        with pytest.raises(doverie.Rejected) as void:
            again()
        assert refused(void) == [Reason.GRANT_VOID]


class TestRealms:
    """KN2."""

    def test_kn2_a_realm_that_was_misspelt(self) -> None:
        store = doverie.MemoryStore()
        found = Accounts(lambda who: account(MARIA, id=who))
        with service(store=store, directory=found, realm="bank") as on:
            on.trustor(MARIA.id).report_fraud()
        with service(store=store, directory=found, realm="bnak") as on:
            with pytest.raises(doverie.StoreError, match="bnak.*begin_realm") as unknown:
                start(on)
            assert unknown.value.code is FaultCode.REALM_UNKNOWN
            on.operations().begin_realm(operator_id="anna")
            assert start(on).status is StartStatus.NOT_PROTECTED
            with pytest.raises(doverie.Rejected) as begun:
                on.operations().begin_realm(operator_id="anna")
            assert refused(begun) == [Reason.REALM_BEGUN]
