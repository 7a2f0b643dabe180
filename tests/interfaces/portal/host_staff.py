# SPDX-License-Identifier: Apache-2.0
"""Passwords that are set beside the recovery: by staff in the admin, which the library is told; by a command, which is logged."""

import logging
import time
from unittest.mock import patch

from host_people import HOME, appointed, begun, found, logged_in, pump  # isort: skip  (sets Django up)

from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.management import call_command
from django.test import Client

import doverie
from doverie.django import service

NEW = "set-by-staff-77"


def sets(client: Client, user: User, **more: str) -> int:
    place = f"/admin/auth/user/{user.pk}/password/"
    return client.post(place, {"password1": NEW, "password2": NEW, "usable_password": "true"} | more).status_code


maria, ivan = appointed()
owner = User.objects.get(username="maria")
clerk = User.objects.create_user("clerk", "", "old-password-1", is_staff=True)
clerk.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
admin = logged_in("clerk")
assert sets(admin, owner) == 403
clerk.user_permissions.add(Permission.objects.get(codename="lift_desk"))

anybody = begun("maria")
assert "Номер запроса" in anybody.get(HOME + "recovery/status/").content.decode()
with patch.object(doverie.OperatorSide, "recovered_by_other_means", side_effect=doverie.StoreError("the disk is full")):
    assert sets(admin, owner) == 302
    assert "he disk is full" in admin.get(f"/admin/auth/user/{owner.pk}/password/").content.decode()
owner.refresh_from_db()
assert owner.check_password("old-password-1")  # what cannot be told is not set
mail.outbox.clear()
with patch.object(logging.getLogger("doverie.django"), "error") as error:
    assert sets(admin, owner) == 302
    assert not error.called
owner.refresh_from_db()
assert owner.check_password(NEW)
assert "Номер запроса" not in anybody.get(HOME + "recovery/status/").content.decode()  # open requests are void
pump()
until = time.monotonic() + 20  # a thread of the portal's may have a notice in hand
while len(told := {one.to[0] for one in mail.outbox}) < 2 and time.monotonic() < until:
    time.sleep(0.05)
assert told == {"maria@mail.example", "ivan@mail.example"}, told
mail.outbox.clear()
assert sets(admin, owner, usable_password="false", password1="", password2="") == 302  # nobody gets in by that
pump()
assert not mail.outbox

# Whoever works in the admin changes the own password where everybody does.
assert admin.get("/admin/password_change/").headers["Location"] == HOME

# What leads around all of it is logged.
with patch("getpass.getpass", return_value="by-command-88"), patch.object(logging.getLogger("doverie.django"), "error") as error:
    call_command("changepassword", "maria", verbosity=0)
    assert error.call_count == 1
    assert found(r"(without its contact)", error.call_args[0][0])
    User.objects.get(username="maria").save()
    User.objects.get(username="maria").check_password("by-command-88")
    assert error.call_count == 1
service.close()
print("staff tells")
