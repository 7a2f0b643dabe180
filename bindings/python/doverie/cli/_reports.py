# SPDX-License-Identifier: Apache-2.0
"""What commands answer: words for people, or JSON; and how problems point into files."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

from doverie._errors import Error
from doverie.cli._sniff import UTF8_MARK, not_text, not_utf8

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


class Problem(Exception):
    """What kept a command from looking, or is wrong with a file."""

    def __init__(self, message: str, *, place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {"message": self.message} | (self.place.data() if self.place else {})

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


def answers(command: Callable[..., Report]) -> Callable[..., None]:
    """Gives a command the option --json, prints its report, and turns what was raised into words or JSON."""

    @click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
    @wraps(command)
    def run(*arguments: Any, as_json: bool, **options: Any) -> None:
        try:
            report = command(*arguments, **options)
        except Exception as error:  # no traceback, whatever it is
            problem = error if isinstance(error, Problem) else Problem(_said(error))
            if as_json:
                click.echo(_dumped({"error": problem.data()}))
            else:
                click.echo(str(problem), err=True)
            raise SystemExit(_NOT_LOOKED_AT) from None
        click.echo(_dumped(report.data) if as_json else "\n".join(report.lines))
        if not report.well:
            raise SystemExit(_NOT_WELL)

    return run


def _said(error: Exception) -> str:
    if isinstance(error, Error | OSError):
        return str(error)
    return f"unexpected, and a fault of this command: {type(error).__name__}: {error}"


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
