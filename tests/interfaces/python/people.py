# SPDX-License-Identifier: Apache-2.0
"""The people of the tests, and what they do again and again."""

from datetime import date
from typing import Any, NamedTuple

import doverie
from doverie import testing

MASTER = b"a master key of the tests, 32 bytes or more"
# For tests that name ages and are about something else than which ones gosuslugi asks for.
FROM_14_AND_18 = doverie.Policy.gosuslugi().replace(trustor_min_age_years=14, contact_min_age_years=18)
# How old a contact has to be. Taken from the policy, so that a change of the rule is no change of the tests.
AGE = doverie.Policy.gosuslugi().contact_min_age_years
AGE_IN_DOCUMENT = f'"contact_min_age_years": {AGE}'


def older_than(years: int) -> str:
    """AGE_IN_DOCUMENT with so many years more."""
    return f'"contact_min_age_years": {AGE + years}'


class Person(NamedTuple):
    id: str
    name: str
    phone: str


MARIA = Person("maria", "Мария", "+79031112233")
IVAN = Person("ivan", "Иван", "+79161234567")


def account(person: Person, **changes: Any) -> doverie.Account:
    """An eligible account of that person."""
    facts: dict[str, Any] = {"citizen": True, "confirmed": True, "passport_current": True, "phone": person.phone}
    return doverie.Account(given_name=person.name, birth_date=date(1980, 3, 2), **facts | changes)


class Portal(testing.InMemoryService):
    """A service in which Мария and Иван have accounts."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for person in (MARIA, IVAN):
            self.directory.put(person.id, account(person))

    def appoint(self, trustor: Person, contact: Person) -> None:
        invited = self.trustor(trustor.id).invite(name=contact.name, phone=contact.phone)
        self.contact(contact.id).accept(invited.id)

    def start(self, secret: doverie.Secret) -> doverie.RecoveryStarted:
        return self.recoverer(MARIA.id).start(secret=secret)

    def approve(self, started: doverie.RecoveryStarted) -> doverie.Approved:
        attestation = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=started.number)
        return self.contact(IVAN.id).approve(started.request_id, attestation)


def service(**changes: Any) -> doverie.Service:
    """A service without fakes but for its memory, with other ports or options as a test likes."""
    keys = doverie.KeyRing.from_master(MASTER)
    given: dict[str, Any] = {"store": doverie.MemoryStore(), "directory": doverie.MemoryDirectory(), "keys": keys}
    return doverie.Service(**given | changes)
