# SPDX-License-Identifier: Apache-2.0
"""`doverie keys list`: which keys do the records still need?"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Final

import click

from doverie._conninfo import is_conninfo
from doverie._native import EventStore
from doverie.cli._reports import Problem, Report, answers, progress
from doverie.cli._stores import opened_records, opened_store
from doverie.cli._words import Group, say

_PAGE: Final = 1000
_INSTANT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"
_LONG_AGO: Final = datetime.min.replace(tzinfo=timezone.utc)
_PURPOSES: Final = ("code", "index", "audit")
_WHY: Final = {
    "audit": "for as long as these records are to be read",
    "index": "to find these invitations, to the phone that they were sent to, and to erase them",
    "code": "for codes and requests that have not ended",
}


@dataclass(slots=True)
class _Use:
    """What the records say of one key."""

    records: int = 0
    last: datetime = _LONG_AGO
    until: datetime = _LONG_AGO
    """When the last of what it opened ends by itself."""
    stays: bool = False
    """Something that was made with it stays, for as long as nobody erases it."""

    def add(self, at: datetime, *, until: datetime = _LONG_AGO, stays: bool = False) -> None:
        """One record more."""
        self.records += 1
        self.last = max(self.last, at)
        self.until = max(self.until, until)
        self.stays = self.stays or stays


class _Uses:
    """Goes through the events once, in their order. The feed has none of invitations that were erased."""

    def __init__(self) -> None:
        self.keys: dict[tuple[str, str], _Use] = {}
        self._of_request: dict[str, list[_Use]] = {}

    def add(self, event: dict[str, Any], seal: str) -> None:
        """One event, and the seal that it has."""
        at, request = _instant(event["at"]), event.get("request", "")
        self._use("audit", seal).add(at, stays=True)
        match event["type"]:
            case "invitation_created":
                self._use("index", event["phone_tag"]).add(at, stays=True)
            case "recovery_started":
                phone = self._use("index", event["phone_binding"])
                phone.add(at, until=_instant(event["expires_at"]))
                self._of_request[request] = [phone]
            case "code_issued":
                code = self._use("code", event["key"])
                code.add(at, until=_instant(event["expires_at"]))
                self._of_request.setdefault(request, []).append(code)
            case "recovery_approved":
                for use in self._of_request.get(request, ()):
                    use.until = max(use.until, _instant(event["redeem_before"]))

    def rows(self, now: datetime) -> Iterator[dict[str, Any]]:
        """By purpose, the one that was used last first."""
        for purpose in _PURPOSES:
            uses = [(id, use) for (of, id), use in self.keys.items() if of == purpose]
            for place, (id, use) in enumerate(sorted(uses, key=lambda one: one[1].last, reverse=True)):
                needed = use.stays or use.until > now
                yield {
                    "purpose": purpose, "key": id, "records": use.records, "last_used": use.last, "used_last": place == 0,
                    "needed": needed, "needed_until": use.until if needed and not use.stays else None,
                }  # fmt: skip

    def _use(self, purpose: str, made_with: str) -> _Use:
        """Of the key that a seal, a tag or a binding begins with."""
        return self.keys.setdefault((purpose, made_with.partition(":")[0]), _Use())


@click.group(cls=Group)
def keys() -> None:
    """Keys, as the records name them."""


@keys.command("list")
@click.argument("store", metavar="STORE")
@click.option("--schema", default="doverie", show_default=True, help="Of the tables, on PostgreSQL.")
@answers
def list_keys(store: str, schema: str) -> Report:
    """Tells which keys the records still need, and which may be revoked.

    STORE is a file of SQLite, a connection string of PostgreSQL, or a copy in JSON Lines. No key is needed to look: records
    name the keys that they were made with. The one that was used last is taken for the active one, which is never revoked
    before another one has taken its place. Whether a key may go is said as of now; look again when a service has rotated.
    """
    uses = _Uses()
    with progress(say("events")) as tell:
        for count, (event, seal) in enumerate(_events(store, schema), start=1):
            uses.add(event, seal)
            if count % _PAGE == 0:
                tell(count)
    rows = [*uses.rows(datetime.now(timezone.utc))]
    data = [row | {name: _iso(row[name]) for name in ("last_used", "needed_until")} for row in rows]
    return Report(data={"keys": data}, lines=[*map(_in_words, rows)] or [say("no key was ever used")])


def _events(store: str, schema: str) -> Iterator[tuple[dict[str, Any], str]]:
    if is_conninfo(store):
        with opened_store(store, schema) as on_server:
            yield from _of_store(on_server)
        return
    with opened_records(store) as opened:
        yield from _of_store(opened) if isinstance(opened, EventStore) else _of_lines(opened)


def _of_store(store: EventStore) -> Iterator[tuple[dict[str, Any], str]]:
    cursor = ""
    while entries := store.feed(cursor, _PAGE):
        for entry in entries:
            yield json.loads(entry.event.data), entry.event.seal
        cursor = entries[-1].cursor


def _of_lines(lines: Iterable[bytes]) -> Iterator[tuple[dict[str, Any], str]]:
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            yield json.loads(entry["event"]), entry["seal"]
        except (ValueError, KeyError, TypeError):
            raise Problem(say("line {number} is no line of a copy (doverie store export)", number=number)) from None


def _in_words(row: dict[str, Any]) -> str:
    used = say("{purpose} key {key}: records {records}, the last {last_used:%Y-%m-%d %H:%M} UTC", **row)
    if row["used_last"]:
        return say("{used}; in use", used=used)
    if not row["needed"]:
        return say("{used}; may be revoked", used=used)
    why = say(_WHY[row["purpose"]])
    if (until := row["needed_until"]) is None:
        return say("{used}; needed {why}", used=used, why=why)
    return say("{used}; needed until {until:%Y-%m-%d %H:%M} UTC, {why}", used=used, until=until, why=why)


def _instant(text: str) -> datetime:
    return datetime.strptime(text, _INSTANT).replace(tzinfo=timezone.utc)


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
