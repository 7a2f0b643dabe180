# SPDX-License-Identifier: Apache-2.0
"""What the tests of the extension are played on: a Keycloak out of Maven, as examples/keycloak/run starts it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("DOVERIE_BUILD_DIR", ROOT / "build" / "dev")).resolve()
sys.path.insert(0, str(ROOT / "examples/keycloak"))

from serve import Stand, archive  # noqa: E402


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def made() -> Path:
    """The jars, of what is built now."""
    ready = os.environ.get("DOVERIE_KEYCLOAK_PROVIDERS")
    if ready:
        return Path(ready)
    for command in (["-f", "bindings/java", f"-Ddoverie.native={BUILD / 'capi'}", "-Dmaven.test.skip", "-Dmaven.javadoc.skip", "install"],
                    ["-f", "examples/keycloak", "package"]):
        done = subprocess.run(["mvn", "-B", "-q", "-ntp", *command], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
        if done.returncode != 0 and re.search(r"Could not (transfer|find) artifact|Unknown host|offline mode", done.stdout):
            pytest.skip("not run: the extension of Keycloak: Maven cannot fetch what it is compiled against")
        assert done.returncode == 0, done.stdout[-4000:]
    return ROOT / "examples/keycloak/target/providers"


def fetched() -> Path:
    """The server, 177 MB: what is missing on a machine is said."""
    try:
        return archive()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not run: the extension of Keycloak: Maven cannot fetch org.keycloak:keycloak-quarkus-dist")


@pytest.fixture(scope="session")
def stand() -> Iterator[Stand]:
    kept = os.environ.get("DOVERIE_KEYCLOAK_STATE")  # for whoever works on the extension: unpacked and put together once
    state = Path(kept or tempfile.mkdtemp(prefix="doverie-keycloak-"))
    stand = Stand(state, free_port(), fetched(), made())
    try:
        stand.start()
        yield stand
        print((state / "server.log").read_text(encoding="utf-8")[-5000:])
    finally:
        stand.stop()
        if not kept:
            shutil.rmtree(state, ignore_errors=True)
