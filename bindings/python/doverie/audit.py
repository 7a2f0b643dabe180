# SPDX-License-Identifier: Apache-2.0
"""Proof that the records of a store are what they were: signed checkpoints kept outside of the database, copies of the feed
as JSON Lines, and a verifier that says exactly which event does not fit.

    # Every hour; checkpoints go where who can write in the database cannot write.
    made = audit.make_checkpoint(store, private_key=pem, at=now, previous=checkpoints[-1])

    # Whenever somebody asks.
    report = audit.verify(store, keys=keys, public_keys=[public_key], checkpoints=checkpoints)
    for finding in report.findings:
        print(finding.message)

Signatures are Ed25519 (RFC 8032): `openssl genpkey -algorithm ed25519` makes a key. Everything waits without the GIL.
"""

import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from doverie import _native
from doverie._native import EventStore, Keys, Secret

__all__ = ["Checkpoint", "Finding", "FindingKind", "Report", "export", "make_checkpoint", "public_key", "verify"]

_PAGE: Final = 1000


class FindingKind(enum.IntEnum):
    """What does not fit."""

    EVENT_CHANGED = 1
    """The seal does not fit: the event, its seal or the one before it was changed."""
    EVENT_MISSING = 2
    """A later version is there."""
    EVENT_MISPLACED = 3
    """A version comes again."""
    SEAL_UNVERIFIABLE = 4
    """The key that the seal names is unknown or revoked."""
    DIFFERS_FROM_CHECKPOINT = 5
    """Seals fit, but a checkpoint has another one: rewritten by a holder of the audit key."""
    TAIL_MISSING = 6
    """A checkpoint has seen later versions."""
    STREAM_MISSING = 7
    """A checkpoint has seen it, and it is neither there nor erased."""
    STREAM_ERASED = 8
    """A tombstone where nothing is ever erased: only invitations are."""
    CHECKPOINT_UNSIGNED = 9
    """Unreadable, or not signed by a trusted key: what it says is not believed."""
    CHECKPOINT_OUT_OF_CHAIN = 10
    """Its number or its previous checkpoint is another."""
    EPOCH_DIFFERS = 11
    """The store's is not the last checkpoint's: a backup was restored, or an old copy is shown."""
    LINE_UNREADABLE = 12
    """Not a line of an export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A signed checkpoint."""

    text: str
    """Canonical JSON, one line, without a newline: to be kept as it is."""
    number: int
    """From 1."""
    events: int
    """Since the previous one."""
    more: bool
    """max_events was reached: make the next one at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that does not fit."""

    kind: FindingKind
    """What is wrong."""
    stream: str
    """Empty when it is about a checkpoint or a line."""
    version: int
    """The first event that does not fit; 0 when it is not about one."""
    checkpoint: int
    """The number of the one that tells, or is wrong itself; 0: none."""
    message: str
    """The whole, in English, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What verify() found."""

    events: int
    """Read."""
    streams: int
    """That have events."""
    checkpoints: int
    """That were signed and in their chain."""
    erased: int
    """Invitations that a checkpoint has seen and that were erased since."""
    findings: Sequence[Finding]
    """What is wrong; empty when nothing is."""
    left_out: int
    """Findings beyond the first 1000."""

    @property
    def intact(self) -> bool:
        """Whether everything fits."""
        return not self.findings


def public_key(private_key: Secret | bytes) -> bytes:
    """The public key, as PEM, of an Ed25519 private key: PEM (PKCS #8, not encrypted), or its 32 bytes. Raises
    InvalidArgument when it is neither.
    """
    return _native.audit_public_key(private_key).encode()


def make_checkpoint(
    store: EventStore,
    *,
    private_key: Secret | bytes,
    at: datetime,
    previous: str = "",
    max_events: int = 10_000,
    accept_restore: bool = False,
) -> Checkpoint:
    """Signs which streams have changed since the `previous` checkpoint ("": this is the first one), and their last seals. It
    does not look whether seals fit; verify() does.

    One checkpoint is about `max_events` events (1 to 20 000), or up to 999 more. With `accept_restore` the store's epoch may be
    higher than the previous checkpoint's, because a backup was restored: what older ones say is not demanded any more.

    Raises InvalidArgument (the key, the previous checkpoint), RecordError (another epoch), StoreError.
    """
    return _native.audit_make_checkpoint(store, private_key, at, previous, max_events, accept_restore)


def export(store: EventStore, *, after: str = "") -> Iterator[str]:
    """The feed of a store as JSON Lines, behind the cursor `after`: a line for each event, without newline, with the members
    `cursor` (give it as `after` to go on behind this line), `stream`, `version`, `seal` and `event`: its exact bytes as a
    string, or, when they are not UTF-8, `event_hex`. Reads page by page. Raises StoreError.
    """
    while True:
        lines, after, events = _native.audit_export(store, after, _PAGE)
        if not events:
            return
        yield from lines.removesuffix("\n").split("\n")


def verify(
    events: EventStore | Iterable[str | bytes],
    *,
    keys: Keys,
    public_keys: Iterable[bytes] = (),
    checkpoints: Iterable[str] = (),
) -> Report:
    """Compares events with their seals and with checkpoints.

    `events` is a store, or the lines of an export from the beginning. `keys` has every audit key that ever sealed an event,
    at least to verify; `public_keys` those that checkpoints may be signed with (PEM, or 32 bytes); `checkpoints` are all of
    them, from number 1 on. Without a store, an invitation of which nothing is there counts as erased.

    Raises InvalidArgument (a public key), StoreError. Memory: some hundred bytes for each stream.
    """
    verifier = _native.AuditVerifier(keys)
    for key in public_keys:
        verifier.trust(key)
    for text in checkpoints:
        verifier.checkpoint(text)
    if isinstance(events, EventStore):
        verifier.store(events)
    else:
        for line in events:
            verifier.line(line.encode() if isinstance(line, str) else line)
    event_count, streams, signed, erased, findings, left_out = verifier.finish()
    return Report(
        events=event_count,
        streams=streams,
        checkpoints=signed,
        erased=erased,
        findings=tuple(
            Finding(kind=FindingKind(kind), stream=stream, version=version, checkpoint=checkpoint, message=message)
            for kind, stream, version, checkpoint, message in findings
        ),
        left_out=left_out,
    )
