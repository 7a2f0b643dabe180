# SPDX-License-Identifier: Apache-2.0
"""What everything that can be closed has in common."""

from types import TracebackType
from typing import Self


class Closing:
    """A context manager that closes itself at the end."""

    __slots__ = ()

    def close(self) -> None:
        """Closes it; doing so again does nothing."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def refuse_subclass(name: str, base: str) -> TypeError:
    """What `__init_subclass__` raises where a method overridden in Python would never be called."""
    return TypeError(f"{name} cannot be subclassed; subclass doverie.{base}")
