# SPDX-License-Identifier: Apache-2.0
"""Who may, for whole populations: columns of accounts in, a byte of failed rules for each account out.

    accounts = population.Population(birth_date, flags)
    may_confirm = population.Eligibility.of_contacts(policy, today, now)
    failed = may_confirm.check(accounts)          # 0: may
    print(may_confirm.count(accounts).failed[doverie.Reason.CONTACT_TOO_YOUNG])

Needs numpy: `pip install numpy`. Everything here is thread-safe and works without the GIL, as long as nobody
changes the arrays meanwhile.
"""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, Self, final

try:
    import numpy as np
    from numpy.typing import NDArray
except ImportError:
    raise ImportError("doverie.population needs numpy: pip install numpy") from None

from doverie import _native
from doverie._account import Account
from doverie._codes import Reason
from doverie._policy import Policy

__all__ = [
    "NO_BIRTH_DAY",
    "Comparison",
    "Eligibility",
    "Flag",
    "Population",
    "RuleCounts",
    "StrandedCircles",
    "compare",
    "flags_of",
    "not_looked_at",
    "stranded_circles",
]

NO_BIRTH_DAY: Final = -(2**31)
"""The birth day of an account whose birth date is not known."""

_EPOCH: Final = date(1970, 1, 1)
_RULE_BITS: Final = 40
"""Of both bytes: the second one follows as bits 8 to 15."""


class Flag(enum.IntFlag):
    """The bits of an account's flags. 0x02 has no meaning yet, and has to be 0."""

    EXISTS = 0x01
    """There is such an account."""
    CITIZEN = 0x04
    """Of the Russian Federation."""
    CONFIRMED = 0x08
    """A confirmed account."""
    PHONE_CONFIRMED = 0x10
    """It has a confirmed mobile phone."""
    PASSPORT_CURRENT = 0x20
    """Passport data are up to date."""
    PHONE_ALLOWED = 0x40
    """The phone begins with a prefix that the policy allows."""
    PHONE_REPLACING = 0x80
    """A new number waits for its own confirmation."""


def flags_of(account: Account | None, policy: Policy) -> Flag:
    """The flags of one account. They depend on the policy by its phone_prefixes and phone_prefixes_excluded only."""
    return Flag(_native.population_flags_of(account, policy))


@final
class Population(_native.Population):
    """Columns of accounts, borrowed: nothing is copied when they are arrays of int32 and uint8 (or bool), or Arrow columns
    of one piece without nulls. Arrow's bitmaps of bool, nulls, and numpy's datetime64 are copied once.

    `birth_date` is the number of days since 1970-01-01, or dates. Facts come as `flags`, as columns of their own, or as
    both: a fact with a column of its own is what that says. Without any, an account exists, its phone is allowed, and the
    rest is no. Instants (`recovered_at` and others) are microseconds since 1970-01-01 as int64, 0 where nothing is known,
    or numpy's datetime64; those that the policy asks for have to be there. Raises TypeError or ValueError, naming the
    column, for other types, shapes and lengths: what is encoded (Arrow's dictionaries and runs), masked, or another type
    that only has as many bits is refused, never read as numbers.
    """

    def __init__(
        self,
        birth_date: object,
        flags: object = None,
        *,
        exists: object = None,
        phone_confirmed: object = None,
        phone_allowed: object = None,
        phone_replacing: object = None,
        # BEGIN columns: written by cmake/vocabulary from include/doverie/core/facts.def
        citizen: object = None,
        confirmed: object = None,
        passport_current: object = None,
        phone_since: object = None,
        sim_since: object = None,
        recovered_at: object = None,
        # END columns
    ) -> None:
        columns = {
            "flags": flags,
            "exists": exists,
            "phone_confirmed": phone_confirmed,
            "phone_allowed": phone_allowed,
            "phone_replacing": phone_replacing,
            # BEGIN columns by name: written by cmake/vocabulary from include/doverie/core/facts.def
            "citizen": citizen,
            "confirmed": confirmed,
            "passport_current": passport_current,
            "phone_since": phone_since,
            "sim_since": sim_since,
            "recovered_at": recovered_at,
            # END columns by name
        }
        given = {name: _instants(name, column) for name, column in columns.items() if column is not None}
        super().__init__(_days(birth_date), given)

    def __repr__(self) -> str:
        return f"Population({len(self)} rows)"


def _days(birth_date: object) -> object:
    """Numpy's dates as days: a copy, as they are twice as wide. What has no date in 32 bits has no birth day."""
    column = _unmasked("birth_date", birth_date)
    if column is None:
        return birth_date
    if _unit(column) in ("Y", "M", "W"):
        raise ValueError(f"birth_date must be days, not {column.dtype}: it says no day; give datetime64[D]")
    dates = column.astype("datetime64[D]")
    if not ((dates.astype(column.dtype) == column) | np.isnat(column)).all():
        raise ValueError("birth_date has times of the day, which are another date elsewhere; give datetime64[D]")
    days = dates.view(np.int64)
    return np.where((days > NO_BIRTH_DAY) & (days < 2**31), days, NO_BIRTH_DAY).astype(np.int32)


def _instants(name: str, given: object) -> object:
    """Numpy's instants as microseconds. NaT stays the number that stands for nothing known."""
    column = _unmasked(name, given)
    if column is None:
        return given
    if _unit(column) in ("Y", "M", "W", "D"):
        raise ValueError(f"{name} must be instants, not {column.dtype}: a day has no hour; give datetime64[us]")
    instants = column.astype("datetime64[us]")
    if _unit(column) in ("h", "m", "s", "ms") and not ((instants.astype(column.dtype) == column) | np.isnat(column)).all():
        raise ValueError(f"{name} has an instant that microseconds in 64 bits do not reach")
    return instants.view(np.int64)


def _unmasked(name: str, column: object) -> NDArray[np.datetime64] | None:
    """The column, if it is of numpy's dates. Of a masked array only the numbers below the mask would be read."""
    if isinstance(column, np.ma.MaskedArray):
        raise TypeError(f"{name} must not be a masked array; give column.filled(…) with what stands for nothing known")
    return column if isinstance(column, np.ndarray) and column.dtype.kind == "M" else None


def _unit(column: NDArray[np.datetime64]) -> str:
    return np.datetime_data(column.dtype)[0]


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """How many accounts; one that failed two rules is counted by both."""

    rows: int
    """People looked at."""
    eligible: int
    """Of those, to whom no rule says no."""
    failed: Mapping[Reason, int]
    """Every rule of the role."""


@final
class Eligibility(_native.Eligibility):
    """A policy worked out for one role and one moment. Made by of_trustors() and of_contacts().

    `today` is the civil date of `now` in the policy's time zone.
    """

    def __init__(self, policy: Policy, today: date, now: datetime, *, of_contacts: bool) -> None:
        super().__init__(policy, today, now, of_contacts)
        self._policy: Final = policy
        self._of_contacts: Final = of_contacts
        self._rules: Final = tuple(
            None if number is None else Reason(number) for number in map(self.rule_of_bit, range(_RULE_BITS))
        )

    @classmethod
    def of_trustors(cls, policy: Policy, today: date, now: datetime) -> Self:
        """Who may be protected."""
        return cls(policy, today, now, of_contacts=False)

    @classmethod
    def of_contacts(cls, policy: Policy, today: date, now: datetime) -> Self:
        """Who may be a trusted contact."""
        return cls(policy, today, now, of_contacts=True)

    @property
    def rules(self) -> tuple[Reason, ...]:
        """What can fail; the place of a rule is the number of its bit."""
        return tuple(rule for rule in self._rules if rule is not None)

    @property
    def latest_birth_date(self) -> date | None:
        """Of those who are old enough; None when nobody is."""
        day = self.latest_birth_day()
        return None if day is None or day < (date.min - _EPOCH).days else _EPOCH + timedelta(days=day)

    def reasons_of(self, failed: int, more: int = 0) -> tuple[Reason, ...]:
        """The rules of an account's byte, in order of precedence; the word `more` says which of those the byte has no bit for.
        Without it, bit 7 stands for every such rule that the policy asks for.
        """
        return tuple(map(Reason, self.rules_of(int(failed), int(more))))

    def failed(self, account: Account | None) -> tuple[Reason, ...]:
        """What one account fails, in order of precedence; None is an account that there is not."""
        return self.reasons_of(*self.check_account(account))

    def check(
        self, population: Population, *, out: NDArray[np.uint8] | None = None, more: NDArray[np.uint32] | None = None
    ) -> NDArray[np.uint8]:
        """What each account failed, a bit for each rule; 0: may. Writes into `out`, if it is given. Bit 7 stands for
        rules that a byte has no bit for, such as what has changed since; which, comes into the words `more`, if given.

        Raises InvalidArgument, naming it, when the population lacks a column that the policy asks for.
        """
        masks = np.empty(len(population), np.uint8) if out is None else out
        self.check_into(population, masks, more)
        return masks

    def count(self, population: Population, *, out: NDArray[np.uint8] | None = None) -> RuleCounts:
        """How many failed what; the masks, too, if there is an `out` for them."""
        rows, eligible, failed = self.count_into(population, out)
        return RuleCounts(rows, eligible, self._by_rule(failed))

    def _by_rule(self, counts: Sequence[int]) -> dict[Reason, int]:
        return {rule: counts[bit] for bit, rule in enumerate(self._rules) if rule is not None}


def not_looked_at(before: Eligibility, after: Eligibility) -> tuple[str, ...]:
    """What a comparison of the two passes over, to be told before any number: parameters in which the policies differ and
    that are no rules about people of this role, `required_approvals` where one of them asks for more than one, and
    `applies_to` where one of them has something for new links only.
    """
    return tuple(_native.population_not_looked_at(before._policy, after._policy, before._of_contacts))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Who gains, who loses, and why."""

    not_looked_at: tuple[str, ...]
    """What the function of this name says, to be told first."""
    rows: int
    """People looked at."""
    eligible_before: int
    """Of those, under the policy of before."""
    eligible_after: int
    """The same, under the other one."""
    gained: int
    """Accounts that may after the change and might not before."""
    lost: int
    """The other way round."""
    gained_by: Mapping[Reason, int]
    """Of those who gain: the rules they failed before."""
    lost_by: Mapping[Reason, int]
    """Of those who lose: the rules they fail after."""
    gained_masks: NDArray[np.uint8] | None = field(default=None, repr=False, compare=False)
    """If asked for: what each account that gains failed before; 0 for all others."""
    lost_masks: NDArray[np.uint8] | None = field(default=None, repr=False, compare=False)
    """If asked for: what each account that loses fails after; 0 for all others."""


def compare(
    before: Eligibility,
    after: Eligibility,
    population: Population,
    *,
    population_after: Population | None = None,
    masks: bool = False,
) -> Comparison:
    """Who gains, who loses, and why. With `population_after` the facts differ, too: row by row the same people.

    Raises InvalidArgument for different roles, for different lengths, and for different phone prefixes over the same facts,
    as one column cannot say which phones both allow.
    """
    gained = np.empty(len(population), np.uint8) if masks else None
    lost = np.empty(len(population), np.uint8) if masks else None
    counts, gained_by, lost_by = _native.population_compare(before, after, population, population_after, gained, lost)
    return Comparison(not_looked_at(before, after), *counts, before._by_rule(gained_by), after._by_rule(lost_by), gained, lost)


@dataclass(frozen=True, slots=True, eq=False)
class StrandedCircles:
    """Circles that a change would leave without an eligible contact."""

    not_looked_at: tuple[str, ...]
    """What the function of this name says, to be told first: with `required_approvals` of 2 a circle with one eligible contact
    counts as served here, and nobody can confirm in it."""
    circles: int
    """Trustors with a contact at all."""
    served_before: int
    """With one who is eligible."""
    served_after: int
    """Circles that a contact can still serve."""
    stranded: NDArray[np.uint32]
    """The rows of trustors served before and not after, ascending."""


def stranded_circles(
    before: Eligibility, after: Eligibility, population: Population, *, trustors: Any, contacts: Any
) -> StrandedCircles:
    """Which circles would be left without an eligible contact. `trustors` and `contacts` are columns of uint32: the
    account in row contacts[i] is a trusted contact of the one in row trustors[i], in any order.

    Raises InvalidArgument as compare() does, and for a row that the population does not have.
    """
    circles, served_before, served_after, rows = _native.population_stranded(before, after, population, trustors, contacts)
    return StrandedCircles(
        not_looked_at(before, after), circles, served_before, served_after, np.frombuffer(rows, np.uint32)
    )
