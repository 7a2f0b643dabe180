# SPDX-License-Identifier: Apache-2.0
"""Rules of the host's own, written in Python: beside the library's, never instead of them."""

import gc
import pickle
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

import doverie
from doverie import HostFinding, HostReason, HostRule, HostRuleInput, Policy, Reason, Role, ShadowKind, testing
from doverie.testing import RuleRows, Scenario, boundary_coverage, rejected
from people import AGE, IVAN, MARIA, Portal, account

Check = Callable[[HostRuleInput], HostFinding | bool]
OLDER = Policy.gosuslugi().replace(id="older", contact_min_age_years=60)


def is_client(seen: HostRuleInput) -> HostFinding:
    client = seen.account.fact("client") or 0
    return HostFinding(passed=client == 1, needs=1, has=client)


def rule(check: Check = is_client, **changes: Any) -> HostRule:
    words: dict[str, Any] = {
        "number": 10_001,
        "name": "contact_no_client",
        "role": Role.CONTACT,
        "english": "The contact has to be a client of the bank.",
        "russian": "Контакт должен быть клиентом банка.",
        "fact": "client",
        "sentence": "B1. A contact is a client of the bank.",
    }
    return HostRule(check=check, **words | changes)


def raises(error: BaseException) -> Check:
    def check(_: HostRuleInput) -> bool:
        raise error

    return check


class Bank(Portal):
    """A portal with the rules; Ivan is a client or not."""

    def __init__(self, *rules: HostRule, client: int = 1, **options: Any) -> None:
        super().__init__(rules=rules, **options)
        self.directory.put(IVAN.id, account(IVAN, host={"client": client}))

    def accept(self) -> doverie.Accepted:
        return self.contact(IVAN.id).accept(self.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone).id)

    def events(self) -> list[str]:
        return [entry.type for entry in self.operations().audit(MARIA.id)]


class TestRefusals:
    def test_number_name_texts_and_both_sides(self) -> None:
        with Bank(rule(), client=0) as bank, pytest.raises(doverie.Rejected) as refused:
            bank.accept()
        (detail,) = refused.value.reasons
        assert detail.code == rule().reason
        assert isinstance(detail.code, HostReason)
        assert (int(detail.code), detail.code.value, detail.code.name) == (10_001, 10_001, "contact_no_client")
        assert (detail.needs, detail.has) == (1, 0)
        assert detail.text("ru") == "Контакт должен быть клиентом банка."
        assert str(refused.value) == "The contact has to be a client of the bank."
        assert not refused.value.retryable

    def test_who_passes_may(self) -> None:
        with Bank(rule()) as bank:
            bank.accept()
            assert bank.start(doverie.new_secret()).status is doverie.StartStatus.PENDING

    def test_behind_the_library_s_in_order_of_numbers(self) -> None:
        first, second = rule(), rule(number=10_007, name="contact_no_branch")
        with Bank(second, first) as bank:
            invited = bank.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
            bank.directory.put(IVAN.id, replace(account(IVAN), passport_current=False, birth_date=date(2020, 1, 1)))
            with pytest.raises(doverie.Rejected) as refused:
                bank.contact(IVAN.id).accept(invited.id)
        assert refused.value.codes == (
            Reason.CONTACT_TOO_YOUNG,
            Reason.CONTACT_PASSPORT_OUTDATED,
            first.reason,
            second.reason,
        )
        assert refused.value.code is Reason.CONTACT_TOO_YOUNG

    def test_of_a_trustor(self) -> None:
        no = rule(lambda seen: False, role=Role.TRUSTOR, name="trustor_no_client")
        with Bank(no) as bank, pytest.raises(doverie.Rejected) as refused:
            bank.accept()
        assert refused.value.codes == (no.reason,)
        assert (refused.value.reasons[0].needs, refused.value.reasons[0].has) == (None, None)

    def test_it_is_recorded_with_number_and_name(self) -> None:
        store = doverie.MemoryStore()
        with Bank(rule(), store=store) as bank:
            bank.accept()
            events = [entry.event.data.decode() for entry in store.feed("", 100) if entry.stream == f"facts/0.{MARIA.id}"]
        verdict = '{"rule":"contact_no_client","number":10001,"passed":true,"needs":1,"has":1}'
        assert verdict in events[-1]

    def test_what_is_raised_can_be_pickled(self) -> None:
        error = doverie.Rejected([doverie.ReasonDetail(rule().reason, 1, 0)])
        assert pickle.loads(pickle.dumps(error)).reasons == error.reasons
        assert hash(rule().reason) == hash(HostReason(number=10_001, name="contact_no_client", english="", russian=""))
        with pytest.raises(ValueError, match="'en' or 'ru'"):
            rule().reason.text("de")  # type: ignore[arg-type]


class TestWhatRulesSee:
    def test_native_values(self) -> None:
        seen: list[HostRuleInput] = []

        def remember(given: HostRuleInput) -> bool:
            seen.append(given)
            return True

        with Bank(rule(remember)) as bank:
            bank.accept()
            stored = bank.directory.find(IVAN.id)
        assert stored is not None
        assert seen[-1] == HostRuleInput(account=stored, policy=Policy.gosuslugi(), today=date(2026, 3, 2))
        assert seen[-1].account.fact("client") == 1
        assert seen[-1].account.fact("branch") is None

    def test_the_policy_of_each_decision(self) -> None:
        policies: list[str] = []

        def remember(seen: HostRuleInput) -> bool:
            policies.append(seen.policy.id)
            return True

        later = OLDER.replace(id="later", applies_from=date(2026, 3, 3), contact_min_age_years=18)
        with Bank(rule(remember), policies=[Policy.gosuslugi(), later]) as bank:
            bank.accept()
            bank.clock.advance(doverie.testing.MORNING.replace(day=4) - doverie.testing.MORNING)
            bank.start(doverie.new_secret())
        assert set(policies) == {"gosuslugi", "later"}
        assert policies[-1] == "later"


class TestThatCannotDecide:
    """What a rule raises comes out of the command as itself; nothing is approved, nothing is written."""

    def test_what_it_raises_comes_out_with_the_rule_s_name(self) -> None:
        error = LookupError("the bank does not answer")
        with Bank(rule(raises(error))) as bank:
            invited = bank.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
            before = bank.events()
            with pytest.raises(LookupError) as raised:
                bank.contact(IVAN.id).accept(invited.id)
            assert bank.events() == before
        assert raised.value is error
        assert raised.value.__notes__ == ["raised by the host rule contact_no_client"]

    @pytest.mark.parametrize(
        ("answer", "named"),
        [(None, "None"), (1, "int"), ("yes", "str"), (object(), "object")],
    )
    def test_what_it_returns_is_checked(self, answer: Any, named: str) -> None:
        with Bank(rule(lambda seen: answer)) as bank, pytest.raises(TypeError) as raised:
            bank.accept()
        wanted = "the result of the host rule contact_no_client must be bool or doverie.HostFinding"
        assert str(raised.value) == f"{wanted}, not {named}"

    def test_a_finding_of_rubbish(self) -> None:
        finding = HostFinding(passed=1)  # type: ignore[arg-type]
        with Bank(rule(lambda seen: finding)) as bank, pytest.raises(TypeError, match="passed must be bool, not int"):
            bank.accept()

    def test_a_rule_in_the_middle_of_a_recovery_takes_nothing_back_and_gives_nothing(self) -> None:
        answers: list[Check] = [lambda seen: True]
        with Bank(rule(lambda seen: answers[-1](seen))) as bank:
            bank.accept()
            secret = doverie.new_secret()
            started = bank.start(secret)
            bank.approve(started)
            bank.contact(IVAN.id).confirm_code(started.request_id, bank.last_code(IVAN.phone))
            before = bank.events()
            answers.append(raises(OSError("no route")))
            with pytest.raises(OSError, match="no route"):
                bank.recoverer(MARIA.id).redeem(started.request_id, secret, command_id="once")
            assert bank.events() == before
            answers.append(lambda seen: True)
            assert bank.recoverer(MARIA.id).redeem(started.request_id, secret, command_id="once").trustor == MARIA.id

    def test_an_interrupt_comes_out(self) -> None:
        with Bank(rule(raises(KeyboardInterrupt()))) as bank, pytest.raises(KeyboardInterrupt):
            bank.accept()

    def test_one_that_only_a_shadow_asks_loses_no_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        unraisable: list[Any] = []
        monkeypatch.setattr(sys, "unraisablehook", lambda found: unraisable.append(found.exc_value))
        error = LookupError("not under that policy")

        def check(seen: HostRuleInput) -> bool:
            if seen.policy.id == "older":
                raise error
            return True

        told: list[doverie.ShadowDifference] = []
        with Bank(rule(check), shadow=OLDER, on_shadow_difference=told.append) as bank:
            bank.accept()
            assert bank.events()[-1] == "contact_appointed"
        assert unraisable == [error]
        assert [difference.kind for difference in told] == [ShadowKind.FAILED]
        assert told[0].fault == "host rule contact_no_client: its check raised an exception"

    def test_a_shadow_tells_its_reason(self) -> None:
        told: list[doverie.ShadowDifference] = []
        no = rule(lambda seen: seen.policy.id != "older")
        with Bank(no, shadow=OLDER.replace(contact_min_age_years=18), on_shadow_difference=told.append) as bank:
            bank.accept()
        (detail,) = told[0].shadow_reasons
        assert detail.code == no.reason
        assert detail.text("ru") == "Контакт должен быть клиентом банка."


class TestValues:
    @pytest.mark.parametrize(
        ("changes", "error", "named"),
        [
            ({"number": 9_999}, doverie.InvalidArgument, "numbers of hosts begin at 10000"),
            ({"name": "No Client"}, doverie.InvalidArgument, "a name is 1 to 64 of [a-z0-9_]"),
            ({"name": "busy"}, doverie.InvalidArgument, "the library has a code of that name"),
            ({"russian": ""}, doverie.InvalidArgument, "it has to have texts in English and Russian"),
            ({"role": 2}, TypeError, "rule.role must be doverie.Role, not int"),
            ({"number": "10001"}, TypeError, "rule.number must be int, not str"),
            ({"number": 1 << 31}, ValueError, "rule.number must be from"),
            ({"check": None}, TypeError, "rule.check must be callable, not None"),
        ],
    )
    def test_what_cannot_be_is_refused(self, changes: dict[str, Any], error: type[Exception], named: str) -> None:
        check = changes.pop("check", is_client)
        with pytest.raises(error) as refused:
            rule(check, **changes)
        assert named in str(refused.value)

    def test_what_is_there_twice_is_refused(self) -> None:
        with pytest.raises(doverie.InvalidArgument, match="the number is there twice"):
            Bank(rule(), rule(name="another"))
        with pytest.raises(doverie.InvalidArgument, match="the name is there twice"):
            Bank(rule(), rule(number=10_002))

    @pytest.mark.parametrize(("rules", "named"), [(rule(), "HostRule"), (["rule"], "rules[0]"), ("rules", "str")])
    def test_a_sequence_of_rules_and_nothing_else(self, rules: Any, named: str) -> None:
        with pytest.raises(TypeError) as refused:
            testing.service(rules=rules)
        assert named in str(refused.value)

    @pytest.mark.parametrize(
        ("host", "error", "named"),
        [
            ({"client": "yes"}, TypeError, "account.host.client must be int, not str"),
            ({"client": True}, TypeError, "account.host.client must be int, not bool"),
            ({1: 1}, TypeError, "account.host[0] must be str, not int"),
            ([("client",)], ValueError, "account.host[0] must be a name and a number"),
            ([("client", 1), ("client", 2)], ValueError, "account.host.client is there twice"),
            ("client", TypeError, "account.host must be a sequence, not str"),
        ],
    )
    def test_facts_of_the_host_that_cannot_be(self, host: Any, error: type[Exception], named: str) -> None:
        with pytest.raises(error) as refused:
            account(IVAN, host=host)
        assert named in str(refused.value)

    def test_facts_of_the_host_are_values(self) -> None:
        by_name = account(IVAN, host={"client": 1, "branch": -7})
        assert by_name.host == (("branch", -7), ("client", 1))
        assert by_name == account(IVAN, host=[("client", 1), ("branch", -7)])
        assert hash(by_name) == hash(pickle.loads(pickle.dumps(by_name)))
        assert account(IVAN).host == ()

    def test_they_show_as_the_package_s(self) -> None:
        assert {value.__module__ for value in (HostRule, HostFinding, HostReason, HostRuleInput)} == {"doverie"}


class TestLifetime:
    def test_a_service_keeps_its_rules_and_lets_them_go(self) -> None:
        class Memory:
            def __call__(self, seen: HostRuleInput) -> bool:
                return True

        check = Memory()
        gone = weakref.ref(check)
        bank = Bank(rule(check))
        del check
        gc.collect()
        assert gone() is not None
        bank.accept()
        bank.close()
        del bank
        gc.collect()
        assert gone() is None

    def test_any_number_of_threads_ask(self) -> None:
        asked: set[int] = set()

        def check(seen: HostRuleInput) -> bool:
            asked.add(threading.get_ident())
            return True

        with Bank(rule(check)) as bank:
            bank.accept()
            barrier = threading.Barrier(4)

            secret = doverie.new_secret()

            def start(number: int) -> str:
                barrier.wait()
                return bank.recoverer(MARIA.id).start(secret=secret, command_id="start").request_id

            with ThreadPoolExecutor(4) as pool:
                assert len(set(pool.map(start, range(4)))) == 1
        assert len(asked) > 1


class TestExplanationsAndRows:
    ROWS = f"""
        contact | fact client 1           | may
        contact | eligible                | contact_no_client (needs 1, has 0)
        contact | fact client 1, {AGE - 1} years | contact_too_young
        contact | fact client 1, {AGE} years | may
    """

    def test_explanations_have_their_rows_behind_the_library_s(self) -> None:
        today, now = date(2026, 3, 2), datetime(2026, 3, 2, 9, tzinfo=UTC)
        rows = Policy.gosuslugi().explain(account(IVAN), role=Role.CONTACT, today=today, now=now, rules=[rule()])
        assert rows[:-1] == Policy.gosuslugi().explain(account(IVAN), role=Role.CONTACT, today=today, now=now)
        assert rows[-1].rule == rule().reason
        assert (rows[-1].passed, rows[-1].needs, rows[-1].has, rows[-1].fact) == (False, 1, 0, "client")
        assert rows[-1].sentence == "B1. A contact is a client of the bank."
        assert rows[-1].text("ru") == "Контакт должен быть клиентом банка."
        trustor = Policy.gosuslugi().explain(account(IVAN), role=Role.TRUSTOR, today=today, now=now, rules=[rule()])
        assert trustor == Policy.gosuslugi().explain(account(IVAN), role=Role.TRUSTOR, today=today, now=now)
        with pytest.raises(LookupError):
            Policy.gosuslugi().explain(
                account(IVAN), role=Role.CONTACT, today=today, now=now, rules=[rule(raises(LookupError()))]
            )

    def test_rows(self) -> None:
        rows = RuleRows(self.ROWS, rules=[rule()])
        rows.check(Policy.gosuslugi())
        (failure, *_) = RuleRows("contact | eligible | may", rules=[rule()]).failures(Policy.gosuslugi())
        assert "contact_no_client (needs 1, has 0)" in failure
        with pytest.raises(doverie.InvalidArgument, match="contact_no_client"):
            RuleRows(self.ROWS)
        with pytest.raises(LookupError):
            RuleRows("contact | eligible | may", rules=[rule(raises(LookupError()))]).failures(Policy.gosuslugi())

    def test_coverage(self) -> None:
        covered = boundary_coverage(RuleRows(self.ROWS, rules=[rule()]), Policy.gosuslugi())
        pinned = {str(boundary) for boundary in covered.boundaries if boundary.parameter == "contact_min_age_years"}
        assert pinned == {
            f"contact_min_age_years: rows:4 fails when {AGE} becomes {AGE - 1}",
            f"contact_min_age_years: rows:5 fails when {AGE} becomes {AGE + 1}",
        }

    def test_coverage_hides_nothing_that_a_rule_raises_under_a_changed_policy(self) -> None:
        def check(seen: HostRuleInput) -> bool:
            if seen.policy.contact_min_age_years != AGE:
                raise LookupError("not under that policy")
            return True

        with pytest.raises(LookupError):
            boundary_coverage(RuleRows("contact | eligible | may", rules=[rule(check)]), Policy.gosuslugi())

    def test_scenarios(self) -> None:
        story = Scenario(rules=[rule()]).given("maria invites ivan")
        story.when("ivan accepts maria").then(rejected(rule().reason, needs=1, has=0)).then_events()
        client = Scenario(rules=[rule()]).account("ivan", "fact client 1").given("maria invites ivan")
        client.when("ivan accepts maria").then("done")
