# SPDX-License-Identifier: Apache-2.0
"""Before the ordinary factor every name takes the same statements of SQL, in the same order; and machines are let in by their tokens."""

import re

from host_people import HOME, appointed  # isort: skip  (sets Django up)

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doverie.django import service


def statements(typed: str) -> list[str]:
    """What the database is asked, without the values."""
    with CaptureQueriesContext(connection) as asked:
        Client().post(HOME + "recovery/", {"login": typed}, follow=True)
    return [re.sub(r"'[^']*'|\b\d+\b", "?", one["sql"]) for one in asked]


appointed()
protected, alone, nobody = (statements(name) for name in ("maria", "ivan", "nobody@nowhere.example"))
assert protected == alone == nobody, (protected, alone, nobody)
assert any("INSERT" in one for one in protected)
assert not any("auth_user" in one for one in protected)

anybody = Client()
for place in ("metrics/", "status/", "sms-report/forged/?state=delivered"):
    assert anybody.get(HOME + place).status_code == 404, place
settings.DOVERIE["METRICS_TOKEN"] = "let-me-in"
page = anybody.get(HOME + "metrics/", headers={"Authorization": "Bearer let-me-in"})
assert page.status_code == 200
assert b"doverie_commands_total" in page.content
assert anybody.get(HOME + "metrics/", headers={"Authorization": "Bearer let-me-out"}).status_code == 404
for _ in range(service.conf.value("LINKS_PER_HOUR")):
    status = anybody.post(HOME + "recovery/", {"login": "x"}).status_code
assert status == 429
service.close()
print("all alike")
