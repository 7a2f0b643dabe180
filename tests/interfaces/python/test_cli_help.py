# SPDX-License-Identifier: Apache-2.0
"""Every command of the command line has help, answers in JSON and stands on its page."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from test_cli import run

from doverie.cli._commands import doverie as command
from doverie.cli._help import COMMANDS, EVERYWHERE, page

GUIDE = (Path(__file__).resolve().parents[3] / "docs/guide/command-line.md").read_text(encoding="utf-8")


def names(group: click.Group) -> list[str]:
    inside = ((name, names(one) if isinstance(one, click.Group) else [""]) for name, one in group.commands.items())
    return [f"{name} {rest}".strip() for name, rests in inside for rest in rests]


@pytest.mark.parametrize("name", names(command))
def test_every_command_answers_in_json_and_has_help(name: str) -> None:
    assert "--json" in run(*name.split(), "--help").output
    assert f"doverie {name}" in GUIDE


# --- the page


CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_has_every_command_in_both_languages(language: str) -> None:
    told = run("--lang", language, "--help").output
    assert set(COMMANDS) == set(names(command))
    for name, texts in {**COMMANDS, **EVERYWHERE}.items():
        assert re.search(rf"^  {name} +{re.escape(texts[language == 'ru'])}$", told, re.M)
        assert CYRILLIC.search(texts[1])
        assert not CYRILLIC.search(texts[0])


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "C", "DOVERIE_LANGUAGE": "ru"}, "ru"),
        ({}, "en"),
    ],
)
def test_the_locale_chooses_the_page_unless_one_is_asked_for(environment: dict[str, str], language: str) -> None:
    unset: dict[str, str | None] = dict.fromkeys(("DOVERIE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))

    def told(*arguments: str) -> str:
        return CliRunner().invoke(command, arguments, env={**unset, **environment}).output

    assert told("--help") == page(language) + "\n"
    assert told("--lang", "ru", "-h") == page("ru") + "\n"
    assert "de" in run("--lang", "de", "-h", status=2).output
