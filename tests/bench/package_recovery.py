# SPDX-License-Identifier: Apache-2.0
"""Whole recoveries through the library's Python package; one of the programs that flow_bench.py compares.

Usage: package_recovery.py DIRECTORY CALLERS RECOVERIES      prints recoveries per second
"""

import datetime
import os
import pathlib
import sys
import threading
import time

import doverie

PATIENCE = 0.005
PUMP_LIMIT = 16  # as of portal.cc


class Phones(doverie.SmsSender):
    """The last code for each number."""

    def __init__(self):
        super().__init__()
        self.codes = {}
        self.came = threading.Condition()

    def send(self, message_id, to, text):
        with self.came:
            self.codes[to] = text.rpartition("#")[2]
            self.came.notify_all()
        return doverie.SmsOutcome.ACCEPTED

    def take(self, phone, patience):
        with self.came:
            self.came.wait_for(lambda: phone in self.codes, patience)
            return self.codes.pop(phone, None)


def everybody(circles):
    people = doverie.MemoryDirectory()
    for number in range(circles):
        for side, prefix in (("trustor", "+795"), ("contact", "+790")):
            facts = doverie.Account(
                given_name="Иван",
                birth_date=datetime.date(1990, 1, 2),
                citizen=True,
                confirmed=True,
                passport_current=True,
                phone=f"{prefix}{number:08}",
            )
            people.put(f"{side}-{number:08}", facts)
    return people


def appoint(service, circle):
    invited = service.trustor(f"trustor-{circle:08}").invite(name="Иван", phone=f"+790{circle:08}")
    service.contact(f"contact-{circle:08}").accept(invited.id)


def recover(service, phones, circle):
    recoverer, contact = service.recoverer(f"trustor-{circle:08}"), service.contact(f"contact-{circle:08}")
    secret = b"a secret of 32 bytes for %07d" % circle
    started = recoverer.start(secret=secret)
    contact.approve(
        started.request_id,
        doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=started.number),
    )
    code = None
    while code is None:
        leased = service.pump(PUMP_LIMIT).all
        code = phones.take(f"+790{circle:08}", 0 if leased else PATIENCE)
    contact.confirm_code(started.request_id, code)
    recoverer.redeem(started.request_id, secret)


def seconds_of(service, phones, callers, recoveries):
    def work(share):
        for circle in share:
            recover(service, phones, circle)

    threads = [threading.Thread(target=work, args=(range(c, recoveries, callers),)) for c in range(callers)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - begun


def main():
    path, callers, recoveries = str(pathlib.Path(sys.argv[1]) / "package.db"), int(sys.argv[2]), int(sys.argv[3])
    for end in ("", "-wal", "-shm"):
        pathlib.Path(path + end).unlink(missing_ok=True)
    phones = Phones()
    keys = doverie.KeyRing.from_master(b"the master secret of the benchmarks, 32+")
    store = doverie.SqliteStore.create(path)
    with doverie.Service(store=store, directory=everybody(recoveries), keys=keys, sms=phones) as service:
        for circle in range(recoveries):
            appoint(service, circle)
        os.sync()
        took = seconds_of(service, phones, callers, recoveries)
    store.close()
    for end in ("", "-wal", "-shm"):
        pathlib.Path(path + end).unlink(missing_ok=True)
    print(f"{recoveries / took:.1f}")


if __name__ == "__main__":
    main()
