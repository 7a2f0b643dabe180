# SPDX-License-Identifier: Apache-2.0
"""What the tests of the portal are played on: the example's own stand, and a real Chromium."""

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "examples/portal"))

from serve import Stand  # noqa: E402
from walking import Post, Walker, Who, more_people  # noqa: E402


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def stand() -> Iterator[Stand]:
    """The portal of the example with everything that belongs to it, as examples/portal/run starts it."""
    state = Path(tempfile.mkdtemp(prefix="doverie-portal-"))
    state.chmod(0o755)
    stand = Stand(state, free_port(), PORTAL_LINKS_PER_HOUR="1000", DJANGO_SETTINGS_MODULE="quick_settings")
    try:
        stand.start()
        yield stand
        print((state / "web.log").read_text(encoding="utf-8")[-3000:])
    finally:
        stand.stop()
        shutil.rmtree(state, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=os.environ.get("DOVERIE_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )


@pytest.fixture(scope="session")
def post(stand: Stand) -> Iterator[Post]:
    """Messages and letters."""
    post = Post(stand)
    yield post
    post.close()


@pytest.fixture(scope="session")
def _pairs(stand: Stand) -> Iterator[tuple[Who, Who]]:
    return more_people(stand, 1000, 1015)


@pytest.fixture(scope="session")
def _appointed(stand: Stand) -> Iterator[tuple[Who, Who]]:
    return more_people(stand, 1100, 1130, appointed=True)


@pytest.fixture
def pair(
    request: pytest.FixtureRequest, _pairs: Iterator[tuple[Who, Who]], _appointed: Iterator[tuple[Who, Who]]
) -> tuple[Who, Who]:
    """A Мария and an Иван of the test's own."""
    return next(_appointed if "both" in request.fixturenames else _pairs)


@pytest.fixture
def both(chromium: Browser, stand: Stand, pair: tuple[Who, Who]) -> Iterator[tuple[Walker, Walker]]:
    """The same at their browsers, he her contact. How it comes to that in a browser is for test_story.py."""
    walkers = Walker(chromium, stand, pair[0]).is_in(), Walker(chromium, stand, pair[1]).is_in()
    yield walkers
    for walker in walkers:
        walker.close()


@pytest.fixture
def recoverer(chromium: Browser, stand: Stand, pair: tuple[Who, Who]) -> Iterator[Walker]:
    """Мария at another browser, without her password."""
    walker = Walker(chromium, stand, pair[0])
    yield walker
    walker.close()
