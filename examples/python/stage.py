# SPDX-License-Identifier: Apache-2.0
"""What the story is played on.

A state directory, a clock and entropy that depend on the number of the scene alone, and the curtain: a scene whose text
is in STATE_DIR/out is told from there and never played again. So the story can be killed at any moment and started
anew, and always ends the same.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TypeAlias

import doverie
from doverie import testing

MORNING = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)

Play: TypeAlias = "Callable[[Stage], Iterator[str]]"


class Scene(NamedTuple):
    """A function that plays the scene and yields its lines, and how much time passes before it, beyond a minute."""

    play: Play
    later: timedelta = timedelta(0)


class Stage:
    """A service on files, made for one telling of the story."""

    def __init__(self, directory: Path, scenes: Sequence[Scene]) -> None:
        self._numbers = {scene.play: number for number, scene in enumerate(scenes, 1)}
        self._sms = directory / "sms.txt"
        self._clock = testing.FakeClock(MORNING)
        self._entropy = testing.FakeEntropy(0)
        accounts, circles = directory / "accounts.db", directory / "circles.db"  # there, when the story is told again
        self.accounts = doverie.SqliteDirectory(accounts) if accounts.exists() else doverie.SqliteDirectory.create(accounts)
        make = doverie.SqliteStore if circles.exists() else doverie.SqliteStore.create
        self.service = doverie.Service(
            store=make(circles, clock=self._clock),
            directory=self.accounts,
            keys=doverie.KeyRing.from_master(b"the story's master key; never use it"),
            sms=doverie.FileSmsSender(self._sms),
            clock=self._clock,
            entropy=self._entropy,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.service.close()
        self.accounts.close()

    def begin(self, number: int, now: datetime) -> None:
        """Sets the clock, and runs the pump, as hosts do from time to time. Then comes the entropy: what the pump used of it
        depends on what there was to send.
        """
        self._clock.set(now)
        self.service.pump()
        self._entropy.reseed(number)

    def command_of(self, play: Play) -> str:
        """The command id of a scene: sent again, it answers the same and has no second effect."""
        return f"story-{self._numbers[play]:02}"

    def secret_of(self, play: Play) -> doverie.Secret:
        """The secret that was made for the recovery begun in a scene."""
        return doverie.new_secret(entropy=testing.FakeEntropy(self._numbers[play]))

    def sms(self, number: int) -> str:
        """The text of the SMS that came as that number.

        A process that was killed while it sent left a lease of two minutes behind: until that has run out, nobody else
        sends the message.
        """
        for _ in range(4):
            if len(texts := self._arrived()) >= number:
                return texts[number - 1]
            self._clock.advance(2 * MINUTE)
            self.service.pump()
        raise TimeoutError("the SMS did not arrive")

    def _arrived(self) -> list[str]:
        """The texts in sms.txt, one for each message id: after a crash the same message may be there twice."""
        if not self._sms.exists():
            return []
        lines = (line.split("\t") for line in self._sms.read_text(encoding="utf-8").splitlines())
        return list({message_id: text for message_id, _, text in lines}.values())


def write_durably(path: Path, text: str) -> None:
    """Writes the whole text or nothing: the file appears under its name only when it is complete and on disk."""
    unfinished = path.with_suffix(".tmp")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def tell(directory: Path, scenes: Sequence[Scene], until: int) -> None:
    """Tells scenes 1 to `until`; plays those that were not told before."""
    pages = directory / "out"
    pages.mkdir(parents=True, exist_ok=True)
    now = MORNING
    with Stage(directory, scenes) as stage:
        for number, scene in enumerate(scenes[:until], 1):
            now += MINUTE + scene.later
            page = pages / f"{number:02}.txt"
            if not page.exists():
                stage.begin(number, now)
                lines = [f"{number:02}  {now:%Y-%m-%dT%H:%M:%SZ}", *scene.play(stage), ""]
                write_durably(page, "".join(f"{line}\n" for line in lines))
            sys.stdout.buffer.write(page.read_bytes())
            sys.stdout.buffer.flush()
