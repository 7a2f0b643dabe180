# SPDX-License-Identifier: Apache-2.0
"""The story of docs/guide/rule-changes.md, from start to end: what it runs has to work, and print what it says."""

import contextlib
import io
import re
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[3] / "docs/guide/rule-changes.md"


def blocks() -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.M | re.S)


def promised(block: str) -> list[str]:
    """What comments behind or below a print() say that it prints."""
    lines = []
    printing = False
    for line in block.splitlines():
        if "print(" in line:
            printing = True
            lines += re.findall(r"\)\s{2,}# (.*)$", line)
        elif line.startswith("# ") and printing:
            lines.append(line[2:])
        elif line and not line.startswith("#"):
            printing = False
    return lines


def test_the_story_runs_and_prints_what_it_says() -> None:
    names: dict[str, object] = {}
    told = 0
    for block in blocks():
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block, str(GUIDE), "exec"), names)
        assert printed.getvalue().splitlines() == promised(block)
        told += len(promised(block))
    assert told > 15


def test_the_story_has_every_step() -> None:
    steps = re.findall(r"^## (\d)\. ", GUIDE.read_text(encoding="utf-8"), re.M)
    assert steps == [str(number) for number in range(1, 9)]
