# SPDX-License-Identifier: Apache-2.0
"""Commands as values: each is what one method of a side runs, compared by what it holds, discreet, and nothing else will do."""

import copy
import dataclasses
import inspect
import pickle
from typing import Any

import pytest

import doverie
from doverie import commands
from people import IVAN, MARIA, Portal

CLASSES: list[Any] = [getattr(commands, name) for name in commands.__all__ if name != "Command"]
OF_THE_LIBRARY = {"NoteRealm", "NoteSms", "NoteRefusal", "EraseRefusals"}
SIDES = (doverie.TrustorSide, doverie.ContactSide, doverie.RecovererSide, doverie.OperatorSide)
GIVEN = {"str": "x", "bool": True, "int": 1, "Secret | bytes": b"x" * 32}


def anything(cls: Any) -> Any:
    """A command of this class, of which nothing is right but the types."""
    given: dict[str, Any] = {}
    for field in dataclasses.fields(cls):
        name = field.type if isinstance(field.type, str) else getattr(field.type, "__name__", str(field.type))
        given[field.name] = {
            "attestation": doverie.Attestation(number="1"), "what": doverie.AccountChange.SIM, "since": doverie.testing.MORNING,
            "secret": b"x" * 32,
        }.get(field.name, GIVEN.get(name, "x"))
    return cls(**given)


class Recorder:
    """In the place of a native service: keeps what it is to run."""

    def __init__(self) -> None:
        self.ran: list[Any] = []

    def run(self, command: Any, command_id: str | None = None, context: bytes = b"") -> None:
        self.ran.append(command)


def test_each_is_what_one_method_runs() -> None:
    recorder = Recorder()
    for side_class in SIDES:
        side: Any = side_class.__new__(side_class)
        side._service = recorder
        if side_class is not doverie.OperatorSide:
            side._account = "maria"
        for name, method in inspect.getmembers(side, inspect.ismethod):
            if not name.startswith("_"):
                parameters = inspect.signature(method).parameters.values()
                method(**{each.name: object() for each in parameters if each.default is inspect.Parameter.empty})
    ran = [type(command).__name__ for command in recorder.ran]
    assert sorted(ran) == sorted({cls.__name__ for cls in CLASSES} - OF_THE_LIBRARY)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_service_knows_every_class(cls: Any, portal: Portal) -> None:
    """It refuses the nonsense or answers; that it does not know the class is a TypeError."""
    try:
        portal.run(anything(cls))
    except doverie.Error as error:
        assert not isinstance(error, doverie.InternalError)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_they_are_values(cls: Any) -> None:
    command = anything(cls)
    assert pickle.loads(pickle.dumps(command)) == copy.deepcopy(command) == command
    assert {command: 1}[anything(cls)] == 1
    assert cls.__dataclass_params__.frozen
    assert "__slots__" in vars(cls)
    assert all(field.kw_only for field in dataclasses.fields(cls))


def test_they_answer_as_their_methods_do(portal: Portal) -> None:
    command = commands.Invite(trustor=MARIA.id, name=IVAN.name, phone=IVAN.phone)
    invited = portal.run(command, command_id="once", context=b"trace")
    assert portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone, command_id="once", context=b"trace") == invited
    portal.run(commands.AcceptInvitation(contact=IVAN.id, invitation_id=invited.id))
    assert portal.run(commands.ShowTrustor(trustor=MARIA.id)) == portal.trustor(MARIA.id).cabinet()
    with pytest.raises(doverie.Rejected):
        portal.run(command)


def test_reprs_leave_out_what_is_nobodys_business() -> None:
    secret = doverie.new_secret()
    shown = repr(commands.Invite(trustor="m", name=IVAN.name, phone=IVAN.phone))
    assert shown == "Invite(trustor='m')"
    assert repr(commands.ConfirmCode(contact="i", request_id="r", code="482913")) == "ConfirmCode(contact='i', request_id='r')"
    assert "secret" not in repr(commands.CancelRecovery(trustor="m", request_id="r", secret=secret))


@pytest.mark.parametrize("wrong", [None, "invite", commands.Command(), commands.Invite, doverie.Attestation(number="1")])
def test_nothing_else_is_a_command(portal: Portal, wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"^command must be one of doverie\.commands, not "):
        portal.run(wrong)


def test_what_is_wrong_is_named(portal: Portal) -> None:
    wrong: Any = 7
    with pytest.raises(TypeError, match="^trustor must be str, not int$"):
        portal.run(commands.ShowTrustor(trustor=wrong))
    with pytest.raises(doverie.InvalidArgument, match="command_id"):
        portal.run(commands.OwnerSeen(trustor=MARIA.id), command_id="")
