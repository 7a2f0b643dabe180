# SPDX-License-Identifier: Apache-2.0
"""`doverie replay`: what it answers, and how it points into copies; tests/replay goes through what is found."""

from pathlib import Path

import pytest
from test_cli import asked, document, run

import doverie
from doverie import audit
from people import AGE, AGE_IN_DOCUMENT, IVAN, MARIA, Portal, older_than


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Иван is Мария's contact, and was asked for once."""
    path = tmp_path / "circles.db"
    with Portal(store=doverie.SqliteStore.create(path)) as portal:
        portal.appoint(MARIA, IVAN)
        portal.start(doverie.new_secret())
    return path


def test_what_would_have_come_out_otherwise_is_named_and_counted(store: Path, tmp_path: Path) -> None:
    stricter = document(tmp_path, "contact-99.json", AGE_IN_DOCUMENT, older_than(99 - AGE))
    told = run("replay", stricter, store, status=1).output.splitlines()
    assert told[0].startswith("circle/maria, version 2: contact_appointed would have been refused: contact_too_young (needs 99")
    assert told[1].startswith("circle/maria, version 3: recovery_started would have had nothing to go on")
    assert told[2:] == [
        f"3 decisions in 10 events: 1 come out the same under {stricter}",
        "  contact_appointed: refused (contact_too_young) 1",
        "  recovery_started: fallen (contact_too_young) 1",
    ]
    answer = asked("replay", stricter, store, status=1)
    assert {name: answer[name] for name in ("decisions", "same", "refused", "further", "fallen", "untold")} == {
        "decisions": 3, "same": 1, "refused": 1, "further": 0, "fallen": 1, "untold": 0,
    }  # fmt: skip
    refused, fallen = answer["named"]
    assert (refused["reason"], refused["needs"], refused["because"]) == ("contact_too_young", 99, None)
    assert fallen["because"] == {"stream": "circle/maria", "version": 2}
    few = run("replay", stricter, store, "--most", "1", status=1).output.splitlines()
    assert few[1] == "… and 1 more"


def test_the_same_policy_and_a_blind_spot(store: Path, tmp_path: Path) -> None:
    assert run("replay", "gosuslugi", store).output == "3 decisions in 10 events: 3 come out the same under gosuslugi\n"
    longer = document(tmp_path, "longer.json", '"code_digits": 6', '"code_digits": 8')
    assert "what code_digits changes is not seen: nobody can say" in run("replay", longer, store).output
    assert asked("replay", longer, store)["unseen_changes"] == ["code_digits"]
    lost = asked("replay", "gosuslugi", store, "--made-under", "strict", status=1)
    assert {row["why"] for row in lost["counts"]} == {"policy"}


def test_a_copy_is_replayed_and_what_is_wrong_in_it_is_pointed_at(store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    with doverie.SqliteStore(store) as opened:
        lines = list(audit.export(opened))
    copy.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    assert asked("replay", "gosuslugi", copy) == asked("replay", "gosuslugi", store)
    copy.write_text("\n".join(lines)[:-20], encoding="utf-8")
    assert run("replay", "gosuslugi", copy, status=2).stderr.startswith(f"{copy}:{len(lines)}: ")
    copy.write_text("\n".join(lines[2:]), encoding="utf-8")
    error = asked("replay", "gosuslugi", copy, status=2)["error"]
    assert (error["file"], error["line"]) == (str(copy), 1)
    assert "is about no event of its command" in error["message"]
    run("replay", "gosuslugi", tmp_path / "nowhere", status=2)
    omsk = document(tmp_path, "omsk.json", "Europe/Moscow", "Asia/Omsk")
    assert "time_zone" in run("replay", omsk, copy, status=2).stderr
