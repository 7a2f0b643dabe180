# SPDX-License-Identifier: Apache-2.0
"""A host's own project with two people in it, for the scripts that test_host.py runs where the lines of the guide were put."""

import os
import re
import sys
import time
from datetime import date

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
sys.path.insert(0, os.getcwd())
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core import mail  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from doverie.django import _links  # noqa: E402
from doverie.django.models import LinkRequest, Person  # noqa: E402

# As docs/guide/django.md says of Django's own database in a SQLite file: the pump writes there, too.
settings.DATABASES["default"].setdefault("OPTIONS", {})["transaction_mode"] = "IMMEDIATE"

HOME = "/trusted-contact/"


def person(login: str, name: str, born: date, phone: str) -> User:
    user = User.objects.create_user(login, f"{login}@mail.example", "old-password-1", first_name=name)
    facts = {"birth_date": born, "phone": phone, "citizen": True, "confirmed": True, "passport_current": True}
    Person.objects.create(user=user, **facts)
    return user


def logged_in(login: str) -> Client:
    client = Client()
    assert client.post("/login/", {"username": login, "password": "old-password-1"}).status_code == 302
    return client


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, f"no {pattern} in {text}"
    return match[1]


def pump() -> None:
    """What the threads of the portal do by themselves, done now."""
    call_command("doverie_pump", "--once", verbosity=0)


def setting_up() -> None:
    """Letters into mail.outbox, and passwords that cost nothing."""
    setup_test_environment()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    connection.cursor().execute("PRAGMA synchronous = OFF")


def asked(login: str) -> None:
    """Somebody has typed a name on the recovery page, and the pump has run."""
    LinkRequest.objects.create(typed=login)
    _links.send_due()


def appointed() -> tuple[Client, Client]:
    """Мария and Иван, logged in; he is her contact."""
    setting_up()
    person("maria", "Мария", date(1956, 3, 14), "+79031112233")
    person("ivan", "Иван", date(1991, 6, 2), "+79161234567")
    maria, ivan = logged_in("maria"), logged_in("ivan")
    assert maria.post(HOME + "invite/", {"name": "иван", "phone": "8 (916) 123-45-67"}).status_code == 302
    page = ivan.get(HOME + "serving/").content.decode()
    assert ivan.post(found(r'action="([^"]+/accept/)"', page)).status_code == 302
    return maria, ivan


def messages() -> list[str]:
    """What came by SMS."""
    file = settings.BASE_DIR / "sms.txt"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def begun(login: str) -> Client:
    """Somebody has opened the link of a letter."""
    anybody = Client()
    assert anybody.post(HOME + "recovery/", {"login": login}).status_code == 302
    pump()
    letter = [one for one in mail.outbox if one.to == [f"{login}@mail.example"] and "/recovery/link/" in one.body][-1]
    assert anybody.post(found(r"https://portal\.example(/\S+)", letter.body)).status_code == 302
    return anybody


def confirmed(anybody: Client, ivan: Client) -> None:
    """Иван has heard the number, and typed the code."""
    number = found(r"Номер запроса: (\d{4})", anybody.get(HOME + "recovery/status/").content.decode())
    request = found(r'href="([^"]+/serving/requests/[^"]+)"', ivan.get(HOME + "serving/").content.decode())
    said = {"spoke_with_trustor": "on", "nobody_misleads": "on", "number": number}
    before = len(messages())
    assert ivan.post(request + "approve/", said).status_code == 302
    pump()
    while len(messages()) == before:  # a thread of the portal's may have it in hand
        time.sleep(0.05)
    code = messages()[-1][-6:]
    assert ivan.post(request + "code/", {"code": code}).status_code == 302


def typed(password: str) -> dict[str, str]:
    return {"new_password1": password, "new_password2": password}
