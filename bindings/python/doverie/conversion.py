# SPDX-License-Identifier: Apache-2.0
"""How many of the codes that went out were used, hour by hour. Whoever makes a portal send codes to numbers that pay him for each
SMS (toll fraud) uses none of them: the share falls.

    counter = conversion.Counter(store, state=Path("conversion.json").read_text())
    counter.read_on()
    for hour in counter.alarms(below=0.3, at_least=50, now=now): call_somebody(hour)
    Path("conversion.json").write_text(counter.state)

It follows the feed of the store, which it only reads, and knows nobody: it counts events by their kind and hour.
"""

import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

from doverie._errors import InvalidArgument
from doverie._native import EventStore

__all__ = ["Counter", "Hour"]

_PAGE: Final = 1000
# Which event counts as what.
_COUNTED: Final = {
    "code_taken": "taken",
    "code_delivered": "delivered",
    "code_undelivered": "lost",
    "code_confirmed": "used",
}
_HOUR: Final = timedelta(hours=1)
# So many hours are kept at most. Our choice.
_KEPT: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What became of codes in one hour, by the time of the event: a code that went out at 10:59 may count as used at 11."""

    begins: datetime
    """In UTC."""
    taken: int = 0
    """SMS that a gateway has taken, or may have. A code that was asked for again counts again."""
    delivered: int = 0
    """SMS of which a gateway has reported that the phone has them."""
    lost: int = 0
    """SMS that a gateway has refused or reported as lost, or that could not be sent while the code lived."""
    used: int = 0
    """Codes that were entered, and right."""

    @property
    def share(self) -> float | None:
        """Used for each that was taken; None when none was."""
        return self.used / self.taken if self.taken else None


class Counter:
    """Counts on where it has stopped. One thread at a time.

    `state`: what an earlier one has told as `state`; None: from the first event on. Of all realms of the store. Hours that
    began more than 31 days before the latest are forgotten. Raises InvalidArgument for another text.
    """

    def __init__(self, store: EventStore, *, state: str | None = None) -> None:
        self._store = store
        self._cursor = ""
        self._counts: dict[datetime, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_COUNTED.values(), 0))
        if state is not None:
            self._load(state)

    def read_on(self) -> None:
        """Counts what has been recorded since. Raises what the store faults with; what was read until then is counted.

        InvalidArgument: the cursor is of before a restore. Begin anew then.
        """
        while page := self._store.feed(self._cursor, _PAGE):
            for entry in page:
                event = json.loads(entry.event.data)
                if counted := _COUNTED.get(event["type"]):
                    at = datetime.fromisoformat(event["at"])
                    self._counts[at.replace(minute=0, second=0, microsecond=0)][counted] += 1
                self._cursor = entry.cursor
        latest = max(self._counts, default=None)
        for begins in [begins for begins in self._counts if latest and begins < latest - _KEPT]:
            del self._counts[begins]

    @property
    def hours(self) -> tuple[Hour, ...]:
        """Those in which there was anything, the earliest first."""
        return tuple(Hour(begins=begins, **self._counts[begins]) for begins in sorted(self._counts))

    def alarms(self, *, below: float, at_least: int, now: datetime, last: int = 24) -> tuple[Hour, ...]:
        """Of the `last` hours that have ended by `now`, those in which `at_least` SMS were taken and a smaller share than `below`
        was used. Few SMS say nothing: one contact who has lost his phone would be an alarm.
        """
        this_hour = now.astimezone(timezone.utc).replace(minute=0, second=0, microsecond=0)
        ended = [hour for hour in self.hours if this_hour - last * _HOUR <= hour.begins < this_hour]
        return tuple(hour for hour in ended if hour.taken >= at_least and hour.share is not None and hour.share < below)

    @property
    def state(self) -> str:
        """To go on later: JSON, with nobody in it."""
        hours = [asdict(hour) | {"begins": hour.begins.isoformat()} for hour in self.hours]
        return json.dumps({"cursor": self._cursor, "hours": hours})

    def _load(self, text: str) -> None:
        try:
            state = json.loads(text)
            cursor, hours = state["cursor"], state["hours"]
            for hour in hours:
                counts = {name: int(hour[name]) for name in _COUNTED.values()}
                self._counts[datetime.fromisoformat(hour["begins"]).astimezone(timezone.utc)] = counts
        except (ValueError, KeyError, TypeError):
            raise InvalidArgument("state: is not what a doverie.conversion.Counter has told") from None
        self._cursor = str(cursor)
