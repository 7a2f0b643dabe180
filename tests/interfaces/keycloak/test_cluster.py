# SPDX-License-Identifier: Apache-2.0
"""Do several nodes with records in PostgreSQL decide as one?"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import database
import pytest
from conftest import fetched, free_port, made
from serve import OPTION, Stand
from walking import Browser, People, code_of

pytestmark = pytest.mark.long  # two servers have to start


@pytest.fixture(scope="module")
def nodes() -> Iterator[tuple[Stand, Stand]]:
    """Two of them, on one database, with one key. Authentication sessions are each node's own: a browser stays where it is."""
    state, port = Path(tempfile.mkdtemp(prefix="doverie-keycloak-")), free_port()
    options = ("--db=postgres", f"--db-url=jdbc:postgresql://127.0.0.1:{port}/keycloak", "--db-username=postgres", "--db-password=none",
               f"{OPTION}postgres=host=127.0.0.1 port={port} user=postgres dbname=postgres")
    with database.running(port):
        first = Stand(state, free_port(), fetched(), made(), options)
        second = Stand(state, free_port(), first.archive, first.providers, options, first.letters)
        try:
            first.start()
            second.start_server()
            yield first, second
        finally:
            second.stop_server()
            first.stop()
            print((state / "server.log").read_text(encoding="utf-8")[-5000:])
            shutil.rmtree(state, ignore_errors=True)


def test_a_recovery_goes_over_both_and_survives_one(nodes: tuple[Stand, Stand]) -> None:
    first, second = nodes
    people = People(first, contact_at=second)
    browser = Browser(first)
    assert browser.recover(people.owner).waits, browser.page.text
    people.approve(browser.page.number)
    page = people.contacts.send("confirm", code=code_of(first, people.contact_phone))
    assert "Готово" in page.text, page.text
    sent = [line for line in first.sms.read_text(encoding="utf-8").splitlines() if people.contact_phone in line]
    assert len(sent) == 1, "both nodes pump, and the code is sent once"
    first.stop_server()
    browser.stand = second
    assert browser.recover(people.owner).asks_for_new_password, "a new link leads to the request that was approved"
    browser.set_password()
    assert "doverie-mine" in Browser(second).log_in(people.owner, "another-2026").body
