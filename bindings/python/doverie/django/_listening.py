# SPDX-License-Identifier: Apache-2.0
"""What does the library hear from Django? Logins, changes of phone, users who are no more."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models.signals import post_init, post_save, pre_delete
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

import doverie
from doverie.django import conf
from doverie.django._again import seen_now
from doverie.django.directory import account_id
from doverie.django.models import Person
from doverie.django.service import service, wake
from doverie.django.signals import phone_changed

_log = logging.getLogger("doverie.django")


@receiver(user_logged_in)
def _login(request: HttpRequest, user: AbstractBaseUser, **_: object) -> None:
    """A password was typed just now; and the owner was seen, where the host says that it has verified more."""
    seen_now(request)
    verified = conf.function("VERIFIED_LOGIN")
    if verified is None or not verified(request, user):
        return
    try:
        service().operations().owner_seen(account_id(user))
    except doverie.Error as error:  # nobody is kept out for that; the next login says it again
        _log.warning("a login was not reported: %s", error)


@receiver(post_init, sender=Person)
def _remember(instance: Person, **_: object) -> None:
    instance.phone_before = instance.__dict__.get("phone", "")


@receiver(post_save, sender=Person)
def _saved(instance: Person, created: bool, **_: object) -> None:
    before, instance.phone_before = instance.phone_before, instance.phone
    if not created and before and before != instance.phone:
        transaction.on_commit(lambda: _report(instance))


def _report(person: Person) -> None:
    since = person.phone_since or timezone.now()
    try:
        service().operations().account_changed(account_id(person.user), what=doverie.AccountChange.PHONE, since=since)
        wake()
    except doverie.Error as error:  # the directory has the date: the next command finds it
        _log.warning("a change of phone was not reported: %s", error)
    phone_changed.send(sender=Person, user=person.user)


_permitted: ContextVar[bool] = ContextVar("doverie_permitted", default=False)


@contextmanager
def permitted() -> Iterator[None]:
    """A password that is set in here was permitted by the contact, or is reported by whoever sets it."""
    before = _permitted.set(True)
    try:
        yield
    finally:
        _permitted.reset(before)


@receiver(post_save, sender=get_user_model())
def _password_set(instance: AbstractBaseUser, created: bool, **_: object) -> None:
    """By whatever there is beside the app. What is only hashed anew on the way counts as no new password, as for Django itself."""
    typed: str | None = getattr(instance, "_password", None)
    if not created and typed is not None and not _permitted.get():
        _log.error(
            "a password of the account %s was set without its contact: note at the desk that its owner was there, or freeze it",
            account_id(instance),
        )


@receiver(pre_delete, sender=get_user_model())
def _closed(instance: AbstractBaseUser, **_: object) -> None:
    """Before the row goes: what cannot be reported is not deleted."""
    service().operations().account_closed(account_id(instance), command_id=f"closed-{account_id(instance)}")
    wake()
