# SPDX-License-Identifier: Apache-2.0
"""`doverie store raise-level`."""

import click

from doverie import __version__
from doverie._service import Service
from doverie.cli._modules import made_by
from doverie.cli._reports import Report, answers
from doverie.cli._store import format_of
from doverie.cli._words import Command, say


@click.command("raise-level", cls=Command)
@click.option("--host", metavar="MODULE:FUNCTION", required=True, help="The function that returns its service.")
@click.option("--operator", metavar="NAME", required=True, help="Who does it.")
@click.option("--dry-run", is_flag=True, help="Change nothing.")
@answers
def raise_level(host: str, operator: str, dry_run: bool) -> Report:
    """Raises the format level of the service's store to the one that this version of the library knows.

    First upgrade every process that shares the store: doverie store info tells which versions have written to it. Those that are too
    old for the level are refused from then on, and there is no way back below it.
    """
    with made_by(host, Service, "a doverie.Service") as service:
        if dry_run:
            return _to_be(service)
        service.operations().raise_level(operator_id=operator)
    return Report(data={"done": True}, lines=[say("the format level is the highest that this version knows")])


def _to_be(service: Service) -> Report:
    """What the realm's record says of levels; a version is in it once it has written."""
    format = format_of(*service._records) if service._records else None
    seen = [] if format is None else format["versions"]
    known = next((one["level"] for one in seen if one["library"] == __version__), None)
    if format is None or known is None:
        line = say("dry run: this version has not written to the store yet; let it run a command, and look again")
        return Report(data={"level": None, "to": None, "too_old": [], "done": False}, lines=[line], well=False)
    too_old = [one["library"] for one in seen if one["level"] < known]
    line = say("dry run: the format level is {level} and would be {to}", level=format["level"], to=known)
    refused = [say("versions that would be refused from then on: {versions}", versions=", ".join(too_old))] if too_old else []
    data = {"level": format["level"], "to": known, "too_old": too_old, "done": False}
    return Report(data=data, lines=[line, *refused])
