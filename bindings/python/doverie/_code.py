# SPDX-License-Identifier: Apache-2.0
"""What reasons and fault codes have in common."""

import enum
from typing import Literal, TypeAlias

from doverie import _native
from doverie._reason_columns import Unit, WaitsFor

Language: TypeAlias = Literal["en", "ru"]
"""A language that texts come in."""


class Code(enum.IntEnum):
    """A code with its texts. Numbers are for ever; members are declared in order of precedence."""

    @property
    def retryable(self) -> bool:
        """A reason: whether the same command may succeed later although nobody changed anything but the time. A fault: whether
        the same command, with the same command id, may simply be sent again."""
        return _native.code_info(self.value)[0]

    @property
    def unit(self) -> Unit:
        """What the numbers of the reason count."""
        return Unit(_native.code_info(self.value)[1])

    @property
    def waits_for(self) -> WaitsFor:
        """What has to happen before the same command can succeed, when this is its only reason."""
        return WaitsFor(_native.code_info(self.value)[2])

    def text(self, language: Language = "en") -> str:
        """What to tell a person, in English or Russian."""
        return _native.code_text(self.value, language)
