# SPDX-License-Identifier: Apache-2.0
"""Rules of the host's own as they are named on the command line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import click

from doverie._errors import Error
from doverie._host_rules import HostRule
from doverie.cli._reports import Problem

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
    module, _, name = place.partition(":")
    if not module or not name:
        raise Problem(f"--rules {place}: write MODULE:NAME, such as bank.rules:RULES")
    sys.path.insert(0, str(Path.cwd()))
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise Problem(f"--rules {place}: {error}") from error
    finally:
        sys.path.pop(0)
    rules = (found,) if isinstance(found, HostRule) else tuple(found) if isinstance(found, tuple | list) else ()
    if not rules or not all(isinstance(rule, HostRule) for rule in rules):
        raise Problem(f"--rules {place}: it has to be a doverie.HostRule, or a list of them")
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
