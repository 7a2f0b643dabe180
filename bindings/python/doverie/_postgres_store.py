# SPDX-License-Identifier: Apache-2.0
"""The PostgreSQL store: imported when somebody asks for it, as it loads libpq."""

from datetime import timedelta
from typing import Any, Final, final

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

    `connect_timeout`: how long to try one host, two seconds at least. `pool_timeout`: how long to wait for a free
    connection. `statement_timeout`: how long the server may take for one round trip.

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
        pool_timeout: timedelta = _FIVE_SECONDS,
        statement_timeout: timedelta = _TEN_SECONDS,
        identity: str | None = None,
    ) -> None:
        super().__init__(conninfo, schema, pool_size, connect_timeout, pool_timeout, statement_timeout, identity)
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
