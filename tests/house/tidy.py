#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Style that matters, as a test: licence line, length of files and lines, no left-overs.

Usage: tidy.py SOURCE_DIR
"""
import pathlib
import re
import subprocess
import sys

CODE = {".h", ".cc", ".c", ".py", ".pyi", ".sh", ".cmake"}
MOST_LINES = 500
MOST_COLUMNS = 140  # clang-format keeps code at 125; links and tables may be longer
# A file may be longer when one thing cannot be told in two files; say why.
LONGER = {
    "capi/doverie.h": "the C interface is one header",
    "bindings/python/doverie/_native.pyi": "the stub of one module",
    "src/core/records/events.h": "one list of all that can have happened, and every event of a circle in one variant",
}
LEFT_OVERS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|#if 0\b")


def tracked(root: pathlib.Path) -> list[str]:
    listing = subprocess.run(
        ["git", "-C", str(root), "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        return listing.stdout.splitlines()
    tops = ("include", "src", "capi", "bindings", "examples", "tests", "cmake")
    return [file.relative_to(root).as_posix() for top in tops for file in (root / top).rglob("*") if file.is_file()]


def complaints(path: str, text: str) -> list[str]:
    found = []
    lines = text.splitlines()
    if lines and "SPDX-License-Identifier: Apache-2.0" not in "\n".join(lines[:4]):
        found.append(f"{path}: no SPDX line at the top")
    if len(lines) > MOST_LINES and path not in LONGER:
        found.append(f"{path}: {len(lines)} lines; at most {MOST_LINES}, or a reason in tidy.py")
    for number, line in enumerate(lines, 1):
        if len(line) > MOST_COLUMNS:
            found.append(f"{path}:{number}: {len(line)} columns; at most {MOST_COLUMNS}")
        if "\t" in line and not path.endswith(".mk"):
            found.append(f"{path}:{number}: a tab")
        if LEFT_OVERS.search(line) and not path.endswith("tidy.py"):
            found.append(f"{path}:{number}: a left-over: {line.strip()}")
    return found


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    found, seen = [], 0
    for path in tracked(root):
        file = root / path
        if file.suffix not in CODE or not file.is_file():
            continue
        seen += 1
        found += complaints(path, file.read_text(encoding="utf-8"))
    print("\n".join(found) or f"{seen} files are tidy")
    return 1 if found or seen == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
