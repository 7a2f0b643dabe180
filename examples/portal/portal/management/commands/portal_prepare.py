# SPDX-License-Identifier: Apache-2.0
"""`manage.py portal_prepare`: tables, keys, and six people, two of whom work at the desk. All have the same password."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from doverie.django.models import Person

PASSWORD = "portal-2026"
PEOPLE = (
    ("maria", "Мария", "Смирнова", date(1956, 3, 14), "+79031112233", False),
    ("ivan", "Иван", "Соколов", date(1991, 6, 2), "+79161234567", False),
    ("olga", "Ольга", "Лебедева", date(1980, 11, 20), "+79057654321", False),
    ("pyotr", "Пётр", "Лебедев", date(2009, 5, 9), "+79262223344", False),
    ("anna", "Анна", "Орлова", date(1985, 1, 30), "+79154445566", True),
    ("boris", "Борис", "Волков", date(1978, 9, 8), "+79107778899", True),
)


class Command(BaseCommand):
    help = "Makes what is missing: tables, keys, six people. Changes nobody who is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--owner", help="By which connection the tables of the records are made.")
        parser.add_argument("--grant", help="The role that the portal has.")

    def handle(self, *args: object, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("doverie_store", owner=options["owner"], grant=options["grant"], stdout=self.stdout)
        self._people()

    def _people(self) -> None:
        hashed = make_password(PASSWORD)
        desk = Permission.objects.filter(content_type__app_label="doverie", codename__endswith="_desk")
        for login, given, surname, born, phone, at_desk in PEOPLE:
            given_to = {"first_name": given, "last_name": surname, "email": f"{login}@mail.example", "password": hashed}
            user, made = User.objects.get_or_create(username=login, defaults={**given_to, "is_staff": at_desk})
            if made:
                Person.objects.create(
                    user=user, birth_date=born, phone=phone, citizen=True, confirmed=True, passport_current=True
                )
            if made and at_desk:
                user.user_permissions.set(desk)
        self.stdout.write(f"{User.objects.count()} people")
