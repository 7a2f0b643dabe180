# SPDX-License-Identifier: Apache-2.0
"""`doverie circle`: what it shows, tells and does, in both languages, and what it never says."""

import json
import re
import shlex
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_cli import asked, run

import doverie
from doverie.cli._commands import doverie as command
from doverie.cli._modules import named
from postgres_server import running

ROOT = Path(__file__).resolve().parents[3]
HOST = """
from datetime import date
from pathlib import Path
import doverie

def account(name, phone):
    return doverie.Account(given_name=name, birth_date=date(1980, 5, 17), citizen=True, confirmed=True,
                           passport_current=True, phone=phone)

def service():
    path = Path("circles.db")
    store = doverie.SqliteStore(path) if path.exists() else doverie.SqliteStore.create(path)
    directory = doverie.MemoryDirectory({"maria": account("Мария", "+79031112233"), "ivan": account("Иван", "+79161234567")})
    keys = doverie.KeyRing.from_master(bytes(32))
    return doverie.Service(store=store, directory=directory, keys=keys, sms=doverie.FileSmsSender("sms.txt"))

def broken():
    raise RuntimeError("no such database")

def nothing():
    return 7
"""
HOSTED = ("--host", "portal.recovery:service")
OPERATOR = ("--operator", "anna")
BOTH = (*OPERATOR, "--second-operator", "boris")
COMMANDS = {
    "show": (), "why": (), "timeline": (), "freeze": OPERATOR, "unfreeze": BOTH, "confirm-no-contact": BOTH, "erase": OPERATOR,
}  # fmt: skip
KNOWN = {"known": True, "in_directory": True}
CYRILLIC = re.compile("[А-Яа-яё]")
NAMES = re.compile(r"Мария|Иван\b|1112233|1234567")


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[doverie.RecoveryStarted]:
    """Иван is Мария's contact, has said yes to a request of hers, and has the SMS."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal/recovery.py").write_text(HOST, encoding="utf-8")
    with service() as portal:
        portal.contact("ivan").accept(portal.trustor("maria").invite(name="Иван", phone="+79161234567").id)
        started = portal.recoverer("maria").start(secret=doverie.new_secret())
        said_yes = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=started.number)
        portal.contact("ivan").approve(started.request_id, said_yes)
        portal.pump()
    yield started
    for name in ("portal", "portal.recovery"):
        sys.modules.pop(name, None)


def service() -> doverie.Service:
    sys.path.insert(0, str(Path.cwd()))
    try:
        from portal.recovery import service as made  # type: ignore[import-not-found]
    finally:
        sys.path.pop(0)
    portal = made()
    assert isinstance(portal, doverie.Service)
    return portal


def without_times(text: str) -> str:
    """In which no number of four digits is that of a year or an hour."""
    return re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[:.\d+]*", "", text)


# --- show


def test_show_of_a_trustor(started: doverie.RecoveryStarted) -> None:
    told = asked("circle", "show", "maria", *HOSTED)
    assert (told["frozen_until"], told["recovery_locked"], told["invitations"]) == (None, False, [])
    assert [contact["contact"] for contact in told["contacts"]] == ["ivan"]
    assert [(request["id"], request["state"]) for request in told["requests"]] == [(started.request_id, "awaiting_code")]
    assert told["start"] == {"policy": "gosuslugi", "required": 1, "active": 1}
    lines = run("circle", "show", "maria", *HOSTED).stdout
    assert lines.startswith("maria: not frozen\ncontact ivan since ")
    assert f"request {started.request_id}: waits for the code (password recovery), since " in lines
    assert "a start needs confirmations: 1 (policy gosuslugi); contacts past their waiting time: 1." in lines


def test_show_of_a_contact(started: doverie.RecoveryStarted) -> None:
    told = asked("circle", "show", "ivan", *HOSTED)["as_contact"]
    assert (told["trustors"], told["locked_until"], told["invitations"]) == (["maria"], None, [])
    assert [request["trustor"] for request in told["requests"]] == ["maria"]
    lines = run("circle", "show", "ivan", *HOSTED).stdout
    assert "is the contact of maria\n" in lines
    with service() as portal:
        [request] = portal.contact("ivan").cabinet().requests
    assert request.number == started.number  # the view has it
    assert not {"number", "code"} & set(told["requests"][0])
    assert not re.search(rf"\b{started.number}\b", without_times(lines))
    assert f"is asked for maria: {started.request_id}, waits for the code" in lines


def test_show_of_invitations_locks_and_freezes(started: doverie.RecoveryStarted) -> None:
    with service() as portal:
        invited = portal.trustor("ivan").invite(name="Мария", phone="+79031112233")
        for _ in range(3):
            portal.pump()
        portal.operations().freeze("maria", operator_id="anna")
    lines = run("circle", "show", "ivan", *HOSTED).stdout
    assert f"invitation {invited.id} to +7903•••••33: waits, until " in lines
    lines = run("circle", "show", "maria", *HOSTED).stdout
    assert lines.startswith("maria: frozen by an operator, until two operators lift it\n")
    assert f"is invited by ivan: {invited.id}, until " in lines
    for account in ("maria", "ivan"):
        assert not NAMES.search(json.dumps(asked("circle", "show", account, *HOSTED), ensure_ascii=False))


def test_show_of_locks(started: doverie.RecoveryStarted, monkeypatch: pytest.MonkeyPatch) -> None:
    run("store", "backup", "circles.db", "backup")
    run("store", "restore", "backup", "circles.db", "--replace")
    assert asked("circle", "show", "ivan", *HOSTED)["as_contact"]["locked_until"]
    assert "cannot confirm until 20" in run("circle", "show", "ivan", *HOSTED).stdout
    locked = doverie.TrustorView(
        contacts=(), invitations=(), requests=(), frozen_until=None, recovery_locked=True, observed=True, frozen_since=None,
        frozen_by=None, frozen_by_contact="", contacts_required=1, contacts_able=0, free_places=1, invitations_left=5,
        invitations_from=None,
    )
    monkeypatch.setattr(doverie.TrustorSide, "cabinet", lambda _: locked)
    assert asked("circle", "show", "maria", *HOSTED)["recovery_locked"] is True
    shown = run("circle", "show", "maria", *HOSTED).stdout
    assert "recovery is locked until the owner is seen" in shown
    assert "observed only: recoveries go on without the contact" in shown


# --- why


def test_why_says_what_a_start_would_answer_and_what_the_request_waits_for(started: doverie.RecoveryStarted) -> None:
    answer = asked("circle", "why", "maria", *HOSTED)
    assert answer["start"] == "pending"
    kinds = [finding["kind"] for finding in answer["findings"]]
    assert kinds[0] == "start_pending"
    assert {"sms_taken", "waits_for_code", "contact_can", "policy"} <= set(kinds)
    assert not any(finding["against"] for finding in answer["findings"])
    assert answer["lately"][-1]["type"] == "code_taken"
    lines = run("circle", "why", "maria", *HOSTED).stdout.splitlines()
    assert lines[0] == "  a start now would open a request"
    assert "what happened in the last days (2):" in lines


def test_why_marks_what_stands_against_it(started: doverie.RecoveryStarted) -> None:
    with service() as portal:
        portal.operations().freeze("maria", operator_id="anna")
    lines = run("circle", "why", "maria", *HOSTED, "--lang", "ru", "--days", "0").stdout.splitlines()
    assert lines[0] == "  ответ на запрос сейчас: действует заморозка"
    assert lines[1].startswith("! оператор anna заморозил учётную запись")
    assert lines[-1] == "ничего"
    assert asked("circle", "why", "maria", *HOSTED)["findings"][1]["detail"] == "anna"


def test_why_tells_what_was_refused_lately(started: doverie.RecoveryStarted) -> None:
    a_no_of_yesterday(started)
    lately = asked("circle", "why", "maria", *HOSTED)["lately"]
    assert lately[-1]["type"] == "contact_refused"
    assert lately[-1]["request"] == started.request_id
    assert lately[-1]["text"].startswith(f"refused: sending the code again, contact ivan, request {started.request_id}: ")
    assert lately[-1] in asked("circle", "why", "ivan", *HOSTED)["lately"]


def test_why_of_another_operation_and_a_wrong_one(started: doverie.RecoveryStarted) -> None:
    assert asked("circle", "why", "maria", *HOSTED, "--operation", "password_change")["start"] == "pending"
    answer = asked("circle", "why", "maria", *HOSTED, "--operation", "bank_transfer", status=2)
    assert "bank_transfer" in answer["error"]["message"]


# --- timeline


def test_the_timeline_tells_everything_in_order(started: doverie.RecoveryStarted) -> None:
    with service() as portal:
        timeline, audit = portal.operations().timeline("maria"), portal.operations().audit("maria")
    events = asked("circle", "timeline", "maria", *HOSTED)["events"]
    assert [(event["type"], event["at"], event["request"]) for event in events] == [
        (entry.type, entry.at.isoformat(), entry.request) for entry in timeline
    ]
    assert [entry.type for entry in timeline] == [entry.type for entry in audit]
    lines = run("circle", "timeline", "maria", *HOSTED).stdout.splitlines()
    assert [line.split("  ", 1)[1] for line in lines] == [event["text"] for event in events]
    assert lines[-1].endswith(f"the gateway took SMS 1 for the contact ivan: {started.request_id}")


def test_the_timeline_of_one_request_and_of_a_contact(started: doverie.RecoveryStarted) -> None:
    of_request = asked("circle", "timeline", "maria", *HOSTED, "--request", started.request_id)["events"]
    assert [event["type"] for event in of_request] == ["recovery_started", "approval_given", "code_issued", "code_taken"]
    of_contact = asked("circle", "timeline", "ivan", *HOSTED)["events"]
    assert [event["type"] for event in of_contact] == [
        "contact_appointed", "service_begun", "approval_given", "code_issued", "code_taken",
    ]  # fmt: skip
    assert {event["trustor"] for event in of_contact} == {"maria"}


def test_what_is_held_of_both(started: doverie.RecoveryStarted) -> None:
    answer = asked("circle", "held", "maria", *HOSTED)
    kinds = {item["kind"]: item for item in answer["held"]}
    assert {"holds_contact", "holds_request", "holds_invitation_sent", "holds_facts", "holds_place"} <= set(kinds)
    assert kinds["holds_invitation_sent"]["detail"] == "Иван, +7916•••••67"
    assert len(answer["events"]) > 3
    of_contact = {item["kind"]: item for item in asked("circle", "held", "ivan", *HOSTED)["held"]}
    assert {"holds_trustor", "holds_invitation_received", "holds_approvals", "holds_facts_as_contact"} <= set(of_contact)
    for told in (run("circle", "held", "ivan", *HOSTED).stdout, json.dumps(answer)):
        assert not re.search(r"1112233|1234567", told)
        assert not re.search(rf"\b{started.number}\b", without_times(told))
    assert [item["kind"] for item in asked("circle", "held", "nobody", *HOSTED)["held"]] == ["holds_nothing_more"]


def test_what_is_held_of_an_owner_does_not_tell_what_the_contact_was_refused(started: doverie.RecoveryStarted) -> None:
    a_no_of_yesterday(started)
    events = {account: asked("circle", "held", account, *HOSTED)["events"] for account in ("maria", "ivan")}
    assert not [event for event in events["maria"] if event["type"] == "contact_refused"]
    assert [event["trustor"] for event in events["ivan"] if event["type"] == "contact_refused"] == ["maria"]


def test_the_timeline_of_nobody(started: doverie.RecoveryStarted) -> None:
    assert run("circle", "timeline", "nobody", *HOSTED).stdout.startswith("no records\n")
    nobody = {"account": "nobody", "events": [], "known": False, "in_directory": False}
    assert asked("circle", "timeline", "nobody", *HOSTED) == nobody


def test_a_broken_seal_is_no_timeline(started: doverie.RecoveryStarted) -> None:
    with sqlite3.connect("circles.db") as connection:
        connection.execute("UPDATE doverie_events SET bytes = replace(bytes, '\"ivan\"', '\"oleg\"')")
    connection.close()
    assert "circle/maria" in asked("circle", "timeline", "maria", *HOSTED, status=2)["error"]["message"]


# --- what changes something


def types(answer: dict[str, object]) -> list[str]:
    assert isinstance(answer["events"], list)
    return [event["type"] for event in answer["events"]]


def test_freezing_and_lifting(started: doverie.RecoveryStarted) -> None:
    assert types(asked("circle", "freeze", "maria", *HOSTED, *OPERATOR)) == ["recovery_voided", "account_frozen"]
    assert asked("circle", "show", "maria", *HOSTED)["frozen_until"].startswith("2200")
    told = run("circle", "unfreeze", "maria", *HOSTED, *BOTH).stdout
    assert told.endswith("the operators anna and boris lifted the freeze\n")
    assert asked("circle", "show", "maria", *HOSTED)["frozen_until"] is None
    assert asked("circle", "unfreeze", "maria", *HOSTED, *BOTH, status=1) == {"refused": ["not_frozen"], **KNOWN}
    assert run("circle", "unfreeze", "maria", *HOSTED, *BOTH, status=1).stdout == "not_frozen: The account is not frozen.\n"
    in_russian = run("circle", "unfreeze", "maria", *HOSTED, *BOTH, "--lang", "ru", status=1).stdout
    assert in_russian == "not_frozen: Учётная запись не заморожена.\n"


def test_an_account_of_which_nothing_is_known_is_frozen_and_that_is_said(started: doverie.RecoveryStarted) -> None:
    nothing = "nothing else is known of {}: no contact, no request, nobody whom it serves"
    nowhere = "the directory does not know {}: is it the right id?"
    would = run("circle", "freeze", "Maria", *HOSTED, *OPERATOR, "--dry-run").stdout.splitlines()
    assert would[0] == "dry run: nothing is written; this would be recorded:"
    assert would[2:] == [nothing.format("Maria"), nowhere.format("Maria")]
    told = run("circle", "freeze", "Maria", *HOSTED, *OPERATOR).stdout.splitlines()
    assert told[0].endswith("the operator anna froze the account, until operators lift it")
    assert told[1:] == [nothing.format("Maria"), nowhere.format("Maria")]
    again = asked("circle", "freeze", "nobody", *HOSTED, *OPERATOR)
    assert (again["known"], again["in_directory"], again["done"]) == (False, False, True)
    assert run("circle", "erase", "nowhere", *HOSTED, *OPERATOR).stdout.splitlines()[1:] == [
        nothing.format("nowhere"), nowhere.format("nowhere"),
    ]  # fmt: skip
    refused = run("circle", "unfreeze", "nowhere", *HOSTED, *BOTH, status=1).stdout.splitlines()
    assert refused == ["not_frozen: The account is not frozen.", nothing.format("nowhere"), nowhere.format("nowhere")]
    known = asked("circle", "freeze", "ivan", *HOSTED, *OPERATOR)
    assert (known["known"], known["in_directory"]) == (True, True)


@pytest.mark.parametrize("question", ["show", "timeline", "held", "why"])
def test_a_mistyped_id_is_not_taken_for_somebody_of_whom_nothing_is_held(started: doverie.RecoveryStarted, question: str) -> None:
    told = run("circle", question, "mraia", *HOSTED).stdout.splitlines()
    assert told[-2].startswith("nothing else is known of mraia: ")
    assert told[-1] == "the directory does not know mraia: is it the right id?"
    answer = asked("circle", question, "mraia", *HOSTED)
    assert (answer["known"], answer["in_directory"]) == (False, False)
    assert "is it the right id?" not in run("circle", question, "maria", *HOSTED).stdout


def test_why_names_what_stands_against_it_as_the_page_for_the_desk_does(started: doverie.RecoveryStarted) -> None:
    run("circle", "freeze", "maria", *HOSTED, *OPERATOR)
    first = next(line for line in run("circle", "why", "maria", *HOSTED).stdout.splitlines() if line.startswith("! "))
    assert first.endswith("operators have to lift it (frozen_by_operator)")
    page = (ROOT / "docs/guide/desk.md").read_text(encoding="utf-8")
    kinds = re.findall(r"`(\w+)`", "".join(re.findall(r"^(\| `.*?\|)", page, re.M)))
    listed = (ROOT / "include/doverie/core/findings.def").read_text(encoding="utf-8")
    assert "frozen_by_operator" in kinds
    assert all(f"DOVERIE_FINDING({kind}," in listed for kind in kinds)


def test_a_dry_run_of_raise_level_says_from_what_to_what_and_changes_nothing(started: doverie.RecoveryStarted) -> None:
    would = asked("store", "raise-level", *HOSTED, *OPERATOR, "--dry-run")
    assert would == {"level": 1, "to": 1, "too_old": [], "done": False}
    told = run("store", "raise-level", *HOSTED, *OPERATOR, "--dry-run").stdout
    assert told == "dry run: the format level is 1 and would be 1\n"
    with service() as portal:
        assert "realm_noted" not in [entry.type for entry in portal.operations().audit("maria")]
    Path("circles.db").rename("elsewhere.db")
    told = run("store", "raise-level", *HOSTED, *OPERATOR, "--dry-run", status=1).stdout
    assert told.startswith("dry run: this version has not written to the store yet")


def test_one_operator_lifts_no_freeze(started: doverie.RecoveryStarted) -> None:
    run("circle", "freeze", "maria", *HOSTED, *OPERATOR)
    for dry_run in ([], ["--dry-run"]):
        told = run("circle", "unfreeze", "maria", *HOSTED, *OPERATOR, "--second-operator", "anna", *dry_run, status=2)
        assert told.stderr == "--second-operator is the same as --operator; it takes two people to lift a freeze\n"
        told = run("circle", "unfreeze", "maria", *HOSTED, *OPERATOR, "--second-operator", "Anna", *dry_run, status=2)
        assert told.stderr.startswith("invalid_argument")
    assert "--second-operator" in run("circle", "unfreeze", "maria", *HOSTED, *OPERATOR, status=2).stderr
    assert "--operator" in run("circle", "freeze", "maria", *HOSTED, status=2).stderr
    assert asked("circle", "show", "maria", *HOSTED)["frozen_until"]


def test_two_people_put_a_mark_right(started: doverie.RecoveryStarted) -> None:
    for dry_run in ([], ["--dry-run"]):
        told = run(
            "circle", "confirm-no-contact", "ivan", *HOSTED, *OPERATOR, "--second-operator", "anna", *dry_run, status=2
        ).stderr
        assert told == "--second-operator is the same as --operator; it takes two people to say that nobody protects an account\n"
        no = asked("circle", "confirm-no-contact", "maria", *HOSTED, *BOTH, *dry_run, status=1)
        assert no == {"refused": ["has_contact"], **KNOWN}
    for dry_run in (["--dry-run"], []):
        said = asked("circle", "confirm-no-contact", "ivan", *HOSTED, *BOTH, *dry_run)
        assert (types(said), said["done"]) == (["no_contact_confirmed"], not dry_run)


def test_erasing(started: doverie.RecoveryStarted) -> None:
    for dry_run in ([], ["--dry-run"]):
        assert asked("circle", "erase", "maria", *HOSTED, *OPERATOR, *dry_run, status=1) == {"refused": ["erasure_blocked"], **KNOWN}
    run("circle", "freeze", "maria", *HOSTED, *OPERATOR)
    for dry_run in ([], ["--dry-run"]):
        assert asked("circle", "erase", "maria", *HOSTED, *OPERATOR, *dry_run, status=1) == {"refused": ["frozen"], **KNOWN}
    run("circle", "unfreeze", "maria", *HOSTED, *BOTH)
    for dry_run in (["--dry-run"], []):
        done = asked("circle", "erase", "maria", *HOSTED, *OPERATOR, *dry_run)
        assert (types(done), done["done"]) == (["personal_data_erased", "facts_erased"], not dry_run)
        assert "invitations 1" in done["events"][0]["text"]
    assert run("circle", "erase", "maria", *HOSTED, *OPERATOR, "--dry-run").stdout.endswith("nothing would be recorded\n")
    assert run("circle", "erase", "maria", *HOSTED, *OPERATOR).stdout == "nothing was recorded\n"


def test_a_dry_run_refuses_what_erasing_a_contact_is_refused_for(started: doverie.RecoveryStarted) -> None:
    """What the circles of others hold back is not in the cabinets of the account itself."""
    for dry_run in (["--dry-run"], []):
        assert asked("circle", "erase", "ivan", *HOSTED, *OPERATOR, *dry_run, status=1) == {"refused": ["erasure_blocked"], **KNOWN}


def test_a_start_by_a_stranger_holds_no_erasing_back(started: doverie.RecoveryStarted) -> None:
    with service() as portal:
        portal.contact("ivan").deny(started.request_id)
        portal.recoverer("maria").start(secret=doverie.new_secret())
    for dry_run in (["--dry-run"], []):
        assert types(asked("circle", "erase", "maria", *HOSTED, *OPERATOR, *dry_run))[0] == "personal_data_erased"


def test_a_dry_run_changes_nothing(started: doverie.RecoveryStarted) -> None:
    before = asked("circle", "timeline", "maria", *HOSTED)
    would = asked("circle", "freeze", "maria", *HOSTED, *OPERATOR, "--dry-run")
    assert (types(would), would["done"]) == (["recovery_voided", "account_frozen"], False)
    assert asked("circle", "unfreeze", "maria", *HOSTED, *BOTH, "--dry-run", status=1) == {"refused": ["not_frozen"], **KNOWN}
    assert asked("circle", "timeline", "maria", *HOSTED) == before
    run("circle", "freeze", "maria", *HOSTED, *OPERATOR)
    before = asked("circle", "timeline", "maria", *HOSTED)
    assert types(asked("circle", "unfreeze", "maria", *HOSTED, *BOTH, "--dry-run")) == ["account_unfrozen"]
    assert run("circle", "freeze", "maria", *HOSTED, *OPERATOR, "--dry-run").stdout.endswith("nothing would be recorded\n")
    assert asked("circle", "timeline", "maria", *HOSTED) == before


def test_beside_a_portal_on_postgresql_that_has_it_open(started: doverie.RecoveryStarted) -> None:
    with running() as server:
        doverie.PostgresStore.create_tables(server.conninfo())
        shared = f"    store = doverie.PostgresStore({server.conninfo()!r}, any_role=True)\n"
        Path("portal/shared.py").write_text(re.sub(r"    path = .*\n    store = .*\n", shared, HOST), encoding="utf-8")
        hosted = ("--host", "portal.shared:service")
        with named("", "portal.shared:service", "")() as portal:
            portal.contact("ivan").accept(portal.trustor("maria").invite(name="Иван", phone="+79161234567").id)
            assert types(asked("circle", "freeze", "maria", *hosted, *OPERATOR)) == ["account_frozen"]
            assert portal.trustor("maria").cabinet().frozen_until
            assert types(asked("circle", "unfreeze", "maria", *hosted, *BOTH)) == ["account_unfrozen"]
            assert portal.trustor("maria").cabinet().frozen_until is None
            assert len(asked("circle", "timeline", "maria", *hosted)["events"]) == len(portal.operations().audit("maria")) == 4
    sys.modules.pop("portal.shared")


# --- everywhere


@pytest.mark.parametrize(
    ("name", "dry_run"),
    [*((name, False) for name in COMMANDS), *((name, True) for name in COMMANDS if name not in ("show", "why", "timeline"))],
)
def test_both_languages_and_no_names_or_numbers(started: doverie.RecoveryStarted, name: str, dry_run: bool) -> None:
    if name == "unfreeze":
        run("circle", "freeze", "maria", *HOSTED, *OPERATOR)
    if name == "erase":
        with service() as portal:
            portal.contact("ivan").deny(started.request_id)
    whose = "ivan" if name == "confirm-no-contact" else "maria"
    arguments = ["circle", name, whose, *HOSTED, *COMMANDS[name], *(["--dry-run"] if dry_run else [])]
    # The second answer of a command that has done it is another; so the language comes by the environment, and once.
    russian = run(*arguments, DOVERIE_LANGUAGE="ru").output
    assert CYRILLIC.search(russian)
    assert not NAMES.search(russian)
    if dry_run or name in ("show", "why", "timeline"):
        english = run(*arguments).output
        assert not CYRILLIC.search(english)
        for told in (russian, english, json.dumps(asked(*arguments), ensure_ascii=False)):
            assert not NAMES.search(told)
            assert not re.search(rf"\b{started.number}\b", without_times(told))


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("portal", "MODULE:FUNCTION portal: write MODULE:NAME, such as portal.recovery:service"),
        ("portal.recovery:nothing", "portal.recovery:nothing returned int; it has to return a doverie.Service"),
        ("portal.recovery:broken", "portal.recovery:broken: RuntimeError: no such database"),
        ("nowhere:service", "MODULE:FUNCTION nowhere:service: No module named 'nowhere'"),
    ],
)
def test_a_service_that_cannot_be_had(started: doverie.RecoveryStarted, name: str, place: str, problem: str) -> None:
    answer = asked("circle", name, "maria", "--host", place, *COMMANDS[name], status=2)
    assert answer["error"]["message"] == problem


@pytest.mark.parametrize("name", COMMANDS)
def test_a_wrong_account_a_wrong_language_and_a_store_that_is_open(started: doverie.RecoveryStarted, name: str) -> None:
    circle = ["circle", name]
    assert "account" in asked(*circle, "x" * 300, *HOSTED, *COMMANDS[name], status=2)["error"]["message"]
    assert "--lang" in run(*circle, "maria", *HOSTED, *COMMANDS[name], "--lang", "de", status=2).stderr
    assert "--host" in run(*circle, "maria", *COMMANDS[name], status=2).stderr
    with service():
        assert "open" in asked(*circle, "maria", *HOSTED, *COMMANDS[name], status=2)["error"]["message"]
    if "--operator" in COMMANDS[name]:
        wrong = asked(*circle, "maria", *HOSTED, "--operator", "anna b", *COMMANDS[name][2:], status=2)
        assert wrong["error"]["message"].startswith("invalid_argument: operator_id: ")


# --- the pages

BLOCK = re.compile(r"^```\n(\$ doverie (?:store|circle|keys) .*?)^```", re.M | re.S)
CHANGING = (
    (re.compile(r"[0-9a-f]{32}"), "ID"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)? UTC"), "AT"),
    (re.compile(r"\d+ bytes"), "N bytes"),
    (re.compile(r"--after \S+"), "--after CURSOR"),
)


def same(text: str) -> str:
    for pattern, instead in CHANGING:
        text = pattern.sub(instead, text)
    return text.strip()


def a_no_of_yesterday(started: doverie.RecoveryStarted) -> None:
    """For the page of the desk: Иван has asked for the code again too early."""
    with service() as portal, pytest.raises(doverie.Rejected):
        portal.contact("ivan").resend_code(started.request_id)


@pytest.mark.parametrize("page", ["command-line.md", "operations.md", "desk.md"])
def test_the_blocks_of_the_page_say_what_the_commands_say(started: doverie.RecoveryStarted, page: str) -> None:
    if page == "desk.md":
        a_no_of_yesterday(started)
    blocks = BLOCK.findall((ROOT / "docs/guide" / page).read_text(encoding="utf-8"))
    runs = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.M) if part]
    assert len(runs) >= 3
    for part in runs:
        line, _, told = part.partition("\n")
        _, *arguments = shlex.split(line, comments=True)
        assert same(CliRunner().invoke(command, arguments).output) == same(told), line
