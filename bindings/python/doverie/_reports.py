# SPDX-License-Identifier: Apache-2.0
"""What became of an SMS, as its gateway reports it to the host's HTTP server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, final

from doverie import _native
from doverie._native import DeliveryState, ReportVerdict, Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What became of one message."""

    message_id: str
    """That the sender was called with."""
    state: DeliveryState
    """Of two states of one message the one with the larger number is true, whichever was reported first."""
    at: datetime
    """When the host received it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedReport:
    """What DeliveryReports.read() makes of what came in."""

    verdict: ReportVerdict
    """GENUINE; UNKNOWN: of a message of ours, but what it says means nothing that is known; FORGED: not made with any key."""
    message_id: str
    """Empty when forged."""
    report: DeliveryReport | None
    """None unless genuine."""


@final
class DeliveryReports(_native.DeliveryReports):
    """Makes the tokens at the end of the addresses that gateways report to, and knows them again. Thread-safe.

        reports = doverie.DeliveryReports([report_key])  # the sender has the same
        got = reports.read(token, gateway.report_state(query["state"]), at=now)
        if got.verdict is doverie.ReportVerdict.GENUINE: keep(got.report)

    `keys`: secret random bytes of the host's, at least 32 each. The first makes tokens; those of the others are good as well,
    so that a key can be changed while reports are on their way. Raises InvalidArgument otherwise.
    """

    def __init_subclass__(cls, **_: Any) -> None:
        raise TypeError("DeliveryReports cannot be subclassed")

    def __init__(self, keys: Sequence[Secret | bytes]) -> None:
        super().__init__(keys)

    def token(self, message_id: str) -> str:
        """The last part of the address to which the gateway reports; nothing in it has to be escaped. Raises InvalidArgument
        unless the id is of 1 to 1024 of [A-Za-z0-9_-], as all that the library makes are.
        """
        return super().token(message_id)

    def read(self, token: str, state: DeliveryState | None, *, at: datetime) -> ReceivedReport:  # type: ignore[override]
        """What the host's server received under the address with `token`; never raises for that. `state`: what the gateway
        says, from kannel_state() or HttpSender.report_state(); None when it is nothing that is known.
        """
        verdict, message_id, report = super().read(token, state, at)
        return ReceivedReport(verdict=verdict, message_id=message_id, report=report)


def kannel_state(value: str) -> DeliveryState | None:
    """Kannel's delivery report value (`%d` in its dlr-url): 1 delivered, 2 and 16 failed, 4 and 8 taken; None for others."""
    return _native.kannel_state(value)
