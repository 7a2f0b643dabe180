# SPDX-License-Identifier: Apache-2.0
"""What does the library learn of the host's users? Their facts, read anew for every decision; an account's id is the key of the user."""

from typing import TYPE_CHECKING, TypeAlias, cast

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.http import HttpRequest

import doverie
from doverie.django import conf

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from doverie.django.models import Person

    HostUser: TypeAlias = User
    """Whichever the host has."""
else:
    HostUser = AbstractBaseUser


def who(request: HttpRequest) -> HostUser:
    """Whoever is logged in, on pages for which somebody is."""
    return cast(HostUser, request.user)


def account_id(user: AbstractBaseUser | AnonymousUser) -> str:
    """By which the library knows a user. Keys are never given out twice."""
    return str(user.pk)


def address_of(user: AbstractBaseUser) -> str:
    """Where letters to a user go; empty when there is no such place."""
    return getattr(user, user.get_email_field_name(), None) or ""


def user_of(account: str) -> HostUser | None:
    """Whose account it is; None when there is no such user any more."""
    try:
        return get_user_model()._default_manager.get(pk=account)
    except (ObjectDoesNotExist, ValueError):
        return None


def account_of(user: AbstractBaseUser) -> doverie.Account | None:
    """The facts of the app's own `Person`. Of one who has none nothing is known: whoever that is may log in and recover the password
    in the ordinary way, and can neither have a contact nor be one."""
    person: "Person | None" = getattr(user, "doverie_person", None)
    if person is None:
        return doverie.Account(id=account_id(user), given_name=short_name(user), birth_date=None)
    return person.account()


class UserDirectory(doverie.AccountDirectory):
    """The user model as `doverie.AccountDirectory`."""

    def find(self, account: str) -> doverie.Account | None:
        """Asks the database, by the function ACCOUNT of the settings."""
        try:
            user = user_of(account)
            found: doverie.Account | None = None if user is None else conf.function("ACCOUNT")(user)
            return found
        except DatabaseError as error:
            raise doverie.DirectoryError(f"the users cannot be read: {type(error).__name__}") from error


def name_of(account: str) -> str:
    """How the other side is shown a person: the whole name where the host has it."""
    user = user_of(account)
    return "" if user is None else _of(user, "get_full_name")


def given_name_of(account: str) -> str:
    """What whoever typed it knows already."""
    user = user_of(account)
    return "" if user is None else short_name(user)


def short_name(user: AbstractBaseUser) -> str:
    """The given name, or by what somebody logs in."""
    return _of(user, "get_short_name")


def _of(user: AbstractBaseUser, method: str) -> str:
    """A user model of the host's may have no names."""
    named = getattr(user, method, None)
    return (named() if named else "") or user.get_username()
