# SPDX-License-Identifier: Apache-2.0
"""What goes by itself: the pump lets go of records of commands, in the stores that come with the package."""

from datetime import timedelta
from pathlib import Path

import pytest

import doverie
from people import MARIA, Portal


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_records_of_commands_go(tmp_path: Path, kind: str) -> None:
    store = doverie.SqliteStore.create(tmp_path / "circles.db") if kind == "sqlite" else doverie.MemoryStore()
    with Portal(store=store) as portal:  # records stay for 30 days
        operations = portal.operations()
        operations.freeze(MARIA.id, operator_id="anna", command_id="c1")
        with pytest.raises(doverie.InvalidArgument):
            operations.freeze(MARIA.id, operator_id="boris", command_id="c1")
        for _ in range(3):
            portal.clock.advance(timedelta(days=40))
            portal.pump()
        operations.freeze(MARIA.id, operator_id="boris", command_id="c1")
