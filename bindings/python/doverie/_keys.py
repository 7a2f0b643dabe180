# SPDX-License-Identifier: Apache-2.0
"""Keys and secrets."""

from typing import Any, Self, final

from doverie import _native
from doverie._native import Entropy, KeyPurpose, KeyState, Secret


@final
class KeyRing(_native.KeyRing):
    """The keys of a service, in memory: for each KeyPurpose one that is active and any number that still verify.

    It computes with keys and never hands them out. Thread-safe: keys can be added, rotated and revoked while services use
    them. A command that is under way goes on with the keys it began with, or raises KeyUnavailable when one of them is
    revoked in the middle of it.
    """

    def __init_subclass__(cls, **_: Any) -> None:
        raise TypeError("KeyRing cannot be subclassed")

    def __init__(self) -> None:
        super().__init__(None)

    @classmethod
    def from_master(cls, master: Secret | bytes) -> Self:
        """One key for each purpose, with id "1", derived from one master secret of at least 32 bytes: the shortest way
        to a working service. Raises InvalidArgument when the master is too short.
        """
        ring = cls.__new__(cls)
        _native.KeyRing.__init__(ring, master)
        return ring

    def add(
        self, purpose: KeyPurpose, *, id: str, key: Secret | bytes, state: KeyState = KeyState.ACTIVE,
        algorithm: str = "SHA2-256",
    ) -> None:
        """Adds a key of at least 32 bytes. An active key makes the former active key of its purpose verify-only. A revoked
        key can be added again.

        `algorithm` is the digest of its HMAC, by a name that OpenSSL knows, of 256 bits: SHA2-256, SHA3-256; md_gost12_256
        (Streebog, GOST R 34.11-2012), where a provider or engine that has it is loaded. Records name the key as `<id>` when
        it is SHA-256 and as `<id>@<algorithm>` otherwise, so that they tell what they were made with; so give the same name
        always.

        Raises InvalidArgument for a bad id, a short key, an id that is there already, an algorithm that OpenSSL does not
        have or that does not make 256 bits.
        """
        super().add(purpose, id=id, key=key, state=state, algorithm=algorithm)

    def set_state(self, purpose: KeyPurpose, *, id: str, state: KeyState) -> None:
        """Changes what a key may do. A revoked key voids what it opened, for good: its bytes are wiped as soon as the calls
        that are computing with it have ended. The active key of a purpose stays so until another one is: add one, or make
        one active, first. Raises InvalidArgument when it would not, when there is no such key, or when it was revoked.
        """
        super().set_state(purpose, id=id, state=state)


def new_secret(*, entropy: Entropy | None = None) -> Secret:
    """A secret for starting a recovery: 32 random bytes. The host keeps it with the session of whoever starts.

    Raises EntropyUnavailable when there are no random bytes to be had. `entropy` is the machine's unless a test brings
    its own.
    """
    return _native.new_secret(entropy)
