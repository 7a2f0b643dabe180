# SPDX-License-Identifier: Apache-2.0
"""`doverie policy`: check, show and diff."""

import json
from typing import Any

import click

from doverie._errors import InvalidArgument
from doverie._policy import Policy, PolicySchedule
from doverie.cli._documents import SHIPPED, place_of, policy_of
from doverie.cli._meanings import MEANINGS
from doverie.cli._reports import Problem, Report, answers, read_text
from doverie.cli._words import Command, say
from doverie.testing import InMemoryService


@click.command(cls=Command)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--schedule", is_flag=True, help="Also whether the files follow one another: days, ids, time zones.")
@answers
def check(files: tuple[str, ...], schedule: bool) -> Report:
    """Whether policy documents can be used.

    A message points to the file, line and column, and says what stands there and what is allowed.
    """
    policies: list[Policy] = []
    problems: list[Problem] = []
    for file in files:
        try:
            policies.append(_usable(file))
        except Problem as problem:
            problems.append(problem)
    if schedule and not problems:
        problems += _problems_together(policies)
    passed = [say("{id}, from {day}: good", id=policy.id, day=policy.applies_from) for policy in policies]
    return Report(
        data={
            "policies": [{"id": policy.id, "content_hash": policy.content_hash} for policy in policies],
            "problems": [problem.data() for problem in problems],
        },
        lines=[*map(str, problems), *passed],
        well=not problems,
    )


def _usable(file: str) -> Policy:
    """A policy whose time zone this machine knows, too: only making a service asks that."""
    policy = policy_of(file)
    try:
        InMemoryService(policies=policy).close()
    except InvalidArgument as error:
        text = "{}" if file in SHIPPED else read_text(file)
        raise Problem(str(error), place=place_of(file, text, "/time_zone")) from None
    return policy


def _problems_together(policies: list[Policy]) -> list[Problem]:
    try:
        PolicySchedule(policies)
    except InvalidArgument as error:
        return [Problem(str(error))]
    return []


@click.command(cls=Command)
@click.argument("policy", metavar="POLICY")
@answers
def show(policy: str) -> Report:
    """Every parameter of a policy, with its value and what it means."""
    shown = policy_of(policy)
    values = json.loads(shown.to_json())
    rows = [{"parameter": name, "value": value, "meaning": MEANINGS.get(name)} for name, value in values.items()]
    lines = [f"{row['parameter']}: {_value(row['value'])}" + (f" ({row['meaning']})" if row["meaning"] else "") for row in rows]
    data = {"id": shown.id, "content_hash": shown.content_hash, "parameters": rows}
    return Report(data=data, lines=[*lines, say("content hash: {hash}", hash=shown.content_hash)])


@click.command(cls=Command)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@answers
def diff(old: str, new: str) -> Report:
    """What a policy changes, in words."""
    before, after = (json.loads(policy_of(name).to_json()) for name in (old, new))
    changes = [_change(name, before, after) for name in {**before, **after} if before.get(name) != after.get(name)]
    return Report(
        data={"old": before["id"], "new": after["id"], "changes": changes},
        lines=[*map(_in_words, changes)] or [say("the two policies say the same")],
    )


def _change(name: str, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    new_links_only = after.get("applies_to", {}).get(name) == "new_links"
    return {
        "parameter": name,
        "old": before.get(name),
        "new": after.get(name),
        "meaning": MEANINGS[name],
        "new_links_only": new_links_only,
    }


def _in_words(change: dict[str, Any]) -> str:
    only = say("; for new links only") if change["new_links_only"] else ""
    return say("{parameter}: {old} becomes {new} ({meaning}{only})", parameter=change["parameter"], old=_value(change["old"]),
               new=_value(change["new"]), meaning=change["meaning"], only=only)  # fmt: skip


def _value(value: Any) -> str:
    return say("nothing") if value is None else value if isinstance(value, str) else json.dumps(value)
