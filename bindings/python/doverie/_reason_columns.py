# SPDX-License-Identifier: Apache-2.0
# Written by cmake/vocabulary from include/doverie/core/reasons.def; do not edit.
"""What is said of a reason besides its name and texts."""

from doverie._named import Named


class Unit(Named):
    """What the numbers of a reason count."""

    NONE = 0
    """No number was compared."""
    YEARS = 1
    """Whole years of age."""
    TRIES = 2
    """Wrong ones so far, of those allowed."""
    PLACES = 3
    """As many as there are, of those allowed."""
    SECONDS = 4
    """Seconds to wait, and those that have passed."""
    HOURS = 5
    """Whole hours to wait, and those that have passed."""


class WaitsFor(Named):
    """What has to happen before the same command can succeed."""

    NOTHING = 0
    """The same command never succeeds."""
    TIME = 1
    """Time alone."""
    TIME_OR_OPERATOR = 2
    """Time, or an operator where an operator has frozen the account."""
    CALLER = 3
    """Who gave the command: something else has to be typed, chosen or asked for."""
    TRUSTOR = 4
    """The trustor, who has to do something first."""
    CONTACT = 5
    """The contact, who has to do something first."""
