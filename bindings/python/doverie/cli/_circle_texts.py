# SPDX-License-Identifier: Apache-2.0
"""What `doverie circle` says of its own, in English and in Russian; what happened the library itself has words for.

`{field}` is what the command gives; what stands between brackets is left out when one of its
fields is missing, null or false.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, Final, TypeAlias

from doverie import Language
from doverie._texts import operation_text

Both: TypeAlias = tuple[str, str]

VALUES: Final[dict[str, dict[str, Both]]] = {
    "state": {
        "pending": ("waits", "ждёт"),
        "accepted": ("accepted", "принято"),
        "declined": ("declined", "отклонено"),
        "cancelled": ("cancelled", "отменено"),
        "expired": ("expired", "истекло"),
        "awaiting_code": ("waits for the code", "ждёт кода"),
        "approved": ("approved", "подтверждено"),
        "redeemed": ("used", "использовано"),
        "denied": ("denied", "отклонено"),
        "voided": ("void", "недействительно"),
    },
}

SHOWN: Final[dict[str, Both]] = {
    "free": ("{account}: not frozen", "{account}: не заморожена"),
    "frozen_by_operators": (
        "{account}: frozen by an operator, until two operators lift it",
        "{account}: заморожена оператором, пока двое операторов не снимут заморозку"),
    "frozen": ("{account}: frozen until {frozen_until}", "{account}: заморожена до {frozen_until}"),
    "recovery_locked": (
        "recovery is locked until the owner is seen with a verified factor",
        "восстановление заблокировано, пока владелец не войдёт с проверенным фактором"),
    "observed": (
        "observed only: recoveries go on without the contact",
        "только наблюдение: восстановление идёт без участия контакта"),
    "contact": (
        "contact {contact} since {appointed_at}, may confirm from {active_from}[; removal possible from {removal_from}]"
        "[; resignation possible from {resignation_from}]",
        "контакт {contact} с {appointed_at}, подтверждать может с {active_from}[; удаление возможно с {removal_from}]"
        "[; отказ возможен с {resignation_from}]"),
    "invitation": (
        "invitation {id} to {phone_masked}: {state}, until {expires_at}",
        "приглашение {id} на {phone_masked}: {state}, до {expires_at}"),
    "request": (
        "request {id}: {state} ({operation}), since {started_at}, until {expires_at}",
        "запрос {id}: {state} ({operation}), с {started_at}, до {expires_at}"),
    "start": (
        "a start needs confirmations: {required} (policy {policy}); contacts past their waiting time: {active}. Whether the "
        "rules let both sides is looked up at the start",
        "нужно подтверждений: {required} (политика {policy}); контактов, чей срок ожидания прошёл: {active}. Подходят ли "
        "обе стороны по правилам, проверяется при запросе"),
    "serves": ("is the contact of {trustor}", "доверенный контакт для {trustor}"),
    "invited": ("is invited by {trustor}: {id}, until {expires_at}", "приглашение от {trustor}: {id}, до {expires_at}"),
    "contact_locked": ("cannot confirm until {locked_until}", "не может подтверждать до {locked_until}"),
    "asked": (
        "is asked for {trustor}: {id}, {state} ({operation}), until {expires_at}",
        "запрос для {trustor}: {id}, {state} ({operation}), до {expires_at}"),
    "lately": ("what happened in the last days ({days}):", "что произошло за последние дни ({days}):"),
    "happened": ("what has happened:", "что происходило:"),
    "nothing_lately": ("nothing", "ничего"),
    "nothing": ("nothing was recorded", "ничего не записано"),
    "nothing_yet": ("no records", "записей нет"),
    "nothing_known": (
        "nothing else is known of {account}: no contact, no request, nobody whom it serves",
        "больше о {account} ничего не известно: ни контакта, ни запросов, ни тех, кому она контакт"),
    "not_in_directory": (
        "the directory does not know {account}: is it the right id?",
        "в каталоге портала нет {account}: тот ли это идентификатор?"),
    "dry_run_of_nothing": (
        "dry run: nothing is written; nothing would be recorded", "пробный запуск: ничего не записано и не было бы записано"),
    "dry_run": (
        "dry run: nothing is written; this would be recorded:", "пробный запуск: ничего не записано; было бы записано:"),
}  # fmt: skip

_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")
_FIELD: Final = re.compile(r"\{(\w+)\}")


def fields_of(text: str) -> set[str]:
    """Which fields a text names."""
    return set(_FIELD.findall(text))


def said(text: Both, fields: Mapping[str, Any], language: Language) -> str:
    """A text with its fields."""
    chosen = text[0] if language is Language.ENGLISH else text[1]
    there = {name for name, value in fields.items() if value is not None and value is not False}
    chosen = _OPTIONAL.sub(lambda part: part[1] if fields_of(part[1]) <= there else "", chosen)
    return _FIELD.sub(lambda field: _value(field[1], fields.get(field[1]), language), chosen)


def _value(name: str, value: Any, language: Language) -> str:
    if value is True:  # it only lets the words around it stand
        return ""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    if name == "operation":
        return operation_text(str(value), language=language) or str(value)
    known = VALUES.get(name, {}).get(str(value))
    return str(value) if known is None else said(known, {}, language)
