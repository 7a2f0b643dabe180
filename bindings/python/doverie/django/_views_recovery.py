# SPDX-License-Identifier: Apache-2.0
"""How does somebody get back in? A name, a letter with a link, and behind that the number of the request and the wait for the contact.

Before the link was opened nothing is looked up: the page is the same for every name. Whether an account has a contact is asked when
the link was opened, and again when the password is set."""

from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

import doverie
from doverie.django import _links, conf
from doverie.django._acting import View, language, side, unavailable
from doverie.django._forms import LoginNameForm
from doverie.django._recovering import USABLE, NotNow, Outcome, Session, set_password
from doverie.django._words import word
from doverie.django.directory import who
from doverie.django.models import LinkRequest, Recovery

P = ParamSpec("P")


def _page(view: View[P]) -> View[P]:
    return transaction.non_atomic_requests(never_cache(view))


@_page
def begin(request: HttpRequest) -> HttpResponse:
    """Asks for the name of the account. What follows does not depend on it."""
    form = LoginNameForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "doverie/recovery_begin.html", {"form": form}, status=422 if form.errors else 200)
    address = request.META.get("REMOTE_ADDR", "")
    if _too_many(address):
        return render(request, "doverie/recovery_too_many.html", status=429)
    LinkRequest.objects.create(typed=form.cleaned_data["login"].strip(), language=language(), address=address)
    return redirect("doverie:sent")


def _too_many(address: str) -> bool:
    most, since = conf.value("LINKS_PER_HOUR"), timezone.now() - timedelta(hours=1)
    return bool(most) and LinkRequest.objects.filter(address=address, asked_at__gt=since).count() >= most


@_page
def sent(request: HttpRequest) -> HttpResponse:
    """The same for everybody."""
    return render(request, "doverie/recovery_sent.html", {"minutes": conf.value("LINK_MINUTES")})


@_page
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Out of the letter. Opening it changes nothing: programs that look at letters do that, too. Pressing the button does."""
    found = _links.read(token)
    if found is None or (request.method == "POST" and not _links.use(found)):
        return render(request, "doverie/recovery_no_link.html", status=410)
    if request.method != "POST":
        return render(request, "doverie/recovery_link.html")
    Session.begin(request, found.user, doverie.PASSWORD_RECOVERY)
    return redirect("doverie:status")


@side("doverie:trustor", fresh=True, posts=True)
def change_password(request: HttpRequest) -> HttpResponse:
    """Whoever is logged in wants another password: the contact is asked about that, too."""
    Session.begin(request, who(request), doverie.PASSWORD_CHANGE)
    return redirect("doverie:status")


def _with_session(view: Callable[[HttpRequest, Session], HttpResponse]) -> View[[]]:
    """For whoever has begun, in this browser. What was refused, and what broke, is a page of its own."""

    @_page
    def run(request: HttpRequest) -> HttpResponse:
        session = Session.of(request)
        if session is None:
            return redirect("doverie:begin")
        try:
            return view(request, session)
        except doverie.Rejected as no:
            return render(request, "doverie/recovery_refused.html", {"no": no, "text": no.text(language())}, status=409)
        except NotNow as not_now:
            return render(request, "doverie/recovery_not_now.html", {"started": not_now.started})
        except doverie.Fault as fault:
            return unavailable(request, fault)

    return run


@_with_session
def status(request: HttpRequest, session: Session) -> HttpResponse:
    """The number, and what to do now."""
    session.start()
    if session.row.state == Recovery.State.DONE:
        return redirect("doverie:done")
    if session.row.state == Recovery.State.FREE:
        return redirect("doverie:password")
    view = session.view()
    ready = view.state in USABLE and view.standing is doverie.StartStatus.PENDING
    waits = view.redeem_from is not None and view.redeem_from > timezone.now()
    is_open = view.state in (doverie.RequestState.PENDING, doverie.RequestState.AWAITING_CODE, doverie.RequestState.APPROVED)
    shown = {"asked": view, "ready": ready and not waits, "waits": waits, "open": is_open, "row": session.row}
    return render(request, "doverie/recovery_status.html", shown)


@_with_session
def cancel(request: HttpRequest, session: Session) -> HttpResponse:
    """Gives it up."""
    if request.method == "POST":
        session.cancel()
    return redirect("doverie:status")


@_with_session
def password(request: HttpRequest, session: Session) -> HttpResponse:
    """The new password: the approval is used up, and the password set."""
    if session.row.state == Recovery.State.DONE:
        return _first_stands(request) if request.method == "POST" else redirect("doverie:done")
    if session.row.state == Recovery.State.STARTING or not session.may_try():
        return redirect("doverie:status")
    form = session.password_form(request.POST or None)
    own = request.user.pk == session.row.user_id  # looked up before the password changes, which ends sessions
    if request.method == "POST" and form.is_valid():
        outcome = set_password(session, form)
        if outcome is Outcome.BEGIN_ANEW:
            return redirect("doverie:status")
        if outcome is Outcome.FIRST_STANDS:
            return _first_stands(request)
        if own:
            update_session_auth_hash(request, form.user)
        return redirect("doverie:done")
    return render(request, "doverie/recovery_password.html", {"form": form}, status=422 if form.errors else 200)


def _first_stands(request: HttpRequest) -> HttpResponse:
    """Whether it is the same password once more is not looked at: that would tell whoever sits down here later."""
    messages.warning(request, word("first_stands", language()))
    return redirect("doverie:done")


@_page
def finished(request: HttpRequest) -> HttpResponse:
    """It is done."""
    session = Session.of(request)
    if session is None or session.row.state != Recovery.State.DONE:
        return redirect("doverie:begin")
    return render(request, "doverie/recovery_done.html", {"row": session.row})
