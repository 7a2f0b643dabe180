# SPDX-License-Identifier: Apache-2.0
"""The contract of event stores from Python: the shipped stores, the one of the examples, and stores that break it."""

import unittest
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import doverie
from doverie import AppendOutcome, _native
from doverie.testing import EventStoreContract
from own_store_test import TestOwnStore  # noqa: F401  the example's own tests


class TestMemoryStore(EventStoreContract):
    def make_store(self) -> doverie.EventStore:
        return doverie.MemoryStore()


class TestSqliteStore(EventStoreContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.path = tmp_path / "circles.db"

    def make_store(self) -> doverie.EventStore:
        return doverie.SqliteStore.create(self.path)

    def reopen_store(self) -> doverie.EventStore:
        return doverie.SqliteStore(self.path)


class Passing(doverie.EventStore):
    """Passes everything on to a store in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = doverie.MemoryStore()
        self.closed = 0

    def close(self) -> None:
        self.closed += 1

    def read(self, request: doverie.ReadRequest) -> doverie.ReadResult:
        return self.inner.read(request)

    def append(self, batch: doverie.Batch) -> doverie.AppendResult:
        return self.inner.append(batch)

    def lease_messages(self, realm: str, *rest: Any) -> Sequence[doverie.LeasedMessage]:
        return self.inner.lease_messages(realm, *rest)

    def settle_messages(self, settlements: Sequence[doverie.Settlement]) -> None:
        self.inner.settle_messages(settlements)

    def feed(self, after: str, limit: int) -> Sequence[doverie.FeedEntry]:
        return self.inner.feed(after, limit)


class TestPassing(EventStoreContract):
    threads = 3
    rounds = 5
    streams = 1_000

    def make_store(self) -> doverie.EventStore:
        return Passing()


def contract(**methods: Any) -> EventStoreContract:
    """The contract of a store with some methods replaced."""
    broken = type("Broken", (Passing,), methods)
    made = type("Contract", (TestPassing,), {"make_store": lambda self: broken()})
    return made()  # type: ignore[no-any-return]


def broken_by(clause: str, **methods: Any) -> AssertionError:
    with pytest.raises(AssertionError) as broken:
        contract(**methods).check_clause(clause)
    return broken.value


def test_a_broken_clause_is_explained_in_words() -> None:
    error = broken_by("feed_up_to_limit", feed=lambda self, after, limit: self.inner.feed(after, 1000))
    assert str(error) == (
        "feed_up_to_limit: a store has to do this: the feed gives up to the limit of entries\n"
        "feed gave 5 entries, though the limit was 0"
    )
    assert error.__cause__ is None


def test_what_a_store_raises_is_the_cause() -> None:
    def append(self: Passing, batch: doverie.Batch) -> doverie.AppendResult:
        raise TimeoutError("the database went away")

    for clause in ("append_without_events", "threads_one_stream"):
        error = broken_by(clause, append=append)
        assert "(raised TimeoutError: the database went away)" in str(error)
        assert isinstance(error.__cause__, TimeoutError)


def test_wrong_answers_are_refused_by_name() -> None:
    error = broken_by("append_without_events", append=lambda self, batch: AppendOutcome.APPENDED)
    assert isinstance(error.__cause__, TypeError)
    assert "must be doverie.AppendResult, not AppendOutcome" in str(error)


def test_an_interrupt_ends_the_test_as_itself() -> None:
    def read(self: Passing, request: doverie.ReadRequest) -> doverie.ReadResult:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        contract(read=read).check_clause("threads_one_stream")


@pytest.mark.parametrize(
    ("methods", "cause"),
    [({}, NotImplementedError), ({"make_store": lambda self: None}, TypeError)],
    ids=["not defined", "no store"],
)
def test_a_maker_that_makes_nothing_fails(methods: dict[str, Any], cause: type[Exception]) -> None:
    with pytest.raises(AssertionError, match="gave no store") as broken:
        type("Contract", (EventStoreContract,), methods)().check_clause("read_never_written")
    assert isinstance(broken.value.__cause__, cause)


def test_every_store_is_closed_once() -> None:
    stores: list[Passing] = []

    class Contract(TestPassing):
        def make_store(self) -> doverie.EventStore:
            stores.append(Passing())
            return stores[-1]

        def open_store_again(self) -> doverie.EventStore:
            stores.append(Passing())
            stores[-1].inner = stores[0].inner
            return stores[-1]

    Contract().check_clause("open_again_races")
    assert [store.closed for store in stores] == [1, 1]


def clauses_in(contract: type[EventStoreContract]) -> set[str]:
    return {name for name in dir(contract) if name.startswith("test_")}


def test_there_is_a_test_for_each_clause_that_is_claimed() -> None:
    claims = {f"test_{name}": claim for name, _, claim in _native.contract_clauses()}
    assert clauses_in(TestPassing) == {name for name, claim in claims.items() if claim == "make_store"}
    assert clauses_in(TestSqliteStore) - clauses_in(TestPassing) == {
        name for name, claim in claims.items() if claim == "reopen_store"
    }
    assert clauses_in(EventStoreContract) == set()
    test = vars(TestMemoryStore)["test_erase_twice"]
    assert test.__doc__ == "A store has to do this: erasing twice is erasing once."


def test_a_test_of_the_hosts_own_is_left_alone() -> None:
    class Contract(TestPassing):
        def test_erase_twice(self) -> None:
            """Not for this store."""

    assert Contract.test_erase_twice.__doc__ == "Not for this store."


def test_unknown_clauses_are_refused() -> None:
    with pytest.raises(ValueError, match="not the name of a clause"):
        contract().check_clause("no_such_clause")


def test_unittest_runs_it_too() -> None:
    case = type("Case", (TestPassing, unittest.TestCase), {})
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    assert result.wasSuccessful()
    assert result.testsRun > 80
