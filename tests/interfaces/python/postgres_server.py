# SPDX-License-Identifier: Apache-2.0
"""A throw-away PostgreSQL server: made in a temporary directory, started as a child process, gone at the end."""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import doverie

_SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{directory}'
shared_buffers = 32MB
max_connections = 60
dynamic_shared_memory_type = mmap
log_min_messages = warning
autovacuum = off  # a feed waits for open transactions, and these would come at any time
"""


def program(name: str) -> str:
    """The newest one there is."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parents[1].name))
    if not found:
        raise RuntimeError(f"there is no {name} under /usr/lib/postgresql; install the package postgresql")
    return str(found[-1])


class PostgresServer:
    """A server that answers on a socket in its own directory, so that several can run at once."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._numbers = itertools.count(1)

    def conninfo(self, user: str = "postgres") -> str:
        return f"host={self.directory} user={user} dbname=postgres"

    def new_schema(self) -> str:
        """The name of a schema with empty tables in it."""
        schema = f'Schema "{next(self._numbers)}"'
        doverie.PostgresStore.create_tables(self.conninfo(), schema=schema)
        return schema

    def run(self, sql: str) -> str:
        """What psql prints."""
        command = [program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.conninfo(), "-c", sql]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.strip()

    @contextmanager
    def session(self) -> Iterator["Session"]:
        command = [program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.conninfo()]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as psql:
            yield Session(psql)


class Session:
    """A session of psql that stays open, so that it can hold a lock for as long as a test needs."""

    def __init__(self, psql: subprocess.Popen[str]) -> None:
        self._psql = psql

    def run(self, sql: str) -> None:
        """Returns when the server has done it."""
        assert self._psql.stdin is not None
        assert self._psql.stdout is not None
        self._psql.stdin.write(f"{sql};\n\\echo done\n")
        self._psql.stdin.flush()
        said = self._psql.stdout.readline()
        if said != "done\n":
            raise RuntimeError(f"psql ended in: {sql}")


def _as_server_user(*command: str) -> list[str]:
    """The server refuses to run as root; and it ends with this process, however that ends."""
    become = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    return ["setpriv", *become, "--pdeathsig=QUIT", "--", *command]


@contextmanager
def running() -> Iterator[PostgresServer]:
    directory = Path(tempfile.mkdtemp(prefix="doverie-postgres-"))
    try:
        if os.getuid() == 0:
            os.chown(directory, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid)
        data = directory / "data"
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        made = _as_server_user(program("initdb"), "-D", str(data), *options)
        subprocess.run(made, check=True, capture_output=True, cwd="/", timeout=120)
        with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(_SETTINGS.format(directory=directory))
        with (directory / "log").open("wb") as log:
            started = _as_server_user(program("postgres"), "-D", str(data))
            process = subprocess.Popen(started, stdout=log, stderr=log, cwd="/")
        try:
            server = PostgresServer(directory)
            _wait_until_ready(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=60)
    finally:
        shutil.rmtree(directory)


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    ready = [program("pg_isready"), "-q", "-d", server.conninfo()]
    for _ in range(600):
        if subprocess.run(ready, check=False, timeout=60).returncode == 0:
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("the server does not start:\n" + (server.directory / "log").read_text(encoding="utf-8"))
