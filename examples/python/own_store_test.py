# SPDX-License-Identifier: Apache-2.0
"""The contract of event stores, run on the store of own_store.py."""

from pathlib import Path

import pytest

import doverie
from doverie import AppendOutcome, testing
from own_store import OwnStore


class Losing(OwnStore):
    """Loses the answer of an append when told to, after its effect and before it by turns."""

    lost = 0
    lose = False

    def append(self, batch: doverie.Batch) -> doverie.AppendResult:
        if not Losing.lose:
            return super().append(batch)
        Losing.lose = False
        Losing.lost += 1
        if Losing.lost % 2:
            super().append(batch)
        return doverie.AppendResult(outcome=AppendOutcome.UNKNOWN)


class TestOwnStore(testing.EventStoreContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.path = str(tmp_path / "own.db")

    def make_store(self) -> OwnStore:
        return Losing(self.path)

    def reopen_store(self) -> OwnStore:
        return Losing(self.path)

    def open_store_again(self) -> OwnStore:
        return Losing(self.path)

    def lose_answer(self) -> None:
        Losing.lose = True
