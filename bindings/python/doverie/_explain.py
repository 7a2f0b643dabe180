# SPDX-License-Identifier: Apache-2.0
"""Why somebody may or may not."""

from dataclasses import dataclass

from doverie._code import Language
from doverie._host_reason import AnyReason
from doverie._native import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleExplanation:
    """What one eligibility rule found.

    The texts tell facts about the account, its owner's age among them: show them to its owner, not to the other side.
    """

    rule: AnyReason
    """Its id: the reason that it gives when it fails."""
    role: Role
    """Whom it looks at."""
    passed: bool
    """Whether the rule holds."""
    fact: str
    """What was looked at: account, age_years, phone, or the name of a field of Account."""
    limit: str | None
    """The parameter of the policy that it was compared with, where there is one."""
    needs: int | None
    """Whole years for an age, whole hours since a change, 1 for yes. 0: the policy does not ask for it."""
    has: int | None
    """The other side; None when the fact is not known."""
    sentence: str
    """Of docs/spec/eligibility.md, with its number."""
    english: str
    """What it asks for, in words."""
    russian: str
    """The same in Russian."""

    def text(self, language: Language = "en") -> str:
        """What to tell a person, in English or Russian."""
        if language not in ("en", "ru"):
            raise ValueError("language must be 'en' or 'ru'")
        return self.english if language == "en" else self.russian

    def __str__(self) -> str:
        return self.text()
