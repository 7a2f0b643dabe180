# SPDX-License-Identifier: Apache-2.0
"""`doverie pump`: what it sends, says and ends with, once and as a service of the machine."""

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_cli import asked, run

import doverie
from doverie.cli._modules import named
from postgres_server import running

ROOT = Path(__file__).resolve().parents[3]
# A portal of one file, whose code is due. `send` says what its gateway does.
HOST = """
import time
from datetime import date
from pathlib import Path
import doverie

class Gateway(doverie.SmsSender):
    def send(self, message_id, to, text):
        Path("sent").touch()
        {send}
        return doverie.SmsOutcome.ACCEPTED

def account(name, phone):
    return doverie.Account(given_name=name, birth_date=date(1980, 5, 17), citizen=True, confirmed=True,
                           passport_current=True, phone=phone)

def service():
    directory = doverie.MemoryDirectory({{"maria": account("Мария", "+79031112233"), "ivan": account("Иван", "+79161234567")}})
    keys = doverie.KeyRing.from_master(bytes(32))
    made = doverie.Service(store=doverie.MemoryStore(), directory=directory, keys=keys, sms=Gateway())
    made.contact("ivan").accept(made.trustor("maria").invite(name="Иван", phone="+79161234567").id)
    started = made.recoverer("maria").start(secret=doverie.new_secret())
    said = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=started.number)
    made.contact("ivan").approve(started.request_id, said)
    return made

def slow_to_come():
    Path("sent").touch()
    time.sleep(1)
    return service()

def broken():
    raise RuntimeError("no such database")

def nothing():
    return 7

NUMBER = 7
"""
PERSONAL = re.compile(r"maria|ivan|Мария|Иван|\+?79|\d{6}|req_|sms_")


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    for name, send in (("portal", "pass"), ("slow_portal", "time.sleep(60)"), ("down_portal", "raise OSError('+79161234567')")):
        (tmp_path / f"{name}.py").write_text(HOST.format(send=send), encoding="utf-8")
    yield tmp_path
    for name in ("portal", "slow_portal", "down_portal"):
        sys.modules.pop(name, None)


def test_once_sends_what_is_due(portal: Path) -> None:
    result = run("pump", "portal:service", "--once")
    assert result.stdout.splitlines() == ["codes: sent 1", "notices: untold 3"]
    assert result.stderr == "codes: sent 1; notices: untold 3\n"
    counts = asked("pump", "portal:service", "--once")
    assert counts["codes"] == {name: int(name == "sent") for name in counts["codes"]}
    assert counts["faults"] == {}


def test_once_tells_that_something_broke_and_nothing_of_whom(portal: Path) -> None:
    result = run("pump", "down_portal:service", "--once", status=1)
    assert result.stderr == "codes: postponed 1; notices: untold 3; fault OSError\n"
    assert "fault OSError: 1" in result.stdout
    assert not PERSONAL.search(result.output)


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("portal", "MODULE:FUNCTION portal: write MODULE:NAME, such as portal.recovery:service"),
        ("nothing_here:service", "MODULE:FUNCTION nothing_here:service: No module named 'nothing_here'"),
        ("portal:NUMBER", "portal:NUMBER is no function; it has to return a doverie.Service"),
        ("portal:nothing", "portal:nothing returned int; it has to return a doverie.Service"),
        ("portal:broken", "portal:broken: RuntimeError: no such database"),
    ],
)
def test_a_service_that_cannot_be_had(portal: Path, place: str, problem: str) -> None:
    assert asked("pump", place, "--once", status=2)["error"]["message"] == problem


class Pump:
    """`doverie pump` as a process."""

    def __init__(self, where: Path, *arguments: str) -> None:
        place = str(Path(doverie.__file__).parent.parent)
        command = [sys.executable, "-m", "doverie", "pump", *arguments, "--json"]
        self.sent = where / "sent"
        self.process = subprocess.Popen(
            command, cwd=where, env=os.environ | {"PYTHONPATH": place}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def until_it_pumps(self) -> None:
        assert self.process.stderr is not None
        assert self.process.stderr.readline().startswith("pumping")

    def until_it_sends(self) -> None:
        for _ in range(3000):
            if self.sent.exists():
                return
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.01)
        raise AssertionError("nothing was sent")

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        self.process.send_signal(number)
        told, logged = self.process.communicate(timeout=60)
        return self.process.returncode, told, logged


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_as_a_service_it_sends_and_stops_when_told(portal: Path, number: int) -> None:
    pump = Pump(portal, "portal:service", "--idle", "0.01")
    pump.until_it_sends()
    status, told, logged = pump.end(number)
    assert status == 0, logged
    assert json.loads(told)["codes"]["sent"] == 1
    lines = logged.splitlines()
    assert lines[0] == "pumping, with 2 threads for codes and 1 for the rest"
    assert "codes: sent 1" in lines[1:]
    assert not PERSONAL.search(told + logged)


@pytest.mark.parametrize("once", [(), ("--once",)])
def test_one_that_is_told_to_stop_while_the_hosts_function_sets_up_ends_well(portal: Path, once: tuple[str, ...]) -> None:
    pump = Pump(portal, "portal:slow_to_come", *once)
    pump.until_it_sends()  # not yet: the mark stands for the beginning
    status, told, logged = pump.end(signal.SIGINT)
    assert (status, "Traceback" in logged) == (0, False), logged
    assert json.loads(told)["faults"] == {}


def test_it_waits_for_a_slow_gateway_as_long_as_it_is_told(portal: Path) -> None:
    pump = Pump(portal, "slow_portal:service", "--within", "0.2")
    pump.until_it_sends()
    before = time.monotonic()
    status, told, logged = pump.end()
    assert time.monotonic() - before < 30
    assert status == 1
    assert json.loads(told)["codes"]["sent"] == 0
    assert "not all has come back within 0.2 s" in logged


# The service of a portal whose records are on PostgreSQL.
SHARED = """
from datetime import date
import doverie

def account(name, phone):
    return doverie.Account(given_name=name, birth_date=date(1980, 5, 17), citizen=True, confirmed=True,
                           passport_current=True, phone=phone)

def service():
    return doverie.Service(
        store=doverie.PostgresStore({conninfo!r}, any_role=True),
        directory=doverie.MemoryDirectory({{"maria": account("Мария", "+79031112233"), "ivan": account("Иван", "+79161234567")}}),
        keys=doverie.KeyRing.from_master(bytes(32)),
        sms=doverie.FileSmsSender("sms.txt"),
    )
"""


def test_beside_a_portal_on_postgresql_that_does_not_pump(portal: Path) -> None:
    with running() as server:
        doverie.PostgresStore.create_tables(server.conninfo())
        (portal / "shared_portal.py").write_text(SHARED.format(conninfo=server.conninfo()), encoding="utf-8")
        pumps = [Pump(portal, "shared_portal:service", "--idle", "0.05") for _ in range(2)]
        for pump in pumps:
            pump.until_it_pumps()
        with named("", "shared_portal:service", "")() as service:
            service.contact("ivan").accept(service.trustor("maria").invite(name="Иван", phone="+79161234567").id)
            secret = doverie.new_secret()
            started = service.recoverer("maria").start(secret=secret)
            said = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=started.number)
            service.contact("ivan").approve(started.request_id, said)
            code = code_in(portal / "sms.txt")
            service.contact("ivan").confirm_code(started.request_id, code)
            assert service.recoverer("maria").redeem(started.request_id, secret, command_id="reset-1").trustor == "maria"
        ends = [pump.end() for pump in pumps]
    assert [status for status, _, _ in ends] == [0, 0], ends
    assert sum(json.loads(told)["codes"]["sent"] for _, told, _ in ends) == 1
    assert not any(PERSONAL.search(told + logged) for _, told, logged in ends)
    sys.modules.pop("shared_portal")


def code_in(file: Path) -> str:
    """Of the first SMS, when it has come."""
    for _ in range(3000):
        if file.exists() and (found := re.search(r"(\d{6}) откроет", file.read_text(encoding="utf-8"))):
            return found[1]
        time.sleep(0.01)
    raise AssertionError("no code came")


def test_the_page_says_what_it_does(portal: Path) -> None:
    """The host's module of the guide is one."""
    page = (ROOT / "docs/guide/operations.md").read_text(encoding="utf-8")
    block = next(text for text in re.findall(r"```python\n(.*?)```", page, re.S) if "# portal/recovery.py" in text)
    connected = "import test_cli_pump_accounts as accounts\n"
    (portal / "test_cli_pump_accounts.py").write_text(
        "import doverie\nDirectory = doverie.MemoryDirectory\nNotifier = lambda: None\n", encoding="utf-8"
    )
    for made, stands_for in (
        ("from portal import accounts\n", connected),
        ("doverie.PostgresStore(os.environ[\"PORTAL_DATABASE\"])", "doverie.MemoryStore()"),
    ):
        assert made in block
        block = block.replace(made, stands_for)
    (portal / "recovery.py").write_text(block, encoding="utf-8")
    (portal / "gateway.json").write_text(
        textwrap.dedent("""
        {"url": "https://sms.example/", "form": {"to": "{to}", "text": "{text}"},
         "answers": [{"status": 200, "means": "taken"}], "otherwise": "later"}"""),
        encoding="utf-8",
    )
    (portal / "master.key").write_bytes(bytes(32))
    result = run("pump", "recovery:service", "--once")
    assert result.stdout == "nothing was due\n"
