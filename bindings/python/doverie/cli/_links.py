# SPDX-License-Identifier: Apache-2.0
"""`doverie links`: moving in with the links of another system, and taking links elsewhere."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

import click

from doverie import moving
from doverie._service import Service
from doverie._told_to_stop import ToldToStop, told_to_stop
from doverie.cli._modules import made_by
from doverie.cli._reports import Place, Problem, Report, answers, problem_of, progress
from doverie.cli._stores import opened_store
from doverie.cli._words import Group, say

_MOST: Final = 20
_AT_ONCE: Final = 512


@click.group(cls=Group)
def links() -> None:
    """Links of another system: bringing them in, and taking links elsewhere."""


@links.command("import")
@click.argument("file", metavar="FILE")
@click.option("--host", metavar="MODULE:FUNCTION", required=True, help="The function that returns its service.")
@click.option("--operator", metavar="NAME", required=True, help="Who does it; recorded.")
@click.option("--checked-at-use", is_flag=True, help="Ask no rule about the people now; every use of a link asks.")
@click.option("--tell", is_flag=True, help="Tell both people of each link.")
@click.option("--dry-run", is_flag=True, help="Say what would be refused and why, and write nothing.")
@click.option("--threads", type=click.IntRange(1, 64), default=16, show_default=True, help="How many commands at once.")
@click.option("--most", type=click.IntRange(0), default=_MOST, show_default=True, help="How many refusals are named.")
@answers
def import_(
    file: str, host: str, operator: str, checked_at_use: bool, tell: bool, dry_run: bool, threads: int, most: int
) -> Report:
    """Brings in the links of FILE: CSV (with a row of names) or Parquet (.parquet), with trustor, contact and since.

    The file is read to its end before anything is written. It can be ended and begun again with the same file. Ends with 1 when a
    link was refused.
    """
    with _reading(file):
        rows = sum(map(len, moving.read_links(file)))
    sums = _Sums(file, rows, dry_run)
    with made_by(host, Service, "a doverie.Service") as service, progress(say("links"), rows) as so_far:
        importing = moving.Import(service, operator_id=operator, checked_at_use=checked_at_use, tell=tell,
                                  dry_run=dry_run, threads=threads)  # fmt: skip
        with _reading(file, sums), _told_to_stop() as told:
            for part in _pieces(file):
                sums.add(importing.take(part))
                so_far(sums.rows)
                if told.come and sums.rows < rows:
                    sums.stopped = sums.stopped or Problem(say("it was told to stop"))
                if sums.stopped:
                    break
    return sums.report(most)


def _pieces(file: str) -> Iterator[Sequence[moving.Link]]:
    """So small that whoever tells the import to stop does not wait."""
    for part in moving.read_links(file):
        for first in range(0, len(part), _AT_ONCE):
            yield part[first : first + _AT_ONCE]


def _told_to_stop() -> AbstractContextManager[ToldToStop]:
    """So that a piece that has begun is counted."""
    return told_to_stop() if threading.current_thread() is threading.main_thread() else nullcontext(ToldToStop())


@contextmanager
def _reading(file: str, sums: "_Sums | None" = None) -> Iterator[None]:
    """Tells where a file breaks, and what has become of the rows before."""
    so_far = f"; {sums.so_far()}" if sums else ""
    try:
        yield
    except OSError as error:
        raise Problem((error.strerror or str(error)) + so_far, place=Place(file=file)) from None
    except ImportError as error:
        raise Problem(say("reading Parquet needs pyarrow: pip install pyarrow ({error})", error=error)) from None
    except ValueError as error:
        line, message = _split(str(error))
        raise Problem(message + so_far, place=Place(file=file, line=line)) from None


def _split(message: str) -> tuple[int | None, str]:
    """The number and the rest of `line 7: …`."""
    found = re.match(r"line (\d+): (.*)", message, re.S)
    return (int(found[1]), found[2]) if found else (None, message)


class _Sums:
    """Reports of the parts of a file, added up."""

    def __init__(self, file: str, all: int, dry_run: bool) -> None:
        self._file = file
        self._all = all
        self._dry_run = dry_run
        self._in_place = 0
        self._repeated = 0
        self._refused: list[moving.Refusal] = []
        self.rows = 0
        self.stopped: Exception | None = None

    def add(self, part: moving.Report) -> None:
        """One part more."""
        self._in_place += part.in_place
        self._repeated += part.repeated
        self._refused += part.refused
        self.rows += part.in_place + part.repeated + len(part.refused)
        self.stopped = self.stopped or part.stopped

    def so_far(self) -> str:
        """What has become of the rows that were come to."""
        counts = {"in_place": self._in_place, "refused": len(self._refused)}
        if self._dry_run:
            told = say("dry run: {in_place} links would be in place, {refused} would be refused", **counts)
        else:
            told = say("{in_place} links in place, {refused} refused", **counts)
        return told + (say(", {repeated} rows say the same as one before", repeated=self._repeated) if self._repeated else "")

    def report(self, most: int) -> Report:
        """In words; raises Problem when something broke."""
        if self.stopped:
            raise self._broken(self.stopped)
        named = [f"{self._file}:{one.link.line}: {one.link.trustor}, {one.link.contact}: {one.why}" for one in self._refused[:most]]
        more = len(self._refused) - len(named)
        lines = named + ([say("and {more} more", more=more)] if more else [])
        data = {"in_place": self._in_place, "repeated": self._repeated, "refused": list(map(_told, self._refused)),
                "done": not self._dry_run}  # fmt: skip
        return Report(data=data, lines=[*lines, self.so_far()], well=not self._refused)

    def _broken(self, stopped: Exception) -> Problem:
        """What is written stays, and is in place when the same file is given again."""
        broke = problem_of(stopped)
        left = {"left": self._all - self.rows, "why": broke.message}
        if self._dry_run:
            then = say("{left} rows were not come to, as something broke: {why}. Nothing was written; try again", **left)
        else:
            then = say("{left} rows were not come to, as something broke: {why}. What is in place stays; begin again with the same "
                       "file", **left)  # fmt: skip
        return Problem(f"{self.so_far()}; {then}", fault=broke.fault)


def _told(refusal: moving.Refusal) -> dict[str, Any]:
    link = refusal.link
    return {"line": link.line, "trustor": link.trustor, "contact": link.contact, "why": refusal.why}


@links.command()
@click.argument("store", metavar="STORE")
@click.argument("file", metavar="FILE")
@click.option("--schema", default="doverie", show_default=True, help="Of the tables, on PostgreSQL.")
@click.option("--realm", default="", help="Whose links; that of the service.")
@answers
def export(store: str, file: str, schema: str, realm: str) -> Report:
    """Writes the links that there are now into a new FILE, as CSV that `import` reads.

    STORE is a file of SQLite, whose service is stopped, or a connection string. Seals are not looked at: audit verify does.
    """
    with opened_store(store, schema) as opened:
        text = moving.to_csv(opened, realm=realm)
    try:
        with Path(file).open("x", encoding="utf-8", newline="") as stream:
            stream.write(text)
    except OSError as error:
        raise Problem(error.strerror or str(error), place=Place(file=file)) from None
    count = text.count("\n") - 1
    return Report(data={"links": count, "file": file}, lines=[say("{file}: {count} links", file=file, count=count)])
