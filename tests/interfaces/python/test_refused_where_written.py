# SPDX-License-Identifier: Apache-2.0
# mypy: disable-error-code="arg-type, dict-item, list-item, assignment"
"""What a host writes wrong is refused where it is written, in Python's words."""

import re
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import doverie
from doverie import Reason
from doverie._errors import _OTHER_NAMES, ReasonDetail, fault_of, reason_detail
from people import IVAN, MARIA, Portal, service

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ROOT = Path(__file__).resolve().parents[3]
NO_NAMES = ["", " ", "Мария\n", "\nМария", "Мария\r\n", "Мария\t", "Ма\0рия", "Ма\u202eрия", "Мария\u200b", "\ufeffМария", "7",
            "-", "я" * 300, "\u2028", "Мария\x85"]  # fmt: skip


@pytest.mark.parametrize("name", NO_NAMES)
def test_kp5_an_account_has_a_name(name: str) -> None:
    with pytest.raises(doverie.InvalidArgument, match="given_name"):
        doverie.Account(given_name=name, birth_date=date(1980, 3, 2))


@pytest.mark.parametrize("name", ["Мария", "Анна-Мария", "Дар’я", "O'Neil", "Жан Поль", "Мария 2-я", "მარიამ", "X Æ A-12", "मरिया"])
def test_kp5_names_of_passports_are_taken_whatever_they_are(name: str) -> None:
    assert doverie.Account(given_name=name, birth_date=date(1980, 3, 2)).given_name == name


@pytest.mark.parametrize("wrong", [None, 7, b"Maria", ["Maria"]])
def test_kp5_a_name_is_text(wrong: Any) -> None:
    with pytest.raises(TypeError, match="given_name must be str"):
        doverie.Account(given_name=wrong, birth_date=date(1980, 3, 2))


@pytest.mark.parametrize("side", ["trustor", "contact", "recoverer"])
def test_kp5_a_side_has_an_account_id(side: str) -> None:
    with service() as portal:
        make: Callable[[Any], object] = getattr(portal, side)
        for wrong in (None, 7, b"maria", ["maria"], True):
            with pytest.raises(TypeError, match="account must be str"):
                make(wrong)
        for wrong in ("", "\n", "maria\n", "x" * 129, "+79161234567", "112-233-445 95", "\ud800"):
            with pytest.raises(ValueError, match="account"):
                make(wrong)
        assert make("9161234567")


ACCOUNT = {"given_name": "Мария", "birth_date": date(1980, 3, 2)}
WRONG: list[tuple[str, Callable[[], object]]] = [
    ("birth_date", lambda: doverie.Account(**ACCOUNT | {"birth_date": 19800302})),
    ("birth_date", lambda: doverie.Account(**ACCOUNT | {"birth_date": "1980-03-02"})),
    ("citizen", lambda: doverie.Account(**ACCOUNT, citizen=1)),
    ("citizen", lambda: doverie.Account(**ACCOUNT, citizen=None)),
    ("phone", lambda: doverie.Account(**ACCOUNT, phone="")),
    ("phone", lambda: doverie.Account(**ACCOUNT, phone=79161234567)),
    ("phone_state", lambda: doverie.Account(**ACCOUNT, phone="+79161234567", phone_state=1)),
    ("as_of", lambda: doverie.Account(**ACCOUNT, as_of=date(2026, 3, 2))),
    ("host", lambda: doverie.Account(**ACCOUNT, host={"client": "yes"})),
    ("number", lambda: doverie.Attestation(number=7)),
    ("number", lambda: doverie.Attestation(number=None)),
    ("spoke_with_trustor", lambda: doverie.Attestation(number="12", spoke_with_trustor=1)),
    ("version", lambda: doverie.Attestation(number="12", version="1")),
    ("version", lambda: doverie.Attestation(number="12", version=0)),
    ("agreed", lambda: doverie.Attestation(number="12", agreed="calm")),
    ("agreed", lambda: doverie.Attestation(number="12", agreed=[None])),
    ("time_zone", lambda: doverie.Policy.gosuslugi().replace(time_zone="localtime")),
    ("policies", lambda: doverie.PolicySchedule([None])),
    ("revoked", lambda: doverie.PolicySchedule([doverie.Policy.gosuslugi()], revoked="gosuslugi")),
    ("name", lambda: doverie.HostRule(number=10_001, name="", role=doverie.Role.CONTACT, english="a", russian="б", check=bool)),
    ("check", lambda: doverie.HostRule(number=10_001, name="a", role=doverie.Role.CONTACT, english="a", russian="б", check=None)),
]  # fmt: skip


@pytest.mark.parametrize(("named", "write"), WRONG, ids=[f"{number} {row[0]}" for number, row in enumerate(WRONG)])
def test_kp5_values_are_refused_where_they_are_written(named: str, write: Callable[[], object]) -> None:
    with pytest.raises((TypeError, ValueError), match=named):
        write()


@pytest.mark.parametrize("day", ["0000-01-01", "0000-12-31", "2025-02-30", "10000-01-01"])
def test_ki9_no_bare_error_of_python_for_a_document(day: str) -> None:
    document = doverie.Policy.gosuslugi().to_json().replace("2025-11-27", day)
    with pytest.raises(doverie.InvalidArgument, match="/applies_from"):
        doverie.Policy.from_json(document)


@pytest.mark.parametrize("document", ["", "{", "\x00", "[" * 10_000, '{"id": 1e999}', '{"id": "\\ud800"}', "null", "\ufeff{}"])
def test_ki9_whatever_the_text(document: str) -> None:
    with pytest.raises(doverie.InvalidArgument, match="policy document"):
        doverie.Policy.from_json(document)


# --- KP4: Python's words


def messages_of_the_library() -> set[str]:
    """The names with :: or () in texts of the sources: what C++ would call something in a message."""
    found: set[str] = set()
    for file in [*ROOT.glob("src/**/*.cc"), *ROOT.glob("src/**/*.h")]:
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.lstrip().startswith("//") or "static_assert" in line:
                continue
            for text in re.findall(r'"((?:[^"\\]|\\.)*)"', line):
                if " " in text:
                    found |= set(re.findall(r"\b[A-Z]\w+::[a-z]\w*|\bnew_\w+\(\)|\bmake_\w+\(\)", text))
    return found


def test_kp4_every_name_in_a_message_is_one_of_python() -> None:
    names = messages_of_the_library()
    assert {"new_recovery_secret()", "SqliteStore::restore"} <= names
    for name in names:
        told = str(fault_of(1001, f"do it with {name}"))
        assert "::" not in told or name in _OTHER_NAMES, told
        assert "new_recovery_secret" not in told
        if found := re.search(r"([A-Z]\w+)\.(\w+)", told.replace("of the C++ library", "")):
            if name not in _OTHER_NAMES:
                assert hasattr(getattr(doverie, found[1]), found[2]), told


def test_kp4_a_secret_that_is_too_short_names_pythons_function() -> None:
    with Portal() as portal, pytest.raises(doverie.InvalidArgument, match=r"make one of 32 with new_secret\(\)"):
        portal.recoverer(MARIA.id).start(secret=b"short")


def test_kp4_reasons_say_what_is_left() -> None:
    rows = [
        (Reason.WRONG_CODE, 5, 2, "The code is wrong. 3 of 5 tries are left.", "Осталось попыток: 3 из 5."),
        (Reason.WRONG_CODE, 5, 4, "The code is wrong. 1 of 5 tries is left.", "Осталось попыток: 1 из 5."),
        (Reason.WRONG_CODE, 5, 5, "The code is wrong. 0 of 5 tries are left.", "Осталось попыток: 0 из 5."),
        (Reason.TOO_MANY_WRONG_CODES, 5, 7, "Too many wrong codes; try again later. 0 of 5 tries are left.", "0 из 5."),
        (Reason.SEND_TOO_SOON, 60, 18, "wait before asking again. Wait 42 seconds more.", "секунд: 42."),
        (Reason.CONTACT_SIM_CHANGED_LATELY, 72, 3, "Wait 69 hours more.", "часов: 69."),
        (Reason.STARTS_EXHAUSTED, 3, 3, "0 of 3 are left.", "Осталось: 0 из 3."),
    ]
    for code, needs, has, english, russian in rows:
        detail = reason_detail(code, needs, has)
        assert str(detail).endswith(english)
        assert detail.text("ru").endswith(russian)
    assert str(ReasonDetail(Reason.CONTACT_TOO_YOUNG, 18, 17)) == Reason.CONTACT_TOO_YOUNG.text()  # somebody's age
    assert "(needs" not in str(doverie.Rejected([ReasonDetail(Reason.WRONG_CODE, 5, 1)]))


def test_kp4_a_wrong_code_tells_how_many_tries_are_left() -> None:
    with Portal() as portal:
        portal.appoint(MARIA, IVAN)
        started = portal.start(doverie.new_secret())
        portal.approve(started)
        portal.pump()
        right = portal.sms.sent()[-1].code
        wrong = f"{(int(right) + 1) % 1_000_000:06}"
        with pytest.raises(doverie.Rejected, match="4 of 5 tries are left"):
            portal.contact(IVAN.id).confirm_code(started.request_id, wrong)
        assert portal.contact(IVAN.id).confirm_code(started.request_id, f" {right[:3]} {right[3:]}\n").approved


def test_ki6_a_service_tells_how_many_segments_a_code_takes() -> None:
    for origin, segments in {"": 1, "gosuslugi.ru": 1, "lk.krasnoyarsk-portal.ru": 2, "o" * 60 + ".ru2": 2}.items():
        with service(sms_origin=origin) as portal:
            assert portal.sms_segments == segments
    for origin in ("a" * 65, "A.ru", "a..ru", "-a.ru", "a/b", "ru."):
        with pytest.raises(doverie.InvalidArgument, match="sms_origin"):
            service(sms_origin=origin)


# --- KP3: the example's own store


class Interrupted:
    """A connection behind whose call number `at` somebody types Ctrl-C."""

    def __init__(self, connection: sqlite3.Connection, at: int) -> None:
        self._connection = connection
        self._left = at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        done = self._connection.execute(*arguments)
        self._left -= 1
        if self._left == 0:
            raise KeyboardInterrupt
        return done


@pytest.mark.parametrize("at", range(1, 8))
def test_kp3_the_own_store_goes_on_after_an_interruption(tmp_path: Path, at: int) -> None:
    sys.path.insert(0, str(ROOT / "examples/python"))
    try:
        from own_store import OwnStore
    finally:
        sys.path.pop(0)
    store = OwnStore(str(tmp_path / "own.db"))
    connection = store._db
    interruptions = 0
    for work in (lambda: store.feed("", 1), lambda: store.lease_messages("", NOW, MINUTE, 1)):
        store._db = Interrupted(connection, at)
        try:
            work()
        except KeyboardInterrupt:
            interruptions += 1
        store._db = connection
        assert store.feed("", 1) == []
        with sqlite3.connect(tmp_path / "own.db", timeout=0) as other:  # nothing is held either
            other.execute("BEGIN IMMEDIATE")
    assert interruptions == 2 or at > 3
    store.close()
