# SPDX-License-Identifier: Apache-2.0
"""Keys and secrets."""

from typing import Any, Self, final

from doverie import _native
from doverie._native import Entropy, KeyPurpose, KeyState, Secret


@final
class KeyRing(_native.KeyRing):
    """The keys of a service, in memory: for each KeyPurpose one that is active and any number that still verify.

    It computes with keys and never hands them out. Thread-safe: keys can be rotated while services use them.
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

    def add(self, purpose: KeyPurpose, *, id: str, key: Secret | bytes, state: KeyState = KeyState.ACTIVE) -> None:
        """Adds a key of at least 32 bytes. An active key makes the former active key of its purpose verify-only.

        Raises InvalidArgument for a bad id, a short key, or an id that is there already.
        """
        super().add(purpose, id=id, key=key, state=state)

    def set_state(self, purpose: KeyPurpose, *, id: str, state: KeyState) -> None:
        """Changes what a key may do; a revoked key voids what it opened. Raises InvalidArgument when there is no such
        key.
        """
        super().set_state(purpose, id=id, state=state)


def new_secret(*, entropy: Entropy | None = None) -> Secret:
    """A secret for starting a recovery: 32 random bytes. The host keeps it with the session of whoever starts.

    Raises EntropyUnavailable when there are no random bytes to be had. `entropy` is the machine's unless a test brings
    its own.
    """
    return _native.new_secret(entropy)
