# SPDX-License-Identifier: Apache-2.0
"""The examples in Python: the story is the same as in the other languages, however often it is interrupted."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import doverie

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples/python"
PLACE = str(Path(doverie.__file__).parent.parent)


def run(*command: str | Path) -> str:
    environment = os.environ | {"PYTHONPATH": PLACE}
    done = subprocess.run([sys.executable, *command], capture_output=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_quickstart() -> None:
    assert run(EXAMPLES / "quickstart.py") == "The password of maria may be reset.\n"


def test_a_recovery_through_kannel() -> None:
    told = run(EXAMPLES / "kannel.py")
    assert re.fullmatch(
        r"Ivan's phone received:\n  \| (\d{6}) откроет чужой аккаунт. Никому не говорите\n  \| @gosuslugi.ru #\1\n"
        r"Ivan's page says: delivered\nThe password of maria may be reset.\n",
        told,
    )


def test_the_story_is_that_of_the_other_languages(tmp_path: Path) -> None:
    """tests/interfaces/ interrupts it, too."""
    expected = (ROOT / "examples/story.expected.txt").read_text(encoding="utf-8")
    beginning = run(EXAMPLES / "story.py", tmp_path / "state", "--until", "12")
    assert expected.startswith(beginning)
    assert "\n12  " in beginning
    assert run(EXAMPLES / "story.py", tmp_path / "state") == expected
    assert run(EXAMPLES / "story.py", tmp_path / "state") == expected


@pytest.mark.parametrize("arguments", [[], ["state", "--until", "0"], ["state", "--until", "46"], ["state", "--until", "x"]])
def test_wrong_arguments_are_refused(tmp_path: Path, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, EXAMPLES / "story.py", *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": PLACE},
    )
    assert done.returncode == 2
    assert "usage: story.py" in done.stderr
    assert list(tmp_path.iterdir()) == []
