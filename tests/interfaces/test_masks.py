# SPDX-License-Identifier: Apache-2.0
"""10 000 policies by chance, each with accounts near its boundaries: C++, C, Python one by one, columns, and the rules
written down a second time in Python fail the same accounts for the same reasons.

DOVERIE_SEED repeats a run, DOVERIE_ROUNDS lengthens it; DOVERIE_BUILD_DIR names the build directory (default: build/dev).
"""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

import doverie
from doverie import PhoneState
from doverie.population import NO_BIRTH_DAY, Eligibility, Flag, Population

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/interfaces/python"))

from eligibility_reference import Chance, failed_rules  # noqa: E402  the path above leads to it

BUILD = Path(os.environ.get("DOVERIE_BUILD_DIR", ROOT / "build/dev"))
POLICIES = int(os.environ.get("DOVERIE_ROUNDS", "10000"))
ACCOUNTS = 10  # under each policy
BATCH = 500
EPOCH = date(1970, 1, 1)
NOON = datetime(2026, 3, 2, 9, tzinfo=UTC)  # these rules look at days alone


@dataclass(frozen=True)
class Case:
    policy: doverie.Policy
    today: date
    accounts: list[doverie.Account | None]

    def days(self) -> list[int]:
        dates = [None if one is None else one.birth_date for one in self.accounts]
        return [NO_BIRTH_DAY if one is None else (one - EPOCH).days for one in dates]

    def flags(self) -> list[int]:
        return [flags_of(one, self.policy) for one in self.accounts]

    def in_words(self) -> str:
        lines = [self.policy.to_json(), f"{self.today} {len(self.accounts)}"]
        lines += map(words_of, self.accounts, self.days(), self.flags())
        return "".join(line + "\n" for line in lines)


def flags_of(account: doverie.Account | None, policy: doverie.Policy) -> int:
    """Nothing of the library's but the names of the bits."""
    if account is None:
        return 0
    phone = account.phone or ""
    facts = {
        Flag.EXISTS: True,
        Flag.CITIZEN: account.citizen,
        Flag.CONFIRMED: account.confirmed,
        Flag.PASSPORT_CURRENT: account.passport_current,
        Flag.PHONE_CONFIRMED: phone != "",
        Flag.PHONE_ALLOWED: phone.startswith(tuple(policy.phone_prefixes))
        and not phone.startswith(tuple(policy.phone_prefixes_excluded)),
        Flag.PHONE_REPLACING: account.phone_state is PhoneState.REPLACING,
    }
    return sum(flag.value for flag, given in facts.items() if given)


def words_of(account: doverie.Account | None, day: int, flags: int) -> str:
    if account is None:
        return f"0 2000-01-01 0 0 0 0 - {day} {flags}"
    facts = f"{account.citizen:d} {account.confirmed:d} {account.passport_current:d} {account.phone_state.value}"
    return f"1 {account.birth_date} {facts} {account.phone or '-'} {day} {flags}"


def dated(chance: Chance, policy: doverie.Policy, today: date) -> doverie.Account | None:
    """An account as C can write it down, where a birth date is required."""
    while (account := chance.account(policy, today)) is not None and account.birth_date is None:
        pass
    return account


def by_reference(case: Case) -> Iterator[int]:
    for contact in (False, True):
        for account in case.accounts:
            yield sum(1 << (reason.value % 10 - 1) for reason in failed_rules(account, case.policy, case.today, contact))


def in_python(case: Case) -> Iterator[tuple[int, int, int]]:
    """One by one by facts, one by one by rows, in columns."""
    days, flags = case.days(), case.flags()
    population = Population(np.array(days, np.int32), np.array(flags, np.uint8))
    for of_role in (Eligibility.of_trustors, Eligibility.of_contacts):
        table = of_role(case.policy, case.today, NOON)
        columns = table.check(population)
        for account, day, flag, mask in zip(case.accounts, days, flags, columns, strict=True):
            failed = sum(1 << (reason.value % 10 - 1) for reason in table.failed(account))
            yield failed, table.check_row(day, flag), int(mask)


def program(name: str, cases: list[Case]) -> list[tuple[int, ...]]:
    """What a program of this folder answers."""
    words = "".join(case.in_words() for case in cases)
    done = subprocess.run(
        [BUILD / "tests/bin" / name], input=words, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "another row" not in done.stdout, done.stdout
    return [tuple(map(int, line.split())) for line in done.stdout.splitlines()]


def compare(cases: list[Case], seed: int) -> int:
    expected = [mask for case in cases for mask in by_reference(case)]
    answers = {
        "C++ (rules, account, row, columns)": program("agreement_cpp", cases),
        "C (account, columns)": program("agreement_c", cases),
        "Python (account, row, columns)": [masks for case in cases for masks in in_python(case)],
    }
    for who, given in answers.items():
        wrong = [(mask, masks) for mask, masks in zip(expected, given, strict=True) if set(masks) != {mask}]
        assert not wrong, (
            f"DOVERIE_SEED={seed}: {who}: {len(wrong)} differ, the first: expected {wrong[0][0]}, got {wrong[0][1]}"
        )
    return len(expected)


def test_all_fail_the_same_accounts_for_the_same_reasons() -> None:
    seed = int(os.environ.get("DOVERIE_SEED", random.SystemRandom().randrange(2**32)))
    print(f"DOVERIE_SEED={seed}")
    chance = Chance(seed)
    compared = 0
    for begin in range(0, POLICIES, BATCH):
        cases = []
        for _ in range(min(BATCH, POLICIES - begin)):
            policy, today = chance.policy(), chance.day()
            cases.append(Case(policy, today, [dated(chance, policy, today) for _ in range(ACCOUNTS)]))
        compared += compare(cases, seed)
    assert compared == POLICIES * ACCOUNTS * 2
