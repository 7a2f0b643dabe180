# SPDX-License-Identifier: Apache-2.0
"""The command line takes rules of the host's own along."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_cli import asked, run

OWN_RULES = """
import doverie

CLIENT = doverie.HostRule(
    number=10_001,
    name="contact_no_client",
    role=doverie.Role.CONTACT,
    english="The contact has to be a client of the bank.",
    russian="Контакт должен быть клиентом банка.",
    check=lambda seen: {check},
)
RULES = [CLIENT]
NUMBER = 7
"""
OWN_ROWS = "contact | fact client 1 | may\ncontact | eligible | contact_no_client\n"


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own_rules.py").write_text(OWN_RULES.format(check='seen.account.fact("client") == 1'), encoding="utf-8")
    (tmp_path / "broken_rules.py").write_text(OWN_RULES.format(check="{}[7]"), encoding="utf-8")
    (tmp_path / "own.txt").write_text(OWN_ROWS, encoding="utf-8")
    yield tmp_path
    for module in ("own_rules", "broken_rules"):
        sys.modules.pop(module, None)


@pytest.mark.parametrize("place", ["own_rules:RULES", "own_rules:CLIENT"])
def test_rows_take_rules_of_the_host_s_own(bank: Path, place: str) -> None:
    path = list(sys.path)
    output = run("rules", "test", "gosuslugi", "own.txt", "--rules", place).output
    assert output == "2 of 2 rows hold under gosuslugi\n"
    covered = asked("rules", "coverage", "gosuslugi", "own.txt", "--rules", place, status=1)
    assert covered["boundaries"]
    assert sys.path == path
    run("rules", "test", "gosuslugi", "own.txt", status=2)


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("own_rules", "--rules own_rules: write MODULE:NAME, such as bank.rules:RULES"),
        ("nothing_here:RULES", "--rules nothing_here:RULES: No module named 'nothing_here'"),
        ("own_rules:NONE", "--rules own_rules:NONE: module 'own_rules' has no attribute 'NONE'"),
        ("own_rules:NUMBER", "--rules own_rules:NUMBER: it has to be a doverie.HostRule, or a list of them"),
        ("broken_rules:RULES", "KeyError: 7; raised by the host rule contact_no_client"),
    ],
)
def test_rules_of_the_host_s_own_that_cannot_be_asked(bank: Path, place: str, problem: str) -> None:
    for question in ("test", "coverage"):
        answer = asked("rules", question, "gosuslugi", "own.txt", "--rules", place, status=2)
        assert answer["error"]["message"] == problem
