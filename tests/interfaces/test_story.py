# SPDX-License-Identifier: Apache-2.0
"""The story of the examples, in whatever language it is told and however it is interrupted, is one and the same.

DOVERIE_BUILD_DIR names the build directory (default: build/dev), DOVERIE_SEED replays the random kills, DOVERIE_ROUNDS sets how
many stories they interrupt.
"""
import concurrent.futures
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("DOVERIE_BUILD_DIR", ROOT / "build" / "dev"))
EXPECTED = (ROOT / "examples" / "story.expected.txt").read_text(encoding="utf-8")
STEPS = len(re.findall(r"^\d\d  ", EXPECTED, re.MULTILINE))
PYTHON_STORY = ROOT / "examples" / "python" / "story.py"
STORIES = {"cpp": [str(BUILD / "examples/cpp/story")], "c": [str(BUILD / "examples/c/story")]}
if PYTHON_STORY.exists():
    STORIES["python"] = [sys.executable, str(PYTHON_STORY)]

ROUNDS = int(os.environ.get("DOVERIE_ROUNDS", "200"))
MOST_KILLS = 8  # in one story; then it may end in peace
# kill -9 does not need a real disk, and memory is faster.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def run(command: list[str], state: pathlib.Path, *options: str) -> str:
    done = subprocess.run([*command, str(state), *options], capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    return done.stdout


def check_sms(state: pathlib.Path) -> None:
    """A message may be sent twice after a crash, but the same id has the same text, and every challenge one id."""
    texts: dict[str, set[str]] = {}
    for line in (state / "sms.txt").read_text(encoding="utf-8").splitlines():
        message_id, _, text = line.split("\t")
        texts.setdefault(message_id, set()).add(text)
    assert [len(different) for different in texts.values()] == [1, 1, 1]


def noted_or_not(told: str) -> str:
    """Without what says that a gateway has taken an SMS: a process that was killed while it sent one notes it later, or never."""
    told = re.sub(r"^  \d+ \S+ code_taken\n", "", told, flags=re.MULTILINE)
    return re.sub(r"^  (\d+ (?=2026)|Verified: \d+)", "  ", told, flags=re.MULTILINE)


def check_end(told: str, state: pathlib.Path, alike: Callable[[str], str] = str) -> None:
    assert alike(told) == alike(EXPECTED)
    assert told.split(f"\n{STEPS}  ")[1].count("recovery_redeemed") == 2
    check_sms(state)


@pytest.mark.parametrize("language", STORIES)
def test_whole_story_and_told_again(language: str, tmp_path: pathlib.Path) -> None:
    check_end(run(STORIES[language], tmp_path / "state"), tmp_path / "state")
    check_end(run(STORIES[language], tmp_path / "state"), tmp_path / "state")


@pytest.mark.parametrize("language", STORIES)
def test_stopped_after_every_step(language: str, tmp_path: pathlib.Path) -> None:
    for step in range(1, STEPS + 1):
        told = run(STORIES[language], tmp_path / "state", "--until", str(step))
        assert EXPECTED.startswith(told)
        assert len(re.findall(r"^\d\d  ", told, re.MULTILINE)) == step
    check_end(run(STORIES[language], tmp_path / "state"), tmp_path / "state")


@pytest.mark.parametrize("wrong", [["--until", "0"], ["--until", str(STEPS + 1)], ["--until"], ["more"]])
@pytest.mark.parametrize("language", STORIES)
def test_wrong_arguments_are_told(language: str, wrong: list[str], tmp_path: pathlib.Path) -> None:
    done = subprocess.run([*STORIES[language], str(tmp_path), *wrong], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "usage" in done.stderr


def killed_story(seed: str, longest: float) -> int:
    """Tells one story in a directory of its own, killing it on the way; how often it was killed."""
    dice = random.Random(seed)
    kills = 0
    with tempfile.TemporaryDirectory(dir=MEMORY) as directory:
        state = pathlib.Path(directory, "state")
        while kills < MOST_KILLS:
            program = subprocess.Popen([*STORIES["cpp"], str(state)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            try:
                program.communicate(timeout=dice.uniform(0, longest))
                break
            except subprocess.TimeoutExpired:
                program.kill()
                program.communicate()
                kills += 1
        check_end(run(STORIES["cpp"], state), state, noted_or_not)
    return kills


def test_killed_at_random_moments() -> None:
    seed = os.environ.get("DOVERIE_SEED", str(random.SystemRandom().randrange(2**32)))
    print(f"DOVERIE_SEED={seed} DOVERIE_ROUNDS={ROUNDS}", flush=True)
    with tempfile.TemporaryDirectory(dir=MEMORY) as directory:
        began = time.monotonic()
        run(STORIES["cpp"], pathlib.Path(directory, "state"))
        longest = time.monotonic() - began
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        kills = sum(pool.map(lambda n: killed_story(f"{seed}-{n}", longest), range(ROUNDS)))
    print(f"{ROUNDS} stories, {kills} kills")
    assert kills >= ROUNDS // 2, "too few kills to say anything"


def test_own_transaction(tmp_path: pathlib.Path) -> None:
    told = subprocess.run([str(BUILD / "examples/cpp/own_transaction"), str(tmp_path / "host.db")], capture_output=True,
                          encoding="utf-8", check=True, timeout=60).stdout
    assert told.splitlines() == ["The code inside of a transaction: guess_undoable",
                                 "The code outside of it: approved",
                                 "ROLLBACK: the recovery is approved, password resets: 0",
                                 "COMMIT: the recovery is redeemed, password resets: 1",
                                 "COMMIT: the recovery is redeemed, password resets: 1",
                                 "The same command again: the same grant"]
