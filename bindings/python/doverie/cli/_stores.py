# SPDX-License-Identifier: Apache-2.0
"""Stores as they are named on the command line: a file of SQLite, libpq's connection string, or a copy in JSON Lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import doverie
from doverie._conninfo import is_conninfo
from doverie._stores import SqliteStore
from doverie.cli._reports import Place, Problem
from doverie.cli._words import say

if TYPE_CHECKING:
    from doverie._postgres_store import PostgresStore

_SQLITE_MAGIC: Final = b"SQLite format 3\0"


def postgres() -> "type[PostgresStore]":
    """The class, where the package was built with libpq. Raises Problem elsewhere."""
    try:
        return doverie.PostgresStore
    except ImportError as error:
        raise Problem(str(error)) from None


@contextmanager
def opened_store(store: str, schema: str) -> "Iterator[SqliteStore | PostgresStore]":
    """What the operator names. PostgreSQL's is opened to be read, and whatever role comes will do."""
    if is_conninfo(store):
        with postgres()(store, schema=schema, role="reader", any_role=True) as on_server:
            yield on_server
    else:
        with SqliteStore(store) as in_file:
            yield in_file


@contextmanager
def opened_records(file: str) -> Iterator[SqliteStore | IO[bytes]]:
    """The store in a file, or the lines of a copy. Raises Problem for a file that cannot be read, or is empty."""
    if is_conninfo(file):
        raise Problem(say("this is for files; of PostgreSQL's records take a copy: doverie store export"))
    try:
        with Path(file).open("rb") as lines:
            beginning = lines.read(len(_SQLITE_MAGIC))
            if not beginning:  # nothing in it fits nothing
                raise Problem(say("it is empty: neither a store nor a copy of one"), place=Place(file=file))
            if beginning != _SQLITE_MAGIC:
                lines.seek(0)
                yield lines
                return
    except OSError as error:
        raise Problem(error.strerror or str(error), place=Place(file=file)) from None
    with SqliteStore(file) as store:
        yield store
