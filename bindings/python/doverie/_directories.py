# SPDX-License-Identifier: Apache-2.0
"""The account directories that ship with the library: for tests, examples and small hosts."""

import os
from collections.abc import Mapping
from typing import Any, final

from doverie import _native
from doverie._account import Account
from doverie._closing import Closing, refuse_subclass


@final
class MemoryDirectory(_native.MemoryDirectory):
    """Accounts in memory. Thread-safe.

    accounts = doverie.MemoryDirectory({"ivan": doverie.Account(given_name="Иван", ...)})
    """

    def __init_subclass__(cls, **_: Any) -> None:
        raise refuse_subclass("MemoryDirectory", "AccountDirectory")

    def __init__(self, accounts: Mapping[str, Account] | None = None) -> None:
        super().__init__()
        for account, facts in (accounts or {}).items():
            self.put(account, facts)

    def put(self, account: str, facts: Account) -> None:
        """Adds or replaces. Raises InvalidArgument for what cannot be an account id."""
        super().put(account, facts)

    def remove(self, account: str) -> None:
        """Does nothing when there is no such account."""
        super().remove(account)

    def set_unavailable(self, unavailable: bool = True) -> None:
        """While set, find() raises DirectoryError, as when the host's accounts cannot be reached."""
        super().set_unavailable(unavailable)


@final
class SqliteDirectory(Closing, _native.SqliteDirectory):
    """Accounts in a table of their own SQLite file. Thread-safe; several processes may use it at once.

    Opens a file that is there; create() makes one.
    """

    def __init_subclass__(cls, **_: Any) -> None:
        raise refuse_subclass("SqliteDirectory", "AccountDirectory")

    def __init__(self, path: str | bytes | os.PathLike[str]) -> None:
        self._begin(path, create=False)

    def _begin(self, path: str | bytes | os.PathLike[str], *, create: bool) -> None:
        _native.SqliteDirectory.__init__(self, path, create)
        self._path = os.fsdecode(path)

    @classmethod
    def create(cls, path: str | bytes | os.PathLike[str]) -> "SqliteDirectory":
        """Makes a new directory, and opens it. Raises InvalidArgument when anything is at `path`, also an empty file."""
        directory = cls.__new__(cls)
        directory._begin(path, create=True)
        return directory

    def put(self, account: str, facts: Account) -> None:
        """Adds or replaces; `facts.as_of` is not stored. Raises InvalidArgument for what cannot be an account id."""
        super().put(account, facts)

    def remove(self, account: str) -> None:
        """Does nothing when there is no such account."""
        super().remove(account)

    def close(self) -> None:
        """Closes the file as soon as the calls that are under way have ended."""
        _native.SqliteDirectory.close(self)

    def __repr__(self) -> str:
        return f"SqliteDirectory({self._path!r}{', closed' if self.closed else ''})"
