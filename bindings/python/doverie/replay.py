# SPDX-License-Identifier: Apache-2.0
"""History under another policy: which of the decisions that were recorded would have come out otherwise, and why.

    stricter = doverie.Policy.gosuslugi().replace(id="contact-21", contact_min_age_years=21)
    run = replay.run(store, other=stricter)
    for decision in run:                    # those that do not come out the same
        print(decision.message)
    print(run.report().refused)

The same commands, at the same instants, about the same people, are decided again by the rules themselves, under the other
policy and over the records that it would have made. What the events do not tell is tried both ways: where that makes a
difference the decision is UNTOLD, with what is missing, and never guessed. Only what took effect is recorded, so that a
replay does not tell of commands that were refused, nor of what people would have done instead.
"""

import enum
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from doverie import _native
from doverie._codes import Reason
from doverie._errors import ReasonDetail
from doverie._native import EventStore
from doverie._policy import Policy, PolicySchedule, schedule_of

__all__ = ["BLIND_SPOTS", "BlindSpot", "Count", "Decision", "Gap", "Missing", "Outcome", "Place", "Report", "Run", "run"]


class Outcome(enum.IntEnum):
    """How a decision comes out under the other policy."""

    SAME = 1
    """As it did."""
    REFUSED = 2
    """By itself; or it would have had no effect."""
    FURTHER = 3
    """It would have gone further: a removal done that had to wait, an approval that was enough already."""
    FALLEN = 4
    """Only because an earlier one came out otherwise."""
    UNTOLD = 5
    """The history cannot tell."""


class Gap(enum.IntEnum):
    """What is missing, where the history cannot tell."""

    FACT = 1
    """What the rule looks at was not recorded."""
    AGE = 2
    """Whole years were, and on that day another way of counting may give one more or less."""
    POLICY = 3
    """The decision was made under a policy that is not in the history's schedule."""
    NUMBER = 4
    """Whether the contact was told the request's number: he was shown it."""
    APPROVALS = 5
    """Whether another contact would have approved as well: one was enough."""
    LOGIN = 6
    """Whether the owner logged in meanwhile: a login is recorded when it lifts something."""
    PERSON = 7
    """Which of several contacts it was."""
    EARLIER = 8
    """An earlier decision that this one builds on is untold."""
    ERASED = 9
    """What was found about people whose data have been erased since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An event."""

    stream: str
    """The stream."""
    version: int
    """The place of the event in it, from 1 on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something that the history does not tell."""

    gap: Gap
    """What is not known."""
    rule: Reason | None
    """Of FACT and AGE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision that does not come out the same."""

    place: Place
    """Of the event that records it."""
    kind: str
    """The type of that event: "recovery_started"."""
    command_id: str
    """Of the command that was decided."""
    at: datetime
    """When."""
    outcome: Outcome
    """How it comes out now."""
    reason: ReasonDetail | None
    """REFUSED: the first reason, in the order of precedence. FALLEN: that of `because`."""
    missing: tuple[Missing, ...]
    """UNTOLD: never empty. REFUSED: not empty if one that goes before `reason` may have stood against it, too."""
    because: Place | None
    """FALLEN, and UNTOLD for EARLIER: the earlier decision."""
    message: str
    """The whole, in English, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many decisions of a kind came out in one way for one cause."""

    kind: str
    """Of the decision."""
    outcome: Outcome
    """How it comes out."""
    why: str
    """Name of the first reason, or of what is missing first: "fact contact_too_young"; may be empty."""
    count: int
    """How often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole replay in numbers."""

    events: int
    """Read."""
    decisions: int
    """Recorded; the sum of the five."""
    same: int
    """Come out as they did: Outcome.SAME, and so on."""
    refused: int
    """Refused under the other policy."""
    further: int
    """Go further under it."""
    fallen: int
    """Fall with another decision that is refused."""
    untold: int
    """Nobody can tell."""
    vain_starts: int
    """Recorded starts that nobody could confirm: no decisions, taken as they are."""
    counts: Sequence[Count]
    """Of all that are not the same."""
    unseen_changes: Sequence[str]
    """The blind spots in which the policies differ."""

    @property
    def all_same(self) -> bool:
        """Whether nothing would have come out otherwise, for certain."""
        return self.same == self.decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpot:
    """A parameter whose change no recorded decision can show."""

    parameter: str
    """Of the policy."""
    why: str
    """Why a replay cannot tell."""


_Row = tuple[
    str,
    int,
    str,
    str,
    datetime,
    int,
    ReasonDetail | None,
    list[tuple[int, int | None]],
    tuple[str, int] | None,
    str,
]
"""What the module gives of a decision."""

BLIND_SPOTS: Final = tuple(BlindSpot(parameter=parameter, why=why) for parameter, why in _native.replay_blind_spots())
"""All of them. Every other parameter of a policy is replayed."""


_PAGE: Final = 1000
"""Events that are read at once from a store."""


class Run(Iterator[Decision]):
    """A replay under way: gives the decisions that do not come out the same, in the order of commits. Not thread-safe."""

    def __init__(
        self,
        events: EventStore | Iterable[str | bytes],
        history: PolicySchedule,
        other: PolicySchedule,
        progress: Callable[[int], None] | None,
    ) -> None:
        self._replay = _native.Replay(history, other)
        self._events = events if isinstance(events, EventStore) else iter(events)
        self._waiting: deque[Decision] = deque()
        self._report: Report | None = None
        self._count = 0
        self._progress = progress

    @property
    def events(self) -> int:
        """How many were read so far."""
        return self._count

    def __next__(self) -> Decision:
        while not self._waiting:
            if self._report is not None:
                raise StopIteration
            self._go_on()
        return self._waiting.popleft()

    def report(self) -> Report:
        """Reads what is left, and sums up. Decisions that were not taken yet are still given."""
        while self._report is None:
            self._go_on()
        return self._report

    def _go_on(self) -> None:
        if isinstance(self._events, EventStore):
            events, decisions = self._replay.page(self._events)
        else:
            line = next(self._events, None)
            events = 0 if line is None else 1
            decisions = [] if line is None else self._replay.line(line.encode() if isinstance(line, str) else line)
        self._count += events
        self._waiting.extend(map(_decision, decisions))
        if self._progress and self._count % _PAGE == 0:
            self._progress(self._count)
        if not events:
            self._finish()

    def _finish(self) -> None:
        decisions, sums, counts, unseen = self._replay.finish()
        self._waiting.extend(map(_decision, decisions))
        names = ("events", "decisions", "same", "refused", "further", "fallen", "untold", "vain_starts")
        self._report = Report(
            **dict(zip(names, sums, strict=True)),
            counts=tuple(
                Count(kind=kind, outcome=Outcome(outcome), why=why, count=count) for kind, outcome, why, count in counts
            ),
            unseen_changes=tuple(unseen),
        )


def run(
    events: EventStore | Iterable[str | bytes],
    *,
    other: Policy | Sequence[Policy] | PolicySchedule,
    history: Policy | Sequence[Policy] | PolicySchedule | None = None,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Replays a history: a store, or the lines of an export, from the first event on.

    `other` is the policy to try, or a schedule; `history` the policies that the records were made under (gosuslugi, if None).
    `progress` is called with the number of events that were read so far, after every thousand.
    Seals are not looked at: audit.verify() first. Memory goes by the number of circles, not of events.

    Raises InvalidArgument (different time zones); while it runs StoreError, also for what cannot be a history (changed, cut
    off, not from the beginning), and RecordError for events that this library does not know; with lines they name the line.
    """
    return Run(events, schedule_of(history), schedule_of(other), progress)


def _decision(row: _Row) -> Decision:
    stream, version, kind, command_id, at, outcome, reason, missing, because, message = row
    return Decision(
        place=Place(stream=stream, version=version),
        kind=kind,
        command_id=command_id,
        at=at,
        outcome=Outcome(outcome),
        reason=reason,
        missing=tuple(Missing(gap=Gap(gap), rule=None if rule is None else Reason(rule)) for gap, rule in missing),
        because=None if because is None else Place(stream=because[0], version=because[1]),
        message=message,
    )
