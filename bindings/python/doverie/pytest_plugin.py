# SPDX-License-Identifier: Apache-2.0
"""Fixtures for pytest. In conftest.py:

    pytest_plugins = ["doverie.pytest_plugin"]

and then

    def test_contact_must_be_21(given):
        story = given(doverie.Policy.gosuslugi().replace(contact_min_age_years=21), "maria invites ivan")
        story.account("ivan", age="20 years 364 days").when("ivan accepts maria").then(rejected(Reason.CONTACT_TOO_YOUNG))
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

import pytest

from doverie._host_rules import HostRule
from doverie._policy import Policy
from doverie.testing import TODAY, InMemoryService, Scenario

__all__ = ["Given", "given", "gosuslugi", "portal_in_memory"]


class Given(Protocol):
    """Begins a scenario under a policy (gosuslugi, if none is given) with what has happened before."""

    def __call__(
        self, policy: Policy | None = None, *sentences: str, today: date = TODAY, rules: Sequence[HostRule] = ()
    ) -> Scenario:
        """The scenario."""
        ...


@pytest.fixture
def given() -> Iterator[Given]:
    """Makes scenarios; the test fails when one of them has looked at nothing."""
    begun: list[Scenario] = []

    def begin(
        policy: Policy | None = None, *sentences: str, today: date = TODAY, rules: Sequence[HostRule] = ()
    ) -> Scenario:
        __tracebackhide__ = True
        begun.append(Scenario(policy, today=today, rules=rules))
        return begun[-1].given(*sentences)

    yield begin
    if not all(scenario.looked for scenario in begun):
        pytest.fail("a scenario has no `then`: it cannot fail", pytrace=False)


@pytest.fixture
def gosuslugi() -> Policy:
    """The policy of the service."""
    return Policy.gosuslugi()


@pytest.fixture
def portal_in_memory() -> Iterator[InMemoryService]:
    """A whole service in memory, with its fakes at hand, nobody in it."""
    with InMemoryService() as portal:
        yield portal
