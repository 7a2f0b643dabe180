# SPDX-License-Identifier: Apache-2.0
"""How does a portal move in, with the links of the system that it had before, and how does it take links elsewhere?

    importing = moving.Import(service, operator_id="anna", dry_run=True)
    for links in moving.read_links("links.csv"):          # or .parquet, with pyarrow
        for refusal in importing.take(links).refused:
            print(refusal.link.line, refusal.why)

An import is one command for each link (`OperatorSide.import_link`), each under an id made of the link: it can end anywhere, and
be begun again with the same file. Everything waits without the GIL.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final

from doverie import _native
from doverie._host_reason import AnyReason, any_reason
from doverie._native import EventStore
from doverie._service import Service

__all__ = ["ExportedLink", "Import", "Link", "Refusal", "Report", "links", "read_links", "to_csv"]

_COLUMNS: Final = ("trustor", "contact", "since")
_PART_BYTES: Final = 1 << 20
_PART_ROWS: Final = 1 << 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of the system before."""

    trustor: str
    """Whose account is protected."""
    contact: str
    """By whom."""
    since: datetime | None
    """When the link was made there; None in a row that could not be read."""
    line: int = 0
    """Of the file that it comes from; the row of names is line 1."""
    unreadable: str = ""
    """What is wrong with the row, if it could not be read: it is refused in these words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A link that is not in place."""

    link: Link
    """Which one."""
    codes: tuple[AnyReason, ...]
    """Which rules said no; none when it was not a rule."""
    why: str
    """The names of the reasons, or what is wrong with the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What has become of some links."""

    in_place: int
    """Those that are there now, brought in by this run or by one before; would be, of a dry run."""
    repeated: int
    """Rows that say the same as one before them, of these or of earlier ones: not counted again."""
    refused: tuple[Refusal, ...]
    """In the order of the rows."""
    left: int
    """Rows that were not come to."""
    stopped: Exception | None
    """Why, if something broke: begin again with the same rows when it is mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedLink:
    """A link that there is now."""

    trustor: str
    """Whose account is protected."""
    contact: str
    """By whom."""
    since: datetime
    """When it was made: here, or in the system before."""
    imported_at: datetime | None
    """When it was brought in; None for a link that was accepted here."""


class Import:
    """Brings links in, part by part. Thread-safe.

    `operator_id`: who does it; recorded. `checked_at_use`, `tell`: as of `OperatorSide.import_link`. `dry_run`: decides every row
    as the import would, one after the other, and writes nothing; what it would have written is kept in memory, some 4 KB for each
    link. `threads`: rows are shared out among so many, those of one trustor to the same one.
    """

    def __init__(
        self,
        service: Service,
        *,
        operator_id: str,
        checked_at_use: bool = False,
        tell: bool = False,
        dry_run: bool = False,
        threads: int = 16,
    ) -> None:
        """Raises InvalidArgument when an option is wrong, the name of the operator included."""
        self._import = _native.LinkImport(service._native, operator_id, checked_at_use, tell, dry_run, threads)

    def take(self, links: Iterable[Link]) -> Report:
        """Some of the rows; the next call goes on with others. A row that is refused stops nothing.

        A link that was brought in before and taken away since does not come back for as long as records of commands are kept:
        it is refused, in these words.
        """
        rows = [(link.trustor, link.contact, link.since, link.line, link.unreadable) for link in links]
        in_place, repeated, refused, left, stopped = self._import.take(rows)
        told = tuple(
            Refusal(link=_link(row), codes=tuple(map(any_reason, codes)), why=why) for row, codes, why in refused
        )
        return Report(in_place=in_place, repeated=repeated, refused=told, left=left, stopped=stopped)


def read_links(file: str | PathLike[str]) -> Iterator[list[Link]]:
    """The links of a file, some at a time: Parquet if it is called so (with pyarrow), otherwise CSV.

    Columns: trustor, contact, since (a day or an instant); others are not looked at. Raises InvalidArgument, OSError, and
    ValueError for Parquet that has not these columns, or one of them twice: perhaps after some rows. Go through the file once
    before the import, so that one that breaks in the middle is found before anything is written.
    """
    return _parquet(fspath(file)) if fspath(file).endswith(".parquet") else _csv(fspath(file))


def _csv(file: str) -> Iterator[list[Link]]:
    table = _native.LinkTable()
    with Path(file).open("rb") as stream:
        while part := stream.read(_PART_BYTES):
            table.add(part)
            yield list(map(_link, table.links()))
    table.end()
    yield list(map(_link, table.links()))


def _parquet(file: str) -> Iterator[list[Link]]:
    from pyarrow import parquet  # type: ignore[import-untyped]

    reader = parquet.ParquetFile(file)
    if missing := [name for name in _COLUMNS if name not in reader.schema_arrow.names]:
        raise ValueError(f"no column {', '.join(missing)}; there have to be trustor, contact and since")
    if twice := [name for name in _COLUMNS if reader.schema_arrow.names.count(name) > 1]:
        raise ValueError(f"the column {', '.join(twice)} is there twice; leave one of them")
    line = 1
    for batch in reader.iter_batches(_PART_ROWS, columns=list(_COLUMNS)):
        rows = zip(*(batch.column(name).to_pylist() for name in _COLUMNS), strict=True)
        links = [_cells(line + place, *row) for place, row in enumerate(rows, 1)]
        line += len(links)
        yield links


def _cells(line: int, trustor: Any, contact: Any, since: Any) -> Link:
    for name, cell in (("trustor", trustor), ("contact", contact)):
        if not isinstance(cell, str):  # a number read as an id would be another account's, or nobody's
            return Link(trustor="", contact="", since=None, line=line, unreadable=f"{name} is {cell!r}, and has to be text")
        if cell != cell.strip(" "):
            return Link(trustor="", contact="", since=None, line=line, unreadable=f"{cell!r} has spaces around it")
    if isinstance(since, datetime):
        since = since if since.tzinfo else since.replace(tzinfo=timezone.utc)
    elif isinstance(since, date):
        since = datetime.combine(since, time(), timezone.utc)
    else:
        return Link(trustor=trustor, contact=contact, since=None, line=line, unreadable="since is no day and no instant")
    return Link(trustor=trustor, contact=contact, since=since, line=line)


def links(store: EventStore, *, realm: str = "") -> list[ExportedLink]:
    """The links that there are now, as the feed tells, in order of trustor and contact.

    Seals are not looked at: audit.verify() first. Raises StoreError, RecordError.
    """
    return [
        ExportedLink(trustor=trustor, contact=contact, since=since, imported_at=imported_at)
        for trustor, contact, since, imported_at in _native.links_in(store, realm)
    ]


def to_csv(store: EventStore, *, realm: str = "") -> str:
    """The same as CSV that `read_links` reads: trustor, contact, since, origin (accepted or imported), imported_at."""
    return _native.links_csv(store, realm)


def _link(row: tuple[str, str, datetime | None, int, str]) -> Link:
    trustor, contact, since, line, unreadable = row
    return Link(trustor=trustor, contact=contact, since=since, line=line, unreadable=unreadable)
