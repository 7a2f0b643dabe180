# SPDX-License-Identifier: Apache-2.0
"""Tables of accounts, read part by part: CSV and Parquet."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import csv, parquet

from doverie._account import Account
from doverie.cli._reports import Place, Problem
from doverie.cli._sniff import not_text, not_utf8
from doverie.cli._words import say

_NO_RULES: Final = ("dates_only", "has_contact")  # what no column of a population has
_NO_COLUMN: Final = ("as_of", "in_call_since")
_NEEDED: Final = (
    *(field.name for field in fields(Account) if field.type is bool and field.name not in _NO_RULES),
    "phone_confirmed",
)
_FACTS: Final = (*_NEEDED, "exists", "phone_allowed", "phone_replacing")
_INSTANTS: Final = [field.name for field in fields(Account) if field.type == datetime | None and field.name not in _NO_COLUMN]
_TYPES: Final = (
    {"birth_date": pa.date32(), "flags": pa.uint8()}
    | {name: pa.bool_() for name in _FACTS}
    | {name: pa.timestamp("us", "UTC") for name in _INSTANTS}
)
_MOST_NAMES: Final = 20
_ROW: Final = re.compile(r"Row #(\d+)")
_LOOKED_AT_BYTES: Final = 1 << 16
_CSV_PART_BYTES: Final = 4 << 20
_PARQUET_PART_ROWS: Final = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that is read once, from start to end."""

    total: float
    """Rows or bytes."""
    done: Callable[[], float]
    """How many of them have been read."""
    batches: Iterator[Any]
    file: str

    def parts(self) -> Iterator[dict[str, Any]]:
        """Columns of doverie.population.Population, some rows at a time."""
        try:
            for batch in self.batches:
                yield {name: batch.column(name).cast(_TYPES[name]) for name in batch.schema.names if name in _TYPES}
        except pa.ArrowException as error:
            raise _pointing(self.file, error) from None


_ADVICE: Final = (
    (re.compile(r"to date32.*'\d{1,2}[./]\d{1,2}[./]\d{4}"), "write dates as 2027-03-01"),
    (re.compile(r"to date32"), "write dates as 2027-03-01; empty: not known"),
    (re.compile(r"to timestamp"), "write instants in UTC, as 2026-12-29T18:00:00Z; empty: not known"),
    (re.compile(r"to bool"), "write true, false, 1 or 0; empty is no"),
    (re.compile(r"to uint8"), "write flags as a number from 0 to 255"),
    (re.compile(r"magic bytes|footer", re.IGNORECASE), "this is not Parquet, or a part of it; any other name is read as CSV"),
    (re.compile(r"Expected \d+ columns"), "every line has as many cells as the first; cells with a comma in them stand in quotation marks"),
    (re.compile(r"straddling|too large to fit", re.IGNORECASE), "a line is too long: is a quotation mark missing?"),
    (re.compile(r"Empty CSV", re.IGNORECASE), "the first line has the names of the columns"),
)


def _pointing(file: str, error: Exception) -> Problem:
    """Arrow counts rows of CSV from 1, the row of names included: lines, as long as no cell has a line break."""
    said = str(error)
    advice = next((f"; {say(what)}" for told, what in _ADVICE if told.search(said)), "")
    row = _ROW.search(said)
    return Problem(said.rstrip(".") + advice, place=Place(file=file, line=int(row[1]) if row else None))


@contextmanager
def open_table(file: str) -> Iterator[Table]:
    """The table in a file: Parquet if it is called so, otherwise CSV."""
    try:
        with Path(file).open("rb") as stream:
            if not file.endswith(".parquet"):
                _check_text(file, stream)
            yield (_parquet if file.endswith(".parquet") else _csv)(file, stream)
    except OSError as error:
        raise Problem(error.strerror or str(error), place=Place(file=file)) from None
    except pa.ArrowException as error:
        raise _pointing(file, error) from None


def _check_text(file: str, stream: IO[bytes]) -> None:
    """Whether it is text, and its row of names UTF-8. Cells that nobody looks at may be anything."""
    begin = stream.read(_LOOKED_AT_BYTES)
    stream.seek(0)
    if wrong := not_text(begin):
        instead = say("; call the file .parquet") if begin.startswith(b"PAR1") else say(" (in Excel: CSV UTF-8)")
        raise Problem(wrong + instead, place=Place(file=file))
    try:
        begin.partition(b"\n")[0].decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(not_utf8(begin), place=Place(file=file, line=1)) from None


def _delimiter(stream: IO[bytes]) -> str:
    """What stands between the names of columns: where a comma is the decimal point, spreadsheets write semicolons."""
    names = stream.readline(_LOOKED_AT_BYTES)
    stream.seek(0)
    return max(",;\t", key=lambda between: names.count(between.encode()))


def _csv(file: str, stream: IO[bytes]) -> Table:
    # Without threads, so that a message names the row.
    reader = csv.open_csv(
        stream,
        read_options=csv.ReadOptions(use_threads=False, block_size=_CSV_PART_BYTES),
        parse_options=csv.ParseOptions(delimiter=_delimiter(stream)),
        convert_options=csv.ConvertOptions(column_types=_TYPES, check_utf8=False),
    )
    _check_columns(file, reader.schema.names)
    return Table(total=Path(file).stat().st_size, done=stream.tell, batches=iter(reader), file=file)


def _parquet(file: str, stream: IO[bytes]) -> Table:
    reader = parquet.ParquetFile(stream)
    names = _check_columns(file, reader.schema_arrow.names)
    read = 0

    def batches() -> Iterator[Any]:
        nonlocal read
        for batch in reader.iter_batches(_PARQUET_PART_ROWS, columns=names):
            read += batch.num_rows
            yield batch

    return Table(total=reader.metadata.num_rows, done=lambda: read, batches=batches(), file=file)


def _check_columns(file: str, names: list[str]) -> list[str]:
    """The names of those that are looked at. A fact that has no column would be taken for a no: better to say so."""
    needed = ("birth_date",) if "flags" in names else ("birth_date", *_NEEDED)
    if missing := [name for name in needed if name not in names]:
        there = ", ".join(names[:_MOST_NAMES]) + (say(" and more") if len(names) > _MOST_NAMES else "")
        told = say("no column {missing}; there are: {there}", missing=", ".join(missing), there=there)
        raise Problem(told, place=Place(file=file, line=1))
    if twice := [name for name in _TYPES if names.count(name) > 1]:
        told = say("the column {names} is there twice; leave one of them", names=", ".join(twice))
        raise Problem(told, place=Place(file=file, line=1))
    return [name for name in names if name in _TYPES]
