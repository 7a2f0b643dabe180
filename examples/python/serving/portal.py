# SPDX-License-Identifier: Apache-2.0
"""How does a server process get its service? By opening it itself: nothing that is open goes through fork()."""

import os
from datetime import date
from typing import Final

import doverie

SECRET: Final = bytes(32)


class Accounts(doverie.AccountDirectory):
    """Everybody is there: a portal asks its own tables."""

    def find(self, account: str) -> doverie.Account | None:
        return doverie.Account(
            id=account, given_name="Иван", birth_date=date(1980, 5, 17), citizen=True, confirmed=True, passport_current=True,
            phone=f"+7916{int.from_bytes(account.encode(), 'big') % 10**7:07}",
        )  # fmt: skip


def open_service() -> doverie.Service:
    """Of this process. Each has a connection pool of its own, so that a server takes workers × pool_size connections."""
    store = doverie.PostgresStore(os.environ["PORTAL_CONNINFO"], schema=os.environ["PORTAL_SCHEMA"], pool_size=4, any_role=True)
    return doverie.Service(store=store, directory=Accounts(), keys=doverie.KeyRing.from_master(SECRET))


def start(service: doverie.Service, account: str) -> str:
    """Somebody has forgotten a password."""
    return service.recoverer(account).start(secret=doverie.new_secret()).status.name.lower()
