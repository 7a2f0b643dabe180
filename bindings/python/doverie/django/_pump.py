# SPDX-License-Identifier: Apache-2.0
"""Who sends what is due? Threads of the library's for codes and notices, and one for links; each beat says that they are at work."""

import logging
import os
import socket
import threading
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

import doverie

_log = logging.getLogger("doverie.django")
_BEAT_SECONDS = 5


class Pump:
    """Pumps until it is stopped."""

    def __init__(self, service: doverie.Service, metrics: doverie.OpenMetrics, *, idle: float = 1.0) -> None:
        self._metrics = metrics
        self._idle = idle
        self._ending = threading.Event()
        self._runner = doverie.PumpRunner(service, idle=timedelta(seconds=idle))
        self._thread = threading.Thread(target=self._links_and_beats, name="doverie-links", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Something may be due."""
        self._runner.wake()

    def stop(self, within: float = 30) -> bool:
        """Whether everything has come back in time."""
        self._ending.set()
        ended = self._runner.stop(timedelta(seconds=within))
        self._thread.join(within)
        return ended and not self._thread.is_alive()

    def _links_and_beats(self) -> None:
        rounds = 0
        while True:
            self._one_round(beats=rounds % max(1, round(_BEAT_SECONDS / self._idle)) == 0)
            rounds += 1
            if self._ending.wait(self._idle):
                connection.close()
                return

    def _one_round(self, *, beats: bool) -> None:
        from doverie.django import _links

        close_old_connections()
        try:
            _links.send_due()
            if beats:
                beat(self._metrics)
        except DatabaseError as error:
            _log.warning("the database cannot be asked: %s", type(error).__name__)
        except Exception:
            _log.exception("letters wait")


def process_name() -> str:
    """Of this machine and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def beat(metrics: doverie.OpenMetrics) -> None:
    """Says that this process is at work, and takes rows away that are a day old: of other processes, links and passwords."""
    from doverie.django import _again, _links
    from doverie.django.models import PumpBeat

    now = timezone.now()
    # Writes without having read: SQLite makes whoever reads first fail at once when somebody else writes.
    PumpBeat(process=process_name(), at=now, metrics=metrics.text()).save()
    PumpBeat.objects.filter(at__lt=now - timedelta(days=1)).delete()
    _links.forget()
    _again.forget()
