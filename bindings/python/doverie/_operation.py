# SPDX-License-Identifier: Apache-2.0
"""One command, driven by the host: in a transaction of its own, or on its own event loop."""

from collections.abc import Mapping
from datetime import datetime
from typing import Generic, TypeVar

from doverie import _native
from doverie._account import Account
from doverie._codes import FaultCode
from doverie._native import AccountDirectory, Clock, EventStore, OperationState
from doverie._needs import Needs
from doverie._records import AppendResult, Batch, ReadResult
from doverie._service import Service
from doverie.commands import Command, NoteRefusal

T = TypeVar("T")


class Operation(Generic[T]):
    """One command from its beginning to its end, which reads and writes nothing by itself.

        operation = doverie.Operation(service, commands.Redeem(...), command_id="reset-1")
        while operation.state is not doverie.OperationState.DONE:
            if operation.state is doverie.OperationState.WRITING:
                operation.append(store)
            else:
                operation.fetch(store, directory)
        connection.commit()
        grant = operation.answer()

    `fetch` and `append` ask ports; a host that awaits its database gives what `needs` names to `supply`, writes `batch`, and says
    by `committed` how that ended. The service lends its settings alone: none of its ports is asked. docs/guide/own-transaction.md
    tells the rest.

    A wrong argument of the command makes it done at once. Whatever a port or a rule written in Python raises comes out of the method
    that has asked it, and ends the operation. One thread at a time: a call while another one is under way raises InvalidArgument.

    randomness
        64 new random bytes; None: of the machine.
    """

    __slots__ = ("_native",)

    def __init__(
        self,
        service: Service,
        command: Command[T],
        *,
        command_id: str | None = None,
        context: bytes = b"",
        randomness: bytes | None = None,
    ) -> None:
        self._native = _native.Operation(service._native, command, command_id, context, randomness)

    @property
    def state(self) -> OperationState:
        """What it waits for."""
        return self._native.state

    @property
    def needs(self) -> Needs:
        """What to fetch now. Raises InvalidArgument unless it is LOADING, as fetch() and supply() do."""
        return self._native.needs

    def fetch(self, store: EventStore, directory: AccountDirectory, clock: Clock | None = None) -> None:
        """Asks these ports for what it needs; clock None: the machine's. A fault of theirs is its answer."""
        self._native.fetch(store, directory, clock)

    def supply(
        self,
        *,
        read: ReadResult | None = None,
        accounts: Mapping[str, Account | None] | None = None,
        now: datetime | None = None,
    ) -> None:
        """Tells it what it needs: what a store answers to `needs.request`; every one of `needs.accounts`, with None for one that
        there is not; the time. Raises TypeError or KeyError, and goes on needing it, when something is missing.
        """
        self._native.supply(read, {} if accounts is None else accounts, now)

    @property
    def batch(self) -> Batch:
        """What has to be written, all of it or nothing. Raises InvalidArgument unless it is WRITING, as append() does."""
        return self._native.batch

    def append(self, store: EventStore) -> None:
        """Appends the batch to this store. After a conflict it is LOADING again."""
        self._native.append(store)

    def committed(self, result: AppendResult) -> None:
        """How an append ended that the host has made itself."""
        self._native.committed(result)

    def fail(self, code: FaultCode, why: str) -> None:
        """Gives up: that fault becomes the answer, or OUTCOME_UNKNOWN when an append was unknown."""
        self._native.fail(int(code), why)

    @property
    def conflicts(self) -> int:
        """How often it has begun again because of a conflict. A service gives up after 16."""
        return self._native.conflicts

    def answer(self) -> T:
        """What the command answers: as its own method, it returns that or raises. It holds when the host's transaction is
        committed, and not before. Raises InvalidArgument unless it is DONE, as refusal() does.
        """
        return self._native.answer()

    def refusal(self) -> NoteRefusal | None:
        """What is to be written into the journal of refused commands, by an operation of its own when this one is committed."""
        return self._native.refusal()

    def __repr__(self) -> str:
        return f"<doverie.Operation {self.state.name}>"
