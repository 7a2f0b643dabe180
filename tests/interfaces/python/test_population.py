# SPDX-License-Identifier: Apache-2.0
"""Populations: against rules written down a second time, in Python; layouts; what is refused."""

import os
import random
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from eligibility_reference import Chance, failed_rules

import doverie
from doverie import Reason, population
from doverie.population import Eligibility, Flag, Population
from people import FROM_14_AND_18

EPOCH = date(1970, 1, 1)
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
GOOD = Flag.EXISTS | Flag.CITIZEN | Flag.CONFIRMED | Flag.PHONE_CONFIRMED | Flag.PASSPORT_CURRENT | Flag.PHONE_ALLOWED
EIGHTEEN = (date(2008, 3, 2) - EPOCH).days
POLICY = FROM_14_AND_18
CONTACTS = Eligibility.of_contacts(POLICY, TODAY, NOW)


def test_one_by_one_and_in_columns_they_are_the_rules() -> None:
    seed = int(os.environ.get("DOVERIE_SEED", random.SystemRandom().randrange(2**32)))
    print(f"DOVERIE_SEED={seed}")
    chance = Chance(seed)
    for _ in range(100):
        policy, today = chance.policy(), chance.day()
        accounts = [chance.account(policy, today) for _ in range(100)]
        born = [None if one is None else one.birth_date for one in accounts]
        days = [population.NO_BIRTH_DAY if day is None else (day - EPOCH).days for day in born]
        flags = [population.flags_of(one, policy) for one in accounts]
        rows = Population(np.array(days, np.int32), np.array(flags, np.uint8))
        for contact in (False, True):
            table = (Eligibility.of_contacts if contact else Eligibility.of_trustors)(policy, today, NOW)
            masks = table.check(rows)
            for account, day, flag, mask in zip(accounts, days, flags, masks, strict=True):
                expected = failed_rules(account, policy, today, contact)
                assert table.failed(account) == expected, seed
                assert table.reasons_of(mask) == expected, seed
                assert table.check_row(day, flag) == mask, seed


def days_of(*dates: date) -> np.ndarray[Any, np.dtype[np.int32]]:
    return np.array([(one - EPOCH).days for one in dates], np.int32)


def test_bits_are_reasons() -> None:
    assert CONTACTS.rules[:9] == (
        Reason.CONTACT_ACCOUNT_MISSING,
        Reason.CONTACT_TOO_YOUNG,
        Reason.CONTACT_NOT_CITIZEN,
        Reason.CONTACT_NOT_CONFIRMED,
        Reason.CONTACT_PHONE_MISSING,
        Reason.CONTACT_PASSPORT_OUTDATED,
        Reason.CONTACT_RECOVERED_LATELY,
        Reason.CONTACT_PHONE_CHANGED_LATELY,
        Reason.CONTACT_SIM_CHANGED_LATELY,
    )
    assert Eligibility.of_trustors(POLICY, TODAY, NOW).rules[4:] == (Reason.TRUSTOR_PHONE_MISSING,)
    assert CONTACTS.latest_birth_date == date(2008, 3, 2)


def test_counts() -> None:
    rows = Population(days_of(date(2008, 3, 2), date(2008, 3, 3)), np.array([GOOD, Flag.EXISTS], np.uint8))
    out = np.empty(2, np.uint8)
    counts = CONTACTS.count(rows, out=out)
    assert out.tolist() == [0, 0x3E]
    assert (counts.rows, counts.eligible) == (2, 1)
    passed = {Reason.CONTACT_ACCOUNT_MISSING, *CONTACTS.rules[6:]}
    assert counts.failed == {rule: int(rule not in passed) for rule in CONTACTS.rules}
    assert CONTACTS.count(rows) == counts


def test_facts_in_columns_of_their_own_and_with_gaps() -> None:
    table = np.zeros(5, [("day", np.int32), ("citizen", np.bool_), ("flags", np.uint8)])
    table["flags"] = GOOD & ~Flag.CITIZEN
    table["citizen"] = [True, False, True, True, False]
    aligned = np.zeros(5, np.int32)
    rows = Population(aligned[::-1], table["flags"], citizen=table["citizen"])
    assert CONTACTS.check(rows).tolist() == [0, 4, 0, 0, 4]
    yes = np.ones(5, bool)
    rows = Population(aligned, citizen=yes, confirmed=yes, passport_current=yes, phone_confirmed=yes)
    assert CONTACTS.check(rows).tolist() == [0] * 5


def test_nothing_is_copied_where_layouts_agree() -> None:
    days, flags = np.zeros(3, np.int32), np.full(3, GOOD, np.uint8)
    rows = Population(days, flags)
    days[1] = EIGHTEEN + 1
    flags[2] = 0
    assert CONTACTS.check(rows).tolist() == [0, 2, 1]


def test_dates_of_numpy() -> None:
    dates = np.array(["2008-03-02", "2008-03-03", "NaT"], "datetime64[D]")
    assert CONTACTS.check(Population(dates, np.full(3, GOOD, np.uint8))).tolist() == [0, 2, 2]


@pytest.mark.parametrize("chunks", [1, 2])
def test_arrow(chunks: int) -> None:
    pa = pytest.importorskip("pyarrow")
    dates = [date(2008, 3, 2), date(2008, 3, 3), None, date(1980, 1, 1)]
    citizen = [True, True, None, False]

    def column(values: Sequence[object], kind: Any) -> Any:
        middle = len(values) // chunks
        parts = [values] if chunks == 1 else [values[:middle], values[middle:]]
        return pa.chunked_array([pa.array(part, kind) for part in parts])

    yes = np.ones(4, bool)
    rows = Population(
        column(dates, pa.date32()),
        citizen=column(citizen, pa.bool_()),
        confirmed=yes,
        passport_current=pa.array([True] * 5)[1:],
        phone_confirmed=yes,
    )
    assert CONTACTS.check(rows).tolist() == [0, 2, 6, 4]


def test_arrow_of_polars_and_slices() -> None:
    pl = pytest.importorskip("polars")
    dates = pl.Series([date(1980, 1, 1), date(2008, 3, 2), date(2008, 3, 3)])[1:]
    assert CONTACTS.check(Population(dates, np.full(2, GOOD, np.uint8))).tolist() == [0, 2]


@pytest.mark.parametrize(
    ("columns", "error", "message"),
    [
        ({"birth_date": np.zeros(3)}, TypeError, "birth_date must be a column of int32, .* not ndarray of float64"),
        ({"birth_date": np.zeros(3, np.int64)}, TypeError, "birth_date .* not ndarray of int64"),
        ({"birth_date": np.zeros(3, ">i4")}, TypeError, "birth_date .* not ndarray of >i4"),
        ({"birth_date": [1, 2, 3]}, TypeError, "birth_date .* not list"),
        ({"birth_date": np.zeros((3, 1), np.int32)}, ValueError, "birth_date must have one dimension, not 2"),
        ({"flags": np.zeros(3, bool)}, TypeError, "flags must be a column of uint8, not ndarray of bool"),
        ({"flags": np.zeros(2, np.uint8)}, ValueError, "flags has 2 rows, birth_date has 3"),
        ({"citizen": np.zeros(4, bool)}, ValueError, "citizen has 4 rows, birth_date has 3"),
        ({"sim_since": np.zeros(3, np.int32)}, TypeError, "sim_since must be a column of int64, .* not ndarray of int32"),
        ({"citizen": np.zeros(3, np.int32)}, TypeError, "citizen must be a column of bool or uint8, not ndarray of int32"),
    ],
)
def test_columns_that_do_not_fit_are_named(columns: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        Population(**{"birth_date": np.zeros(3, np.int32)} | columns)


def test_outputs_that_do_not_fit() -> None:
    rows = Population(np.zeros(3, np.int32), np.zeros(3, np.uint8))
    frozen = np.zeros(3, np.uint8)
    frozen.flags.writeable = False
    for out, error, message in (
        (np.zeros(2, np.uint8), ValueError, "out has 2 elements, and the population 3 rows"),
        (np.zeros(3, np.int8), TypeError, "out must be an array of uint8"),
        (np.zeros(6, np.uint8)[::2], ValueError, "out must have one dimension and no gaps"),
        (frozen, ValueError, "out is read-only"),
    ):
        with pytest.raises(error, match=message):
            CONTACTS.check(rows, out=out)  # type: ignore[arg-type]


def test_what_has_changed_since() -> None:
    strict = Eligibility.of_contacts(doverie.Policy.strict(), TODAY, NOW)
    days, flags = np.zeros(4, np.int32), np.full(4, GOOD, np.uint8)
    flags[3] = 0
    with pytest.raises(doverie.InvalidArgument, match="no column recovered_at, and the policy has pause_after_recovery"):
        strict.check(Population(days, flags))
    hour = timedelta(hours=1)
    micros = [0, *(int((NOW - 72 * hour).timestamp()) * 10**6 + more for more in (0, 1, 1))]
    pa = pytest.importorskip("pyarrow")
    unknown = np.zeros(4, np.int64)
    for column in (
        np.array(micros, np.int64),
        np.array([None, *micros[1:]], "datetime64[us]"),
        pa.chunked_array([pa.array(part, pa.timestamp("us", "UTC")) for part in ([None, *micros[1:2]], micros[2:])]),
        pa.array(micros, pa.int64()),
    ):
        rows = Population(days, flags, recovered_at=unknown, phone_since=unknown, sim_since=column)
        more = np.empty(4, np.uint32)
        masks = strict.check(rows, more=more)
        assert masks.tolist() == [0, 0, 0x80, 1]
        assert more.tolist() == [0, 0, 4, 0]
        assert strict.reasons_of(masks[2], more[2]) == (Reason.CONTACT_SIM_CHANGED_LATELY,)
        counts = strict.count(rows)
        assert (counts.eligible, counts.failed[Reason.CONTACT_SIM_CHANGED_LATELY]) == (2, 1)
        change = population.compare(CONTACTS, strict, rows)
        assert change.lost_by[Reason.CONTACT_SIM_CHANGED_LATELY] == change.lost == 1
    with pytest.raises(ValueError, match="this policy has pause_after_recovery"):
        strict.check_row(0, GOOD)
    ivan = doverie.Account(
        given_name="Иван", birth_date=date(1980, 1, 1), citizen=True, confirmed=True, passport_current=True,
        phone="+79161234567", recovered_at=NOW - hour,
    )  # fmt: skip
    assert strict.failed(ivan) == (Reason.CONTACT_RECOVERED_LATELY,)


def test_what_if_the_contact_must_be_21() -> None:
    after = Eligibility.of_contacts(POLICY.replace(id="of-21", contact_min_age_years=21), TODAY, NOW)
    rows = Population(days_of(date(1980, 1, 1), date(2006, 1, 1), date(2006, 1, 1)), np.array([GOOD, GOOD, 1], np.uint8))
    change = population.compare(CONTACTS, after, rows, masks=True)
    assert (change.rows, change.eligible_before, change.eligible_after) == (3, 2, 1)
    assert (change.gained, change.lost) == (0, 1)
    assert {rule: count for rule, count in change.lost_by.items() if count} == {Reason.CONTACT_TOO_YOUNG: 1}
    assert change.lost_masks is not None
    assert change.lost_masks.tolist() == [0, 2, 0]
    assert population.compare(after, CONTACTS, rows).gained_by[Reason.CONTACT_TOO_YOUNG] == 1

    circles = population.stranded_circles(
        CONTACTS, after, rows, trustors=np.array([0, 2, 2], np.uint32), contacts=np.array([1, 1, 0], np.uint32)
    )
    assert (circles.circles, circles.served_before, circles.served_after) == (2, 2, 1)
    assert circles.stranded.tolist() == [0]


def test_what_cannot_be_compared() -> None:
    rows = Population(np.zeros(1, np.int32), np.zeros(1, np.uint8))
    other = Eligibility.of_contacts(POLICY.replace(phone_prefixes=["+77"]), TODAY, NOW)
    with pytest.raises(doverie.InvalidArgument, match="different phone prefixes"):
        population.compare(CONTACTS, other, rows)
    assert population.compare(CONTACTS, other, rows, population_after=rows.__class__(np.zeros(1, np.int32))).rows == 1
    with pytest.raises(doverie.InvalidArgument, match=r"contacts\[0\] is 1"):
        population.stranded_circles(
            CONTACTS, CONTACTS, rows, trustors=np.zeros(1, np.uint32), contacts=np.ones(1, np.uint32)
        )


def test_many_threads_read_the_same_columns() -> None:
    rows = Population(np.zeros(5_000_000, np.int32), np.full(5_000_000, GOOD, np.uint8))
    done = [0] * 4

    def work(number: int) -> None:
        done[number] = CONTACTS.count(rows).eligible

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [5_000_000] * 4
