# SPDX-License-Identifier: Apache-2.0
"""How do the templates get their words? From the list of the app, and from the library's texts for states and operations."""

import uuid
from datetime import datetime
from typing import Protocol

from django import template
from django.conf import settings
from django.shortcuts import resolve_url
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from doverie import Language, Viewer, operation_text
from doverie.django import _words
from doverie.django._acting import language
from doverie.django.directory import given_name_of, name_of

register = template.Library()


class _State(Protocol):
    def text(self, language: str, *, viewer: Viewer) -> str: ...


@register.simple_tag
def say(key: str, **fields: object) -> str:
    """A word of the list, in the language of the page."""
    return _words.word(key, language()).format(**fields)


@register.simple_tag
def say_of(prefix: str, key: str, words: dict[str, str] | None = None) -> str:
    """The same, of a key in two parts."""
    return _words.word(f"{prefix}_{key}", language()).format(**(words or {}))


@register.simple_tag
def state(value: _State, viewer: str) -> str:
    """The library's words for a state."""
    return value.text(language(), viewer=Viewer[viewer.upper()])


@register.simple_tag
def when_of(at: datetime) -> str:
    """The same as `when`, to be put into a sentence."""
    return when(at)


@register.simple_tag
def operation_of(name: str) -> str:
    """The same as `operation`."""
    return operation(name)


@register.simple_tag(name="name_of")
def name_tag(account: str) -> str:
    """The same as `whose`."""
    return name_of(account)


@register.simple_tag
def login_address() -> str:
    """Where the host lets people log in."""
    return resolve_url(settings.LOGIN_URL)


@register.filter
def operation(name: str) -> str:
    """What is to be confirmed."""
    chosen = Language.RUSSIAN if language() == "ru" else Language.ENGLISH
    return operation_text(name, language=chosen) or name


@register.filter
def when(at: datetime) -> str:
    """An instant, in the zone of the portal."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


@register.filter
def whose(account: str) -> str:
    """The name of somebody's, as the contact is shown it."""
    return name_of(account)


@register.filter
def given(account: str) -> str:
    """The given name of a contact."""
    return given_name_of(account)


@register.simple_tag
def command() -> str:
    """What makes the same form, sent twice, one command."""
    return format_html('<input type="hidden" name="command" value="{}">', uuid.uuid4())


@register.simple_tag(takes_context=True)
def unread(context: Context) -> int:
    """How many notices were not read."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return user.doverie_notices.filter(read_at=None).count() if user is not None and user.is_authenticated else 0
