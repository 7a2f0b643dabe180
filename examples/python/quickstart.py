#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The ten lines of the README, with what they need around them."""

import secrets
import tempfile
from datetime import date

import doverie


class Phone(doverie.SmsSender):
    """Stands for the gateway and for Ivan's phone: it keeps the last text."""

    text = ""

    def send(self, message_id: str, to: str, text: str) -> doverie.SmsOutcome:
        """Takes a text; the code is at its end."""
        self.text = text
        return doverie.SmsOutcome.ACCEPTED


def account(name: str, phone: str) -> doverie.Account:
    """A confirmed account of a grown-up citizen."""
    born = date(1980, 5, 17)
    return doverie.Account(
        given_name=name, birth_date=born, citizen=True, confirmed=True, passport_current=True, phone=phone
    )


accounts = doverie.MemoryDirectory({"maria": account("Мария", "+79031112233"), "ivan": account("Иван", "+79161234567")})
keys = doverie.KeyRing.from_master(secrets.token_bytes(32))  # a host keeps its key, and not beside the database
phone = Phone()
secret = doverie.new_secret()

with (
    tempfile.TemporaryDirectory() as place,
    doverie.Service(store=doverie.SqliteStore.create(f"{place}/circles.db"), directory=accounts, keys=keys, sms=phone) as service,
):
    maria, ivan = service.trustor("maria"), service.contact("ivan")
    ivan.accept(maria.invite(name="Иван", phone="+79161234567").id)

    recovery = service.recoverer("maria").start(secret=secret)  # whoever it is: Maria or a stranger
    said = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=recovery.number)
    ivan.approve(recovery.request_id, said)
    service.pump()  # the code goes to Ivan's phone
    ivan.confirm_code(recovery.request_id, phone.text[-6:])
    grant = service.recoverer("maria").redeem(recovery.request_id, secret, command_id="reset-1")  # once

print(f"The password of {grant.trustor} may be reset.")
