#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Carries include/doverie/core/reasons.def over to the languages that cannot include it.

    sync_codes.py --check                  fails when capi/doverie.h is not what reasons.def says
    sync_codes.py --write                  writes the constants into capi/doverie.h
    sync_codes.py --check --python PATH    the same two for a Python module with the enums
    sync_codes.py --write --python PATH    Reason and FaultCode (`-` for standard output, with --write)

With --python the header is left alone.
"""
import argparse
import pathlib
import re
import sys
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIST = ROOT / "include/doverie/core/reasons.def"
HEADER = ROOT / "capi/doverie.h"
BEGIN = "/* BEGIN codes: written by capi/sync_codes.py from include/doverie/core/reasons.def */\n"
END = "/* END codes */\n"

STRING = r'"(?:[^"\\]|\\.)*"'
ROW = re.compile(
    rf"^DOVERIE_(REASON|FAULT)\(\s*(\d+),\s*(\w+),\s*(true|false),\s*({STRING}),\s*({STRING})\s*\)", re.MULTILINE)


class Row(NamedTuple):
    kind: str
    number: int
    name: str
    retryable: bool
    english: str
    russian: str


def read_rows(text: str) -> list[Row]:
    """The rows in order of precedence; stops when one was not understood or when a number or name comes twice."""
    rows = [Row(kind, int(number), name, retryable == "true", unquote(english), unquote(russian))
            for kind, number, name, retryable, english, russian in ROW.findall(text)]
    written = len(re.findall(r"^DOVERIE_(?:REASON|FAULT)\(", text, re.MULTILINE))
    if len(rows) != written:
        sys.exit(f"{LIST}: {written} rows, of which only {len(rows)} could be read")
    for field in ("number", "name"):
        values = [getattr(row, field) for row in rows]
        twice = sorted({str(value) for value in values if values.count(value) > 1})
        if twice:
            sys.exit(f"{LIST}: the same {field} twice: {', '.join(twice)}")
    return rows


def unquote(literal: str) -> str:
    return re.sub(r"\\(.)", r"\1", literal[1:-1])


def c_constants(rows: list[Row]) -> str:
    """One macro for each row, its English text above it."""
    lines = []
    for kind, heading in (("REASON", "--- Reasons: why a command was refused, in order of precedence."),
                          ("FAULT", "--- Faults: what broke.")):
        lines.append(f"/* {heading} */")
        for row in rows:
            if row.kind == kind:
                lines += [f"/* {row.english} */", f"#define DOVERIE_{kind}_{row.name.upper()} {row.number}"]
    return BEGIN + "\n".join(lines) + "\n" + END


def python_module(rows: list[Row]) -> str:
    lines = ["# SPDX-License-Identifier: Apache-2.0",
             "# Written by capi/sync_codes.py from include/doverie/core/reasons.def; do not edit.",
             '"""The codes of everything the library can answer besides yes."""', "", "import enum", ""]
    for kind, name, heading in (("REASON", "Reason", "Why a command was refused, in order of precedence."),
                                ("FAULT", "FaultCode", "What broke.")):
        lines += ["", f"class {name}(enum.IntEnum):", f'    """{heading}"""', ""]
        for row in rows:
            if row.kind == kind:
                lines += [f"    {row.name.upper()} = {row.number}", f'    """{row.english}"""']
        lines.append("")
    return "\n".join(lines)


def header_with(rows: list[Row], header: str) -> str:
    begin, end = header.find(BEGIN), header.find(END)
    if begin < 0 or end < begin:
        sys.exit(f"{HEADER}: the BEGIN and END markers are missing")
    return header[:begin] + c_constants(rows) + header[end + len(END):]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true")
    what.add_argument("--write", action="store_true")
    parser.add_argument("--python", metavar="PATH")
    arguments = parser.parse_args()

    rows = read_rows(LIST.read_text(encoding="utf-8"))
    if arguments.python == "-":
        sys.stdout.write(python_module(rows))
        return 0
    target = pathlib.Path(arguments.python) if arguments.python else HEADER
    current = target.read_text(encoding="utf-8") if target.exists() else ""
    wanted = python_module(rows) if arguments.python else header_with(rows, current)
    if current == wanted:
        return 0
    if arguments.check:
        sys.stderr.write(f"{target} is not what {LIST} says; run {sys.argv[0]} --write\n")
        return 1
    target.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
