# SPDX-License-Identifier: Apache-2.0
# mypy: disable-error-code="arg-type, name-defined"
"""Columns as Arrow and numpy have them: read for what they say, or refused by name; never read as something else."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

import doverie
from doverie import population
from doverie.population import Eligibility, Flag, Population

pa = pytest.importorskip("pyarrow")
pc = pytest.importorskip("pyarrow.compute")
pl = pytest.importorskip("polars")

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
GOOD = Flag.EXISTS | Flag.CITIZEN | Flag.CONFIRMED | Flag.PHONE_CONFIRMED | Flag.PASSPORT_CURRENT | Flag.PHONE_ALLOWED
POLICY = doverie.Policy.gosuslugi()
PAUSED = POLICY.replace(id="paused", pause_after_recovery=doverie.Policy.strict().pause_after_recovery)
CHILD, ADULT = date(2015, 9, 1), date(1980, 5, 17)
DATES = [CHILD, ADULT, None, ADULT]
TOO_YOUNG = [2, 0, 2, 0]
LATELY, LONG_AGO = datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
INSTANTS = [LATELY, LONG_AGO, None, LONG_AGO]
RECOVERED = [128, 0, 0, 0]
FACTS = [True, False, None, True]
NO_CITIZEN = [0, 4, 4, 0]


def masks(**columns: object) -> list[int]:
    rows = Population(columns.pop("birth_date", np.full(4, -9999, np.int32)), np.full(4, GOOD, np.uint8), **columns)
    return list(map(int, Eligibility.of_contacts(PAUSED if "recovered_at" in columns else POLICY, TODAY, NOW).check(rows)))


class Years(pa.ExtensionType):  # type: ignore[misc]
    """Numbers that are no days."""

    def __init__(self) -> None:
        super().__init__(pa.int32(), "doverie.test.years")

    def __arrow_ext_serialize__(self) -> bytes:
        return b""

    @classmethod
    def __arrow_ext_deserialize__(cls, storage_type: object, serialized: bytes) -> "Years":
        return cls()


def date32(values: list[date | None] = DATES) -> Any:
    return pa.array(values, pa.date32())


def micros(values: list[datetime | None] = INSTANTS, zone: str | None = "UTC") -> Any:
    return pa.array([one and one.replace(tzinfo=None) for one in values], pa.timestamp("us")).cast(pa.timestamp("us", zone))


READ: list[tuple[str, str, Callable[[], object], list[int]]] = [
    ("date32", "birth_date", date32, TOO_YOUNG),
    ("date32 in chunks", "birth_date", lambda: pa.chunked_array([date32(DATES[:1]), date32(DATES[1:])]), TOO_YOUNG),
    ("date32 in no and empty chunks", "birth_date", lambda: pa.chunked_array([date32([]), date32(), date32([])]), TOO_YOUNG),
    ("date32, a slice", "birth_date", lambda: date32([None, *DATES, ADULT]).slice(1, 4), TOO_YOUNG),
    ("date32 without nulls", "birth_date", lambda: date32([CHILD, ADULT, CHILD, ADULT]), TOO_YOUNG),
    ("date32, a slice without nulls", "birth_date", lambda: date32([ADULT, CHILD, ADULT, CHILD, ADULT]).slice(1), TOO_YOUNG),
    ("int32", "birth_date", lambda: date32().cast(pa.int32()), TOO_YOUNG),
    ("polars Date", "birth_date", lambda: pl.Series(DATES), TOO_YOUNG),
    ("polars Date, a slice", "birth_date", lambda: pl.Series([ADULT, *DATES]).slice(1), TOO_YOUNG),
    ("polars Date in chunks", "birth_date", lambda: pl.Series(DATES[:2]).append(pl.Series(DATES[2:], dtype=pl.Date)), TOO_YOUNG),
    ("numpy datetime64[D]", "birth_date", lambda: np.array(DATES, "datetime64[D]"), TOO_YOUNG),
    ("numpy datetime64[ns] at midnight", "birth_date", lambda: np.array(DATES, "datetime64[ns]"), TOO_YOUNG),
    ("decoded dictionary", "birth_date", lambda: date32().dictionary_encode().dictionary_decode(), TOO_YOUNG),
    ("decoded runs", "birth_date", lambda: pc.run_end_decode(pc.run_end_encode(date32())), TOO_YOUNG),
    ("storage of an extension", "birth_date", lambda: Years().wrap_array(date32().cast(pa.int32())).storage, TOO_YOUNG),
    ("timestamp[us, UTC]", "recovered_at", micros, RECOVERED),
    ("timestamp[us] of another zone", "recovered_at", lambda: micros().cast(pa.timestamp("us", "Asia/Omsk")), RECOVERED),
    ("timestamp[us, UTC], a slice", "recovered_at", lambda: micros([None, *INSTANTS]).slice(1), RECOVERED),
    ("int64", "recovered_at", lambda: micros().cast(pa.int64()), RECOVERED),
    ("polars Datetime with a zone", "recovered_at", lambda: pl.Series(INSTANTS, dtype=pl.Datetime("us", "UTC")), RECOVERED),
    ("numpy datetime64[us]", "recovered_at",
     lambda: np.array([one and one.replace(tzinfo=None) for one in INSTANTS], "datetime64[us]"), RECOVERED),
    ("bool", "citizen", lambda: pa.array(FACTS), NO_CITIZEN),
    ("bool in chunks", "citizen", lambda: pa.chunked_array([FACTS[:3], FACTS[3:]]), NO_CITIZEN),
    ("bool, a slice", "citizen", lambda: pa.array([*[True] * 9, *FACTS]).slice(9), NO_CITIZEN),
    ("uint8", "citizen", lambda: pa.array([1, 0, None, 1], pa.uint8()), NO_CITIZEN),
    ("polars Boolean", "citizen", lambda: pl.Series(FACTS), NO_CITIZEN),
]  # fmt: skip


@pytest.mark.parametrize(("name", "column", "make", "expected"), READ, ids=[row[0] for row in READ])
def test_ki8_what_is_read_says_what_it_says(name: str, column: str, make: Callable[[], object], expected: list[int]) -> None:
    assert masks(**{column: make()}) == expected


REFUSED: list[tuple[str, str, Callable[[], object], str]] = [
    ("a dictionary of dates", "birth_date", lambda: date32().dictionary_encode(), "dictionary"),
    ("a dictionary in chunks", "birth_date", lambda: pa.chunked_array([date32().dictionary_encode()]), "dictionary"),
    ("a dictionary of int32 indices", "birth_date",
     lambda: pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), date32(DATES[:2])), "dictionary"),
    ("a dictionary of uint8 indices", "citizen",
     lambda: pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.uint8()), pa.array([False, True])), "dictionary"),
    ("a dictionary of int64 indices", "recovered_at",
     lambda: pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int64()), micros(INSTANTS[:2])), "dictionary"),
    ("a dictionary of flags", "flags",
     lambda: pa.DictionaryArray.from_arrays(pa.array([0, 0], pa.uint8()), pa.array([125], pa.uint8())), "dictionary"),
    ("polars Categorical", "birth_date", lambda: pl.Series(["a", "b"], dtype=pl.Categorical), "dictionary"),
    ("polars Enum", "citizen", lambda: pl.Series(["no", "yes"], dtype=pl.Enum(["no", "yes"])), "dictionary"),
    ("runs", "birth_date", lambda: pc.run_end_encode(date32()), "run_end"),
    ("runs of bool", "citizen", lambda: pc.run_end_encode(pa.array(FACTS)), "run_end"),
    ("an extension type", "birth_date", lambda: Years().wrap_array(date32().cast(pa.int32())), "extension"),
    ("a list", "birth_date", lambda: pa.array([[1], [2]], pa.list_(pa.int32())), "list"),
    ("a struct", "birth_date", lambda: pa.array([{"a": 1}]), "struct"),
    ("a table", "birth_date", lambda: pa.table({"birth_date": date32()}), "Table"),
    ("a data frame", "birth_date", lambda: pl.DataFrame({"birth_date": DATES}), "DataFrame"),
    ("date64", "birth_date", lambda: pa.array(DATES, pa.date64()), "date32"),
    ("timestamp for a date", "birth_date", micros, "timestamp"),
    ("date for an instant", "recovered_at", date32, "date32"),
    ("timestamp without a zone", "recovered_at", lambda: micros(zone=None), "without a time zone"),
    ("polars Datetime without a zone", "recovered_at", lambda: pl.Series([datetime(2026, 3, 2)]), "without a time zone"),
    ("timestamp[s]", "recovered_at", lambda: pa.array([1, 2], pa.timestamp("s", "UTC")), "cast it"),
    ("timestamp[ms]", "recovered_at", lambda: pa.array([1, 2], pa.timestamp("ms", "UTC")), "cast it"),
    ("timestamp[ns]", "recovered_at", lambda: pa.array([1, 2], pa.timestamp("ns", "UTC")), "cast it"),
    ("duration", "recovered_at", lambda: pa.array([1, 2], pa.duration("us")), "duration"),
    ("time64", "recovered_at", lambda: pa.array([1, 2], pa.time64("us")), "time64"),
    ("time32", "birth_date", lambda: pa.array([1, 2], pa.time32("s")), "time32"),
    ("decimal", "birth_date", lambda: pa.array([Decimal(1), Decimal(2)]), "decimal"),
    ("double", "birth_date", lambda: pa.array([1.0, 2.0]), "double"),
    ("float32", "birth_date", lambda: pa.array([1.0, 2.0], pa.float32()), "float"),
    ("uint32 for a date", "birth_date", lambda: pa.array([1, 2], pa.uint32()), "uint32"),
    ("int64 for a date", "birth_date", lambda: pa.array([1, 2]), "int64"),
    ("int8 for flags", "flags", lambda: pa.array([1, 2], pa.int8()), "int8"),
    ("uint64 for an instant", "recovered_at", lambda: pa.array([1, 2], pa.uint64()), "uint64"),
    ("string", "birth_date", lambda: pa.array(["1980-05-17"]), "read the texts"),
    ("large_string", "birth_date", lambda: pa.array(["1980-05-17"], pa.large_string()), "read the texts"),
    ("string_view", "birth_date", lambda: pa.array(["1980-05-17"], pa.string_view()), "read the texts"),
    ("polars String", "birth_date", lambda: pl.Series(["1980-05-17"]), "read the texts"),
    ("binary", "birth_date", lambda: pa.array([b"abcd"]), "binary"),
    ("fixed_size_binary", "birth_date", lambda: pa.array([b"abcd"], pa.binary(4)), "fixed_size_binary"),
    ("null", "birth_date", lambda: pa.nulls(4), "no values at all"),
    ("null for a fact", "citizen", lambda: pa.nulls(4), "no values at all"),
    ("polars Null", "birth_date", lambda: pl.Series([None, None]), "no values at all"),
    ("interval", "recovered_at", lambda: pa.array([None], pa.month_day_nano_interval()), "interval"),
    ("a masked array", "birth_date", lambda: np.ma.array([1, 2], np.int32, mask=[0, 1]), "masked"),
    ("masked dates", "birth_date", lambda: np.ma.array(np.array(DATES, "datetime64[D]"), mask=[0, 0, 0, 1]), "masked"),
    ("a masked fact", "citizen", lambda: np.ma.array([True, False], mask=[0, 1]), "masked"),
    ("years", "birth_date", lambda: np.array(["1980"], "datetime64[Y]"), "no day"),
    ("months", "birth_date", lambda: np.array(["1980-05"], "datetime64[M]"), "no day"),
    ("a birth date with an hour", "birth_date", lambda: np.array(["1980-05-16T21:00"], "datetime64[s]"), "times of the day"),
    ("days for an instant", "recovered_at", lambda: np.array(["2026-03-02"], "datetime64[D]"), "no hour"),
    ("an instant beyond 64 bits", "recovered_at", lambda: np.array([2**62], "datetime64[s]"), "do not reach"),
    ("timedelta64", "recovered_at", lambda: np.array([1], "timedelta64[us]"), "timedelta64"),
    ("float64 of numpy", "birth_date", lambda: np.array([1.0]), "float64"),
    ("objects of numpy", "birth_date", lambda: np.array(DATES, object), "object"),
    ("a record array", "birth_date", lambda: np.zeros(2, [("a", np.int32)]), "a"),
    ("another byte order", "birth_date", lambda: np.zeros(2, ">i4"), ">i4"),
    ("bytes", "flags", lambda: "abc", "str"),
    ("a list of Python's", "birth_date", lambda: [1, 2], "list"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "column", "make", "named"), REFUSED, ids=[row[0] for row in REFUSED])
def test_ki8_what_is_not_read_is_refused_by_name(name: str, column: str, make: Callable[[], object], named: str) -> None:
    with pytest.raises((TypeError, ValueError)) as refused:
        Population(**({"birth_date": np.zeros(2, np.int32)} | {column: make()}))
    assert str(refused.value).startswith(column)
    assert named in str(refused.value)


def test_ki8_rows_of_pairs_are_read_or_refused() -> None:
    now = Eligibility.of_contacts(POLICY, TODAY, NOW)
    people = Population(np.zeros(4, np.int32), np.full(4, GOOD, np.uint8))
    rows = np.array([0, 1], np.uint32)
    for wrong in (pa.array([0, 1], pa.uint32()).dictionary_encode(), pa.array([0, None], pa.uint32()), pa.array([0, 1])):
        with pytest.raises((TypeError, ValueError), match="trustors"):
            population.stranded_circles(now, now, people, trustors=wrong, contacts=rows)


def test_ki8_a_comparison_says_what_it_did_not_look_at() -> None:
    people = Population(np.zeros(4, np.int32), np.full(4, GOOD, np.uint8))
    two = POLICY.replace(id="two", max_contacts_per_trustor=2, required_approvals=2, trustor_min_age_years=18)
    now, then = (Eligibility.of_contacts(policy, TODAY, NOW) for policy in (POLICY, two))
    passed_over = ("trustor_min_age_years", "max_contacts_per_trustor", "required_approvals")
    assert population.compare(now, then, people).not_looked_at == passed_over
    rows = np.array([0, 1], np.uint32)
    assert population.stranded_circles(now, then, people, trustors=rows, contacts=rows).not_looked_at == passed_over
    # What both ask for and no comparison looks at is named, too.
    assert population.compare(then, then, people).not_looked_at == ("required_approvals",)
    assert population.compare(now, now, people).not_looked_at == ()
    links = POLICY.replace(id="links", contact_min_age_years=21, applies_to={"contact_min_age_years": doverie.AppliesTo.NEW_LINKS})
    assert population.compare(now, Eligibility.of_contacts(links, TODAY, NOW), people).not_looked_at == ("applies_to",)
    assert repr(population.compare(now, then, people)).startswith("Comparison(not_looked_at=('trustor_min_age_years'")


def test_ki8_every_parameter_is_looked_at_or_named() -> None:
    people = Population(np.zeros(1, np.int32), np.full(1, GOOD, np.uint8))
    before = Eligibility.of_contacts(POLICY, TODAY, NOW)
    strict = Eligibility.of_contacts(doverie.Policy.strict(), TODAY, NOW)
    named = population.not_looked_at(before, strict)
    assert "fraud_freeze" not in named  # the same in both
    assert {"activation_delay", "removal_delay", "waiting_period", "conversation_code", "mutual_pairs_allowed"} <= set(named)
    assert not any(name.startswith("pause_after") for name in named)
    trustors = population.not_looked_at(*(Eligibility.of_trustors(one, TODAY, NOW) for one in (POLICY, doverie.Policy.strict())))
    assert "pause_after_recovery" in trustors
    assert len(people) == 1
