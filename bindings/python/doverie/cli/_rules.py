# SPDX-License-Identifier: Apache-2.0
"""`doverie rules`: test and coverage."""

import click

from doverie._errors import InvalidArgument
from doverie._host_rules import HostRule
from doverie._policy import Policy
from doverie._rule_tests import Boundary, BoundaryCoverage, RuleRows, boundary_coverage
from doverie.cli._documents import policy_of
from doverie.cli._own_rules import asked, own_rules, rules_of
from doverie.cli._reports import Place, Problem, Report, answers, progress, read_text
from doverie.cli._words import Command, say

_rows_files = click.argument("rows", metavar="ROWS...", nargs=-1, required=True)


def _tables(files: tuple[str, ...], own: str | None) -> list[RuleRows]:
    rules = rules_of(own)
    return [_table(file, rules) for file in files]


def _table(file: str, rules: tuple[HostRule, ...]) -> RuleRows:
    text = read_text(file)
    try:
        return RuleRows(text, source=file, rules=rules)
    except InvalidArgument as error:
        line, message = _split(str(error), file)
        raise Problem(message, place=Place(file=file, line=line)) from None


def _split(message: str, file: str) -> tuple[int | None, str]:
    """The line number and the rest of `file:line: message`."""
    number, _, rest = message.removeprefix(f"{file}:").partition(":")
    return (int(number), rest.strip()) if number.isdecimal() else (None, message)


@click.command(cls=Command)
@click.argument("policy", metavar="POLICY")
@_rows_files
@own_rules
@answers
def test(policy: str, rows: tuple[str, ...], own: str | None) -> Report:
    """Whether every row holds under a policy.

    docs/guide/rule-changes.md has the language of rows.
    """
    rules, tables = policy_of(policy), _tables(rows, own)
    failures: list[tuple[str, str]] = []
    with progress(say("rows"), total=sum(map(len, tables))) as so_far, asked():
        for number, table in enumerate(tables, 1):
            failures += [(table.source, failure) for failure in table.failures(rules)]
            so_far(sum(map(len, tables[:number])))
    count = sum(map(len, tables))
    good = say("{good} of {rows} rows hold under {policy}", good=count - len(failures), rows=count, policy=rules.id)
    return Report(
        data={"policy": rules.id, "rows": count, "failures": [_failure(file, text) for file, text in failures]},
        lines=[*(text for _, text in failures), good],
        well=not failures,
    )


def _failure(file: str, text: str) -> dict[str, str | int | None]:
    line, message = _split(text, file)
    return {"file": file, "line": line, "message": message}


@click.command(cls=Command)
@click.argument("policy", metavar="POLICY")
@_rows_files
@own_rules
@answers
def coverage(policy: str, rows: tuple[str, ...], own: str | None) -> Report:
    """Which limits of a policy no row pins.

    Every limit is changed by the smallest step, both ways; some row has to fail then.
    """
    rules, tables = policy_of(policy), _tables(rows, own)
    found = _covered(rules, tables)
    return Report(
        data={
            "policy": rules.id,
            "complete": found.complete,
            "boundaries": [_boundary(boundary) for boundary in found.boundaries],
        },
        lines=str(found).splitlines(),
        well=found.complete,
    )


def _covered(policy: Policy, tables: list[RuleRows]) -> BoundaryCoverage:
    with progress(say("changing every limit")), asked():
        return boundary_coverage(tables, policy)


def _boundary(boundary: Boundary) -> dict[str, str | None]:
    return {
        "parameter": boundary.parameter,
        "from": boundary.from_,
        "to": boundary.to,
        "pinned_by": boundary.pinned_by or None,
    }
