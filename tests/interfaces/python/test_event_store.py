# SPDX-License-Identifier: Apache-2.0
"""Event stores: the shipped ones used from Python, and one that a host writes in Python."""

import dataclasses
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import doverie
from doverie import AppendOutcome, SettleAs, testing
from people import IVAN, MARIA, Portal

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class DictStore(doverie.EventStore):
    """A short store for stories, in dicts under one lock; one that keeps all of the contract is among the examples."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()
        self.streams: dict[str, list[doverie.EventRecord]] = {}
        self.tags: dict[str, dict[str, datetime]] = {}
        self.commands: dict[str, doverie.CommandRecord] = {}
        self.messages: dict[str, tuple[doverie.MessageRecord, datetime, int]] = {}
        self.log: list[doverie.FeedEntry] = []

    def read(self, request: doverie.ReadRequest) -> doverie.ReadResult:
        with self.lock:
            return doverie.ReadResult(
                streams=[self._stream(name) for name in request.streams],
                tags=[self._tag(tag, request.tags_since) for tag in request.tags],
                command=self.commands.get(request.command_id or ""),
            )

    def _stream(self, name: str) -> doverie.StreamRecord:
        events = self.streams.get(name, [])
        return doverie.StreamRecord(name=name, version=len(events), events=events)

    def _tag(self, tag: str, since: datetime) -> doverie.ReadTag:
        entries = sorted((at, stream) for stream, at in self.tags.get(tag, {}).items() if at >= since)
        return doverie.ReadTag(tag=tag, entries=[doverie.TagEntry(stream=stream, set_at=at) for at, stream in entries])

    def append(self, batch: doverie.Batch) -> doverie.AppendResult:
        with self.lock:
            if known := self.commands.get(batch.command_id):
                return doverie.AppendResult(outcome=AppendOutcome.ALREADY, command=known)
            if any(self._stream(expected.stream).version != expected.version for expected in batch.expected):
                return doverie.AppendResult(outcome=AppendOutcome.CONFLICT)
            self._write(batch)
            return doverie.AppendResult(outcome=AppendOutcome.APPENDED)

    def _write(self, batch: doverie.Batch) -> None:
        self.commands[batch.command_id] = batch.command
        for append in batch.appends:
            for event in append.events:
                stream = self.streams.setdefault(append.stream, [])
                stream.append(event)
                entry = doverie.FeedEntry(
                    cursor=str(len(self.log) + 1), stream=append.stream, version=len(stream), event=event
                )
                self.log.append(entry)
        for change in batch.tags:
            tagged = self.tags.setdefault(change.tag, {})
            if change.set:
                tagged[change.stream] = batch.at
            else:
                tagged.pop(change.stream, None)
        for gone in batch.withdrawn:
            if gone.id in self.messages and self.messages[gone.id][2] == 0:
                del self.messages[gone.id]
        self.messages |= {message.id: (message, message.not_before, 0) for message in batch.messages}

    def lease_messages(self, queue: str, now: datetime, lease_for: timedelta, limit: int) -> Sequence[doverie.LeasedMessage]:
        with self.lock:
            mine = [kept for kept in self.messages.values() if kept[0].queue == queue]
            due = [(message, tried) for message, when, tried in mine if when <= now][:limit]
            for message, tried in due:
                self.messages[message.id] = (message, now + lease_for, tried + 1)
            return [doverie.LeasedMessage(message=message, attempt=tried + 1, lease="mine") for message, tried in due]

    def settle_messages(self, settlements: Sequence[doverie.Settlement]) -> None:
        with self.lock:
            for settlement in settlements:
                message, _, tried = self.messages.pop(settlement.message_id)
                if settlement.settle_as is SettleAs.LATER:
                    assert settlement.retry_at is not None
                    moved = dataclasses.replace(message, queue=settlement.queue or message.queue)
                    self.messages[message.id] = (moved, settlement.retry_at, tried)

    def feed(self, after: str, limit: int) -> Sequence[doverie.FeedEntry]:
        with self.lock:
            return self.log[int(after or 0) :][:limit]


def recover(portal: Portal) -> doverie.Grant:
    """The whole story in one go."""
    portal.appoint(MARIA, IVAN)
    secret = doverie.new_secret(entropy=testing.FakeEntropy(5))
    started = portal.start(secret)
    portal.approve(started)
    portal.contact(IVAN.id).confirm_code(started.request_id, portal.last_code(IVAN.phone))
    return portal.recoverer(MARIA.id).redeem(started.request_id, secret)


def test_the_story_is_the_same_on_every_store(tmp_path: Path) -> None:
    stores = [doverie.MemoryStore(), doverie.SqliteStore.create(tmp_path / "circles.db"), DictStore()]
    told = []
    for store in stores:
        with Portal(store=store) as portal:
            recover(portal)
            feed = [(entry.stream, entry.version, entry.event) for entry in store.feed("", 1000)]
            told.append((portal.operations().audit(MARIA.id), portal.sms.sent(), feed))
    assert told[0] == told[1] == told[2]


def batch(command_id: str = "c1", version: int = 0, **changes: Any) -> doverie.Batch:
    event = doverie.EventRecord(data=b'{"a":"\xd0\x98"}', seal="1:00")
    given: dict[str, Any] = {
        "command_id": command_id,
        "command": doverie.CommandRecord(fingerprint="1:aa", answer=b"{}"),
        "expected": [doverie.StreamVersion(stream="circle/maria", version=version)],
        "appends": [doverie.StreamAppend(stream="circle/maria", events=[event])],
        "tags": [doverie.TagChange(tag="t1", stream="circle/maria", set=True)],
        "messages": [
            doverie.MessageRecord(
                id=f"m-{command_id}",
                queue="",
                data=b"{}",
                not_before=testing.MORNING,
                useless_after=testing.MORNING + timedelta(hours=1),
            )
        ],
        "at": testing.MORNING,
    }
    return doverie.Batch(**given | changes)


@pytest.fixture(params=["memory", "sqlite", "dict"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> doverie.EventStore:
    if request.param == "sqlite":
        return doverie.SqliteStore.create(tmp_path / "circles.db")
    return doverie.MemoryStore() if request.param == "memory" else DictStore()


class TestContract:
    """What goes in comes out, from Python to C++ and back."""

    def test_append_and_read(self, store: doverie.EventStore) -> None:
        written = batch()
        assert store.append(written) == doverie.AppendResult(outcome=AppendOutcome.APPENDED)
        read = store.read(
            doverie.ReadRequest(streams=["circle/maria", "none"], tags=["t1"], tags_since=EPOCH, command_id="c1")
        )
        maria, none = read.streams
        assert (maria.name, maria.version, maria.erased) == ("circle/maria", 1, False)
        assert tuple(maria.events) == tuple(written.appends[0].events)
        assert (none.name, none.version) == ("none", 0)
        [tag] = read.tags
        assert tuple(tag.entries) == (doverie.TagEntry(stream="circle/maria", set_at=testing.MORNING),)
        assert read.command == written.command
        assert read.store_now is None

    def test_already_goes_before_conflict(self, store: doverie.EventStore) -> None:
        store.append(batch())
        assert store.append(batch("c2", version=0)).outcome is AppendOutcome.CONFLICT
        again = store.append(batch("c1", version=0))
        assert (again.outcome, again.command) == (AppendOutcome.ALREADY, batch().command)

    def test_messages(self, store: doverie.EventStore) -> None:
        store.append(batch())
        early = testing.MORNING - timedelta(microseconds=1)
        assert list(store.lease_messages("", early, timedelta(minutes=1), 10)) == []
        [leased] = store.lease_messages("", testing.MORNING, timedelta(minutes=1), 10)
        assert (leased.message, leased.attempt) == (batch().messages[0], 1)
        assert list(store.lease_messages("", testing.MORNING, timedelta(minutes=1), 10)) == []
        retry_at = testing.MORNING + timedelta(minutes=5)
        later = doverie.Settlement(message_id="m-c1", lease=leased.lease, settle_as=SettleAs.LATER, retry_at=retry_at)
        store.settle_messages([later])
        [again] = store.lease_messages("", retry_at, timedelta(minutes=1), 10)
        assert again.attempt == 2
        store.settle_messages([doverie.Settlement(message_id="m-c1", lease=again.lease, settle_as=SettleAs.SENT)])
        assert list(store.lease_messages("", retry_at + timedelta(days=1), timedelta(minutes=1), 10)) == []

    def test_feed(self, store: doverie.EventStore) -> None:
        store.append(batch())
        store.append(batch("c2", version=1))
        first, second = store.feed("", 10)
        assert (first.stream, first.version, second.version) == ("circle/maria", 1, 2)
        assert first.event == batch().appends[0].events[0]
        assert list(store.feed(first.cursor, 10)) == [second]
        assert list(store.feed(second.cursor, 10)) == []


@pytest.mark.parametrize(
    ("method", "answer", "message"),
    [
        ("read", None, "must be doverie.ReadResult, not None"),
        ("read", doverie.ReadResult(streams=[1]), "streams[0] must be doverie.StreamRecord, not int"),  # type: ignore[list-item]
        ("append", AppendOutcome.APPENDED, "must be doverie.AppendResult, not AppendOutcome"),
        ("append", doverie.AppendResult(outcome=1), "outcome must be doverie.AppendOutcome, not int"),  # type: ignore[arg-type]
    ],
)
def test_wrong_answers_are_refused_by_name(method: str, answer: Any, message: str) -> None:
    wrong = type("WrongStore", (DictStore,), {method: lambda self, _: answer})
    with Portal(store=wrong()) as portal, pytest.raises(TypeError) as refused:
        portal.trustor(MARIA.id).report_fraud()
    assert message in str(refused.value)


class Unlucky(DictStore):
    """Its answer to an append gets lost, once."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.lost = 0
        self.error = error

    def append(self, batch: doverie.Batch) -> doverie.AppendResult:
        done = super().append(batch)
        if self.lost:
            return done
        self.lost += 1
        if self.error:
            raise self.error
        return doverie.AppendResult(outcome=AppendOutcome.UNKNOWN)


def test_an_unknown_outcome_is_found_out() -> None:
    """T5: by the command id, never guessed."""
    with Portal(store=Unlucky()) as portal:
        invited = portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        assert [view.id for view in portal.trustor(MARIA.id).cabinet().invitations] == [invited.id]


def test_an_outcome_that_stays_unknown_is_said_to_be() -> None:
    """The host repeats the command, with its id, when the store is well again."""

    class Deaf(DictStore):
        deaf = False

        def append(self, batch: doverie.Batch) -> doverie.AppendResult:
            return doverie.AppendResult(outcome=AppendOutcome.UNKNOWN) if self.deaf else super().append(batch)

    store = Deaf()
    with Portal(store=store) as portal:
        portal.operations().begin_realm(operator_id="anna")
        store.deaf = True
        with pytest.raises((doverie.OutcomeUnknown, doverie.Busy)) as unknown:
            portal.trustor(MARIA.id).report_fraud(command_id="report-1")
    assert unknown.value.retryable


def test_kg4_a_store_that_does_not_know_and_then_cannot_be_read_leaves_it_open() -> None:
    """Told apart by class from faults of which nothing is left; what the store raised is the cause."""

    class Lost(DictStore):
        lost: Exception | None = None
        loses = False

        def append(self, batch: doverie.Batch) -> doverie.AppendResult:
            result = super().append(batch)
            if not self.loses:
                return result
            self.lost = doverie.StoreError("connection lost")
            return doverie.AppendResult(outcome=AppendOutcome.UNKNOWN)

        def read(self, request: doverie.ReadRequest) -> doverie.ReadResult:
            if self.lost is not None:
                raise self.lost
            return super().read(request)

    store = Lost()
    with Portal(store=store) as portal:
        maria = portal.trustor(MARIA.id)
        portal.operations().begin_realm(operator_id="anna")
        store.loses = True
        with pytest.raises(doverie.OutcomeUnknown) as unknown:
            maria.invite(name=IVAN.name, phone=IVAN.phone, command_id="invite-1")
        assert unknown.value.code is doverie.FaultCode.OUTCOME_UNKNOWN
        assert unknown.value.__cause__ is store.lost
        with pytest.raises(doverie.StoreError) as unread:
            maria.invite(name=IVAN.name, phone=IVAN.phone, command_id="invite-1")
        assert isinstance(unread.value, doverie.NothingDone)
        store.lost, store.loses = None, False
        invited = maria.invite(name=IVAN.name, phone=IVAN.phone, command_id="invite-1")
        assert [view.id for view in maria.cabinet().invitations] == [invited.id]


def test_a_store_that_raises_ends_the_command_with_that() -> None:
    """The host repeats the command with its id, and learns that it had taken effect."""
    with Portal(store=Unlucky(TimeoutError("the database went away"))) as portal:
        maria = portal.trustor(MARIA.id)
        with pytest.raises(TimeoutError):
            maria.invite(name=IVAN.name, phone=IVAN.phone, command_id="invite-1")
        invited = maria.invite(name=IVAN.name, phone=IVAN.phone, command_id="invite-1")
        assert [view.id for view in maria.cabinet().invitations] == [invited.id]
