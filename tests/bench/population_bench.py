#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may, over columns of accounts: the rules in numpy. Everything that is compared is measured interleaved, in this run.

    population_bench.py [ROWS [ROUNDS]]
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray

EXISTS, CITIZEN, CONFIRMED, PHONE_CONFIRMED = 0x01, 0x04, 0x08, 0x10
PASSPORT_CURRENT, PHONE_ALLOWED, PHONE_REPLACING = 0x20, 0x40, 0x80
EPOCH = date(1970, 1, 1)
TODAY = date(2026, 3, 2)
LATEST_BIRTH_DAY = (date(2008, 3, 2) - EPOCH).days


def accounts(rows: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Ages from 0 to 100; nine in ten have each of the facts."""
    random = np.random.default_rng(1)
    birth_days = ((TODAY - EPOCH).days - random.integers(0, 36525, rows)).astype(np.int32)
    flags = np.full(rows, EXISTS, np.uint8)
    for flag in (CITIZEN, CONFIRMED, PHONE_CONFIRMED, PASSPORT_CURRENT, PHONE_ALLOWED):
        flags |= np.where(random.random(rows) < 0.9, flag, 0).astype(np.uint8)
    return birth_days, flags


def in_numpy(birth_days: NDArray[np.int32], flags: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The gosuslugi rules for contacts: which checks failed. Written as one would who knows numpy."""
    failed = (birth_days > LATEST_BIRTH_DAY).view(np.uint8) << np.uint8(1)
    failed |= ~flags & np.uint8(CITIZEN | CONFIRMED | PASSPORT_CURRENT)
    phone = np.uint8(PHONE_CONFIRMED | PHONE_ALLOWED)
    failed |= ((flags & phone) != phone).view(np.uint8) << np.uint8(4)
    failed[(flags & EXISTS) == 0] = 1
    return failed


def seconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    birth_days, flags = accounts(rows)
    by_numpy = [seconds(lambda: in_numpy(birth_days, flags)) for _ in range(rounds)]
    print(f"{rows} rows: numpy {statistics.median(by_numpy) * 1e9 / rows:.2f} ns a row")


if __name__ == "__main__":
    main()
