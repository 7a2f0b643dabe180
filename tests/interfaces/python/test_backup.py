# SPDX-License-Identifier: Apache-2.0
"""Check, backup and restore of a SQLite store."""

import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import doverie
from doverie import FaultCode, Reason, testing
from people import IVAN, MARIA, Portal

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def test_a_backup_taken_while_the_store_is_open_restores_under_a_higher_epoch(tmp_path: Path) -> None:
    with doverie.SqliteStore.create(tmp_path / "circles.db") as store, Portal(store=store) as portal:
        portal.trustor(MARIA.id).report_fraud()
        assert not store.check()
        store.backup(tmp_path / "backup")
        frozen_until = portal.trustor(MARIA.id).cabinet().frozen_until
        now = portal.clock.now()
    with pytest.raises(doverie.StoreError, match="a backup"):
        doverie.SqliteStore(tmp_path / "backup")
    assert doverie.SqliteStore.restore(tmp_path / "backup", tmp_path / "restored", above=1, at=now) == 2
    with doverie.SqliteStore(tmp_path / "restored") as store:
        assert store.read(doverie.ReadRequest(tags_since=EPOCH)).epoch == 2
        assert store.feed("", 1)[0].cursor.startswith("2.1.")
        with Portal(store=store, seed=2) as portal:
            assert portal.trustor(MARIA.id).cabinet().frozen_until == frozen_until


def test_b9_codes_are_refused_for_a_day_after_a_restore(tmp_path: Path) -> None:
    with doverie.SqliteStore.create(tmp_path / "circles.db") as store, Portal(store=store) as portal:
        portal.appoint(MARIA, IVAN)
        store.backup(tmp_path / "backup")
        restored_at = portal.clock.now()
    doverie.SqliteStore.restore(tmp_path / "backup", tmp_path / "restored", at=restored_at)
    with doverie.SqliteStore(tmp_path / "restored") as store, Portal(store=store, seed=2) as portal:
        assert store.read(doverie.ReadRequest(tags_since=EPOCH)).restored_at == restored_at
        started = portal.start(doverie.Secret(bytes(32)))
        with pytest.raises(doverie.Rejected) as refused:
            portal.approve(started)
        assert [(r.code, r.needs, r.has) for r in refused.value.reasons] == [(Reason.RESTORED_RECENTLY, 86400, 0)]
        assert portal.contact(IVAN.id).cabinet().locked_until == restored_at + timedelta(days=1)
        portal.clock.advance(timedelta(days=1))
        portal.approve(portal.start(doverie.Secret(bytes(range(32)))))


def test_kl4_a_mark_of_time_that_was_ahead_is_reset_by_an_operator(tmp_path: Path) -> None:
    path = tmp_path / "circles.db"
    with doverie.SqliteStore.create(path) as store, Portal(store=store) as portal:
        portal.appoint(MARIA, IVAN)
    with doverie.SqliteStore(path) as store, Portal(store=store, seed=4) as portal:
        portal.clock.jump(timedelta(days=30))
        portal.start(doverie.Secret(bytes(32)))
    with doverie.SqliteStore(path) as store, Portal(store=store, seed=2) as portal:
        with pytest.raises(doverie.ClockSkew):
            portal.start(doverie.Secret(bytes(32)))
        with pytest.raises(doverie.StoreError, match="locked|open"):
            doverie.SqliteStore.reset_clock(path)
    assert doverie.SqliteStore.reset_clock(path, at=testing.MORNING) == 2
    with doverie.SqliteStore(path) as store, Portal(store=store, seed=3) as portal:
        started = portal.start(doverie.Secret(bytes(32)))
        with pytest.raises(doverie.Rejected, match="restored from a backup"):
            portal.approve(started)
        portal.clock.advance(timedelta(days=1))
        portal.approve(portal.start(doverie.Secret(bytes(range(32)))))


def test_b9_the_host_tells_when_the_store_cannot() -> None:
    with Portal(epoch=2, restored_at=testing.MORNING - timedelta(hours=23)) as portal:
        portal.appoint(MARIA, IVAN)
        started = portal.start(doverie.Secret(bytes(32)))
        with pytest.raises(doverie.Rejected, match="restored from a backup"):
            portal.approve(started)
        portal.clock.advance(timedelta(hours=1))
        portal.approve(started)


def test_nothing_that_is_there_is_overwritten_unless_asked(tmp_path: Path) -> None:
    with doverie.SqliteStore.create(tmp_path / "circles.db") as store:
        store.backup(tmp_path / "backup")
        with pytest.raises(doverie.InvalidArgument, match="is there already"):
            store.backup(tmp_path / "backup")
        with pytest.raises(doverie.StoreError) as locked:
            doverie.SqliteStore.restore(tmp_path / "backup", tmp_path / "circles.db", replace=True)
        assert locked.value.code is FaultCode.STORE_LOCKED
    with pytest.raises(doverie.InvalidArgument, match="is there already"):
        doverie.SqliteStore.restore(tmp_path / "backup", tmp_path / "circles.db")
    assert doverie.SqliteStore.restore(tmp_path / "backup", tmp_path / "circles.db", replace=True) == 2


def test_check_says_what_is_wrong_and_a_closed_store_that_it_is_closed(tmp_path: Path) -> None:
    doverie.SqliteStore.create(tmp_path / "circles.db").close()
    with sqlite3.connect(tmp_path / "circles.db") as connection:
        connection.execute("DELETE FROM doverie_meta WHERE key = 'last_at'")
    connection.close()
    with doverie.SqliteStore(tmp_path / "circles.db") as store:
        assert store.check() == ("doverie_meta: does not tell last_at",)
    for method in (store.check, lambda: store.backup(tmp_path / "b")):
        with pytest.raises(doverie.StoreError, match="this SqliteStore is closed"):
            method()
