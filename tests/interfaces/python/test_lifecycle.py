# SPDX-License-Identifier: Apache-2.0
"""Opening, closing, forking, and what a wrong argument is told."""

import gc
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import doverie
from doverie import FaultCode
from people import IVAN, MARIA, Portal, account, service


def test_a_closed_service_says_so(portal: Portal) -> None:
    maria = portal.trustor(MARIA.id)
    assert repr(portal) == "<doverie.Service open>"
    portal.close()
    portal.close()
    assert portal.closed
    assert repr(portal) == "<doverie.Service closed>"
    calls: list[Callable[[], object]] = [
        maria.cabinet,
        portal.pump,
        portal.contact(IVAN.id).cabinet,
        lambda: portal.recoverer(MARIA.id).start(secret=doverie.new_secret()),
        lambda: portal.operations().audit(MARIA.id),
    ]
    for call in calls:
        with pytest.raises(doverie.Closed, match="this Service is closed"):
            call()


def test_a_service_closes_when_its_block_fails() -> None:
    with pytest.raises(ZeroDivisionError), Portal() as portal:
        raise ZeroDivisionError
    assert portal.closed


def test_a_store_that_only_the_service_holds_is_closed_with_it(tmp_path: Path) -> None:
    path = tmp_path / "circles.db"
    with Portal(store=doverie.SqliteStore.create(path)):
        with pytest.raises(doverie.StoreError) as locked:
            doverie.SqliteStore(path)
        assert locked.value.code is FaultCode.STORE_LOCKED
    doverie.SqliteStore(path).close()


def test_a_store_that_the_host_holds_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "circles.db"
    with doverie.SqliteStore.create(path) as store:
        with Portal(store=store) as portal:
            portal.trustor(MARIA.id).report_fraud()
        with Portal(store=store, seed=2) as portal:
            assert portal.trustor(MARIA.id).cabinet().frozen_until
        assert not store.closed
        assert repr(store) == f"SqliteStore('{path}')"
    assert store.closed
    assert repr(store) == f"SqliteStore('{path}', closed)"


def test_a_service_on_a_closed_store_faults(tmp_path: Path) -> None:
    store = doverie.SqliteStore.create(tmp_path / "circles.db")
    with Portal(store=store) as portal:
        store.close()
        with pytest.raises(doverie.StoreError, match="this SqliteStore is closed"):
            portal.trustor(MARIA.id).cabinet()


def test_a_closed_directory_faults(tmp_path: Path) -> None:
    with doverie.SqliteDirectory.create(tmp_path / "accounts.db") as directory:
        directory.put(IVAN.id, account(IVAN))
        found = directory.find(IVAN.id)
        assert found is not None
        assert found.phone == IVAN.phone
        directory.remove(IVAN.id)
        assert directory.find(IVAN.id) is None
    with pytest.raises(doverie.DirectoryError, match="this SqliteDirectory is closed"):
        directory.find(IVAN.id)
    with pytest.raises(doverie.Closed, match="this SqliteDirectory is closed"):
        directory.put(IVAN.id, account(IVAN))


@pytest.mark.parametrize("path_of", [str, os.fsencode, Path], ids=["str", "bytes", "Path"])
def test_paths_of_all_kinds(tmp_path: Path, path_of: Callable[[Path], Any]) -> None:
    path = tmp_path / "круги.db"
    doverie.SqliteStore.create(path_of(path)).close()
    assert path.exists()


def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database " * 100, encoding="utf-8")
    with pytest.raises(doverie.StoreError) as refused:
        doverie.SqliteStore(path)
    assert refused.value.code in {FaultCode.STORE_WRONG_FORMAT, FaultCode.STORE_CORRUPT}
    assert path.read_text(encoding="utf-8") == "not a database " * 100


def test_a_directory_that_cannot_be_reached(portal: Portal) -> None:
    portal.directory.set_unavailable()
    with pytest.raises(doverie.DirectoryError) as down:
        portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
    assert down.value.code is FaultCode.DIRECTORY_UNAVAILABLE
    assert down.value.retryable
    portal.directory.set_unavailable(False)
    assert portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)


def in_child(work: Callable[[], object]) -> int:
    """Runs `work` in a forked child; its exit code: 0 when it returned True."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # later Pythons warn of forks beside threads
        child = os.fork()
    if child == 0:
        try:
            os._exit(0 if work() is True else 1)
        except BaseException:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_store_opened_before_a_fork_is_refused_in_the_child(tmp_path: Path) -> None:
    """T6."""
    with Portal(store=doverie.SqliteStore.create(tmp_path / "circles.db")) as portal:
        portal.trustor(MARIA.id).report_fraud()

        def refused() -> bool:
            try:
                portal.trustor(MARIA.id).report_fraud()
            except doverie.StoreError as error:
                return error.code is FaultCode.FORKED
            return False

        assert in_child(refused) == 0
        portal.trustor(IVAN.id).report_fraud()
        assert len(portal.operations().audit(IVAN.id)) == 1, "the parent's store is as good as before"


def test_a_child_may_open_a_service_of_its_own(tmp_path: Path) -> None:
    Portal().close()

    def lives() -> bool:
        with Portal(store=doverie.SqliteStore.create(tmp_path / "circles.db")) as portal:
            portal.appoint(MARIA, IVAN)
            return len(portal.operations().audit(MARIA.id)) == 2

    assert in_child(lives) == 0


def test_the_process_ends_well_with_everything_open(tmp_path: Path) -> None:
    program = """
import doverie, sys
from doverie import testing

class Accounts(doverie.AccountDirectory):
    def find(self, account):
        return None

portal = testing.service(store=doverie.SqliteStore.create(sys.argv[1]))
kept = doverie.Service(store=doverie.MemoryStore(), directory=Accounts(), keys=doverie.KeyRing.from_master(b"k" * 32))
portal.trustor("maria").report_fraud()
kept.trustor("maria").cabinet()
"""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", program, tmp_path / "circles.db"],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"realm": "UPPER"}, "realm"),
        ({"realm": "x" * 33}, "realm"),
        ({"sms_origin": "gosuslugi.ru/evil"}, "sms_origin"),
    ],
)
def test_options_that_cannot_be_are_refused_by_name(options: dict[str, Any], named: str) -> None:
    with pytest.raises(doverie.InvalidArgument, match=named):
        service(**options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"realm": None}, "realm must be str, not None"),
        ({"epoch": "1"}, "epoch must be int, not str"),
        ({"epoch": True}, "epoch must be int, not bool"),
        ({"sms_origin": b"gosuslugi.ru"}, "sms_origin must be str, not bytes"),
    ],
)
def test_options_of_a_wrong_type_are_refused_by_name(options: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError) as wrong:
        service(**options)
    assert str(wrong.value) == message


def test_nothing_leaks_from_failed_constructions() -> None:
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(100):
        with pytest.raises(TypeError):
            doverie.Service(store=doverie.MemoryStore(), directory=object(), keys=None)  # type: ignore[arg-type]
    gc.collect()
    assert len(gc.get_objects()) - before < 50
