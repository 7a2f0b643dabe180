#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may include whom: core <- ports <- {app, adapters} <- {capi, bindings, examples, tests}; core <- population;
ports <- audit <- replay; everything <- kit.

Usage: layers.py SOURCE_DIR
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)

# Layer of a file, by the beginning of its path; the first that fits.
LAYERS = [
    ("include/doverie/core/", "core"),
    ("src/core/", "core"),
    ("include/doverie/population.h", "population"),
    ("src/population/", "population"),
    ("include/doverie/audit.h", "audit"),
    ("src/audit/", "audit"),
    ("include/doverie/replay.h", "replay"),
    ("src/replay/", "replay"),
    ("include/doverie/ports/", "ports"),
    ("include/doverie/adapters/", "adapters"),
    ("include/doverie/testing/accounts.h", "kit"),
    ("include/doverie/testing/scenario.h", "kit"),
    ("include/doverie/testing/rule_rows.h", "kit"),
    ("src/kit/", "kit"),
    ("include/doverie/testing/", "adapters"),
    ("src/adapters/", "adapters"),
    ("include/doverie/service.h", "app"),
    ("src/app/", "app"),
]

# What each layer may include of the project, by the beginning of the include.
ALLOWED = {
    "core": ("doverie/core/", "core/"),
    # The rules of the core, for columns: docs/decisions/ says why apart from it.
    "population": ("doverie/core/", "core/", "doverie/population.h", "population/"),
    # What lies outside of the database: it knows seals and the feed, and nothing of contacts.
    "audit": ("doverie/core/", "core/", "doverie/ports/", "doverie/audit.h", "audit/"),
    # The core's own rules, over states of its own making, and the audit's copies of the feed.
    "replay": ("doverie/core/", "core/", "doverie/ports/", "audit/line.h", "doverie/replay.h", "replay/"),
    "ports": ("doverie/core/", "doverie/ports/"),
    "adapters": ("doverie/core/", "doverie/ports/", "doverie/adapters/", "doverie/testing/", "adapters/"),
    # Scenarios run a whole service; rows and mutants look at the core's own lists.
    "kit": ("doverie/", "core/", "kit/"),
    # The machine's clock and entropy are the service's defaults: docs/decisions/ says why. How ids are written, and what a
    # message is, the core alone knows.
    "app": (
        "core/values/ids.h",
        "core/world/draft.h",
        "doverie/core/",
        "doverie/ports/",
        "doverie/service.h",
        "app/",
        "doverie/adapters/system.h",
    ),
}

# Foreign headers that each layer may use; everything else has to be the standard library.
FOREIGN = {
    "core": ("openssl/", "simdjson.h", "utf8proc.h"),
    "population": ("immintrin.h",),
    "audit": ("openssl/",),
    "replay": (),
    "kit": (),
    "ports": (),
    "adapters": ("openssl/", "sqlite3.h", "libpq-fe.h", "poll.h", "fcntl.h", "unistd.h", "sys/", "pthread.h", "errno.h"),
    "app": ("absl/",),
}

# The core takes time and randomness as arguments and does no I/O.
FORBIDDEN_IN_CORE = {"fstream", "iostream", "filesystem", "random", "thread", "mutex", "ctime", "future"}

STANDARD = re.compile(r"^[a-z_0-9]+$")


def layer_of(path: str) -> str | None:
    return next((layer for prefix, layer in LAYERS if path.startswith(prefix)), None)


def complaints(path: str, text: str, layer: str) -> list[str]:
    found = []
    public = path.startswith("include/")
    for bracket, name in INCLUDE.findall(text):
        if bracket == '"':
            if not name.startswith(ALLOWED[layer]):
                found.append(f'{path}: {layer} must not include "{name}"')
        elif STANDARD.match(name):
            if layer == "core" and name in FORBIDDEN_IN_CORE:
                found.append(f"{path}: the core must not include <{name}>")
        elif public:
            found.append(f"{path}: public headers use the standard library only, not <{name}>")
        elif not name.startswith(FOREIGN[layer]):
            found.append(f"{path}: {layer} must not include <{name}>")
    return found


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    found, seen = [], 0
    for top in ("include", "src"):
        for file in sorted((root / top).rglob("*")):
            if file.suffix not in {".h", ".cc", ".in", ".def"}:
                continue
            path = file.relative_to(root).as_posix()
            layer = layer_of(path)
            if layer is None:
                found.append(f"{path}: belongs to no layer; add it to {pathlib.Path(__file__).name}")
                continue
            seen += 1
            found += complaints(path, file.read_text(encoding="utf-8"), layer)
    print("\n".join(found) or f"{seen} files keep to their layers")
    return 1 if found or seen == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
