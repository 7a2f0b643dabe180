# SPDX-License-Identifier: Apache-2.0
"""What the host's account directory knows about a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from doverie import _native
from doverie._native import PhoneState
from doverie._pairs import as_pairs


def parse_phone(typed: str) -> str:
    """The mobile number that somebody typed, in E.164.

    >>> parse_phone("8 (916) 123-45-67")
    '+79161234567'

    Raises Rejected with PHONE_INVALID when it is none.
    """
    return _native.parse_phone(typed)


def mask_phone(phone: str) -> str:
    """A phone as it may be shown and logged: country code and operator, then the last two digits.

    >>> mask_phone("+79161234567")
    '+7916•••••67'

    Raises ValueError when it is not a phone.
    """
    return _native.mask_phone(phone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The facts that the eligibility rules look at. They are read fresh for every decision and never stored.

    The repr masks the phone and leaves name and birth date out. Raises TypeError or ValueError for values that cannot
    be, naive datetimes among them.
    """

    id: str | None = None
    """The id that the directory knows the account by, whatever spelling it was asked for. AccountDirectory.find() always tells
    it: none, or another one than was asked for, is a DirectoryError. Nobody else needs it."""
    given_name: str
    """As in the passport, without the surname: letters, and no line breaks or other control characters."""
    birth_date: date | None
    """In the civil calendar. None: not known, and then nobody is old enough."""
    # BEGIN flags: written by cmake/vocabulary from include/doverie/core/facts.def
    citizen: bool = False
    """Of the Russian Federation."""
    confirmed: bool = False
    """A confirmed account (подтверждённая учётная запись)."""
    passport_current: bool = False
    """Passport data in the cabinet are up to date."""
    # END flags
    phone: str | None = None
    """The confirmed mobile phone, however written; kept in E.164."""
    phone_state: PhoneState = PhoneState.CONFIRMED
    """NONE whenever there is no phone."""
    # BEGIN instants: written by cmake/vocabulary from include/doverie/core/facts.def
    phone_since: datetime | None = None
    """When phone was confirmed in this account."""
    sim_since: datetime | None = None
    """When its SIM was last changed, if the host knows."""
    recovered_at: datetime | None = None
    """When this account was last recovered itself."""
    # END instants
    dates_only: bool = False
    """The changes above are days: each is the midnight, in UTC, of the day on which it was. A day counts as its end, so that a
    change on the day of a start counts as after it."""
    has_contact: bool = False
    """A mark of the host's own that the account has a trusted contact; its cabinet shows one. Then the answer NOT_PROTECTED, which
    a store that has lost its records would give, is a StoreError."""
    in_call_since: datetime | None = None
    """Since when the person is in a call, if the host sees calls and there is one now. Asked for when something is decided, so
    that nothing has to be kept of the calls of people who are nobody's contact yet."""
    host: Mapping[str, int] | Sequence[tuple[str, int]] = ()
    """Facts of the host's own by name, for its own rules (HostRule): numbers, and 0 or 1 for no or yes. A mapping or pairs;
    kept as a tuple of pairs. The library's rules do not look at them."""
    as_of: datetime | None = None
    """When the directory read all this; None: just now."""

    def __post_init__(self) -> None:
        if self.phone is None:
            object.__setattr__(self, "phone_state", PhoneState.NONE)
        object.__setattr__(self, "host", as_pairs(self.host))
        _native.check_given_name(self.given_name)
        object.__setattr__(self, "phone", _native.account_phone(self))

    def fact(self, name: str) -> int | None:
        """One of the host's own facts; None when there is none of that name."""
        return dict(self.host).get(name)

    def __repr__(self) -> str:
        phone = "None" if self.phone is None else mask_phone(self.phone)
        flags = ", ".join(f"{field.name}={getattr(self, field.name)}" for field in fields(self) if field.type is bool)
        return f"Account({flags}, phone={phone}, phone_state={self.phone_state.name})"
