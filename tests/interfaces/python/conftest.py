# SPDX-License-Identifier: Apache-2.0
"""What the tests are played on: a portal with people, in memory or on SQLite."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import doverie
from people import IVAN, MARIA, Portal


@pytest.fixture
def portal() -> Iterator[Portal]:
    """A portal in memory, where Мария and Иван have accounts."""
    with Portal() as portal:
        yield portal


@pytest.fixture(params=["memory", "sqlite"])
def any_portal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Portal]:
    """The same on every store that ships with the package."""
    stores: dict[str, Callable[[], doverie.EventStore]] = {
        "memory": doverie.MemoryStore,
        "sqlite": lambda: doverie.SqliteStore.create(tmp_path / "circles.db"),
    }
    with Portal(store=stores[request.param]()) as portal:
        yield portal


@pytest.fixture
def served(portal: Portal) -> Portal:
    """Иван is Мария's trusted contact."""
    portal.appoint(MARIA, IVAN)
    return portal
