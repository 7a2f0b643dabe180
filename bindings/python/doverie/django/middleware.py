# SPDX-License-Identifier: Apache-2.0
"""When does a portal begin to pump that does it itself? When its server starts, which is when middleware is made."""

from collections.abc import Callable

from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from doverie.django import service


class PumpsItself:
    """Records in a SQLite file are open in one process, the portal, which therefore sends codes, notices and letters, too. With records
    on PostgreSQL this does nothing: there `manage.py doverie_pump` does it. No request goes through here."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not service.on_server():
            service.start()
        raise MiddlewareNotUsed
