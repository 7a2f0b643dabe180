# SPDX-License-Identifier: Apache-2.0
"""`manage.py doverie_pump`: sends codes, notices and links that are due, until SIGTERM or SIGINT comes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from doverie._told_to_stop import told_to_stop
from doverie.django import _links
from doverie.django import service as ours
from doverie.django._pump import Pump, beat


class Command(BaseCommand):
    help = "Sends codes, notices and links that are due, until SIGTERM or SIGINT comes."

    def add_arguments(self, parser: CommandParser) -> None:
        """--once, --idle, --within."""
        parser.add_argument("--once", action="store_true", help="Send what is due now, and end.")
        parser.add_argument("--idle", type=float, default=1.0, help="Seconds to wait when nothing is due (1).")
        parser.add_argument("--within", type=float, default=30.0, help="Seconds to wait at the end for what is being sent (30).")

    def handle(self, *args: object, **options: Any) -> None:
        """Runs it."""
        if options["once"]:
            return self._once()
        if not ours.on_server():
            raise CommandError("records in a SQLite file are open in one process alone: the portal itself pumps there")
        with told_to_stop() as told:
            pump = Pump(ours.service(), ours.open_metrics(), idle=options["idle"])
            self.stdout.write("pumping")
            told.wait()
        if not pump.stop(options["within"]):
            raise CommandError("not all has come back in time; it is sent again under the same id")
        return None

    def _once(self) -> None:
        report = ours.service().pump()
        while report.all and report.fault is None:
            report = ours.service().pump()
        links = _links.send_due()
        beat(ours.open_metrics())
        self.stdout.write(f"links {links}")
        if report.fault is not None:
            raise CommandError(f"something broke: {type(report.fault).__name__}")
