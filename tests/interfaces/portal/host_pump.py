# SPDX-License-Identifier: Apache-2.0
"""A portal that has just started, and that nobody has opened: letters and codes that have waited go out."""

import logging
import threading
import time
from datetime import date
from unittest.mock import patch

from host_people import person, setting_up  # isort: skip  (sets Django up)

from django.core import mail
from django.core.wsgi import get_wsgi_application

import doverie
from doverie.django import service
from doverie.django.models import LinkRequest, PumpBeat
from doverie.django.service import conf

setting_up()
person("maria", "Мария", date(1956, 3, 14), "+79031112233")
LinkRequest.objects.create(typed="maria")
former = doverie.SqliteStore(conf.value("STORE"))  # the process before this one, which has not ended yet
tried = threading.Event()
with patch.object(logging.getLogger("doverie.django"), "error", lambda *_: tried.set()):
    assert get_wsgi_application()
    assert tried.wait(30)
assert not mail.outbox
former.close()
until = time.monotonic() + 30
while not mail.outbox and time.monotonic() < until:
    time.sleep(0.05)
assert mail.outbox[0].to == ["maria@mail.example"]
while not PumpBeat.objects.exists() and time.monotonic() < until:
    time.sleep(0.05)
assert PumpBeat.objects.exists()
service.close()
print("nobody had to open a page")
