#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What does a check of one account cost from Java? Against a foreign call of the same shape that does nothing, and the check from C.

In one run, in turn: nanoseconds, as medians over the rounds. Says how many times the empty call the check costs beyond what C needs.

Usage: java_bench.py BUILD_DIR [ROUNDS [CALLS]]      a release build; Maven has to have made bindings/java
"""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/interfaces"))
import languages  # noqa: E402


def main() -> None:
    build = pathlib.Path(sys.argv[1]).resolve() / "capi"
    rounds, calls = (sys.argv[2:] + ["15", "2000000"][len(sys.argv) - 2:])[:2]
    with tempfile.TemporaryDirectory() as directory:
        empty = pathlib.Path(directory, "libempty.so")
        sources = ROOT / "tests/bench/java"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", str(empty), str(sources / "empty.c")], check=True)
        path = f"{ROOT / 'bindings/java/target/classes'}:{languages.jna()}"
        subprocess.run(["javac", "-cp", path, "-d", directory, str(sources / "Bench.java")], check=True)
        java = ["java", f"-Ddoverie.library.path={build}", "-cp", f"{directory}:{path}", "doverie.Bench"]
        told = subprocess.run([*java, str(build), str(empty), rounds, calls], check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    took = {name: float(nanoseconds) for name, nanoseconds in (line.split() for line in told.splitlines())}
    names = {"empty": "empty foreign call", "raw": "the check, raw layer", "check": "Eligibility.check", "c": "the check from C"}
    for name, what in names.items():
        print(f"{what:22} {took[name]:8.1f} ns")
    print(f"beyond what C needs, the check costs {(took['check'] - took['c']) / took['empty']:.2f} empty calls")


if __name__ == "__main__":
    main()
