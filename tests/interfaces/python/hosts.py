# SPDX-License-Identifier: Apache-2.0
"""Ports as a host writes them in Python: each answers by what it is told to do."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import doverie
import people
from doverie import SmsOutcome
from people import IVAN, MARIA, account


class Accounts(doverie.AccountDirectory):
    """A host's directory: answers by what it is told to do."""

    def __init__(self, answer: Callable[[str], Any]) -> None:
        super().__init__()
        self.answer = answer
        self.asked: list[str] = []

    def find(self, account: str) -> doverie.Account | None:
        self.asked.append(account)
        return self.answer(account)  # type: ignore[no-any-return]


class Gateway(doverie.SmsSender):
    def __init__(self, answer: Callable[[], Any]) -> None:
        super().__init__()
        self.answer = answer
        self.sent: list[tuple[str, str, str]] = []

    def send(self, message_id: str, to: str, text: str) -> SmsOutcome:
        self.sent.append((message_id, to, text))
        return self.answer()  # type: ignore[no-any-return]


class Bell(doverie.Notifier):
    def __init__(self, answer: Callable[[], Any]) -> None:
        super().__init__()
        self.answer = answer
        self.rung: list[doverie.SendNotice] = []

    def notify(self, message_id: str, notice: doverie.SendNotice) -> bool:
        self.rung.append(notice)
        return self.answer()  # type: ignore[no-any-return]


class Watch(doverie.Clock):
    def __init__(self, answer: Callable[[], Any]) -> None:
        super().__init__()
        self.answer = answer

    def now(self) -> datetime:
        return self.answer()  # type: ignore[no-any-return]


class Dice(doverie.Entropy):
    def __init__(self, answer: Callable[[int], Any]) -> None:
        super().__init__()
        self.answer = answer

    def randbytes(self, count: int) -> bytes:
        return self.answer(count)  # type: ignore[no-any-return]


class HostError(Exception):
    """Something of the host's own that the library has never heard of."""


def raises(error: BaseException) -> Callable[..., Any]:
    def answer(*_: Any) -> Any:
        raise error

    return answer


def known(who: str) -> doverie.Account | None:
    return {person.id: account(person, id=person.id) for person in (MARIA, IVAN)}.get(who)


def service(**ports: Any) -> doverie.Service:
    return people.service(**{"directory": Accounts(known)} | ports)


def code_is_due(on: doverie.Service) -> doverie.RecoveryStarted:
    """Brings a service to the point where a code has to be sent."""
    invited = on.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
    on.contact(IVAN.id).accept(invited.id)
    started = on.recoverer(MARIA.id).start(secret=doverie.new_secret())
    attestation = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=started.number)
    on.contact(IVAN.id).approve(started.request_id, attestation)
    return started
