# SPDX-License-Identifier: Apache-2.0
"""The event stores that ship with the library."""

import os
from datetime import datetime
from typing import Any, final

from doverie import _native
from doverie._closing import Closing, refuse_subclass


@final
class MemoryStore(_native.MemoryStore):
    """Events in memory: for tests and rule experiments. Everything is gone with the object. Thread-safe.

    A child after a fork has a copy of its own, and is not refused.
    """

    def __init_subclass__(cls, **_: Any) -> None:
        raise refuse_subclass("MemoryStore", "EventStore")

    def __init__(self) -> None:
        super().__init__()

    def __repr__(self) -> str:
        return "MemoryStore()"


@final
class SqliteStore(Closing, _native.SqliteStore):
    """Events in one SQLite file, used by one process: the embedded default. Thread-safe.

        doverie.SqliteStore.create("circles.db").close()  # once, when the host is installed
        with doverie.SqliteStore("circles.db") as store: ...

    Opens a file that is there, and never makes one: raises StoreError when there is none, when another process has it,
    when it is another program's, and the like. `clock` is the store's own time, compared with the service's; usually there
    is none. `identity` is that of the store that is meant: another one raises StoreError (STORE_MISMATCH). What was opened
    before a fork is refused after it, in the child.
    """

    def __init_subclass__(cls, **_: Any) -> None:
        raise refuse_subclass("SqliteStore", "EventStore")

    def __init__(
        self, path: str | bytes | os.PathLike[str], *, clock: _native.Clock | None = None, identity: str | None = None
    ) -> None:
        self._begin(path, clock, identity, create=False)

    def _begin(
        self, path: str | bytes | os.PathLike[str], clock: _native.Clock | None, identity: str | None, *, create: bool
    ) -> None:
        _native.SqliteStore.__init__(self, path, clock, identity, create)
        self._path = os.fsdecode(path)

    @classmethod
    def create(
        cls, path: str | bytes | os.PathLike[str], *, clock: _native.Clock | None = None
    ) -> "SqliteStore":
        """Makes a new store, for its owner alone, and opens it: once, as an empty store says of everybody that nobody
        protects them. Raises InvalidArgument when anything is at `path`, also an empty file.
        """
        store = cls.__new__(cls)
        store._begin(path, clock, None, create=True)
        return store

    @property
    def identity(self) -> str:
        """What tells this store from every other: 32 hex digits, made with it. Its backups have it, too, and what is
        restored from them.
        """
        return super().identity

    def backup(self, path: str | bytes | os.PathLike[str]) -> None:
        """Writes a backup while commands go on: a new file, whole and on the disk when this returns, which opens only
        through restore(). Keys are not in it.
        """
        _native.SqliteStore.backup(self, path)

    @staticmethod
    def restore(
        backup: str | bytes | os.PathLike[str], path: str | bytes | os.PathLike[str], *, above: int = 0,
        replace: bool = False, another_store: bool = False, dry_run: bool = False, at: datetime | None = None,
    ) -> int:
        """Makes a store at `path` of a backup, which is checked and left as it is, and returns its epoch: higher than
        the backup's and than `above`, the one in the service's options. What was opened under a lower epoch is void,
        and no code is made or accepted for 24 hours. Nothing may be at `path`, unless `replace` is true: then
        the store there gives way, if it is the one that the backup is of, and is kept as `<path>.before-epoch-<epoch>`. With
        `another_store` another one does, too, or one whose identity cannot be read. With `dry_run` everything is done but
        the last step, and nothing of it stays. `at` is when this happens, for tests: the machine's time otherwise.

        Raises StoreError (STORE_MISMATCH: another store; STORE_WRONG_FORMAT: no backup, or what is to give way is no store;
        STORE_CORRUPT: the backup; STORE_LOCKED: either file is open) and InvalidArgument; then `path` is as before.
        """
        return _native.restore_sqlite(backup, path, above, replace, another_store, dry_run, at)

    @staticmethod
    def reset_clock(path: str | bytes | os.PathLike[str], *, at: datetime | None = None) -> int:
        """For a machine whose clock was ahead when something was written, and is right now: the store at `path`, which
        nobody may have open, takes the time that it is for the last at which anything was decided. Returns the epoch: it
        counts as a restore(), so that what was open is void, and no code is made or accepted for 24 hours. What lies ahead
        is taken for having happened now. `at` is the time, for tests: the machine's otherwise.
        """
        return _native.reset_clock_sqlite(path, at)

    def close(self) -> None:
        """Closes the file as soon as the calls that are under way have ended. Services that use the store fault from
        now on.
        """
        _native.SqliteStore.close(self)

    def __repr__(self) -> str:
        return f"SqliteStore({self._path!r}{', closed' if self.closed else ''})"
