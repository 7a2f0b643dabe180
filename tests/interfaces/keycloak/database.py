# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL of the tests' own, on this machine alone, for nodes of Keycloak that share it."""

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


def _program(name: str) -> str:
    """The newest one there is."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parents[1].name))
    assert found, f"there is no {name} under /usr/lib/postgresql; install the package postgresql"
    return str(found[-1])


def _as_server_user(*command: str) -> list[str]:
    """The server refuses to run as root; and it ends with this process, however that ends."""
    become = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    return ["setpriv", *become, "--pdeathsig=QUIT", "--", *command]


@contextmanager
def running(port: int) -> Iterator[None]:
    """For the user postgres, with a database of that name and another one, keycloak."""
    directory = Path(tempfile.mkdtemp(prefix="doverie-postgres-"))
    try:
        if os.getuid() == 0:
            os.chown(directory, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid)
        made = [_program("initdb"), "-D", str(directory / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(_as_server_user(*made), check=True, capture_output=True, cwd="/", timeout=300)
        started = [_program("postgres"), "-D", str(directory / "data"), "-p", str(port), "-c", "listen_addresses=127.0.0.1",
                   "-c", f"unix_socket_directories={directory}", "-c", "max_connections=200"]
        with (directory / "log").open("wb") as log:
            server = subprocess.Popen(_as_server_user(*started), stdout=log, stderr=log, cwd="/")
        try:
            _make_database(port)
            yield
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(timeout=60)
    finally:
        shutil.rmtree(directory)


def _make_database(port: int) -> None:
    command = [_program("psql"), "-X", "-q", "-d", f"host=127.0.0.1 port={port} user=postgres dbname=postgres", "-c",
               "create database keycloak"]
    for _ in range(600):
        if subprocess.run(command, check=False, capture_output=True, timeout=60).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError("the server does not start")
