# SPDX-License-Identifier: Apache-2.0
"""The recipes of docs/guide/serving.md, with the real programs: gunicorn, which forks, and uvicorn, which loops."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

import doverie
from postgres_server import PostgresServer, running

ROOT = Path(__file__).resolve().parents[3]
RECIPES = ROOT / "examples/python/serving"
GUIDE = (ROOT / "docs/guide/serving.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with running() as server:
        yield server


def free_port() -> int:
    with socket.socket() as any_one:
        any_one.bind(("127.0.0.1", 0))
        port: int = any_one.getsockname()[1]
        return port


def program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"there is no {name}; install the Debian package {name}"
    return found


def get(port: int, path: str) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            text: bytes = answer.read()
    except urllib.error.HTTPError as error:
        text = error.read()
    return text.decode()


@contextmanager
def serving(postgres: PostgresServer, directory: Path, *command: str) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """A server of these recipes, on a port of its own."""
    port = free_port()
    environment = os.environ | {
        "PORTAL_CONNINFO": postgres.conninfo(), "PORTAL_SCHEMA": postgres.new_schema(),
        "PYTHONPATH": os.pathsep.join([str(directory), str(Path(doverie.__file__).parents[1])]),
    }  # fmt: skip
    full = [word.format(port=port) for word in command]
    with subprocess.Popen(full, env=environment, cwd=directory, stderr=subprocess.PIPE, text=True) as server:
        try:
            deadline = time.monotonic() + 60
            while True:
                try:
                    get(port, "/?account=first")
                    break
                except OSError:
                    assert server.poll() is None and time.monotonic() < deadline, server.stderr and server.stderr.read()
                    time.sleep(0.1)
            yield port, server
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGTERM)


def ended(server: "subprocess.Popen[str]") -> tuple[int, str]:
    server.send_signal(signal.SIGTERM)
    _, said = server.communicate(timeout=60)
    return server.returncode, said


GUNICORN = ("gunicorn", "-c", "gunicorn.conf.py", "-b", "127.0.0.1:{port}", "wsgi:application")
UVICORN = ("uvicorn", "--host", "127.0.0.1", "--port", "{port}", "asgi:application")


def test_gunicorn(postgres: PostgresServer) -> None:
    with serving(postgres, RECIPES, program(GUNICORN[0]), *GUNICORN[1:]) as (port, server):
        with ThreadPoolExecutor(16) as callers:
            told = list(callers.map(lambda i: get(port, f"/?account=a{i}"), range(120)))
        assert {text.split()[1] for text in told} == {"not_protected"}
        assert len({text.split()[0] for text in told}) >= 2  # several workers
        code, said = ended(server)
    assert (code, re.findall("Traceback|Exception", said)) == (0, [])


def test_gunicorn_with_a_service_from_before_the_fork(postgres: PostgresServer, tmp_path: Path) -> None:
    """What it looks like when somebody gets it wrong: a fault, and nothing hangs."""
    for file in RECIPES.iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path)
    recipe = tmp_path / "gunicorn.conf.py"
    wrong = recipe.read_text(encoding="utf-8").replace("    wsgi.open_service()\n", "    pass\n")
    recipe.write_text(wrong.replace("import wsgi\n", "import wsgi\n\nwsgi.open_service()\n"), encoding="utf-8")
    with serving(postgres, tmp_path, program(GUNICORN[0]), *GUNICORN[1:]) as (port, _):
        assert {get(port, f"/?account=a{i}").split()[1] for i in range(10)} == {"forked"}
        assert "`forked`" in GUIDE


def test_a_loop_goes_on_while_the_store_waits(postgres: PostgresServer) -> None:
    with serving(postgres, RECIPES, program(UVICORN[0]), *UVICORN[1:]) as (port, server):
        with ThreadPoolExecutor(16) as callers:
            assert set(callers.map(lambda i: get(port, f"/?account=a{i}"), range(100))) == {"not_protected"}
        with postgres.session() as somebody, ThreadPoolExecutor(8) as callers:
            somebody.run("BEGIN")
            for (name,) in (line.split("|") for line in postgres.run(
                    "SELECT schemaname FROM pg_tables WHERE tablename = 'streams'").splitlines()):
                somebody.run(f'LOCK TABLE "{name.replace(chr(34), chr(34) * 2)}".streams')
            waiting = [callers.submit(get, port, f"/?account=held{i}") for i in range(6)]
            time.sleep(0.5)
            begun = time.monotonic()
            assert get(port, "/alive") == "alive"
            assert time.monotonic() - begun < 2
            assert not any(one.done() for one in waiting)
            somebody.run("COMMIT")
            assert {one.result() for one in waiting} == {"not_protected"}
        code, said = ended(server)
    assert (code, re.findall("Traceback|Exception", said)) == (0, [])


@pytest.mark.parametrize("file", ["portal.py", "wsgi.py", "gunicorn.conf.py", "asgi.py"])
def test_the_page_names_every_file(file: str) -> None:
    assert f"examples/python/serving/{file}" in GUIDE


def test_the_page_shows_the_commands_and_the_hooks() -> None:
    for words in (GUNICORN, UVICORN):
        assert " ".join(word for word in words if "{" not in word and word not in ("-b", "--host", "127.0.0.1", "--port")) in GUIDE
    recipe = (RECIPES / "gunicorn.conf.py").read_text(encoding="utf-8")
    assert recipe[recipe.index("workers = 3"):].strip() in GUIDE
    assert "run_in_executor(pool, portal.start, service, account)" in GUIDE
