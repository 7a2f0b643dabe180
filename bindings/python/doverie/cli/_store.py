# SPDX-License-Identifier: Apache-2.0
"""`doverie store`: what an operator does with the records as a whole."""

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final, TextIO

import click

from doverie import audit
from doverie._codes import FaultCode
from doverie._conninfo import is_conninfo
from doverie._errors import StoreError
from doverie._native import sqlite_schema_version
from doverie._records import ReadRequest, ReadResult
from doverie._stores import SqliteStore
from doverie.cli._reports import Place, Problem, Report, answers, progress
from doverie.cli._stores import opened_store, postgres
from doverie.cli._words import Command, Group, say

_LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=timezone.utc)
_PASSWORD: Final = re.compile(r"password\s*=|://", re.I)
_VERSIONS: Final = re.compile(r"the tables have version (\d+), this library uses (\d+)")
_VOID: Final = "what was open is void, and no code is made or accepted for 24 hours"
_MOST_SKEW: Final = timedelta(seconds=5)
"""By more than this no clock is gone by: doverie/core/settings.h."""
_ABOVE: Final = click.option("--above", metavar="N", type=click.IntRange(1, 1_000_000_000), default=1, show_default=True,
                             help="The highest epoch that the options of a service ever had.")


class _Quiet(Command):
    """Wrong arguments are told without them: one may be part of a connection string, with a password in it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = " ".join(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if not _PASSWORD.search(given):
                raise
            told = say("wrong arguments; a connection string is one, between quotation marks")
            raise click.UsageError(told, error.ctx) from None


_SCHEMA: Final = click.option("--schema", default="doverie", show_default=True, help="Of the tables, on PostgreSQL.")


@click.group(cls=Group)
def store() -> None:
    """The records as a whole. A STORE is a file of SQLite, or a connection string of PostgreSQL.

    One process at a time can open a file: stop the service. Keep passwords out of connection strings: libpq takes them
    from ~/.pgpass, from a service file or from PGPASSWORD.
    """


@store.command(cls=_Quiet)
@click.argument("store", metavar="STORE")
@_SCHEMA
@click.option("--realm", default="", help="Whose format level; that of the service.")
@answers
def info(store: str, schema: str, realm: str) -> Report:
    """Tells which store it is, since when, its format level, and which versions of the library have written to it."""
    with opened_store(store, schema) as opened:
        kind, identity, known = _kind(store), opened.identity, _known(opened)
        format = format_of(opened, realm)
    behind = _behind(known)
    data = {
        "kind": kind, "identity": identity, "epoch": known.epoch,
        "restored_at": _iso(known.restored_at), "last_at": _iso(known.last_at), "format": format, "clock_behind": _seconds(behind),
    }  # fmt: skip
    lines = [say("{kind}, identity {identity}", kind=kind, identity=identity), _epoch_line(known), *_format_lines(format)]
    last = [] if known.store_now else [_last_line(known)]  # where the server's clock counts, nobody keeps it
    return Report(data=data, lines=[*lines, *last, *_behind_lines(behind)], well=behind is None)


@store.command(cls=_Quiet)
@click.argument("store", metavar="STORE")
@_SCHEMA
@answers
def ping(store: str, schema: str) -> Report:
    """Whether the store answers: a file that opens, a server that lets one in and is right. And whether this machine's clock
    is not behind the last that was written, by which no service decides anything.
    """
    with opened_store(store, schema) as opened:
        opened.ping()
        behind = _behind(_known(opened))
        data = {"kind": _kind(store), "identity": opened.identity, "clock_behind": _seconds(behind)}
        lines = [say("{kind} answers", kind=_kind(store)), *_behind_lines(behind)]
        return Report(data=data, lines=lines, well=behind is None)


@store.command(cls=_Quiet)
@click.argument("store", metavar="STORE")
@_SCHEMA
@answers
def check(store: str, schema: str) -> Report:
    """Reads everything, and says what contradicts itself: of a file every page, event and tag; on PostgreSQL server, schema
    and events, where amcheck is for pages and indexes. Seals are for doverie audit verify.
    """
    with opened_store(store, schema) as opened, progress(say("looking")):
        identity, found, behind = opened.identity, list(opened.check()), _behind(_known(opened))
    data = {"identity": identity, "contradictions": found, "clock_behind": _seconds(behind)}
    lines = [*(found or [say("everything fits")]), *_behind_lines(behind)]
    return Report(data=data, lines=lines, well=not found and behind is None)


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
        raise Problem(say("the epoch of a file is raised by doverie store restore"), place=Place(file=store))
    if dry_run:
        return _epoch_to_be(store, schema, above)
    raised = postgres().raise_epoch(store, schema=schema, above=above)
    return Report(data={"epoch": raised, "done": True}, lines=[say("the epoch is {epoch}; {void}", epoch=raised, void=say(_VOID))])


def _epoch_to_be(store: str, schema: str, above: int) -> Report:
    try:
        with opened_store(store, schema) as opened:
            now = _known(opened).epoch
    except StoreError as error:
        if error.code is not FaultCode.STORE_MISMATCH:
            raise
        # Tables that come from another server are opened by nobody before it is raised.
        line = say("dry run: the epoch would rise above {above} and its own, which cannot be read before: {error}",
                   above=above, error=error)  # fmt: skip
        return Report(data={"epoch": None, "done": False}, lines=[line])
    to_be = max(now, above) + 1
    line = say("dry run: the epoch is {now} and would be {to_be}; {void}", now=now, to_be=to_be, void=say(_VOID))
    return Report(data={"epoch": to_be, "done": False}, lines=[line])


@store.command(cls=_Quiet)
@click.argument("store", metavar="FILE")
@click.argument("backup", metavar="BACKUP")
@answers
def backup(store: str, backup: str) -> Report:
    """Writes a backup of a file. A service that runs makes its own, by the call that it has for that."""
    _in_file(store, say("pg_dump or archived WAL"))
    with SqliteStore(store) as opened, progress(say("writing")):
        identity = opened.identity
        opened.backup(backup)
    size = Path(backup).stat().st_size
    lines = [say("{file}: {bytes} bytes, of {identity}", file=backup, bytes=size, identity=identity)]
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
    with opened_store(store, schema) as opened, _new_file(copy) as lines, progress(say("events")) as tell:
        for line in audit.export(opened, after=after):
            lines.write(line + "\n")
            events += 1
            if events % 1000 == 0:
                tell(events)
        if events:
            cursor = json.loads(line)["cursor"]
    return Report(
        data={"file": copy, "events": events, "cursor": cursor},
        lines=[
            say("{file}: {events} events", file=copy, events=events),
            *([say("go on with --after {cursor}", cursor=cursor)] if cursor else []),
        ],
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
        line = say("nothing to migrate: the tables have version {version}, which this library uses", version=before)
        return Report(data=data, lines=[line])
    if before > to:
        told = say("the tables have version {version}, this library uses {uses}; use a newer version of the library",
                   version=before, uses=to)  # fmt: skip
        raise Problem(told)
    if dry_run:
        return Report(data=data, lines=[say("dry run: version {version} would become {to}", version=before, to=to)])
    if is_conninfo(store):
        postgres().create_tables(store, schema=schema)
    else:
        SqliteStore(store).close()
    return Report(data=data, lines=[say("version {version} became {to}", version=before, to=to)])


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
        raise Problem(say("there is no such file"), place=Place(file=store))
    try:
        with closing(sqlite3.connect(f"{Path(store).absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            row = connection.execute("SELECT value FROM doverie_meta WHERE key = 'schema'").fetchone()
    except sqlite3.Error as error:
        raise Problem(say("no doverie event store: {error}", error=error), place=Place(file=store)) from None
    return int(row[0])


@store.command(cls=_Quiet)
@click.argument("backup", metavar="BACKUP")
@click.argument("store", metavar="FILE")
@click.option("--replace", is_flag=True, help="The store at FILE gives way, if it is the one that the backup is of, and is kept beside it.")
@click.option("--another-store", is_flag=True, help="With --replace: another store gives way, too, or one whose identity cannot be read.")
@_ABOVE
@click.option("--dry-run", is_flag=True, help="Do everything but the last step, which proves the backup, and leave nothing of it.")
@answers
def restore(backup: str, store: str, replace: bool, another_store: bool, above: int, dry_run: bool) -> Report:
    """Checks a backup and makes a store at FILE of it, with a higher epoch; the backup stays as it is.

    What was open is void then, and for 24 hours no code is made or accepted. What gives way is kept as FILE.before-epoch-N, where
    N is the new epoch.
    """
    _in_file(store, say("its own tools, and then doverie store epoch"))
    was_there = Path(store).exists()
    if was_there and not replace:
        raise Problem(say("something is there; --replace makes a store give way"), place=Place(file=store))
    with progress(say("restoring")):
        epoch = SqliteStore.restore(backup, store, above=above, replace=replace, another_store=another_store, dry_run=dry_run)
    kept = f"{store}.before-epoch-{epoch}" if was_there else None
    data = {"store": store, "epoch": epoch, "kept": kept, "done": not dry_run}
    if dry_run:
        line = say("dry run: {store} would have epoch {epoch}; {void}", store=store, epoch=epoch, void=say(_VOID))
        return Report(data=data, lines=[line, *([say("what is there would be kept as {kept}", kept=kept)] if kept else [])])
    lines = [say("{store}: epoch {epoch}; {void}", store=store, epoch=epoch, void=say(_VOID)),
             *([say("what was there is kept as {kept}", kept=kept)] if kept else [])]  # fmt: skip
    return _with_identity(data, lines, store)


@store.command("reset-clock", cls=_Quiet)
@click.argument("store", metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Change nothing.")
@answers
def reset_clock(store: str, dry_run: bool) -> Report:
    """Heals a file in which something was written while the machine's clock was ahead. Set the clock first, and stop the service.

    The time that it is now becomes the last at which anything was decided. That counts as a restore: what was open is void, and for 24
    hours no code is made or accepted. On PostgreSQL it is the server's time that counts: doverie store epoch.
    """
    _in_file(store, "doverie store epoch")
    with SqliteStore(store) as opened:
        known = _known(opened)
    behind = _behind(known)
    if dry_run or not behind:
        told = say("dry run: {last}; the clock would be reset to now, and {void}", last=_last_line(known), void=say(_VOID))
        unneeded = say("nothing to reset: {last}, which is not ahead of this machine's clock", last=_last_line(known))
        data = {"store": store, "epoch": None, "clock_behind": _seconds(behind), "done": False}
        return Report(data=data, lines=[told if behind else unneeded])
    epoch = SqliteStore.reset_clock(store)
    lines = [say("{store}: the clock is reset, epoch {epoch}; {void}", store=store, epoch=epoch, void=say(_VOID))]
    return _with_identity({"store": store, "epoch": epoch, "clock_behind": None, "done": True}, lines, store)


def _with_identity(data: dict[str, Any], lines: list[str], store: str) -> Report:
    with SqliteStore(store) as opened:
        identity = opened.identity
    return Report(data=data | {"identity": identity}, lines=[*lines, say("identity {identity}", identity=identity)])


def _in_file(store: str, instead: str) -> None:
    if is_conninfo(store):
        raise Problem(say("this is for files of SQLite; for PostgreSQL: {instead}", instead=instead))


def _known(opened: Any) -> ReadResult:
    known: ReadResult = opened.read(ReadRequest(tags_since=_LONG_AGO))
    return known


def format_of(opened: Any, realm: str) -> dict[str, Any] | None:
    """Of the realm's record; None when the realm has not begun. Its seal is not looked at."""
    stream = f"{realm}/realm/" if realm else "realm/"
    (record,) = opened.read(ReadRequest(streams=(stream,), tags_since=_LONG_AGO)).streams
    if not record.events:
        return None
    noted = json.loads(record.events[-1].data)["realm"]
    return {"level": noted["level"], "versions": noted["versions"]}


def _behind(known: ReadResult) -> timedelta | None:
    """By how much this machine's clock is behind the last that was written; None when a service would go by it."""
    now = datetime.now(timezone.utc)
    if known.store_now is not None or known.last_at is None or now + _MOST_SKEW >= known.last_at:
        return None
    return known.last_at - now


def _seconds(behind: timedelta | None) -> int | None:
    return None if behind is None else int(behind.total_seconds())


def _behind_lines(behind: timedelta | None) -> Iterator[str]:
    if behind is not None:
        yield say("clock_skew: this machine's clock is {behind} behind the last that was written: services refuse every command, and "
                  "nothing is due; set the clock, or, if it was ahead before: doverie store reset-clock",
                  behind=str(timedelta(seconds=int(behind.total_seconds()))))  # fmt: skip


def _epoch_line(known: ReadResult) -> str:
    if known.restored_at is None:
        return say("epoch {epoch}", epoch=known.epoch)
    return say("epoch {epoch}, since {at:%Y-%m-%d %H:%M:%S} UTC", epoch=known.epoch, at=known.restored_at)


def _last_line(known: ReadResult) -> str:
    if known.last_at is None:
        return say("nothing was ever written")
    return say("last written {at:%Y-%m-%d %H:%M:%S} UTC", at=known.last_at)


def _format_lines(format: dict[str, Any] | None) -> Iterator[str]:
    if format is None:
        return
    yield say("format level {level}", level=format["level"])
    for seen in format["versions"]:
        since = seen["first_at"][:16].replace("T", " ")
        yield say("version {version}, which knows levels up to {level}, since {since} UTC",
                  version=seen["library"], level=seen["level"], since=since)  # fmt: skip


def _kind(store: str) -> str:
    return "postgresql" if is_conninfo(store) else "sqlite"


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
