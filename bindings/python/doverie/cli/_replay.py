# SPDX-License-Identifier: Apache-2.0
"""`doverie replay`: what another policy would have decided on the records of a file."""

import re
from collections.abc import Iterable
from typing import Any, Final

import click

from doverie import replay as history
from doverie._errors import Fault, InvalidArgument
from doverie._policy import PolicySchedule
from doverie.cli._documents import policy_of
from doverie.cli._reports import Place, Problem, Report, answers, progress
from doverie.cli._stores import opened_records
from doverie.cli._words import Command, say

_LINE: Final = re.compile(r"^line (\d+): (.*)$", re.S)


@click.command(cls=Command)
@click.argument("policy", metavar="POLICY")
@click.argument("records", metavar="HISTORY")
@click.option("--made-under", metavar="POLICY", multiple=True, help="The records' own. Repeatable.  [default: gosuslugi]")
@click.option("--most", metavar="N", type=click.IntRange(min=0), default=20, show_default=True, help="Decisions named.")
@answers
def replay(policy: str, records: str, made_under: tuple[str, ...], most: int) -> Report:
    """Which recorded decisions would have come out otherwise under POLICY, and why.

    HISTORY is the file of a SQLite store, or a copy in JSON Lines, from the first event on. One process at a time can open a
    store: stop the service, or look at a restored backup. Seals are not looked at: see doverie audit verify.
    """
    then, other = _schedule(made_under or ("gosuslugi",)), policy_of(policy)
    named: list[history.Decision] = []
    with opened_records(records) as events, progress(say("events")) as so_far:
        run = history.run(events, history=then, other=other, progress=so_far)
        try:
            for decision in run:
                if len(named) < most:
                    named.append(decision)
            found = run.report()
        except Fault as fault:
            raise _pointing(records, str(fault)) from None
    return Report(data=_data(found, named), lines=_lines(found, named, policy), well=found.all_same)


def _schedule(names: Iterable[str]) -> PolicySchedule:
    try:
        return PolicySchedule([policy_of(name) for name in names])
    except InvalidArgument as error:
        raise Problem(f"--made-under: {error}") from None


def _pointing(records: str, fault: str) -> Problem:
    if found := _LINE.match(fault):
        return Problem(found[2], place=Place(file=records, line=int(found[1])))
    return Problem(fault, place=Place(file=records))


def _data(found: history.Report, named: list[history.Decision]) -> dict[str, Any]:
    numbers = ("events", "decisions", "same", "refused", "further", "fallen", "untold", "vain_starts")
    return {name: getattr(found, name) for name in numbers} | {
        "counts": [
            {"kind": row.kind, "outcome": row.outcome.name.lower(), "why": row.why, "count": row.count}
            for row in found.counts
        ],
        "unseen_changes": list(found.unseen_changes),
        "named": [_named(decision) for decision in named],
    }


def _named(decision: history.Decision) -> dict[str, Any]:
    reason, because = decision.reason, decision.because
    return {
        "stream": decision.place.stream,
        "version": decision.place.version,
        "kind": decision.kind,
        "command_id": decision.command_id,
        "at": decision.at.isoformat(),
        "outcome": decision.outcome.name.lower(),
        "reason": None if reason is None else reason.code.name.lower(),
        "needs": None if reason is None else reason.needs,
        "has": None if reason is None else reason.has,
        "missing": [_missing(one) for one in decision.missing],
        "because": None if because is None else {"stream": because.stream, "version": because.version},
        "message": decision.message,
    }


def _missing(missing: history.Missing) -> dict[str, str | None]:
    return {"gap": missing.gap.name.lower(), "rule": missing.rule.name.lower() if missing.rule else None}


def _lines(found: history.Report, named: list[history.Decision], policy: str) -> list[str]:
    otherwise = found.decisions - found.same
    lines = [decision.message for decision in named]
    if 0 < len(named) < otherwise:
        lines.append(say("… and {more} more", more=otherwise - len(named)))
    lines.append(say("{decisions} decisions in {events} events: {same} come out the same under {policy}",
                     decisions=found.decisions, events=found.events, same=found.same, policy=policy))  # fmt: skip
    for row in found.counts:
        why = f" ({row.why})" if row.why else ""
        lines.append(f"  {row.kind}: {row.outcome.name.lower()}{why} {row.count}")
    for parameter in found.unseen_changes:
        why = next(spot.why for spot in history.BLIND_SPOTS if spot.parameter == parameter)
        lines.append(say("what {parameter} changes is not seen: {why}", parameter=parameter, why=why))
    return lines
