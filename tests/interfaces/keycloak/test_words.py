# SPDX-License-Identifier: Apache-2.0
"""Are the words of the pages there in both languages, and are the statements those of the library?"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
RESOURCES = ROOT / "examples/keycloak/src/main/resources/theme-resources"


def words(language: str) -> dict[str, str]:
    lines = (RESOURCES / f"messages/messages_{language}.properties").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def test_both_languages_have_the_same_words() -> None:
    assert words("ru").keys() == words("en").keys()
    for key, russian in words("ru").items():
        assert re.findall(r"\{\d\}", russian) == re.findall(r"\{\d\}", words("en")[key]), key


def test_every_word_is_used_and_every_used_one_is_there() -> None:
    sources = [*(RESOURCES / "templates").glob("*.ftl"), *(ROOT / "examples/keycloak/src/main/java").rglob("*.java")]
    text = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    used = set(re.findall(r'"(doverie[A-Z]\w+(?:\.\w+)?)"', text))
    known = {key for key in words("ru") if not key.startswith("doverieStatement.")}
    assert used - {"doverieStatement.number"} == known


def test_statements_are_those_of_the_library() -> None:
    listed = (ROOT / "include/doverie/core/attestations.def").read_text(encoding="utf-8")
    questions = re.findall(r'DOVERIE_QUESTION\(\d, (\w+), \w+,\s*"([^"]*)",\s*"([^"]*)"\)', listed)
    assert questions
    for name, english, russian in questions:
        assert words("en")[f"doverieStatement.{name}"] == english.removesuffix(": ____"), name
        assert words("ru")[f"doverieStatement.{name}"] == russian.removesuffix(": ____"), name


def test_sentences_that_the_django_app_has_are_the_same() -> None:
    said = {}
    exec(compile((ROOT / "bindings/python/doverie/django/_words.py").read_text(encoding="utf-8"), "_words", "exec"), said)  # noqa: S102
    both = {(re.sub(r"\{\w+\}", "{0}", one), re.sub(r"\{\w+\}", "{0}", two)) for one, two in said["WORDS"].values()}
    shared = [key for key in words("ru") if (words("ru")[key], words("en")[key].replace("''", "'")) in both]
    assert len(shared) >= 40, "a sentence of the Django app was changed and this one was not"
