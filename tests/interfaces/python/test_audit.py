# SPDX-License-Identifier: Apache-2.0
"""Checkpoints, exports and their verification; tests/threats/audit_test.cc goes through what is found."""

import json
import re
import sqlite3
from datetime import datetime, timezone
from pathlib import Path

import pytest

import doverie
from doverie import audit
from people import IVAN, MARIA, MASTER, account, service

KEY = b"k" * 32
NOON = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
KEYS = doverie.KeyRing.from_master(MASTER)


def appoint(store: doverie.EventStore) -> None:
    """A circle: five events in three streams."""
    directory = doverie.MemoryDirectory()
    for person in (MARIA, IVAN):
        directory.put(person.id, account(person))
    with service(store=store, directory=directory) as portal:
        invited = portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        portal.contact(IVAN.id).accept(invited.id)


def chain(store: doverie.EventStore, count: int) -> list[str]:
    texts: list[str] = []
    for number in range(1, count + 1):
        made = audit.make_checkpoint(store, private_key=KEY, at=NOON, previous=texts[-1] if texts else "")
        assert (made.number, made.more) == (number, False)
        texts.append(made.text)
    return texts


def test_an_untouched_store_verifies_against_its_checkpoints(tmp_path: Path) -> None:
    with doverie.SqliteStore.create(tmp_path / "circles.db") as store:
        appoint(store)
        checkpoints = chain(store, 2)
        report = audit.verify(store, keys=KEYS, public_keys=[audit.public_key(KEY)], checkpoints=checkpoints)
        lines = list(audit.export(store))
        from_lines = audit.verify(lines, keys=KEYS, public_keys=[audit.public_key(KEY)], checkpoints=checkpoints)
        rest = list(audit.export(store, after=json.loads(lines[1])["cursor"]))
    assert report.intact
    assert (report.events, report.streams, report.checkpoints, report.erased, report.left_out) == (8, 5, 2, 0, 0)
    assert from_lines == report
    assert rest == lines[2:]
    assert json.loads(json.loads(lines[0])["event"])["v"] == 1


def test_what_was_changed_behind_the_back_of_the_service_is_named(tmp_path: Path) -> None:
    with doverie.SqliteStore.create(tmp_path / "circles.db") as store:
        appoint(store)
        checkpoints = chain(store, 1)
    of_maria = "stream = (SELECT id FROM doverie_streams WHERE name = 'circle/maria')"
    with sqlite3.connect(tmp_path / "circles.db") as file:
        file.execute(f"DELETE FROM doverie_events WHERE version = 2 AND {of_maria}")
        file.execute("UPDATE doverie_streams SET version = 1 WHERE name = 'circle/maria'")
    file.close()
    with doverie.SqliteStore(tmp_path / "circles.db") as store:
        report = audit.verify(store, keys=KEYS, public_keys=[audit.public_key(KEY)], checkpoints=checkpoints)
        alone = audit.verify(store, keys=KEYS)
    assert alone.intact
    assert report.findings == (
        audit.Finding(
            kind=audit.FindingKind.TAIL_MISSING,
            stream="circle/maria",
            version=2,
            checkpoint=1,
            message="stream circle/maria ends with version 1; checkpoint 1 has version 2",
        ),
    )


def test_a_restore_has_to_be_accepted(tmp_path: Path) -> None:
    with doverie.SqliteStore.create(tmp_path / "circles.db") as store:
        appoint(store)
        (last,) = chain(store, 1)
        store.backup(tmp_path / "backup")
    doverie.SqliteStore.restore(tmp_path / "backup", tmp_path / "restored")
    with doverie.SqliteStore(tmp_path / "restored") as store:
        with pytest.raises(doverie.RecordError, match="a backup was restored"):
            audit.make_checkpoint(store, private_key=KEY, at=NOON, previous=last)
        made = audit.make_checkpoint(store, private_key=KEY, at=NOON, previous=last, accept_restore=True)
    assert (made.number, made.events) == (2, 8)


def test_a_store_in_memory_is_verified_like_any_other() -> None:
    store = doverie.MemoryStore()
    appoint(store)
    assert audit.verify(store, keys=KEYS).events == 8
    assert audit.verify(store, keys=KEYS).intact
    other = audit.verify(store, keys=doverie.KeyRing.from_master(b"another master secret, of 32 bytes"))
    assert {finding.kind for finding in other.findings} == {audit.FindingKind.EVENT_CHANGED}


def test_wrong_arguments_are_named() -> None:
    store = doverie.MemoryStore()
    with pytest.raises(doverie.InvalidArgument, match="the private key is neither"):
        audit.public_key(b"short")
    with pytest.raises(doverie.InvalidArgument, match="the text is not one that make_checkpoint"):
        audit.make_checkpoint(store, private_key=KEY, at=NOON, previous="{}")
    with pytest.raises(doverie.InvalidArgument, match="not 1 to 20000"):
        audit.make_checkpoint(store, private_key=KEY, at=NOON, max_events=0)
    with pytest.raises(ValueError, match="naive|zone"):
        audit.make_checkpoint(store, private_key=KEY, at=NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="2020 to 2199"):
        audit.make_checkpoint(store, private_key=KEY, at=NOON.replace(year=1970))
    with pytest.raises(doverie.InvalidArgument, match="the public key is neither"):
        audit.verify(store, keys=KEYS, public_keys=[b"short"])
    report = audit.verify(["rubbish"], keys=KEYS, checkpoints=["rubbish"])
    assert [finding.kind for finding in report.findings] == [
        audit.FindingKind.CHECKPOINT_UNSIGNED,
        audit.FindingKind.LINE_UNREADABLE,
    ]


def test_kinds_have_the_numbers_of_the_c_interface() -> None:
    header = (Path(__file__).parents[3] / "capi" / "doverie.h").read_text(encoding="utf-8")
    for kind in audit.FindingKind:
        assert re.search(rf"#define DOVERIE_FOUND_{kind.name} +{kind.value} ", header)
    assert header.count("#define DOVERIE_FOUND_") == len(audit.FindingKind)
