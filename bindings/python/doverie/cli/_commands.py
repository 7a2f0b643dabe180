# SPDX-License-Identifier: Apache-2.0
"""Which commands there are."""

import click

from doverie import __version__
from doverie.cli._audit import verify
from doverie.cli._circle import circle
from doverie.cli._circle_why import held, why
from doverie.cli._conversion import conversion
from doverie.cli._demo import demo
from doverie.cli._help import Pages
from doverie.cli._keys import keys
from doverie.cli._levels import raise_level
from doverie.cli._links import links
from doverie.cli._policies import check, diff, show
from doverie.cli._populations import compare
from doverie.cli._pump import pump
from doverie.cli._replay import replay
from doverie.cli._rules import coverage, test
from doverie.cli._store import store
from doverie.cli._words import LANG, Group


@click.group(cls=Pages, context_settings={"help_option_names": ["-h", "--help"]})
@LANG
@click.version_option(__version__, message="%(prog)s %(version)s")
def doverie() -> None:
    """Rules of trusted contacts, as data: check policies, test rules, see what a change would do; pump, and operate.

    Exit status: 0 when all is well, 1 when what was looked at is not, 2 when it could not be looked at.
    A POLICY is a file, or the name of one that the library ships: gosuslugi, strict.
    """


@doverie.group(cls=Group)
def policy() -> None:
    """Policy documents."""


@doverie.group(cls=Group)
def rules() -> None:
    """Rows of text that say what the rules have to answer."""


@doverie.group(cls=Group)
def population() -> None:
    """Everybody at once."""


@doverie.group(cls=Group)
def audit() -> None:
    """The records of a store."""


policy.add_command(check)
policy.add_command(diff)
policy.add_command(show)
rules.add_command(test)
rules.add_command(coverage)
population.add_command(compare)
audit.add_command(verify)
doverie.add_command(replay)
doverie.add_command(conversion)
doverie.add_command(pump)
doverie.add_command(demo)
doverie.add_command(store)
store.add_command(raise_level)
doverie.add_command(keys)
doverie.add_command(circle)
doverie.add_command(links)
circle.add_command(why)
circle.add_command(held)
