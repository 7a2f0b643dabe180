# SPDX-License-Identifier: Apache-2.0
"""`doverie demo`: the story of the examples, told in a directory of its own."""

import os
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Final

import click

import doverie
from doverie.cli._reports import Problem, Report, answers, progress
from doverie.cli._words import Command, say

# The programs of examples/python, installed as they are: the story is told in one place.
_STORY: Final = Path(__file__).parent / ".demo-story" / "story.py"


@click.command(cls=Command)
@click.option("--keep", metavar="DIRECTORY", help="Leave the files of the story there: store, accounts, SMS.")
@answers
def demo(keep: str | None) -> Report:
    """Lets the whole story of a trusted contact happen on a SQLite file.

    The file is a temporary one. With --keep, a story that was told before goes on from there.
    """
    with nullcontext(keep) if keep else tempfile.TemporaryDirectory(prefix="doverie-demo-") as directory:
        text = _told(directory)
    scenes = [_scene(part) for part in text.strip("\n").split("\n\n")]
    return Report(data={"kept": keep, "scenes": scenes}, lines=text.splitlines())


def _told(directory: str) -> str:
    place = str(Path(doverie.__file__).parent.parent)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (place, os.environ.get("PYTHONPATH"))))}
    with progress(say("the story")):
        done = subprocess.run(
            [sys.executable, str(_STORY), directory], capture_output=True, encoding="utf-8", env=environment, check=False
        )
    if done.returncode != 0:
        raise Problem(say("the story broke off: {why}", why=done.stderr.strip() or done.returncode))
    return done.stdout


def _scene(page: str) -> dict[str, object]:
    """One scene: number, time, lines."""
    head, *lines = page.splitlines()
    number, _, at = head.partition("  ")
    return {"number": int(number), "at": at, "lines": lines}
