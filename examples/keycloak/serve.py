#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Starts a Keycloak with the extension on this machine alone, with a realm and six people in it.

Usage: serve.py [--port 8080] [--state DIR] [--check]     until Ctrl-C; DIR (build/keycloak) keeps the server, its data and the records
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from admin import Admin
from letters import Letters

HERE = Path(__file__).resolve().parent
PASSWORD = "portal-2026"
OPTION = "--spi-realm-restapi-extension--doverie--"


class Stand:
    """A server, its letters, and its phones. What was started ends with it."""

    def __init__(self, state: Path, port: int, archive: Path, providers: Path = HERE / "target/providers",
                 options: tuple[str, ...] = (), letters: Letters | None = None) -> None:
        """`options`: of the server, besides; `letters`: of another node's."""
        self.state, self.port, self.archive, self.providers, self.options = state, port, archive, providers, options
        self.address = f"http://127.0.0.1:{port}"
        self.sms = state / "sms.txt"
        self.letters = letters or Letters()
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Unpacks what is not there yet, starts, and makes the realm once. Returns when it answers."""
        (self.state / "records").mkdir(parents=True, exist_ok=True)
        self._unpack()
        self.start_server()
        admin = Admin(self.address)
        if not admin.has_realm():
            admin.make_realm(self.letters.port)
        admin.use_mail(self.letters.port)

    def _unpack(self) -> None:
        home = self.home
        if not home.exists():
            subprocess.run(["unzip", "-q", str(self.archive), "-d", str(self.state)], check=True)
            next(self.state.glob("keycloak-*")).rename(home)
        for jar in self.providers.glob("*.jar"):
            shutil.copy(jar, home / "providers")

    @property
    def home(self) -> Path:
        return self.state / "server"

    def start_server(self) -> None:
        """As an administrator would, but for the mode: start-dev has a database of its own, and needs no certificate."""
        command = [str(self.home / "bin/kc.sh"), "start-dev", "--http-host=127.0.0.1", f"--http-port={self.port}",
                   f"{OPTION}directory={self.state / 'records'}", f"{OPTION}sms-file={self.sms}", *self.options]
        first = {"KC_BOOTSTRAP_ADMIN_USERNAME": "admin", "KC_BOOTSTRAP_ADMIN_PASSWORD": PASSWORD}
        java = {"JAVA_OPTS_KC_HEAP": "-Xms64m -Xmx512m", "JAVA_OPTS_APPEND": "-XX:TieredStopAtLevel=1"}
        with (self.state / "server.log").open("ab") as log:
            self._server = subprocess.Popen(command, env=os.environ | first | java, stdout=log, stderr=log, start_new_session=True)
        self._wait()

    def _wait(self) -> None:
        for _ in range(9000):
            try:
                with urllib.request.urlopen(f"{self.address}/realms/master", timeout=10):
                    return
            except (urllib.error.URLError, OSError):
                pass
            if self._server is None or self._server.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"the server does not start: {self.state / 'server.log'} says why")

    def stop_server(self, how: int = signal.SIGTERM) -> None:
        """The script that starts it and the server itself are a group of their own."""
        server, self._server = self._server, None
        if server is None or server.poll() is not None:
            return
        os.killpg(server.pid, how)
        try:
            server.wait(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()

    def stop(self) -> None:
        self.stop_server()
        self.letters.close()


_TOLD = """
Keycloak is at              {address}/
  the cabinets              {address}/realms/portal/doverie
  a forgotten password      the same page, and there the link below the password
  the admin console         {address}/admin/  (admin)
Letters are printed here; messages to phones are in {sms}
People: maria, ivan, olga, pyotr, anna, boris. They and admin have the password {password}.
Open one browser as maria, and a private window as ivan. Ctrl-C ends it; {state} keeps what was done.
"""


def archive() -> Path:
    """Keycloak as Maven has it; fetched when it is not there."""
    version = "26.7.3"
    repository = Path(os.environ.get("MAVEN_REPOSITORY", Path.home() / ".m2/repository"))
    found = repository / f"org/keycloak/keycloak-quarkus-dist/{version}/keycloak-quarkus-dist-{version}.zip"
    if not found.exists():
        fetch = ["mvn", "-B", "-q", "-ntp", "dependency:get", "-Dtransitive=false",
                 f"-Dartifact=org.keycloak:keycloak-quarkus-dist:{version}:zip"]
        subprocess.run(fetch, check=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--state", type=Path, default=HERE.parents[1] / "build/keycloak")
    parser.add_argument("--check", action="store_true", help="start all of it, ask for its pages, and end")
    chosen = parser.parse_args()
    stand = Stand(chosen.state.resolve(), chosen.port, archive())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        stand.start()
        print(_TOLD.format(address=stand.address, sms=stand.sms, state=stand.state, password=PASSWORD), flush=True)
        if chosen.check:
            with urllib.request.urlopen(f"{stand.address}/realms/portal/doverie", timeout=30) as page:
                print(page.status, page.url)
            return 0
        stand.letters.echo = True
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        return 0
    finally:
        stand.stop()


if __name__ == "__main__":
    sys.exit(main())
