# SPDX-License-Identifier: Apache-2.0
"""The whole story in a host's own project, by HTTP requests."""

from pathlib import Path

from host_people import HOME, appointed, begun, confirmed, pump, typed  # isort: skip  (sets Django up)

from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail

from doverie.django import service

maria, ivan = appointed()
assert "Учётная запись под защитой" in maria.get(HOME).content.decode()
anybody = begun("maria")
assert anybody.get(HOME + "recovery/password/").status_code == 302
confirmed(anybody, ivan)
saved = anybody.post(HOME + "recovery/password/", typed("brand-new-secret-2"))
assert saved.headers["Location"] == HOME + "recovery/done/"
assert User.objects.get(username="maria").check_password("brand-new-secret-2")
pump()
told = {one.to[0] for one in mail.outbox}
assert told == {"maria@mail.example", "ivan@mail.example"}, told
service.close()
assert Path(settings.DOVERIE["MASTER_KEY"]).stat().st_mode & 0o077 == 0
print("the story is over")
