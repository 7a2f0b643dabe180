# SPDX-License-Identifier: Apache-2.0
"""Threads that pump, for hosts without a loop of their own."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Self

from doverie._errors import InvalidArgument
from doverie._native import PumpWhat
from doverie._pump_report import PumpReport
from doverie._service import Service

_log = logging.getLogger("doverie")
_MOST_THREADS = 64
_SHORTEST_IDLE, _LONGEST_IDLE = timedelta(milliseconds=1), timedelta(hours=1)


class PumpRunner:
    """Runs the pump of a service in threads of its own.

        with doverie.PumpRunner(service) as runner:
            service.contact("ivan").approve(request, said)
            runner.wake()  # the code goes out at once

    code_threads, other_threads
        So many threads send codes, and so many the rest (1 to 64 each): a gateway or a notifier that takes its time keeps
        one of them busy, and none of the others waiting.
    idle
        How long a thread waits that has found nothing to do, or to which something went wrong: 1 ms to 1 h.
    on_report
        Called by those threads, several at once, after every run that had messages in hand or a fault. What it raises is
        logged, by the logger `doverie`.

    Thread-safe. The threads are daemons: an interpreter that ends does not wait for them, and what they had in hand is sent
    by whoever pumps next. Do not fork with one at work.
    """

    def __init__(
        self,
        service: Service,
        *,
        code_threads: int = 2,
        other_threads: int = 1,
        idle: timedelta = timedelta(seconds=1),
        on_report: Callable[[PumpReport], object] | None = None,
    ) -> None:
        for name, count in (("code_threads", code_threads), ("other_threads", other_threads)):
            if not 1 <= count <= _MOST_THREADS:
                raise InvalidArgument(f"{name} has to be 1 to {_MOST_THREADS}")
        if not _SHORTEST_IDLE <= idle <= _LONGEST_IDLE:
            raise InvalidArgument("idle has to be 1 ms to 1 h")
        self._service = service
        self._idle = idle.total_seconds()
        self._on_report = on_report
        self._changed = threading.Condition()
        self._wakes = 0
        self._ending = False
        kinds = [PumpWhat.CODES] * code_threads + [PumpWhat.ALL_BUT_CODES] * other_threads
        self._threads = [
            threading.Thread(target=self._work, args=(what,), name=f"doverie-pump-{number}", daemon=True)
            for number, what in enumerate(kinds)
        ]
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Something may be due: call it after a command, so that its code goes out at once."""
        with self._changed:
            self._wakes += 1
            self._changed.notify_all()

    def stop(self, within: timedelta = timedelta(seconds=30)) -> bool:
        """No new run begins; waits up to `within` for those that have begun.

        Returns whether they have all ended: if not, a sender has not come back yet, and stop() can be called again.
        """
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        deadline = time.monotonic() + within.total_seconds()
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _work(self, what: PumpWhat) -> None:
        while True:
            with self._changed:
                seen = self._wakes
                if self._ending:
                    return
            report = self._service.pump(what=what)
            self._tell(report)
            if report.all == 0 or report.fault is not None:
                self._rest(seen)

    def _rest(self, seen: int) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._ending or self._wakes != seen, self._idle)

    def _tell(self, report: PumpReport) -> None:
        if self._on_report is None or (report.all == 0 and report.fault is None):
            return
        try:
            self._on_report(report)
        except Exception:
            _log.exception("on_report of a doverie.PumpRunner")
