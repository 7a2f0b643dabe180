# SPDX-License-Identifier: Apache-2.0
"""Keys of the host's own, as an HSM has them: a service and the audit go by them, and what they raise comes out."""

import hashlib
import hmac
from collections.abc import Sequence

import pytest

import doverie
from doverie import KeyPurpose, audit
from people import IVAN, MARIA, Portal


class Hsm(doverie.Keys):
    """HMAC-SHA-256, with keys that nobody else sees."""

    def __init__(self) -> None:
        super().__init__()
        self.slots = {"hsm-2": b"2" * 32, "hsm-1": b"1" * 32}
        self.calls: list[str] = []
        self.fails: Exception | None = None
        self.shortens = False

    def usable_keys(self, purpose: KeyPurpose) -> Sequence[str]:
        if self.fails:
            raise self.fails
        return list(self.slots)

    def mac(self, purpose: KeyPurpose, key_id: str, data: bytes) -> bytes:
        self.calls.append(key_id)
        if key_id not in self.slots:
            raise doverie.KeyUnavailable(f"no slot {key_id}")
        digest = hmac.new(self.slots[key_id] + bytes([purpose]), data, hashlib.sha256).digest()
        return digest[:16] if self.shortens else digest


@pytest.fixture
def hsm() -> Hsm:
    return Hsm()


@pytest.fixture
def store() -> doverie.MemoryStore:
    return doverie.MemoryStore()


@pytest.fixture
def portal(hsm: Hsm, store: doverie.MemoryStore) -> Portal:
    return Portal(keys=hsm, store=store)


def test_a_recovery_by_keys_of_the_host(portal: Portal, hsm: Hsm, store: doverie.MemoryStore) -> None:
    portal.appoint(MARIA, IVAN)
    assert portal.start(doverie.new_secret()).status is doverie.StartStatus.PENDING
    assert "hsm-2" in hsm.calls
    assert audit.verify(store, keys=hsm).intact


def test_what_the_keys_raise_comes_out(portal: Portal, hsm: Hsm) -> None:
    hsm.fails = ConnectionError("the HSM is away")
    with pytest.raises(ConnectionError, match="the HSM is away"):
        portal.trustor("maria").cabinet()
    hsm.fails = None
    hsm.shortens = True
    with pytest.raises(ValueError, match="has to return 32 bytes, and returned 16"):
        portal.trustor("maria").cabinet()
    hsm.shortens = False
    portal.trustor("maria").cabinet()


def test_a_ring_without_keys_has_none(portal: Portal, hsm: Hsm) -> None:
    hsm.slots.clear()
    with pytest.raises(doverie.KeyUnavailable):
        portal.trustor("maria").cabinet()


def test_a_ring_in_memory_is_one_of_them() -> None:
    assert isinstance(doverie.KeyRing(), doverie.Keys)
    with pytest.raises(NotImplementedError, match="Half has to define"):

        class Half(doverie.Keys):
            pass

        service = Portal(keys=Half())
        service.trustor("maria").cabinet()
