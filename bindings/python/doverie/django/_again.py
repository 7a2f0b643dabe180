# SPDX-License-Identifier: Apache-2.0
"""Is it really the person who has logged in? The password once more; whoever does not know it is logged out after some tries.

Asked as the login asks: by the host's backends, so that what bounds wrong passwords there counts these, too."""

import time
from datetime import timedelta

from django.contrib.auth import authenticate, logout
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

import doverie
from doverie.django.models import PasswordTry

FRESH = "doverie_fresh_at"
MOST_WRONG = 5
_DAY = timedelta(days=1)


class TooMany(doverie.Error):
    """The session is over."""


def is_right(request: HttpRequest, typed: str) -> bool:
    """Whether it is the password. Raises TooMany with the last wrong one, and for whatever is sent beside it."""
    session = salted_hmac("doverie.django.again", request.session.session_key or "", algorithm="sha256").hexdigest()
    PasswordTry.objects.create(session=session)  # before it is looked at: of many at once only some are
    tries = PasswordTry.objects.filter(session=session).count()
    right = tries <= MOST_WRONG and _found(request, typed)
    if right:
        PasswordTry.objects.filter(session=session).delete()
        seen_now(request)
    elif tries >= MOST_WRONG:
        logout(request)
        raise TooMany
    return right


def _found(request: HttpRequest, typed: str) -> bool:
    user = authenticate(request, username=request.user.get_username(), password=typed)
    return user is not None and user.pk == request.user.pk


def seen_now(request: HttpRequest) -> None:
    """The password was typed just now."""
    request.session[FRESH] = time.time()


def forget() -> None:
    """Takes away what is a day old."""
    PasswordTry.objects.filter(at__lt=timezone.now() - _DAY).delete()
