# SPDX-License-Identifier: Apache-2.0
"""`manage.py doverie_store`: makes the store that STORE names, and the file of keys, once, by an operator."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import doverie
from doverie.django import conf
from doverie.django.service import make_store


class Command(BaseCommand):
    help = "Makes the tables or the file for the records, and the master key where MASTER_KEY names a file that is not there."

    def add_arguments(self, parser: CommandParser) -> None:
        """--owner, --grant."""
        parser.add_argument("--owner", metavar="CONNINFO", help="Make the tables by this connection, whose role then owns them.")
        parser.add_argument("--grant", metavar="ROLE", help="And give this role, the portal's, what it needs with them.")

    def handle(self, *args: object, **options: Any) -> None:
        """Makes what is missing. A key that is there is left as it is: without it nobody reads the records."""
        key = conf.value("MASTER_KEY")
        if key and not Path(key).exists():
            with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
            self.stdout.write(f"made the key {key}")
        try:
            identity = make_store(options["owner"], options["grant"])
        except doverie.Error as error:
            raise CommandError(str(error)) from error
        self.stdout.write("the tables are there" if identity is None else f"made a store with the identity {identity}")
