# SPDX-License-Identifier: Apache-2.0
"""`doverie population compare`."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from doverie._codes import Reason
from doverie.cli._documents import policy_of
from doverie.cli._reports import Problem, Report, answers, progress
from doverie.cli._words import Command, say

if TYPE_CHECKING:
    from doverie._policy import Policy
    from doverie.population import Comparison


@dataclass(slots=True)
class _Sums:
    """Comparisons of the parts of a table, added up."""

    not_looked_at: tuple[str, ...]
    counts: Counter[str] = field(default_factory=Counter)
    gained_by: Counter[Reason] = field(default_factory=Counter)
    lost_by: Counter[Reason] = field(default_factory=Counter)

    def add(self, part: "Comparison") -> None:
        for name in ("rows", "eligible_before", "eligible_after", "gained", "lost"):
            self.counts[name] += getattr(part, name)
        self.gained_by.update(part.gained_by)
        self.lost_by.update(part.lost_by)


@click.command(cls=Command)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("table", metavar="FILE")
@click.option("--as-of", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day: 2027-01-01.")
@click.option("--role", type=click.Choice(["contact", "trustor"]), default="contact", show_default=True, help="Who.")
@answers
def compare(old: str, new: str, table: str, as_of: datetime, role: str) -> Report:
    """Who of a table would gain and lose by a change of policy, and by which rules.

    FILE is CSV (with a row of names) or Parquet (.parquet), with the columns birth_date, citizen, confirmed,
    passport_current and phone_confirmed, or birth_date and flags; docs/guide/command-line.md has the rest. The hour is
    the first of the day.
    """
    try:
        from doverie import population
        from doverie.cli import _tables
    except ImportError as error:
        raise Problem(say("comparing tables needs numpy and pyarrow: pip install numpy pyarrow ({error})", error=error)) from None
    make: Callable[..., Any] = getattr(population.Eligibility, f"of_{role}s")
    before, after = (make(policy, as_of.date(), _begin_of(as_of.date(), policy)) for policy in map(policy_of, (old, new)))
    sums = _Sums(population.not_looked_at(before, after))
    with _tables.open_table(table) as rows, progress(say("accounts"), rows.total) as so_far:
        for part in rows.parts():
            sums.add(population.compare(before, after, population.Population(**part)))
            so_far(rows.done())
    return _report(sums, old, new)


def _begin_of(day: date, policy: "Policy") -> datetime:
    return datetime.combine(day, time(), ZoneInfo(policy.time_zone))


def _report(sums: _Sums, old: str, new: str) -> Report:
    counts = sums.counts
    passed_over = [say("not looked at: {names}", names=", ".join(sums.not_looked_at))] if sums.not_looked_at else []
    lines = [
        *passed_over,
        say("{rows} accounts", rows=counts["rows"]),
        say("{before} may under {old}, {after} under {new}", before=counts["eligible_before"], old=old,
            after=counts["eligible_after"], new=new),
        say("{gained} gain", gained=counts["gained"]) + _by(sums.gained_by, say("failed before")),
        say("{lost} lose", lost=counts["lost"]) + _by(sums.lost_by, say("fail after")),
    ]
    by = {"gained_by": _named(sums.gained_by), "lost_by": _named(sums.lost_by)}
    looked = {"not_looked_at": list(sums.not_looked_at)}
    return Report(data=looked | {name: counts[name] for name in counts} | by, lines=lines)


def _by(rules: Mapping[Reason, int], when: str) -> str:
    told = ", ".join(f"{name} {count}" for name, count in _named(rules).items())
    return f" ({when}: {told})" if told else ""


def _named(rules: Mapping[Reason, int]) -> dict[str, int]:
    return {rule.name.lower(): count for rule, count in rules.items() if count}
