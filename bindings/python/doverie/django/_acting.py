# SPDX-License-Identifier: Apache-2.0
"""What do all pages of a side have in common? Somebody is logged in, a no is said on the page that follows, and the same form sent
twice is one command."""

import logging
import time
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

import doverie
from doverie._code import Language
from doverie.django import conf
from doverie.django._again import FRESH
from doverie.django._words import word
from doverie.django.directory import account_id
from doverie.django.service import service, wake

P = ParamSpec("P")
View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponse]
_log = logging.getLogger("doverie.django")


def language() -> Language:
    """Of the page: "ru" or "en"."""
    return "ru" if (get_language() or "ru").startswith("ru") else "en"


def is_fresh(request: HttpRequest) -> bool:
    """Whether the password was typed just now."""
    typed_at: float = request.session.get(FRESH, 0)
    fresh_for: float = 60 * conf.value("FRESH_MINUTES")
    return time.time() - typed_at < fresh_for


def command_of(request: HttpRequest, *content: object) -> str:
    """The same form with the same content is the same command, whoever presses twice; typed anew it is another one. What was typed
    cannot be told from it: codes are short."""
    form = request.POST.get("command") or str(uuid.uuid4())
    said = "\0".join([form, request.path, str(request.user.pk), *map(str, content)])
    return "web-" + salted_hmac("doverie.django.command", said, algorithm="sha256").hexdigest()[:40]


def side(back: str, *, fresh: bool = False, posts: bool = False) -> Callable[[View[P]], View[P]]:
    """A page for whoever is logged in. `back`: where a refusal is said, unless the page says it itself. `fresh`: the password has to
    have been typed just now. `posts`: there is nothing to be seen, as when somebody comes back from logging in."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if posts and request.method != "POST":
                return redirect(back)
            if fresh and not is_fresh(request):
                goal = request.path if request.method == "GET" else request.POST.get("page", request.path)
                return redirect(f"{reverse('doverie:again')}?{urlencode({'next': goal})}")
            return _answered(back, request, lambda: view(request, *args, **kwargs))

        return transaction.non_atomic_requests(never_cache(login_required(run)))

    return decorate


def _answered(back: str, request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        answer = view()
    except doverie.Rejected as no:
        messages.error(request, no.text(language()))
        return redirect(back)
    except doverie.InvalidArgument as wrong:
        if request.method == "GET" and request.GET.get("from"):
            raise Http404 from wrong  # no place in a list that the library has told
        return unavailable(request, wrong)
    except doverie.Fault as fault:
        return unavailable(request, fault)
    if request.method == "POST":
        wake()
    return answer


def unavailable(request: HttpRequest, fault: doverie.Fault) -> HttpResponse:
    """Something broke. The log says what, the page what to do. A user whom the host's directory does not know is told so."""
    if isinstance(fault, doverie.AccountUnknown):
        return render(request, "doverie/unknown.html", status=403)
    _log.error("%s: %s", fault.code.name, fault)
    return render(request, "doverie/unavailable.html", {"retryable": fault.retryable}, status=503)


def done(request: HttpRequest, key: str, to: str, *args: str) -> HttpResponse:
    """Says what was done, on the page that follows."""
    messages.success(request, word(key, language()))
    return redirect(to, *args)


def trustor_side(request: HttpRequest) -> doverie.TrustorSide:
    """Whoever is logged in, as the owner of the account."""
    return service().trustor(account_id(request.user))


def contact_side(request: HttpRequest) -> doverie.ContactSide:
    """The same, as a contact."""
    return service().contact(account_id(request.user))
