# SPDX-License-Identifier: Apache-2.0
"""`doverie audit verify`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from doverie._records import FeedEntry
from doverie._stores import SqliteStore
from doverie.cli._reports import Place, Problem, Report, answers, progress
from doverie.cli._seals import Chains, Misfit, audit_key_of_master

_MASTER_HEX: Final = "DOVERIE_MASTER_HEX"
_PAGE: Final = 1000
_LEAST_KEY_BYTES: Final = 32


@click.command()
@click.argument("store", metavar="STORE.db")
@click.option("--master-file", metavar="FILE", envvar="DOVERIE_MASTER_FILE", help="The master secret: the file's bytes.")
@click.option("--audit-key", metavar="ID=FILE", multiple=True, help="An audit key that was added by itself. Repeatable.")
@answers
def verify(store: str, master_file: str | None, audit_key: tuple[str, ...]) -> Report:
    """Checks the seal of every event of a SQLite store, and the file itself.

    The master secret comes from --master-file, from DOVERIE_MASTER_FILE (a path) or from DOVERIE_MASTER_HEX (hexadecimal
    digits). One process at a time can open a store: stop the service, or look at a restored backup.
    """
    if not Path(store).is_file():
        raise Problem("there is no such file", place=Place(file=store))
    chains = Chains(_keys(master_file, audit_key))
    with SqliteStore(store) as opened:
        misfits = list(_misfits(opened, chains))
        contradictions = opened.check()
    return Report(
        data={
            "events": chains.events,
            "streams": chains.streams,
            "misfits": [{"stream": one.stream, "version": one.version, "why": one.why} for one in misfits],
            "contradictions": list(contradictions),
        },
        lines=[*map(str, misfits), *contradictions, *_summary(chains)],
        well=not misfits and not contradictions,
    )


def _summary(chains: Chains) -> list[str]:
    lines = [f"{chains.fitting} of {chains.events} events in {chains.streams} streams fit their seals"]
    return [*lines, "none does: is this the right key?"] if chains.events and not chains.fitting else lines


def _misfits(store: SqliteStore, chains: Chains) -> Iterator[Misfit]:
    with progress("events") as so_far:
        for entry in _feed(store):
            if misfit := chains.look(entry):
                yield misfit
            so_far(chains.events)


def _feed(store: SqliteStore) -> Iterator[FeedEntry]:
    after = ""
    while page := store.feed(after, _PAGE):
        yield from page
        after = page[-1].cursor


def _keys(master_file: str | None, audit_keys: tuple[str, ...]) -> dict[str, bytes]:
    """By id."""
    keys: dict[str, bytes] = {}
    if master_file is not None:
        keys |= audit_key_of_master(_key_in(master_file))
    elif (digits := os.environ.get(_MASTER_HEX)) is not None:
        keys |= audit_key_of_master(_long_enough(_unhex(digits), _MASTER_HEX))
    for given in audit_keys:
        key_id, equals, file = given.partition("=")
        if not equals:
            raise Problem(f'--audit-key "{given}" is not ID=FILE')
        keys[key_id] = _key_in(file)
    if not keys:
        raise Problem("no key was given: --master-file, --audit-key, DOVERIE_MASTER_FILE or DOVERIE_MASTER_HEX")
    return keys


def _unhex(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError:
        raise Problem(f"{_MASTER_HEX} is not hexadecimal digits, two for each byte") from None


def _key_in(file: str) -> bytes:
    try:
        return _long_enough(Path(file).read_bytes(), file)
    except OSError as error:
        raise Problem(error.strerror or str(error), place=Place(file=file)) from None


def _long_enough(key: bytes, source: str) -> bytes:
    if len(key) < _LEAST_KEY_BYTES:
        raise Problem(f"{source} has {len(key)} bytes; a key has at least {_LEAST_KEY_BYTES}")
    return key
