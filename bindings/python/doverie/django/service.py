# SPDX-License-Identifier: Apache-2.0
"""Which service does this process use? One, made when it is first wanted, so that each worker that a server forks has its own."""

import logging
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

import doverie
from doverie._conninfo import is_conninfo
from doverie.django import conf
from doverie.django._notifier import CabinetAndMail
from doverie.django.directory import UserDirectory
from doverie.observers import LogObserver

_lock = threading.Lock()
_made: dict[str, Any] = {}
_ending = threading.Event()
_log = logging.getLogger("doverie.django")


def service() -> doverie.Service:
    """The service of this process. Raises ImproperlyConfigured for settings that cannot be."""
    with _lock:
        if "service" not in _made:
            _made["metrics"] = doverie.OpenMetrics()
            _made["service"] = _new(_made["metrics"])
            if not on_server():
                from doverie.django._pump import Pump

                _made["pump"] = Pump(_made["service"], _made["metrics"])
        made: doverie.Service = _made["service"]
        return made


def start() -> None:
    """For a portal that pumps itself: makes the service in a thread of its own, so that what has waited goes out before anybody
    opens a page. Tries until it works: at a restart the former process may still have the file."""
    threading.Thread(target=_start, args=(_ending,), name="doverie-start", daemon=True).start()


def _start(ending: threading.Event) -> None:
    pause = 1
    while not ending.is_set():
        try:
            service()
        except (doverie.Error, DatabaseError, OSError) as error:
            _log.error("codes and letters wait, and it is tried again: %s", error)
        except ImproperlyConfigured as error:
            _log.error("codes and letters wait: %s", error)
            return
        else:
            return
        ending.wait(pause)
        pause = min(2 * pause, 30)


def metrics() -> str:
    """What the service of this process has done so far, as a page of OpenMetrics."""
    return open_metrics().text()


def open_metrics() -> doverie.OpenMetrics:
    """The observer that counts it."""
    service()
    made: doverie.OpenMetrics = _made["metrics"]
    return made


def sender() -> doverie.SmsSender | None:
    """By which the service of this process sends codes."""
    service()
    made: doverie.SmsSender | None = _made["sms"]
    return made


def wake() -> None:
    """Something may be due. Where the portal itself pumps, it goes out at once."""
    pump = _made.get("pump")
    if pump is not None:
        pump.wake()


def close() -> None:
    """Lets go of everything; for tests, and at the end of a command."""
    _ending.set()
    with _lock:
        if pump := _made.pop("pump", None):
            pump.stop()
        if made := _made.pop("service", None):
            made.close()
        _made.clear()


def on_server() -> bool:
    """Whether the records are on PostgreSQL, so that other processes can have them, too."""
    return is_conninfo(str(conf.value("STORE")))


def make_store(owner: str | None = None, grant: str | None = None) -> str | None:
    """Makes the tables, or the file, that STORE names. Returns the identity of a new file; the tables of a server are brought up
    to date where they are there. `owner`: by which connection; `grant`: the role that the portal has."""
    named = owner or str(conf.value("STORE"))
    if is_conninfo(named):
        doverie.PostgresStore.create_tables(named, schema=conf.value("SCHEMA"))
        if grant:
            doverie.PostgresStore.grant(named, grant, "application", schema=conf.value("SCHEMA"))
        return None
    with doverie.SqliteStore.create(named) as made:
        return made.identity


def _new(metrics: doverie.OpenMetrics) -> doverie.Service:
    host = urlsplit(conf.value("PORTAL_URL") or "").hostname or ""
    sms, policies = conf.function("SMS"), conf.function("POLICIES")
    _made["sms"] = sms() if sms else None
    return doverie.Service(
        store=_store(),
        directory=UserDirectory(),
        keys=_keys(),
        policies=policies() if policies else None,
        sms=_made["sms"],
        notifier=CabinetAndMail(),
        realm=conf.value("REALM"),
        sms_origin=host,
        observers=[metrics, LogObserver()],
    )


def _store() -> doverie.EventStore:
    named = conf.value("STORE")
    if not named:
        raise ImproperlyConfigured("DOVERIE has no STORE")
    if is_conninfo(str(named)):
        return doverie.PostgresStore(str(named), schema=conf.value("SCHEMA"), any_role=conf.value("ANY_ROLE"))
    return doverie.SqliteStore(named)


def _keys() -> doverie.KeyRing:
    if own := conf.function("KEYS"):
        ring: doverie.KeyRing = own()
        return ring
    if not conf.value("MASTER_KEY"):
        raise ImproperlyConfigured("DOVERIE has neither MASTER_KEY nor KEYS")
    return doverie.KeyRing.from_master(Path(conf.value("MASTER_KEY")).read_bytes())
