# SPDX-License-Identifier: Apache-2.0
"""Tests of rules in words: scenarios, rows, and the limits that no row pins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Final, Self, final

from doverie import _native
from doverie._account import Account
from doverie._errors import ReasonDetail
from doverie._host_reason import AnyReason
from doverie._host_rules import HostRule
from doverie._policy import Policy

TODAY: Final = date(2026, 3, 2)
"""The day of a test unless it says otherwise."""


def account(words: str, *, today: date = TODAY) -> Account | None:
    """An eligible account with what the words change; None for "no account".

    >>> account("a citizen of 17 years and 364 days").birth_date
    datetime.date(2008, 3, 3)

    Parts have commas between them: an age, `not a citizen`, `not confirmed`, `passport outdated`, `no phone`,
    `phone +79161234567`, `phone being replaced`, `born 2008-02-29`, `fact client 1`. Raises InvalidArgument for any other.
    """
    return _native.account_in_words(words, today)


def rejected(*reasons: AnyReason | ReasonDetail, needs: int | None = None, has: int | None = None) -> str:
    """That a rule said no, in the words of a scenario: every reason, in order of precedence.

    >>> rejected(Reason.CONTACT_TOO_YOUNG, needs=21, has=20)
    'refused: contact_too_young (needs 21, has 20)'

    `needs` and `has` belong to the one reason that is given; numbers that are not given are not compared.
    """
    if not reasons:
        raise ValueError("a rejection has at least one reason")
    if (needs, has) != (None, None):
        if len(reasons) > 1 or isinstance(reasons[0], ReasonDetail):
            raise ValueError("needs and has belong to one reason; give several as doverie.ReasonDetail")
        reasons = (ReasonDetail(reasons[0], needs, has),)
    return "refused: " + ", ".join(map(_in_words, reasons))


def _in_words(reason: AnyReason | ReasonDetail) -> str:
    if not isinstance(reason, ReasonDetail):
        return reason.name.lower()
    sides = [f"{name} {value}" for name, value in (("needs", reason.needs), ("has", reason.has)) if value is not None]
    return reason.code.name.lower() + (f" ({', '.join(sides)})" if sides else "")


@final
class Scenario:
    """Given, when, then, over a whole service in memory.

        story = Scenario(policy).given("ivan is 20 years 364 days", "maria invites ivan")
        story.when("ivan accepts maria").then(rejected(Reason.CONTACT_TOO_YOUNG, needs=21, has=20))

    People come to life, as eligible adults, when they are first named; it is noon in Moscow. docs/guide/rule-changes.md has
    all the sentences; `rules` are the host's own. Every line raises AssertionError, with the story so far and in words what
    differs, as soon as something is not as it says. Not thread-safe.
    """

    def __init__(self, policy: Policy | None = None, *, today: date = TODAY, rules: Sequence[HostRule] = ()) -> None:
        self._native: Final = _native.Scenario(Policy.gosuslugi() if policy is None else policy, today, rules)
        self._looked = False

    def given(self, *sentences: str) -> Self:
        """What has happened before. Each has to succeed; a mistyped code succeeds by being refused as wrong."""
        __tracebackhide__ = True
        for sentence in sentences:
            _check(self._native.given(sentence))
        return self

    def account(self, name: str, *words: str, age: str | None = None) -> Self:
        """Somebody who is not simply an eligible adult: `account("ivan", "not a citizen", age="20 years 364 days")`."""
        __tracebackhide__ = True
        parts = words if age is None else (age, *words)
        return self.given(*(f"{name} is {part}" for part in parts))

    def when(self, sentence: str) -> Self:
        """What is tested."""
        __tracebackhide__ = True
        _check(self._native.when(sentence))
        return self

    def then(self, answer: str) -> Self:
        """What the last `when` has to be answered: words such as `done`, or rejected(…)."""
        __tracebackhide__ = True
        self._looked = True
        _check(self._native.then(answer))
        return self

    def then_events(self, *types: str) -> Self:
        """The types of the events that the last `when` has to have written, in order; none: nothing."""
        __tracebackhide__ = True
        self._looked = True
        _check(self._native.then_events(", ".join(types)))
        return self

    @property
    def answer(self) -> str:
        """What the last `when` was answered, in words."""
        return self._native.answer()

    @property
    def looked(self) -> bool:
        """Whether there was a `then` at all: a test without one cannot fail."""
        return self._looked

    def __repr__(self) -> str:
        return f"<doverie.testing.Scenario, last answer: {self.answer or 'none yet'}>"


def _check(failure: str) -> None:
    __tracebackhide__ = True
    if failure:
        raise AssertionError("the scenario does not hold:\n" + failure)


@final
class RuleRows(_native.RuleRows):
    """Rules as rows of a text that a lawyer can read and write, the same for C++, C and Python.

        contact | 18 years          | may
        contact | 17 years 364 days | contact_too_young (needs 18, has 17)

    docs/guide/rule-changes.md has the language. `source` names the text in messages. With `rules`,
    those of the host's own are looked at, too, and verdicts may name them. Raises InvalidArgument, naming source
    and line, for what is not understood. Immutable and thread-safe.
    """

    def __init__(self, text: str, *, source: str = "rows", rules: Sequence[HostRule] = ()) -> None:
        super().__init__(text, source, rules)
        self.source: Final = source
        """What names the text in messages."""

    @classmethod
    def read(cls, path: str | PathLike[str], *, rules: Sequence[HostRule] = ()) -> Self:
        """The rows of a file in UTF-8."""
        return cls(Path(path).read_text(encoding="utf-8"), source=str(path), rules=rules)

    def failures(self, policy: Policy) -> tuple[str, ...]:
        """What does not hold under the policy, each with source, line and what differs, in words."""
        return self.failures_under(policy)

    def check(self, policy: Policy) -> None:
        """Raises AssertionError, telling all failures, unless every row holds."""
        __tracebackhide__ = True
        if failures := self.failures(policy):
            raise AssertionError("\n".join((f"{len(failures)} of {len(self)} rows do not hold:", *failures)))

    def __repr__(self) -> str:
        return f"<doverie.testing.RuleRows {self.source}, {len(self)} rows>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """One change of one limit by the smallest step: a number by 1, a time by a second, a yes by a no."""

    parameter: str
    """Of the policy."""
    from_: str
    """Its value."""
    to: str
    """The value that no row tells from it."""
    pinned_by: str
    """The first row that fails under the changed policy, as source:line; empty when no row notices."""

    @property
    def pinned(self) -> bool:
        """Whether some row notices."""
        return self.pinned_by != ""

    def __str__(self) -> str:
        found = f"{self.pinned_by} fails" if self.pinned else "no row fails"
        return f"{self.parameter}: {found} when {self.from_} becomes {self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryCoverage:
    """Which limits of a policy rows pin from both sides."""

    boundaries: Sequence[Boundary]
    """Of every limit that can be changed alone, in the order of the policy's document."""

    @property
    def unpinned(self) -> tuple[Boundary, ...]:
        """Those that no row notices."""
        return tuple(boundary for boundary in self.boundaries if not boundary.pinned)

    @property
    def complete(self) -> bool:
        """Whether there are none of those."""
        return not self.unpinned

    def __str__(self) -> str:
        pinned = len(self.boundaries) - len(self.unpinned)
        return "\n".join((f"{pinned} of {len(self.boundaries)} boundaries are pinned", *map(str, self.unpinned)))


def boundary_coverage(rows: RuleRows | Sequence[RuleRows], policy: Policy) -> BoundaryCoverage:
    """Runs the rows under every change of one limit of the policy; the code is left alone.

    Raises InvalidArgument when a row fails under the policy itself, as it could not tell anything then.
    """
    tables = (rows,) if isinstance(rows, RuleRows) else tuple(rows)
    return BoundaryCoverage(boundaries=_native.boundaries(tables, policy))
