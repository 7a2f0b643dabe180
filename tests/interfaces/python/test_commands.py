# SPDX-License-Identifier: Apache-2.0
"""How commands are called: names, repetitions, contexts, and errors that tell what was wrong but no secrets."""

import inspect
import json
from collections.abc import Callable
from typing import Any, cast

import pytest

import doverie
from doverie import FaultCode
from people import IVAN, MARIA, Portal, account

SAYS_NO = cast(bool, "no")
SIDES = (doverie.TrustorSide, doverie.ContactSide, doverie.RecovererSide, doverie.OperatorSide)
COMMANDS = [
    (side, name, method)
    for side in SIDES
    for name, method in inspect.getmembers(side, inspect.isfunction)
    if not name.startswith("_")
    and name not in {"cabinet", "status", "audit", "history", "invitations", "explain", "timeline", "held"}
]


@pytest.mark.parametrize(("side", "name", "method"), COMMANDS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_every_command_takes_an_id_and_a_context_by_name(side: type, name: str, method: Callable[..., Any]) -> None:
    parameters = inspect.signature(method).parameters
    for keyword, default in (("command_id", None), ("context", b"")):
        assert parameters[keyword].kind is inspect.Parameter.KEYWORD_ONLY
        assert parameters[keyword].default == default


def test_what_could_be_mixed_up_has_to_be_named(portal: Portal) -> None:
    with pytest.raises(TypeError):
        portal.trustor(MARIA.id).invite("Иван", IVAN.phone)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        portal.recoverer(MARIA.id).start(doverie.new_secret())  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        doverie.Attestation(True, True, "1234")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        doverie.Service(doverie.MemoryStore(), portal.directory, doverie.KeyRing())  # type: ignore[call-arg]


def test_a_repeated_command_has_one_effect_and_the_same_answer(any_portal: Portal) -> None:
    """B7."""
    maria = any_portal.trustor(MARIA.id)
    first = maria.invite(name=IVAN.name, phone=IVAN.phone, command_id="invite-1")
    assert maria.invite(name=IVAN.name, phone=IVAN.phone, command_id="invite-1") == first
    assert len(maria.cabinet().invitations) == 1
    with pytest.raises(doverie.InvalidArgument) as reused:
        maria.invite(name="Пётр", phone=IVAN.phone, command_id="invite-1")
    assert reused.value.code is FaultCode.COMMAND_ID_REUSED


def test_without_an_id_a_repetition_is_a_new_command(portal: Portal) -> None:
    maria = portal.trustor(MARIA.id)
    maria.invite(name=IVAN.name, phone=IVAN.phone)
    with pytest.raises(doverie.Rejected) as pending:
        maria.invite(name=IVAN.name, phone=IVAN.phone)
    assert pending.value.code is doverie.Reason.INVITATION_PENDING


def test_the_context_is_recorded(portal: Portal) -> None:
    portal.trustor(MARIA.id).report_fraud(context=b"trace \x00\xff")
    [entry] = portal.operations().audit(MARIA.id)
    assert "context" in json.loads(entry.event)


@pytest.mark.parametrize(
    ("keywords", "error", "named"),
    [
        ({"command_id": 7}, TypeError, "command_id must be str or None, not int"),
        ({"command_id": b"7"}, TypeError, "command_id must be str or None, not bytes"),
        ({"command_id": "x" * 65}, doverie.InvalidArgument, "command_id"),
        ({"command_id": "новый"}, doverie.InvalidArgument, "command_id"),
        ({"context": "text"}, TypeError, "context must be bytes, not str"),
        ({"context": b"x" * 257}, doverie.InvalidArgument, "context"),
    ],
)
def test_wrong_ids_and_contexts(portal: Portal, keywords: dict[str, Any], error: type[Exception], named: str) -> None:
    with pytest.raises(error, match=named):
        portal.trustor(MARIA.id).report_fraud(**keywords)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda portal: portal.trustor(7).cabinet(), "account must be str, not int"),
        (lambda portal: portal.trustor("m").invite(name=None, phone=IVAN.phone), "name must be str, not None"),
        (lambda portal: portal.trustor("m").invite(name="Иван", phone=79161234567), "phone must be str, not int"),
        (lambda portal: portal.contact("i").accept(None), "invitation_id must be str, not None"),
        (
            lambda portal: portal.contact("i").approve("r", {"number": 1}),
            "attestation must be doverie.Attestation, not dict",
        ),
        (
            lambda portal: portal.contact("i").approve(
                "r", doverie.Attestation(spoke_with_trustor=cast(bool, "no"), number="1")
            ),
            "attestation.spoke_with_trustor must be bool, not str",
        ),
        (lambda portal: portal.contact("i").confirm_code("r", 482913), "code must be str, not int"),
        (lambda portal: portal.recoverer("m").start(secret="x" * 32), "secret must be doverie.Secret or bytes, not str"),
        (
            lambda portal: portal.recoverer("m").start(secret=b"x" * 32, verified_factor=1),
            "verified_factor must be bool, not int",
        ),
        (lambda portal: portal.pump(limit=1.5), "limit must be int, not float"),
        (lambda portal: portal.operations().recovered_by_other_means("m", channel=1), "channel must be str, not int"),
        (lambda portal: portal.directory.put("m", None), "facts must be doverie.Account, not None"),
    ],
)
def test_wrong_types_are_refused_by_name(portal: Portal, call: Callable[[Portal], object], message: str) -> None:
    with pytest.raises(TypeError) as wrong:
        call(portal)
    assert str(wrong.value) == message


@pytest.mark.parametrize(
    "call",
    [
        lambda portal: portal.trustor("").cabinet(),
        lambda portal: portal.trustor("+79161234567").cabinet(),
        lambda portal: portal.trustor("x" * 129).cabinet(),
        lambda portal: portal.trustor("a\nb").cabinet(),
        lambda portal: portal.trustor("\ud800").cabinet(),
        lambda portal: portal.contact(IVAN.id).accept("nonsense"),
        lambda portal: portal.recoverer(MARIA.id).start(secret=b"short"),
        lambda portal: portal.operations().recovered_by_other_means(MARIA.id, channel="МФЦ"),
        lambda portal: portal.directory.put("+79161234567", account(IVAN)),
        lambda portal: portal.pump(limit=-1),
    ],
)
def test_wrong_values_are_value_errors(portal: Portal, call: Callable[[Portal], object]) -> None:
    with pytest.raises(ValueError) as wrong:  # noqa: PT011 - InvalidArgument is one, too
        call(portal)
    assert isinstance(wrong.value, doverie.InvalidArgument) or type(wrong.value) is ValueError


def test_errors_tell_no_secrets(served: Portal) -> None:
    """L4."""
    secret = doverie.Secret(b"an attacker's secret: swordfish!")
    started = served.start(doverie.new_secret())
    served.approve(started)
    attempts: list[Callable[[], object]] = [
        lambda: served.recoverer(MARIA.id).redeem(started.request_id, secret),
        lambda: served.recoverer(MARIA.id).redeem(started.request_id, secret.reveal()[:-1]),
        lambda: served.contact(IVAN.id).confirm_code(started.request_id, "swordfish"),
        lambda: served.contact(IVAN.id).confirm_code("swordfish"[:0], "swordfish"),
        lambda: served.contact(IVAN.id).confirm_code(started.request_id, b"swordfish"),  # type: ignore[arg-type]
        lambda: served.trustor(MARIA.id).invite(name="Swordfish http://swordfish", phone="+7916swordfish"),
    ]
    for attempt in attempts:
        with pytest.raises((doverie.Error, TypeError, ValueError)) as refused:
            attempt()
        assert "swordfish" not in f"{refused.value!r} {refused.value}".lower()


def test_sides_have_names() -> None:
    with Portal() as portal:
        assert repr(portal.trustor("maria")) == "TrustorSide('maria')"
        assert portal.contact("ivan").account == "ivan"
