# SPDX-License-Identifier: Apache-2.0
"""docs/guide/host-rules.md: its Python runs and prints what it says, its C is that of a program which is run as a test."""

import contextlib
import io
import re
from pathlib import Path

from test_rule_change_guide import promised

ROOT = Path(__file__).resolve().parents[3]
GUIDE = ROOT / "docs/guide/host-rules.md"


def blocks(language: str) -> list[str]:
    found: list[str] = re.findall(rf"^```{language}\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.M | re.S)
    return found


def test_the_python_runs_and_prints_what_it_says() -> None:
    names: dict[str, object] = {}
    told = 0
    for block in blocks("python"):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block, str(GUIDE), "exec"), names)
        assert printed.getvalue().splitlines() == promised(block)
        told += len(promised(block))
    assert told == 3


def test_the_c_is_that_of_the_example() -> None:
    (block,) = blocks("c")
    assert block in (ROOT / "examples/c/own_rule.c").read_text(encoding="utf-8")
