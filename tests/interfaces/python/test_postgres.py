# SPDX-License-Identifier: Apache-2.0
"""The PostgreSQL store from Python, on a server of its own."""

import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, ClassVar

import pytest

import doverie
from doverie import FaultCode
from doverie.testing import EventStoreContract
from people import IVAN, MARIA, Portal
from postgres_server import PostgresServer, program, running
from test_event_store import EPOCH, recover
from test_lifecycle import in_child

if importlib.util.find_spec("doverie._postgres") is None:
    raise ImportError("doverie was built without libpq; install libpq-dev and build it again")


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with running() as server:
        yield server


@pytest.fixture
def schema(server: PostgresServer) -> str:
    return server.new_schema()


def portal_on(store: doverie.EventStore, **options: Any) -> Portal:
    """At the time of the server's clock, which the service compares with its own."""
    return Portal(store=store, start=datetime.now(timezone.utc), **options)


def run_python(program: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "dev", "-c", program, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | environment,
    )


class TestPostgresStore(EventStoreContract):
    server: ClassVar[PostgresServer]
    rounds = 10
    streams = 2_000

    @pytest.fixture(autouse=True)
    def _server(self, server: PostgresServer) -> None:
        type(self).server = server

    def make_store(self) -> doverie.EventStore:
        self.schema = self.server.new_schema()
        return self.reopen_store()

    def reopen_store(self) -> doverie.EventStore:
        return doverie.PostgresStore(self.server.conninfo(), schema=self.schema, any_role=True)

    def open_store_again(self) -> doverie.EventStore:
        return self.reopen_store()

    def restore_store(self) -> doverie.EventStore:
        doverie.PostgresStore.raise_epoch(self.server.conninfo(), schema=self.schema)
        return self.reopen_store()


def test_the_whole_story(server: PostgresServer, schema: str) -> None:
    start = datetime.now(timezone.utc)
    with Portal(start=start) as portal:
        granted = recover(portal)
        told = (portal.operations().audit(MARIA.id), portal.sms.sent())
    with doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True) as store, Portal(store=store, start=start) as portal:
        assert recover(portal) == granted
        assert (portal.operations().audit(MARIA.id), portal.sms.sent()) == told


def test_a_whole_recovery_by_several_processes(server: PostgresServer, schema: str) -> None:
    """Ivan's half is done by a process of its own, each time."""
    program = """
import datetime, json, sys, doverie
from people import IVAN, Portal
conninfo, schema, seed, work = sys.argv[1:]
with doverie.PostgresStore(conninfo, schema=schema, any_role=True) as store:
    portal = Portal(store=store, seed=int(seed), start=datetime.datetime.now(datetime.timezone.utc))
    ivan = portal.contact(IVAN.id)
    if work == "accept":
        [invitation] = ivan.cabinet().invitations
        ivan.accept(invitation.id)
    else:
        [request] = ivan.cabinet().requests
        asked = json.loads(work)
        attestation = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=asked["number"])
        ivan.approve(request.id, attestation)
        print(portal.last_code(IVAN.phone))
"""

    def ivan(seed: int, work: str) -> str:
        done = run_python(program, server.conninfo(), schema, str(seed), work)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.strip()

    with doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True) as store, portal_on(store) as portal:
        portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        ivan(2, "accept")
        secret = doverie.new_secret()
        started = portal.start(secret)
        code = ivan(3, json.dumps({"number": started.number}))
        portal.contact(IVAN.id).confirm_code(started.request_id, code)
        assert portal.recoverer(MARIA.id).redeem(started.request_id, secret).trustor == MARIA.id


def test_threads_share_a_store(server: PostgresServer, schema: str) -> None:
    raised: list[Exception] = []

    def work(number: int, portal: Portal) -> None:
        try:
            for time_of in range(5):
                portal.trustor(f"person-{number}-{time_of}").report_fraud()
        except Exception as error:
            raised.append(error)

    with doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True, pool_size=2) as store, portal_on(store) as portal:
        threads = [threading.Thread(target=work, args=(number, portal)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert raised == []
        assert len({entry.stream for entry in store.feed("", 100)}) == 41  # with the realm's own record


def test_others_run_while_the_server_is_waited_for(server: PostgresServer, schema: str) -> None:
    """The GIL is released."""
    with (
        doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True) as store,
        portal_on(store) as portal,
        server.session() as other,
    ):
        quoted = schema.replace('"', '""')
        other.run(f'BEGIN; LOCK TABLE "{quoted}".streams')
        waiting = threading.Thread(target=lambda: portal.trustor(MARIA.id).report_fraud())
        waiting.start()
        for _ in range(20):
            waiting.join(timeout=0.01)
            assert waiting.is_alive()
        other.run("COMMIT")
        waiting.join(timeout=60)
        assert not waiting.is_alive()
        assert portal.trustor(MARIA.id).cabinet().frozen_until


def test_closing(server: PostgresServer, schema: str) -> None:
    store = doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True)
    assert repr(store) == f"PostgresStore(schema={schema!r})"
    with portal_on(store) as portal, store:
        portal.trustor(MARIA.id).report_fraud()
        store.close()
        store.close()
        assert store.closed
        assert repr(store).endswith(", closed)")
        with pytest.raises(doverie.StoreError, match="this PostgresStore is closed") as closed:
            portal.trustor(MARIA.id).report_fraud()
        assert closed.value.code is FaultCode.STORE_UNAVAILABLE
        with pytest.raises(doverie.StoreError, match="this PostgresStore is closed"):
            store.feed("", 1)


def test_a_store_that_only_the_service_holds_is_closed_with_it(server: PostgresServer, schema: str) -> None:
    name = f"only-the-service-{os.getpid()}"
    count = f"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}'"
    with portal_on(doverie.PostgresStore(f"{server.conninfo()} application_name={name}", schema=schema, any_role=True)):
        assert int(server.run(count)) > 0
    for _ in range(500):
        if server.run(count) == "0":
            break
        time.sleep(0.01)
    assert server.run(count) == "0"


def test_tables_are_made_by_nobody_else(server: PostgresServer) -> None:
    with pytest.raises(doverie.StoreError) as missing:
        doverie.PostgresStore(server.conninfo(), schema="nobody made this", any_role=True)
    assert missing.value.code is FaultCode.STORE_WRONG_FORMAT
    doverie.PostgresStore.create_tables(server.conninfo())
    doverie.PostgresStore.create_tables(server.conninfo())
    with doverie.PostgresStore(server.conninfo(), any_role=True) as store:
        assert repr(store) == "PostgresStore(schema='doverie')"


def test_kn1_the_store_that_is_meant_can_be_pinned(server: PostgresServer, schema: str) -> None:
    with doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True) as store:
        identity = store.identity
    with doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True, identity=identity) as store:
        assert store.identity == identity
    with pytest.raises(doverie.StoreError) as mismatch:
        doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True, identity="0" * 32)
    assert mismatch.value.code is FaultCode.STORE_MISMATCH
    with pytest.raises(doverie.InvalidArgument, match="identity"):
        doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True, identity="circles")


def test_a_raised_epoch_voids_cursors(server: PostgresServer, schema: str) -> None:
    with doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True) as store, portal_on(store) as portal:
        portal.trustor(MARIA.id).report_fraud()
        entry = store.feed("", 10)[-1]
    assert doverie.PostgresStore.raise_epoch(server.conninfo(), schema=schema) == 2
    assert doverie.PostgresStore.raise_epoch(server.conninfo(), schema=schema, above=7) == 8
    with doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True) as store:
        with pytest.raises(doverie.InvalidArgument, match="backup"):
            store.feed(entry.cursor, 10)
        assert store.read(doverie.ReadRequest(streams=[], tags_since=EPOCH)).epoch == 8


@pytest.mark.parametrize(
    "conninfo",
    [
        "host={directory} port=1 user=postgres password=hunter2",
        "host={directory} dbname=nowhere user=postgres password=hunter2",
        "host={directory} user=nobody password=hunter2 dbname=postgres",
        "postgresql://postgres:hunter2@127.0.0.1:1/postgres",
        "host={directory} password='hunter2",
        "postgresql://postgres:hunter2@[",
        "hunter2",
    ],
)
def test_errors_hold_no_passwords(server: PostgresServer, conninfo: str) -> None:
    given = conninfo.format(directory=server.directory)
    for work in (
        lambda: doverie.PostgresStore(given),
        lambda: doverie.PostgresStore.create_tables(given),
        lambda: doverie.PostgresStore.raise_epoch(given),
    ):
        with pytest.raises(doverie.Fault) as refused:
            work()
        assert refused.value.code in {FaultCode.STORE_UNAVAILABLE, FaultCode.INVALID_ARGUMENT}
        assert "hunter2" not in "".join(traceback.format_exception(refused.value))


def test_kq1_roles_are_granted_and_compared_when_a_store_is_opened(server: PostgresServer, schema: str) -> None:
    as_owner = server.conninfo()
    server.run("CREATE ROLE service LOGIN; CREATE ROLE auditor LOGIN")
    doverie.PostgresStore.grant(as_owner, "service", "application", schema=schema)
    doverie.PostgresStore.grant(as_owner, "auditor", "reader", schema=schema)
    as_service = server.conninfo("service")
    with doverie.PostgresStore(as_service, schema=schema) as store, portal_on(store) as portal:
        recover(portal)
        counts = store.connections()
        assert counts["most"] == 8
        assert counts["opened"] >= counts["open"] >= 1
    with pytest.raises(doverie.InvalidArgument, match="more than it needs"):
        doverie.PostgresStore(as_owner, schema=schema)
    as_auditor = server.conninfo("auditor")
    with doverie.PostgresStore(as_auditor, schema=schema, role="reader") as store:
        assert store.feed("", 10)
        with pytest.raises(doverie.StoreError) as caught:
            store.lease_messages("", datetime.now(timezone.utc), timedelta(minutes=1), 1)
        assert caught.value.code == FaultCode.STORE_READ_ONLY
    with pytest.raises(doverie.InvalidArgument, match="to: has to be"):
        doverie.PostgresStore.grant(as_owner, "service", "king", schema=schema)  # type: ignore[arg-type]
    doverie.PostgresStore.accept_server(as_owner, schema=schema)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"schema": None}, TypeError, "schema must be str, not None"),
        ({"schema": ""}, doverie.InvalidArgument, "schema"),
        ({"pool_size": "8"}, TypeError, "pool_size must be int, not str"),
        ({"pool_size": 0}, doverie.InvalidArgument, "pool_size"),
        ({"pool_size": -1}, ValueError, "pool_size"),
        ({"call_timeout": 10}, TypeError, "call_timeout must be a timedelta, not int"),
        ({"call_timeout": timedelta()}, doverie.InvalidArgument, "timeouts"),
    ],
)
def test_wrong_options_are_refused_by_name(
    server: PostgresServer, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        doverie.PostgresStore(server.conninfo(), any_role=True, **options)


def test_a_wrong_conninfo_is_not_shown(server: PostgresServer) -> None:
    with pytest.raises(TypeError) as wrong:
        doverie.PostgresStore(b"password=hunter2")  # type: ignore[arg-type]
    assert str(wrong.value) == "conninfo must be str, not bytes"


def test_it_cannot_be_subclassed() -> None:
    with pytest.raises(TypeError, match=r"subclass doverie\.EventStore"):
        type("Mine", (doverie.PostgresStore,), {})


def test_forks(server: PostgresServer, schema: str) -> None:
    with doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True) as store, portal_on(store) as portal:
        portal.trustor(MARIA.id).report_fraud()

        def refused_and_opened_anew() -> bool:
            try:
                portal.trustor(MARIA.id).report_fraud()
            except doverie.StoreError as error:
                with doverie.PostgresStore(server.conninfo(), schema=schema, any_role=True) as mine, portal_on(mine, seed=2) as own:
                    own.trustor(IVAN.id).report_fraud()
                return error.code is FaultCode.FORKED
            return False

        assert in_child(refused_and_opened_anew) == 0
        assert len(portal.operations().audit(MARIA.id)) == len(portal.operations().audit(IVAN.id)) == 1


def test_libpq_is_loaded_when_the_store_is_asked_for() -> None:
    done = run_python(
        """
from pathlib import Path
import doverie
from doverie import *
from doverie import testing
loaded = lambda: "libpq.so" in Path("/proc/self/maps").read_text()
print(loaded(), isinstance(doverie.PostgresStore, type), loaded(), doverie.PostgresStore.__module__)
"""
    )
    assert (done.stdout, done.stderr) == ("False True True doverie\n", "")


def test_a_package_without_it_says_so() -> None:
    done = run_python(
        """
import sys
sys.modules["doverie._postgres"] = None
import doverie
from doverie import *
try:
    doverie.PostgresStore
except ImportError as error:
    print(error)
"""
    )
    assert "built without libpq" in done.stdout
    assert done.stderr == ""


def test_the_process_ends_well_with_everything_open(server: PostgresServer, schema: str) -> None:
    program = """
import datetime, sys, doverie
from doverie import testing
now = datetime.datetime.now(datetime.timezone.utc)
portal = testing.service(store=doverie.PostgresStore(sys.argv[1], schema=sys.argv[2], any_role=True), start=now)
portal.trustor("maria").report_fraud()
"""
    done = run_python(program, server.conninfo(), schema)
    assert (done.returncode, done.stderr) == (0, "")


def test_everything_is_documented() -> None:
    public = [thing for name, thing in vars(doverie.PostgresStore).items() if name[0] != "_"]
    assert all(thing.__doc__ for thing in (doverie.PostgresStore, *public))


def test_the_wheel_has_its_modules_beside_each_other() -> None:
    names = {path.name.split(".")[0] for path in Path(doverie.__file__).parent.glob("*.so")}
    assert names == {"_native", "_postgres", "_senders"}
