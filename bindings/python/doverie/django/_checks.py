# SPDX-License-Identifier: Apache-2.0
"""What has the host forgotten? Each check is about one of the points of docs/guide/operations.md, which its hint names."""

import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.admin.sites import AdminSite, all_sites
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import BaseUserCreationForm, SetPasswordMixin
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from doverie.django import conf, service

_NEEDED = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
_AROUND = (auth_views.PasswordResetView, auth_views.PasswordResetConfirmView, auth_views.PasswordChangeView)
_STARTS = "doverie.django.middleware.PumpsItself"
_NOWHERE = ("console", "dummy", "locmem", "filebased")


def _hint(point: int, what: str) -> str:
    return f"{what} (docs/guide/operations.md, point {point})"


@register(Tags.security)
def said(**_: object) -> list[CheckMessage]:
    """DOVERIE is there, and names what it has to."""
    unknown = sorted(set(conf.said()) - set(conf.DEFAULTS))
    found: list[CheckMessage] = [Error(f"DOVERIE has {name}, which is no setting", id="doverie.E001") for name in unknown]
    for name, what in (("STORE", "where the records are"), ("PORTAL_URL", "where links lead to"), ("SMS", "who sends codes")):
        if not conf.value(name):
            found.append(Error(f"DOVERIE has no {name}: {what}", id="doverie.E002"))
    if not (conf.value("MASTER_KEY") or conf.value("KEYS")):
        found.append(Error("DOVERIE has neither MASTER_KEY nor KEYS", id="doverie.E002"))
    return found


@register(Tags.security)
def people_log_in(**_: object) -> list[CheckMessage]:
    """Point 1."""
    missing = [name for name in _NEEDED if name not in settings.MIDDLEWARE]
    hint = _hint(1, "the library believes the host on who acts")
    return [Error(f"{name} is not in MIDDLEWARE", hint=hint, id="doverie.E003") for name in missing]


@register(Tags.security)
def secrets_stay_here(**_: object) -> list[CheckMessage]:
    """Point 2: a session in a cookie can be played again, with everything in it."""
    if not settings.SESSION_ENGINE.endswith("signed_cookies"):
        return []
    hint = _hint(2, "use sessions in the database or the cache")
    return [Error("the secret of a recovery would be in a cookie", hint=hint, id="doverie.E004")]


@register(Tags.urls)
def no_way_around(**_: object) -> list[CheckMessage]:
    """Point 3: another page that sets passwords does not ask the contact."""
    try:
        reverse("doverie:begin")
    except NoReverseMatch:
        return [Error('the pages have no addresses: include("doverie.django.urls")', id="doverie.E005")]
    hint = _hint(3, "take it out: doverie:begin and doverie:change_password are in its place")
    around = [str(one.pattern) for one in _patterns(get_resolver().url_patterns) if _sets_passwords(one.callback)]
    found: list[CheckMessage] = [Error(f"{one} sets passwords without a contact", hint=hint, id="doverie.E006") for one in around]
    hint = _hint(3, "doverie.django.admin_site.AdminConfig in the place of django.contrib.admin, or a site that is an AdminSite of it")
    around = [f"{site.name}:password_change" for site in all_sites if _changes_own_passwords(site)]
    return found + [Error(f"{one} sets passwords without a contact", hint=hint, id="doverie.E006") for one in around]


def _patterns(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def _sets_passwords(view: Callable[..., object]) -> bool:
    """By what it is, or by the form that it has. Functions do not tell theirs."""
    made_of = getattr(view, "view_class", None)
    if made_of is None or issubclass(made_of, _AROUND):
        return made_of is not None
    form = getattr(view, "view_initkwargs", {}).get("form_class") or getattr(made_of, "form_class", None)
    return isinstance(form, type) and issubclass(form, SetPasswordMixin) and not issubclass(form, BaseUserCreationForm)


def _changes_own_passwords(site: AdminSite) -> bool:
    try:
        view = resolve(reverse(f"{site.name}:password_change")).func
    except NoReverseMatch:
        return False
    return getattr(getattr(view, "__wrapped__", None), "__func__", None) is AdminSite.password_change


@register(Tags.security)
def one_password_for_a_grant(**_: object) -> list[CheckMessage]:
    """Point 4: the redemption is kept before the password, which has to be one transaction with its row."""
    found: list[CheckMessage] = []
    if not settings.USE_TZ:
        found.append(Error("USE_TZ is off, and deadlines are instants", id="doverie.E007"))
    default: dict[str, object] = {**settings.DATABASES.get("default", {"AUTOCOMMIT": False})}
    if default.get("AUTOCOMMIT") is False:
        hint = _hint(4, "leave AUTOCOMMIT on")
        found.append(Error("the id of a redemption would not be kept before it is tried", hint=hint, id="doverie.E008"))
    return found


@register(Tags.templates)
def number_and_statements(**_: object) -> list[CheckMessage]:
    """Point 5: a template of the host's own shows both, too."""
    from django.template import Template
    from django.template.loader import get_template

    wanted = {"doverie/recovery_status.html": "asked.number", "doverie/request.html": "approve"}
    hint = _hint(5, "the recoverer sees the number, the contact the statements")
    return [
        Error(f"{name} does not show {what}", hint=hint, id="doverie.E009")
        for name, what in wanted.items()
        if what not in str(getattr(get_template(name), "template", Template("")).source)
    ]


@register(Tags.security, deploy=True)
def people_are_told(**_: object) -> list[CheckMessage]:
    """Point 6."""
    if not any(word in settings.EMAIL_BACKEND for word in _NOWHERE):
        return []
    hint = _hint(6, "EMAIL_BACKEND has to reach people")
    return [Warning("notices and links go nowhere", hint=hint, id="doverie.W010")]


@register(Tags.security)
def the_owner_is_seen(**_: object) -> list[CheckMessage]:
    """Point 7."""
    if conf.value("VERIFIED_LOGIN"):
        return []
    hint = _hint(7, "say which logins prove more than a session; a function that returns False, if none does")
    return [Warning("DOVERIE has no VERIFIED_LOGIN", hint=hint, id="doverie.W011")]


@register(Tags.security)
def staff_tells(**_: object) -> list[CheckMessage]:
    """Point 7, too: a password that staff sets is a recovery by other means."""
    if not apps.is_installed("django.contrib.admin"):
        return []
    from doverie.django.admin import StaffPasswordForm

    hint = _hint(7, "let it have doverie.django.admin.StaffPasswords in front of its other bases")
    silent = [
        type(admin)
        for site in all_sites
        for admin in site._registry.values()
        if isinstance(form := getattr(admin, "change_password_form", None), type) and not issubclass(form, StaffPasswordForm)
    ]
    return [Error(f"{one.__qualname__} sets passwords and tells nobody", hint=hint, id="doverie.E017") for one in silent]


@register(Tags.security)
def changes_are_reported(**_: object) -> list[CheckMessage]:
    """Point 8: of the app's own Person the app reports them."""
    if conf.value("ACCOUNT") == conf.DEFAULTS["ACCOUNT"] or "phone_since" in _source_of(conf.function("ACCOUNT")):
        return []
    hint = _hint(8, "fill phone_since of the Account, or call operations().account_changed")
    return [Warning("nobody says when a phone was changed", hint=hint, id="doverie.W012")]


def _source_of(function: Callable[..., object]) -> str:
    import inspect

    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        return ""


@register(Tags.models)
def users_are_deleted_one_by_one(**_: object) -> list[CheckMessage]:
    """Point 9: ids of accounts are keys of users, which must not be given out twice."""
    from django.contrib.auth import get_user_model
    from django.db import models

    if isinstance(get_user_model()._meta.pk, (models.AutoField, models.UUIDField)):
        return []
    hint = _hint(9, "let the database make the keys of users, so that none comes again")
    return [Warning("the key of a user may be given to somebody else later", hint=hint, id="doverie.W013")]


@register(Tags.database)
def the_pump_runs(databases: Sequence[str] | None = None, **_: object) -> list[CheckMessage]:
    """Point 10: asked for by `check --database default`."""
    if not databases or _beats():
        return []
    hint = _hint(10, "start manage.py doverie_pump")
    return [Warning("no pump was at work in the last minute", hint=hint, id="doverie.W014")]


@register(Tags.security)
def something_pumps(**_: object) -> list[CheckMessage]:
    """Point 10: records in a SQLite file are open in one process alone, the portal, so that no other one can pump."""
    if service.on_server() or _STARTS in settings.MIDDLEWARE:
        return []
    hint = _hint(10, f"put {_STARTS} into MIDDLEWARE")
    return [Error("codes and letters wait until somebody opens a cabinet", hint=hint, id="doverie.E018")]


def _beats() -> bool:
    """While there are no tables yet, nothing is missed."""
    from doverie.django.models import PumpBeat

    try:
        return PumpBeat.objects.filter(at__gt=timezone.now() - timedelta(minutes=1)).exists()
    except DatabaseError:
        return True


@register(Tags.security)
def the_keys_are_guarded(**_: object) -> list[CheckMessage]:
    """Point 10."""
    key = conf.value("MASTER_KEY")
    if not key or not Path(key).exists() or not Path(key).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return []
    hint = _hint(10, "chmod 600, owned by the portal")
    return [Error("others may read MASTER_KEY", hint=hint, id="doverie.E015")]


@register(Tags.security, deploy=True)
def the_door_is_narrow(**_: object) -> list[CheckMessage]:
    """Point 11: behind a proxy everybody has the same address."""
    behind = settings.USE_X_FORWARDED_HOST or settings.SECURE_PROXY_SSL_HEADER
    if not (behind and conf.value("LINKS_PER_HOUR")):
        return []
    hint = _hint(11, "limit requests at the proxy, and set LINKS_PER_HOUR to 0")
    return [Warning("behind a proxy all requests for links seem to come from one address", hint=hint, id="doverie.W016")]
