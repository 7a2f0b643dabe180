# SPDX-License-Identifier: Apache-2.0
"""Checks the seals of events a second time, from the description in docs/architecture.md: HMAC-SHA-256 over stream, version,
predecessor's seal and bytes. Nothing of the library that made them is used.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from doverie._records import FeedEntry

_MASTER_KEY_ID: Final = "1"


def audit_key_of_master(master: bytes) -> dict[str, bytes]:
    """The audit key that KeyRing.from_master makes: HKDF-SHA-256 (RFC 5869) without salt, one block."""
    extracted = hmac.digest(bytes(32), master, "sha256")
    return {_MASTER_KEY_ID: hmac.digest(extracted, b"doverie key audit 1\x01", "sha256")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """An event that does not fit."""

    stream: str
    version: int
    why: str

    def __str__(self) -> str:
        return f"stream {self.stream}, version {self.version}: {self.why}"


@dataclass(slots=True)
class Chains:
    """The chains of seals of every stream, as far as they have been looked at."""

    keys: Mapping[str, bytes]
    """Audit keys by id."""
    events: int = 0
    fitting: int = 0
    _ends: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def streams(self) -> int:
        """How many there are."""
        return len(self._ends)

    def look(self, entry: FeedEntry) -> Misfit | None:
        """Takes the next event of the feed. What follows one that does not fit is compared with what stands there."""
        version, previous = self._ends.get(entry.stream, (0, ""))
        why = self._wrong_version(version, entry) or self._wrong_seal(previous, entry)
        self._ends[entry.stream] = (entry.version, entry.event.seal)
        self.events += 1
        self.fitting += not why
        return Misfit(stream=entry.stream, version=entry.version, why=why) if why else None

    def _wrong_version(self, before: int, entry: FeedEntry) -> str:
        return "" if entry.version == before + 1 else f"it follows version {before}; what was between them is gone"

    def _wrong_seal(self, previous: str, entry: FeedEntry) -> str:
        key_id, _, _ = entry.event.seal.partition(":")
        if key_id not in self.keys:
            return f'it is sealed with the audit key "{key_id}", which was not given'
        parts = (b"doverie seal 1", entry.stream.encode(), str(entry.version).encode(), previous.encode(), entry.event.data)
        sealed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        fits = hmac.compare_digest(entry.event.seal, f"{key_id}:{hmac.digest(self.keys[key_id], sealed, 'sha256').hex()}")
        return "" if fits else "the seal does not fit; the event, its place or the one before it was changed"
