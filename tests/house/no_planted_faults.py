#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The switch that wakes planted faults (tests/house) is in no library.

Usage: no_planted_faults.py NM LIBRARY …
"""
import subprocess
import sys

SWITCH = "doverie_planted"


def symbols(nm: str, library: str) -> str:
    return subprocess.run([nm, "--demangle", library], check=True, capture_output=True, text=True).stdout


def main() -> int:
    nm, *libraries = sys.argv[1:]
    listings = {library: symbols(nm, library) for library in libraries}
    empty = [library for library, listing in listings.items() if "doverie::" not in listing]
    bad = [library for library, listing in listings.items() if SWITCH in listing]
    for library in empty:
        print(f"{library} has no symbol of the library: looking there says nothing")
    for library in bad:
        print(f"{library} has the switch {SWITCH}: it is built from the copy that tests/house/faults.py makes")
    return 1 if empty or bad else 0


if __name__ == "__main__":
    sys.exit(main())
