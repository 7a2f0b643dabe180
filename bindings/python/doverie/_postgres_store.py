# SPDX-License-Identifier: Apache-2.0
"""The PostgreSQL store: imported when somebody asks for it, as it loads libpq."""

from datetime import timedelta
from typing import Any, Final, Literal, final

from doverie import _postgres
from doverie._closing import Closing, refuse_subclass

_FIVE_SECONDS: Final = timedelta(seconds=5)
_TEN_SECONDS: Final = timedelta(seconds=10)


@final
class PostgresStore(Closing, _postgres.PostgresStore):
    """Events in a PostgreSQL database (13 or later), for hosts with several processes or machines. Thread-safe.

        doverie.PostgresStore.create_tables(conninfo)  # once, by an operator
        with doverie.PostgresStore("host=db1,db2 dbname=circles user=circles") as store: ...

    Connects once, to find out whether the server will do; raises StoreError when it cannot be reached, loses what it has
    committed, takes no writes, or has not got the tables. `conninfo` is libpq's, "host=..." or "postgresql://..."; it never
    appears in a message. `schema` is where the tables are. At most `pool_size` connections are open, when they are needed.

    `call_timeout`: how long a call may take, with everything in it. `connect_timeout`: how long to try one of several hosts.

    `role` is what the store is opened for: "application", or "reader", for which appending, leasing and settling raise
    StoreError. A database role that may do more with the tables than it needs, as their owner or a superuser may, is refused
    unless `any_role` is set. With `require_standby`, nothing is acknowledged by a server without synchronous standbys.

    `identity` is that of the store that is meant, as the property tells it: another one raises StoreError
    (STORE_MISMATCH). What was opened before a fork is refused after it, in the child.
    """

    def __init_subclass__(cls, **_: Any) -> None:
        raise refuse_subclass("PostgresStore", "EventStore")

    def __init__(
        self,
        conninfo: str,
        *,
        schema: str = "doverie",
        pool_size: int = 8,
        connect_timeout: timedelta = _FIVE_SECONDS,
        call_timeout: timedelta = _TEN_SECONDS,
        identity: str | None = None,
        role: Literal["application", "reader"] = "application",
        any_role: bool = False,
        require_standby: bool = False,
    ) -> None:
        super().__init__(
            conninfo, schema, pool_size, connect_timeout, call_timeout, identity, role, any_role, require_standby
        )
        self._schema = schema

    @property
    def identity(self) -> str:
        """What tells this store from every other: 32 hex digits, made with its tables; dumps and copies have it, too."""
        return super().identity

    @staticmethod
    def create_tables(conninfo: str, *, schema: str = "doverie") -> None:
        """Makes the schema with its tables, or migrates it to what this version of the library reads and writes; nothing
        else ever does. For an operator: no process may use the tables meanwhile, and the role becomes their owner.
        """
        _postgres.create_tables(conninfo, schema)

    def connections(self) -> dict[str, int]:
        """For metrics: `most` there may be, `open` now, `in_use` of these; `opened`, `refused` (tries to open one that did not
        succeed) and `waited` (calls that found none free) since the store was opened.
        """
        return super().connections()

    @staticmethod
    def grant(conninfo: str, role: str, to: Literal["application", "reader", "operator"], *, schema: str = "doverie") -> None:
        """Gives a role what it needs with the tables, and takes away what it had beside. For the owner of the tables; the role
        has to be there. Services are the application; a reader looks at the records only; an operator raises the epoch.
        """
        _postgres.grant(conninfo, role, to, schema)

    @staticmethod
    def accept_server(conninfo: str, *, schema: str = "doverie") -> None:
        """To be called once after the tables have come to another server and nothing was lost: an upgrade (pg_upgrade), or a
        copy of a server that was stopped. Not for a backup, which raise_epoch is for.
        """
        _postgres.accept_server(conninfo, schema)

    @staticmethod
    def raise_epoch(conninfo: str, *, schema: str = "doverie", above: int = 1) -> int:
        """To be called once after a backup was restored, before any process opens the store again: voids what was open, and
        makes every cursor of the feed invalid. Returns the new epoch, which is higher than the store's and than `above`, the
        highest one that the options of a service ever had.
        """
        return _postgres.raise_epoch(conninfo, schema, above)

    def close(self) -> None:
        """Closes the connections as soon as the calls that are under way have ended. Services that use the store fault from
        now on.
        """
        _postgres.PostgresStore.close(self)

    def __repr__(self) -> str:
        return f"PostgresStore(schema={self._schema!r}{', closed' if self.closed else ''})"


PostgresStore.__module__ = "doverie"
