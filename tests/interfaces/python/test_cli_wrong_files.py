# SPDX-License-Identifier: Apache-2.0
"""The command line, given files that are something else: read, or refused in a sentence that says what to do."""

import gzip
import io
import json
import random
import sqlite3
import zipfile
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner, Result
from pyarrow import feather, parquet

import doverie
from doverie.cli._commands import doverie as command

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "src/core/policy/policies/gosuslugi.json").read_text(encoding="utf-8")
ROWS = (ROOT / "tests/support/vectors/rules/eligibility.txt").read_text(encoding="utf-8")
COLUMNS = "birth_date,citizen,confirmed,passport_current,phone_confirmed"
CSV = f"{COLUMNS}\n1980-05-17,true,true,true,true\n2015-09-01,true,true,true,true\n"
MASTER = "11" * 32


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [*map(str, arguments)], env={"DOVERIE_MASTER_HEX": MASTER})


def excel() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as workbook:
        workbook.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    return content.getvalue()


def written(write: object, *more: object) -> bytes:
    content = io.BytesIO()
    write(pa.table({"birth_date": ["1980-05-17"]}), content, *more)  # type: ignore[operator]
    return content.getvalue()


def database() -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE people (birth_date TEXT)")
        return connection.serialize()


RUSSIAN = CSV.replace("\n", ",Мария\n").replace("phone_confirmed,Мария", "phone_confirmed,имя")
WRONG: dict[str, bytes] = {
    "nothing": b"",
    "one byte": b"\x00",
    "white space": b" \n \n",
    "a line break": b"\n",
    "a mark alone": b"\xef\xbb\xbf",
    "a mark and half a character": b"\xef\xbb\xbf\xd0",
    "xlsx": excel(),
    "the beginning of xlsx": excel()[:20],
    "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "parquet": written(parquet.write_table),
    "half of parquet": written(parquet.write_table)[:40],
    "parquet's marks alone": b"PAR1PAR1",
    "feather": written(feather.write_feather),
    "sqlite": database(),
    "the mark of sqlite": b"SQLite format 3\0",
    "sqlite, spoilt": b"SQLite format 3\0" + bytes(range(256)) * 16,
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "png": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "gzip": gzip.compress(CSV.encode()),
    "rtf": b"{\\rtf1\\ansi \\'cc}",
    "utf-16": CSV.encode("utf-16"),
    "utf-16 without a mark": CSV.encode("utf-16-le"),
    "utf-32": CSV.encode("utf-32"),
    "utf-7": "имя".encode("utf-7"),
    "cp1251": RUSSIAN.encode("cp1251"),
    "cp866": RUSSIAN.encode("cp866"),
    "koi8-r": RUSSIAN.encode("koi8-r"),
    "latin-1": "naïve,café".encode("latin-1"),
    "random": random.Random(7).randbytes(4096),
    "all bytes": bytes(range(256)),
    "bytes of 255": b"\xff" * 100,
    "html": b"<!DOCTYPE html><html><body>404</body></html>",
    "xml": b"<?xml version='1.0'?><policy/>",
    "yaml": b"id: gosuslugi\napplies_from: 2025-11-27\n",
    "toml": b'id = "gosuslugi"\n',
    "json null": b"null",
    "json number": b"1e999",
    "json list": b"[]",
    "json text": b'"gosuslugi"',
    "json object": b"{}",
    "json lines": b'{"stream": "circle/maria"}\n{"stream": 1}\n',
    "json, very deep": b"[" * 100_000,
    "json, a lone surrogate": b'{"id": "\\ud800"}',
    "json, a key of 10000 bytes": json.dumps({"k" * 10_000: 1}).encode(),
    "json, cut off": DOCUMENT[: len(DOCUMENT) // 2].encode(),
    "csv, names only": COLUMNS.encode(),
    "csv, names twice": f"{COLUMNS},citizen\n1980-05-17,1,1,1,1,1\n".encode(),
    "csv, a cell too many": (CSV + "1980-05-17,true,true,true,true,true\n").encode(),
    "csv, a cell too few": (CSV + "1980-05-17,true\n").encode(),
    "csv, an open quotation mark": (CSV + '"1980-05-17,true,true,true,true\n').encode(),
    "csv, dates of spreadsheets": CSV.replace("1980-05-17", "17.05.1980").encode(),
    "csv, American dates": CSV.replace("1980-05-17", "5/17/1980").encode(),
    "csv, days since 1900": CSV.replace("1980-05-17", "29358").encode(),
    "csv, a day that there is not": CSV.replace("1980-05-17", "1980-02-30").encode(),
    "csv, words for yes": CSV.replace("true", "да").encode(),
    "csv, commas for points": CSV.replace("1980-05-17", "1980,05").encode(),
    "csv, other names": CSV.replace("citizen", "гражданин").encode(),
    "csv, a very long line": CSV.encode() + b"x" * 10_000_000,
    "csv, a zero byte": CSV.replace("true", "tr\0ue").encode(),
    "csv, old line breaks": CSV.replace("\n", "\r").encode(),
    "a checkpoint of nobody": b'{"checkpoint":1}\n',
    "a key": b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
    "a wrong row": b"contact | is tall | may\n",
    "an endless scenario": b"scenario: " + b"x" * 100_000,
}


def commands(file: Path) -> list[list[str | Path]]:
    """Every command that reads files, with the wrong one in each place."""
    good = file.parent / "good"
    good.mkdir(exist_ok=True)
    rows, table, store, key = good / "rows.txt", good / "people.csv", good / "circles.db", good / "key"
    if not store.exists():
        rows.write_text("contact | 60 years | may\n", encoding="utf-8")
        table.write_text(CSV, encoding="utf-8")
        key.write_bytes(b"k" * 32)
        doverie.SqliteStore.create(store).close()
    return [
        ["policy", "check", file],
        ["policy", "check", "--schedule", "gosuslugi", file],
        ["policy", "diff", "gosuslugi", file],
        ["policy", "diff", file, file],
        ["rules", "test", file, rows],
        ["rules", "test", "gosuslugi", file],
        ["rules", "coverage", "gosuslugi", file],
        ["population", "compare", "gosuslugi", file, table, "--as-of", "2027-01-01"],
        ["population", "compare", "gosuslugi", "strict", file, "--as-of", "2027-01-01", "--role", "trustor"],
        ["replay", file, store],
        ["replay", "gosuslugi", file],
        ["replay", "gosuslugi", store, "--made-under", file],
        ["audit", "verify", file],
        ["audit", "verify", store, "--master-file", file],
        ["audit", "verify", store, "--checkpoints", file],
        ["audit", "verify", store, "--public-key", file],
        ["audit", "verify", store, "--audit-key", f"a={file}"],
        ["store", "info", file],
        ["store", "check", file],
        ["store", "backup", file, good / "backup"],
        ["store", "restore", file, good / "restored.db"],
        ["store", "restore", file, good / "restored.db", "--dry-run"],
        ["store", "restore", file, store, "--replace"],
        ["store", "restore", file, store, "--replace", "--dry-run"],
    ]


def said(result: Result) -> str:
    """No traceback, and no fault that the command does not know."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 1, 2)
    assert "Traceback" not in result.output
    assert "unexpected" not in result.output
    return result.output


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("name", ["file.json", "file.csv", "file.parquet"])
def test_ki10_no_traceback_whatever_the_file(tmp_path: Path, content: bytes, name: str) -> None:
    file = tmp_path / name
    for number, arguments in enumerate(commands(file)):
        file.write_bytes(content)
        assert said(run(*arguments, *([], ["--json"])[number % 2])).strip(), arguments


@pytest.mark.parametrize("what", ["a directory", "nothing", "a path that is too long", "a device", "a file of somebody else"])
def test_ki10_no_traceback_where_there_is_no_file(tmp_path: Path, what: str) -> None:
    file = tmp_path / "file"
    if what == "a directory":
        file.mkdir()
    elif what == "a path that is too long":
        file = tmp_path / ("x" * 5000)
    elif what == "a device":
        file = Path("/dev/null")
    elif what == "a file of somebody else":
        file.write_text(DOCUMENT, encoding="utf-8")
        file.chmod(0)
    places = tmp_path / "places"
    places.mkdir()
    for arguments in commands(places / "x"):
        said(run(*(str(file) if str(one) == str(places / "x") else one for one in arguments)))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1970-01-01", "2027-02-28"])
def test_ki10_no_traceback_on_any_day(tmp_path: Path, day: str) -> None:
    table = tmp_path / "people.csv"
    table.write_text(CSV, encoding="utf-8")
    said(run("population", "compare", "gosuslugi", "strict", table, "--as-of", day))


def test_ki10_what_is_read(tmp_path: Path) -> None:
    for name, content in {
        "mark": b"\xef\xbb\xbf" + CSV.encode(),
        "semicolons": CSV.replace(",", ";").encode(),
        "tabs": CSV.replace(",", "\t").encode(),
        "semicolons and a mark": b"\xef\xbb\xbf" + CSV.replace(",", ";").replace("\n", "\r\n").encode(),
        "quotation marks": CSV.replace("true", '"true"').encode(),
        "other columns in Windows-1251": (COLUMNS + ",name\n1980-05-17,1,1,1,1,").encode() + "Мария\n".encode("cp1251")
        + b"2015-09-01,1,1,1,1,x\n",
    }.items():
        table = tmp_path / "people.csv"
        table.write_bytes(content)
        answer = json.loads(run("population", "compare", "gosuslugi", "gosuslugi", table, "--as-of", "2027-01-01", "--json").output)
        assert (answer["rows"], answer["eligible_before"]) == (2, 1), name
    policy = tmp_path / "policy.json"
    for content in (b"\xef\xbb\xbf" + DOCUMENT.encode(), DOCUMENT.replace("\n", "\r\n").encode()):
        policy.write_bytes(content)
        assert run("policy", "check", policy).output == "gosuslugi, from 2025-11-27: good\n"
    rows = tmp_path / "rows.txt"
    rows.write_bytes(b"\xef\xbb\xbf" + ROWS.replace("\n", "\r\n").encode())
    assert run("rules", "test", "gosuslugi", rows).exit_code == 0


def test_ki10_places_in_files_with_a_mark_are_those_of_editors(tmp_path: Path) -> None:
    policy = tmp_path / "policy.json"
    policy.write_bytes(b"\xef\xbb\xbf" + b'{"id": 7}')
    assert run("policy", "check", policy).output.startswith(f"{policy}:1:2: ")


def test_ki10_what_to_do_is_said(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    for name, advice in {
        "xlsx": "this is an .xlsx workbook or another ZIP archive; save it as text in UTF-8 (in Excel: CSV UTF-8)",
        "parquet": "this is Parquet; save it as text in UTF-8; call the file .parquet",
        "cp1251": "not UTF-8, but Windows-1251, as it seems; save it in UTF-8, or: iconv -f cp1251 -t utf-8 OLD > NEW",
        "utf-16": "this is text in UTF-16; save it as text in UTF-8",
        "csv, dates of spreadsheets": "write dates as 2027-03-01",
        "csv, American dates": "write dates as 2027-03-01",
        "csv, words for yes": "write true, false, 1 or 0",
        "csv, other names": "no column citizen; there are: birth_date, гражданин",
        "csv, a cell too many": "every line has as many cells as the first",
    }.items():
        table.write_bytes(WRONG[name])
        told = run("population", "compare", "gosuslugi", "gosuslugi", table, "--as-of", "2027-01-01")
        assert (told.exit_code, advice in told.output) == (2, True), told.output
        assert told.output.startswith(f"{table}:")
    policy = tmp_path / "policy.json"
    for name in ("xlsx", "cp1251", "utf-16"):
        policy.write_bytes(WRONG[name])
        told = run("policy", "check", policy)
        assert "UTF-8" in told.output
        assert told.exit_code == 1


def test_ki8_a_comparison_on_the_command_line_says_first_what_it_did_not_look_at(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text(CSV, encoding="utf-8")
    policy = tmp_path / "two.json"
    two = doverie.Policy.gosuslugi().replace(id="two", max_contacts_per_trustor=2, required_approvals=2)
    policy.write_text(two.to_json(), encoding="utf-8")
    told = run("population", "compare", "gosuslugi", policy, table, "--as-of", "2027-01-01").output
    assert told.startswith("not looked at: max_contacts_per_trustor, required_approvals\n2 accounts\n")
