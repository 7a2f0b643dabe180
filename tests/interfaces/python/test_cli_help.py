# SPDX-License-Identifier: Apache-2.0
"""Every command of the command line has help, answers in JSON and stands on its page."""

import ast
import re
import string
from inspect import cleandoc
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from test_cli import run

from doverie.cli import _audit, _keys, _sniff, _store, _tables
from doverie.cli._commands import doverie as command
from doverie.cli._help import COMMANDS, EVERYWHERE, page
from doverie.cli._russian import CLICK, HELP, RUSSIAN

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


# --- one language for everything that is said


def commands(group: click.Group) -> list[click.Command]:
    return [one for inside in group.commands.values() for one in (inside, *(commands(inside) if isinstance(inside, click.Group) else ()))]


def said() -> set[str]:
    """The texts that the sources say, and those that stand in their tables."""
    texts: set[str] = set()
    for file in Path(_audit.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    texts.add(first.value)
    tables = {*_keys._WHY.values(), *(what for _, what in _sniff._BEGINNINGS), *(what for _, what in _tables._ADVICE), _store._VOID}
    return texts | tables | {"a doverie.Service", "a store"}


def fields_of(text: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def test_everything_that_is_said_has_a_russian_text_with_the_same_fields() -> None:
    options = {
        one.help for inside in (command, *commands(command)) for one in inside.params if isinstance(one, click.Option) and one.help
    }  # fmt: skip
    assert said() | options - set(CLICK) - {None} <= set(RUSSIAN)
    assert set(RUSSIAN) <= said() | options | {"doverie store epoch"}
    for english, russian in {**RUSSIAN, **CLICK}.items():
        assert fields_of(english) == fields_of(russian), english


def test_every_command_has_russian_help_and_none_is_left_over() -> None:
    beginnings = {cleandoc(one.help or "").partition("\n")[0] for one in (command, *commands(command))}
    assert beginnings == set(HELP)
    assert all(CYRILLIC.search(text) for text in HELP.values())


@pytest.mark.parametrize("name", names(command))
def test_help_of_a_command_is_in_the_language_of_the_run(name: str) -> None:
    for arguments in (["--lang", "ru", *name.split(), "--help"], [*name.split(), "--lang=ru", "--help"]):
        told = run(*arguments).output
        assert told.startswith(f"Вызов: doverie {name}")
        assert "Usage" not in told
        assert all(CYRILLIC.search(line) for line in re.findall(r"^  --[a-z-]+.*?  +(.*)$", told, re.M) if len(line) > 12)
    assert not CYRILLIC.search(run(*name.split(), "--help", DOVERIE_LANGUAGE="en").output.replace("152-ФЗ", ""))


@pytest.mark.parametrize(
    "arguments",
    [
        ("store", "restroe"), ("store", "info"), ("store", "info", "a", "b"), ("store", "info", "a", "--nothing"),
        ("circle", "show", "maria"), ("pump", "a:b", "--idle", "-1"), ("pump", "a:b", "--code-threads", "x"), ("policy", "check"),
        ("population", "compare", "a", "b", "c", "--as-of", "x"), ("population", "compare", "a", "b", "c", "--role", "x"),
        ("pump", "nothing"), ("pump", "os:getcwd"), ("store", "info", "nothing.db"),
        ("store", "epoch", "nothing.db"), ("store", "migrate", "nothing.db"), ("store", "reset-clock", "host=nowhere"),
    ],
)  # fmt: skip
def test_errors_are_in_the_language_of_the_run(arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    last = [run(*arguments, "--lang", language, status=2).stderr.splitlines()[-1] for language in ("ru", "en")]
    assert last[0] != last[1]
    assert CYRILLIC.search(last[0])
    assert not CYRILLIC.search(last[1])


def test_faults_are_told_by_name(tmp_path: Path) -> None:
    missing = tmp_path / "nothing.db"
    assert run("store", "info", missing, status=2).stderr.startswith(f"store_unavailable: {missing}: No such file")
    told = run("--lang", "ru", "store", "info", missing, status=2).stderr
    assert told.startswith("store_unavailable: Хранилище событий сейчас недоступно. ")
