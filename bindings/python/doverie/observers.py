# SPDX-License-Identifier: Apache-2.0
"""Observers that tell others: the log, and OpenTelemetry.

    service = doverie.Service(..., observers=[doverie.OpenMetrics(), LogObserver(), OpenTelemetryObserver()])
"""

import logging
from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from doverie._native import CommandOutcome, Observer
from doverie._observing import CommandSeen, PumpSeen
from doverie._pump_report import PumpCounts

if TYPE_CHECKING:
    from opentelemetry.metrics import MeterProvider

__all__ = ["LogObserver", "OpenTelemetryObserver"]

_OUTCOMES: Final = tuple(field.name for field in fields(PumpCounts))
_BROKEN: Final = (CommandOutcome.FAULTED, CommandOutcome.UNKNOWN)


class LogObserver(Observer):
    """A line in Python's log for every command and every run of the pump that had something to do.

    What broke is a warning, and so is what took longer than `slow`; everything else is of `level`. The figures are in the record
    as well, as `doverie` (a dict), for handlers that write JSON. Nobody is named.

    logger
        Whose lines they are; logging.getLogger("doverie") when there is none.
    """

    def __init__(
        self, logger: logging.Logger | None = None, *, level: int = logging.DEBUG, slow: timedelta = timedelta(seconds=1)
    ) -> None:
        super().__init__()
        self._logger = logger or logging.getLogger("doverie")
        self._level = level
        self._slow = slow

    def command(self, seen: CommandSeen) -> None:
        """`start_recovery: done, pending, 3.1 ms`."""
        level = logging.WARNING if seen.outcome in _BROKEN or seen.took > self._slow else self._level
        if not self._logger.isEnabledFor(level):
            return
        told = ", ".join(filter(None, (seen.outcome.name.lower(), seen.reason, seen.status, seen.operation)))
        line = f"{seen.command}: {told}, {_ms(seen.took):.1f} ms"
        figures = {
            "command": seen.command, "outcome": seen.outcome.name.lower(), "reason": seen.reason,
            "operation": seen.operation, "status": seen.status, "ms": _ms(seen.took), "reading_ms": _ms(seen.reading),
            "appending_ms": _ms(seen.appending), "asking_ms": _ms(seen.asking), "conflicts": seen.conflicts,
            "events": list(seen.events),
        }  # fmt: skip
        self._logger.log(level, "%s", line, extra={"doverie": figures})

    def pump(self, seen: PumpSeen) -> None:
        """`pump: codes: sent 2, postponed 1; notices: sent 4`."""
        counts = _counts(seen)
        level = logging.WARNING if seen.fault else self._level
        if not (seen.fault or counts) or not self._logger.isEnabledFor(level):
            return
        told = [f"{kind}: {', '.join(f'{one} {count}' for one, count in of.items())}" for kind, of in counts.items()]
        line = "; ".join([*told, *([f"fault {seen.fault}"] if seen.fault else [])])
        self._logger.log(level, "pump: %s", line, extra={"doverie": {**counts, "fault": seen.fault, "ms": _ms(seen.took)}})


class OpenTelemetryObserver(Observer):
    """Metrics by OpenTelemetry: pip install opentelemetry-api, and whatever the host exports them with.

    | instrument | is |
    |---|---|
    | doverie.command.duration | histogram, s; attributes command, outcome, and where there is one reason, operation, status |
    | doverie.events | counter of recorded events; attribute type |
    | doverie.conflicts | counter of lost races; attribute command |
    | doverie.store.duration, doverie.directory.duration | histograms, s; attribute command |
    | doverie.commit.calls | histogram: how many calls shared the commit |
    | doverie.key.uses | counter; attributes purpose, key |
    | doverie.pump.messages | counter; attributes kind, outcome |
    | doverie.pump.duration | histogram, s; attribute fault, where there is one |
    | doverie.pump.oldest_due | gauge, s; attribute kind |

    Raises ImportError, naming the package, where OpenTelemetry is not installed.
    """

    def __init__(self, meter_provider: "MeterProvider | None" = None) -> None:
        super().__init__()
        try:
            from opentelemetry.metrics import get_meter
        except ImportError as error:
            needs = "doverie.observers.OpenTelemetryObserver needs opentelemetry-api: pip install opentelemetry-api"
            raise ImportError(needs, name="opentelemetry") from error
        meter = get_meter("doverie", meter_provider=meter_provider)
        self._commands = meter.create_histogram("doverie.command.duration", "s", "Commands and questions")
        self._events = meter.create_counter("doverie.events", "{event}", "Events that were recorded")
        self._conflicts = meter.create_counter("doverie.conflicts", "{conflict}", "Lost races")
        self._store = meter.create_histogram("doverie.store.duration", "s", "Time in the store, for each command")
        self._directory = meter.create_histogram("doverie.directory.duration", "s", "Time in the directory, for each command")
        self._together = meter.create_histogram("doverie.commit.calls", "{call}", "Calls that shared the commit")
        self._keys = meter.create_counter("doverie.key.uses", "{use}", "Computations with a key")
        self._messages = meter.create_counter("doverie.pump.messages", "{message}", "Messages the pump had in hand")
        self._runs = meter.create_histogram("doverie.pump.duration", "s", "Runs of the pump")
        self._oldest = meter.create_gauge("doverie.pump.oldest_due", "s", "How long the oldest message in hand had been due")

    def command(self, seen: CommandSeen) -> None:
        """Adds one command."""
        by_command = {"command": seen.command}
        known = {"reason": seen.reason, "operation": seen.operation, "status": seen.status}
        told = {name: value for name, value in known.items() if value}
        self._commands.record(seen.took.total_seconds(), {**by_command, "outcome": seen.outcome.name.lower(), **told})
        for type_ in seen.events:
            self._events.add(1, {"type": type_})
        if seen.conflicts:
            self._conflicts.add(seen.conflicts, by_command)
        self._store.record((seen.reading + seen.appending).total_seconds(), by_command)
        if seen.asks:
            self._directory.record(seen.asking.total_seconds(), by_command)
        if seen.together:
            self._together.record(seen.together)
        for key in seen.keys:
            self._keys.add(key.times, {"purpose": key.purpose.name.lower(), "key": key.id})

    def pump(self, seen: PumpSeen) -> None:
        """Adds one run of the pump."""
        for kind, counts in _counts(seen).items():
            for outcome, count in counts.items():
                self._messages.add(count, {"kind": kind, "outcome": outcome})
        self._runs.record(seen.took.total_seconds(), {"fault": seen.fault} if seen.fault else {})
        oldest = {"codes": seen.oldest_code, "notices": seen.oldest_notice, "erasures": seen.oldest_erasure}
        for kind, age in oldest.items():
            if age is not None:
                self._oldest.set(age.total_seconds(), {"kind": kind})


def _ms(duration: timedelta) -> float:
    return duration / timedelta(milliseconds=1)


def _counts(seen: PumpSeen) -> Mapping[str, dict[str, int]]:
    """By kind and outcome, what is not zero."""
    kinds: dict[str, Any] = {"codes": seen.codes, "notices": seen.notices, "erasures": seen.erasures}
    found = {kind: {one: getattr(of, one) for one in _OUTCOMES if getattr(of, one)} for kind, of in kinds.items()}
    return {kind: of for kind, of in found.items() if of}
