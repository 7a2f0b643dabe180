#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Promise 7, the part that a compiler can see: everything in a released header is in the current one, unchanged.

Constants keep their numbers, functions their declarations, structs their members in their order (new ones come after them),
callbacks their types.

Usage: released_test.py RELEASED_HEADER CURRENT_HEADER
"""
import pathlib
import re
import sys

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
MAY_CHANGE = {"DOVERIE_VERSION_MINOR", "DOVERIE_VERSION_PATCH"}


class Header:
    def __init__(self, path: str) -> None:
        text = COMMENT.sub(" ", pathlib.Path(path).read_text(encoding="utf-8")).replace("\\\n", " ")
        self.constants = dict(re.findall(r"^#define (DOVERIE_\w+(?:\(\w+\))?) +(.+?)\s*$", text, re.MULTILINE))
        text = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
        flat = re.sub(r"\s+", " ", text)
        self.functions = {found[1]: found[0] for found in re.findall(r"DOVERIE_API ([^;]*?\b(doverie_\w+)\([^;]*\));", flat)}
        self.structs = {name: [member.strip() for member in body.split(";") if member.strip()]
                        for body, name in re.findall(r"typedef struct \w+ \{(.*?)\} (\w+);", flat)}
        self.types = {found[1]: found[0] for found in re.findall(r"(typedef (?:struct )?\w+ (\w+));", flat)}


def changes(released: Header, current: Header) -> list[str]:
    found = []
    for kind in ("constants", "functions", "types"):
        old, new = getattr(released, kind), getattr(current, kind)
        found += [f"{name}: was `{meaning}`, is `{new.get(name, 'gone')}`" for name, meaning in old.items()
                  if new.get(name) != meaning and name not in MAY_CHANGE]
    for name, members in released.structs.items():
        if current.structs.get(name, [])[:len(members)] != members:
            found.append(f"{name}: its first members are no longer {members}")
    return found


def main() -> int:
    released, current = Header(sys.argv[1]), Header(sys.argv[2])
    if not (released.functions and released.structs):
        print(f"{sys.argv[1]} could not be read")
        return 1
    found = changes(released, current)
    print("\n".join(found) or f"{len(released.functions)} functions, {len(released.constants)} constants, "
                              f"{len(released.structs)} structs, {len(released.types)} types are as they were")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
