#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Carries the codes of include/doverie/core/reasons.def over to doverie/_codes.py.

    sync_codes.py --check    fails when _codes.py is not what reasons.def says
    sync_codes.py --write    writes _codes.py

A test runs the check.
"""

import argparse
import pathlib
import re
import sys
from typing import NamedTuple

HERE = pathlib.Path(__file__).resolve().parent
LIST = HERE.parent.parent / "include/doverie/core/reasons.def"
TARGET = HERE / "doverie/_codes.py"

STRING = r'"((?:[^"\\]|\\.)*)"'
ROW = re.compile(rf"^DOVERIE_(REASON|FAULT)\(\s*(\d+),\s*(\w+),\s*(?:true|false),\s*{STRING},", re.MULTILINE)
HEAD = '''\
# SPDX-License-Identifier: Apache-2.0
# Written by sync_codes.py from include/doverie/core/reasons.def; do not edit.
"""The codes of everything the library can answer besides yes."""

from doverie._code import Code
'''


class Row(NamedTuple):
    kind: str
    number: int
    name: str
    english: str


def read_rows(text: str) -> list[Row]:
    """The rows in order of precedence; stops when one could not be understood."""
    rows = [
        Row(kind, int(number), name, re.sub(r"\\(.)", r"\1", english)) for kind, number, name, english in ROW.findall(text)
    ]
    written = len(re.findall(r"^DOVERIE_(?:REASON|FAULT)\(\d", text, re.MULTILINE))
    if len(rows) != written:
        sys.exit(f"{LIST}: {written} rows, of which only {len(rows)} could be read")
    return rows


def enum_of(name: str, doc: str, rows: list[Row]) -> str:
    members = "".join(f"    {row.name.upper()} = {row.number}\n    '''{row.english}'''\n" for row in rows)
    return f'\n\nclass {name}(Code):\n    """{doc}"""\n\n{members}'.replace("'''", '"""')


def module_of(rows: list[Row]) -> str:
    reasons = [row for row in rows if row.kind == "REASON"]
    faults = [row for row in rows if row.kind == "FAULT"]
    return (
        HEAD
        + enum_of("Reason", "Why a command was refused, in order of precedence.", reasons)
        + enum_of("FaultCode", "What broke.", faults)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true")
    what.add_argument("--write", action="store_true")
    arguments = parser.parse_args()

    wanted = module_of(read_rows(LIST.read_text(encoding="utf-8")))
    if arguments.write:
        TARGET.write_text(wanted, encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != wanted:
        sys.stderr.write(f"{TARGET} is not what {LIST} says; run {sys.argv[0]} --write\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
