# SPDX-License-Identifier: Apache-2.0
"""What does a run of the pump tell? All values are frozen."""

from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpCounts:
    """What became of the messages of one kind."""

    sent: int = 0
    """The gateway or the notifier has it, or may have; an invitation was erased."""
    postponed: int = 0
    """Tried again later."""
    refused: int = 0
    """The gateway will never take it."""
    expired: int = 0
    """It came too late."""
    obsolete: int = 0
    """Not wanted or not true any more."""
    untold: int = 0
    """The service has no notifier."""
    set_aside: int = 0
    """Nobody can read it: `Service.messages_set_aside`."""

    @property
    def all(self) -> int:
        """How many messages were in hand."""
        outcomes = (self.sent, self.postponed, self.refused, self.expired, self.obsolete, self.untold, self.set_aside)
        return sum(outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpReport:
    """What one run of the pump did."""

    codes: PumpCounts
    """Of codes, by SMS."""
    notices: PumpCounts
    """Of notices."""
    erasures: PumpCounts
    """Of invitations whose time was over: `erase_ended`."""
    fault: Exception | None = None
    """The first thing that went wrong: a Fault, or what a port of the host's has raised. What could be done all the same
    was done; messages wait that could not be sent."""

    @property
    def all(self) -> int:
        """How many messages were in hand."""
        return self.codes.all + self.notices.all + self.erasures.all

    def raise_for_fault(self) -> Self:
        """This report; raises `fault` when there is one."""
        if self.fault is not None:
            raise self.fault
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideMessage:
    """A message that was put aside since no run of the pump could read it."""

    id: str
    """Its id in the store."""
    data: bytes = field(repr=False)
    """References only: no personal data."""
    why: str
    """What is wrong with it."""
