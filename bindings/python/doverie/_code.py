# SPDX-License-Identifier: Apache-2.0
"""What reasons, fault codes and notices have in common."""

import enum
from typing import Literal, TypeAlias

from doverie import _native

Language: TypeAlias = Literal["en", "ru"]
"""A language that texts come in."""


class Named(enum.IntEnum):
    """A number with a name. str() is the name as the library writes it, in small letters."""

    def __str__(self) -> str:
        return self.name.lower()


class Code(enum.IntEnum):
    """A code with its texts. Numbers are for ever; members are declared in order of precedence."""

    @property
    def retryable(self) -> bool:
        """Whether the same command may succeed later although nobody changed anything but the time."""
        return _native.code_retryable(self.value)

    def text(self, language: Language = "en") -> str:
        """What to tell a person, in English or Russian."""
        return _native.code_text(self.value, language)
