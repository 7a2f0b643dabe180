#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does the library export what functions.def lists, which is what its headers declare, and nothing else?

Usage: symbols_test.py LIBRARY LIST NM HEADER...
"""
import pathlib
import re
import subprocess
import sys


def main() -> int:
    library, listed_in, nm, *headers = sys.argv[1:]
    table = subprocess.run([nm, "-D", "--defined-only", library], capture_output=True, encoding="utf-8", check=True).stdout
    entries = [line.split()[1:] for line in table.splitlines()]
    exported = {name.split("@")[0] for kind, name in entries if kind != "A"}  # A: the name of the version itself
    text = "\n".join(pathlib.Path(header).read_text(encoding="utf-8") for header in headers)
    declared = set(re.findall(r"^DOVERIE_API [^;]*?\b(doverie_\w+)\(", text, re.MULTILINE))
    rows = re.findall(r"^(?:[A-Z_]+\()?(doverie_\w+)\)?$", pathlib.Path(listed_in).read_text(encoding="utf-8"), re.MULTILINE)
    listed = set(rows)

    failures = [f"exported, but no name of ours: {name}" for name in sorted(exported) if not name.startswith("doverie_")]
    failures += [f"exported, but not listed: {name}" for name in sorted(exported - listed)]
    failures += [f"listed, but not exported: {name}" for name in sorted(listed - exported)]
    failures += [f"declared or listed, but not both: {name}" for name in sorted(declared ^ listed)]
    failures += [f"listed twice: {name}" for name in sorted(listed) if rows.count(name) > 1]
    print("\n".join(failures) or f"{len(exported)} symbols")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
