# SPDX-License-Identifier: Apache-2.0
"""What a rule of the host's own gives when it fails."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from doverie._code import Language
from doverie._codes import Reason
from doverie._reason_columns import Unit, WaitsFor


@dataclass(frozen=True, slots=True, kw_only=True)
class HostReason:
    """The reason of a rule of the host's own, where the library's have a member of Reason.

    Its texts are those of the rule that the service was given; two are equal when number and name are.
    """

    number: int
    """From 10000 on."""
    name: str
    """Of the rule."""
    english: str = field(compare=False, repr=False)
    """What to tell a person."""
    russian: str = field(compare=False, repr=False)
    """The same in Russian."""

    @property
    def value(self) -> int:
        """The number, as members of Reason have it."""
        return self.number

    @property
    def retryable(self) -> Literal[False]:
        """False: time alone does not change what the host knows."""
        return False

    @property
    def unit(self) -> Unit:
        """NONE: what the rule compares, the host knows."""
        return Unit.NONE

    @property
    def waits_for(self) -> WaitsFor:
        """NOTHING: what would help, the host knows."""
        return WaitsFor.NOTHING

    def text(self, language: Language = "en") -> str:
        """What to tell a person, in English or Russian."""
        if language not in ("en", "ru"):
            raise ValueError("language must be 'en' or 'ru'")
        return self.english if language == "en" else self.russian

    def __int__(self) -> int:
        return self.number


AnyReason: TypeAlias = Reason | HostReason
"""A reason of the library's, or of a rule of the host's own."""


def any_reason(code: int | HostReason) -> AnyReason:
    """A reason of the native module."""
    return code if isinstance(code, HostReason) else Reason(code)
