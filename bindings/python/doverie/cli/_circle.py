# SPDX-License-Identifier: Apache-2.0
"""`doverie circle`: what an operator looks at and does for one account."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import asdict, replace
from datetime import datetime, timezone
from functools import wraps
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from doverie._answers import AuditEntry, ContactView, Finding, TimelineEntry, TrustorView
from doverie._errors import Rejected
from doverie._native import Language
from doverie._policy import PolicySchedule
from doverie._service import Service
from doverie._sides import OperatorSide
from doverie._states import FreezeCause
from doverie.cli._circle_texts import SHOWN, said
from doverie.cli._modules import made_by
from doverie.cli._reports import Problem, Report, answers, refused
from doverie.cli._words import Group, language, say

# What is left out of answers: names, which nobody needs here, and numbers of requests, which only the two sides may know.
_SHOWN_INVITATION: Final = ("id", "state", "trustor", "phone_masked", "sent_at", "expires_at")
_SHOWN_REQUEST: Final = (
    "id", "trustor", "state", "operation", "verified_factor", "started_at", "expires_at", "redeem_from",
)  # fmt: skip


def of_account(command: Callable[..., Report]) -> Callable[..., None]:
    """Gives a command its account, the host's service and the language; a rule's no is an answer that ends with 1.

    Behind each answer stands whether the account was known before: an id that is mistyped is in no records, either.
    """

    @wraps(command)
    def run(account: str, host: str, **options: Any) -> Report:
        with made_by(host, Service, "a doverie.Service") as service:
            with service.trial() as asked:  # asking writes nothing
                known, in_directory = _in_records(asked, account), _in_directory(asked, account)
            try:
                report = command(service, account, language(), **options)
            except Rejected as no:
                report = Report(data={"refused": [code.name.lower() for code in no.codes]}, lines=[refused(no)], well=False)
        data = report.data | {"known": known, "in_directory": in_directory}
        return replace(report, data=data, lines=[*report.lines, *_unknown(known, in_directory, account, language())])

    hosted = click.option("--host", metavar="MODULE:FUNCTION", required=True, help="The function that returns its service.")
    return click.argument("account", metavar="ACCOUNT")(hosted(answers(run)))


_BY_OPERATOR: Final = click.option("--operator", metavar="NAME", required=True, help="Who does it; recorded.")
_SECOND: Final = click.option("--second-operator", metavar="NAME", required=True,
                              help="Somebody else, who has looked, too; recorded.")
_DRY_RUN: Final = click.option("--dry-run", is_flag=True, help="Say what would be recorded or refused, and change nothing.")


@click.group(cls=Group)
def circle() -> None:
    """One account: its contacts, its requests, and whom it serves.

    The function that --host names is the host's own, as for doverie pump: it takes nothing and returns a doverie.Service.
    """


@circle.command()
@of_account
def show(service: Service, account: str, language: Language) -> Report:
    """Shows both cabinets of the account, and what a start would need. No names and no numbers of requests."""
    mine, serving = service.trustor(account).cabinet(), service.contact(account).cabinet()
    start = _start(service.policies, mine)
    data = {
        "account": account,
        "frozen_until": mine.frozen_until,
        "recovery_locked": mine.recovery_locked,
        "observed": mine.observed,
        "contacts": [asdict(contact) | {"state": str(contact.state)} for contact in mine.contacts],
        "invitations": _parts(mine.invitations, _SHOWN_INVITATION),
        "requests": _parts(mine.requests, _SHOWN_REQUEST),
        "start": start,
        "as_contact": {
            "locked_until": serving.locked_until,
            "trustors": [entry.trustor for entry in serving.trustors],
            "invitations": _parts(serving.invitations, _SHOWN_INVITATION),
            "requests": _parts(serving.requests, _SHOWN_REQUEST),
        },
    }
    lines = [said(SHOWN[name], fields, language) for name, fields in _shown(data, mine, serving)]
    return Report(data=plain(data), lines=lines)


def _start(policies: PolicySchedule, mine: TrustorView) -> dict[str, Any]:
    now = datetime.now(timezone.utc)
    policy = policies.on(now.astimezone(ZoneInfo(policies.policies[0].time_zone)).date())
    active = sum(contact.active_from <= now for contact in mine.contacts)
    return {"policy": policy.id, "required": policy.required_approvals, "active": active}


def _shown(data: dict[str, Any], mine: TrustorView, serving: ContactView) -> Iterable[tuple[str, Mapping[str, Any]]]:
    by_operators = mine.frozen_by is FreezeCause.HOST
    yield ("frozen_by_operators" if by_operators else "frozen" if mine.frozen_until else "free"), data
    if mine.recovery_locked:
        yield "recovery_locked", {}
    if mine.observed:
        yield "observed", {}
    for name in ("contact", "invitation", "request"):
        yield from ((name, fields) for fields in data[f"{name}s"])
    yield "start", data["start"]
    yield from (("serves", {"trustor": entry.trustor}) for entry in serving.trustors)
    if serving.locked_until:
        yield "contact_locked", {"locked_until": serving.locked_until}
    yield from (("invited", fields) for fields in data["as_contact"]["invitations"])
    yield from (("asked", fields) for fields in data["as_contact"]["requests"])


def _parts(views: Iterable[Any], names: tuple[str, ...]) -> list[dict[str, Any]]:
    parts = [{name: getattr(view, name) for name in names} for view in views]
    return [part | {"state": part["state"].name.lower()} for part in parts]


def plain(value: Any) -> Any:
    """For JSON."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, datetime) else value


@circle.command()
@click.option("--request", metavar="ID", help="Of this request alone.")
@of_account
def timeline(service: Service, account: str, language: Language, request: str | None) -> Report:
    """Tells everything that has happened to the account, in words. Every seal is checked.

    In its own circle, as a contact, and in the circles of those whom it serves or has served.
    """
    entries = service.operations().timeline(account)
    return told([e for e in entries if request in (None, e.request)], account, language, "nothing_yet")


def told(entries: Iterable[AuditEntry | TimelineEntry], account: str, language: Language, if_none: str) -> Report:
    """Events in words, one a line."""
    events = [{"at": entry.at, "type": entry.type, **_about(entry), "text": in_language(entry, language)} for entry in entries]
    lines = [f"{event['at']:%Y-%m-%d %H:%M} UTC  {event['text']}" for event in events]
    lines = lines or [said(SHOWN[if_none], {}, language)]
    return Report(data=plain({"account": account, "events": events}), lines=lines)


def _about(entry: AuditEntry | TimelineEntry) -> dict[str, str]:
    return {} if isinstance(entry, AuditEntry) else {"trustor": entry.trustor, "request": entry.request}


def in_language(texts: AuditEntry | TimelineEntry | Finding, language: Language) -> str:
    """What it says, in that language."""
    return texts.english if language is Language.ENGLISH else texts.russian


def _done(service: Service, account: str, language: Language, dry_run: bool, work: Callable[[OperatorSide, str], None]) -> Report:
    """Does it, or a dry run to a trial, and tells what it has recorded in the account's circle."""
    command_id = f"cli-{uuid.uuid4().hex}"
    with service.trial() if dry_run else nullcontext(service) as on:
        work(on.operations(), command_id)
        entries = on.operations().audit(account)
    mine = [entry for entry in entries if json.loads(entry.event)["command"] == command_id]
    recorded = told(mine, account, language, "nothing")
    data = recorded.data | {"done": not dry_run}
    dry = [said(SHOWN["dry_run" if mine else "dry_run_of_nothing"], {}, language)] if dry_run else []
    return Report(data=data, lines=[*dry, *(recorded.lines if mine or not dry_run else [])])


def _in_records(service: Service, account: str) -> bool | None:
    """Whether anything has ever happened to the account; None when that cannot be told, which keeps nobody from acting."""
    try:
        return bool(service.operations().timeline(account))
    except Exception:  # of the host's ports, too
        return None


def _in_directory(service: Service, account: str) -> bool | None:
    """Whether the portal's directory knows it; likewise."""
    try:
        found = service.operations().explain(account).findings
    except Exception:
        return None
    return not any(finding.kind == "start_fault" and finding.reason == "account_unknown" for finding in found)


def _unknown(known: bool | None, in_directory: bool | None, account: str, language: Language) -> Iterable[str]:
    if known is False and not in_directory:  # most accounts have nobody
        yield said(SHOWN["nothing_known"], {"account": account}, language)
    if in_directory is False:
        yield said(SHOWN["not_in_directory"], {"account": account}, language)


@circle.command()
@_BY_OPERATOR
@_DRY_RUN
@of_account
def freeze(service: Service, account: str, language: Language, operator: str, dry_run: bool) -> Report:
    """Freezes the account until operators lift it: open requests die, both sides are told.

    Also one of which nothing is known, and says so.
    """
    return _done(service, account, language, dry_run,
                 lambda operations, id: operations.freeze(account, operator_id=operator, command_id=id))  # fmt: skip


@circle.command()
@_BY_OPERATOR
@_SECOND
@_DRY_RUN
@of_account
def unfreeze(
    service: Service, account: str, language: Language, operator: str, second_operator: str, dry_run: bool
) -> Report:
    """Lifts a freeze, whoever began it. Two operators have to have looked."""
    if operator == second_operator:
        raise Problem(say("--second-operator is the same as --operator; it takes two people to lift a freeze"))
    return _done(service, account, language, dry_run, lambda operations, id: operations.unfreeze(
        account, operator_id=operator, second_operator_id=second_operator, command_id=id))  # fmt: skip


@circle.command()
@_BY_OPERATOR
@_SECOND
@_DRY_RUN
@of_account
def confirm_no_contact(
    service: Service, account: str, language: Language, operator: str, second_operator: str, dry_run: bool
) -> Report:
    """Records that the account has no contact, although the host's mark says so. Two operators have to have looked.

    For a mark that is wrong. A store that has lost its records has to be restored.
    """
    if operator == second_operator:
        raise Problem(say("--second-operator is the same as --operator; it takes two people to say that nobody protects an account"))
    return _done(service, account, language, dry_run, lambda operations, id: operations.confirm_no_contact(
        account, operator_id=operator, second_operator_id=second_operator, command_id=id))  # fmt: skip


@circle.command()
@_BY_OPERATOR
@_DRY_RUN
@of_account
def erase(service: Service, account: str, language: Language, operator: str, dry_run: bool) -> Report:
    """Erases what is held of a person. Not while the account is frozen or being recovered.

    Call it before the account leaves the directory, which knows the phone. Contacts and requests stay.
    """
    return _done(service, account, language, dry_run,
                 lambda operations, id: operations.erase(account, operator_id=operator, command_id=id))  # fmt: skip
