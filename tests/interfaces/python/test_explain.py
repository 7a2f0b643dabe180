# SPDX-License-Identifier: Apache-2.0
"""Explanations: every rule that was looked at, in words."""

from datetime import date

import pytest

import doverie
from doverie import Policy, Reason, Role
from doverie.testing import account

TODAY = date(2026, 3, 2)


def test_every_rule_of_the_role_in_order_of_precedence() -> None:
    rows = Policy.gosuslugi().explain(account("17 years 364 days, passport outdated"), role=Role.CONTACT, today=TODAY)
    assert [(row.rule, row.passed) for row in rows] == [
        (Reason.CONTACT_TOO_YOUNG, False),
        (Reason.CONTACT_NOT_CITIZEN, True),
        (Reason.CONTACT_NOT_CONFIRMED, True),
        (Reason.CONTACT_PHONE_MISSING, True),
        (Reason.CONTACT_PASSPORT_OUTDATED, False),
    ]
    assert {row.role for row in rows} == {Role.CONTACT}


def test_a_row_has_both_sides_the_sentence_and_texts() -> None:
    policy = Policy.gosuslugi().replace(contact_min_age_years=21)
    row = policy.explain(account("20 years 364 days"), role=Role.CONTACT, today=TODAY)[0]
    assert (row.fact, row.limit, row.needs, row.has) == ("age_years", "contact_min_age_years", 21, 20)
    assert row.sentence == "E5. The contact is at least 18."
    assert row.text() == str(row) == "The contact has to be at least 21 years old: 20 now."
    assert row.text("ru") == "Контакту должно быть не меньше 21 года: сейчас 20."
    with pytest.raises(ValueError, match="'en' or 'ru'"):
        row.text("de")  # type: ignore[arg-type]


def test_a_rule_without_a_parameter_has_no_limit() -> None:
    rows = Policy.gosuslugi().explain(account("no phone"), role=Role.TRUSTOR, today=TODAY)
    assert rows[-1].rule is Reason.TRUSTOR_PHONE_MISSING
    assert rows[-1].limit is None


def test_an_account_that_does_not_exist_is_one_row() -> None:
    (row,) = Policy.gosuslugi().explain(None, role=Role.TRUSTOR, today=TODAY)
    assert row.rule is Reason.TRUSTOR_ACCOUNT_MISSING
    assert row.fact == "account"


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(TypeError, match=r"role must be doverie\.Role"):
        Policy.gosuslugi().explain(None, role=1, today=TODAY)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"account must be doverie\.Account or None"):
        Policy.gosuslugi().explain("ivan", role=Role.CONTACT, today=TODAY)  # type: ignore[arg-type]
    assert doverie.RuleExplanation.__module__ == "doverie"
