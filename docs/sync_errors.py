#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Carries include/doverie/core/reasons.def over to the tables of docs/guide/errors.md.

    sync_errors.py --check    fails when errors.md is not what reasons.def says
    sync_errors.py --write    writes the tables into errors.md
"""
import argparse
import pathlib
import re
import sys
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIST = ROOT / "include/doverie/core/reasons.def"
PAGE = ROOT / "docs/guide/errors.md"

STRING = r'"((?:[^"\\]|\\.)*)"'
ROW = re.compile(
    rf"^DOVERIE_(REASON|FAULT)\(\s*(\d+),\s*(\w+),\s*(true|false),\s*{STRING},\s*{STRING}\s*\)", re.MULTILINE)
MARKED = re.compile(r"(<!-- BEGIN (REASON|FAULT)[^>]*-->\n).*?(<!-- END \2 -->)", re.DOTALL)


class Row(NamedTuple):
    kind: str
    number: str
    name: str
    retryable: str
    english: str
    russian: str


def rows() -> list[Row]:
    """Every row in order of precedence; stops when one was not understood."""
    text = LIST.read_text(encoding="utf-8")
    found = [Row(*groups) for groups in ROW.findall(text)]
    written = len(re.findall(r"^DOVERIE_(?:REASON|FAULT)\(\d", text, re.MULTILINE))
    if len(found) != written:
        sys.exit(f"{LIST}: {written} rows, of which only {len(found)} could be read")
    return found


def table(kind: str, codes: list[Row]) -> str:
    lines = ["| number | name | retry | English | Russian |", "|---|---|---|---|---|"]
    for row in codes:
        if row.kind == kind:
            retry = "yes" if row.retryable == "true" else "–"
            lines.append(f"| {row.number} | `{row.name}` | {retry} | {row.english} | {row.russian} |")
    return "\n".join(lines) + "\n"


def page_with(text: str) -> str:
    """The page with its tables as reasons.def has them."""
    codes = rows()
    if sorted(match[1] for match in MARKED.findall(text)) != ["FAULT", "REASON"]:
        sys.exit(f"{PAGE}: the BEGIN and END marks of REASON and FAULT have to be there, each once")
    return MARKED.sub(lambda match: match[1] + table(match[2], codes) + match[3], text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true")
    what.add_argument("--write", action="store_true")
    arguments = parser.parse_args()

    current = PAGE.read_text(encoding="utf-8")
    wanted = page_with(current)
    if current == wanted:
        return 0
    if arguments.check:
        sys.stderr.write(f"{PAGE} is not what {LIST} says; run docs/sync_errors.py --write\n")
        return 1
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
