#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether docs/map.md shows the project as it is.

Every path that it names exists; every room of the core stands in it, in the order that tests/house/layers.py holds, with a
first file of its own; and so does every folder that has sources, be it outside of the core or of the tests.

Usage: check_map.py      prints what is wrong, one line each, and exits with 1; or one line and 0
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/house"))
import layers  # noqa: E402
import tidy  # noqa: E402

MAP = ROOT / "docs/map.md"
CODE = re.compile(r"`([^`\n]+)`")
HEADINGS = {"core": "The rooms of the core", "outside": "Outside of the core", "tests": "Tests", "changes": "Where a change belongs"}
# Folders whose own folders are rows of the map; of every other folder at the top of the project, the folder itself is one.
PARTS_ARE_ROWS = ("src/adapters", "src", "include/doverie", "bindings/python", "bindings")
# Shown otherwise: room by room, in a table of its own, or not a place of sources.
SHOWN_ELSEWHERE = {"src/core", "src/adapters", "include/doverie/core", "tests", "docs"}


def section(text: str, heading: str) -> str:
    match = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    return match[1] if match else ""


def rows(part: str) -> list[list[str]]:
    """The cells of all rows of all tables, without their headings."""
    tables = re.findall(r"^\|.*\n\|[-|]+\n((?:\|.*\n)*)", part, re.M)
    return [[cell.strip() for cell in line.strip("|").split("|")] for table in tables for line in table.splitlines()]


def paths_in(text: str) -> list[str]:
    """What looks like a path in `code`: it has a slash or the suffix of a file."""
    return [code for code in CODE.findall(text) if re.fullmatch(r"[\w.][\w./-]*/[\w./-]*|[\w-]+\.(?:txt|toml|md)", code)]


def row_of(path: str) -> str | None:
    """The folder under which a source has to be found on the map, outside of the core and the tests."""
    parts = path.split("/")[:-1]
    depth = next((top.count("/") + 2 for top in PARTS_ARE_ROWS if path.startswith(top + "/")), 1)
    folder = "/".join(parts[:depth])
    return folder if len(parts) >= depth and folder not in SHOWN_ELSEWHERE else None


def folders() -> set[str]:
    return {row for path in tidy.tracked(ROOT) if (ROOT / path).is_file() and (row := row_of(path))}


def flaws_of_rooms(part: str) -> list[str]:
    shown = [row[0].strip("`") for row in rows(part)]
    flaws = [] if shown == list(layers.ROOMS) else [f"the rooms are {', '.join(layers.ROOMS)}, in this order, not {', '.join(shown)}"]
    for room, _question, first, headers in rows(part):
        room = room.strip("`")
        path = CODE.search(first)
        if not path or not path[1].startswith(f"src/core/{room}/"):
            flaws.append(f"the first file of {room} is one of the room's, not {first}")
        public = {header for header in layers.ROOMS.get(room, ()) if header.endswith(".h")}
        if public != set(CODE.findall(headers)):
            flaws.append(f"the public headers of {room} are {', '.join(sorted(public)) or '–'}, not {headers}")
    return flaws


def flaws_of_folders(part: str, there: set[str]) -> list[str]:
    shown = {code.rstrip("/") for row in rows(part) for code in CODE.findall(row[0])}
    shown_folders = {path for path in shown if (ROOT / path).is_dir()}
    missing = [f"{folder} is missing" for folder in sorted(there - shown)]
    return missing + [f"{folder} is no folder of its own there" for folder in sorted(shown_folders - there)]


def flaws() -> list[str]:
    text = MAP.read_text(encoding="utf-8")
    parts = {name: section(text, heading) for name, heading in HEADINGS.items()}
    found = [f"there is no heading {HEADINGS[name]}, or nothing below it" for name, part in parts.items() if not rows(part)]
    found += [f"there is no {path}" for path in sorted(set(paths_in(text))) if not (ROOT / path).exists()]
    found += flaws_of_rooms(parts["core"]) + flaws_of_folders(parts["outside"], folders())
    tests = {"/".join(path.split("/")[:2]) for path in tidy.tracked(ROOT) if re.match(r"tests/\w+/", path)}
    found += flaws_of_folders(parts["tests"], tests)
    found += [f"a change without a path: {row[0]}" for row in rows(parts["changes"]) if not paths_in(row[1])]
    return [f"docs/map.md: {flaw}" for flaw in found]


def main() -> int:
    found = flaws()
    print("\n".join(found) or "docs/map.md shows the project as it is")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
