#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does every edge that once gave way have a test that is named after it?

The edges have short names: a group and a number. A test holds one when its name begins with it (`KN3: …` in C++,
`test_kn3_…` in Python), or when it says so where no test of these kinds can be (`holds KP7`). An edge that is not held yet
stands in OPEN, with what is missing; docs/roadmap.md tells hosts of it.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Group, what its edges have in common, and how many there are.
GROUPS = {
    "KN": ("what is not known opens nothing", 10),
    "KR": ("what decides is sealed", 6),
    "KL": ("locks, clocks and transactions that others can drop", 8),
    "KC": ("what contact, stranger and thief can do to the owner", 14),
    "KD": ("what became of the message", 8),
    "KI": ("what people type and hosts keep", 11),
    "KP": ("Python and processes", 7),
    "KG": ("sentences of the pages", 18),
    "KQ": ("PostgreSQL in tired and hostile hands", 12),
}
OPEN = {
}
# Sentences that were put right, which nothing can check.
IN_WORDS = {"KG6", "KG12", "KG14", "KP6"}
PATTERN = re.compile(r'(?:TEST_CASE\("|SUBCASE\("|def test_|holds |"name": "[^"]*, )(K[NRLCDIPGQ]\d+)(?!\d)', re.IGNORECASE)


def held() -> set[str]:
    found: set[str] = set()
    for folder in ("tests", "docs", "examples"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".cc", ".c", ".py", ".sh", ".json") and path != pathlib.Path(__file__):
                found |= {name.upper() for name in PATTERN.findall(path.read_text(encoding="utf-8"))}
    return found


def main() -> int:
    all_of_them = [f"{group}{number}" for group, (_, count) in GROUPS.items() for number in range(1, count + 1)]
    tests = held()
    wrong = [f"{name}: no test is named after it" for name in all_of_them 
             if name not in tests and name not in OPEN and name not in IN_WORDS]
    wrong += [f"{name}: has a test and stands in OPEN" for name in OPEN if name in tests]
    wrong += [f"{name}: there is no such edge" for name in sorted(tests - set(all_of_them))]
    print("\n".join(wrong) or f"{len(all_of_them) - len(OPEN)} edges are held by tests, {len(OPEN)} are open")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
