# SPDX-License-Identifier: Apache-2.0
"""What `doverie circle` says, in English and in Russian: the one list of these texts.

`{field}` is a member of the event, or what the command gives; what stands between brackets is left out when one of its
fields is missing, null or false.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, Final, TypeAlias

from doverie import Language
from doverie._texts import operation_text

Both: TypeAlias = tuple[str, str]

EVENTS: Final[dict[str, Both]] = {
    "invitation_sent": (
        "an invitation was sent, which can be answered until {expires_at}: {invitation}",
        "отправлено приглашение, ответить можно до {expires_at}: {invitation}"),
    "invitation_withdrawn": ("an invitation was withdrawn: {invitation}", "приглашение отозвано: {invitation}"),
    "contact_appointed": (
        "{contact} is a trusted contact now, and may confirm from {active_from}",
        "назначен доверенный контакт {contact}, подтверждать может с {active_from}"),
    "contact_removed": (
        "{contact} is a trusted contact no more ({by})[; it may not have been the owner who did it{under_recovery}]",
        "{contact} больше не доверенный контакт ({by})[; возможно, это сделал не владелец{under_recovery}]"),
    "removal_asked": (
        "the removal of the contact {contact} was asked for ({by}), possible from {possible_from}",
        "запрошено удаление контакта {contact} ({by}), возможно с {possible_from}"),
    "removal_withdrawn": (
        "the removal of the contact {contact} was taken back ({by})", "удаление контакта {contact} отменено ({by})"),
    "removal_resumed": (
        "the suspended removal of the contact {contact} goes on ({by}), possible from {possible_from}",
        "приостановленное удаление контакта {contact} продолжено ({by}), возможно с {possible_from}"),
    "recovery_started": (
        "a request was started[, with a verified factor{verified_factor}][, and only observed{observed}] ({operation}), "
        "open until {expires_at}: {request}",
        "создан запрос[ с проверенным фактором{verified_factor}][, только для наблюдения{observed}] ({operation}), "
        "открыт до {expires_at}: {request}"),
    "recovery_unavailable": (
        "somebody began in vain[, with a verified factor{verified_factor}]: no contact could confirm",
        "начато безуспешно[, с проверенным фактором{verified_factor}]: подтвердить некому"),
    "number_rejected": (
        "the contact {contact} typed a wrong number of the request {request}",
        "контакт {contact} ввёл неверный номер запроса {request}"),
    "approval_given": (
        "the contact {contact} said yes ({operation}): {request}",
        "контакт {contact} дал согласие ({operation}): {request}"),
    "code_issued": (
        "a code was made for the contact {contact}, good until {expires_at}: {request}",
        "создан код для контакта {contact}, действует до {expires_at}: {request}"),
    "code_resent": (
        "the contact {contact} asked for the code again: {request}", "контакт {contact} запросил код ещё раз: {request}"),
    "code_taken": (
        "the gateway took SMS {send} for the contact {contact}: {request}",
        "шлюз принял СМС {send} для контакта {contact}: {request}"),
    "code_delivered": (
        "SMS {send} for the contact {contact} was delivered: {request}",
        "СМС {send} для контакта {contact} доставлено: {request}"),
    "code_undelivered": (
        "SMS {send} for the contact {contact} was not delivered ({why}): {request}",
        "СМС {send} для контакта {contact} не доставлено ({why}): {request}"),
    "code_rejected": (
        "the contact {contact} typed a wrong code[, one too many: recovery is locked{locks_recovery}]: {request}",
        "контакт {contact} ввёл неверный код[, и восстановление заблокировано{locks_recovery}]: {request}"),
    "code_confirmed": (
        "the contact {contact} typed the right code: {request}", "контакт {contact} ввёл верный код: {request}"),
    "recovery_approved": (
        "approved, to be used[ from {redeem_from}] before {redeem_before}: {request}",
        "подтверждено, использовать можно[ с {redeem_from}] до {redeem_before}: {request}"),
    "recovery_redeemed": (
        "the approval was used ({operation}): {request}", "подтверждение использовано ({operation}): {request}"),
    "recovery_denied": ("denied ({by}): {request}", "отклонено ({by}): {request}"),
    "recovery_cancelled": ("given up by whoever started it: {request}", "отменено тем, кто начал: {request}"),
    "recovery_voided": ("void ({why}): {request}", "недействительно ({why}): {request}"),
    "fraud_reported": (
        "fraud was reported ({by}[, {contact}])[; frozen until {frozen_until}]",
        "сообщение о мошенничестве ({by}[, {contact}])[; заморожено до {frozen_until}]"),
    "account_frozen": (
        "the operator {operator} froze the account, until operators lift it",
        "оператор {operator} заморозил учётную запись до снятия операторами"),
    "account_unfrozen": (
        "the operators {operator} and {second_operator} lifted the freeze",
        "операторы {operator} и {second_operator} сняли заморозку"),
    "no_contact_confirmed": (
        "the operators {operator} and {second_operator} confirmed that there is no contact",
        "операторы {operator} и {second_operator} подтвердили, что контакта нет"),
    "personal_data_erased": (
        "the operator {operator} erased personal data: invitations {invitations}[, held back {held}]",
        "оператор {operator} удалил персональные данные: приглашений {invitations}[, оставлено {held}]"),
    "facts_erased": (
        "what the rules had found about the people of this circle was erased",
        "удалено то, что правила установили о людях этого круга"),
    "invitation_erased": (
        "an invitation was erased, as its time was over: {invitation}",
        "приглашение удалено по истечении срока: {invitation}"),
    "owner_seen": ("the owner was seen with a verified factor", "владелец вошёл с проверенным фактором"),
    "recovered_by_other_means": (
        "the owner recovered the account by other means ({channel})",
        "владелец восстановил доступ другим способом ({channel})"),
    "account_closed": ("the account was closed", "учётная запись закрыта"),
    "call_began": (
        "a call began; codes wait until {held_until} at most", "начался звонок; коды ждут не дольше чем до {held_until}"),
    "call_ended": ("the call ended", "звонок закончился"),
    "account_changed": (
        "the account was changed on {since}: {what} ({by})", "учётная запись изменена {since}: {what} ({by})"),
    "circle_summed": ("everything before was summed up", "подведён итог всему предыдущему"),
}  # fmt: skip

VALUES: Final[dict[str, dict[str, Both]]] = {
    "by": {
        "trustor": ("the owner", "владелец"),
        "contact": ("the contact", "контакт"),
        "closed": ("the contact's account was closed", "учётная запись контакта закрыта"),
        "approval": ("another request was approved", "подтверждён другой запрос"),
        "host": ("told by the portal", "сообщил портал"),
        "facts": ("found in the facts", "видно из данных"),
    },
    "why": {
        "fraud": ("fraud was reported", "сообщение о мошенничестве"),
        "operator": ("an operator froze the account", "учётную запись заморозил оператор"),
        "other_means": ("recovered by other means", "доступ восстановлен другим способом"),
        "account_changed": ("the account was changed", "учётная запись изменена"),
        "account_closed": ("the account was closed", "учётная запись закрыта"),
        "refused": ("refused by the gateway", "шлюз отказал"),
        "expired": ("not taken in time", "не принято вовремя"),
        "reported": ("reported by the gateway", "сообщил шлюз"),
    },
    "what": {
        "phone": ("the phone", "телефон"),
        "sim": ("the SIM", "сим-карта"),
        "level": ("the level of confirmation", "уровень подтверждения"),
        "citizenship": ("the citizenship", "гражданство"),
    },
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
    "nothing": ("nothing was recorded", "ничего не записано"),
    "nothing_yet": ("no records", "записей нет"),
    "would_freeze": (
        "dry run: {account} would be frozen; open requests that would end: {open}",
        "пробный запуск: {account} будет заморожена; открытых запросов, которые закончатся: {open}"),
    "would_unfreeze": (
        "dry run: the freeze of {account} would be lifted", "пробный запуск: заморозка {account} будет снята"),
    "would_confirm_no_contact": (
        "dry run: it would be recorded that nobody protects {account}, although the host's mark says so",
        "пробный запуск: будет записано, что {account} никто не защищает, хотя отметка портала говорит обратное"),
    "would_erase": (
        "dry run: invitations that {account} has sent, at most {sent}, and that wait for its answer, {received}, would be "
        "erased, those that it has accepted, and what the rules found",
        "пробный запуск: будут удалены приглашения, отправленные {account} (не больше {sent}), ждущие ответа ({received}), "
        "принятые, и то, что установили правила"),
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
