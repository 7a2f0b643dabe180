# SPDX-License-Identifier: Apache-2.0
"""What does a WSGI server serve? One service for each worker; gunicorn.conf.py opens and closes it."""

import os
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import portal

import doverie

service: doverie.Service | None = None


def open_service() -> None:
    """In the worker, after fork()."""
    global service
    service = portal.open_service()


def close_service() -> None:
    """When the worker ends, after its last request."""
    if service is not None:
        service.close()


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """GET /?account=maria"""
    assert service is not None
    account = parse_qs(environ["QUERY_STRING"])["account"][0]
    try:
        status, text = "200 OK", portal.start(service, account)
    except doverie.Fault as fault:
        status, text = "503 Service Unavailable", fault.code.name.lower()
    start_response(status, [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {text}".encode()]
