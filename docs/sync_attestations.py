#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Carries include/doverie/core/attestations.def over to the tables of docs/spec/attestation.md.

    sync_attestations.py --check    fails when attestation.md is not what attestations.def says
    sync_attestations.py --write    writes the tables into attestation.md
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIST = ROOT / "include/doverie/core/attestations.def"
PAGE = ROOT / "docs/spec/attestation.md"

STRING = r'"((?:[^"\\]|\\.)*)"'
ROW = re.compile(rf"^DOVERIE_QUESTION\(\s*(\d+),\s*(\w+),\s*(agree|number),\s*{STRING},\s*{STRING}\s*\)", re.MULTILINE)
MARKED = re.compile(r"(<!-- BEGIN VERSION (\d+)[^>]*-->\n).*?(<!-- END -->)", re.DOTALL)


def table(version: str) -> str:
    lines = ["| question | Russian | English |", "|---|---|---|"]
    for row_version, name, _, english, russian in ROW.findall(LIST.read_text(encoding="utf-8")):
        if row_version == version:
            lines.append(f"| `{name}` | {russian} | {english} |")
    return "\n".join(lines) + "\n"


def page_with(text: str) -> str:
    """The page with its tables as attestations.def has them."""
    source = LIST.read_text(encoding="utf-8")
    rows = ROW.findall(source)
    if len(rows) != len(re.findall(r"^DOVERIE_QUESTION\(\d", source, re.MULTILINE)):
        sys.exit(f"{LIST}: not every row could be read")
    if sorted(match[1] for match in MARKED.findall(text)) != sorted({row[0] for row in rows}):
        sys.exit(f"{PAGE}: there has to be a table between marks for each version")
    return MARKED.sub(lambda match: match[1] + table(match[2]) + match[3], text)


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
        sys.stderr.write(f"{PAGE} is not what {LIST} says; run docs/sync_attestations.py --write\n")
        return 1
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
