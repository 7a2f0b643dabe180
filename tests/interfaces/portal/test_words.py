# SPDX-License-Identifier: Apache-2.0
"""Are the words of the pages all used, all there, and each in its own language?"""

import re
from pathlib import Path

import pytest

from doverie.django._words import WORDS, word

APP = Path(__file__).resolve().parents[3] / "bindings/python/doverie/django"
PORTAL = Path(__file__).resolve().parents[3] / "examples/portal/portal"


def sources() -> str:
    """Templates and code, but for the list itself."""
    files = [*APP.rglob("*.html"), *APP.rglob("*.py"), *PORTAL.rglob("*.html")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file.name != "_words.py")


def test_every_word_that_a_template_says_is_there() -> None:
    said = set(re.findall(r"{% say [\"'](\w+)[\"']", sources()))
    assert said <= set(WORDS), said - set(WORDS)


def test_every_word_is_used() -> None:
    text = sources()
    made = ("field_", "help_", "question_")  # of a name and what stands in front of it
    unused = [key for key in WORDS if not key.startswith(made) and not re.search(rf"[\"']{key}[\"']", text)]
    assert not unused


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_it_with_the_same_fields(key: str) -> None:
    russian, english = WORDS[key]
    assert sorted(re.findall(r"{(\w+)}", russian)) == sorted(re.findall(r"{(\w+)}", english))
    assert not re.search(r"[А-Яа-яё]", english)
    assert not re.search(r"[A-Za-z]{2,}", re.sub(r"{\w+}", "", russian))


def test_a_word_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        word("nowhere", "ru")
    assert word("nowhere", "ru", "") == ""
