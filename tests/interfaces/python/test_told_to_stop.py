# SPDX-License-Identifier: Apache-2.0
"""Programs that are told to stop."""

import os
import random
import subprocess
import sys
from pathlib import Path

import doverie

OFTEN = """
import os, random, signal, sys, time
from doverie._told_to_stop import told_to_stop

moments = random.Random(int(sys.argv[1]))
signal.signal(signal.SIGTERM, lambda *_: None)
me = os.getpid()
other = os.fork()
while other == 0:
    time.sleep(moments.random() * 2e-4)
    os.kill(me, signal.SIGTERM)
for _ in range(3000):
    with told_to_stop() as told:
        told.wait()
os.kill(other, signal.SIGKILL)
os.waitpid(other, 0)
print("told")
"""


def test_no_moment_is_too_early_or_too_late() -> None:
    """A signal right before the wait, or within it, used to be lost or to stop the program for ever."""
    seed = int(os.environ.get("DOVERIE_SEED", random.SystemRandom().randrange(2**32)))
    print(f"DOVERIE_SEED={seed}")
    place = str(Path(doverie.__file__).absolute().parent.parent)
    done = subprocess.run([sys.executable, "-c", OFTEN, str(seed)], env={"PYTHONPATH": place}, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "told\n"), done.stderr


SECOND = """
import os, signal
from doverie._told_to_stop import told_to_stop

with told_to_stop() as told:
    os.kill(os.getpid(), signal.SIGTERM)
    told.wait()
    print("told", flush=True)
    os.kill(os.getpid(), signal.SIGTERM)
    print("went on", flush=True)
"""


def test_the_second_signal_does_what_it_always_does() -> None:
    place = str(Path(doverie.__file__).absolute().parent.parent)
    done = subprocess.run([sys.executable, "-c", SECOND], env={"PYTHONPATH": place}, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (-15, "told\n"), done.stderr
