#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How many more instructions does a command take when everything is observed? By callgrind, so that the figure does not depend
on what else the machine does: the same program with OpenMetrics and without, 120 recoveries less 20.

Usage: observer_cost.py BUILD_DIR [memory|sqlite]...     (needs valgrind; BUILD_DIR: of the preset bench)
"""
import re
import subprocess
import sys
import tempfile

FEW, MANY = 20, 120


def instructions(program: str, place: str, recoveries: int, observed: str) -> tuple[int, int]:
    """And how many commands were told."""
    with tempfile.TemporaryDirectory() as directory:
        where = "memory" if place == "memory" else directory
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={directory}/out", program, where, str(recoveries), observed],
            check=True, capture_output=True, text=True,
        )
    found = re.search(r"Collected : (\d+)", run.stderr)
    if found is None:
        raise SystemExit(f"callgrind has not said how many instructions there were:\n{run.stderr}")
    return int(found[1]), int(run.stdout)


def main() -> int:
    program = f"{sys.argv[1]}/tests/bench/observer_cost"
    for place in sys.argv[2:] or ("memory", "sqlite"):
        cost = {}
        for observed in ("off", "on"):
            few, told_few = instructions(program, place, FEW, observed)
            many, told_many = instructions(program, place, MANY, observed)
            cost[observed] = (many - few) / (MANY - FEW)
            told = (told_many - told_few) / (MANY - FEW)
        more = (cost["on"] / cost["off"] - 1) * 100
        print(f"{place}: {told:.1f} commands a recovery, {cost['off'] / told:,.0f} instructions each; observed {more:+.2f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
