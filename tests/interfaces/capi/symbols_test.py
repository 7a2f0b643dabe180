#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The library exports what capi/exported_symbols.txt lists, which is what its headers declare, and nothing else.

Usage: symbols_test.py LIBRARY EXPORTED_SYMBOLS NM HEADER...
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
    lines = pathlib.Path(listed_in).read_text(encoding="utf-8").splitlines()
    listed = set(lines)

    failures = [f"exported, but no name of ours: {name}" for name in sorted(exported) if not name.startswith("doverie_")]
    failures += [f"exported, but not listed: {name}" for name in sorted(exported - listed)]
    failures += [f"listed, but not exported: {name}" for name in sorted(listed - exported)]
    failures += [f"declared or listed, but not both: {name}" for name in sorted(declared ^ listed)]
    if lines != sorted(listed):
        failures.append(f"{listed_in} is not sorted, or a name is there twice")
    print("\n".join(failures) or f"{len(exported)} symbols")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
