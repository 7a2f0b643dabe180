# SPDX-License-Identifier: Apache-2.0
"""The command line: what it answers, how it points into files, and with which status it ends."""

import json
import os
import sqlite3
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner, Result
from pyarrow import csv, parquet

import doverie
from doverie import audit, testing
from doverie.cli._commands import doverie as command
from doverie.cli._meanings import MEANINGS
from doverie.cli._places import line_and_column
from people import AGE, AGE_IN_DOCUMENT, IVAN, MARIA, Portal, older_than

ROOT = Path(__file__).resolve().parents[3]
ROWS = sorted(map(str, (ROOT / "tests/support/vectors/rules").glob("*.txt")))
DOCUMENT = (ROOT / "src/core/policy/policies/gosuslugi.json").read_text(encoding="utf-8")


def run(*arguments: str | Path, status: int = 0, **environment: str) -> Result:
    result = CliRunner().invoke(command, [*map(str, arguments)], env=environment)
    assert result.exit_code == status, result.output
    return result


def asked(*arguments: str | Path, status: int = 0, **environment: str) -> dict[str, Any]:
    """The answer in JSON: that and nothing else is on the standard output."""
    answer = json.loads(run(*arguments, "--json", status=status, **environment).stdout)
    assert isinstance(answer, dict)
    return answer


def document(place: Path, name: str, old: str = "", new: str = "") -> Path:
    assert old in DOCUMENT
    path = place / name
    path.write_text(DOCUMENT.replace(old, new) if old else DOCUMENT, encoding="utf-8")
    return path


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(DOCUMENT.splitlines(), 1) if text in line)


# --- policy check


def test_a_good_policy_is_good(tmp_path: Path) -> None:
    good = document(tmp_path, "good.json")
    assert run("policy", "check", good, "gosuslugi").output == "gosuslugi, from 2025-11-27: good\n" * 2
    gosuslugi = doverie.Policy.gosuslugi()
    assert asked("policy", "check", good) == {
        "policies": [{"id": "gosuslugi", "content_hash": gosuslugi.content_hash}],
        "problems": [],
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "says"),
    [
        ('"code_digits": 6', '"code_digits": 5', '"code_digits"', 3, "/code_digits is 5; allowed: 6 to 9"),
        ('["+79"]', '["+79", "37S"]', '"phone_prefixes"', 29, '/phone_prefixes/1 is "37S"; allowed: a plus'),
        ('"code_digits"', '"code_digitz"', '"code_digits"', 3, 'did you mean "code_digits"?'),
        ("Europe/Moscow", "Europe/Mosco", '"time_zone"', 3, 'time_zone "Europe/Mosco" is not known on this machine'),
    ],
)
def test_a_wrong_policy_is_pointed_into(tmp_path: Path, old: str, new: str, line: str, column: int, says: str) -> None:
    wrong = document(tmp_path, "wrong.json", old, new)
    output = run("policy", "check", wrong, status=1).output
    assert output.startswith(f"{wrong}:{line_of(line)}:{column}: ")
    assert says in output
    [problem] = asked("policy", "check", wrong, status=1)["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == (str(wrong), line_of(line), column)


def test_a_document_that_is_no_json_is_pointed_into(tmp_path: Path) -> None:
    broken = document(tmp_path, "broken.json", '"code_digits": 6,', '"code_digits": 6')
    assert run("policy", "check", broken, status=1).output.startswith(f"{broken}:{line_of('code_digits') + 1}:3: not JSON")


def test_what_is_not_there_has_a_pointer_and_no_line(tmp_path: Path) -> None:
    incomplete = document(tmp_path, "incomplete.json", '"code_digits": 6,', "")
    [problem] = asked("policy", "check", incomplete, status=1)["problems"]
    assert (problem["line"], problem["column"], problem["pointer"]) == (None, None, "/code_digits")


def test_every_wrong_file_is_told_of(tmp_path: Path) -> None:
    latin = tmp_path / "latin.json"
    latin.write_bytes(b'{\n "\xff"}')
    lines = run("policy", "check", latin, tmp_path / "none.json", "gosuslugi", status=1).output.splitlines()
    assert lines[0] == f"{latin}:2:3: not UTF-8; save it in UTF-8"
    assert lines[1] == f"{tmp_path / 'none.json'}: No such file or directory"
    assert lines[2] == "gosuslugi, from 2025-11-27: good"


def test_policies_of_a_schedule_are_compared(tmp_path: Path) -> None:
    later = document(tmp_path, "later.json", '"2025-11-27"', '"2027-01-01"')
    run("policy", "check", later, "gosuslugi")
    assert 'two have id "gosuslugi"' in run("policy", "check", "--schedule", later, "gosuslugi", status=1).output
    named = document(tmp_path, "named.json", '"id": "gosuslugi",\n  "applies_from": "2025-11-27"',
                     '"id": "named",\n  "applies_from": "2027-01-01"')  # fmt: skip
    run("policy", "check", "--schedule", named, "gosuslugi")


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("", (1, 2)),
        ("/a", (2, 2)),
        ("/a/0", (2, 9)),
        ("/a/1/b~1c", (3, 3)),
        ("/d~0", (4, 2)),
        ("/a/2", None),
        ("/a/0/x", None),
    ],
)
def test_pointers_lead_to_keys_and_items(pointer: str, place: tuple[int, int] | None) -> None:
    assert line_and_column(' {\n "a": [ "x,]", {\n  "b/c" : null} ]\n,"d~":{}}', pointer) == place


# --- policy diff


def test_a_difference_is_told_in_words(tmp_path: Path) -> None:
    older = document(tmp_path, "older.json", AGE_IN_DOCUMENT, older_than(3))
    told = f"contact_min_age_years: {AGE} becomes {AGE + 3} (years the contact has to have reached)\n"
    assert run("policy", "diff", "gosuslugi", older).output == told
    [change] = asked("policy", "diff", "gosuslugi", older)["changes"]
    assert (change["old"], change["new"], change["new_links_only"]) == (AGE, AGE + 3, False)
    assert run("policy", "diff", older, older).output == "the two policies say the same\n"


def test_a_difference_says_which_links_it_is_for(tmp_path: Path) -> None:
    new_links = older_than(3) + ', "applies_to": {"contact_min_age_years": "new_links"}'
    later = document(tmp_path, "later.json", AGE_IN_DOCUMENT, new_links)
    first, *_ = run("policy", "diff", "gosuslugi", later).output.splitlines()
    assert first == f"contact_min_age_years: {AGE} becomes {AGE + 3} (years the contact has to have reached; for new links only)"


def test_the_policies_that_are_shipped_are_known_by_name() -> None:
    changed = {change["parameter"] for change in asked("policy", "diff", "gosuslugi", "strict")["changes"]}
    assert {"id", "conversation_code", "activation_delay"} <= changed
    assert "contact_min_age_years" not in changed


def test_a_difference_from_a_wrong_policy_is_not_looked_at(tmp_path: Path) -> None:
    wrong = document(tmp_path, "wrong.json", '"code_digits": 6', '"code_digits": 5')
    result = run("policy", "diff", "gosuslugi", wrong, status=2)
    assert result.stdout == ""
    assert result.stderr.startswith(f"{wrong}:{line_of('code_digits')}:3: /code_digits is 5")
    assert asked("policy", "diff", "gosuslugi", wrong, status=2)["error"]["pointer"] == "/code_digits"


def test_every_parameter_has_a_meaning() -> None:
    assert MEANINGS.keys() == json.loads(doverie.Policy.json_schema())["properties"].keys()


# --- rules


def test_the_rows_of_the_repository_hold() -> None:
    assert asked("rules", "test", "gosuslugi", *ROWS)["failures"] == []
    assert run("rules", "test", "gosuslugi", *ROWS).output.endswith("rows hold under gosuslugi\n")


def test_a_row_that_does_not_hold_is_pointed_to(tmp_path: Path) -> None:
    rows = tmp_path / "rows.txt"
    rows.write_text(f"contact | {AGE} years | may\n\ncontact | {AGE - 1} years | may\n", encoding="utf-8")
    output = run("rules", "test", "gosuslugi", rows, status=1).output
    assert output.startswith(f"{rows}:3:")
    assert output.endswith("1 of 2 rows hold under gosuslugi\n")
    [failure] = asked("rules", "test", "gosuslugi", rows, status=1)["failures"]
    assert (failure["file"], failure["line"]) == (str(rows), 3)
    assert "contact_too_young" in failure["message"]


def test_a_row_that_is_not_understood_is_pointed_to(tmp_path: Path) -> None:
    rows = tmp_path / "rows.txt"
    rows.write_text(f"# rows\ncontact | {AGE} years\n", encoding="utf-8")
    assert run("rules", "test", "gosuslugi", rows, status=2).stderr.startswith(f"{rows}:2: ")
    assert asked("rules", "coverage", "gosuslugi", rows, status=2)["error"]["line"] == 2


def test_limits_that_no_row_pins_are_named(tmp_path: Path) -> None:
    rows = tmp_path / "rows.txt"
    rows.write_text(f"contact | {AGE} years | may\n", encoding="utf-8")
    output = run("rules", "coverage", "gosuslugi", rows, status=1).output
    assert f"contact_min_age_years: no row fails when {AGE} becomes {AGE - 1}" in output
    assert f"contact_min_age_years: no row fails when {AGE} becomes {AGE + 1}" not in output
    ages = [one for one in asked("rules", "coverage", "gosuslugi", rows, status=1)["boundaries"]
            if one["parameter"] == "contact_min_age_years"]  # fmt: skip
    assert [(one["to"], one["pinned_by"]) for one in ages] == [(str(AGE - 1), None), (str(AGE + 1), f"{rows}:1")]


def test_the_rows_of_the_repository_pin_every_limit() -> None:
    assert asked("rules", "coverage", "gosuslugi", *ROWS)["complete"]


# --- population compare

FACTS = ("citizen", "confirmed", "passport_current", "phone_confirmed")


def people() -> pa.Table:
    """Of 46, of 25, of 25 and no citizen, of 11."""
    born = [date(1980, 1, 1), date(2001, 5, 17), date(2001, 5, 17), date(2015, 9, 1)]
    facts = {name: pa.array([True, True, name != "citizen", True]) for name in FACTS}
    return pa.table({"id": pa.array(["a", "b", "c", "d"]), "birth_date": pa.array(born, pa.date32())} | facts)


@pytest.fixture
def ten_years_older(tmp_path: Path) -> Path:
    return document(tmp_path, "older.json", AGE_IN_DOCUMENT, older_than(10))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_is_compared(tmp_path: Path, ten_years_older: Path, ending: str) -> None:
    table = tmp_path / f"people.{ending}"
    if ending == "csv":
        csv.write_csv(people(), table)
    else:
        parquet.write_table(people(), table)
    arguments = ["population", "compare", "gosuslugi", str(ten_years_older), str(table), "--as-of", "2026-12-31"]
    assert asked(*arguments) == {
        "not_looked_at": [],
        "rows": 4,
        "eligible_before": 2,
        "eligible_after": 1,
        "gained": 0,
        "lost": 1,
        "gained_by": {},
        "lost_by": {"contact_too_young": 1},
    }
    assert "1 lose (fail after: contact_too_young 1)\n" in run(*arguments).output
    assert asked(*arguments, "--role", "trustor")["lost"] == 0


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_what_has_changed_since_is_a_column_where_a_policy_has_the_pause(tmp_path: Path, ending: str) -> None:
    """72 hours before the first of the day in Moscow, which is 21:00 in UTC: to the microsecond, one less, and not known."""
    enough, too_few = datetime(2026, 12, 27, 21), datetime(2026, 12, 27, 21, 0, 0, 1)
    columns = {name: pa.array([too_few, enough, None], pa.timestamp("us", "UTC")) for name in ("phone_since", "sim_since")}
    columns["recovered_at"] = pa.array([None, enough, too_few], pa.timestamp("us", "UTC"))
    facts = {name: pa.array([True] * 3) for name in FACTS} | {"birth_date": pa.array([date(1980, 1, 1)] * 3, pa.date32())}
    table = tmp_path / f"people.{ending}"
    (csv.write_csv if ending == "csv" else parquet.write_table)(pa.table(facts | columns), table)
    counts = asked("population", "compare", "gosuslugi", "strict", table, "--as-of", "2026-12-31")
    assert (counts["eligible_before"], counts["eligible_after"]) == (3, 1)
    assert counts["lost_by"] == {f"contact_{what}_lately": 1 for what in ("recovered", "phone_changed", "sim_changed")}


def test_parts_of_a_large_table_are_added_up(tmp_path: Path, ten_years_older: Path) -> None:
    """More rows than are read at once, of which each fourth loses; and a wrong cell far down is pointed to."""
    copies = 80_000
    table = tmp_path / "people.csv"
    csv.write_csv(pa.concat_tables([people()] * copies), table)
    assert table.stat().st_size > 2 * (4 << 20)
    arguments = ["population", "compare", "gosuslugi", str(ten_years_older), str(table), "--as-of", "2026-12-31"]
    counts = asked(*arguments)
    assert (counts["rows"], counts["lost"]) == (4 * copies, copies)
    with table.open("a", encoding="utf-8") as file:
        file.write('"e",2000-02-30,true,true,true,true\n')
    error = asked(*arguments, status=2)["error"]
    assert error["line"] == 4 * copies + 2
    assert "2000-02-30" in error["message"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("birth_date,citizen\n", "people.csv:1: no column confirmed, passport_current, phone_confirmed; there are: birth"),
        ("flags\n255\n", "people.csv:1: no column birth_date; there are: flags"),
        ("birth_date,flags\n2000-01-01,93\n2000-01-01,many\n", "people.csv:3: "),
        ("", "people.csv: Empty CSV file"),
    ],
)
def test_a_wrong_table_is_pointed_into(tmp_path: Path, content: str, says: str) -> None:
    table = tmp_path / "people.csv"
    table.write_text(content, encoding="utf-8")
    result = run("population", "compare", "gosuslugi", "gosuslugi", table, "--as-of", "2026-12-31", status=2)
    assert result.stderr.startswith(f"{tmp_path}/{says}")


def test_policies_that_one_table_cannot_compare_are_refused(tmp_path: Path) -> None:
    """One with other phone prefixes, and one that asks for a column that is not there."""
    other = document(tmp_path, "other.json", '["+79"]', '["+375"]')
    csv.write_csv(people(), tmp_path / "people.csv")
    for policy, says in ((other, "phone prefixes"), ("strict", "recovered_at")):
        result = run("population", "compare", "gosuslugi", policy, tmp_path / "people.csv", "--as-of", "2026-12-31", status=2)
        assert says in result.stderr


# --- audit verify


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Иван is Мария's contact, and was asked for once."""
    path = tmp_path / "circles.db"
    with Portal(store=doverie.SqliteStore.create(path)) as portal:
        portal.appoint(MARIA, IVAN)
        portal.start(doverie.new_secret())
    return path


@pytest.fixture
def master(tmp_path: Path) -> str:
    """The file of the master key that Portal has (doverie.testing)."""
    (tmp_path / "master").write_bytes(b"a master key for tests, never to be used otherwise")
    return str(tmp_path / "master")


def test_a_good_store_is_good(store: Path, master: str) -> None:
    answer = asked("audit", "verify", store, "--master-file", master)
    nothing: list[object] = []
    counts = {"events": 10, "streams": 5, "checkpoints": 0, "left_out": 0}
    assert answer == counts | {"findings": nothing, "contradictions": nothing}
    with_hex = run("audit", "verify", store, DOVERIE_MASTER_HEX=Path(master).read_bytes().hex())
    assert with_hex.output == "10 events in 5 streams, 0 checkpoints: everything fits\n"
    run("audit", "verify", store, DOVERIE_MASTER_FILE=master)


def test_an_archive_of_checkpoints_that_has_none_is_refused(store: Path, master: str, tmp_path: Path) -> None:
    (tmp_path / "checkpoints").write_text("\n\n", encoding="utf-8")
    no = asked("audit", "verify", store, "--master-file", master, "--checkpoints", tmp_path / "checkpoints", status=2)
    assert no["error"]["message"].startswith("there are no checkpoints to hold the records against")


def tampered(store: Path, statement: str) -> None:
    """What somebody who can write to the database does, with nothing left to the tables' own checks."""
    database = sqlite3.connect(store)
    assert database.execute(statement).rowcount == 1
    database.commit()
    database.close()


STREAM = "stream = (SELECT id FROM doverie_streams WHERE name = 'circle/maria')"


@pytest.mark.parametrize(
    ("statement", "kind", "version"),
    [
        (f"UPDATE doverie_events SET bytes = replace(bytes, 'ivan', 'oleg') WHERE {STREAM} AND version = 2", "changed", 2),
        (f"DELETE FROM doverie_events WHERE {STREAM} AND version = 2", "missing", 2),
    ],
)
def test_an_event_that_does_not_fit_is_named(store: Path, master: str, statement: str, kind: str, version: int) -> None:
    tampered(store, statement)
    first, *_ = asked("audit", "verify", store, "--master-file", master, status=1)["findings"]
    assert (first["kind"], first["stream"], first["version"]) == (f"event_{kind}", "circle/maria", version)
    assert run("audit", "verify", store, "--master-file", master, status=1).output.startswith(first["message"])


def test_a_file_that_contradicts_itself_is_told_of(store: Path, master: str) -> None:
    tampered(store, "UPDATE doverie_streams SET version = 4 WHERE name = 'circle/maria'")
    assert asked("audit", "verify", store, "--master-file", master, status=1)["contradictions"]


def test_checkpoints_are_compared_and_copies_stand_for_stores(store: Path, master: str, tmp_path: Path) -> None:
    private = b"p" * 32
    with doverie.SqliteStore(store) as opened:
        checkpoint = audit.make_checkpoint(opened, private_key=private, at=testing.MORNING)
        lines = list(audit.export(opened))
    (tmp_path / "checkpoints").write_text(checkpoint.text + "\n", encoding="utf-8")
    (tmp_path / "public.pem").write_bytes(audit.public_key(private))
    copy = tmp_path / "copy.jsonl"
    copy.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    signed = ["--checkpoints", str(tmp_path / "checkpoints"), "--public-key", str(tmp_path / "public.pem")]
    for whole in (store, copy):
        assert asked("audit", "verify", whole, "--master-file", master, *signed)["checkpoints"] == 1
    last = max(number for number, line in enumerate(lines) if '"circle/maria"' in line)
    copy.write_text("".join(f"{line}\n" for line in lines[:last] + lines[last + 1 :]), encoding="utf-8")
    run("audit", "verify", copy, "--master-file", master)
    [finding] = asked("audit", "verify", copy, "--master-file", master, *signed, status=1)["findings"]
    assert finding["kind"] == "tail_missing"


def test_another_key_fits_nothing(store: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"another master key, of more than 32 bytes")
    output = run("audit", "verify", store, "--master-file", tmp_path / "other", status=1).output
    assert output.endswith("no stream fits: is this the right key?\n")


def test_audit_keys_of_their_own_are_known_by_their_ids(tmp_path: Path) -> None:
    keys = doverie.KeyRing()
    for purpose in doverie.KeyPurpose:
        keys.add(purpose, id="old", key=b"o" * 32)
    store = tmp_path / "circles.db"
    with doverie.SqliteStore.create(store) as opened:
        options: dict[str, Any] = {"store": opened, "directory": Portal().directory, "keys": keys}
        with doverie.Service(**options) as service:
            invited = service.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
            keys.add(doverie.KeyPurpose.AUDIT, id="new", key=b"n" * 32)
            service.trustor(MARIA.id).cancel_invitation(invited.id)
    (tmp_path / "old").write_bytes(b"o" * 32)
    (tmp_path / "new").write_bytes(b"n" * 32)
    old, new = (("--audit-key", f"{name}={tmp_path / name}") for name in ("old", "new"))
    assert asked("audit", "verify", store, *old, *new)["findings"] == []
    findings = asked("audit", "verify", store, *old, status=1)["findings"]
    assert {finding["kind"] for finding in findings} == {"seal_unverifiable"}


def test_audit_keys_of_another_algorithm_are_named_as_in_the_seals(tmp_path: Path) -> None:
    keys = doverie.KeyRing()
    for purpose in doverie.KeyPurpose:
        keys.add(purpose, id="new", key=b"n" * 32, algorithm="SHA3-256")
    store = tmp_path / "circles.db"
    with doverie.SqliteStore.create(store) as opened, Portal(store=opened, keys=keys) as portal:
        portal.appoint(MARIA, IVAN)
        assert opened.feed("", 1)[0].event.seal.startswith("new@SHA3-256:")
    (tmp_path / "new").write_bytes(b"n" * 32)
    assert asked("audit", "verify", store, "--audit-key", f"new@SHA3-256={tmp_path / 'new'}")["findings"] == []
    findings = asked("audit", "verify", store, "--audit-key", f"new={tmp_path / 'new'}", status=1)["findings"]
    assert {finding["kind"] for finding in findings} == {"seal_unverifiable"}
    assert "add it with the algorithm of the record" in findings[0]["message"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "no key was given"),
        (("--audit-key", "1"), '--audit-key "1" is not ID=FILE'),
        (("--master-file", "/dev/null"), "the master secret has 0 bytes; at least 32 are needed"),
        (("--master-file", "/nowhere/key"), "/nowhere/key: No such file or directory"),
    ],
)
def test_what_is_no_key_is_refused(store: Path, arguments: tuple[str, ...], says: str) -> None:
    assert says in run("audit", "verify", store, *arguments, status=2).stderr


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path, master: str) -> None:
    result = run("audit", "verify", tmp_path / "none.db", "--master-file", master, status=2)
    assert result.stderr == f"{tmp_path / 'none.db'}: No such file or directory\n"
    assert not (tmp_path / "none.db").exists()


def test_a_store_in_use_is_not_looked_at(store: Path, master: str) -> None:
    with doverie.SqliteStore(store):
        error = asked("audit", "verify", store, "--master-file", master, status=2)["error"]
    assert "process" in error["message"]


# --- demo, and the program itself

PLACE = str(Path(doverie.__file__).parent.parent)


Done: TypeAlias = "subprocess.CompletedProcess[str]"


def program(*arguments: str, status: int = 0, python: tuple[str, ...] = ("-m", "doverie")) -> Done:
    environment = os.environ | {"PYTHONPATH": PLACE}
    done = subprocess.run([sys.executable, *python, *arguments], capture_output=True, encoding="utf-8", env=environment)
    assert done.returncode == status, done.stdout + done.stderr
    return done


def test_the_demo_tells_the_story_of_the_examples() -> None:
    expected = (ROOT / "examples/story.expected.txt").read_text(encoding="utf-8")
    assert program("demo").stdout.rstrip("\n") == expected.rstrip("\n")


def test_the_demo_keeps_its_files_when_asked(tmp_path: Path) -> None:
    scenes = json.loads(program("demo", "--json", "--keep", str(tmp_path / "story")).stdout)["scenes"]
    assert [scene["number"] for scene in scenes] == list(range(1, len(scenes) + 1))
    assert scenes[0]["at"] == "2026-03-02T09:01:00Z"
    assert (tmp_path / "story/circles.db").exists()


def test_the_program_ends_with_the_status_and_writes_no_bar_where_there_is_no_terminal(tmp_path: Path) -> None:
    wrong = document(tmp_path, "wrong.json", '"code_digits": 6', '"code_digits": 5')
    assert program("policy", "check", str(wrong), status=1).stdout.startswith(f"{wrong}:{line_of('code_digits')}:3:")
    assert program("rules", "test", str(wrong), *ROWS, status=2).stdout == ""
    assert program("rules", "test", "gosuslugi", *ROWS).stderr == ""
    assert program("--version").stdout == f"doverie {doverie.__version__}\n"
    assert "Usage" in program("policy", "nonsense", status=2).stderr


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_what_is_missing_is_said(missing: str) -> None:
    without = (
        "import importlib.util, sys; real = importlib.util.find_spec;"
        f"importlib.util.find_spec = lambda name, *more: None if name == {missing!r} else real(name, *more);"
        "from doverie.cli import main; main()"
    )
    done = program(status=1, python=("-c", without))
    assert done.stderr == f"the command doverie needs {missing}: pip install {missing}\n"
