# SPDX-License-Identifier: Apache-2.0
"""Instants, durations and dates cross the border exactly, or not at all."""

import dataclasses
from datetime import date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import doverie
from doverie import testing
from people import IVAN, account

MOSCOW = ZoneInfo("Europe/Moscow")
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 2, 9, tzinfo=timezone.utc),
        datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=timezone.utc),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=timezone.utc),
        datetime(1, 1, 1, tzinfo=timezone.utc),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=timezone.utc),
        datetime(2026, 3, 2, 12, tzinfo=MOSCOW),
        datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=0),
        datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1),
        datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=2, microseconds=-7))),
    ],
    ids=str,
)
def test_instants_are_exact_and_come_back_in_utc(instant: datetime) -> None:
    now = testing.FakeClock(instant).now()
    # astimezone first: two datetimes of one zone compare by the wall clock, fold or not.
    assert now == instant.astimezone(timezone.utc)
    assert now.tzinfo is timezone.utc


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (datetime(2026, 3, 2, 9), ValueError,
         "start is a naive datetime; give it a time zone, as in datetime.now(timezone.utc)"),
        (date(2026, 3, 2), TypeError, "start must be an aware datetime, not datetime.date"),
        (1772442000.0, TypeError, "start must be an aware datetime, not float"),
        ("2026-03-02T09:00:00Z", TypeError, "start must be an aware datetime, not str"),
        (None, TypeError, "start must be an aware datetime, not None"),
    ],
)  # fmt: skip
def test_other_instants_are_refused(wrong: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as refused:
        testing.FakeClock(wrong)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "duration",
    [timedelta(0), timedelta(microseconds=1), timedelta(microseconds=-1), timedelta(days=3, seconds=7, microseconds=999999)],
    ids=str,
)
def test_durations_are_exact(duration: timedelta) -> None:
    clock = testing.FakeClock()
    clock.advance(duration)
    assert clock.now() - testing.MORNING == duration


@pytest.mark.parametrize(
    ("wrong", "error"), [(60, TypeError), (60.0, TypeError), (None, TypeError), (timedelta.max, ValueError)]
)
def test_other_durations_are_refused(wrong: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="timedelta"):
        testing.FakeClock().advance(wrong)


@pytest.mark.parametrize("born", [date(1900, 1, 1), date(2000, 2, 29), date.min, date.max], ids=str)
def test_dates_are_exact(born: date) -> None:
    directory = doverie.MemoryDirectory({"ivan": doverie.Account(given_name="Иван", birth_date=born)})
    found = directory.find("ivan")
    assert found is not None
    assert found.birth_date == born
    assert type(found.birth_date) is date


def test_a_datetime_is_no_date() -> None:
    with pytest.raises(TypeError, match=r"account\.birth_date must be a date, not datetime\.datetime"):
        doverie.Account(given_name="Иван", birth_date=testing.MORNING)


def test_times_of_an_account_come_back() -> None:
    since = datetime(2020, 5, 6, 7, 8, 9, 10, tzinfo=MOSCOW)
    facts = account(IVAN, phone_since=since, sim_since=since, recovered_at=since, as_of=since)
    assert doverie.MemoryDirectory({"ivan": facts}).find("ivan") == dataclasses.replace(facts, id="ivan")


def test_a_clock_far_off_is_refused() -> None:
    with testing.service(start=datetime(9999, 1, 1, tzinfo=timezone.utc)) as service:
        with pytest.raises(doverie.ClockSkew) as refused:
            service.trustor("maria").cabinet()
        assert refused.value.code is doverie.FaultCode.CLOCK_SKEW
