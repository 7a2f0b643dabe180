# SPDX-License-Identifier: Apache-2.0
"""Everything may be used from any thread, and nobody waits for the GIL while somebody else waits for a port."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import doverie
from doverie import HostReason, Reason
from people import IVAN, MARIA, Portal, account

PARALLEL = 64


def wrong_code(portal: Portal, request_id: str, right: str, command_id: str) -> Reason | HostReason:
    """Types a wrong code, and again, with the same command id, for as long as the service is busy."""
    code = "000000" if right != "000000" else "000001"
    while True:
        try:
            portal.contact(IVAN.id).confirm_code(request_id, code, command_id=command_id)
        except doverie.Rejected as rejected:
            return rejected.code
        except doverie.Busy:
            continue


def test_of_64_wrong_codes_in_parallel_exactly_the_limit_is_evaluated(any_portal: Portal) -> None:
    """G1."""
    portal = any_portal
    portal.appoint(MARIA, IVAN)
    started = portal.start(doverie.new_secret())
    portal.approve(started)
    right = portal.last_code(IVAN.phone)
    together = threading.Barrier(PARALLEL)

    def attempt(number: int) -> Reason | HostReason:
        together.wait()
        return wrong_code(portal, started.request_id, right, f"attempt-{number}")

    with ThreadPoolExecutor(PARALLEL) as pool:
        answers = Counter(pool.map(attempt, range(PARALLEL)))
    limit = portal.policies.policies[0].max_wrong_codes
    assert answers == {Reason.WRONG_CODE: limit, Reason.TOO_MANY_WRONG_CODES: PARALLEL - limit}
    with pytest.raises(doverie.Rejected) as locked:
        portal.contact(IVAN.id).confirm_code(started.request_id, right)
    assert locked.value.code is Reason.TOO_MANY_WRONG_CODES, "the right code after the limit is refused, too"


def test_one_redemption_of_many(any_portal: Portal) -> None:
    """B4: with one command id for each, one wins; a repetition of the winner's has the same grant."""
    portal = any_portal
    portal.appoint(MARIA, IVAN)
    secret = doverie.new_secret()
    started = portal.start(secret)
    portal.approve(started)
    portal.contact(IVAN.id).confirm_code(started.request_id, portal.last_code(IVAN.phone))

    def redeem(number: int) -> doverie.Grant | Reason | HostReason:
        try:
            return portal.recoverer(MARIA.id).redeem(started.request_id, secret, command_id=f"redeem-{number // 2}")
        except doverie.Rejected as rejected:
            return rejected.code

    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(redeem, range(8)))
    assert answers.pop(Reason.REQUEST_REDEEMED) == 6
    [grant] = answers
    assert isinstance(grant, doverie.Grant)


class SlowAccounts(doverie.AccountDirectory):
    """Waits, as a database does, until the test lets it go on."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.go_on = threading.Event()

    def find(self, account_id: str) -> doverie.Account | None:
        self.reached.set()
        assert self.go_on.wait(10)
        return account(MARIA, id=account_id)


def test_others_run_while_a_port_waits() -> None:
    directory = SlowAccounts()
    with (
        doverie.Service(
            store=doverie.MemoryStore(), directory=directory, keys=doverie.KeyRing.from_master(b"k" * 32)
        ) as service,
        ThreadPoolExecutor(1) as pool,
    ):
        slow = pool.submit(service.trustor(MARIA.id).invite, name=IVAN.name, phone=IVAN.phone)
        assert directory.reached.wait(10)
        assert service.trustor(MARIA.id).history().entries == (), "no lock is held while a port is called"
        directory.go_on.set()
        assert slow.result().phone_masked == "+7916•••••67"


def test_closing_waits_for_nobody() -> None:
    """A call that is under way ends well; later ones are told."""
    directory = SlowAccounts()
    service = doverie.Service(store=doverie.MemoryStore(), directory=directory, keys=doverie.KeyRing.from_master(b"k" * 32))
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(service.trustor(MARIA.id).invite, name=IVAN.name, phone=IVAN.phone)
        assert directory.reached.wait(10)
        service.close()
        with pytest.raises(doverie.Closed):
            service.pump()
        directory.go_on.set()
        assert slow.result().phone_masked == "+7916•••••67"


def test_the_gil_is_free_while_the_store_writes(tmp_path: Path) -> None:
    """A thread that counts goes on counting while another one commits to disk."""
    with Portal(store=doverie.SqliteStore.create(tmp_path / "circles.db")) as portal:
        counted = 0

        def commit() -> None:
            for number in range(50):
                portal.trustor(f"person{number}").report_fraud()

        writer = threading.Thread(target=commit)
        writer.start()
        while writer.is_alive():
            counted += 1
            time.sleep(0)
        writer.join()
        assert counted > 50


def test_commands_of_many_people_at_once(any_portal: Portal) -> None:
    everybody = [f"person{number}" for number in range(32)]

    def live(who: str) -> int:
        trustor = any_portal.trustor(who)
        any_portal.add_account(who, given_name="Анна", phone=f"+7900{abs(hash(who)) % 10**7:07}")
        trustor.cancel_invitation(trustor.invite(name=IVAN.name, phone="+79990000000").id)
        any_portal.pump()
        return len(any_portal.operations().audit(who))

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(live, everybody)) == {2}


def test_keys_added_beside_commands(portal: Portal) -> None:
    keys = doverie.KeyRing.from_master(b"k" * 32)
    with doverie.Service(store=doverie.MemoryStore(), directory=portal.directory, keys=keys) as service:

        def rotate(number: int) -> None:
            keys.add(doverie.KeyPurpose.AUDIT, id=f"key{number}", key=bytes([number]) * 32)
            service.trustor(f"person{number}").report_fraud()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(rotate, range(16)))
        assert all(service.operations().audit(f"person{number}") for number in range(16))
