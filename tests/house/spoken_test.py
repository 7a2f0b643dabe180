#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Do messages name functions of C++ that hosts in C are told by their own names?

Every `Type::name` in a text of the sources stands in capi/spoken.cc; tests/interfaces/python/test_refused_where_written.py
asks the same of Python.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = ROOT / "capi/spoken.cc"
TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
NAME = re.compile(r"\b[A-Z]\w+::[a-z]\w*(?:\(\))?")


def texts(path: pathlib.Path) -> list[tuple[int, str]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return [(number, text) for number, line in enumerate(lines, 1) if not line.lstrip().startswith(("//", "#include"))
            for text in TEXT.findall(line.split(" // ")[0])]


def main() -> int:
    listed = set(re.findall(r'^    \{"([^"]+)",', LIST.read_text(encoding="utf-8"), re.MULTILINE))
    sources = [path for folder in ("src",) for path in sorted((ROOT / folder).rglob("*.cc"))]
    found = [f"{path.relative_to(ROOT)}:{number}: {name}" for path in sources for number, text in texts(path)
             for name in NAME.findall(text) if name not in listed]
    print("\n".join(found) or f"{len(listed)} names are told by those of C")
    return 1 if found or not listed else 0


if __name__ == "__main__":
    sys.exit(main())
