# SPDX-License-Identifier: Apache-2.0
"""Every command of the command line has help, answers in JSON and stands on its page."""

from pathlib import Path

import click
import pytest
from test_cli import run

from doverie.cli._commands import doverie as command

GUIDE = (Path(__file__).resolve().parents[3] / "docs/guide/command-line.md").read_text(encoding="utf-8")


def names(group: click.Group) -> list[str]:
    inside = ((name, names(one) if isinstance(one, click.Group) else [""]) for name, one in group.commands.items())
    return [f"{name} {rest}".strip() for name, rests in inside for rest in rests]


@pytest.mark.parametrize("name", names(command))
def test_every_command_answers_in_json_and_has_help(name: str) -> None:
    assert "--json" in run(*name.split(), "--help").output
    assert f"doverie {name}" in GUIDE
