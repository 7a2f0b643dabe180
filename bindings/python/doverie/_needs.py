# SPDX-License-Identifier: Apache-2.0
"""What an operation that is driven by hand has to be told before it can go on."""

from collections.abc import Sequence
from dataclasses import dataclass

from doverie._records import ReadRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What an operation has to be told now, all of it, in any order. The clock is asked for first and alone."""

    request: ReadRequest | None = None
    """What to read from the store, in one snapshot; None: nothing."""
    accounts: Sequence[str] = ()
    """Whose facts to ask the directory for."""
    clock: bool = False
    """What time it is."""
    mark_will_do: bool = False
    """Where the directory cannot be asked, AccountDirectory.has_no_contact may be: Operation.fetch does that."""
