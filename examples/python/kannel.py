#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A recovery whose code goes through a real Kannel, with the delivery reports that come back.

Starts Kannel (Debian's package) on free ports, plays the story, prints what the phone received.
"""

import queue
import secrets
import tempfile
import threading
from datetime import date, datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import doverie
from kannel_gateway import Kannel



def account(name: str, phone: str) -> doverie.Account:
    """A confirmed account of a grown-up citizen."""
    born = date(1980, 5, 17)
    return doverie.Account(
        given_name=name, birth_date=born, citizen=True, confirmed=True, passport_current=True, phone=phone
    )


accounts = doverie.MemoryDirectory({"maria": account("Мария", "+79031112233"), "ivan": account("Иван", "+79161234567")})
reports = doverie.DeliveryReports([secrets.token_bytes(32)])
received: queue.Queue[doverie.ReceivedReport] = queue.Queue()


class Portal(BaseHTTPRequestHandler):
    """The host's HTTP server: /sms-report/<token>?state=<Kannel's value>."""

    def do_GET(self) -> None:
        """Answers 200 to what is about a message of ours, 404 to everybody else."""
        asked = urlsplit(self.path)
        state = parse_qs(asked.query).get("state", [""])[0]
        token = asked.path.removeprefix("/sms-report/")
        got = reports.read(token, doverie.kannel_state(state), at=datetime.now(timezone.utc))
        self.send_response(404 if got.verdict is doverie.ReportVerdict.FORGED else 200)
        self.end_headers()
        received.put(got)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


portal = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
threading.Thread(target=portal.serve_forever, daemon=True).start()
secret = doverie.new_secret()

with (
    tempfile.TemporaryDirectory() as place,
    Kannel() as kannel,
    doverie.Service(
        store=doverie.SqliteStore.create(f"{place}/circles.db"),
        directory=accounts,
        keys=doverie.KeyRing.from_master(secrets.token_bytes(32)),
        sms=doverie.KannelSender(
            kannel.url,
            username="portal",
            password=kannel.password,
            sender="Portal",
            report_address=f"http://127.0.0.1:{portal.server_port}/sms-report/{{token}}?state=%d",
            reports=reports,
        ),
    ) as service,
):
    phone = kannel.phone()
    maria, ivan = service.trustor("maria"), service.contact("ivan")
    ivan.accept(maria.invite(name="Иван", phone="+79161234567").id)
    recovery = service.recoverer("maria").start(secret=secret)
    said = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=recovery.number)
    ivan.approve(recovery.request_id, said)
    service.pump()

    text = phone.text(0)
    print("Ivan's phone received:", *text.splitlines(), sep="\n  | ")
    states: set[doverie.DeliveryState] = set()
    while doverie.DeliveryState.DELIVERED not in states:
        got = received.get(timeout=30)
        assert got.report is not None, "a report that was not asked for"
        states.add(got.report.state)
    print("Kannel reported:", max(states).name.lower())

    ivan.confirm_code(recovery.request_id, text[:6])
    grant = service.recoverer("maria").redeem(recovery.request_id, secret, command_id="reset-1")
    print(f"The password of {grant.trustor} may be reset.")
