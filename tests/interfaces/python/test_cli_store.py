# SPDX-License-Identifier: Apache-2.0
"""`doverie store`: over files and over PostgreSQL, with nothing changed by a dry run and no password told."""

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from test_cli import asked, program, run

import doverie
from doverie._conninfo import is_conninfo
from people import IVAN, MARIA, Portal
from postgres_server import PostgresServer, running

KEY = b"a master key for tests, never to be used otherwise"
VOID = "what was open is void, and no code is made or accepted for 24 hours"


@pytest.fixture
def circles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store in which something has happened, which nobody has open."""
    monkeypatch.chdir(tmp_path)
    with doverie.SqliteStore.create("circles.db") as store, Portal(store=store) as portal:
        portal.appoint(MARIA, IVAN)
        return store.identity


def epoch_of(file: str) -> int:
    epoch = asked("store", "info", file)["epoch"]
    assert isinstance(epoch, int)
    return epoch


def test_info(circles: str) -> None:
    assert run("store", "info", "circles.db").stdout.splitlines() == [
        f"sqlite, identity {circles}", "epoch 0", "format level 1",
        f"version {doverie.__version__}, which knows levels up to 1, since 2026-03-02 09:00 UTC",
        "last written 2026-03-02 09:00:00 UTC",
    ]  # fmt: skip
    assert asked("store", "info", "circles.db") == {
        "kind": "sqlite", "identity": circles, "epoch": 0, "restored_at": None, "last_at": "2026-03-02T09:00:00+00:00",
        "clock_behind": None,
        "format": {
            "level": 1,
            "versions": [{"library": doverie.__version__, "level": 1, "first_at": "2026-03-02T09:00:00.000000Z"}],
        },
    }  # fmt: skip
    assert asked("store", "info", "circles.db", "--realm", "bank")["format"] is None
    doverie.SqliteStore.create("new.db").close()
    assert run("store", "info", "new.db").stdout.endswith("nothing was ever written\n")


def test_check(circles: str) -> None:
    assert run("store", "check", "circles.db").stdout == "everything fits\n"
    assert asked("store", "check", "circles.db") == {"identity": circles, "contradictions": [], "clock_behind": None}
    with sqlite3.connect("circles.db") as connection:
        connection.execute("UPDATE doverie_streams SET version = version + 1 WHERE name = 'circle/maria'")
    connection.close()
    found = asked("store", "check", "circles.db", status=1)["contradictions"]
    assert any("circle/maria" in one for one in found), found


def test_ping(circles: str) -> None:
    assert run("store", "ping", "circles.db").stdout == "sqlite answers\n"
    assert asked("store", "ping", "circles.db") == {"kind": "sqlite", "identity": circles, "clock_behind": None}


def test_export_and_going_on(circles: str) -> None:
    told = asked("store", "export", "circles.db", "copy.jsonl")
    lines = Path("copy.jsonl").read_text(encoding="utf-8").splitlines()
    assert (told["file"], told["events"], told["cursor"]) == ("copy.jsonl", len(lines), json.loads(lines[-1])["cursor"])
    assert Path("copy.jsonl").stat().st_mode & 0o777 == 0o600
    assert asked("audit", "verify", "copy.jsonl", DOVERIE_MASTER_HEX=KEY.hex())["findings"] == []
    assert asked("store", "export", "circles.db", "more.jsonl", "--after", told["cursor"])["events"] == 0
    assert run("store", "export", "circles.db", "copy.jsonl", status=2).stderr == "copy.jsonl: File exists\n"
    assert "cursor" in run("store", "export", "circles.db", "wrong.jsonl", "--after", "never", status=2).stderr
    assert not Path("wrong.jsonl").exists()


def test_migrate(circles: str) -> None:
    for dry_run in ([], ["--dry-run"]):
        assert asked("store", "migrate", "circles.db", *dry_run) == {"from": 1, "to": 1, "done": False}
        told = run("store", "migrate", "circles.db", *dry_run).stdout
        assert told == "nothing to migrate: the tables have version 1, which this library uses\n"
    with sqlite3.connect("circles.db") as connection:
        connection.execute("UPDATE doverie_meta SET value = 2 WHERE key = 'schema'")
    connection.close()
    newer = "circles.db: the tables have version 2, this library uses 1; use a newer version of the library"
    assert asked("store", "migrate", "circles.db", status=2)["error"]["message"] == newer.partition(": ")[2]
    assert "no such file" in run("store", "migrate", "nothing.db", status=2).stderr
    Path("other.db").write_bytes(b"no store")
    assert "other.db: no doverie event store" in run("store", "migrate", "other.db", status=2).stderr


def test_keys(circles: str) -> None:
    found = asked("keys", "list", "circles.db")["keys"]
    assert [(row["purpose"], row["key"], row["used_last"], row["needed"]) for row in found] == [
        ("index", "1", True, True), ("audit", "1", True, True),
    ]  # fmt: skip
    run("store", "export", "circles.db", "copy.jsonl")
    assert asked("keys", "list", "copy.jsonl")["keys"] == found
    Path("wrong.jsonl").write_text("{}\n", encoding="utf-8")
    assert run("keys", "list", "wrong.jsonl", status=2).stderr == "line 1 is no line of a copy (doverie store export)\n"


def test_keys_that_were_rotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code key may go when the last request with a code of it is over; an audit key never."""
    monkeypatch.chdir(tmp_path)
    ring = doverie.KeyRing.from_master(KEY)
    now = datetime.now(timezone.utc)
    for id, file, begins in (("2", "old.db", now - timedelta(days=40)), ("3", "new.db", now)):
        with doverie.SqliteStore.create(file) as store, Portal(store=store, keys=ring, start=begins) as portal:
            portal.appoint(MARIA, IVAN)
            started = portal.start(doverie.new_secret())
            portal.approve(started)
            for purpose in doverie.KeyPurpose:
                ring.add(purpose, id=id, key=bytes([purpose]) * 32)
            portal.clock.advance(timedelta(hours=25))
            portal.start(doverie.new_secret())
            portal.approve(portal.start(doverie.new_secret()))
    rows = {(row["purpose"], row["key"]): row for row in asked("keys", "list", "old.db")["keys"]}
    assert not rows["code", "1"]["needed"]
    assert rows["audit", "1"]["needed"] and rows["index", "1"]["needed"]
    told = run("keys", "list", "old.db").stdout
    assert re.search(r"^code key 1: records 1, the last .*; may be revoked$", told, re.M), told
    assert re.search(r"^audit key 1: .*; needed for as long as these records are to be read$", told, re.M)
    assert len(re.findall(r"; in use$", told, re.M)) == 3
    assert any(row["needed_until"] for row in asked("keys", "list", "new.db")["keys"])


def test_backup_and_restore(circles: str) -> None:
    told = asked("store", "backup", "circles.db", "backup")
    assert told == {"identity": circles, "backup": "backup", "bytes": Path("backup").stat().st_size}
    assert run("store", "restore", "backup", "restored.db").stdout.splitlines() == [
        f"restored.db: epoch 2; {VOID}", f"identity {circles}",
    ]  # fmt: skip
    assert run("store", "info", "restored.db").stdout.splitlines()[1].startswith("epoch 2, since 20")
    assert asked("store", "restore", "backup", "restored.db", "--replace", "--above", "7")["epoch"] == 8
    assert asked("store", "restore", "backup", "restored.db", "--replace") == {
        "store": "restored.db", "identity": circles, "epoch": 9, "kept": "restored.db.before-epoch-9", "done": True,
    }  # fmt: skip
    assert epoch_of("restored.db.before-epoch-9") == 8
    assert run("store", "restore", "backup", "restored.db", "--replace").stdout.splitlines() == [
        f"restored.db: epoch 10; {VOID}", "what was there is kept as restored.db.before-epoch-10", f"identity {circles}",
    ]  # fmt: skip
    assert "is there already" in run("store", "backup", "circles.db", "backup", status=2).stderr


def test_a_restore_replaces_only_the_store_that_the_backup_is_of(circles: str) -> None:
    run("store", "backup", "circles.db", "backup")
    doverie.SqliteStore.create("other.db").close()
    Path("notes.txt").write_text("do not touch\n" * 50, encoding="utf-8")
    for dry_run in ([], ["--dry-run"]):
        told = run("store", "restore", "backup", "other.db", "--replace", *dry_run, status=2).stderr
        assert told.startswith("store_mismatch: other.db: the store there has the identity ")
        for file in ("notes.txt", "backup"):
            for another in ([], ["--another-store"]):
                assert run("store", "restore", "backup", file, "--replace", *another, *dry_run, status=2)
    assert Path("notes.txt").read_text(encoding="utf-8") == "do not touch\n" * 50
    assert asked("store", "restore", "backup", "other.db", "--replace", "--another-store")["identity"] == circles


def test_nothing_stays_beside_a_store_that_was_looked_at(circles: str) -> None:
    before = sorted(os.listdir())
    for arguments in (("info",), ("ping",), ("check",), ("migrate",), ("reset-clock", "--dry-run")):
        run("store", arguments[0], "circles.db", *arguments[1:])
    run("keys", "list", "circles.db")
    assert sorted(os.listdir()) == before


def test_a_clock_that_is_behind(circles: str) -> None:
    with doverie.SqliteStore("circles.db") as store:
        ahead = datetime.now(timezone.utc) + timedelta(days=3)
        store.append(doverie.Batch(command_id="ahead", command=doverie.CommandRecord(fingerprint="", answer=b""), expected=[],
                                   appends=[], tags=[], messages=[], withdrawn=[], erase=[], at=ahead))  # fmt: skip
    for name in ("info", "ping", "check"):
        last = run("store", name, "circles.db", status=1).stdout.splitlines()[-1]
        assert last.startswith("clock_skew: this machine's clock is 2 days, 23:59:")
        assert 259_000 < asked("store", name, "circles.db", status=1)["clock_behind"] <= 259_200
    would = asked("store", "reset-clock", "circles.db", "--dry-run")
    assert (would["epoch"], would["done"]) == (None, False)
    assert asked("store", "reset-clock", "circles.db") == {
        "store": "circles.db", "epoch": 2, "clock_behind": None, "identity": circles, "done": True,
    }  # fmt: skip
    for name in ("info", "ping", "check"):
        assert asked("store", name, "circles.db")["clock_behind"] is None
    assert "nothing to reset" in run("store", "reset-clock", "circles.db", "--dry-run").stdout


def test_a_dry_run_of_a_restore_says_what_the_restore_then_does_and_leaves_nothing(circles: str) -> None:
    run("store", "backup", "circles.db", "backup")
    run("store", "restore", "backup", "restored.db", "--above", "5")
    before = sorted(os.listdir())
    for options in (["new.db"], ["new.db", "--above", "3"], ["restored.db", "--replace"], ["circles.db", "--replace"]):
        would = asked("store", "restore", "backup", *options, "--dry-run")
        assert not would["done"]
        assert (sorted(os.listdir()), epoch_of("restored.db"), epoch_of("circles.db")) == (before, 6, 0)
        Path("copy.db").write_bytes(Path("restored.db").read_bytes())
        Path("copy-of-circles.db").write_bytes(Path("circles.db").read_bytes())
        at = {"restored.db": "copy.db", "circles.db": "copy-of-circles.db"}.get(options[0], options[0])
        assert asked("store", "restore", "backup", at, *options[1:])["epoch"] == would["epoch"]
        for file in (at, "copy.db", "copy-of-circles.db", f"{at}.before-epoch-{would['epoch']}"):
            Path(file).unlink(missing_ok=True)
    told = run("store", "restore", "backup", "new.db", "--dry-run").stdout
    assert told == f"dry run: new.db would have epoch 2; {VOID}\n"
    told = run("store", "restore", "backup", "circles.db", "--replace", "--dry-run").stdout
    assert told.endswith("\nwhat is there would be kept as circles.db.before-epoch-2\n")


def test_a_dry_run_of_a_restore_refuses_what_the_restore_refuses(circles: str) -> None:
    run("store", "backup", "circles.db", "backup")
    told = run("store", "restore", "backup", "circles.db", "--dry-run", status=2).stderr
    assert told == "circles.db: something is there; --replace makes a store give way\n"
    told = run("store", "restore", "backup", "no/where.db", "--dry-run", status=2).stderr
    assert told.startswith("store_unavailable: no/where.db-lock: No such file or directory")
    with doverie.SqliteStore("circles.db"):
        for dry_run in ([], ["--dry-run"]):
            assert "circles.db" in run("store", "restore", "backup", "circles.db", "--replace", *dry_run, status=2).stderr
    Path("damaged.db").write_bytes(Path("circles.db").read_bytes()[:100] + bytes(range(256)) * 16)
    for dry_run in (["--dry-run"], []):
        run("store", "restore", "backup", "damaged.db", "--replace", *dry_run, status=2)
        assert asked("store", "restore", "backup", "damaged.db", "--replace", "--another-store", *dry_run)["epoch"] == 2
    assert run("store", "restore", "nothing", "new.db", "--dry-run", status=2).stderr


def test_a_store_that_somebody_has_open(circles: str) -> None:
    with doverie.SqliteStore("circles.db"):
        for command in (
            ["ping", "circles.db"], ["info", "circles.db"], ["check", "circles.db"], ["backup", "circles.db", "backup"],
            ["export", "circles.db", "copy"],
        ):  # fmt: skip
            assert "open" in asked("store", *command, status=2)["error"]["message"]
    assert not Path("backup").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["backup", "dbname=circles password=hunter2", "x"],
         "this is for files of SQLite; for PostgreSQL: pg_dump or archived WAL"),
        (["restore", "x", "dbname=circles password=hunter2"],
         "this is for files of SQLite; for PostgreSQL: its own tools, and then doverie store epoch"),
        (["epoch", "circles.db"], "circles.db: the epoch of a file is raised by doverie store restore"),
        (["info", "nothing.db"], "store_unavailable: nothing.db: "),
    ],
)  # fmt: skip
def test_what_a_command_is_not_for(circles: str, arguments: list[str], told: str) -> None:
    result = run("store", *arguments, status=2)
    assert result.stderr.startswith(told)
    assert "hunter2" not in result.output
    assert asked("store", *arguments, status=2)["error"]


@pytest.mark.parametrize("name", ["ping", "info", "check", "epoch", "backup", "restore", "export", "migrate"])
@pytest.mark.parametrize(
    "conninfo",
    [
        ["host=/nowhere", "user=nobody", "password=hunter2", "dbname=x"],
        ["password", "=", "hunter2", "more", "and", "more"],
        ["postgresql://nobody:hunter2@db1/x", "hunter2", "hunter2"],
        ["--no-such-option", "password=hunter2"],
        ["--above", "password=hunter2"],
        ["host=/nowhere password=hunter2"],
        ["host=/nowhere password='hunter2"],
        ["postgresql://nobody:hunter2@127.0.0.1:1/x?connect_timeout=1"],
    ],
)
def test_no_password_is_told_whatever_the_arguments(circles: str, name: str, conninfo: list[str]) -> None:
    assert "hunter2" not in run("store", name, *conninfo, status=2).output


def test_wrong_arguments_without_a_password_are_told_as_ever(circles: str) -> None:
    assert "unexpected extra argument (more)" in run("store", "info", "circles.db", "more", status=2).stderr


@pytest.mark.parametrize(
    ("store", "is_one"),
    [
        ("dbname=circles", True),
        (" host = db1", True),
        ("postgresql://db1/circles", True),
        ("postgres://db1/circles", True),
        ("circles.db", False),
        ("./dbname=circles", False),
        ("/srv/a=b/circles.db", False),
        ("", False),
    ],
)
def test_connection_strings_and_paths(store: str, is_one: bool) -> None:
    assert is_conninfo(store) is is_one


# --- PostgreSQL


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with running() as server:
        yield server


def test_info_and_epoch_on_postgresql(server: PostgresServer) -> None:
    conninfo, schema = server.conninfo() + " password=hunter2", server.new_schema()
    on = [conninfo, "--schema", schema]
    with doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True) as store:
        identity = store.identity
        with Portal(store=store, start=datetime.now(timezone.utc)) as portal:
            portal.appoint(MARIA, IVAN)
    known = asked("store", "info", *on)
    assert (known["kind"], known["identity"], known["restored_at"]) == ("postgresql", identity, None)
    for above in ([], ["--above", "7"]):
        before = asked("store", "info", *on)["epoch"]
        would = asked("store", "epoch", *on, *above, "--dry-run")
        assert not would["done"]
        assert asked("store", "info", *on)["epoch"] == before
        assert asked("store", "epoch", *on, *above) == {"epoch": would["epoch"], "done": True}
        assert asked("store", "info", *on)["epoch"] == would["epoch"] > before
    assert run("store", "epoch", *on, "--dry-run").stdout == f"dry run: the epoch is 8 and would be 9; {VOID}\n"
    assert run("store", "epoch", *on).stdout == f"the epoch is 9; {VOID}\n"
    assert "since 20" in run("store", "info", *on).stdout
    assert "hunter2" not in run("store", "info", *on).output


def test_ping_check_export_keys_and_migrate_on_postgresql(server: PostgresServer, tmp_path: Path) -> None:
    schema = server.new_schema()
    on = [server.conninfo(), "--schema", schema]
    with (
        doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True) as store,
        Portal(store=store, start=datetime.now(timezone.utc)) as portal,
    ):
        portal.appoint(MARIA, IVAN)
    assert run("store", "ping", *on).stdout == "postgresql answers\n"
    assert asked("store", "check", *on)["contradictions"] == []
    copy = str(tmp_path / "copy.jsonl")
    assert asked("store", "export", on[0], copy, *on[1:])["events"] > 5
    assert asked("keys", "list", *on) == asked("keys", "list", copy)
    assert asked("store", "migrate", *on) == {"from": 1, "to": 1, "done": False}
    quoted = schema.replace('"', '""')
    server.run(f'UPDATE "{quoted}".streams SET version = version + 1 WHERE name = \'circle/maria\'')
    found = asked("store", "check", *on, status=1)["contradictions"]
    assert any("circle/maria" in one for one in found), found
    server.run(f'DROP TABLE "{quoted}".tags')
    assert asked("store", "check", *on, status=2)["error"]["message"]
    assert asked("store", "migrate", server.conninfo(), "--schema", "nowhere", status=2)["error"]["message"]


def test_the_role_reader_will_do_for_info_and_not_for_the_epoch(server: PostgresServer) -> None:
    schema = server.new_schema()
    server.run("CREATE ROLE looks LOGIN")
    doverie.PostgresStore.grant(server.conninfo(), "looks", "reader", schema=schema)
    on = [server.conninfo("looks"), "--schema", schema]
    assert asked("store", "info", *on)["kind"] == "postgresql"
    assert asked("store", "epoch", *on, status=2)["error"]["message"]


def test_tables_that_come_from_another_server_can_be_asked_for_their_epoch(server: PostgresServer) -> None:
    schema = server.new_schema()
    on = [server.conninfo(), "--schema", schema]
    quoted = schema.replace('"', '""')
    server.run(f"UPDATE \"{quoted}\".meta SET value = '1' WHERE key = 'server'")
    assert run("store", "info", *on, status=2).stderr
    would = asked("store", "epoch", *on, "--above", "4", "--dry-run")
    assert would == {"epoch": None, "done": False}
    told = run("store", "epoch", *on, "--above", "4", "--dry-run").stdout
    assert told.startswith("dry run: the epoch would rise above 4 and its own, which cannot be read before: ")
    assert asked("store", "epoch", *on, "--above", "4")["epoch"] == 5
    assert asked("store", "info", *on)["epoch"] == 5


@pytest.mark.parametrize("command", ["info", "epoch"])
def test_a_package_without_libpq_says_so(command: str) -> None:
    without = "import sys; sys.modules['doverie._postgres'] = None; from doverie.cli import main; main()"
    done = program("store", command, "dbname=circles", status=2, python=("-c", without))
    assert "built without libpq" in done.stderr
