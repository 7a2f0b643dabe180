# SPDX-License-Identifier: Apache-2.0
"""Which store is it, and is it one at all? Making, opening, damage."""

import sqlite3
from datetime import datetime, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner

import doverie
from doverie import FaultCode, audit, testing
from doverie.cli._commands import doverie as command
from people import IVAN, MARIA, MASTER, Portal

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
KEYS = doverie.KeyRing.from_master(MASTER)


def test_kn1_a_path_that_is_not_there_opens_nothing(tmp_path: Path) -> None:
    for kind in (doverie.SqliteStore, doverie.SqliteDirectory):
        with pytest.raises(doverie.StoreError) as refused:
            kind(tmp_path / "circles.db")
        assert refused.value.code is FaultCode.STORE_UNAVAILABLE
    (tmp_path / "empty").touch()
    with pytest.raises(doverie.StoreError, match="is empty"):
        doverie.SqliteStore(tmp_path / "empty")
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


def test_kn1_a_store_is_made_once_and_known_again(tmp_path: Path) -> None:
    path = tmp_path / "circles.db"
    with doverie.SqliteStore.create(path) as store:
        identity = store.identity
        assert repr(store) == f"SqliteStore('{path}')"
    with pytest.raises(doverie.StoreError, match="this SqliteStore is closed"):
        store.identity  # noqa: B018
    with pytest.raises(doverie.InvalidArgument, match="is there already"):
        doverie.SqliteStore.create(path)
    with doverie.SqliteStore(path, identity=identity) as store:
        assert store.identity == identity
    with pytest.raises(doverie.StoreError) as mismatch:
        doverie.SqliteStore(path, identity="0" * 32)
    assert mismatch.value.code is FaultCode.STORE_MISMATCH
    for none in ("circles", ""):
        with pytest.raises(doverie.InvalidArgument, match="identity"):
            doverie.SqliteStore(path, identity=none)
    with doverie.SqliteDirectory.create(tmp_path / "accounts.db") as accounts:
        assert accounts.find("nobody") is None


def test_kl3_kl5_a_store_tells_the_last_time_and_whether_it_can_be_undone(tmp_path: Path) -> None:
    with doverie.SqliteStore.create(tmp_path / "circles.db") as store, Portal(store=store) as portal:
        assert store.read(doverie.ReadRequest(tags_since=EPOCH)).last_at is None
        portal.trustor(MARIA.id).report_fraud()
        read = store.read(doverie.ReadRequest(tags_since=EPOCH))
        assert read.last_at == portal.clock.now()
        assert not read.undoable


# What is no UTF-8 any more, and what is said of it. The last one is found when the schema is compared.
SPOILT = {
    "event": ("UPDATE doverie_events SET bytes = CAST(x'7bff7d' AS TEXT) WHERE position = 1", "version 1"),
    "seal": ("UPDATE doverie_events SET seal = CAST(x'313aff' AS TEXT) WHERE position = 1", "version 1"),
    "stream": ("UPDATE doverie_streams SET name = CAST(CAST(name AS BLOB) || x'ff' AS TEXT) WHERE name = 'circle/maria'", "maria"),
    "answer": ("UPDATE doverie_commands SET answer = CAST(x'ff' AS TEXT)", "command"),
    "message": ("UPDATE doverie_messages SET id = CAST(x'ff' || CAST(id AS BLOB) AS TEXT)", "message"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_kr3_a_byte_that_is_no_utf8_is_a_store_error(tmp_path: Path, what: str) -> None:
    path = tmp_path / "circles.db"
    with Portal(store=doverie.SqliteStore.create(path), keys=KEYS) as portal:
        portal.appoint(MARIA, IVAN)
    sql, place = SPOILT[what]
    with sqlite3.connect(path) as file:
        file.execute(sql)
    file.close()
    with doverie.SqliteStore(path) as store:
        assert any("UTF-8" in one and place in one for one in store.check())
        report = audit.verify(store, keys=KEYS)
        assert report.intact == (what in {"answer", "message"})
        with Portal(store=store, keys=KEYS, seed=2) as portal:
            for ask in (
                portal.pump,
                lambda: list(audit.export(store)),
                lambda: store.feed("", 100),
                lambda: portal.trustor(MARIA.id).cabinet(),
                lambda: portal.operations().audit(MARIA.id),
            ):
                try:
                    ask()
                except doverie.Fault as fault:
                    assert fault.code is FaultCode.STORE_CORRUPT
                    assert place in str(fault)


def test_kr3_a_schema_that_is_no_utf8_is_a_store_error(tmp_path: Path) -> None:
    path = tmp_path / "circles.db"
    doverie.SqliteStore.create(path).close()
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA writable_schema = ON")
        file.execute("UPDATE sqlite_schema SET sql = CAST(CAST(sql AS BLOB) || x'2d2dff' AS TEXT) WHERE name = 'doverie_tags'")
    file.close()
    with pytest.raises(doverie.StoreError) as refused:
        doverie.SqliteStore(path)
    assert refused.value.code is FaultCode.STORE_CORRUPT


def test_kr4_an_old_copy_gets_no_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "circles.db"
    with Portal(store=doverie.SqliteStore.create(path)) as portal:
        portal.trustor(IVAN.id).report_fraud()
    old = path.read_bytes()
    with doverie.SqliteStore(path) as store, Portal(store=store, seed=2) as portal:
        portal.trustor(MARIA.id).report_fraud()
        last = audit.make_checkpoint(store, private_key=b"k" * 32, at=testing.MORNING).text
        cursor = store.feed("", 100)[-1].cursor
    path.write_bytes(old)
    with doverie.SqliteStore(path) as store, Portal(store=store, seed=3) as portal:
        with pytest.raises(doverie.RecordError, match="does not have what the previous checkpoint has seen"):
            audit.make_checkpoint(store, private_key=b"k" * 32, at=testing.MORNING, previous=last)
        portal.trustor(IVAN.id).report_fraud()
        portal.trustor("anna").report_fraud()
        with pytest.raises(doverie.InvalidArgument, match="not of this history"):
            store.feed(cursor, 1)


def test_kr5_a_trigger_in_the_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "circles.db"
    doverie.SqliteStore.create(path).close()
    with sqlite3.connect(path) as file:
        file.execute("CREATE TRIGGER t AFTER INSERT ON doverie_events BEGIN DELETE FROM doverie_tags; END")
    file.close()
    with pytest.raises(doverie.StoreError, match="trigger t"):
        doverie.SqliteStore(path)


def on_the_command_line(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(command, [*map(str, arguments)], env={"DOVERIE_MASTER_HEX": MASTER.hex()})
    return done.exit_code, done.output


def test_kr3_what_is_no_utf8_is_a_finding_of_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "circles.db"
    with Portal(store=doverie.SqliteStore.create(path), keys=KEYS) as portal:
        portal.appoint(MARIA, IVAN)
    assert on_the_command_line("audit", "verify", path)[0] == 0
    with sqlite3.connect(path) as file:
        file.execute(SPOILT["seal"][0])
    file.close()
    status, output = on_the_command_line("audit", "verify", path)
    assert status == 1
    assert "version 1: is not UTF-8" in output


def test_kn1_what_is_not_there_or_empty_is_neither_verified_nor_replayed(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    for arguments in (("audit", "verify"), ("replay", "gosuslugi")):
        status, output = on_the_command_line(*arguments, tmp_path / "empty.db")
        assert (status, "it is empty" in output) == (2, True)
        assert on_the_command_line(*arguments, tmp_path / "missing.db")[0] == 2
    assert not (tmp_path / "missing.db").exists()
