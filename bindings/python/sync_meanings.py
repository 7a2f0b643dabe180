#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Carries the meanings of docs/guide/policies.md over to doverie/cli/_meanings.py.

    sync_meanings.py --check    fails when _meanings.py is not what the guide says
    sync_meanings.py --write    writes _meanings.py

A test runs the check.
"""

import argparse
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
GUIDE = HERE.parents[1] / "docs/guide/policies.md"
TARGET = HERE / "doverie/cli/_meanings.py"

HEAD = '''# SPDX-License-Identifier: Apache-2.0
# Written by sync_meanings.py from docs/guide/policies.md; do not edit.
"""What the keys of policy documents mean, in words."""

from typing import Final

MEANINGS: Final = {
'''


def meanings() -> dict[str, str]:
    """By key: the column `meaning` of both tables, without links."""
    found = {}
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        if row := re.match(r"\| `([a-z_]+)` \| (.*) \|$", line):
            cells = row[2].split(" | ")
            text = cells[2] if len(cells) == 4 else cells[0]
            found[row[1]] = re.sub(r"\[(.*?)\]\(.*?\)", r"\1", text).replace("`", "")
    return found


def main() -> int:
    """Compares, or writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true")
    what.add_argument("--write", action="store_true")
    arguments = parser.parse_args()

    wanted = HEAD + "".join(f'    "{key}": "{meaning}",\n' for key, meaning in meanings().items()) + "}\n"
    if arguments.write:
        TARGET.write_text(wanted, encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != wanted:
        sys.stderr.write(f"{TARGET} is not what {GUIDE} says; run {sys.argv[0]} --write\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
