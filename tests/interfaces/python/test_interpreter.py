# SPDX-License-Identifier: Apache-2.0
"""The end of the interpreter with threads still at work, and interpreters beside the main one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import doverie

ROOT = Path(__file__).resolve().parents[3]
PLACE = str(Path(doverie.__file__).parent.parent)
TIMES = 12


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": os.pathsep.join((PLACE, str(ROOT / "tests/interfaces/python")))},
        timeout=120,
    )


BUSY = """
import sys, threading, time
import doverie
from people import IVAN, MARIA, account, service
what = sys.argv[1]

class Sms(doverie.SmsSender):
    def send(self, message_id, to, text):
        sending.set()
        if what == "sleeps":
            time.sleep(0.3)
        while what == "computes":
            sum(range(1000))
        return doverie.SmsOutcome.ACCEPTED

sending = threading.Event()
directory = doverie.MemoryDirectory()
for person in (MARIA, IVAN):
    directory.put(person.id, account(person))
portal = service(directory=directory, sms=Sms())

def pump():
    if what == "spins":
        sending.set()
    while True:
        portal.pump()

def count():
    import numpy as np
    from datetime import UTC, date, datetime
    from doverie import population
    people = population.Population(np.zeros(2_000_000, np.int32), np.zeros(2_000_000, np.uint8))
    table = population.Eligibility.of_contacts(doverie.Policy.gosuslugi(), date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=UTC))
    sending.set()
    while True:
        table.check(people)

if what in ("sleeps", "computes"):
    invited = portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
    portal.contact(IVAN.id).accept(invited.id)
    started = portal.recoverer(MARIA.id).start(secret=doverie.new_secret())
    yes = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=started.number)
    portal.contact(IVAN.id).approve(started.request_id, yes)
threads = [threading.Thread(target=count if what == "counts" else pump, daemon=True) for _ in range(1 if what == "computes" else 3)]
for thread in threads:
    thread.start()
assert sending.wait(60)
time.sleep(0.05)
"""


@pytest.mark.parametrize("what", ["spins", "sleeps", "computes", "counts"])
def test_kp1_a_daemon_thread_is_at_work_when_the_interpreter_ends(what: str) -> None:
    for _ in range(TIMES):
        done = run(BUSY, what)
        assert (done.returncode, done.stderr) == (0, "")


FIRST = "import doverie, sys; doverie.Service"
SUB_INTERPRETER = """
import doverie, sys; doverie.Service
main = len(sys.argv) > 1
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
inner = '''
try:
    from doverie import Service
except ImportError as error:
    print("ImportError:", error)
else:
    print("imported")
'''
other = interpreters.create()
interpreters.run_string(other, inner)
interpreters.destroy(other)
import doverie
print(doverie.parse_phone("9161234567"))
"""


@pytest.mark.parametrize("first", [FIRST, "import sys"], ids=["after the main one", "before it"])
def test_kp2_a_sub_interpreter_is_refused_and_does_not_hang(first: str) -> None:
    done = run(SUB_INTERPRETER.replace(FIRST, first, 1))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("ImportError: ")
    assert "interpreter" in done.stdout
    assert done.stdout.endswith("+79161234567\n")
