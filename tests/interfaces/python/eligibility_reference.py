# SPDX-License-Identifier: Apache-2.0
"""The rules of eligibility written down a second time, and policies, days and accounts by chance, most of them near a
boundary.
"""

import random
from datetime import date, timedelta

import doverie
from doverie import AgeReached, LeapBirthday, PhoneState, Reason

POLICY = doverie.Policy.gosuslugi()

# --- The rules, as docs/spec/eligibility.md has them, and nothing of the library's.


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def age(born: date, today: date, policy: doverie.Policy) -> int:
    month, day = born.month, born.day
    if (month, day) == (2, 29) and not is_leap(today.year):
        month, day = (3, 1) if policy.leap_birthday == LeapBirthday.MARCH_1 else (2, 28)
    reached_on = date(today.year, month, day)
    if policy.age_reached == AgeReached.DAY_AFTER_BIRTHDAY:
        reached_on += timedelta(days=1)
    return today.year - born.year - (0 if today >= reached_on else 1)


def failed_rules(account: doverie.Account | None, policy: doverie.Policy, today: date, contact: bool) -> tuple[Reason, ...]:
    side = "CONTACT" if contact else "TRUSTOR"
    if account is None:
        return (Reason[f"{side}_ACCOUNT_MISSING"],)
    phone_counts = account.phone_state == PhoneState.CONFIRMED or (
        account.phone_state == PhoneState.REPLACING and policy.replacing_phone_counts
    )
    has_phone = account.phone is not None and phone_counts and account.phone.startswith(tuple(policy.phone_prefixes)) \
        and not account.phone.startswith(tuple(policy.phone_prefixes_excluded))
    minimum = policy.contact_min_age_years if contact else policy.trustor_min_age_years
    citizen_required = policy.contact_citizen_required if contact else policy.trustor_citizen_required
    confirmed_required = policy.contact_confirmed_required if contact else policy.trustor_confirmed_required
    checks = {
        "TOO_YOUNG": account.birth_date is not None and age(account.birth_date, today, policy) >= minimum,
        "NOT_CITIZEN": account.citizen or not citizen_required,
        "NOT_CONFIRMED": account.confirmed or not confirmed_required,
        "PHONE_MISSING": has_phone,
    }
    if contact:
        checks["PASSPORT_OUTDATED"] = account.passport_current or not policy.contact_passport_required
    return tuple(Reason[f"{side}_{name}"] for name, passed in checks.items() if not passed)


class Chance(random.Random):
    def day(self) -> date:
        year = self.choice([1904, 1999, 2000, 2008, 2026, 2028, 2100, self.randint(1900, 2150)])
        month, day = self.choice([(2, 28), (3, 1), (1, 1), (12, 31), (2, 29), (self.randint(1, 12), self.randint(1, 28))])
        return date(year, month, day) if (month, day) != (2, 29) or is_leap(year) else date(year, 2, 28)

    def yes(self) -> bool:
        return self.random() < 0.75

    def policy(self) -> doverie.Policy:
        return POLICY.replace(
            trustor_min_age_years=self.choice([0, 14, 18, self.randint(0, 120)]),
            contact_min_age_years=self.choice([0, 18, 21, self.randint(0, 120)]),
            age_reached=self.choice(list(AgeReached)),
            leap_birthday=self.choice(list(LeapBirthday)),
            trustor_citizen_required=self.yes(),
            contact_citizen_required=self.yes(),
            trustor_confirmed_required=self.yes(),
            contact_confirmed_required=self.yes(),
            contact_passport_required=self.yes(),
            replacing_phone_counts=self.yes(),
            phone_prefixes=self.choice([("+79",), ("+79", "+77"), ("+7916",)]),
        )

    def account(self, policy: doverie.Policy, today: date) -> doverie.Account | None:
        if self.random() < 0.05:
            return None
        years = self.choice([policy.trustor_min_age_years, policy.contact_min_age_years])
        near = today - timedelta(days=round(years * 365.2425) + self.randint(-2, 2))
        return doverie.Account(
            given_name="Иван",
            birth_date=self.choice([near, near, self.day(), None]),
            citizen=self.yes(),
            confirmed=self.yes(),
            passport_current=self.yes(),
            phone=self.choice(["+79161234567", "+77012345678", None]),
            phone_state=self.choice([PhoneState.CONFIRMED, PhoneState.REPLACING]),
        )
