#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What does a clean build cost, in seconds of the processor, before and after?

Builds a preset of each commit in a folder of its own and prints what each took, as a ratio of the first. Compilers are not
asked for what they remember (no ccache). Wall time says little on a machine that others use; seconds of the processor do.

Usage: build_time.py PRESET COMMIT... [--touch FILE]... [--target TARGET] [-- CMAKE_OPTION...]

--touch: when it is built, touches FILE and builds again; prints the wall time, which is what somebody waits for.
"""
import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
JOBS = "-j2"


def arguments() -> argparse.Namespace:
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("preset")
    parser.add_argument("commits", nargs="+")
    parser.add_argument("--touch", action="append", default=[])
    parser.add_argument("--target", default="all")
    parsed = parser.parse_args(words[:end])
    parsed.options = words[end + 1:]
    return parsed


def run(*command: str, cwd: pathlib.Path = ROOT) -> None:
    environment = {**os.environ, "CCACHE_DISABLE": "1", "CMAKE_C_COMPILER_LAUNCHER": "", "CMAKE_CXX_COMPILER_LAUNCHER": ""}
    done = subprocess.run(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout[-4000:]}")


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def touched(source: pathlib.Path, build: pathlib.Path, file: str, target: str) -> float:
    (source / file).touch()
    began = time.monotonic()
    run("ninja", "-C", str(build), JOBS, target)
    return time.monotonic() - began


def measure(source: pathlib.Path, given: argparse.Namespace) -> tuple[float, dict[str, float]]:
    """The processor's seconds of a clean build, and the wall time after each file that is touched."""
    build = source / "build" / given.preset
    run("cmake", "--preset", given.preset, *given.options, cwd=source)
    before = processor_seconds()
    run("ninja", "-C", str(build), JOBS, given.target)
    spent = processor_seconds() - before
    there = [file for file in given.touch if (source / file).exists()]  # a commit may have it elsewhere
    return spent, {file: touched(source, build, file, given.target) for file in there}


def main() -> None:
    given = arguments()
    first = 0.0
    for commit in given.commits:
        with tempfile.TemporaryDirectory(prefix="build_time-") as folder:
            source = pathlib.Path(folder) / "source"
            run("git", "worktree", "add", "--detach", str(source), commit)
            try:
                spent, after_touch = measure(source, given)
            finally:
                run("git", "worktree", "remove", "--force", str(source))
        first = first or spent
        print(f"{commit}: {spent:.0f} s of the processor, {spent / first:.2f} of the first", flush=True)
        for file, seconds in after_touch.items():
            print(f"  after touching {file}: {seconds:.1f} s", flush=True)


main()
