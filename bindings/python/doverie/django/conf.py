# SPDX-License-Identifier: Apache-2.0
"""What has the host said in DOVERIE of its settings, and what holds when it has not?

STORE
    Where the records are: libpq's connection string, or the path of a SQLite file, which one process alone can open.
MASTER_KEY
    A file with at least 32 random bytes, readable by the portal alone; or KEYS, a function that returns a `doverie.KeyRing`.
SMS
    A function that returns the `doverie.SmsSender` for codes.
PORTAL_URL
    Where the portal is, as "https://portal.example": for links in letters, and for the last line of an SMS.
VERIFIED_LOGIN
    A function of a request and a user: has the host, for this very login, verified more than a session?
ACCOUNT
    A function of a user that returns a `doverie.Account`, where facts about people are not in the app's own `Person`.
POLICIES
    A function that returns what `doverie.Service` takes as its policies.
REALM, SCHEMA, ANY_ROLE
    As in `doverie.Service` and `doverie.PostgresStore`.
FRESH_MINUTES, LINK_MINUTES, LINKS_PER_HOUR
    How long a password counts as typed just now (10); how long a link in a letter is good (15); how many of them one address
    may ask for (20; 0: the host limits that itself).
METRICS_TOKEN
    The bearer's token for the page of metrics; without one only staff sees it.

Functions are named by dotted paths, or given themselves.
"""

from typing import Any, Final

from django.conf import settings
from django.utils.module_loading import import_string

DEFAULTS: Final = {
    "STORE": None,
    "SCHEMA": "doverie",
    "MASTER_KEY": None,
    "KEYS": None,
    "SMS": None,
    "PORTAL_URL": None,
    "VERIFIED_LOGIN": None,
    "ACCOUNT": "doverie.django.directory.account_of",
    "POLICIES": None,
    "REALM": "",
    "ANY_ROLE": False,
    "FRESH_MINUTES": 10,
    "LINK_MINUTES": 15,
    "LINKS_PER_HOUR": 20,
    "METRICS_TOKEN": None,
}


def said() -> dict[str, Any]:
    """DOVERIE as the host has it; empty when it has none."""
    return getattr(settings, "DOVERIE", {})


def value(name: str) -> Any:
    """What holds."""
    return said().get(name, DEFAULTS[name])


def function(name: str) -> Any:
    """What holds, as something to be called; None when nothing does."""
    named = value(name)
    return import_string(named) if isinstance(named, str) else named
