# SPDX-License-Identifier: Apache-2.0
"""What observers are told, and the observer that counts. Nobody is named in any of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, final

from doverie import _native
from doverie._closing import refuse_subclass
from doverie._native import CommandOutcome, KeyPurpose, PumpWhat
from doverie._pump_report import PumpCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """A key that was computed with."""

    purpose: KeyPurpose
    """What for."""
    id: str
    """Its name in the key ring."""
    times: int
    """How often, for this command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSeen:
    """One command or question, of a side or of the pump's own, when its answer stands.

    Every word is of the library's lists, or one that the service's settings have (an operation of a policy, a rule, a key): no
    account, id, number, name, phone, address or text of anybody.
    """

    command: str
    """As commands.def calls it: "start_recovery"."""
    outcome: CommandOutcome
    """How it ended."""
    reason: str
    """The first reason of a refusal, or the fault: "wrong_code", "store_unavailable"; else empty."""
    operation: str
    """What it is about, of a start, an approval and a redemption, if a policy has it; else empty."""
    status: str
    """What a start was answered: "pending", "not_protected"; else empty."""
    took: timedelta
    """From the call to the answer, by the clock's elapsed time; everything below is a part of it."""
    reading: timedelta
    """In reading calls of the store."""
    appending: timedelta
    """In appending calls of the store."""
    asking: timedelta
    """In the account directory."""
    reads: int
    """Calls of the store."""
    appends: int
    """Calls of the store."""
    asks: int
    """Of the directory."""
    conflicts: int
    """How often it was decided anew, since it lost a race."""
    committed: bool
    """Whether it has written something."""
    together: int
    """How many calls shared the commit; 0: there was none, or the store does not say."""
    store_level: int
    """The format level that the store was found to have; 0: it was not looked at."""
    events: tuple[str, ...]
    """The types of the events that were committed, one for each: "account_frozen", "code_rejected" …"""
    keys: tuple[KeyUse, ...]
    """Each key once."""
    connections: Mapping[str, int] | None
    """Of a store that has several, after a commit: as PostgresStore.connections()."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpSeen:
    """One run of the pump. Its commands were told before, each by itself."""

    what: PumpWhat
    """Which messages it looked at."""
    codes: PumpCounts
    """What became of codes."""
    notices: PumpCounts
    """What became of notices."""
    erasures: PumpCounts
    """What became of erasures."""
    fault: str
    """The first thing that went wrong, by its name; empty: nothing did."""
    took: timedelta
    """By the clock's elapsed time."""
    oldest_code: timedelta | None
    """How long the oldest code that was in hand had been due; zero: none was; None: this run did not look."""
    oldest_notice: timedelta | None
    """The same of notices."""
    oldest_erasure: timedelta | None
    """The same of erasures."""


@final
class OpenMetrics(_native.OpenMetrics):
    """Counts what a service does, for Prometheus and whatever else reads OpenMetrics 1.0.

        metrics = doverie.OpenMetrics()
        service = doverie.Service(..., observers=[metrics])

        @app.get("/metrics")
        def page():
            return Response(metrics.text(), content_type=metrics.CONTENT_TYPE)

    One may observe several services: they are added up. Thread-safe; counting does not take the GIL.
    """

    CONTENT_TYPE: Final = "application/openmetrics-text; version=1.0.0; charset=utf-8"
    """Of `text()`, for the header of a page."""

    def __init_subclass__(cls, **_: Any) -> None:
        raise refuse_subclass("OpenMetrics", "Observer")

    def __init__(self) -> None:
        super().__init__()

    def text(self) -> str:
        """All metrics as they are now, in a page that ends with `# EOF`. Durations are in seconds."""
        return super().text()

    def __repr__(self) -> str:
        return "OpenMetrics()"
