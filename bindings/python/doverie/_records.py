# SPDX-License-Identifier: Apache-2.0
"""What goes to and from an event store: for hosts that keep events in a database of their own.

Events are bytes here; the store knows nothing of contacts. Bytes are left out of reprs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from doverie._native import AppendOutcome, SettleAs


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord:
    """One event, and the keyed hash that chains it to its predecessor."""

    data: bytes = field(repr=False)
    """Canonical JSON, to be stored as these exact bytes."""
    seal: str
    """The keyed hash that chains it to its predecessor: `<audit key id>:<64 hex digits>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRecord:
    """A stream as loaded. Versions count its events from 1; one that was never written has version 0."""

    name: str
    """The stream."""
    version: int = 0
    """How many events it has; 0: it was never written."""
    erased: bool = False
    """A tombstone: the events are gone, nothing can be appended any more."""
    events: Sequence[EventRecord] = ()
    """From the stream's latest summary on, or all of them; the last one has `version`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagEntry:
    """A stream that carries a tag, and when the tag was set."""

    stream: str
    """The stream that carries it."""
    set_at: datetime
    """When it was set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRecord:
    """What is kept of a command that has taken effect."""

    fingerprint: str = field(repr=False)
    """Keyed hash of the command's content."""
    answer: bytes = field(repr=False)
    """Canonical JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamAppend:
    """Events for the end of a stream."""

    stream: str
    """The stream to append to."""
    events: Sequence[EventRecord]
    """In order."""
    summary: int = 0
    """The version of the last one of `events` that sums up everything before it: later reads begin there. 0: none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamVersion:
    """The version that a stream had when it was loaded."""

    stream: str
    """The stream."""
    version: int
    """How many events it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChange:
    """A tag to set on a stream or to drop from it."""

    tag: str
    """The tag."""
    stream: str
    """The stream that carries it, or no longer does."""
    set: bool
    """False: drop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecord:
    """A message to be sent after the commit. Holds references only: never a phone, code or text."""

    id: str
    """Unique; the idempotency key all the way to the SMS gateway."""
    queue: str = ""
    """Where a pump looks for it; it says nothing to the store."""
    data: bytes = field(repr=False)
    """Canonical JSON."""
    not_before: datetime
    """When it is due."""
    useless_after: datetime
    """When it need not be sent any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnMessage:
    """A message that has become pointless, as it was put."""

    queue: str = ""
    """Where it waits."""
    id: str
    """Its id."""
    not_before: datetime
    """When it was to be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one command writes: all of it or nothing."""

    command_id: str
    """Under which the command is kept."""
    command: CommandRecord
    """What is to be kept of the command."""
    expected: Sequence[StreamVersion]
    """Every stream loaded, written or not, in ascending order of name."""
    appends: Sequence[StreamAppend] = ()
    """Streams of `expected`, in the same order."""
    tags: Sequence[TagChange] = ()
    """Tags to be set on streams, or taken away."""
    messages: Sequence[MessageRecord] = ()
    """Messages for the pump."""
    withdrawn: Sequence[WithdrawnMessage] = ()
    """Messages of earlier batches to take away. One that has ever been leased stays, for whoever leases it to find out; that
    one is not there is no error."""
    erase: Sequence[str] = ()
    """Streams to leave as tombstones, with their tags."""
    at: datetime
    """When it was decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRequest:
    """What to read in one snapshot."""

    streams: Sequence[str] = ()
    """In any order, without repetitions."""
    tags: Sequence[str] = ()
    """List the streams that carry them."""
    tags_since: datetime
    """List what was tagged at this instant or later."""
    command_id: str | None = None
    """Look the record of this command up."""
    whole: bool = False
    """All events of the streams, not only those from the latest summary on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTag:
    """The streams that carry a tag, in order of the time it was set, then by name."""

    tag: str
    """The tag that was asked for."""
    entries: Sequence[TagEntry]
    """The streams that carry it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """What was asked for, in the same order."""

    streams: Sequence[StreamRecord] = ()
    """One for each asked; version 0 when never written."""
    tags: Sequence[ReadTag] = ()
    """One for each asked."""
    command: CommandRecord | None = None
    """None: that command has not taken effect."""
    store_now: datetime | None = None
    """The store's own time; None when it has no clock apart from the host's."""
    epoch: int = 0
    """The store's own: raised by restoring a backup; 0 when it keeps none."""
    restored_at: datetime | None = None
    """When it was raised; None: never, or the store does not know."""
    last_at: datetime | None = None
    """The latest instant at which a batch was decided (Batch.at), a second less at most; None: the store keeps none."""
    undoable: bool = False
    """What is appended now can be undone by somebody else: the store writes inside a transaction of the host's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendResult:
    """How an append ended."""

    outcome: AppendOutcome
    """How it ended."""
    command: CommandRecord | None = None
    """The record kept, when ALREADY."""
    together: int = field(default=0, compare=False)
    """When APPENDED: how many calls shared the commit, this one included; 0: the store does not say. For metrics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedMessage:
    """A message that this process may send until its lease ends."""

    message: MessageRecord
    """The message itself."""
    attempt: int
    """How often it has been leased, this time included."""
    lease: str
    """Proves that the lease is this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How a lease ends."""

    message_id: str
    """Which message."""
    lease: str
    """The lease that it was given under."""
    settle_as: SettleAs
    """What becomes of it."""
    retry_at: datetime | None = None
    """When LATER."""
    queue: str = ""
    """When LATER: the queue that it waits in from now on; empty: the one that it is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """An event in commit order."""

    cursor: str
    """Opaque: give it back as `after` to go on behind this entry."""
    stream: str
    """The stream that it stands in."""
    version: int
    """Its place in the stream, from 1 on."""
    event: EventRecord
    """The event itself."""
