#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How large is the library, and how long does whoever loads it wait? Sections of libdoverie.so without symbols;
processes that load it against processes that load SQLite and libcrypto; `import doverie` against a bare interpreter. Each
in turn, ROUNDS times; what counts on a machine that does something else, too, is the least.

Usage: start_cost.py LIBDOVERIE [ROUNDS [PACKAGE_FOLDER]]
Needs cc, strip and size. PACKAGE_FOLDER has the package `doverie` in it: BUILD/python, or an environment's site-packages.
"""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

BASE = ("libsqlite3.so.0", "libcrypto.so.3")

# Says in nanoseconds how long the libraries of its arguments took: dlopen() resolving everything at once, as Python does.
OPENS = r"""
#include <dlfcn.h>
#include <stdio.h>
#include <time.h>
int main(int count, char** names) {
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  for (int i = 1; i < count; ++i)
    if (!dlopen(names[i], RTLD_NOW)) return puts(dlerror()), 1;
  clock_gettime(CLOCK_MONOTONIC, &to);
  printf("%ld\n", (to.tv_sec - from.tv_sec) * 1000000000L + to.tv_nsec - from.tv_nsec);
  return 0;
}
"""


def run(*command: object, **options: object) -> str:
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True, **options).stdout


def compiled(place: pathlib.Path, name: str, source: str, *libraries: str) -> pathlib.Path:
    (place / f"{name}.c").write_text(source, encoding="utf-8")
    found = [library if "/" in library else f"-l:{library}" for library in libraries]
    folders = [f"-Wl,-rpath,{pathlib.Path(library).parent}" for library in libraries if "/" in library]
    run("cc", "-O2", place / f"{name}.c", "-o", place / name, "-Wl,--no-as-needed", *found, *folders)
    return place / name


def started(program: object, *arguments: str, environment: dict[str, str] | None = None) -> float:
    """Milliseconds from the start of a process to its end."""
    began = time.perf_counter()
    child = os.posix_spawn(str(program), [str(program), *arguments], environment or dict(os.environ))
    if os.waitpid(child, 0)[1] != 0:
        sys.exit(f"{program} {' '.join(arguments)} failed")
    return (time.perf_counter() - began) * 1e3


def compared(title: str, rounds: int, ways: dict[str, Callable[[], float]]) -> None:
    """Prints the least and the median of every way, and how many times the first one's they are."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(way())
    base = next(iter(found.values()))
    print(f"\n{title:46}  least  ratio  median  ratio")
    for name, times in found.items():
        least, median = min(times), statistics.median(times)
        print(f"  {name:44} {least:6.2f} {least / min(base):6.2f} {median:7.2f} {median / statistics.median(base):6.2f}")


def sizes(place: pathlib.Path, library: pathlib.Path) -> pathlib.Path:
    """Prints them; gives the library without its symbols, under the name that it is looked for by."""
    stripped = place / "libdoverie.so.0"
    run("strip", "--strip-unneeded", "-o", stripped, library)
    print(f"{library.name} without symbols: {stripped.stat().st_size} bytes")
    rows = [line.split() for line in run("size", "-A", "-d", stripped).splitlines()[2:] if len(line.split()) == 3]
    for name, size, _ in sorted(rows, key=lambda row: -int(row[1]))[:9]:
        print(f"  {name:44} {int(size):8}")
    return stripped


def load(place: pathlib.Path, library: pathlib.Path, rounds: int) -> None:
    opens = compiled(place, "opens", OPENS)
    compared("dlopen, everything resolved", rounds, {
        "SQLite and libcrypto": lambda: int(run(opens, *BASE)) / 1e6,
        "and libstdc++": lambda: int(run(opens, *BASE, "libstdc++.so.6")) / 1e6,
        "libdoverie": lambda: int(run(opens, library)) / 1e6})  # fmt: skip
    nothing = "int main(void) { return 0; }\n"
    linked = {"SQLite and libcrypto": compiled(place, "base", nothing, *BASE),
              "and libstdc++": compiled(place, "with_cpp", nothing, *BASE, "libstdc++.so.6"),
              "libdoverie": compiled(place, "with_doverie", nothing, str(library)),
              "nothing": compiled(place, "empty", nothing)}  # fmt: skip
    compared("a C program from start to end, linked with", rounds, {name: lambda program=program: started(program)
                                                                   for name, program in linked.items()})  # fmt: skip


def imports(folder: str, rounds: int) -> None:
    environment = {**os.environ, "PYTHONPATH": folder}

    def way(program: str) -> Callable[[], float]:
        return lambda: started(sys.executable, "-S", "-c", program, environment=environment)

    programs = ("pass", "import doverie", "import dataclasses, enum, datetime", "import doverie; doverie.Service")
    for program in programs:  # writes what Python keeps of modules
        started(sys.executable, "-S", "-c", program, environment=environment)
    compared("Python from start to end", rounds, {program: way(program) for program in programs})


def main() -> None:
    library = pathlib.Path(sys.argv[1]).resolve()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        load(place, sizes(place, library), rounds)
    if len(sys.argv) > 3:
        imports(sys.argv[3], rounds)


if __name__ == "__main__":
    main()
