# SPDX-License-Identifier: Apache-2.0
"""Rules of the host's own as they are named on the command line."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from doverie._errors import Error
from doverie._host_rules import HostRule
from doverie.cli._modules import named
from doverie.cli._reports import Problem
from doverie.cli._words import say

own_rules = click.option(
    "--rules",
    "own",
    metavar="MODULE:NAME",
    help="Rules of the host's own: a doverie.HostRule or several, by their name in a module that Python finds here.",
)


def rules_of(place: str | None) -> tuple[HostRule, ...]:
    """What is found there. Raises Problem when it is not, or is something else."""
    if place is None:
        return ()
    found = named("--rules", place, "bank.rules:RULES")
    rules = (found,) if isinstance(found, HostRule) else tuple(found) if isinstance(found, tuple | list) else ()
    if not rules or not all(isinstance(rule, HostRule) for rule in rules):
        raise Problem(say("--rules {place}: it has to be a doverie.HostRule, or a list of them", place=place))
    return rules


@contextmanager
def asked() -> Iterator[None]:
    """Tells as a problem what a rule raises when rows ask it."""
    try:
        yield
    except (Problem, Error):
        raise
    except Exception as error:
        raise Problem("; ".join((f"{type(error).__name__}: {error}", *getattr(error, "__notes__", ())))) from error
