# SPDX-License-Identifier: Apache-2.0
"""How does gunicorn serve? With a service for each worker: gunicorn -c gunicorn.conf.py wsgi:application."""

from typing import Any

import wsgi

workers = 3
threads = 4  # any number of threads may share a service
preload_app = True  # the code, and nothing that is open


def post_fork(server: Any, worker: Any) -> None:
    """In each worker, before its first request."""
    wsgi.open_service()


def worker_exit(server: Any, worker: Any) -> None:
    """In each worker, after its last."""
    wsgi.close_service()
