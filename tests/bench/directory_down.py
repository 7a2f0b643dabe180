#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What does a directory that is down cost a portal? Starts of all its accounts while it fails after its time-out, without and
with a mark of the host's own: what they are answered, and how long that takes.

Usage: directory_down.py [ACCOUNTS [PROTECTED [TIMEOUT_MS]]]     (needs the package doverie)
"""
import statistics
import sys
import time
from collections import Counter
from datetime import date

import doverie


class Accounts(doverie.AccountDirectory):
    """A directory that can be down, and logins beside it that note who has a contact."""

    def __init__(self, timeout: float, marks: bool) -> None:
        super().__init__()
        self.down, self.timeout, self.marks = False, timeout, marks
        self.with_contact: set[str] = set()

    def find(self, account: str) -> doverie.Account | None:
        if self.down:
            time.sleep(self.timeout)
            raise TimeoutError("the directory does not answer")
        number = int(account.removeprefix("account-"))
        return doverie.Account(
            id=account, given_name="Иван", birth_date=date(1990, 1, 2), citizen=True, confirmed=True, passport_current=True,
            phone=f"+7916{number:07}",
        )  # fmt: skip

    def has_no_contact(self, account: str) -> bool:
        return self.marks and account not in self.with_contact


def measure(accounts: int, protected: int, timeout: float, marks: bool) -> tuple[Counter[str], float]:
    """What starts were answered while the directory was down, and how many milliseconds one took."""
    directory = Accounts(timeout, marks)
    keys = doverie.KeyRing.from_master(b"a master key of the benchmarks, 32 bytes and more")
    answered: Counter[str] = Counter()
    took = []
    with doverie.Service(store=doverie.MemoryStore(), directory=directory, keys=keys) as service:
        for number in range(protected):
            trustor, contact = f"account-{number}", f"account-{accounts + number}"
            directory.with_contact.add(trustor)
            invited = service.trustor(trustor).invite(name="Иван", phone=f"+7916{accounts + number:07}")
            service.contact(contact).accept(invited.id)
        directory.down = True
        for number in range(accounts):
            begun = time.perf_counter()
            try:
                answer = service.recoverer(f"account-{number}").start(secret=doverie.new_secret())
                answered[answer.status.name.lower()] += 1
            except TimeoutError:
                answered["directory_unavailable"] += 1
            took.append((time.perf_counter() - begun) * 1000)
    return answered, statistics.median(took)


def main() -> int:
    accounts, protected, timeout = (int(given) for given in (*sys.argv[1:], *("200", "20", "20")[len(sys.argv) - 1 :]))
    for marks in (False, True):
        answered, took = measure(accounts, protected, timeout / 1000, marks)
        words = ", ".join(f"{status} {count}" for status, count in sorted(answered.items()))
        print(f"{'with' if marks else 'without'} a mark: {words}; {took:.1f} ms a start, of which {timeout} the directory's")
    return 0


if __name__ == "__main__":
    sys.exit(main())
