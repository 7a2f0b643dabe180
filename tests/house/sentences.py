#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does the code name every sentence of the specification, and none that there is not? (holds KG15)

A function that decides by sentences names them at the end of its comment, `[I8, I9]`; a rule about people has its sentence in its
row of rules.def. What nothing in the code decides stands in IN_WORDS, with the reason.

And does the guide say of each reason that time alone ends until when that is? (holds KG13)
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SENTENCE = re.compile(r"^\* ([A-Z]\d+[a-z]?)\. ", re.MULTILINE)
NAMED = re.compile(r"^//[^\n]*\[((?:[ACEHIMORW]\d+[a-z]?(?:, )?)+)\]$|\"([E]\d+[a-z]?)\. ", re.MULTILINE)
IN_WORDS: dict[str, str] = {}


def sentences() -> set[str]:
    return {number for page in sorted((ROOT / "docs/spec").glob("*.md"))
            for number in SENTENCE.findall(page.read_text(encoding="utf-8"))}


def named() -> dict[str, str]:
    """Each number, and a file that has it."""
    found: dict[str, str] = {}
    for folder in ("src", "include"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in (".cc", ".h", ".def"):
                continue
            for several, one in NAMED.findall(path.read_text(encoding="utf-8")):
                for number in (several or one).split(", "):
                    found[number] = path.relative_to(ROOT).as_posix()
    return found


def ended_by_time() -> set[str]:
    rows = (ROOT / "include/doverie/core/reasons.def").read_text(encoding="utf-8")
    waiting = re.findall(r"^DOVERIE_REASON\(\d+, (\w+), (\w+), time(?:_or_operator)?,", rows, re.MULTILINE)
    return {name for name, unit in waiting if unit not in ("years", "hours")}  # these have it in their numbers


def told_until_when() -> set[str]:
    page = (ROOT / "docs/guide/errors.md").read_text(encoding="utf-8")
    table = page.split("## Until when")[1].split("\n\n")[2]
    return {name for line in table.splitlines() for name in re.findall(r"`(\w+)`", line.split("|")[1])}


def main() -> int:
    there, code = sentences(), named()
    wrong = [f"{number}: no code names it, and IN_WORDS does not say why" for number in sorted(there - set(code) - set(IN_WORDS))]
    wrong += [f"{number}: {path} names it, and there is no such sentence" for number, path in sorted(code.items()) if number not in there]
    wrong += [f"{number}: stands in IN_WORDS, and {'code names it' if number in code else 'there is no such sentence'}"
              for number in sorted(IN_WORDS) if number in code or number not in there]
    wrong += [f"{name}: docs/guide/errors.md says until when, or reasons.def that it waits for time, and the other does not"
              for name in sorted(ended_by_time() ^ told_until_when())]
    print("\n".join(wrong) or f"{len(there)} sentences: the code names {len(set(code) & there)}, {len(IN_WORDS)} are in words")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
