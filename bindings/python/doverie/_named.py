# SPDX-License-Identifier: Apache-2.0
"""How do numbers say their names?"""

import enum


class Named(enum.IntEnum):
    """A number with a name. str() is the name as the library writes it, in small letters."""

    def __str__(self) -> str:
        return self.name.lower()
