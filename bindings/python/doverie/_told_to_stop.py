# SPDX-License-Identifier: Apache-2.0
"""Programs that end well when SIGTERM or SIGINT comes."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_ENDING: Final = frozenset((signal.SIGTERM, signal.SIGINT))


class ToldToStop:
    """Whether one of the two signals has come.

    Not a threading.Event: its set() takes a lock, which the thread that the handler interrupts may hold; and a signal that
    comes just before a thread begins to wait does not wake it. So the interpreter itself writes the numbers of signals
    into a pipe, from which wait() reads them.
    """

    def __init__(self, pipe: int | None = None) -> None:
        self._pipe = pipe
        self.come = False

    def wait(self) -> None:
        """Until one of the two comes."""
        if self._pipe is None:
            raise RuntimeError("signals come to the main thread alone")
        while not _ENDING.intersection(os.read(self._pipe, 512)):
            pass


@contextmanager
def told_to_stop() -> Iterator[ToldToStop]:
    """For the main thread. The first SIGTERM or SIGINT is told; the next one does what it always does."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)  # for set_wakeup_fd()
    told = ToldToStop(reader)
    before = {number: signal.getsignal(number) for number in _ENDING}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)  # None: not installed by Python

    def stop(number: int, frame: FrameType | None) -> None:
        told.come = True
        restore()

    others = signal.set_wakeup_fd(writer)
    try:
        for number in _ENDING:
            signal.signal(number, stop)
        yield told
    finally:
        signal.set_wakeup_fd(others)
        restore()
        os.close(reader)
        os.close(writer)
