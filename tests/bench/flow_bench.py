#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whole recoveries: the library (from C++ and from Python) against plain Python + sqlite3 (plain_recovery.py).

Every program runs in every round, one behind the other, on the same file system; ratios are medians over the rounds. Goals:
1.5 x with one caller on memory-backed storage, 4 x with 32 callers on disk.

Usage: flow_bench.py --driver PATH/flow_bench [--memory /dev/shm] [--disk .] [--rounds 5] [--recoveries 1500]
       Run it with a Python that has the package `doverie`, or give --package-python; without it that line is left out.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
WAYS = ("threads", "processes", "shared")  # of the baseline with many callers
MANY = 32


def rate_of(*command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, check=True, text=True)
    return float(done.stdout)


def milliseconds_to_sync(directory):
    """What the disk takes to make 8 KB durable: the ratios with many callers depend on it."""
    count = 100
    with tempfile.NamedTemporaryFile(dir=directory, buffering=0) as file:
        begun = time.monotonic()
        for _ in range(count):
            file.write(bytes(8192))
            os.fdatasync(file.fileno())
        return (time.monotonic() - begun) / count * 1e3


def has_package(python):
    return subprocess.run([python, "-c", "import doverie"], stderr=subprocess.DEVNULL, check=False).returncode == 0


def programs(options, directory, callers):
    """Name and command of everything that is compared."""
    sizes = (directory, callers, options.recoveries)
    found = {"doverie, C++": (options.driver, *sizes)}
    if has_package(options.package_python):
        found["doverie, Python package"] = (options.package_python, HERE / "package_recovery.py", *sizes)
    for way in WAYS if callers > 1 else WAYS[:1]:
        for messages in ("notices", "codes"):
            name = f"plain Python, {way}, {messages}" if callers > 1 else f"plain Python, {messages}"
            found[name] = (sys.executable, HERE / "plain_recovery.py", *sizes, way, messages)
    return found


def fastest(rates, messages):
    return max(rate for name, rate in rates.items() if name.startswith("plain") and name.endswith(messages))


def compare(options, title, directory, callers):
    print(f"\n{title}; recoveries per second", flush=True)
    rounds = []
    for _ in range(options.rounds):
        rates = {name: rate_of(*command) for name, command in programs(options, directory, callers).items()}
        rounds.append(rates)
        told = " | ".join(f"{name} {rate:.0f}" for name, rate in rates.items())
        print(f"fdatasync {milliseconds_to_sync(directory):.2f} ms | {told}", flush=True)
    for name in rounds[0]:
        print(f"  {name:40} {statistics.median(rates[name] for rates in rounds):8.0f}")
    for name in [name for name in rounds[0] if name.startswith("doverie")]:
        for messages, what in (("notices", "with the same messages"), ("codes", "with codes only")):
            ratio = statistics.median(rates[name] / fastest(rates, messages) for rates in rounds)
            print(f"  {name} / fastest plain Python {what}: {ratio:.2f} x")


def main():
    parser = argparse.ArgumentParser(description="Whole recoveries against plain Python")
    parser.add_argument("--driver", required=True, type=pathlib.Path, help="the built flow_bench")
    parser.add_argument("--memory", default="/dev/shm", help="a directory on memory-backed storage")
    parser.add_argument("--disk", default=".", help="a directory on a disk")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--recoveries", type=int, default=1500)
    parser.add_argument("--package-python", default=sys.executable, help="a Python that has the package")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.memory) as directory:
        compare(options, "One caller, memory-backed storage", directory, 1)
    with tempfile.TemporaryDirectory(dir=options.disk) as directory:
        compare(options, f"{MANY} callers, disk", directory, MANY)


if __name__ == "__main__":
    main()
