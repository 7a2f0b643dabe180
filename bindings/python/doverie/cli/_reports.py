# SPDX-License-Identifier: Apache-2.0
"""What commands answer: words for people, or JSON; and how problems point into files."""

import json
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

from doverie._conninfo import is_conninfo
from doverie._errors import Error, Fault, Rejected
from doverie.cli._sniff import UTF8_MARK, not_text, not_utf8
from doverie.cli._words import LANG, code, say

_NOT_WELL: Final = 1
_NOT_LOOKED_AT: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a command found."""

    data: dict[str, Any]
    """With --json."""
    lines: Sequence[str]
    """Without."""
    well: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a file. Lines and columns (of characters) count from 1; None: the file as a whole."""

    file: str
    line: int | None = None
    column: int | None = None
    pointer: str | None = None
    """A JSON pointer (RFC 6901)."""

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {"file": self.file, "line": self.line, "column": self.column, "pointer": self.pointer}

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class Problem(Error):
    """What kept a command from looking, or is wrong with a file."""

    def __init__(self, message: str, *, place: Place | None = None, fault: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.fault = fault
        """The name of the library's fault, if it was one: pages name it so."""

    def data(self) -> dict[str, Any]:
        """For JSON."""
        named = {} if self.fault is None else {"fault": self.fault}
        return {"message": self.message} | named | (self.place.data() if self.place else {})

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


def answers(command: Callable[..., Report]) -> Callable[..., None]:
    """Gives a command the options --json and --lang, prints its report, and turns what was raised into words or JSON."""

    @click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
    @LANG
    @wraps(command)
    def run(*arguments: Any, as_json: bool, **options: Any) -> None:
        try:
            report = command(*arguments, **options)
        except Exception as error:  # no traceback, whatever it is
            problem = _without_connections(error if isinstance(error, Problem) else problem_of(error), [*arguments, *options.values()])
            if as_json:
                click.echo(_dumped({"error": problem.data()}))
            else:
                click.echo(str(problem), err=True)
            raise SystemExit(_NOT_LOOKED_AT) from None
        click.echo(_dumped(report.data) if as_json else "\n".join(report.lines))
        if not report.well:
            raise SystemExit(_NOT_WELL)

    return run


def problem_of(error: Exception, *, place: Place | None = None) -> Problem:
    """What was raised, in words: a fault by its name, its text where that is in another language, and what it was about."""
    if isinstance(error, Fault):
        name = error.code.name.lower()
        text = f"{error.code.text('ru')} " if code() == "ru" and str(error) != error.code.text() else ""
        about = error.code.text(code()) if str(error) == error.code.text() else str(error)
        return Problem(f"{name}: {text}{about}", place=place, fault=name)
    if isinstance(error, Rejected):
        return Problem(refused(error), place=place)
    if isinstance(error, Error) or (isinstance(error, OSError) and error.errno is not None):  # else a host's own words
        return Problem(str(error), place=place)
    told = say("{kind}, raised at {where}; what it says is not shown, since it may name somebody",
               kind=type(error).__name__, where=_where(error))  # fmt: skip
    return Problem(told, place=place)


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"


def _without_connections(problem: Problem, given: Iterable[Any]) -> Problem:
    """Connection strings have passwords in them, and whoever takes one for a file would print it."""
    secrets = [one for one in given if isinstance(one, str) and is_conninfo(one)]

    def unsaid(text: str) -> str:
        for secret in secrets:
            for written in (secret, repr(secret)[1:-1]):
                text = text.replace(written, say("(a connection string)"))
        return text

    if not secrets:
        return problem
    place = problem.place and replace(problem.place, file=unsaid(problem.place.file))
    return Problem(unsaid(problem.message), place=place, fault=problem.fault)


def refused(no: Rejected) -> str:
    """Every reason by its name, and in words."""
    return "\n".join(f"{reason.code.name.lower()}: {reason.text(code())}" for reason in no.reasons)


def _dumped(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def read_text(path: str) -> str:
    """A file in UTF-8, with or without a mark at its beginning (BOM)."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise Problem(error.strerror or str(error), place=Place(file=path)) from None
    if wrong := not_text(content):
        raise Problem(wrong, place=Place(file=path))
    try:
        return content.removeprefix(UTF8_MARK).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        column = error.start - error.object.rfind(b"\n", 0, error.start)
        raise Problem(not_utf8(content), place=Place(file=path, line=line, column=column)) from None


@contextmanager
def progress(what: str, total: float | None = None) -> Iterator[Callable[[float], None]]:
    """A bar on the terminal while something takes long, and nothing where there is no terminal. Gives a function that says
    how much has been done so far; without a total it counts.
    """
    console = Console(stderr=True)
    done = [BarColumn(), TaskProgressColumn()] if total is not None else [TextColumn("{task.completed:.0f}")]
    columns = [SpinnerColumn(), TextColumn("{task.description}"), *done, TimeElapsedColumn()]
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda completed: bar.update(task, completed=completed)
