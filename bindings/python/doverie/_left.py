# SPDX-License-Identifier: Apache-2.0
"""What the two numbers of a reason mean for a person: tries, places or time that are left."""

from typing import Final, NamedTuple

from doverie._code import Language
from doverie._host_reason import AnyReason
from doverie._reason_columns import Unit


class _Words(NamedTuple):
    """With what is left, and what there is altogether."""

    english_one: str
    english: str
    russian: str


_TRIES: Final = _Words("{left} of {needs} tries is left.", "{left} of {needs} tries are left.", "Осталось попыток: {left} из {needs}.")
_PLACES: Final = _Words(
    "{left} of {needs} is left.", "{left} of {needs} are left.", "Осталось: {left} из {needs}."
)
_SECONDS: Final = _Words("Wait 1 second more.", "Wait {left} seconds more.", "Подождите ещё, секунд: {left}.")
_HOURS: Final = _Words("Wait 1 hour more.", "Wait {left} hours more.", "Подождите ещё, часов: {left}.")

_WORDS: Final = {Unit.TRIES: _TRIES, Unit.PLACES: _PLACES, Unit.SECONDS: _SECONDS, Unit.HOURS: _HOURS}
"""Ages are in no words: they are somebody's, and whoever is refused may be somebody else."""


def left(code: AnyReason, needs: int | None, has: int | None, language: Language) -> str:
    """The sentence behind the reason's own; empty where the numbers say nothing to a person."""
    words = _WORDS.get(code.unit)
    if words is None or needs is None or has is None:
        return ""
    rest = max(needs - has, 0)
    text = words.russian if language == "ru" else words.english_one if rest == 1 else words.english
    return text.format(left=rest, needs=needs)
