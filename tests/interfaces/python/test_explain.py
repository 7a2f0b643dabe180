# SPDX-License-Identifier: Apache-2.0
"""Explanations: every rule that was looked at, in words."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest

import doverie
from doverie import Policy, Reason, Role
from doverie.testing import account

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_every_rule_of_the_role_in_order_of_precedence() -> None:
    rows = Policy.gosuslugi().explain(account("17 years 364 days, passport outdated"), role=Role.CONTACT, today=TODAY, now=NOW)
    assert [(row.rule, row.passed) for row in rows[:8]] == [
        (Reason.CONTACT_TOO_YOUNG, False),
        (Reason.CONTACT_NOT_CITIZEN, True),
        (Reason.CONTACT_NOT_CONFIRMED, True),
        (Reason.CONTACT_PHONE_MISSING, True),
        (Reason.CONTACT_PASSPORT_OUTDATED, False),
        (Reason.CONTACT_RECOVERED_LATELY, True),
        (Reason.CONTACT_PHONE_CHANGED_LATELY, True),
        (Reason.CONTACT_SIM_CHANGED_LATELY, True),
    ]
    assert {row.role for row in rows} == {Role.CONTACT}


def test_a_row_has_both_sides_the_sentence_and_texts() -> None:
    policy = Policy.gosuslugi().replace(contact_min_age_years=21)
    row = policy.explain(account("20 years 364 days"), role=Role.CONTACT, today=TODAY, now=NOW)[0]
    assert (row.fact, row.limit, row.needs, row.has) == ("age_years", "contact_min_age_years", 21, 20)
    assert row.sentence == "E5. The contact is as old as the policy asks."
    assert row.text() == str(row) == "The contact has to be at least 21 years old: 20 now."
    assert row.text("ru") == "Контакту должно быть не меньше 21 года: сейчас 20."
    with pytest.raises(ValueError, match="'en' or 'ru'"):
        row.text("de")  # type: ignore[arg-type]


def test_what_has_changed_since_is_told_in_hours() -> None:
    ivan = account("eligible")
    assert ivan is not None
    changed = dataclasses.replace(ivan, sim_since=NOW - timedelta(hours=71, minutes=59))
    for policy, passed, needs, text in (
        (Policy.gosuslugi(), True, 0, "No time has to pass after a change of the contact's SIM card."),
        (Policy.strict(), False, 72, "After a change of the contact's SIM card 72 hours have to pass: 71 hours have passed."),
    ):
        row = policy.explain(changed, role=Role.CONTACT, today=TODAY, now=NOW)[7]
        assert (row.rule, row.fact, row.limit) == (Reason.CONTACT_SIM_CHANGED_LATELY, "sim_since", "pause_after_sim_change")
        assert (row.passed, row.needs, row.has, row.text()) == (passed, needs, 71, text)


def test_a_rule_without_a_parameter_has_no_limit() -> None:
    rows = Policy.gosuslugi().explain(account("no phone"), role=Role.TRUSTOR, today=TODAY, now=NOW)
    assert rows[-1].rule is Reason.TRUSTOR_PHONE_MISSING
    assert rows[-1].limit is None


def test_an_account_that_does_not_exist_is_one_row() -> None:
    (row,) = Policy.gosuslugi().explain(None, role=Role.TRUSTOR, today=TODAY, now=NOW)
    assert row.rule is Reason.TRUSTOR_ACCOUNT_MISSING
    assert row.fact == "account"


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(TypeError, match=r"role must be doverie\.Role"):
        Policy.gosuslugi().explain(None, role=1, today=TODAY, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"account must be doverie\.Account or None"):
        Policy.gosuslugi().explain("ivan", role=Role.CONTACT, today=TODAY, now=NOW)  # type: ignore[arg-type]
    assert doverie.RuleExplanation.__module__ == "doverie"
