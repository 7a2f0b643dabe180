# SPDX-License-Identifier: Apache-2.0
"""How the library says no.

A rejection means that a rule said no, and names every reason. A fault means that something broke: either nothing was done
(NothingDone), or nobody knows whether the command took effect (OutcomeUnknown), which repeating it with its id settles.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from doverie._code import Language
from doverie._codes import FaultCode
from doverie._host_reason import AnyReason, HostReason, any_reason
from doverie._left import left


class Error(Exception):
    """The base of everything that the library raises by itself."""


class Closed(Error):
    """A service, store or directory was used after it was closed."""


@dataclass(frozen=True, slots=True)
class ReasonDetail:
    """One failed rule.

    `needs` and `has` are the two sides of the comparison where a number was compared, in the unit of the code
    (`code.unit`), None otherwise. Whoever is told of an age is the person whose it is, or an operator.
    """

    code: AnyReason
    """Which rule said no."""
    needs: int | None = None
    """What it asks for, in `code.unit`; None where no number was compared."""
    has: int | None = None
    """What there is, likewise."""

    def text(self, language: Language = "en") -> str:
        """What to tell a person, in English or Russian: the reason, and what is left of tries, places or time."""
        return f"{self.code.text(language)} {left(self.code, self.needs, self.has, language)}".rstrip()

    def __str__(self) -> str:
        return self.text()


class Rejected(Error):
    """A rule said no, and nothing of what was asked was done. A wrong code or number is counted all the same."""

    reasons: tuple[ReasonDetail, ...]
    """Everything that stood against the command, in order of precedence; never empty."""

    def __init__(self, reasons: Iterable[ReasonDetail]) -> None:
        self.reasons = tuple(reasons)
        if not self.reasons:
            raise ValueError("a rejection has at least one reason")
        super().__init__(self.reasons)

    @property
    def code(self) -> AnyReason:
        """The first reason: the one to show when only one is shown."""
        return self.reasons[0].code

    @property
    def codes(self) -> tuple[AnyReason, ...]:
        """The codes of all reasons."""
        return tuple(reason.code for reason in self.reasons)

    @property
    def retryable(self) -> bool:
        """Whether the same command may succeed later although nobody changed anything but the time."""
        return all(code.retryable for code in self.codes)

    def text(self, language: Language = "en") -> str:
        """What to tell a person about all the reasons, in English or Russian."""
        return " ".join(reason.text(language) for reason in self.reasons)

    def __str__(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


class Fault(Error):
    """Something broke: NothingDone or OutcomeUnknown.

    The message is for the host's log: it says what was wrong, where, and what would be right; it holds ids and masked phones
    only. Hosts raise the subclasses in their own ports, too: `raise doverie.DirectoryError("LDAP does not answer")`.
    """

    codes: ClassVar[tuple[FaultCode, ...]] = (FaultCode.INTERNAL,)
    """The codes of this class; the first is what it has when nothing else is said."""

    code: FaultCode
    """What exactly broke."""

    def __init__(self, message: str = "", *, code: FaultCode | None = None) -> None:
        self.code = self.codes[0] if code is None else code
        if self.code not in self.codes:
            raise ValueError(f"{self.code!r} is not a code of {type(self).__name__}")
        super().__init__(message or self.code.text())

    @property
    def retryable(self) -> bool:
        """Whether the same command, with the same command id, may simply be sent again."""
        return self.code.retryable


class NothingDone(Fault):
    """Something broke, and nothing was done by the command."""


class OutcomeUnknown(Fault):
    """Something broke, and nobody knows whether the command took effect; repeat it with its command id, which settles it."""

    codes = (FaultCode.OUTCOME_UNKNOWN,)


class InternalError(OutcomeUnknown):
    """A bug in the library or in a port."""

    codes = (FaultCode.INTERNAL,)


class InvalidArgument(NothingDone, ValueError):
    """An argument is wrong, or its command id was used for another command."""

    codes = (FaultCode.INVALID_ARGUMENT, FaultCode.COMMAND_ID_REUSED, FaultCode.OPERATION_UNKNOWN)


class Busy(NothingDone):
    """Other commands changed the same records again and again; try again."""

    codes = (FaultCode.BUSY,)


class StoreError(NothingDone):
    """The event store cannot be used; `code` says why."""

    codes = (
        FaultCode.STORE_UNAVAILABLE,
        FaultCode.STORE_LOCKED,
        FaultCode.STORE_WRONG_FORMAT,
        FaultCode.STORE_CORRUPT,
        FaultCode.STORE_FULL,
        FaultCode.STORE_READ_ONLY,
        FaultCode.STORE_FAILED,
        FaultCode.STORE_MISMATCH,
        FaultCode.REALM_UNKNOWN,
        FaultCode.GUESS_UNDOABLE,
        FaultCode.FORKED,
    )


class RecordError(NothingDone):
    """What is stored cannot be understood or does not verify; `code` says which."""

    codes = (FaultCode.EVENT_UNKNOWN, FaultCode.POLICY_UNKNOWN, FaultCode.AUDIT_BROKEN, FaultCode.LEVEL_UNKNOWN)


class DirectoryError(NothingDone):
    """The account directory cannot be asked, or has answered what cannot be; `code` says which."""

    codes = (FaultCode.DIRECTORY_UNAVAILABLE, FaultCode.DIRECTORY_WRONG)


class AccountUnknown(NothingDone):
    """A recovery was started for an id that no account has. Show the page that everybody sees: whoever typed the id must not
    learn it."""

    codes = (FaultCode.ACCOUNT_UNKNOWN,)


class KeyUnavailable(NothingDone):
    """A key is unknown, revoked or cannot be used."""

    codes = (FaultCode.KEY_UNAVAILABLE,)


class EntropyUnavailable(NothingDone):
    """No random bytes could be had."""

    codes = (FaultCode.ENTROPY_UNAVAILABLE,)


class ClockSkew(NothingDone):
    """The clock is out of range, was set while the service lived, or is too far from the store's or behind its records."""

    codes = (FaultCode.CLOCK_SKEW,)


class DeliveryError(NothingDone):
    """A code or a notice could not be sent."""

    codes = (FaultCode.SMS_FAILED, FaultCode.NOTIFIER_FAILED)


class OutOfMemory(OutcomeUnknown, MemoryError):
    """There was no memory left; the command took effect as a whole or not at all."""

    codes = (FaultCode.OUT_OF_MEMORY,)


_METHOD = re.compile(r"\b([A-Z]\w+)::([a-z]\w*)")
_OTHER_NAMES = {
    "new_recovery_secret()": "new_secret()",
    "AccountFacts::id": "Account.id",
    "AccountDirectory::tells()": "AccountDirectory.tells",
    "ServiceOptions::sms": "Service an argument sms",
    "SqliteBorrowedStore::create_tables": "SqliteBorrowedStore::create_tables of the C++ library",
}
"""Where C++ and Python call something differently."""

_CLASSES: list[type[Fault]] = [Fault, *NothingDone.__subclasses__(), OutcomeUnknown, *OutcomeUnknown.__subclasses__()]
_CLASS_OF = {code: cls for cls in _CLASSES for code in cls.codes}


def fault_of(number: int, message: str) -> Fault:
    """The exception for a fault of the native module."""
    code = FaultCode(number)
    return _CLASS_OF[code](_in_python(message), code=code)


def _in_python(message: str) -> str:
    """The library's messages name what they are about as C++ does."""
    for name, here in _OTHER_NAMES.items():
        message = message.replace(name, here)
    return _METHOD.sub(r"\1.\2", message)


def rejected_of(rows: Sequence[tuple[int | HostReason, int | None, int | None]]) -> Rejected:
    """The exception for a rejection of the native module."""
    return Rejected(reason_detail(*row) for row in rows)


def reason_detail(code: int | HostReason, needs: int | None, has: int | None) -> ReasonDetail:
    """A reason of the native module."""
    return ReasonDetail(any_reason(code), needs, has)
