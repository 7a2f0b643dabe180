# SPDX-License-Identifier: Apache-2.0
"""`explain`, and the words of the audit trail: what an operator and an owner are told, and that the lists are whole."""

import json
import re
from pathlib import Path

import pytest

import doverie
from doverie import InvitationState, RequestState, StartStatus
from doverie._native import AccountChange
from people import IVAN, MARIA, Portal

ROOT = Path(__file__).resolve().parents[3]
CYRILLIC = re.compile("[А-Яа-яё]")
LITERALS = r'((?:"[^"]*"\s*)+)'


def words(literals: str) -> str:
    return "".join(re.findall(r'"([^"]*)"', literals))


def rows(file: str, macro: str, names: int) -> list[list[str]]:
    """The rows of a list: so many names, and then the two texts."""
    text = (ROOT / "include/doverie/core" / file).read_text(encoding="utf-8")
    found = re.findall(rf"^{macro}\(" + r"(\w+),\s*" * names + LITERALS + r",\s*" + LITERALS + r"\)", text, re.M)
    return [[*row[:names], words(row[names]), words(row[names + 1])] for row in found]


EVENTS = {row[0]: (row[1], row[2]) for row in rows("event_texts.def", "DOVERIE_EVENT_TEXT", 1)}
VALUES = rows("event_texts.def", "DOVERIE_VALUE_TEXT", 2)
FINDINGS = rows("findings.def", "DOVERIE_FINDING", 2)


def fields_of(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def events_of_circles() -> dict[str, str]:
    """Of each event of a circle, a contact or a journal, or of what rules found, by type, how its struct is written."""
    header = (ROOT / "src/core/records/events.h").read_text(encoding="utf-8")
    listed = re.findall(r"struct (?:Circle|Contact)Event\s*: std::variant<(.*?)>", header, re.S)
    assert len(listed) == 2
    names = {name for variant in listed for name in re.findall(r"event::(\w+)", variant)}
    structs = {name: header.partition(f"struct {name} {{")[2].partition("\n};")[0] for name in names}
    state = (ROOT / "src/core/records/state.h").read_text(encoding="utf-8")
    refused = state.partition("struct Refused {")[2].partition("\n};")[0]
    structs["RulesLooked"] = header.partition("struct RulesLooked {")[2].partition("\n};")[0]
    structs["CommandRefused"] = header.partition("struct CommandRefused ")[2].partition("\n};")[0] + refused
    typed = {re.search(r'kType = "(\w+)"', text)[1]: text for text in structs.values()}  # type: ignore[index]
    # What an event says beside what it is, and what one of a contact's is called.
    return typed | {"clock_reset": 'v("at", e.at)', "contact_refused": structs["CommandRefused"]}


def test_there_is_a_text_for_every_event_and_for_nothing_else() -> None:
    assert set(EVENTS) == set(events_of_circles())


@pytest.mark.parametrize("event", EVENTS)
def test_texts_name_members_of_their_event(event: str) -> None:
    members = set(re.findall(r'v(?:\.optional)?\("(\w+)"', events_of_circles()[event]))
    assert fields_of(EVENTS[event][0]) <= members


def test_there_are_words_for_every_value_and_for_nothing_else() -> None:
    """What the members can be is said in the comments behind them."""
    there = {field: {value for of, value, *_ in VALUES if of == field} for field in ("by", "why", "what", "state")}
    for name in ("by", "why"):
        said_there = (re.findall(rf"std::string {name};.*?$", text, re.M) for text in events_of_circles().values())
        assert there[name] == {word for lines in said_there for line in lines for word in re.findall(r'"(\w+)"', line)}
    listed = (ROOT / "include/doverie/core/commands.def").read_text(encoding="utf-8")
    of_people = r"^DOVERIE_COMMAND\(\d+, [\d.]+, (\w+), \w+, (?:trustor|contact|recoverer), \w+, (?:records|weighs)"
    people = re.findall(of_people, listed, re.M)
    assert there["what"] == {change.name.lower() for change in AccountChange} | set(people)
    assert there["state"] == {state.name.lower() for state in (*InvitationState, *RequestState)}


@pytest.mark.parametrize("row", [*([name, *both] for name, both in EVENTS.items()), *VALUES, *FINDINGS])
def test_everything_is_said_in_both_languages(row: list[str]) -> None:
    english, russian = row[-2:]
    assert fields_of(english) == fields_of(russian)
    assert CYRILLIC.search(russian)
    assert not CYRILLIC.search(english)
    assert len(FINDINGS) > 50


# --- what is told


@pytest.fixture
def portal() -> Portal:
    made = Portal()
    made.appoint(MARIA, IVAN)
    return made


def test_an_operator_sees_who_reported_and_until_when(portal: Portal) -> None:
    portal.contact("ivan").report_fraud("maria")
    found = portal.operations().explain("maria")
    assert found.start is StartStatus.FROZEN
    cause = next(finding for finding in found.findings if finding.against)
    assert (cause.kind, cause.account, cause.reason) == ("frozen_by_contact", "ivan", "frozen")
    assert cause.until is not None
    assert cause.since is not None
    assert (cause.until - cause.since).days == 3
    assert cause.needs is None
    assert cause.russian.startswith("контакт ivan сообщил о мошенничестве: заморозка с ")


def test_a_start_that_would_be_refused_has_no_status(portal: Portal) -> None:
    for _ in range(3):
        portal.recoverer("maria").start(secret=doverie.new_secret())
    found = portal.operations().explain("maria")
    assert found.start is None
    assert found.findings[0].reason == "requests_open"
    assert portal.operations().explain("maria", verified_factor=True).start is StartStatus.PENDING


def test_the_owner_sees_the_same_answer(portal: Portal) -> None:
    assert portal.trustor("maria").explain().start is portal.operations().explain("maria").start is StartStatus.PENDING


def test_the_audit_trail_is_told_in_words(portal: Portal) -> None:
    *_, last = portal.operations().audit("maria")
    assert last.english.startswith("ivan is a trusted contact now")
    assert last.russian.startswith("назначен доверенный контакт ivan")
    assert json.loads(last.event)["type"] == last.type
