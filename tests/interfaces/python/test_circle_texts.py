# SPDX-License-Identifier: Apache-2.0
"""The texts of `doverie circle`: in both languages, and what is left out of them."""

import re
from datetime import datetime, timezone

import pytest

from doverie import Language
from doverie.cli._circle_texts import SHOWN, VALUES, fields_of, said

CYRILLIC = re.compile("[А-Яа-яё]")


@pytest.mark.parametrize("texts", [*SHOWN.values(), *(both for words in VALUES.values() for both in words.values())])
def test_everything_is_said_in_both_languages(texts: tuple[str, str]) -> None:
    assert fields_of(texts[0]) == fields_of(texts[1])
    assert CYRILLIC.search(texts[1])
    assert not CYRILLIC.search(texts[0])


def test_what_is_missing_leaves_its_words_out() -> None:
    text = ("{state}[, {contact}][; until {frozen_until}]", "")
    assert said(text, {"state": "voided", "contact": "ivan", "frozen_until": None}, Language.ENGLISH) == "void, ivan"
    at = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
    assert said(text, {"state": "pending", "frozen_until": at}, Language.ENGLISH) == "waits; until 2026-03-02 09:00 UTC"
    assert said(("for {operation}", ""), {"operation": "bank-transfer"}, Language.ENGLISH) == "for bank-transfer"
