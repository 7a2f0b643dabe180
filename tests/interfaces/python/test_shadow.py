# SPDX-License-Identifier: Apache-2.0
"""Changes of policy: whom they apply to, and shadows that try them out."""

from datetime import date, timedelta
from typing import Any

import pytest

import doverie
from doverie import AppliesTo, Policy, PolicySchedule, Reason, ReasonDetail, ShadowDifference, ShadowKind, StartStatus
from people import IVAN, MARIA, Portal

GOSUSLUGI = Policy.gosuslugi()
OLDER = GOSUSLUGI.replace(id="older", contact_min_age_years=60)


class TestAppliesTo:
    def test_a_mapping_or_pairs_by_name(self) -> None:
        links = {"contact_min_age_years": AppliesTo.NEW_LINKS, "age_reached": AppliesTo.EXISTING_LINKS}
        policy = GOSUSLUGI.replace(applies_to=links)
        assert policy.applies_to == (
            ("age_reached", AppliesTo.EXISTING_LINKS),
            ("contact_min_age_years", AppliesTo.NEW_LINKS),
        )
        assert dict(policy.applies_to) == links
        assert GOSUSLUGI.replace(applies_to=list(links.items())) == policy == Policy.from_json(policy.to_json())
        assert hash(policy) == hash(Policy.from_json(policy.to_json()))
        assert GOSUSLUGI.applies_to == ()

    @pytest.mark.parametrize(
        ("links", "error", "named"),
        [
            ({"contact_min_age": AppliesTo.NEW_LINKS}, doverie.InvalidArgument, "applies_to/contact_min_age"),
            ({"max_sends": AppliesTo.NEW_LINKS}, doverie.InvalidArgument, "applies_to/max_sends"),
            ({"age_reached": "new_links"}, TypeError, "policy.applies_to.age_reached must be doverie.AppliesTo, not str"),
            ({"age_reached": 1}, TypeError, "policy.applies_to.age_reached must be doverie.AppliesTo, not int"),
            ({1: AppliesTo.NEW_LINKS}, TypeError, "policy.applies_to[0] must be str, not int"),
            ([("age_reached",)], ValueError, "policy.applies_to[0] must be a parameter and an AppliesTo"),
            (["age_reached"], TypeError, "policy.applies_to[0] must be a sequence, not str"),
            ("age_reached", TypeError, "policy.applies_to must be a sequence, not str"),
            (7, TypeError, "policy.applies_to must be a sequence, not int"),
        ],
    )
    def test_what_cannot_be(self, links: Any, error: type[Exception], named: str) -> None:
        with pytest.raises(error) as refused:
            GOSUSLUGI.replace(applies_to=links)
        assert named in str(refused.value)

    @pytest.mark.parametrize(
        ("links", "status"),
        [(AppliesTo.NEW_LINKS, StartStatus.PENDING), (AppliesTo.EXISTING_LINKS, StartStatus.CONTACT_UNAVAILABLE)],
    )
    def test_who_is_a_contact_already_is_kept_or_locked_out(self, links: AppliesTo, status: StartStatus) -> None:
        later = OLDER.replace(applies_from=date(2026, 1, 1), applies_to={"contact_min_age_years": links})
        store = doverie.MemoryStore()
        with Portal(store=store) as portal:
            portal.contact(IVAN.id).accept(portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone).id)
        with Portal(store=store, policies=[GOSUSLUGI, later], seed=2) as portal:
            assert portal.recoverer(MARIA.id).start(secret=doverie.new_secret()).status is status


class TestShadow:
    def told(self, **options: Any) -> list[ShadowDifference]:
        differences: list[ShadowDifference] = []
        with Portal(shadow=OLDER, on_shadow_difference=differences.append, **options) as portal:
            portal.contact(IVAN.id).accept(portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone).id)
            started = portal.recoverer(MARIA.id).start(secret=doverie.new_secret())
            assert started.status is StartStatus.PENDING
        return differences

    def test_it_tells_and_enforces_nothing(self) -> None:
        accepted, started = self.told()
        assert accepted.kind is ShadowKind.REFUSED
        assert accepted.command == "accept_invitation"
        assert (accepted.policy, accepted.shadow_policy) == ("gosuslugi", "older")
        assert accepted.reasons == ()
        (reason,) = accepted.shadow_reasons
        assert (reason.code, reason.needs) == (Reason.CONTACT_TOO_YOUNG, 60)
        assert isinstance(reason, ReasonDetail)
        assert (accepted.status, accepted.fault) == (None, "")
        assert started.kind is ShadowKind.OTHER_ANSWER
        assert (started.status, started.shadow_status) == (StartStatus.PENDING, StartStatus.CONTACT_UNAVAILABLE)

    def test_the_policies_themselves_as_a_shadow_say_nothing(self) -> None:
        differences: list[ShadowDifference] = []
        schedule = PolicySchedule([GOSUSLUGI])
        with Portal(shadow=schedule, on_shadow_difference=differences.append) as portal:
            portal.contact(IVAN.id).accept(portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone).id)
        assert differences == []

    def test_a_listener_that_raises_harms_no_command(self, monkeypatch: pytest.MonkeyPatch) -> None:
        raised: list[Any] = []
        monkeypatch.setattr("sys.unraisablehook", lambda told: raised.append(told.exc_value))

        def fail(difference: ShadowDifference) -> None:
            raise RuntimeError(difference.command)

        with Portal(shadow=OLDER, on_shadow_difference=fail) as portal:
            portal.contact(IVAN.id).accept(portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone).id)
        assert [str(error) for error in raised] == ["accept_invitation"]

    @pytest.mark.parametrize(
        ("options", "error", "named"),
        [
            ({"shadow": OLDER}, doverie.InvalidArgument, "on_shadow_difference"),
            ({"on_shadow_difference": print}, doverie.InvalidArgument, "shadow"),
            ({"shadow": OLDER, "on_shadow_difference": 7}, TypeError, "on_shadow_difference must be callable, not int"),
            ({"shadow": 7, "on_shadow_difference": print}, TypeError, "schedule.policies"),
            (
                {"shadow": OLDER.replace(time_zone="Asia/Omsk"), "on_shadow_difference": print},
                doverie.InvalidArgument,
                "shadow: its time zone is Asia/Omsk",
            ),
        ],
    )
    def test_what_cannot_be(self, options: dict[str, Any], error: type[Exception], named: str) -> None:
        with pytest.raises(error) as refused:
            Portal(**options)
        assert named in str(refused.value)

    def test_a_planned_policy_differs_from_its_own_day_on(self) -> None:
        planned = OLDER.replace(applies_from=GOSUSLUGI.applies_from + timedelta(days=20000))
        differences: list[ShadowDifference] = []
        with Portal(shadow=[GOSUSLUGI, planned], on_shadow_difference=differences.append) as portal:
            portal.contact(IVAN.id).accept(portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone).id)
        assert differences == []
