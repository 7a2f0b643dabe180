# SPDX-License-Identifier: Apache-2.0
"""docs/guide/runbooks.md, played: what each step says, and what has become of accounts when it is done.

DOVERIE_WRITE_PAGES=1 writes what the commands say into the page.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from test_cli import run
from test_cli_circle import HOST, service, started  # noqa: F401 (a fixture)

import doverie
from doverie import KeyPurpose, KeyState
from doverie.cli._commands import doverie as command
from postgres_server import running

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs/guide/runbooks.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
CHANGING = (
    (re.compile(r"[0-9a-f]{32}"), "ID"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)? UTC"), "AT"),
    (re.compile(r"\d+ bytes"), "N bytes"),
    (re.compile(r"\d+ days, \d+:\d\d:\d\d"), "SO LONG"),
)


def same(text: str) -> str:
    for pattern, instead in CHANGING:
        text = pattern.sub(instead, text)
    return text.strip()


class Book:
    """One section of the page, block by block."""

    def __init__(self, heading: str) -> None:
        page = PAGE.read_text(encoding="utf-8")
        section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.M | re.S)
        assert section, heading
        self._blocks = BLOCK.findall(section[1])

    def shell(self, **words: str) -> list[str]:
        """Runs the next block of commands; what they say is what the page says. Gives what they said."""
        kind, block = self._blocks.pop(0)
        assert kind == ""
        outputs = []
        for part in filter(None, re.split(r"^\$ ", block, flags=re.M)):
            line, _, told = part.partition("\n")
            _, *arguments = [words.get(word, word) for word in shlex.split(line)]
            said = CliRunner().invoke(command, arguments).output
            outputs.append(said)
            if os.environ.get("DOVERIE_WRITE_PAGES") and same(said) != same(told):
                page = PAGE.read_text(encoding="utf-8")
                PAGE.write_text(page.replace(f"$ {line}\n{told}", f"$ {line}\n{said}"), encoding="utf-8")
            else:
                assert same(said) == same(told), line
        return outputs

    def python(self, **names: Any) -> dict[str, Any]:
        """Runs the next block of Python with these names; gives what it has made."""
        kind, block = self._blocks.pop(0)
        assert kind == "python"
        exec(block, names)  # noqa: S102
        return names

    def script(self) -> str:
        """The next block of the shell's own."""
        kind, block = self._blocks.pop(0)
        assert kind == "sh"
        return str(block)

    def ended(self) -> None:
        assert not self._blocks


@pytest.fixture(autouse=True)
def fresh_modules(started: doverie.RecoveryStarted) -> Iterator[None]:  # noqa: F811
    """Иван is Мария's contact, and has the SMS of a request of hers; portal/recovery.py is the host's module."""
    yield


def changed_host(*changes: tuple[str, str]) -> None:
    """The host's module, with something else in it."""
    text = HOST
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    Path("portal/recovery.py").write_text(text, encoding="utf-8")
    for name in ("portal", "portal.recovery"):
        sys.modules.pop(name, None)


def code_in_the_sms() -> str:
    return str(re.findall(r"\d{6}", Path("sms.txt").read_text(encoding="utf-8"))[-1])


def refused(work: Callable[[], Any]) -> list[str]:
    with pytest.raises(doverie.Rejected) as no:
        work()
    return [code.name.lower() for code in no.value.codes]


def test_a_key_has_leaked(started: doverie.RecoveryStarted) -> None:  # noqa: F811
    book = Book("A key has leaked")
    book.shell()
    keys = doverie.KeyRing.from_master(bytes(32))
    directory = doverie.MemoryDirectory({
        name: doverie.Account(given_name=called, birth_date=datetime(1980, 5, 17).date(), citizen=True, confirmed=True,
                              passport_current=True, phone=phone)
        for name, called, phone in (("maria", "Мария", "+79031112233"), ("ivan", "Иван", "+79161234567"))})  # fmt: skip
    sms = doverie.FileSmsSender("sms.txt")
    names = {"keys": keys, "new_key": b"n" * 32, "KeyPurpose": KeyPurpose, "KeyState": KeyState}
    with doverie.SqliteStore("circles.db") as store, doverie.Service(store=store, directory=directory, keys=keys, sms=sms) as portal:
        old = code_in_the_sms()
        book.python(**names)
        assert refused(lambda: portal.contact("ivan").confirm_code(started.request_id, old)) == ["code_void"]
        book.python(**names | {"new_key": b"a" * 32})
        assert portal.trustor("maria").cabinet().contacts  # sealed with the old key
        portal.operations().freeze("maria", operator_id="anna")
        portal.operations().unfreeze("maria", operator_id="anna", second_operator_id="boris")
    book.ended()
    assert "audit key 2: " in run("keys", "list", "circles.db").stdout


def test_a_backup_has_to_be_restored(started: doverie.RecoveryStarted) -> None:  # noqa: F811
    run("store", "backup", "circles.db", "circles.backup")
    with service() as portal:
        portal.operations().freeze("maria", operator_id="anna")
    book = Book("A backup has to be restored")
    before = run("store", "info", "circles.db").stdout
    book.shell()
    assert run("store", "info", "circles.db").stdout == before
    book.shell()
    book.ended()
    assert run("store", "info", "circles.db.before-epoch-2").stdout == before
    with service() as portal:
        assert portal.trustor("maria").cabinet().frozen_until is None  # forgotten: the log has it
        assert refused(lambda: portal.contact("ivan").confirm_code(started.request_id, "000000"))[0] in (
            "request_void", "restored_recently")  # fmt: skip


GATEWAY = """
class Gateway(doverie.SmsSender):
    def send(self, message_id, to, text):
        if Path("down").exists():
            return doverie.SmsOutcome.TRY_LATER
        Path("sms.txt").write_text(text)
        return doverie.SmsOutcome.ACCEPTED

def service():
"""


def test_the_gateway_is_down(started: doverie.RecoveryStarted) -> None:  # noqa: F811
    changed_host(("\ndef service():\n", GATEWAY), ('sms=doverie.FileSmsSender("sms.txt")', "sms=Gateway()"))
    Path("down").touch()
    with service() as portal:
        portal.contact("ivan").deny(started.request_id)
        again = portal.recoverer("maria").start(secret=doverie.new_secret())
        portal.contact("ivan").approve(
            again.request_id, doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=again.number))  # fmt: skip
        Path("sms.txt").unlink()
    book = Book("The SMS gateway is down")
    book.shell()
    book.ended()
    assert not Path("sms.txt").exists()
    Path("down").unlink()
    with service() as portal:
        portal.pump()
        deadline = datetime.now(timezone.utc) + timedelta(seconds=20)
        while not Path("sms.txt").exists() and datetime.now(timezone.utc) < deadline:
            portal.pump()
        assert portal.contact("ivan").confirm_code(again.request_id, code_in_the_sms())


DIRECTORY = """
class Down(doverie.AccountDirectory):
    def find(self, account):
        raise TimeoutError("no answer")

def service():
"""


def test_the_directory_is_down(started: doverie.RecoveryStarted) -> None:  # noqa: F811
    changed_host(("\ndef service():\n", DIRECTORY), ("directory=directory,", "directory=Down(),"))
    with service() as portal, pytest.raises(TimeoutError):
        portal.recoverer("maria").start(secret=doverie.new_secret())
    book = Book("The directory is down")
    book.shell()
    book.ended()
    changed_host()
    with service() as portal:
        assert portal.trustor("maria").cabinet().frozen_until


def test_the_disk_is_full() -> None:
    """What the store does when it is full, tests/stores/sqlite_failure_test.cc plays at every call."""
    book = Book("The disk is full")
    book.shell()
    book.ended()


def test_the_clock_is_wrong() -> None:
    ahead = datetime.now(timezone.utc) + timedelta(days=30)
    with doverie.SqliteStore("circles.db") as store:
        changed = doverie.Batch(command_id="ahead", command=doverie.CommandRecord(fingerprint="", answer=b""), expected=[],
                                appends=[], tags=[], messages=[], withdrawn=[], erase=[], at=ahead)  # fmt: skip
        store.append(changed)
    with service() as portal, pytest.raises(doverie.Fault) as wrong:
        portal.operations().freeze("maria", operator_id="anna")
    assert wrong.value.code == doverie.FaultCode.CLOCK_SKEW
    book = Book("The clock is wrong")
    book.shell()
    book.shell()
    book.ended()
    with service() as portal:
        portal.operations().freeze("maria", operator_id="anna")


def test_postgresql_has_failed_over() -> None:
    with running() as server:
        doverie.PostgresStore.create_tables(server.conninfo())
        book = Book("PostgreSQL has failed over")
        book.shell(CONNINFO=server.conninfo())
        book.shell(CONNINFO=server.conninfo())
        book.ended()


def test_a_wave_of_fraud(started: doverie.RecoveryStarted) -> None:  # noqa: F811
    book = Book("A wave of fraud")
    Path("accounts.txt").write_text("maria\nivan", encoding="utf-8")  # without a line break at the end
    script = book.script().replace("doverie circle", f"{sys.executable} -m doverie circle")
    said = subprocess.run(["sh", "-c", script], check=True, capture_output=True, text=True, timeout=120)
    assert said.stdout.count("the operator anna froze the account") == 2
    with service() as portal:
        assert portal.trustor("maria").cabinet().frozen_until
        assert portal.trustor("ivan").cabinet().frozen_until
        assert refused(lambda: portal.contact("ivan").confirm_code(started.request_id, "000000"))[0] in ("frozen", "request_void")
    book.shell()
    book.ended()
    with service() as portal:
        assert portal.trustor("maria").cabinet().frozen_until is None


def test_a_wrong_policy_went_live() -> None:
    gosuslugi = doverie.Policy.gosuslugi()
    wrong = gosuslugi.replace(id="wrong", applies_from=gosuslugi.applies_from + timedelta(days=1), contact_min_age_years=14)
    Path("wrong.json").write_text(wrong.to_json(), encoding="utf-8")
    book = Book("A wrong policy went live")
    book.shell()

    def under(policies: str) -> doverie.Service:
        changed_host(("keys=keys,", f"keys=keys, policies={policies},"), ("def service():\n", """def service():
    gosuslugi = doverie.Policy.gosuslugi()
    wrong = doverie.Policy.from_json(Path("wrong.json").read_text())
"""))  # fmt: skip
        return service()

    with under("[gosuslugi, wrong]") as portal:
        opened = portal.recoverer("maria").start(secret=(secret := doverie.new_secret()))
    made = book.python(doverie=doverie, gosuslugi=gosuslugi, wrong=wrong)
    assert made["policies"].on(wrong.applies_from) == gosuslugi
    with under("doverie.PolicySchedule((gosuslugi, wrong)).with_revoked(wrong.id)") as portal:
        assert portal.recoverer("maria").status(opened.request_id, secret).state == doverie.RequestState.VOIDED
    with under("[gosuslugi, wrong]") as portal:
        assert portal.recoverer("maria").status(opened.request_id, secret).state == doverie.RequestState.PENDING
    book.ended()


def test_the_mark_and_the_store_disagree() -> None:
    olga = '"olga": account("Ольга", "+79035556677"), "maria"'
    changed_host(('"maria"', olga), ("phone=phone)", 'phone=phone, has_contact=name == "Ольга")'))
    with service() as portal, pytest.raises(doverie.Fault) as mark:
        portal.recoverer("olga").start(secret=doverie.new_secret())
    assert mark.value.code == doverie.FaultCode.STORE_MISMATCH
    book = Book("The host's mark and the store disagree")
    book.shell()
    book.shell()
    book.ended()
    with service() as portal:
        answer = portal.recoverer("olga").start(secret=doverie.new_secret())
        assert answer.status == doverie.StartStatus.NOT_PROTECTED


def test_every_book_is_played() -> None:
    headings = re.findall(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), re.M)
    played = Path(__file__).read_text(encoding="utf-8")
    assert [heading for heading in headings if f'Book("{heading}")' not in played] == []
    assert json.dumps(headings)
