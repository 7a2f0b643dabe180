# SPDX-License-Identifier: Apache-2.0
"""`doverie store`: what an operator does with the records as a whole."""

import re
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final

import click

from doverie._codes import FaultCode
from doverie._errors import StoreError
from doverie._records import ReadRequest, ReadResult
from doverie._stores import SqliteStore
from doverie.cli._reports import Place, Problem, Report, answers, progress
from doverie.cli._stores import is_conninfo, opened_store, postgres

_LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=timezone.utc)
_PASSWORD: Final = re.compile(r"password\s*=|://", re.I)
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
@click.argument("store", metavar="FILE")
@answers
def check(store: str) -> Report:
    """Reads every page, event and tag of a file, and says what contradicts itself. Seals are for doverie audit verify."""
    _in_file(store, "amcheck looks at its pages and indexes")
    with SqliteStore(store) as opened, progress("looking"):
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
