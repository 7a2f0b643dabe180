#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may include whom: core <- ports <- {app, adapters} <- {capi, bindings, examples, tests}; core <- population;
ports <- audit <- replay; everything <- kit. And inside of the core, room by room: each may use those before it in ROOMS.

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
    ("src/ports/", "ports"),
    ("include/doverie/adapters/", "adapters"),
    ("include/doverie/testing/accounts.h", "kit"),
    ("include/doverie/testing/scenario.h", "kit"),
    ("include/doverie/testing/rule_rows.h", "kit"),
    ("src/kit/", "kit"),
    ("include/doverie/testing/", "adapters"),
    ("src/adapters/", "adapters"),
    ("include/doverie/moving.h", "moving"),
    ("src/moving/", "moving"),
    ("include/doverie/pump_runner.h", "app"),
    ("include/doverie/civil.h", "app"),
    ("include/doverie/fetch.h", "app"),
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
    # What every store is asked unless it knows better: whether a stored text is UTF-8, the core alone knows.
    "ports": ("core/bytes/encoding.h", "doverie/core/", "doverie/ports/"),
    # Whether a stored text is UTF-8, how JSON is read and in which words a document is refused, the core alone knows.
    "adapters": (
        "core/bytes/encoding.h",
        "core/bytes/json.h",
        "core/policy/problem.h",
        "doverie/core/",
        "doverie/ports/",
        "doverie/adapters/",
        "doverie/testing/",
        "adapters/",
    ),
    # Whatever moves in comes in by commands; what moves out is read from events.
    "moving": ("doverie/core/", "core/", "doverie/ports/", "doverie/service.h", "doverie/moving.h", "moving/"),
    # Scenarios run a whole service; rows and mutants look at the core's own lists.
    "kit": ("doverie/", "core/", "kit/"),
    # The machine's clock and entropy are the service's defaults: docs/decisions/ says why. A trial goes on in memory. How ids
    # are written, and what a message is, and what a command is called, the core alone knows.
    "app": (
        "core/bytes/encoding.h",
        "core/decisions/command_rows.h",
        "core/world/draft.h",
        "doverie/core/",
        "doverie/ports/",
        "doverie/civil.h",
        "doverie/fetch.h",
        "doverie/pump_runner.h",
        "doverie/service.h",
        "app/",
        "doverie/adapters/memory.h",
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
    "moving": (),
    "ports": (),
    "adapters": (
        "openssl/", "sqlite3.h", "libpq-fe.h", "curl/", "poll.h", "fcntl.h", "unistd.h", "sys/", "pthread.h", "errno.h", "signal.h",
    ),
    "app": ("absl/",),
}

# The rooms of src/core, in the order in which they may use each other (docs/map.md), and the public headers of each. A public
# header is in the first room that reads it, which need not be the one whose sources implement it; `.def` are lists.
ROOMS = {
    "bytes": ("digest.h", "language.h", "reasons.def", "result.h", "time.h"),
    "values": (
        "commands.def", "commands.h", "event_texts.def", "facts.def", "facts.h", "notice_texts.def", "notices.def", "notices.h",
        "operations.def", "operations.h", "role.h", "secret.h", "sms.h", "sms_texts.def", "state_texts.def", "states.def",
        "states.h", "texts.h",
    ),
    "eligibility": ("parameters.def", "rules.def", "explain.h", "host_rules.h", "policy.h"),
    "confirmation": ("attestation.h", "attestations.def"),
    "policy": (),
    "records": ("answers.h", "diagnosis.h", "records.h"),
    "world": ("settings.h",),
    "decisions": ("findings.def",),
    "operation": ("operation.h", "shadow.h"),
}

# The core takes time and randomness as arguments and does no I/O.
FORBIDDEN_IN_CORE = {"fstream", "iostream", "filesystem", "random", "thread", "mutex", "ctime", "future"}

STANDARD = re.compile(r"^[a-z_0-9]+$")


def layer_of(path: str) -> str | None:
    return next((layer for prefix, layer in LAYERS if path.startswith(prefix)), None)


def room_of(path: str) -> str | None:
    """The room of a file of the core, named as paths or includes name it."""
    for beginning in ("include/", "src/"):
        path = path.removeprefix(beginning)
    if path.startswith("core/"):
        room = path.split("/")[1]
        return room if room in ROOMS and path.count("/") == 2 else None
    return next((room for room, headers in ROOMS.items() if path.removeprefix("doverie/core/") in headers), None)


def arrows_upward(path: str, text: str) -> list[str]:
    """Includes of a room that comes later than the file's own."""
    room = room_of(path)
    if room is None:
        return [f"{path}: is in no room of the core; the rooms are in {pathlib.Path(__file__).name}"]
    order = list(ROOMS)
    found = []
    for bracket, name in INCLUDE.findall(text):
        used = room_of(name)
        if bracket == '"' and used and order.index(used) > order.index(room):
            found.append(f'{path}: the room {room} must not include "{name}", which is of {used}')
    return found


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
            if file.suffix not in {".h", ".cc", ".in", ".def"} or not file.is_file():
                continue
            path = file.relative_to(root).as_posix()
            layer = layer_of(path)
            if layer is None:
                found.append(f"{path}: belongs to no layer; add it to {pathlib.Path(__file__).name}")
                continue
            seen += 1
            text = file.read_text(encoding="utf-8")
            found += complaints(path, text, layer)
            if layer == "core":
                found += arrows_upward(path, text)
    empty = [room for room in ROOMS if not any((root / "src/core" / room).glob("*.cc"))]
    found += [f"src/core/{room}: a room without sources" for room in empty]
    print("\n".join(found) or f"{seen} files keep to their layers, and the core's to their rooms")
    return 1 if found or seen == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
