# SPDX-License-Identifier: Apache-2.0
"""Replays; tests/replay goes through what is found."""

from datetime import datetime, timezone
from pathlib import Path

import pytest

import doverie
from doverie import Reason, audit, replay
from people import IVAN, MARIA, account, service

STRICTER = doverie.Policy.gosuslugi().replace(id="contact-99", contact_min_age_years=99)


def tell(store: doverie.EventStore) -> None:
    """Three decisions: an invitation, an acceptance, a start."""
    directory = doverie.MemoryDirectory()
    for person in (MARIA, IVAN):
        directory.put(person.id, account(person))
    with service(store=store, directory=directory) as portal:
        invited = portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        portal.contact(IVAN.id).accept(invited.id)
        portal.recoverer(MARIA.id).start(secret=doverie.new_secret())


def test_the_decisions_that_come_out_otherwise_are_given_one_by_one() -> None:
    store = doverie.MemoryStore()
    tell(store)
    run = replay.run(store, other=STRICTER)
    refused, fallen = list(run)
    assert (refused.kind, refused.outcome) == ("contact_appointed", replay.Outcome.REFUSED)
    assert refused.reason is not None
    assert (refused.reason.code, refused.reason.needs) == (Reason.CONTACT_TOO_YOUNG, 99)
    assert refused.place == replay.Place(stream=f"circle/{MARIA.id}", version=2)
    assert refused.at.tzinfo is not None
    assert (fallen.kind, fallen.outcome, fallen.because) == ("recovery_started", replay.Outcome.FALLEN, refused.place)
    assert fallen.missing == ()
    report = run.report()
    assert (report.decisions, report.same, report.refused, report.fallen) == (3, 1, 1, 1)
    assert not report.all_same
    assert report.counts[0] == replay.Count(
        kind="contact_appointed", outcome=replay.Outcome.REFUSED, why="contact_too_young", count=1
    )
    assert run.events == report.events


def test_a_copy_says_what_the_store_says() -> None:
    store = doverie.MemoryStore()
    tell(store)
    lines = list(audit.export(store))
    assert [one.message for one in replay.run(lines, other=STRICTER)] == [
        one.message for one in replay.run(store, other=STRICTER)
    ]
    assert replay.run((line.encode() + b"\n" for line in lines), other=STRICTER).report() == replay.run(
        store, other=STRICTER
    ).report()


def test_the_report_can_be_asked_for_at_once_and_takes_no_decision_away() -> None:
    store = doverie.MemoryStore()
    tell(store)
    run = replay.run(store, history=doverie.PolicySchedule([doverie.Policy.gosuslugi()]), other=STRICTER)
    assert run.report().refused == 1
    assert len(list(run)) == 2
    assert replay.run(store, other=doverie.Policy.gosuslugi()).report().all_same


def test_what_the_history_cannot_tell_is_named() -> None:
    store = doverie.MemoryStore()
    tell(store)
    lost = doverie.Policy.gosuslugi().replace(id="lost")
    untold = next(replay.run(store, history=lost, other=STRICTER))
    assert untold.outcome is replay.Outcome.UNTOLD or untold.missing
    assert replay.Missing(gap=replay.Gap.POLICY, rule=None) in untold.missing
    longer = doverie.Policy.gosuslugi().replace(id="longer", code_digits=8)
    assert replay.run(store, other=longer).report().unseen_changes == ("code_digits",)
    assert {spot.parameter for spot in replay.BLIND_SPOTS} >= {"code_digits"}


def test_what_cannot_be_a_history_is_told_with_its_line() -> None:
    store = doverie.MemoryStore()
    tell(store)
    lines = list(audit.export(store))
    cut = [*lines[:-1], lines[-1][: len(lines[-1]) // 2]]
    with pytest.raises(doverie.StoreError, match=rf"^line {len(lines)}: "):
        replay.run(cut, other=STRICTER).report()
    with pytest.raises(doverie.StoreError, match="line 1: .*this cannot be a history: .*verify it"):
        replay.run(lines[2:], other=STRICTER).report()
    with pytest.raises(doverie.InvalidArgument, match="time_zone"):
        replay.run(lines, other=STRICTER.replace(time_zone="Asia/Omsk"))


def test_hosts_may_give_what_they_like_as_lines(tmp_path: Path) -> None:
    store = doverie.MemoryStore()
    tell(store)
    copy = tmp_path / "circles.jsonl"
    copy.write_text("".join(line + "\n" for line in audit.export(store)), encoding="utf-8")
    with copy.open("rb") as file:
        assert replay.run(file, other=STRICTER).report().refused == 1
    assert replay.run([], other=STRICTER).report().decisions == 0
    with pytest.raises(TypeError):
        replay.run([7], other=STRICTER).report()  # type: ignore[list-item]


def test_instants_are_those_of_the_records() -> None:
    store = doverie.MemoryStore()
    tell(store)
    now = datetime.now(timezone.utc)
    assert all(decision.at <= now for decision in replay.run(store, other=STRICTER))


def test_progress_is_told_after_every_thousand_events() -> None:
    store = doverie.MemoryStore()
    tell(store)
    with service(store=store, directory=doverie.MemoryDirectory()) as portal:
        host = portal.operations()
        for call in range(600):
            host.call_began(MARIA.id, call_id=str(call))
            host.call_ended(MARIA.id, call_id=str(call))
    read: list[int] = []
    report = replay.run(store, other=STRICTER, progress=read.append).report()
    assert report.events > 1000
    assert read[0] == 1000
