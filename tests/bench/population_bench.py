#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may, over columns of accounts: the library against the rules in numpy. Everything that is compared is measured
interleaved, in this run; ratios are medians over the rounds. Needs the package and numpy.

    population_bench.py [ROWS [ROUNDS]]
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

import doverie
from doverie.population import Eligibility, Population

EXISTS, CITIZEN, CONFIRMED, PHONE_CONFIRMED = 0x01, 0x04, 0x08, 0x10
PASSPORT_CURRENT, PHONE_ALLOWED, PHONE_REPLACING = 0x20, 0x40, 0x80
EPOCH = date(1970, 1, 1)
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
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


def in_numpy_of_bools(birth_days: NDArray[np.int32], facts: dict[str, NDArray[np.bool_]]) -> NDArray[np.uint8]:
    """The same over a column of bool for each fact."""
    failed = (birth_days > LATEST_BIRTH_DAY).view(np.uint8) << np.uint8(1)
    failed |= (~facts["citizen"]).view(np.uint8) << np.uint8(2)
    failed |= (~facts["confirmed"]).view(np.uint8) << np.uint8(3)
    failed |= (~(facts["phone_confirmed"] & facts["phone_allowed"])).view(np.uint8) << np.uint8(4)
    failed |= (~facts["passport_current"]).view(np.uint8) << np.uint8(5)
    return failed


def seconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    birth_days, flags = accounts(rows)
    may_confirm = Eligibility.of_contacts(doverie.Policy.gosuslugi(), TODAY, NOW)
    population = Population(birth_days, flags)
    out = np.empty(rows, np.uint8)
    assert np.array_equal(in_numpy(birth_days, flags), may_confirm.check(population))

    bits = {"citizen": CITIZEN, "confirmed": CONFIRMED, "passport_current": PASSPORT_CURRENT}
    bits |= {"phone_confirmed": PHONE_CONFIRMED, "phone_allowed": PHONE_ALLOWED}
    facts = {name: (flags & bit) != 0 for name, bit in bits.items()}
    apart = Population(birth_days, **facts)
    assert np.array_equal(in_numpy_of_bools(birth_days, facts), may_confirm.check(apart))

    def by_flags() -> object:
        return in_numpy(birth_days, flags)

    works: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "flags, a new array": (by_flags, lambda: may_confirm.check(population)),
        "flags, an array of the host's": (by_flags, lambda: may_confirm.check(population, out=out)),
        "flags, counts alone": (by_flags, lambda: may_confirm.count(population)),
        "five columns of bool": (lambda: in_numpy_of_bools(birth_days, facts), lambda: may_confirm.check(apart, out=out)),
    }
    for name, (theirs_work, work) in works.items():
        pairs = [(seconds(theirs_work), seconds(work)) for _ in range(rounds)]
        numpy_ns, library_ns = (statistics.median(side) * 1e9 / rows for side in zip(*pairs, strict=True))
        ratio = statistics.median(theirs / ours for theirs, ours in pairs)
        print(f"{rows} rows, {name}: numpy {numpy_ns:.2f} ns a row, doverie {library_ns:.3f}: {ratio:.1f} x")


if __name__ == "__main__":
    main()
