# SPDX-License-Identifier: Apache-2.0
"""A stranger who asks for letters again and again neither floods the owner's mailbox nor keeps the owner's letter away."""

from datetime import date, timedelta
from unittest.mock import patch

from host_people import asked, found, person, pump, setting_up  # isort: skip  (sets Django up)

from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db.models import F
from django.test import Client

from doverie.django import _links, service
from doverie.django.models import LinkLetter, LinkRequest

MINUTE = timedelta(minutes=1)


def letters(login: str) -> list[str]:
    """The links of all letters that somebody got, the oldest first."""
    mine = [one.body for one in mail.outbox if one.to == [f"{login}@mail.example"]]
    return [found(r"https://portal\.example(/\S+/recovery/link/\S+)", body) for body in mine]


def later(by: timedelta) -> None:
    """So much time goes by."""
    moments = ("made_at", "due_at", "sent_at", "good_until", "used_at")
    LinkLetter.objects.update(**{name: F(name) - by for name in moments})
    LinkRequest.objects.update(asked_at=F("asked_at") - by)


def good(link: str) -> bool:
    return Client().get(link).status_code == 200


setting_up()
maria = person("maria", "Мария", date(1956, 3, 14), "+79031112233")

# Three at once are one letter.
for _ in range(3):
    asked("maria")
assert len(letters("maria")) == 1
later(14 * MINUTE)
assert good(letters("maria")[0])
asked("MARIA@mail.example")
assert len(letters("maria")) == 2

# Four minutes later the owner asks: there is no third letter, but the second one is good again, for a quarter of an hour.
later(4 * MINUTE)
asked("maria")
later(14 * MINUTE)
first, second = letters("maria")
assert not good(first)
assert good(second)

# Used, it is followed by another one at once.
assert Client().post(second).status_code == 302
assert Client().post(second).status_code == 410
asked("maria")
assert len(letters("maria")) == 3

# A whole day of it: few letters, and after every time that somebody has asked the latest one is good.
before = len(letters("maria"))
for minutes in [10] * 24 + [60] * 20:
    later(minutes * MINUTE)
    asked("maria")
    assert good(letters("maria")[-1])
print(f"{len(letters('maria')) - before} letters in a day")
assert len(letters("maria")) - before <= 12

# Another address, or another password: what was sent before is void, and a new letter does not wait.
for before, change in (("maria", {"email": "masha@mail.example"}), ("masha", {"password": "another"})):
    last = letters(before)[-1]
    assert good(last)
    User.objects.filter(pk=maria.pk).update(**change)
    assert not good(last)
    asked("maria")
    assert good(letters("masha")[-1])

# Who takes another one's address as a name does not take the letters; and both are written to.
User.objects.filter(pk=maria.pk).update(email="maria@mail.example")
person("maria@mail.example", "Мария", date(1980, 1, 1), "+79031110000")
User.objects.filter(username="maria@mail.example").update(email="thief@mail.example")
before = len(letters("maria"))
asked("maria@mail.example")
assert len(letters("maria")) == before + 1
assert len(letters("thief")) == 1

# An address that breaks the backend is in nobody's way, and is tried again.
person("ivan", "Иван", date(1991, 6, 2), "+79161234567")
sending = EmailBackend.send_messages


def breaks(self: EmailBackend, messages: list[mail.EmailMessage]) -> int:
    if messages[0].to == ["ivan@mail.example"]:
        raise ValueError("what is this?")
    return sending(self, messages)


User.objects.filter(pk=maria.pk).update(email="maria.smirnova@mail.example")
with patch.object(EmailBackend, "send_messages", breaks):
    asked("ivan")
    asked("maria")
assert letters("maria.smirnova")
assert not letters("ivan")
later(2 * MINUTE)
pump()
assert good(letters("ivan")[0])
with patch.object(EmailBackend, "send_messages", breaks):
    User.objects.filter(username="ivan").update(password="new")
    asked("ivan")
    later(61 * MINUTE)
    _links.forget()
pump()
assert len(letters("ivan")) == 1

# Nobody, and somebody who may not log in, get none.
User.objects.filter(pk=maria.pk).update(is_active=False)
before = len(mail.outbox)
for name in ("maria", "nobody", "nobody@nowhere.example"):
    asked(name)
assert len(mail.outbox) == before
assert not LinkRequest.objects.exclude(typed="").exists()
service.close()
print("the owner gets a letter")
