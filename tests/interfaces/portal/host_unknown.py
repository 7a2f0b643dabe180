# SPDX-License-Identifier: Apache-2.0
"""Somebody of whom the portal knows nothing: may look at every page, recovers the password as ever, and is nobody's contact."""

from host_people import HOME, begun, logged_in, setting_up, typed  # isort: skip  (sets Django up)

from django.conf import settings
from django.contrib.auth.models import User

from doverie.django import service

setting_up()
User.objects.create_user("boris1", "boris1@mail.example", "old-password-1")
User.objects.create_superuser("root", "root@mail.example", "old-password-1")
for login in ("boris1", "root"):
    somebody = logged_in(login)
    for place in ("", "serving/", "notices/", "history/", "invite/", "again/"):
        assert somebody.get(HOME + place).status_code == 200, place
    page = somebody.post(HOME + "invite/", {"name": "Иван", "phone": "+79161234567"})
    assert page.status_code == 422
    assert "гражданином" in page.content.decode()
    forgetful = begun(login)
    assert forgetful.get(HOME + "recovery/status/").headers["Location"] == HOME + "recovery/password/"
    saved = forgetful.post(HOME + "recovery/password/", typed("brand-new-secret-2"))
    assert saved.headers["Location"] == HOME + "recovery/done/"
    assert User.objects.get(username=login).check_password("brand-new-secret-2")

# A host that says that somebody has no account: told so, and not that something broke.
settings.DOVERIE["ACCOUNT"] = lambda user: None
User.objects.create_user("olga", "olga@mail.example", "old-password-1")
for place in ("", "serving/", "history/"):
    assert logged_in("olga").get(HOME + place).status_code in (200, 403), place
unknown = begun("olga").get(HOME + "recovery/status/")
assert unknown.status_code == 403
assert "Услуга недоступна" in unknown.content.decode()
service.close()
print("nothing is known")
