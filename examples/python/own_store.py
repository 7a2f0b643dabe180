# SPDX-License-Identifier: Apache-2.0
"""An event store of the host's own, on Python's sqlite3: what a host writes to keep the records in its own database.

`python -m pytest examples/python/own_store_test.py` runs the contract on it.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

import doverie
from doverie import AppendOutcome, SettleAs

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)

TABLES = """
CREATE TABLE IF NOT EXISTS streams (name TEXT PRIMARY KEY, version INT, summary INT DEFAULT 1, erased INT DEFAULT 0);
CREATE TABLE IF NOT EXISTS events (position INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT, version INT, data BLOB,
  seal TEXT, UNIQUE (stream, version));
CREATE TABLE IF NOT EXISTS tags (tag TEXT, stream TEXT, set_at INT, PRIMARY KEY (tag, stream));
CREATE INDEX IF NOT EXISTS tags_by_stream ON tags (stream);
CREATE TABLE IF NOT EXISTS commands (id TEXT PRIMARY KEY, fingerprint TEXT, answer BLOB);
CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, queue TEXT, data BLOB, not_before INT, useless_after INT,
  available_at INT, attempt INT DEFAULT 0, leased INT DEFAULT 0);
"""


def number(at: datetime | None) -> int:
    return ((at or EPOCH) - EPOCH) // MICROSECOND


def moment(microseconds: int) -> datetime:
    return EPOCH + microseconds * MICROSECOND


def cursor(position: int, seal: str) -> str:
    """Where the event is, and which one: a cursor that was changed, or is of another history, fits no event."""
    return f"{position}.{hashlib.sha256(seal.encode()).hexdigest()[:16]}"


class OwnStore(doverie.EventStore):
    """Any number of processes may open the same file."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(TABLES)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def _transaction(self, begin: str = "BEGIN IMMEDIATE") -> Iterator[sqlite3.Connection]:
        """Reads see one snapshot. Writers wait for each other here, before they look: no two decide on the same versions."""
        with self._lock:
            self._roll_back()  # what a Ctrl-C in the middle of the last line of a transaction has left open
            try:
                self._db.execute(begin)
                yield self._db
                self._db.execute("COMMIT")
            finally:
                self._roll_back()

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def read(self, request: doverie.ReadRequest) -> doverie.ReadResult:
        with self._transaction("BEGIN") as db:
            return doverie.ReadResult(
                streams=[self._stream(db, name, request.whole) for name in request.streams],
                tags=[self._tag(db, tag, request.tags_since) for tag in request.tags],
                command=None if request.command_id is None else self._command(db, request.command_id),
            )

    def _stream(self, db: sqlite3.Connection, name: str, whole: bool) -> doverie.StreamRecord:
        row = db.execute("SELECT version, summary, erased FROM streams WHERE name = ?", (name,)).fetchone()
        version, summary, erased = row or (0, 1, 0)
        wanted = (name, 1 if whole else summary)
        query = "SELECT data, seal FROM events WHERE stream = ? AND version >= ? AND data IS NOT NULL ORDER BY version"
        events = db.execute(query, wanted)
        found = [doverie.EventRecord(data=data, seal=seal) for data, seal in events]
        return doverie.StreamRecord(name=name, version=version, erased=bool(erased), events=found)

    def _tag(self, db: sqlite3.Connection, tag: str, since: datetime) -> doverie.ReadTag:
        wanted = (tag, number(since))
        rows = db.execute("SELECT stream, set_at FROM tags WHERE tag = ? AND set_at >= ? ORDER BY set_at, stream", wanted)
        return doverie.ReadTag(tag=tag, entries=[doverie.TagEntry(stream=name, set_at=moment(at)) for name, at in rows])

    def _command(self, db: sqlite3.Connection, command_id: str) -> doverie.CommandRecord | None:
        row = db.execute("SELECT fingerprint, answer FROM commands WHERE id = ?", (command_id,)).fetchone()
        return doverie.CommandRecord(fingerprint=row[0], answer=row[1]) if row else None

    def append(self, batch: doverie.Batch) -> doverie.AppendResult:
        with self._transaction() as db:
            if known := self._command(db, batch.command_id):
                return doverie.AppendResult(outcome=AppendOutcome.ALREADY, command=known)
            for expected in batch.expected:
                row = db.execute("SELECT version, erased FROM streams WHERE name = ?", (expected.stream,)).fetchone()
                if (row or (0, 0)) != (expected.version, 0):
                    return doverie.AppendResult(outcome=AppendOutcome.CONFLICT)
            self._write(db, batch)
        return doverie.AppendResult(outcome=AppendOutcome.APPENDED)

    def _write(self, db: sqlite3.Connection, batch: doverie.Batch) -> None:
        record = (batch.command_id, batch.command.fingerprint, batch.command.answer)
        db.execute("INSERT INTO commands VALUES (?, ?, ?)", record)
        for append in batch.appends:
            db.execute("INSERT INTO streams (name, version) VALUES (?, 0) ON CONFLICT DO NOTHING", (append.stream,))
            for event in append.events:
                db.execute("UPDATE streams SET version = version + 1 WHERE name = ?", (append.stream,))
                row = (event.data, event.seal, append.stream)
                columns = "events (stream, version, data, seal)"
                db.execute(f"INSERT INTO {columns} SELECT name, version, ?, ? FROM streams WHERE name = ?", row)
            if append.summary:
                db.execute("UPDATE streams SET summary = ? WHERE name = ?", (append.summary, append.stream))
        for change in batch.tags:
            db.execute("DELETE FROM tags WHERE tag = ? AND stream = ?", (change.tag, change.stream))
            if change.set and not self._stream(db, change.stream, False).erased:
                db.execute("INSERT INTO tags VALUES (?, ?, ?)", (change.tag, change.stream, number(batch.at)))
        for gone in batch.withdrawn:
            db.execute("DELETE FROM messages WHERE id = ? AND attempt = 0", (gone.id,))
        for message in batch.messages:
            due, useless = number(message.not_before), number(message.useless_after)
            values = (message.id, message.queue, message.data, due, useless, due)
            db.execute("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, 0, 0)", values)  # raises when the id is there
        for name in batch.erase:
            db.execute("INSERT INTO streams (name, version) VALUES (?, 0) ON CONFLICT DO NOTHING", (name,))
            db.execute("UPDATE streams SET erased = 1 WHERE name = ?", (name,))
            db.execute("UPDATE events SET data = NULL WHERE stream = ?", (name,))  # cursors of them are still good
            db.execute("DELETE FROM tags WHERE stream = ?", (name,))

    def lease_messages(self, queue: str, now: datetime, lease_for: timedelta, limit: int) -> Sequence[doverie.LeasedMessage]:
        with self._transaction() as db:
            order = "SELECT id FROM messages WHERE queue = ? AND available_at <= ? ORDER BY available_at, id LIMIT ?"
            ids = [row[0] for row in db.execute(order, (queue, number(now), limit))]
            take = "UPDATE messages SET attempt = attempt + 1, leased = 1, available_at = ? WHERE id = ?"
            db.executemany(take, [(number(now + lease_for), message_id) for message_id in ids])
            return [self._leased(db, message_id) for message_id in ids]

    def _leased(self, db: sqlite3.Connection, message_id: str) -> doverie.LeasedMessage:
        columns = "queue, data, not_before, useless_after, attempt"
        row = db.execute(f"SELECT {columns} FROM messages WHERE id = ?", (message_id,)).fetchone()
        queue, data, due, useless, attempt = row
        message = doverie.MessageRecord(
            id=message_id, queue=queue, data=data, not_before=moment(due), useless_after=moment(useless)
        )
        return doverie.LeasedMessage(message=message, attempt=attempt, lease=str(attempt))

    def settle_messages(self, settlements: Sequence[doverie.Settlement]) -> None:
        with self._transaction() as db:
            for settled in settlements:
                mine = "WHERE id = ? AND leased = 1 AND CAST(attempt AS TEXT) = ?"
                which = (settled.message_id, settled.lease)
                if settled.settle_as is SettleAs.LATER:
                    later = f"UPDATE messages SET leased = 0, available_at = ?, queue = coalesce(nullif(?, ''), queue) {mine}"
                    db.execute(later, (number(settled.retry_at), settled.queue, *which))
                else:
                    db.execute(f"DELETE FROM messages {mine}", which)

    def feed(self, after: str, limit: int) -> Sequence[doverie.FeedEntry]:
        columns = "position, stream, version, data, seal"
        query = f"SELECT {columns} FROM events WHERE position > ? AND data IS NOT NULL ORDER BY position LIMIT ?"
        with self._transaction("BEGIN") as db:
            return [
                doverie.FeedEntry(
                    cursor=cursor(at, seal), stream=stream, version=version, event=doverie.EventRecord(data=data, seal=seal)
                )
                for at, stream, version, data, seal in db.execute(query, (self._position(db, after), limit))
            ]

    def _position(self, db: sqlite3.Connection, after: str) -> int:
        at = after.partition(".")[0]
        if after and at.isascii() and at.isdecimal() and len(at) < 19:
            row = db.execute("SELECT seal FROM events WHERE position = ?", (int(at),)).fetchone()
            if row and cursor(int(at), row[0]) == after:
                return int(at)
        if after:
            raise doverie.InvalidArgument("feed: not a cursor of this store")
        return 0
