# SPDX-License-Identifier: Apache-2.0
"""In which language does the command line speak? One choice for a whole run: help, answers and errors.

    say("{file}: {events} events", file=copy, events=12)

The English text is the key; `_russian.py` has the other one. Numbers and ids stand in both as they are, and what the library words by
itself (what a fault was about, what an audit has found) in English.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from inspect import cleandoc
from typing import Any, Final

import click

from doverie._code import Language as Code
from doverie._native import Language
from doverie.cli._russian import CLICK, HELP, RUSSIAN

LANGUAGES: Final = ("en", "ru")

_chosen: ContextVar[Code | None] = ContextVar("language", default=None)


def language_of(environment: Mapping[str, str]) -> Code:
    """The one that DOVERIE_LANGUAGE names, or the locale; English otherwise."""
    told = (environment.get(name) for name in ("DOVERIE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "ru" if next(filter(None, told), "").startswith("ru") else "en"


def choose(arguments: Sequence[str]) -> None:
    """Takes the language that the arguments of a run name, wherever it stands: before anything can be wrong with the others."""
    named = [text for one, text in zip(arguments, arguments[1:], strict=False) if one == "--lang"]
    named += [one.removeprefix("--lang=") for one in arguments if one.startswith("--lang=")]
    _chosen.set("ru" if "ru" in named else "en" if "en" in named else None)


def code() -> Code:
    """The language of this run."""
    return _chosen.get() or language_of(os.environ)


def language() -> Language:
    """The same, as the library names it."""
    return Language.RUSSIAN if code() == "ru" else Language.ENGLISH


def say(text: str, /, **fields: Any) -> str:
    """The text in the language of this run, with its fields."""
    chosen = RUSSIAN[text] if code() == "ru" else text
    return chosen.format(**fields)


def _of_click(text: str) -> str:
    return CLICK.get(text, text) if code() == "ru" else text


def _of_click_counted(one: str, many: str, count: int) -> str:
    return _of_click(one if count == 1 else many)


def teach_click() -> None:
    """click takes its words from gettext, whose catalogs are files; there is none in Russian. They are taken from here instead."""
    from click import core, decorators, exceptions, formatting, parser, types

    for module in (core, decorators, exceptions, formatting, parser, types):
        for name, words in (("_", _of_click), ("ngettext", _of_click_counted)):
            if hasattr(module, name):
                setattr(module, name, words)


@contextmanager
def _in_russian(command: click.Command) -> Iterator[None]:
    """Its help, and that of its parameters, for as long as they are written."""
    of = [one for one in (command, *command.params) if getattr(one, "help", None)]
    english = [one.help for one in of]  # type: ignore[attr-defined]
    for one in of:
        one.help = _translated(one.help)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for one, text in zip(of, english, strict=True):
            one.help = text  # type: ignore[attr-defined]


def _translated(text: str) -> str:
    """An option's by its text, a command's by its first line."""
    text = cleandoc(text)
    return HELP.get(text.partition("\n")[0]) or RUSSIAN.get(text) or _of_click(text)


class Command(click.Command):
    """A command whose help is in the language of the run."""

    def get_help(self, ctx: click.Context) -> str:
        """The page of the command."""
        if code() == "en":
            return super().get_help(ctx)
        with _in_russian(self):
            return super().get_help(ctx)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Its line on the page of the group."""
        if code() == "en":
            return super().get_short_help_str(limit)
        with _in_russian(self):
            return super().get_short_help_str(limit)


class Group(Command, click.Group):
    """A group of such."""

    command_class = Command
    group_class = type


LANG: Final = click.option(
    "--lang", type=click.Choice(LANGUAGES), expose_value=False, is_eager=True,
    help="Of what is said: help, answers, errors. Otherwise DOVERIE_LANGUAGE, or the locale.",
)  # fmt: skip
