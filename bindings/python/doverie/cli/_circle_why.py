# SPDX-License-Identifier: Apache-2.0
"""`doverie circle why` and `held`: why can this account not be recovered, and what is held of this person?"""

from dataclasses import asdict
from datetime import datetime, timedelta, timezone

import click

from doverie._answers import Finding, TimelineEntry
from doverie._native import Language
from doverie._operations import PASSWORD_RECOVERY
from doverie._service import Service
from doverie.cli._circle import in_language, of_account, plain, told
from doverie.cli._circle_texts import SHOWN, said
from doverie.cli._reports import Report
from doverie.cli._words import Command


@click.command(cls=Command)
@click.option("--verified-factor", is_flag=True, help="Ask about a start with a verified factor, which has a budget of its own.")
@click.option("--operation", default=PASSWORD_RECOVERY, show_default=True, metavar="NAME", help="What the start would be for.")
@click.option("--days", default=2, show_default=True, type=click.IntRange(min=0), help="How far back events are told.")
@of_account
def why(service: Service, account: str, language: Language, verified_factor: bool, operation: str, days: int) -> Report:
    """Says why the account cannot be recovered now, and what happened lately.

    What a start would be answered comes first, then what stands against it, marked with an exclamation mark. Ends with 0
    whatever it says.
    """
    operations = service.operations()
    found = operations.explain(account, verified_factor=verified_factor, operation=operation)
    since = datetime.now(timezone.utc) - timedelta(days=days)
    lately = told([entry for entry in operations.timeline(account) if entry.at >= since], account, language, "nothing_lately")
    data = {
        "account": account,
        "start": None if found.start is None else found.start.name.lower(),
        "findings": [_data(finding, language) for finding in found.findings],
        "lately": lately.data["events"],
    }
    lines = [_line(finding, language) for finding in found.findings]
    return Report(data=plain(data), lines=[*lines, said(SHOWN["lately"], {"days": days}, language), *lately.lines])


@click.command(cls=Command)
@of_account
def held(service: Service, account: str, language: Language) -> Report:
    """Tells everything that the library holds of this person: the answer to a request under 152-ФЗ, art. 14.

    Names and masked phones of invitations stand in it: hand it to the person alone. Which rules were not met, and
    what a contact of the person's was refused, is left out: that is about the contact, and for operators.
    """
    operations = service.operations()
    items = operations.held(account)
    entries = [entry for entry in operations.timeline(account) if not _about_others(entry, account)]
    happened = told(entries, account, language, "nothing_yet")
    data = {"account": account, "held": [_data(item, language) for item in items], "events": happened.data["events"]}
    lines = [in_language(item, language) for item in items]
    return Report(data=plain(data), lines=[*lines, said(SHOWN["happened"], {}, language), *happened.lines])


def _about_others(entry: TimelineEntry, account: str) -> bool:
    return entry.type == "rules_looked" or (entry.type == "contact_refused" and entry.trustor == account)


def _line(finding: Finding, language: Language) -> str:
    """Pages for the desk name by its kind what stands against a recovery."""
    text = in_language(finding, language)
    return f"! {text} ({finding.kind})" if finding.against else f"  {text}"


def _data(finding: Finding, language: Language) -> dict[str, object]:
    members = {name: value for name, value in asdict(finding).items() if name not in ("english", "russian")}
    return members | {"text": in_language(finding, language)}
