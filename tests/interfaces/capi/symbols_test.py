#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does a library export what its headers declare, each under the version that was the first to have it, and nothing else?

Usage: symbols_test.py LIBRARY NM HEADER...
"""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "cmake/description"))
from header import Headers  # noqa: E402

PRIVATE = "doverie_private_"  # between libraries of one build


def main() -> int:
    library, nm, *headers = sys.argv[1:]
    table = subprocess.run([nm, "-D", "--defined-only", library], capture_output=True, encoding="utf-8", check=True).stdout
    entries = [line.split()[1:] for line in table.splitlines()]
    versions = dict(re.split("@+", name) for kind, name in entries if kind != "A" and "@" in name)  # A: a version itself
    exported = {name.split("@")[0] for kind, name in entries if kind != "A"}
    functions = Headers([pathlib.Path(header) for header in headers]).functions
    declared = {name: function.result.argument("SINCE").replace(", ", ".") for name, function in functions.items()}

    public = {name for name in exported if not name.startswith(PRIVATE)}
    failures = [f"exported, but not declared: {name}" for name in sorted(public - declared.keys())]
    failures += [f"declared, but not exported: {name}" for name in sorted(declared.keys() - public)]
    failures += [f"{name} is since {since}, and its symbol has the version {versions.get(name)}" for name, since in declared.items()
                 if not re.fullmatch(rf"DOVERIE(?:_[A-Z]+)?_{since}", versions.get(name, ""))]
    failures += [f"{name} has the version {versions.get(name)}" for name in exported - public
                 if not re.fullmatch(r"DOVERIE_PRIVATE_\d+\.\d+\.\d+", versions.get(name, ""))]
    print("\n".join(failures) or f"{len(public)} symbols")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
