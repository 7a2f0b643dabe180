# SPDX-License-Identifier: Apache-2.0
"""`doverie pump`: sends what is due, as a service of the machine."""

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from typing import Final

import click

from doverie._errors import ClockSkew, Fault
from doverie._pump_report import PumpCounts, PumpReport
from doverie._pump_runner import PumpRunner
from doverie._service import Service
from doverie._told_to_stop import ToldToStop, told_to_stop
from doverie.cli._modules import made_by
from doverie.cli._reports import Report, answers, problem_of
from doverie.cli._words import Command, say

_KINDS: Final = ("codes", "notices", "erasures")
_OUTCOMES: Final = tuple(field.name for field in fields(PumpCounts))
_THREADS: Final = click.IntRange(1, 64)


@click.command(cls=Command)
@click.argument("service", metavar="MODULE:FUNCTION")
@click.option("--once", is_flag=True, help="Send what is due now, and end.")
@click.option("--code-threads", type=_THREADS, default=2, show_default=True, help="Threads that send codes.")
@click.option("--other-threads", type=_THREADS, default=1, show_default=True, help="Threads for everything else.")
@click.option("--idle", metavar="SECONDS", type=click.FloatRange(0.001, 3600), default=1, show_default=True,
              help="How long a thread waits that has found nothing to do.")
@click.option("--within", metavar="SECONDS", type=click.FloatRange(0, 3600), default=30, show_default=True,
              help="How long to wait, when told to stop, for what is being sent.")
@answers
def pump(service: str, once: bool, code_threads: int, other_threads: int, idle: float, within: float) -> Report:
    """Sends codes and notices that are due, until SIGTERM or SIGINT comes.

    FUNCTION is the host's own: it takes nothing and returns a doverie.Service, with the store, keys, policies, directory and
    senders that the portal has. The standard error gets a line for each run that had something in hand, in which nobody is
    named; the standard output what they add up to.
    """
    tally = _Tally()
    with told_to_stop() as told:  # also while the host's function sets up
        made = made_by(service, Service, "a doverie.Service")
        if once:
            return tally.report(well=_pumped_once(made, tally, told))
        click.echo(say("pumping, with {codes} threads for codes and {rest} for the rest", codes=code_threads, rest=other_threads), err=True)
        runner = PumpRunner(
            made, code_threads=code_threads, other_threads=other_threads, idle=timedelta(seconds=idle), on_report=tally.add
        )
        told.wait()
        ended = runner.stop(timedelta(seconds=within))
    if not ended:
        click.echo(say("not all has come back within {within:g} s; it is sent again under the same id", within=within), err=True)
    return tally.report(well=ended)


def _pumped_once(service: Service, tally: "_Tally", told: ToldToStop) -> bool:
    """What is due now, or what of it was sent when a signal came; False after a fault."""
    while not told.come:
        report = service.pump()
        more = tally.add(report)
        if report.fault is not None:
            return False
        if not more:
            break
    return True


class _Tally:
    """Adds reports up, and logs each. Any thread may do that."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._faults: Counter[str] = Counter()
        self._about: dict[str, str] = {}
        """Of the library's own faults, what the first of each was about."""

    def add(self, report: PumpReport) -> bool:
        """Whether there was anything in hand."""
        counted = Counter({(kind, one): getattr(getattr(report, kind), one) for kind in _KINDS for one in _OUTCOMES})
        fault = None if report.fault is None else _name(report.fault)
        with self._lock:
            self._counts += counted
            self._faults.update(() if fault is None else (fault,))
            if isinstance(report.fault, ClockSkew):  # nobody is named in it
                self._about.setdefault(report.fault.code.name, problem_of(report.fault).message)
            if report.all or fault:
                click.echo("; ".join([*_words(counted), *([] if fault is None else [say("fault {name}", name=fault)])]), err=True)
        return report.all > 0

    def report(self, *, well: bool) -> Report:
        """What they add up to."""
        with self._lock:
            counts = {kind: {one: self._counts[kind, one] for one in _OUTCOMES} for kind in _KINDS}
            lines = [*_words(self._counts), *(say("fault {name}: {count}", name=name, count=count) for name, count in self._faults.items()),
                     *self._about.values()]  # fmt: skip
            return Report(data=counts | {"faults": dict(self._faults)}, lines=lines or [say("nothing was due")], well=well)


def _words(counts: Counter[tuple[str, str]]) -> Iterator[str]:
    for kind in _KINDS:
        if told := ", ".join(f"{one} {counts[kind, one]}" for one in _OUTCOMES if counts[kind, one]):
            yield f"{kind}: {told}"


def _name(fault: Exception) -> str:
    """Of the fault, or of the exception that a port of the host's has raised: its message may hold anything."""
    return fault.code.name.lower() if isinstance(fault, Fault) else type(fault).__name__
