# SPDX-License-Identifier: Apache-2.0
"""The extension module that loads libpq; not there in a package that was built without it."""

from datetime import timedelta

from doverie._native import EventStore

class PostgresStore(EventStore):
    def __init__(
        self,
        conninfo: str,
        schema: str,
        pool_size: int,
        connect_timeout: timedelta,
        call_timeout: timedelta,
        identity: str | None,
        role: str,
        any_role: bool,
        require_standby: bool,
    ) -> None: ...
    def connections(self) -> dict[str, int]: ...
    @property
    def identity(self) -> str: ...
    def close(self) -> None: ...
    @property
    def closed(self) -> bool: ...

def create_tables(conninfo: str, schema: str) -> None: ...
def accept_server(conninfo: str, schema: str) -> None: ...
def grant(conninfo: str, role: str, to: str, schema: str) -> None: ...
def raise_epoch(conninfo: str, schema: str, above: int) -> int: ...
