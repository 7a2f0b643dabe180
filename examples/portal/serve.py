#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Starts everything that the portal is made of, on this machine alone: a PostgreSQL of its own, the portal, and the pump.

Usage: serve.py [--port 8000] [--state DIR]     until Ctrl-C; DIR (build/portal) keeps the database and the keys
"""

import argparse
import os
import pwd
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
_SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{directory}'
shared_buffers = 64MB
max_connections = 60
dynamic_shared_memory_type = mmap
log_min_messages = warning
"""


def program(name: str) -> str:
    """Of the newest PostgreSQL that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parents[1].name))
    if not found:
        raise SystemExit(f"there is no {name}; install the package postgresql")
    return str(found[-1])


class Stand:
    """A portal with its database and its pump. Processes end with the one that has started them."""

    def __init__(self, state: Path, port: int, **environment: str) -> None:
        self.state, self.port = state, port
        self.address = f"http://127.0.0.1:{port}"
        self.server = state / "postgres"
        own = {"PORTAL_STATE": str(state), "PORTAL_ADDRESS": self.address, "PORTAL_SERVER": str(self.server)}
        self.environment = os.environ | own | {"PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])} | environment
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Makes what is not there yet, and starts all of it."""
        self.state.mkdir(parents=True, exist_ok=True)
        self._start_database()
        key = self.state / "django.key"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        self._make_roles()
        owner = f"host={self.server} dbname=portal user=circles"
        self.manage("portal_prepare", "--owner", owner, "--grant", "portal")
        self.start_web()
        self.start_pump()

    def start_web(self) -> None:
        """The portal. Returns when it answers."""
        gunicorn = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{self.port}", "--threads", "8"]
        self._run("web", *gunicorn, "--log-level", "warning", "--graceful-timeout", "5")
        self._wait(self._answers, "the portal")

    def start_pump(self) -> None:
        """What sends codes and letters."""
        self._run("pump", sys.executable, str(HERE / "manage.py"), "doverie_pump", "--idle", "0.3")

    def manage(self, *command: str) -> str:
        """A command of Django's, and what it prints."""
        told = subprocess.run(
            [sys.executable, str(HERE / "manage.py"), *command],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if told.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {told.stdout}{told.stderr}")
        return told.stdout

    def end(self, name: str, how: int = signal.SIGTERM) -> None:
        """One of the processes: "web", "pump" or "database"."""
        process = self._processes.pop(name, None)
        if process is not None:
            process.send_signal(how)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def stop(self) -> None:
        """All of them."""
        self.end("pump")
        self.end("web")
        self.end("database", signal.SIGINT)

    def watch(self) -> None:
        """Until one of them ends by itself."""
        while all(process.poll() is None for process in self._processes.values()):
            time.sleep(0.5)
        ended = [name for name, process in self._processes.items() if process.poll() is not None]
        raise SystemExit(f"{', '.join(ended)} has ended; {self.state} has the logs")

    def _run(self, name: str, *command: str, become: tuple[str, ...] = ()) -> None:
        with (self.state / f"{name}.log").open("ab") as log:
            tied = ["setpriv", *become, "--pdeathsig=TERM", "--", *command]
            self._processes[name] = subprocess.Popen(tied, env=self.environment, stdout=log, stderr=log, cwd="/")

    def _as_postgres(self) -> tuple[str, ...]:
        """The server refuses to run as root."""
        return ("--reuid=postgres", "--regid=postgres", "--clear-groups") if os.getuid() == 0 else ()

    def _start_database(self) -> None:
        self.server.mkdir(exist_ok=True)
        data = self.server / "data"
        if os.getuid() == 0:
            os.chown(self.server, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid)
        if not data.exists():
            options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
            made = ["setpriv", *self._as_postgres(), "--", program("initdb"), "-D", str(data), *options]
            told = subprocess.run(made, capture_output=True, text=True, check=False, cwd="/")
            if told.returncode != 0:
                raise SystemExit(f"{told.stderr}PostgreSQL cannot be made in {data}; --state names a place that its user may reach")
            with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
                settings.write(_SETTINGS.format(directory=self.server))
        self._run("database", program("postgres"), "-D", str(data), become=self._as_postgres())
        self._wait(lambda: self._sql("postgres", "SELECT 1") is not None, "PostgreSQL")

    def _make_roles(self) -> None:
        """One owns the tables of the records, the other one is the portal's, and may do no more with them than it needs."""
        for role in ("circles", "portal"):
            if not self._sql("postgres", f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'"):
                self._sql("postgres", f"CREATE ROLE {role} LOGIN")
        if not self._sql("postgres", "SELECT 1 FROM pg_database WHERE datname = 'portal'"):
            self._sql("postgres", "CREATE DATABASE portal OWNER portal")
            self._sql("portal", "GRANT CREATE ON DATABASE portal TO circles")

    def ask_database(self, sql: str) -> str | None:
        """As the server's own superuser."""
        return self._sql("portal", sql)

    def _sql(self, database: str, sql: str) -> str | None:
        """None: it did not work."""
        psql = [program("psql"), "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(self.server), "-U", "postgres"]
        told = subprocess.run([*psql, "-d", database, "-c", sql], capture_output=True, text=True, check=False, cwd="/")
        return told.stdout.strip() if told.returncode == 0 else None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.address + "/login/", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _wait(self, ready, what: str) -> None:
        for _ in range(1200):
            if ready():
                return
            if any(process.poll() is not None for process in self._processes.values()):
                break
            time.sleep(0.1)
        raise RuntimeError(f"{what} does not start; {self.state} has the logs")


_TOLD = """
The portal is at            {address}/
  the trusted contact       {address}/profile/security/contact/
  whom I help               {address}/profile/security/contact/serving/
  a forgotten password      {address}/profile/security/contact/recovery/
  phones and letters        {address}/demonstration/      messages and letters as they come
  the desk                  {address}/admin/doverie/desk/ (anna, boris)
  status and metrics        {address}/profile/security/contact/status/ (anna, boris)
People: maria, ivan, olga, pyotr, anna, boris; all have the password portal-2026.
Open one browser as maria, and a private window as ivan. Ctrl-C ends it; {state} keeps what was done.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--state", type=Path, default=HERE.parents[1] / "build/portal")
    parser.add_argument("--check", action="store_true", help="start all of it, ask for its pages, and end")
    chosen = parser.parse_args()
    stand = Stand(chosen.state.resolve(), chosen.port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        stand.start()
        print(_TOLD.format(address=stand.address, state=stand.state), flush=True)
        if not chosen.check:
            stand.watch()
        for page in (
            "/",
            "/login/",
            "/profile/security/contact/recovery/",
            "/demonstration/",
            "/static/doverie/doverie.css",
        ):
            with urllib.request.urlopen(stand.address + page, timeout=10) as answer:
                print(answer.status, page)
    except KeyboardInterrupt:
        pass
    finally:
        stand.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
