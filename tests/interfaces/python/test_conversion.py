# SPDX-License-Identifier: Apache-2.0
"""How many of the codes that went out were used: counted from the feed, with an alarm, and by `doverie conversion`."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from test_cli import asked, run

import doverie
from doverie import SmsOutcome, conversion
from people import IVAN, MARIA, Portal

HOUR = timedelta(hours=1)


@pytest.fixture
def store() -> doverie.MemoryStore:
    return doverie.MemoryStore()


@pytest.fixture
def served(store: doverie.MemoryStore) -> Portal:
    """Иван is Мария's trusted contact, on that store."""
    made = Portal(store=store)
    made.appoint(MARIA, IVAN)
    return made


def counted(store: doverie.MemoryStore) -> conversion.Counter:
    counter = conversion.Counter(store)
    counter.read_on()
    return counter


def numbers(hour: conversion.Hour) -> tuple[int, int, int, int]:
    return hour.taken, hour.delivered, hour.lost, hour.used


def test_an_hour_counts_what_happened_in_it(served: Portal, store: doverie.MemoryStore) -> None:
    started = served.start(doverie.new_secret())
    served.approve(started)
    code = served.last_code(IVAN.phone)
    served.operations().sms_reported(report=served.sms.sent()[0].message_id, delivered=True)
    served.clock.advance(timedelta(minutes=1))
    served.contact(IVAN.id).resend_code(started.request_id)
    served.sms.answer_with(SmsOutcome.NEVER)
    served.pump()
    served.contact(IVAN.id).confirm_code(started.request_id, code)
    [hour] = counted(store).hours
    assert numbers(hour) == (1, 1, 1, 1)
    assert hour.share == 1
    assert hour.begins == served.clock.now().replace(minute=0, second=0, microsecond=0)


def test_it_goes_on_where_it_was(served: Portal, store: doverie.MemoryStore) -> None:
    started = served.start(doverie.new_secret())
    served.approve(started)
    counter = counted(store)
    assert counter.hours == ()
    code = served.last_code(IVAN.phone)
    for _ in range(2):
        counter = conversion.Counter(store, state=counter.state)
        counter.read_on()
        assert [numbers(hour) for hour in counter.hours] == [(1, 0, 0, 0)]
    served.clock.advance(timedelta(minutes=5))
    served.contact(IVAN.id).confirm_code(started.request_id, code)
    counter.read_on()
    assert sum(hour.used for hour in counter.hours) == 1
    assert MARIA.id not in counter.state
    assert IVAN.id not in counter.state


@pytest.mark.parametrize("state", ["", "[]", "{}", '{"cursor": "", "hours": [{"begins": "soon"}]}', '{"cursor": "", "hours": 7}'])
def test_a_state_that_is_none(store: doverie.MemoryStore, state: str) -> None:
    with pytest.raises(doverie.InvalidArgument, match="state: "):
        conversion.Counter(store, state=state)


BEGINS = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("taken", "used", "after", "last", "alarm"),
    [
        (50, 14, HOUR, 24, True),
        (50, 15, HOUR, 24, False),  # 0.3 is not below 0.3
        (49, 0, HOUR, 24, False),  # too few to say anything
        (50, 0, HOUR - timedelta(microseconds=1), 24, False),  # it is not over yet
        (50, 0, 24 * HOUR, 24, True),
        (50, 0, 25 * HOUR, 24, False),
        (50, 0, HOUR, 1, True),
        (50, 0, 2 * HOUR, 1, False),
    ],
)
def test_alarms_on_both_sides_of_each_limit(
    store: doverie.MemoryStore, taken: int, used: int, after: timedelta, last: int, alarm: bool
) -> None:
    hour = {"begins": BEGINS.isoformat(), "taken": taken, "delivered": 0, "lost": 0, "used": used}
    state = json.dumps({"cursor": "", "hours": [hour]})
    counter = conversion.Counter(store, state=state)
    found = counter.alarms(below=0.3, at_least=50, now=BEGINS + after, last=last)
    assert bool(found) is alarm


def test_hours_of_long_ago_are_forgotten(served: Portal, store: doverie.MemoryStore) -> None:
    counter = conversion.Counter(store)
    started = served.start(doverie.new_secret())
    served.approve(started)
    served.pump()
    counter.read_on()
    for days, left in ((31, 2), (32, 1)):
        begins = served.clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=days)
        state = json.loads(counter.state)
        state["hours"].append({"begins": begins.isoformat(), "taken": 1, "delivered": 0, "lost": 0, "used": 0})
        both = conversion.Counter(store, state=json.dumps(state))
        assert len(both.hours) == 2
        both.read_on()
        assert len(both.hours) == left


# --- the command

HOST = """
import doverie
STORE = None
def store():
    return STORE
"""


@pytest.fixture
def unused(store: doverie.MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """One whose code went out two hours ago, by the machine's clock, and was not used."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "figures.py").write_text(HOST, encoding="utf-8")
    made = Portal(store=store, start=datetime.now(timezone.utc) - 2 * HOUR)
    made.appoint(MARIA, IVAN)
    made.approve(made.start(doverie.new_secret()))
    made.pump()
    monkeypatch.syspath_prepend(str(tmp_path))
    import figures  # type: ignore[import-not-found]

    figures.STORE = store
    yield made
    sys.modules.pop("figures", None)


def test_the_command_tells_and_ends_with_an_alarm(unused: Portal, tmp_path: Path) -> None:
    at = unused.clock.now().strftime("%Y-%m-%d %H:00")
    assert run("conversion", "figures:store").output == f"{at}  taken 1, delivered 0, lost 0, used 0 (0%)\n"
    for _ in range(2):
        told = run("conversion", "figures:store", "--at-least", "1", "--state", tmp_path / "state.json", status=1).output
        assert told == f"{at}  taken 1, delivered 0, lost 0, used 0 (0%)  ALARM\n"
    [hour] = asked("conversion", "figures:store", "--at-least", "1", "--below", "0")["hours"]
    assert (hour["taken"], hour["share"], hour["alarm"]) == (1, 0.0, False)


def test_the_command_says_what_is_wrong(unused: Portal, tmp_path: Path) -> None:
    assert unused
    (tmp_path / "state.json").write_text("{}", encoding="utf-8")
    problem = asked("conversion", "figures:store", "--state", tmp_path / "state.json", status=2)["error"]
    assert problem["message"].startswith("state: ")
    (tmp_path / "state.json").write_text('{"cursor": "nowhere", "hours": []}', encoding="utf-8")
    problem = asked("conversion", "figures:store", "--state", tmp_path / "state.json", status=2)["error"]
    assert problem["message"].endswith("after a restore, remove the file")
    problem = asked("conversion", "figures:STORE", status=2)["error"]
    assert problem["message"] == "figures:STORE is no function; it has to return a store"
