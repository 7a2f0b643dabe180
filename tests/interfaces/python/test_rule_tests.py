# SPDX-License-Identifier: Apache-2.0
"""The kit for rule changes: accounts in words, scenarios, rows, and limits that no row pins."""

from datetime import date
from pathlib import Path

import pytest

from doverie import InvalidArgument, PhoneState, Policy, Reason, ReasonDetail
from doverie.testing import RuleRows, Scenario, account, boundary_coverage, rejected
from people import FROM_14_AND_18

pytest_plugins = ["pytester"]

GOSUSLUGI = Policy.gosuslugi()
CONTACT_OF_21 = GOSUSLUGI.replace(contact_min_age_years=21)
ROWS = sorted((Path(__file__).resolve().parents[2] / "support/vectors/rules").glob("*.txt"))


def test_contact_must_be_21() -> None:
    story = Scenario(CONTACT_OF_21).account("ivan", age="20 years 364 days").given("maria invites ivan")
    story.when("ivan accepts maria").then(rejected(Reason.CONTACT_TOO_YOUNG, needs=21, has=20)).then_events()
    assert story.answer == "refused: contact_too_young (needs 21, has 20)"


def test_a_failure_tells_the_story_and_in_words_what_differs() -> None:
    story = Scenario(CONTACT_OF_21).given("ivan is 20 years 364 days", "maria invites ivan").when("ivan accepts maria")
    with pytest.raises(AssertionError) as caught:
        story.then("done")
    assert str(caught.value) == (
        "the scenario does not hold:\n"
        "  given ivan is 20 years 364 days   → done\n"
        "  given maria invites ivan   → done\n"
        "  when ivan accepts maria   → refused: contact_too_young (needs 21, has 20)\n"
        "  then done\n"
        "  expected: done\n"
        "  got:      refused: contact_too_young (needs 21, has 20)\n"
        "  missing: done\n"
        "  not expected: contact_too_young (needs 21, has 20)\n"
        "    contact_too_young: The contact has not reached the required age."
    )


@pytest.mark.parametrize("sentence", ["maria dances", "ivan is tall", "ivan accepts maria"])
def test_a_given_fails_at_once(sentence: str) -> None:
    with pytest.raises(AssertionError, match="given " + sentence):
        Scenario().given(sentence)


def test_events_are_looked_at_in_order() -> None:
    story = Scenario().when("maria invites ivan").then("done")
    story.then_events("invitation_sent", "invitation_created")
    with pytest.raises(AssertionError, match="not expected: invitation_created"):
        Scenario().when("maria invites ivan").then_events("invitation_sent")


def test_on_another_day() -> None:
    story = Scenario(FROM_14_AND_18, today=date(2030, 1, 1)).given("ivan is born 2012-01-01", "maria invites ivan")
    story.when("ivan accepts maria").then("done")


def test_rejections_in_words() -> None:
    assert rejected(Reason.FROZEN, Reason.REQUEST_VOID) == "refused: frozen, request_void"
    assert rejected(ReasonDetail(Reason.WRONG_CODE, 5, 1)) == "refused: wrong_code (needs 5, has 1)"
    assert rejected(Reason.WRONG_CODE, has=1) == "refused: wrong_code (has 1)"
    with pytest.raises(ValueError, match="at least one reason"):
        rejected()
    with pytest.raises(ValueError, match="belong to one reason"):
        rejected(Reason.FROZEN, Reason.WRONG_CODE, has=1)


def test_accounts_in_words() -> None:
    ivan = account("a citizen of 17 years and 364 days, passport outdated, phone being replaced")
    assert ivan is not None
    assert (ivan.birth_date, ivan.passport_current, ivan.phone_state) == (date(2008, 3, 3), False, PhoneState.REPLACING)
    assert account("no account") is None
    young = account("18 years", today=date(2027, 1, 1))
    assert young is not None
    assert young.birth_date == date(2009, 1, 1)
    with pytest.raises(InvalidArgument, match='"tall" is not understood'):
        account("tall")


@pytest.mark.parametrize("path", ROWS, ids=lambda path: path.stem)
def test_the_rows_of_the_repository_hold(path: Path) -> None:
    rows = RuleRows.read(path)
    assert len(rows) > 0
    rows.check(GOSUSLUGI)


def test_they_pin_every_limit() -> None:
    coverage = boundary_coverage([RuleRows.read(path) for path in ROWS], GOSUSLUGI)
    assert coverage.complete, str(coverage)


def test_rows_that_fail_are_told() -> None:
    rows = RuleRows("contact | 20 years | may\ncontact | 21 years | may", source="ages")
    with pytest.raises(AssertionError, match=r"1 of 2 rows do not hold:\nages:1:\n  expected: may"):
        rows.check(CONTACT_OF_21)
    assert len(rows.failures(CONTACT_OF_21)) == 1
    with pytest.raises(InvalidArgument, match="ages:2: "):
        RuleRows("\nnobody | | ", source="ages")


def test_limits_that_no_row_pins_are_told() -> None:
    coverage = boundary_coverage(RuleRows("contact | 18 years | may"), FROM_14_AND_18)
    ages = [str(boundary) for boundary in coverage.boundaries if boundary.parameter == "contact_min_age_years"]
    assert ages == [
        "contact_min_age_years: no row fails when 18 becomes 17",
        "contact_min_age_years: rows:1 fails when 18 becomes 19",
    ]
    assert not coverage.complete
    assert str(coverage).splitlines()[0].endswith(f"of {len(coverage.boundaries)} boundaries are pinned")
    with pytest.raises(InvalidArgument, match="a row fails under the policy itself"):
        boundary_coverage(RuleRows("contact | 17 years | may"), GOSUSLUGI)
    with pytest.raises(TypeError, match=r"rows must be doverie\.testing\.RuleRows"):
        boundary_coverage(["contact | 18 years | may"], GOSUSLUGI)  # type: ignore[list-item]


def test_fixtures(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest
        from doverie import Reason
        from doverie.testing import rejected
        pytest_plugins = ["doverie.pytest_plugin"]

        def test_holds(given, gosuslugi):
            story = given(gosuslugi.replace(contact_min_age_years=21), "ivan is 20 years", "maria invites ivan")
            story.when("ivan accepts maria").then(rejected(Reason.CONTACT_TOO_YOUNG))

        def test_does_not_hold(given):
            given().when("maria invites ivan").then("refused: frozen")

        def test_looks_at_nothing(given):
            given().when("maria invites ivan")

        def test_portal(portal_in_memory):
            portal_in_memory.add_account("maria", given_name="Мария", phone="+79031112233")
            assert portal_in_memory.trustor("maria").cabinet().contacts == ()
    """)
    outcome = pytester.runpytest("-p", "no:cacheprovider")
    outcome.assert_outcomes(passed=3, failed=1, errors=1)
    outcome.stdout.fnmatch_lines(["*a scenario has no `then`: it cannot fail*", "*expected: refused: frozen*"])
