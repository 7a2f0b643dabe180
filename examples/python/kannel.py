#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A recovery whose code goes through a real Kannel, with the delivery reports that come back.

Starts Kannel (Debian's package) on free ports, plays the story, prints what the phone received.
"""

import queue
import secrets
import tempfile
import threading
from datetime import date
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
received: queue.Queue[doverie.DeliveryState] = queue.Queue()


class Portal(BaseHTTPRequestHandler):
    """The host's HTTP server: /sms-report/<message id>?state=<Kannel's value>."""

    def do_GET(self) -> None:
        """Answers 200 to what is about a message of ours, 404 to everybody else."""
        asked = urlsplit(self.path)
        state = gateway.report_state(parse_qs(asked.query).get("state", [""])[0])
        message_id = asked.path.removeprefix("/sms-report/")
        self.send_response(200 if state is None or kept(message_id, state) else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def kept(message_id: str, state: doverie.DeliveryState) -> bool:
    """False when the report was made up: a message id that this service has not sealed."""
    if state is not doverie.DeliveryState.TAKEN:
        try:
            service.operations().sms_reported(report=message_id, delivered=state is doverie.DeliveryState.DELIVERED)
        except doverie.Rejected as refused:
            if doverie.Reason.REPORT_UNKNOWN in refused.codes:
                return False
    received.put(state)
    return True


portal = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
threading.Thread(target=portal.serve_forever, daemon=True).start()
secret = doverie.new_secret()

with tempfile.TemporaryDirectory() as place, Kannel() as kannel:
    gateway = doverie.KannelSender(
        kannel.url,
        username="portal",
        password=kannel.password,
        sender="Portal",
        report_address=f"http://127.0.0.1:{portal.server_port}/sms-report/{{message_id}}?state=%d",
    )
    service = doverie.Service(
        store=doverie.SqliteStore.create(f"{place}/circles.db"),
        directory=accounts,
        keys=doverie.KeyRing.from_master(secrets.token_bytes(32)),
        sms=gateway,
    )
    phone = kannel.phone()
    maria, ivan = service.trustor("maria"), service.contact("ivan")
    ivan.accept(maria.invite(name="Иван", phone="+79161234567").id)
    recovery = service.recoverer("maria").start(secret=secret)
    said = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=recovery.number)
    ivan.approve(recovery.request_id, said)
    service.pump()

    text = phone.text(0)
    print("Ivan's phone received:", *text.splitlines(), sep="\n  | ")
    while received.get(timeout=30) is not doverie.DeliveryState.DELIVERED:
        pass
    [request] = ivan.cabinet().requests
    assert request.code is not None
    print("Ivan's page says:", request.code.sms.name.lower())

    ivan.confirm_code(recovery.request_id, text[:6])
    grant = service.recoverer("maria").redeem(recovery.request_id, secret, command_id="reset-1")
    print(f"The password of {grant.trustor} may be reset.")
    service.close()
