# SPDX-License-Identifier: Apache-2.0
"""The codes and notices of Python are those of the lists in include/doverie/core, and every fault can be raised."""

import copy
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

import doverie
from doverie import FaultCode, Notice, Reason, ReasonDetail, _errors, _native

ROOT = Path(__file__).resolve().parents[3]
FAULTS = [cls for cls in vars(_errors).values() if isinstance(cls, type) and issubclass(cls, doverie.Fault)]


def test_the_generated_files_are_up_to_date() -> None:
    done = subprocess.run([sys.executable, ROOT / "cmake/vocabulary", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_numbers_and_order_are_those_of_reasons_def() -> None:
    text = (ROOT / "include/doverie/core/reasons.def").read_text(encoding="utf-8")
    rows = re.findall(r"^DOVERIE_(REASON|FAULT)\((\d+), (\w+), (\w+), (\w+),", text, re.MULTILINE)
    assert [(code.name.lower(), code.value) for code in [*Reason, *FaultCode]] == [(row[2], int(row[1])) for row in rows]
    compiled = [(number, name, fault) for number, name, _, fault in _native.codes()]
    assert compiled == [(int(number), name, kind == "FAULT") for kind, number, name, _, _ in rows]


def columns() -> list[tuple[str, int, str, str]]:
    text = (ROOT / "include/doverie/core/reasons.def").read_text(encoding="utf-8")
    rows = re.findall(r"^DOVERIE_(REASON|FAULT)\((\d+), \w+, (\w+), (\w+),", text, re.MULTILINE)
    return [(kind, int(number), first, second) for kind, number, first, second in rows]


def test_kg7_each_reason_names_the_unit_of_its_numbers() -> None:
    units = {number: unit for kind, number, unit, _ in columns() if kind == "REASON"}
    assert {code.value: str(code.unit) for code in Reason} == units
    assert {str(unit) for unit in doverie.Unit} == set(units.values())
    assert Reason.CONTACT_TOO_YOUNG.unit is doverie.Unit.YEARS


def test_kg13_each_reason_names_what_has_to_happen_for_a_yes() -> None:
    waits = {number: waits_for for kind, number, _, waits_for in columns() if kind == "REASON"}
    assert {code.value: str(code.waits_for) for code in Reason} == waits
    assert {str(word) for word in doverie.WaitsFor} == set(waits.values())
    assert all(code.retryable == waits[code.value].startswith("time") for code in Reason)
    assert Reason.CONTACT_TOO_YOUNG.waits_for is doverie.WaitsFor.TIME
    assert Reason.REQUEST_NOT_APPROVED.waits_for is doverie.WaitsFor.CONTACT
    assert Reason.FROZEN.waits_for is doverie.WaitsFor.TIME_OR_OPERATOR


def test_kg4_faults_are_of_two_classes() -> None:
    effects = {number: effect for kind, number, effect, _ in columns() if kind == "FAULT"}
    retryable = {number: again == "true" for kind, number, _, again in columns() if kind == "FAULT"}
    for code in FaultCode:
        fault = _errors.fault_of(code.value, "")
        assert isinstance(fault, doverie.OutcomeUnknown) == (effects[code.value] == "unknown")
        assert isinstance(fault, doverie.NothingDone) == (effects[code.value] == "none")
        assert fault.retryable == retryable[code.value]


def test_notices_are_those_of_the_library_and_say_their_names() -> None:
    assert [(notice.value, str(notice)) for notice in Notice] == list(_native.notices())
    assert (str(Notice.RECOVERY_STARTED), f"{Notice.RECOVERY_STARTED}") == ("recovery_started", "recovery_started")


@pytest.mark.parametrize("code", [*Reason, *FaultCode], ids=lambda code: code.name)
def test_every_code_has_its_texts(code: Reason | FaultCode) -> None:
    assert code.text() == code.text("en")
    assert re.search("[А-Яа-я]", code.text("ru"))
    assert not re.search("[А-Яа-я]", code.text("en"))


def test_other_languages_are_refused() -> None:
    with pytest.raises(ValueError, match="'en' or 'ru'"):
        Reason.FROZEN.text("fr")  # type: ignore[arg-type]


@pytest.mark.parametrize("code", FaultCode, ids=lambda code: code.name)
def test_every_fault_has_one_class(code: FaultCode) -> None:
    fault = _errors.fault_of(code.value, "what broke")
    assert fault.code is code
    assert str(fault) == "what broke"
    assert fault.retryable == code.retryable
    assert [cls for cls in FAULTS if code in vars(cls).get("codes", ()) and cls is not doverie.Fault] == [type(fault)]


def test_classes_fit_what_python_has() -> None:
    assert issubclass(doverie.InvalidArgument, ValueError)
    assert issubclass(doverie.OutOfMemory, MemoryError)
    assert issubclass(doverie.Rejected, doverie.Error)
    assert not issubclass(doverie.Rejected, doverie.Fault)


@pytest.mark.parametrize(
    "error",
    [
        doverie.StoreError("no room", code=FaultCode.STORE_FULL),
        doverie.Busy(),
        doverie.Closed("this Service is closed"),
        doverie.Rejected([ReasonDetail(Reason.WRONG_CODE, needs=5, has=1)]),
    ],
    ids=repr,
)
def test_errors_survive_pickling_and_copying(error: doverie.Error) -> None:
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is type(error)
        assert (str(again), vars(again)) == (str(error), vars(error))


def test_a_fault_says_what_it_means_by_itself() -> None:
    assert str(doverie.StoreError()) == FaultCode.STORE_UNAVAILABLE.text()
    assert doverie.StoreError().code is FaultCode.STORE_UNAVAILABLE
    with pytest.raises(ValueError, match="not a code of Busy"):
        doverie.Busy(code=FaultCode.STORE_FULL)


def test_a_rejection_tells_its_reasons() -> None:
    young = ReasonDetail(Reason.CONTACT_TOO_YOUNG, needs=18, has=17)
    rejected = doverie.Rejected([young, ReasonDetail(Reason.CONTACT_NOT_CITIZEN)])
    assert rejected.code is Reason.CONTACT_TOO_YOUNG
    assert rejected.codes == (Reason.CONTACT_TOO_YOUNG, Reason.CONTACT_NOT_CITIZEN)
    assert str(rejected) == (
        "The contact has not reached the required age. "
        "The contact is not a citizen of the Russian Federation."
    )
    assert rejected.text("ru").startswith("Контакт не достиг нужного возраста.")
    assert not rejected.retryable
    assert doverie.Rejected([ReasonDetail(Reason.FROZEN)]).retryable


def test_a_rejection_has_a_reason() -> None:
    with pytest.raises(ValueError, match="at least one reason"):
        doverie.Rejected([])
