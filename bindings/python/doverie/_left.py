# SPDX-License-Identifier: Apache-2.0
"""What the two numbers of a reason mean for a person: tries, places or time that are left."""

from typing import Final, NamedTuple

from doverie._code import Language
from doverie._codes import Reason
from doverie._host_reason import AnyReason


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

_WORDS: Final = (
    dict.fromkeys((Reason.WRONG_CODE, Reason.TOO_MANY_WRONG_CODES, Reason.NUMBER_MISMATCH, Reason.TOO_MANY_WRONG_NUMBERS), _TRIES)
    | dict.fromkeys(
        (
            Reason.CONTACT_LIMIT_REACHED,
            Reason.INVITATION_PENDING,
            Reason.INVITATIONS_EXHAUSTED,
            Reason.CONTACT_SERVES_TOO_MANY,
            Reason.REQUESTS_OPEN,
            Reason.STARTS_EXHAUSTED,
            Reason.SENDS_EXHAUSTED,
        ),
        _PLACES,
    )
    | {Reason.SEND_TOO_SOON: _SECONDS}
    | dict.fromkeys(
        (Reason.CONTACT_RECOVERED_LATELY, Reason.CONTACT_PHONE_CHANGED_LATELY, Reason.CONTACT_SIM_CHANGED_LATELY), _HOURS
    )
)
"""By reason. Ages are in no words: they are somebody's, and whoever is refused may be somebody else."""


def left(code: AnyReason, needs: int | None, has: int | None, language: Language) -> str:
    """The sentence behind the reason's own; empty where the numbers say nothing to a person."""
    words = _WORDS.get(code) if isinstance(code, Reason) else None
    if words is None or needs is None or has is None:
        return ""
    rest = max(needs - has, 0)
    text = words.russian if language == "ru" else words.english_one if rest == 1 else words.english
    return text.format(left=rest, needs=needs)
