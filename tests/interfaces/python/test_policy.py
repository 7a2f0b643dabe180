# SPDX-License-Identifier: Apache-2.0
"""Policies: data with names, checked as a whole."""

import dataclasses
import json
from datetime import date, timedelta
from typing import Any

import pytest

import doverie
from doverie import AgeReached, AppliesTo, LeapBirthday, Policy, PolicySchedule
from people import IVAN, MARIA, Portal

GOSUSLUGI = Policy.gosuslugi()


def test_python_has_every_parameter_in_the_order_of_the_document() -> None:
    applies_to = ["applies_to"]  # written only when it says something
    assert [field.name for field in dataclasses.fields(Policy)] == list(json.loads(GOSUSLUGI.to_json())) + applies_to


def test_values_are_of_pythons_own_kinds() -> None:
    assert GOSUSLUGI.invitation_lifetime == timedelta(hours=24)
    assert GOSUSLUGI.applies_from == date(2025, 11, 27)
    assert GOSUSLUGI.phone_prefixes == ("+79",)
    assert GOSUSLUGI.age_reached is AgeReached.ON_BIRTHDAY
    assert GOSUSLUGI.code_digits == 6


def test_a_policy_is_its_document() -> None:
    changed = GOSUSLUGI.replace(
        id="other",
        applies_from=date(2027, 1, 1),
        time_zone="Asia/Vladivostok",
        contact_min_age_years=21,
        age_reached=AgeReached.DAY_AFTER_BIRTHDAY,
        leap_birthday=LeapBirthday.FEBRUARY_28,
        phone_prefixes=["+79", "+375"],
        code_lifetime=timedelta(minutes=5),
    )
    assert Policy.from_json(changed.to_json()) == changed
    assert changed != GOSUSLUGI
    assert changed.content_hash != GOSUSLUGI.content_hash
    assert Policy.gosuslugi() == GOSUSLUGI
    assert Policy.gosuslugi().content_hash == GOSUSLUGI.content_hash
    assert hash(Policy.gosuslugi()) == hash(GOSUSLUGI)


def test_dataclasses_replace_does_the_same() -> None:
    assert dataclasses.replace(GOSUSLUGI, max_sends=4) == GOSUSLUGI.replace(max_sends=4)


@pytest.mark.parametrize(
    ("changes", "error", "named"),
    [
        ({"code_digits": 3}, doverie.InvalidArgument, "code_digits"),
        ({"code_digits": 2**40}, ValueError, "policy.code_digits"),
        ({"code_digits": "6"}, TypeError, "policy.code_digits must be int, not str"),
        ({"code_digits": True}, TypeError, "policy.code_digits must be int, not bool"),
        ({"required_approvals": 0}, doverie.InvalidArgument, "required_approvals"),
        ({"code_lifetime": 600}, TypeError, "policy.code_lifetime must be a timedelta, not int"),
        ({"code_lifetime": timedelta(days=1)}, doverie.InvalidArgument, "code_lifetime"),
        ({"code_lifetime": timedelta(milliseconds=1500)}, doverie.InvalidArgument, "code_lifetime"),
        ({"phone_prefixes": "+79"}, TypeError, "policy.phone_prefixes must be a sequence, not str"),
        ({"phone_prefixes": ["+79", 7]}, TypeError, "policy.phone_prefixes[1] must be str, not int"),
        ({"phone_prefixes": 7}, TypeError, "policy.phone_prefixes must be a sequence, not int"),
        ({"age_reached": 1}, TypeError, "policy.age_reached must be doverie.AgeReached, not int"),
        ({"time_zone": ""}, doverie.InvalidArgument, "time_zone"),
        ({"no_such_parameter": 1}, TypeError, "no_such_parameter"),
    ],
)
def test_what_cannot_be_is_refused_by_name(changes: dict[str, Any], error: type[Exception], named: str) -> None:
    with pytest.raises(error) as refused:
        GOSUSLUGI.replace(**changes)
    assert named in str(refused.value)


@pytest.mark.parametrize("document", ["", "[]", "{}", '{"id": 1}', GOSUSLUGI.to_json().replace("code_digits", "digits")])
def test_documents_that_are_no_policies(document: str) -> None:
    with pytest.raises(doverie.InvalidArgument):
        Policy.from_json(document)


class TestSchedule:
    later = GOSUSLUGI.replace(id="later", applies_from=date(2026, 7, 1), contact_min_age_years=21)

    def test_the_day_decides(self) -> None:
        schedule = PolicySchedule([self.later, GOSUSLUGI])
        assert schedule.on(date(2026, 6, 30)) == GOSUSLUGI
        assert schedule.on(date(2026, 7, 1)) == self.later
        assert schedule.on(date(2000, 1, 1)) == GOSUSLUGI

    @pytest.mark.parametrize("policies", [[], [GOSUSLUGI, GOSUSLUGI], [GOSUSLUGI, later.replace(time_zone="Asia/Omsk")]])
    def test_impossible_ones(self, policies: list[Policy]) -> None:
        with pytest.raises(doverie.InvalidArgument):
            PolicySchedule(policies)

    @pytest.mark.parametrize("policies", ["gosuslugi", 1, [1], None])
    def test_wrong_types(self, policies: Any) -> None:
        with pytest.raises(TypeError):
            PolicySchedule(policies)

    def test_a_service_takes_one_several_or_a_schedule(self) -> None:
        schedule = PolicySchedule([GOSUSLUGI, self.later])
        for policies in (schedule, [GOSUSLUGI, self.later], (GOSUSLUGI, self.later)):
            with Portal(policies=policies) as portal:
                assert portal.policies == schedule
        for one in (None, GOSUSLUGI):
            with Portal(policies=one) as portal:
                assert portal.policies == PolicySchedule([GOSUSLUGI])

    def test_a_revoked_policy_voids_what_it_opened(self) -> None:
        store = doverie.MemoryStore()
        with Portal(store=store) as portal:
            invited = portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        revoked = PolicySchedule([GOSUSLUGI]).with_revoked(GOSUSLUGI.id)
        with pytest.raises(doverie.InvalidArgument, match='no policy "wrng" to revoke; it has "gosuslugi"'):
            PolicySchedule([GOSUSLUGI]).with_revoked("wrng")
        assert revoked.revoked == ("gosuslugi",)
        with Portal(store=store, policies=revoked, seed=2) as portal, pytest.raises(doverie.Rejected) as refused:
            portal.contact(IVAN.id).accept(invited.id)
        assert refused.value.code is doverie.Reason.INVITATION_VOID


def test_a_schedule_finds_what_records_pin() -> None:
    later = GOSUSLUGI.replace(
        id="later",
        applies_from=date(2026, 7, 1),
        contact_min_age_years=21,
        applies_to={"contact_min_age_years": AppliesTo.NEW_LINKS},
    )
    schedule = PolicySchedule([later, GOSUSLUGI])
    pin = (GOSUSLUGI.id, GOSUSLUGI.content_hash)
    assert schedule.pinned(*pin) == GOSUSLUGI
    with pytest.raises(doverie.RecordError):
        schedule.pinned(GOSUSLUGI.id, "0")
    assert schedule.for_link(date(2026, 7, 1), *pin).contact_min_age_years == GOSUSLUGI.contact_min_age_years
    assert schedule.for_link(date(2026, 7, 1), later.id, later.content_hash).contact_min_age_years == 21
    assert schedule.protected_share(date(2026, 7, 1)) == 1000
