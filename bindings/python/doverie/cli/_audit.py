# SPDX-License-Identifier: Apache-2.0
"""`doverie audit verify`."""

import os
from pathlib import Path
from typing import Any, Final

import click

from doverie import audit
from doverie._keys import KeyRing
from doverie._native import KeyPurpose, KeyState
from doverie._stores import SqliteStore
from doverie.cli._reports import Place, Problem, Report, answers, progress, read_text
from doverie.cli._stores import opened_records
from doverie.cli._words import Command, say

_MASTER_HEX: Final = "DOVERIE_MASTER_HEX"


@click.command(cls=Command)
@click.argument("store", metavar="STORE")
@click.option("--master-file", metavar="FILE", envvar="DOVERIE_MASTER_FILE", help="The master secret: the file's bytes.")
@click.option("--audit-key", metavar="ID=FILE", multiple=True,
              help="An audit key that was added by itself; ID@ALGORITHM, as seals begin, for one that is not of SHA-256. Repeatable.")
@click.option("--checkpoints", metavar="FILE", help="All checkpoints from number 1 on, one a line.")
@click.option("--public-key", metavar="FILE", multiple=True, help="What checkpoints may be signed with. Repeatable.")
@answers
def verify(
    store: str, master_file: str | None, audit_key: tuple[str, ...], checkpoints: str | None, public_key: tuple[str, ...]
) -> Report:
    """Checks the seal of every event, and what checkpoints have seen.

    STORE is the file of a SQLite store, which is then checked itself, too; or a copy in JSON Lines. The master secret comes
    from --master-file, from DOVERIE_MASTER_FILE (a path) or from DOVERIE_MASTER_HEX (hexadecimal digits). One process at a
    time can open a store: stop the service, or look at a restored backup.
    """
    seen = read_text(checkpoints).splitlines() if checkpoints else []
    if (public_key or checkpoints) and not any(line.strip() for line in seen):
        raise Problem(say("there are no checkpoints to hold the records against: a copy that was cut short would fit"),
                      place=Place(file=checkpoints) if checkpoints else None)  # fmt: skip
    against: dict[str, Any] = {
        "keys": _keys(master_file, audit_key),
        "public_keys": [_bytes_of(file) for file in public_key],
        "checkpoints": seen,
    }
    with progress(say("events")):
        found, contradictions = _looked_at(store, against)
    return Report(
        data={
            "events": found.events,
            "streams": found.streams,
            "checkpoints": found.checkpoints,
            "findings": [_finding(finding) for finding in found.findings],
            "left_out": found.left_out,
            "contradictions": contradictions,
        },
        lines=[*(finding.message for finding in found.findings), *contradictions, *_summary(found)],
        well=found.intact and not contradictions,
    )


def _looked_at(store: str, against: dict[str, Any]) -> tuple[audit.Report, list[str]]:
    """What was found in the events, and what the file of a store has against itself."""
    with opened_records(store) as opened:
        if isinstance(opened, SqliteStore):
            return audit.verify(opened, **against), list(opened.check())
        return audit.verify((line.rstrip(b"\n") for line in opened), **against), []


def _finding(finding: audit.Finding) -> dict[str, str | int]:
    return {
        "kind": finding.kind.name.lower(),
        "stream": finding.stream,
        "version": finding.version,
        "checkpoint": finding.checkpoint,
        "message": finding.message,
    }


def _summary(found: audit.Report) -> list[str]:
    counts = say("{events} events in {streams} streams, {checkpoints} checkpoints",
                 events=found.events, streams=found.streams, checkpoints=found.checkpoints)  # fmt: skip
    if found.intact:
        return [say("{counts}: everything fits", counts=counts)]
    lines = [say("{counts}: {wrong} do not fit", counts=counts, wrong=len(found.findings) + found.left_out)]
    wrong_from_the_start = {one.stream for one in found.findings if one.stream and one.version == 1}
    return [*lines, say("no stream fits: is this the right key?")] if len(wrong_from_the_start) == found.streams else lines


def _keys(master_file: str | None, audit_keys: tuple[str, ...]) -> KeyRing:
    master = _bytes_of(master_file) if master_file is not None else _unhex(os.environ.get(_MASTER_HEX))
    if master is None and not audit_keys:
        raise Problem(say("no key was given: --master-file, --audit-key, DOVERIE_MASTER_FILE or DOVERIE_MASTER_HEX"))
    keys = KeyRing() if master is None else KeyRing.from_master(master)
    for given in audit_keys:
        key_id, equals, file = given.partition("=")
        if not equals:
            raise Problem(say('--audit-key "{given}" is not ID=FILE', given=given))
        key_id, _, algorithm = key_id.partition("@")
        options = {"algorithm": algorithm} if algorithm else {}
        keys.add(KeyPurpose.AUDIT, id=key_id, key=_bytes_of(file), state=KeyState.VERIFY_ONLY, **options)
    return keys


def _unhex(digits: str | None) -> bytes | None:
    try:
        return None if digits is None else bytes.fromhex(digits)
    except ValueError:
        raise Problem(say("DOVERIE_MASTER_HEX is not hexadecimal digits, two for each byte")) from None


def _bytes_of(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise Problem(error.strerror or str(error), place=Place(file=file)) from None
