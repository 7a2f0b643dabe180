# SPDX-License-Identifier: Apache-2.0
"""Links of another system in Python and on the command line: CSV, Parquet, dry runs, and the way out."""

import json
import os
import re
import shlex
import signal
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from test_cli import run
from test_cli_circle import HOST, HOSTED

import doverie
import people
from doverie import moving, replay
from doverie.cli._commands import doverie as command
from people import Portal

ROOT = Path(__file__).resolve().parents[3]

UTC = timezone.utc
MARIA, IVAN = people.MARIA.id, people.IVAN.id
DAY = datetime(2024, 5, 17, tzinfo=UTC)
TABLE = "trustor,contact,since\nmaria,ivan,2024-05-17\nmaria,maria,2024-05-17\nolga,ivan,17.05.2024\n"


def imported(portal: Portal, file: Path, **options: bool) -> list[moving.Report]:
    importing = moving.Import(portal, operator_id="anna", **options)
    return [importing.take(links) for links in moving.read_links(file)]


def test_one_link(portal: Portal) -> None:
    portal.operations().import_link(MARIA, IVAN, since=DAY, operator_id="anna")
    (contact,) = portal.trustor(MARIA).cabinet().contacts
    assert contact.appointed_at == DAY
    (entry,) = portal.operations().audit(MARIA)
    assert entry.type == "link_imported"
    with pytest.raises(doverie.Rejected):
        portal.operations().import_link(MARIA, IVAN, since=DAY + timedelta(days=1), operator_id="anna")


def test_a_table_comes_in(tmp_path: Path) -> None:
    store = doverie.MemoryStore()
    with Portal(store=store) as portal:
        comes_in(portal, store, tmp_path)


def comes_in(portal: Portal, store: doverie.EventStore, tmp_path: Path) -> None:
    file = tmp_path / "links.csv"
    file.write_text(TABLE, encoding="utf-8")
    (foretold, _) = imported(portal, file, dry_run=True)
    assert foretold.in_place == 1
    assert moving.links(store) == []
    (report, _) = imported(portal, file)
    assert (report.in_place, report.left, report.stopped) == (1, 0, None)
    same, unread = report.refused
    assert (same.link.line, same.why) == (3, "contact_limit_reached, same_person")
    assert doverie.Reason.SAME_PERSON in same.codes
    assert (unread.link.since, unread.codes) == (None, ())
    assert unread.why == 'since is "17.05.2024"; write 2024-05-17, or 2024-05-17T09:00:00Z'
    (link,) = moving.links(store)
    assert (link.trustor, link.contact, link.since) == (MARIA, IVAN, DAY)
    assert link.imported_at is not None
    assert moving.to_csv(store).startswith("trustor,contact,since,origin,imported_at\nmaria,ivan,2024-05-17T00:00:00")


def test_parquet(portal: Portal, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet  # type: ignore[import-untyped]

    file = tmp_path / "links.parquet"
    rows = {"trustor": [MARIA, "olga"], "contact": [IVAN, IVAN], "since": pa.array([date(2024, 5, 17), None])}
    parquet.write_table(pa.table(rows), file)
    report, *_ = imported(portal, file)
    assert report.in_place == 1
    assert [(one.link.line, one.why) for one in report.refused] == [(3, "since is no day and no instant")]
    parquet.write_table(pa.table({"trustor": [MARIA]}), file)
    with pytest.raises(ValueError, match="no column contact, since"):
        list(moving.read_links(file))


@pytest.mark.parametrize("cell", [1.0, b"maria", None, True, " maria", "maria "])
def test_ids_in_parquet_are_text(tmp_path: Path, cell: object) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "links.parquet"
    parquet.write_table(pa.table({"trustor": [cell], "contact": ["ivan"], "since": [date(2024, 5, 17)]}), file)
    [[link]] = moving.read_links(file)
    assert repr(cell) in link.unreadable


def test_what_is_no_table(tmp_path: Path) -> None:
    file = tmp_path / "links.csv"
    file.write_bytes(b"trustor,since\n")
    with pytest.raises(doverie.InvalidArgument, match="no column contact"):
        list(moving.read_links(file))


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with the host's module and a table."""
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "__init__.py").touch()
    (tmp_path / "portal" / "recovery.py").write_text(HOST, encoding="utf-8")
    (tmp_path / "links.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("portal", "portal.recovery"):
        monkeypatch.delitem(__import__("sys").modules, name, raising=False)
    return tmp_path


def test_the_command_line(at_home: Path) -> None:
    command = ("links", "import", "links.csv", *HOSTED, "--operator", "anna")
    foretold = run(*command, "--dry-run", status=1)
    assert foretold.output.splitlines() == [
        "links.csv:3: maria, maria: contact_limit_reached, same_person",
        'links.csv:4: olga, ivan: since is "17.05.2024"; write 2024-05-17, or 2024-05-17T09:00:00Z',
        "dry run: 1 links would be in place, 2 would be refused",
    ]
    told = json.loads(run(*command, "--json", status=1).output)
    assert (told["in_place"], [row["line"] for row in told["refused"]]) == (1, [3, 4])
    assert run(*command, "--most", "0", status=1).output.splitlines() == ["and 2 more", "1 links in place, 2 refused"]
    exported = run("links", "export", "circles.db", "out.csv")
    assert exported.output == "out.csv: 1 links\n"
    assert (at_home / "out.csv").read_text(encoding="utf-8").splitlines()[1].startswith("maria,ivan,2024-05-17T")
    run("links", "export", "circles.db", "out.csv", status=2)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TABLE.encode("utf-16"), "links.csv:1: is no text in UTF-8, but in UTF-16"),
        (TABLE.encode() + "olga,пётр,2024-05-17\n".encode("cp1251"), "links.csv:5: is not UTF-8, but in another encoding"),
        (b"trustor,contact,contact,since\n", "links.csv:1: the column contact is there twice"),
        (TABLE.encode() + b'olga,"petr,2024-05-17\n', "links.csv:5: ends between quotation marks"),
    ],
)
def test_a_file_that_breaks_is_told_before_anything_is_written(at_home: Path, content: bytes, told: str) -> None:
    (at_home / "links.csv").write_bytes(content)
    assert run("links", "import", "links.csv", *HOSTED, "--operator", "anna", status=2).stderr.startswith(told)
    assert not (at_home / "circles.db").exists()


def test_an_operator_that_cannot_be_one_is_told_before_anything_is_written(at_home: Path) -> None:
    told = run("links", "import", "links.csv", *HOSTED, "--operator", "Анна", status=2).stderr
    assert told.startswith("invalid_argument: LinkImport: operator_id: 1 to 64 printable ASCII characters")
    assert run("links", "export", "circles.db", "out.csv").stdout == "out.csv: 0 links\n"


def test_equal_rows_and_a_link_that_was_taken_away(at_home: Path) -> None:
    (at_home / "links.csv").write_text("trustor,contact,since\n" + "maria,ivan,2024-05-17\n" * 3, encoding="utf-8")
    command = ("links", "import", "links.csv", *HOSTED, "--operator", "anna")
    assert run(*command, "--dry-run").output == (
        "dry run: 1 links would be in place, 0 would be refused, 2 rows say the same as one before\n")
    assert run(*command).output == "1 links in place, 0 refused, 2 rows say the same as one before\n"
    from portal.recovery import service  # type: ignore[import-not-found]

    with service() as portal:
        portal.operations().account_closed("ivan")
    assert run(*command, status=1).output.splitlines() == [
        "links.csv:2: maria, ivan: was brought in before, and has been taken away since; it does not come back by an import",
        "0 links in place, 1 refused, 2 rows say the same as one before",
    ]


BREAKING = """
from dataclasses import replace
class Breaking(doverie.EventStore):
    def __init__(self, store): super().__init__(); self.store, self.left = store, 5
    def read(self, request): return self.store.read(request)
    def append(self, batch):
        self.left -= 1
        if self.left < 0: raise doverie.StoreError("the disk is gone")
        return self.store.append(batch)
    def lease_messages(self, *given): return self.store.lease_messages(*given)
    def settle_messages(self, settlements): self.store.settle_messages(settlements)
    def feed(self, after, limit): return self.store.feed(after, limit)

class Down(doverie.AccountDirectory):
    asked = 0
    def find(self, account):
        Down.asked += 1
        if Down.asked > 6: raise doverie.DirectoryError("LDAP does not answer")
        return replace(ACCOUNTS(account), id=account)

def ACCOUNTS(name): return account("Иван", "+7916" + str(1234567 + int(name[1:])))
def service(**changed):
    return doverie.Service(**{"store": Breaking(doverie.MemoryStore()), "directory": doverie.MemoryDirectory(
        {f"p{i}": ACCOUNTS(f"p{i}") for i in range(20)}), "keys": doverie.KeyRing.from_master(bytes(32)), **changed})
def dry():
    Down.asked = 0
    return service(store=doverie.MemoryStore(), directory=Down())
"""


def test_what_breaks_off_says_what_has_become_of_the_rows(at_home: Path) -> None:
    (at_home / "portal/recovery.py").write_text(HOST + BREAKING, encoding="utf-8")
    rows = "".join(f"p{i},p{i + 10},2024-05-17\n" for i in range(10))
    (at_home / "links.csv").write_text("trustor,contact,since\n" + rows, encoding="utf-8")
    command = ("links", "import", "links.csv", "--operator", "anna", "--threads", "1")
    told = run(*command, *HOSTED, status=2).stderr
    assert told == (
        "4 links in place, 0 refused; 6 rows were not come to, as something broke: store_unavailable: the disk is gone. What is in "
        "place stays; begin again with the same file\n")
    told = run(*command, "--host", "portal.recovery:dry", "--dry-run", status=2).stderr
    assert re.fullmatch(
        r"dry run: \d+ links would be in place, 0 would be refused; \d+ rows were not come to, as something broke: "
        r"directory_unavailable: LDAP does not answer\. Nothing was written; try again\n", told)


def test_an_import_that_is_told_to_stop_ends_behind_the_piece_that_has_begun(at_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"p{i},q{i},2024-05-17\n" for i in range(1100))
    (at_home / "links.csv").write_text("trustor,contact,since\n" + rows, encoding="utf-8")
    take = moving.Import.take

    def told_to_stop(self: moving.Import, links: Any) -> moving.Report:
        os.kill(os.getpid(), signal.SIGINT)
        return take(self, links)

    monkeypatch.setattr(moving.Import, "take", told_to_stop)
    told = run("links", "import", "links.csv", *HOSTED, "--operator", "anna", "--dry-run", "--most", "0", status=2)
    assert "588 rows were not come to, as something broke: it was told to stop" in told.stderr


def test_a_file_that_is_not_there(at_home: Path) -> None:
    told = run("links", "import", "none.csv", *HOSTED, "--operator", "anna", status=2)
    assert told.stderr == "none.csv: No such file or directory\n"


def test_the_page(at_home: Path) -> None:
    """docs/guide/moving.md: every command says what stands there."""
    page = (ROOT / "docs/guide/moving.md").read_text(encoding="utf-8")
    (at_home / "links.csv").write_text("trustor,contact,since\nmaria,ivan,2024-05-17\nmaria,maria,2024-05-17\n", encoding="utf-8")
    blocks = re.findall(r"^```\n\$ doverie (.*)\n((?:.*\n)*?)^```", page, re.M)
    assert len(blocks) == 3
    for line, told in blocks:
        assert CliRunner().invoke(command, shlex.split(line)).output == told, line


def test_a_replay_decides_imports_again() -> None:
    store = doverie.MemoryStore()
    with Portal(store=store) as portal:
        portal.operations().import_link(MARIA, IVAN, since=DAY, operator_id="anna")
        portal.approve(portal.start(doverie.new_secret()))
    same = replay.run(store, other=doverie.Policy.gosuslugi()).report()
    assert (same.decisions, same.same) == (3, 3)
    older = doverie.Policy.gosuslugi().replace(id="older", contact_min_age_years=99)
    (first, *_) = replay.run(store, other=older)
    assert (first.kind, first.outcome) == ("link_imported", replay.Outcome.REFUSED)
