# SPDX-License-Identifier: Apache-2.0
"""What the contact is asked before approving."""

from dataclasses import dataclass

from doverie import _native
from doverie._code import Language
from doverie._native import QuestionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of an attestation. The texts of a version never change."""

    id: str
    """As it stands in Attestation.agreed."""
    kind: QuestionKind
    """How it is answered."""
    english: str
    """What to show."""
    russian: str
    """The same in Russian."""

    def text(self, language: Language = "en") -> str:
        """What to show, in English or Russian."""
        if language not in ("en", "ru"):
            raise ValueError("language must be 'en' or 'ru'")
        return self.english if language == "en" else self.russian


def latest_attestation() -> int:
    """The latest version of what contacts are asked; versions count from 1."""
    return _native.LATEST_ATTESTATION


def questions(version: int) -> tuple[Question, ...]:
    """What the contact is asked, in the order in which it is shown.

    Raises ValueError for a version that there is not.
    """
    rows = _native.questions_of(version)
    if not rows:
        raise ValueError(f"version must be 1 to {latest_attestation()}, not {version}")
    return tuple(Question(id=id, kind=kind, english=english, russian=russian) for id, kind, english, russian in rows)
