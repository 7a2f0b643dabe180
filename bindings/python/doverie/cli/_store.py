# SPDX-License-Identifier: Apache-2.0
"""`doverie store`: what an operator does with the records as a whole."""

import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final, TextIO

import click

from doverie import audit
from doverie._codes import FaultCode
from doverie._errors import StoreError
from doverie._native import sqlite_schema_version
from doverie._records import ReadRequest, ReadResult
from doverie._stores import SqliteStore
from doverie.cli._reports import Place, Problem, Report, answers, progress
from doverie.cli._stores import is_conninfo, opened_store, postgres

_LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=timezone.utc)
_PASSWORD: Final = re.compile(r"password\s*=|://", re.I)
_VERSIONS: Final = re.compile(r"the tables have version (\d+), this library uses (\d+)")
_VOID: Final = "what was open is void, and no code is made or accepted for 24 hours"
_ABOVE: Final = click.option("--above", metavar="N", type=click.IntRange(1, 1_000_000_000), default=1, show_default=True,
                             help="The highest epoch that the options of a service ever had.")


class _Quiet(click.Command):
    """Wrong arguments are told without them: one may be part of a connection string, with a password in it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = " ".join(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if not _PASSWORD.search(given):
                raise
            told = "wrong arguments; a connection string is one, between quotation marks"
            raise click.UsageError(told, error.ctx) from None


_SCHEMA: Final = click.option("--schema", default="doverie", show_default=True, help="Of the tables, on PostgreSQL.")


@click.group()
def store() -> None:
    """The records as a whole. A STORE is a file of SQLite, or a connection string of PostgreSQL.

    One process at a time can open a file: stop the service. Keep passwords out of connection strings: libpq takes them
    from ~/.pgpass, from a service file or from PGPASSWORD.
    """


@store.command(cls=_Quiet)
@click.argument("store", metavar="STORE")
@_SCHEMA
@answers
def info(store: str, schema: str) -> Report:
    """Tells which store it is, and since when."""
    with opened_store(store, schema) as opened:
        kind, identity, known = _kind(store), opened.identity, _known(opened)
    data = {
        "kind": kind, "identity": identity, "epoch": known.epoch,
        "restored_at": _iso(known.restored_at), "last_at": _iso(known.last_at),
    }  # fmt: skip
    lines = [f"{kind}, identity {identity}", f"epoch {known.epoch}{_since(known.restored_at)}"]
    last = "nothing was ever written" if known.last_at is None else f"last written {known.last_at:%Y-%m-%d %H:%M:%S} UTC"
    return Report(data=data, lines=[*lines, last])


@store.command(cls=_Quiet)
@click.argument("store", metavar="STORE")
@_SCHEMA
@answers
def ping(store: str, schema: str) -> Report:
    """Whether the store answers: a file that opens, a server that lets one in and is right."""
    with opened_store(store, schema) as opened:
        opened.ping()
        return Report(data={"kind": _kind(store), "identity": opened.identity}, lines=[f"{_kind(store)} answers"])


@store.command(cls=_Quiet)
@click.argument("store", metavar="STORE")
@_SCHEMA
@answers
def check(store: str, schema: str) -> Report:
    """Reads everything, and says what contradicts itself: of a file every page, event and tag; on PostgreSQL server, schema
    and events, where amcheck is for pages and indexes. Seals are for doverie audit verify.
    """
    with opened_store(store, schema) as opened, progress("looking"):
        identity, found = opened.identity, list(opened.check())
    return Report(
        data={"identity": identity, "contradictions": found}, lines=found or ["everything fits"], well=not found
    )


@store.command(cls=_Quiet)
@click.argument("store", metavar="CONNINFO")
@_ABOVE
@click.option("--dry-run", is_flag=True, help="Change nothing.")
@_SCHEMA
@answers
def epoch(store: str, schema: str, above: int, dry_run: bool) -> Report:
    """Raises the epoch on PostgreSQL: once, after a backup was restored, before any process opens the store.

    What was open is void then, and for 24 hours no code is made or accepted. Of a SQLite file doverie store restore does it.
    """
    if not is_conninfo(store):
        raise Problem("the epoch of a file is raised by doverie store restore", place=Place(file=store))
    if dry_run:
        return _epoch_to_be(store, schema, above)
    raised = postgres().raise_epoch(store, schema=schema, above=above)
    return Report(data={"epoch": raised, "done": True}, lines=[f"the epoch is {raised}; {_VOID}"])


def _epoch_to_be(store: str, schema: str, above: int) -> Report:
    try:
        with opened_store(store, schema) as opened:
            now = _known(opened).epoch
    except StoreError as error:
        if error.code is not FaultCode.STORE_MISMATCH:
            raise
        # Tables that come from another server are opened by nobody before it is raised.
        line = f"dry run: the epoch would rise above {above} and its own, which cannot be read before: {error}"
        return Report(data={"epoch": None, "done": False}, lines=[line])
    to_be = max(now, above) + 1
    return Report(data={"epoch": to_be, "done": False}, lines=[f"dry run: the epoch is {now} and would be {to_be}; {_VOID}"])


@store.command(cls=_Quiet)
@click.argument("store", metavar="FILE")
@click.argument("backup", metavar="BACKUP")
@answers
def backup(store: str, backup: str) -> Report:
    """Writes a backup of a file. A service that runs makes its own, by the call that it has for that."""
    _in_file(store, "pg_dump or archived WAL")
    with SqliteStore(store) as opened, progress("writing"):
        identity = opened.identity
        opened.backup(backup)
    size = Path(backup).stat().st_size
    lines = [f"{backup}: {size} bytes, of {identity}"]
    return Report(data={"identity": identity, "backup": backup, "bytes": size}, lines=lines)


@store.command(cls=_Quiet)
@click.argument("store", metavar="STORE")
@click.argument("copy", metavar="FILE")
@click.option("--after", metavar="CURSOR", default="", help="Only what came behind this one: of the last line of an earlier copy.")
@_SCHEMA
@answers
def export(store: str, copy: str, after: str, schema: str) -> Report:
    """Copies every event into FILE, as JSON Lines in the order of commits, for audits, replays and data warehouses.

    FILE has to be a new one; names and masked phones of invitations are in it. Nothing of the store is changed.
    """
    events, cursor = 0, after
    with opened_store(store, schema) as opened, _new_file(copy) as lines, progress("events") as tell:
        for line in audit.export(opened, after=after):
            lines.write(line + "\n")
            events += 1
            if events % 1000 == 0:
                tell(events)
        if events:
            cursor = json.loads(line)["cursor"]
    return Report(
        data={"file": copy, "events": events, "cursor": cursor},
        lines=[f"{copy}: {events} events", *([f"go on with --after {cursor}"] if cursor else [])],
    )


@contextmanager
def _new_file(path: str) -> Iterator[TextIO]:
    """For its owner alone. What could not be written to its end is removed."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Problem(error.strerror or str(error), place=Place(file=path)) from None
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as lines:
            yield lines
            lines.flush()
            os.fsync(lines.fileno())
    except BaseException:
        Path(path).unlink()
        raise


@store.command(cls=_Quiet)
@click.argument("store", metavar="STORE")
@click.option("--dry-run", is_flag=True, help="Change nothing.")
@_SCHEMA
@answers
def migrate(store: str, schema: str, dry_run: bool) -> Report:
    """Brings the tables of a store to the version that this library uses. It never makes any.

    A file of SQLite is migrated whenever it is opened; tables of PostgreSQL by this command alone, in the role that owns
    them, while no process uses them. Make a backup before.
    """
    before, to = _on_server(store, schema) if is_conninfo(store) else (_in_meta(store), sqlite_schema_version)
    data = {"from": before, "to": to, "done": not dry_run and before < to}
    if before == to:
        return Report(data=data, lines=[f"nothing to migrate: the tables have version {before}, which this library uses"])
    if before > to:
        raise Problem(f"the tables have version {before}, this library uses {to}; use a newer version of the library")
    if dry_run:
        return Report(data=data, lines=[f"dry run: version {before} would become {to}"])
    if is_conninfo(store):
        postgres().create_tables(store, schema=schema)
    else:
        SqliteStore(store).close()
    return Report(data=data, lines=[f"version {before} became {to}"])


def _on_server(store: str, schema: str) -> tuple[int, int]:
    """Which version the tables have, and which is used: a store that opens is of that one."""
    try:
        with opened_store(store, schema):
            return sqlite_schema_version, sqlite_schema_version
    except StoreError as error:
        if (told := _VERSIONS.search(str(error))) is None:
            raise
        return int(told[1]), int(told[2])


def _in_meta(store: str) -> int:
    """Without opening the store, which would migrate it."""
    if not Path(store).is_file():
        raise Problem("there is no such file", place=Place(file=store))
    try:
        with closing(sqlite3.connect(f"{Path(store).absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            row = connection.execute("SELECT value FROM doverie_meta WHERE key = 'schema'").fetchone()
    except sqlite3.Error as error:
        raise Problem(f"no doverie event store: {error}", place=Place(file=store)) from None
    return int(row[0])


@store.command(cls=_Quiet)
@click.argument("backup", metavar="BACKUP")
@click.argument("store", metavar="FILE")
@click.option("--replace", is_flag=True, help="What is at FILE gives way.")
@_ABOVE
@click.option("--dry-run", is_flag=True, help="Restore to a file beside FILE, which proves the backup, and remove it.")
@answers
def restore(backup: str, store: str, replace: bool, above: int, dry_run: bool) -> Report:
    """Checks a backup and makes a store at FILE of it, with a higher epoch; the backup stays as it is.

    What was open is void then, and for 24 hours no code is made or accepted.
    """
    _in_file(store, "its own tools, and then doverie store epoch")
    with progress("restoring"):
        if dry_run:
            return _restored_to_be(backup, store, replace, above)
        raised = SqliteStore.restore(backup, store, above=above, replace=replace)
        return _restored(store, store, raised, f"{store}: epoch {raised}; {_VOID}")


def _restored_to_be(backup: str, store: str, replace: bool, above: int) -> Report:
    if Path(store).exists():
        if not replace:
            raise Problem("something is there; --replace makes it give way", place=Place(file=store))
        above = max(above, _epoch_of_old(store))
    if not Path(store).parent.is_dir():
        raise Problem("there is no such directory", place=Place(file=store))
    with tempfile.TemporaryDirectory(prefix=".doverie-dry-run-", dir=Path(store).parent) as directory:
        scratch = str(Path(directory) / "store")
        raised = SqliteStore.restore(backup, scratch, above=above)
        return _restored(scratch, store, raised, f"dry run: {store} would have epoch {raised}; {_VOID}")


def _restored(made: str, store: str, raised: int, line: str) -> Report:
    with SqliteStore(made) as opened:
        identity = opened.identity
    data = {"store": store, "identity": identity, "epoch": raised, "done": made == store}
    return Report(data=data, lines=[line, f"identity {identity}"])


def _epoch_of_old(store: str) -> int:
    """Of the one that would give way; a damaged one has none, as for the restore itself."""
    try:
        with SqliteStore(store) as old:
            return _known(old).epoch
    except StoreError as error:
        if error.code is FaultCode.STORE_LOCKED:
            raise
        return 0


def _in_file(store: str, instead: str) -> None:
    if is_conninfo(store):
        raise Problem(f"this is for files of SQLite; for PostgreSQL: {instead}")


def _known(opened: Any) -> ReadResult:
    known: ReadResult = opened.read(ReadRequest(tags_since=_LONG_AGO))
    return known


def _kind(store: str) -> str:
    return "postgresql" if is_conninfo(store) else "sqlite"


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _since(restored_at: datetime | None) -> str:
    return "" if restored_at is None else f", since {restored_at:%Y-%m-%d %H:%M:%S} UTC"
