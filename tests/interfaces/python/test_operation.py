# SPDX-License-Identifier: Apache-2.0
"""Operations by hand: by ports, by an event loop, in a transaction of the host's; what ends them, and what is refused."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import doverie
import own_store
from doverie import AppendOutcome, AppendResult, FaultCode, OperationState, commands
from hosts import Accounts, HostError, raises
from people import IVAN, MARIA, Portal

INVITE = commands.Invite(trustor=MARIA.id, name=IVAN.name, phone=IVAN.phone)


@pytest.fixture
def store() -> doverie.MemoryStore:
    return doverie.MemoryStore()


@pytest.fixture
def host(store: doverie.MemoryStore) -> Iterator[Portal]:
    """A portal whose store is at hand, and whose realm has begun."""
    with Portal(store=store) as portal:
        portal.operations().owner_seen(MARIA.id)
        yield portal


def driven(operation: doverie.Operation[Any], host: Portal, store: doverie.EventStore) -> doverie.Operation[Any]:
    for _ in range(20):
        if operation.state is OperationState.DONE:
            return operation
        if operation.state is OperationState.WRITING:
            operation.append(store)
        else:
            operation.fetch(store, host.directory, host.clock)
    raise AssertionError("it does not end")


def until(state: OperationState, operation: doverie.Operation[Any], host: Portal, store: doverie.EventStore) -> None:
    while operation.state is not state:
        operation.fetch(store, host.directory, host.clock)


def test_by_ports(host: Portal, store: doverie.MemoryStore) -> None:
    operation = doverie.Operation(host, INVITE, command_id="once")
    assert operation.state is OperationState.LOADING
    assert operation.needs == doverie.Needs(clock=True)
    invited = driven(operation, host, store).answer()
    assert isinstance(invited, doverie.Invited)
    assert host.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone, command_id="once") == invited
    assert repr(operation) == "<doverie.Operation DONE>"


def test_by_an_event_loop(host: Portal, store: doverie.MemoryStore) -> None:
    """The host awaits its database, and the operation is told what came of it."""

    async def read(request: doverie.ReadRequest) -> doverie.ReadResult:
        await asyncio.sleep(0)
        return store.read(request)

    async def run(operation: doverie.Operation[doverie.Invited]) -> doverie.Invited:
        while operation.state is not OperationState.DONE:
            if operation.state is OperationState.WRITING:
                await asyncio.sleep(0)
                operation.committed(store.append(operation.batch))
            else:
                needs = operation.needs
                operation.supply(
                    read=await read(needs.request) if needs.request else None,
                    accounts={account: host.directory.find(account) for account in needs.accounts},
                    now=host.clock.now() if needs.clock else None,
                )
        return operation.answer()

    invited = asyncio.run(run(doverie.Operation(host, INVITE)))
    assert [each.id for each in host.trustor(MARIA.id).cabinet().invitations] == [invited.id]


class Borrowed(own_store.OwnStore):
    """The library's tables on a connection whose transactions are the host's."""

    @contextmanager
    def _transaction(self, begin: str = "") -> Iterator[Any]:
        yield self._db

    def read(self, request: doverie.ReadRequest) -> doverie.ReadResult:
        return replace(super().read(request), undoable=self._db.in_transaction)


def test_in_a_transaction_of_the_hosts(tmp_path: Path) -> None:
    store = Borrowed(str(tmp_path / "host.db"))
    store._db.execute("CREATE TABLE letters (invitation TEXT)")
    with Portal(store=store) as host:
        host.operations().owner_seen(MARIA.id)
        for end, written in (("ROLLBACK", 0), ("COMMIT", 1), ("COMMIT", 1)):
            store._db.execute("BEGIN IMMEDIATE")
            operation = driven(doverie.Operation(host, INVITE, command_id="once"), host, store)
            store._db.execute("INSERT INTO letters SELECT ? EXCEPT SELECT * FROM letters", (operation.answer().id,))
            store._db.execute(end)
            assert len(host.trustor(MARIA.id).cabinet().invitations) == written
            assert store._db.execute("SELECT count(*) FROM letters").fetchone() == (written,)
    store.close()


def test_what_can_be_undone_takes_no_guess(tmp_path: Path) -> None:
    store = Borrowed(str(tmp_path / "host.db"))
    with Portal(store=store) as host:
        host.appoint(MARIA, IVAN)
        host.approve(started := host.start(doverie.new_secret()))
        store._db.execute("BEGIN IMMEDIATE")
        guess = commands.ConfirmCode(contact=IVAN.id, request_id=started.request_id, code="000000")
        with pytest.raises(doverie.Fault) as refused:
            driven(doverie.Operation(host, guess), host, store).answer()
        assert refused.value.code is FaultCode.GUESS_UNDOABLE
        store._db.execute("ROLLBACK")
    store.close()


def test_after_a_conflict_it_begins_again(host: Portal, store: doverie.MemoryStore) -> None:
    operation = doverie.Operation(host, INVITE)
    until(OperationState.WRITING, operation, host, store)
    host.trustor(MARIA.id).report_fraud()
    operation.append(store)
    assert operation.state is OperationState.LOADING
    assert operation.conflicts == 1
    with pytest.raises(doverie.Rejected):
        driven(operation, host, store).answer()


def test_an_unknown_append_is_looked_up(host: Portal, store: doverie.MemoryStore) -> None:
    operation = doverie.Operation(host, INVITE)
    until(OperationState.WRITING, operation, host, store)
    store.append(operation.batch)
    operation.committed(AppendResult(outcome=AppendOutcome.UNKNOWN))
    assert driven(operation, host, store).answer().id == host.trustor(MARIA.id).cabinet().invitations[0].id


def test_a_refusal_is_written_by_an_operation_of_its_own(host: Portal, store: doverie.MemoryStore) -> None:
    maria = host.directory.find(MARIA.id)
    assert maria
    host.directory.put(MARIA.id, replace(maria, citizen=False))
    operation = driven(doverie.Operation(host, INVITE), host, store)
    with pytest.raises(doverie.Rejected):
        operation.answer()
    refusal = operation.refusal()
    assert isinstance(refusal, commands.NoteRefusal)
    assert driven(doverie.Operation(host, refusal), host, store).answer() is None
    assert driven(doverie.Operation(host, commands.OwnerSeen(trustor=MARIA.id)), host, store).refusal() is None


def test_it_can_be_given_up(host: Portal, store: doverie.MemoryStore) -> None:
    operation = doverie.Operation(host, INVITE)
    operation.fail(FaultCode.BUSY, "the pool is empty")
    with pytest.raises(doverie.Busy, match="the pool is empty"):
        operation.answer()
    with pytest.raises(doverie.InvalidArgument, match="done already"):
        operation.fail(FaultCode.BUSY, "again")


def test_what_a_port_raises_comes_out_and_ends_it(host: Portal, store: doverie.MemoryStore) -> None:
    operation = doverie.Operation(host, INVITE)
    with pytest.raises(HostError):
        while True:
            operation.fetch(store, Accounts(raises(HostError())), host.clock)
    assert operation.state is OperationState.DONE
    with pytest.raises(doverie.DirectoryError):
        operation.answer()


def test_a_directory_that_calls_back_is_refused(host: Portal, store: doverie.MemoryStore) -> None:
    operation = doverie.Operation(host, INVITE)
    with pytest.raises(doverie.InvalidArgument, match="in use by another call"):
        while True:
            operation.fetch(store, Accounts(lambda _: operation.conflicts), host.clock)


def test_what_is_missing_can_be_supplied_again(host: Portal, store: doverie.MemoryStore) -> None:
    operation = doverie.Operation(host, INVITE)
    with pytest.raises(TypeError, match="now must be an aware datetime, not None"):
        operation.supply()
    operation.supply(now=host.clock.now())
    with pytest.raises(TypeError, match=r"read must be doverie\.ReadResult, not None"):
        operation.supply()
    while not operation.needs.accounts:
        operation.fetch(store, host.directory, host.clock)
    with pytest.raises(KeyError):
        operation.supply(read=store.read(operation.needs.request) if operation.needs.request else None)
    driven(operation, host, store).answer()


def test_an_account_that_there_is_not(host: Portal, store: doverie.MemoryStore) -> None:
    operation = doverie.Operation(host, INVITE)
    while operation.state is OperationState.LOADING:
        needs = operation.needs
        read = store.read(needs.request) if needs.request else None
        operation.supply(read=read, accounts=dict.fromkeys(needs.accounts), now=host.clock.now())
    with pytest.raises(doverie.Rejected) as refused:
        operation.answer()
    assert refused.value.code is doverie.Reason.TRUSTOR_ACCOUNT_MISSING


def test_calls_out_of_turn(host: Portal, store: doverie.MemoryStore) -> None:
    operation = doverie.Operation(host, INVITE)
    for call, problem in (
        (operation.answer, "not done"),
        (operation.refusal, "not done"),
        (lambda: operation.batch, "not writing"),
        (lambda: operation.append(store), "not writing"),
        (lambda: operation.committed(AppendResult(outcome=AppendOutcome.APPENDED)), "not writing"),
    ):
        with pytest.raises(doverie.InvalidArgument, match=problem):
            call()
    driven(operation, host, store)
    for no_more in (lambda: operation.needs, operation.supply, lambda: operation.fetch(store, host.directory)):
        with pytest.raises(doverie.InvalidArgument, match="not loading"):
            no_more()


def test_randomness_is_64_bytes(host: Portal, store: doverie.MemoryStore) -> None:
    ids = [driven(doverie.Operation(host, INVITE, randomness=bytes([each]) * 64), host, store).answer().id for each in (1,)]
    assert ids
    with pytest.raises(doverie.InvalidArgument, match="randomness"):
        doverie.Operation(host, INVITE, randomness=b"few")


def test_it_keeps_its_service_and_a_closed_one_makes_none(store: doverie.MemoryStore) -> None:
    host = Portal(store=store)
    host.operations().owner_seen(MARIA.id)
    operation = doverie.Operation(host, INVITE)
    host.close()
    driven(operation, host, store).answer()
    with pytest.raises(doverie.Closed):
        doverie.Operation(host, INVITE)
