# SPDX-License-Identifier: Apache-2.0
"""`doverie conversion`: how many of the codes that went out were used, and whether that is too few."""

import os
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Final

import click

from doverie._errors import InvalidArgument
from doverie._native import EventStore
from doverie.cli._modules import made_by
from doverie.cli._reports import Place, Problem, Report, answers, read_text
from doverie.cli._words import Command, say
from doverie.conversion import Counter, Hour

_SHOWN: Final = "%Y-%m-%d %H:00"


@click.command(cls=Command)
@click.argument("store", metavar="MODULE:FUNCTION")
@click.option("--state", metavar="FILE", help="Where to go on, and to keep how far it was; made when it is not there.")
@click.option("--last", metavar="HOURS", type=click.IntRange(1, 24 * 31), default=24, show_default=True, help="Which hours to tell.")
@click.option("--below", metavar="SHARE", type=click.FloatRange(0, 1), default=0.3, show_default=True,
              help="An hour in which a smaller share was used is an alarm,")
@click.option("--at-least", metavar="N", type=click.IntRange(min=1), default=50, show_default=True,
              help="if a gateway has taken so many SMS in it.")
@answers
def conversion(store: str, state: str | None, last: int, below: float, at_least: int) -> Report:
    """Tells how many SMS with codes gateways took, hour by hour (UTC), and how many codes were used.

    FUNCTION is the host's own: it takes nothing and returns a store, which is only read. Ends with 1 when an hour that is
    over is an alarm.
    """
    counter = _counter(made_by(store, EventStore, "a store"), state)
    try:
        counter.read_on()
    except InvalidArgument as error:
        raise Problem(say("{error}; after a restore, remove the file", error=error), place=Place(file=state or store)) from None
    if state is not None:
        _keep(counter, Path(state))
    now = datetime.now(timezone.utc)
    alarms = counter.alarms(below=below, at_least=at_least, now=now, last=last)
    hours = [hour for hour in counter.hours if (now - hour.begins).total_seconds() <= (last + 1) * 3600]
    return Report(
        data={"hours": [_data(hour, alarm=hour in alarms) for hour in hours]},
        lines=[_line(hour, alarm=hour in alarms) for hour in hours] or [say("no codes")],
        well=not alarms,
    )


def _counter(store: EventStore, state: str | None) -> Counter:
    if state is None or not Path(state).exists():
        return Counter(store)
    try:
        return Counter(store, state=read_text(state))
    except InvalidArgument as error:
        raise Problem(str(error), place=Place(file=state)) from None


def _keep(counter: Counter, file: Path) -> None:
    """All of it or nothing."""
    beside = file.with_name(file.name + ".new")
    beside.write_text(counter.state, encoding="utf-8")
    os.replace(beside, file)


def _data(hour: Hour, *, alarm: bool) -> dict[str, object]:
    return asdict(hour) | {"begins": hour.begins.isoformat(), "share": hour.share, "alarm": alarm}


def _line(hour: Hour, *, alarm: bool) -> str:
    share = "" if hour.share is None else f" ({hour.share:.0%})"
    told = say("taken {taken}, delivered {delivered}, lost {lost}, used {used}{share}",
               taken=hour.taken, delivered=hour.delivered, lost=hour.lost, used=hour.used, share=share)  # fmt: skip
    return f"{hour.begins.strftime(_SHOWN)}  {told}{'  ' + say('ALARM') if alarm else ''}"
