# SPDX-License-Identifier: Apache-2.0
"""The people of the story, and how the library's answers are put into words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

import doverie
from stage import MORNING


@dataclass(frozen=True)
class Person:
    """Somebody with an account at the portal."""

    id: str
    name: str
    born: date
    phone: str
    passport_current: bool = True

    def account(self, *, phone_lost: bool = False) -> doverie.Account:
        """What the portal knows about this person."""
        return doverie.Account(
            given_name=self.name,
            birth_date=self.born,
            citizen=True,
            confirmed=True,
            passport_current=self.passport_current,
            phone=None if phone_lost else self.phone,
            phone_since=None if phone_lost else MORNING - timedelta(days=400),
        )


MARIA = Person("maria", "Мария", date(1955, 8, 12), "+79031112233")
IVAN = Person("ivan", "Иван", date(1991, 6, 15), "+79161234567")
OLGA = Person("olga", "Ольга", date(1980, 9, 30), "+79057654321")
PYOTR = Person("pyotr", "Пётр", date(2008, 5, 20), "+79261112244", passport_current=False)
SERGEY = Person("sergey", "Сергей", date(1973, 12, 5), "+79109998877")
EVERYBODY = (MARIA, IVAN, OLGA, PYOTR, SERGEY)


def name_of(account: str) -> str:
    """Whose account it is."""
    return next((person.name for person in EVERYBODY if person.id == account), "somebody")


def iso(instant: datetime) -> str:
    """An instant to the second."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def word(member: Enum | doverie.HostReason) -> str:
    """A member of an enum, or a reason of the host's own, as the library's own languages name it."""
    return member.name.lower()


def refusal(command: Callable[[], object]) -> Iterator[str]:
    """Whatever is asked, the answer has to be no."""
    try:
        command()
    except doverie.Rejected as rejected:
        for reason in rejected.reasons:
            needs = "" if reason.needs is None else f", needs {reason.needs}"
            has = "" if reason.has is None else f", has {reason.has}"
            yield f"  Refused: {word(reason.code)}{needs}{has}. {reason.code.text()}"
    else:
        raise AssertionError("this was to be refused")


def invitations(views: Sequence[doverie.InvitationView]) -> Iterator[str]:
    """The invitations in a cabinet."""
    for view in views:
        sender = f" from {name_of(view.trustor)}" if view.trustor else ""
        yield f"  Invitation{sender} to {view.name}, {view.phone_masked}: {word(view.state)}, until {iso(view.expires_at)}"


def requests(views: Sequence[doverie.RequestView]) -> Iterator[str]:
    """The recovery requests in a cabinet."""
    for view in views:
        whose = f"{name_of(view.trustor)}, number {view.number}"
        yield f"  {view.operation} of {whose}: {word(view.state)}, until {iso(view.expires_at)}"


def contacts(entries: Sequence[doverie.ContactEntry]) -> Iterator[str]:
    """The contacts in a cabinet."""
    for entry in entries:
        yield f"  Trusted contact: {name_of(entry.contact)}, appointed {iso(entry.appointed_at)}"


def answer(started: doverie.RecoveryStarted) -> str:
    """How a start was answered."""
    number = f", number {started.number}" if started.number else ""
    until = f", until {iso(started.until)}" if started.until else ""
    return f"  Answer: {word(started.status)}{number}{until}"


def state(recovery: doverie.RecoveryView) -> str:
    """Where a recovery stands."""
    pending = recovery.standing is doverie.StartStatus.PENDING
    return f"  The recovery is {word(recovery.state)}" + ("" if pending else f" ({word(recovery.standing)})")


def code_on_its_way(approved: doverie.Approved) -> str:
    """Where a code goes."""
    return f"  A code goes to {approved.phone_masked}, good until {iso(approved.code_expires_at)}"


def sms(text: str) -> Iterator[str]:
    r"""An SMS, whose line breaks are written as `\n`."""
    yield "Иван's phone rings: an SMS."
    for line in text.split("\\n"):
        yield f"  | {line}"
