# SPDX-License-Identifier: Apache-2.0
"""The contract of event stores as tests."""

from collections.abc import Callable
from typing import Any, ClassVar

from doverie import _native
from doverie._native import EventStore


def _test_of(name: str, sentence: str) -> Callable[["EventStoreContract"], None]:
    def test(self: "EventStoreContract") -> None:
        __tracebackhide__ = True
        self.check_clause(name)

    test.__name__ = test.__qualname__ = f"test_{name}"
    test.__doc__ = f"A store has to do this: {sentence}."
    return test


class EventStoreContract:
    """What every event store has to do, as one test for each clause. Inherit from it and make stores:

        class TestMyStore(doverie.testing.EventStoreContract):
            def make_store(self):
                return MyStore(new_database())

    pytest runs it as it is; for unittest, inherit from unittest.TestCase, too. A test that fails says which sentence of the
    contract was broken, what was expected and what was seen; what the store raised is its cause.

    Overriding reopen_store(), open_store_again(), restore_store() or lose_answer() claims what they stand for, and adds the
    clauses about it. The tests have one set of data at a time: when make_store() is called, every store that was made before
    has been given to close_store().
    """

    threads: ClassVar[int] = 8
    """How many threads there are in clauses about threads."""
    rounds: ClassVar[int] = 25
    """How often each of them does its work."""
    streams: ClassVar[int] = 10_000
    """How many streams there are in the clause about many of them."""

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        for name, sentence, claim in _native.contract_clauses():
            claimed = claim == "make_store" or getattr(cls, claim) is not getattr(EventStoreContract, claim)
            if claimed and not hasattr(cls, f"test_{name}"):
                setattr(cls, f"test_{name}", _test_of(name, sentence))

    def make_store(self) -> EventStore:
        """A store without anything in it. Required."""
        raise NotImplementedError(f"{type(self).__qualname__} has to define make_store()")

    def close_store(self, store: EventStore) -> None:
        """The tests need this store no more. Calls its close(), if it has one."""
        close = getattr(store, "close", None)
        if close is not None:
            close()

    def reopen_store(self) -> EventStore:
        """The data of the last make_store(), opened again: every store on them has been closed."""
        raise NotImplementedError

    def open_store_again(self) -> EventStore:
        """The data of the last make_store(), opened once more beside the stores in use, as another process would."""
        raise NotImplementedError

    def restore_store(self) -> EventStore:
        """The data of the last make_store(), from a backup taken now and restored: every store on them has been closed."""
        raise NotImplementedError

    def lose_answer(self) -> None:
        """From now on: the next append to these data returns UNKNOWN, whether it has taken effect or not."""
        raise NotImplementedError

    def check_clause(self, name: str) -> None:
        """Tests one clause by its name; AssertionError when it is broken. The tests are made of it."""
        __tracebackhide__ = True
        passed, explanation, raised = _native.run_contract_clause(self, name, self.threads, self.rounds, self.streams)
        for error in raised:
            if not isinstance(error, Exception):
                raise error
        if not passed:
            raise AssertionError(f"{name}: {explanation}") from (raised[-1] if raised else None)
