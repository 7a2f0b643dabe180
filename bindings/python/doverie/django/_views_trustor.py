# SPDX-License-Identifier: Apache-2.0
"""Which pages has the owner of an account? Contacts, invitations, requests, what has happened; and the question before each step that
cannot be taken back."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

import doverie
from doverie.django._acting import command_of, done, side, trustor_side
from doverie.django._forms import InviteForm
from doverie.django.directory import given_name_of

HOME = "doverie:trustor"


@side(HOME)
def home(request: HttpRequest) -> HttpResponse:
    """Доверенный контакт: the list, what waits, what to do."""
    view = trustor_side(request).cabinet()
    return render(request, "doverie/trustor.html", {"view": view, "requests": _open_first(view.requests)})


def _open_first(requests: Sequence[doverie.RequestView]) -> list[doverie.RequestView]:
    return sorted(requests, key=lambda one: (one.end is not None, one.started_at))


@side(HOME, fresh=True)
def invite(request: HttpRequest) -> HttpResponse:
    """«Добавить»: a name and a phone."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, phone = form.cleaned_data["name"], form.cleaned_data["phone"]
        try:
            trustor_side(request).invite(name=name, phone=phone, command_id=command_of(request, name, phone))
            return done(request, "done_invited", HOME)
        except doverie.Rejected as no:
            form.refuse(no)
    return render(request, "doverie/invite.html", {"form": form}, status=422 if form.errors else 200)


@side(HOME, posts=True)
def withdraw(request: HttpRequest, invitation: str) -> HttpResponse:
    """Takes an invitation back."""
    trustor_side(request).cancel_invitation(invitation, command_id=command_of(request))
    return done(request, "done_withdrawn", HOME)


@side(HOME, fresh=True)
def remove(request: HttpRequest, contact: str) -> HttpResponse:
    """Asks, and takes the contact away."""
    if request.method == "POST":
        trustor_side(request).remove_contact(contact, verified_factor=True, command_id=command_of(request))
        return done(request, "done_removed", HOME)
    if not _is_contact(request, contact):
        return redirect(HOME)
    return _question(request, "remove", name=given_name_of(contact))


def _is_contact(request: HttpRequest, contact: str) -> bool:
    return any(entry.contact == contact for entry in trustor_side(request).cabinet().contacts)


@side(HOME, posts=True)
def keep(request: HttpRequest, contact: str) -> HttpResponse:
    """Takes a removal back."""
    trustor_side(request).keep_contact(contact, command_id=command_of(request))
    return done(request, "done_kept", HOME)


@side(HOME, posts=True)
def deny(request: HttpRequest, recovery: str) -> HttpResponse:
    """Says no to a recovery."""
    trustor_side(request).deny(recovery, command_id=command_of(request))
    return done(request, "done_denied", HOME)


@side(HOME)
def fraud(request: HttpRequest) -> HttpResponse:
    """Asks, and reports fraudsters."""
    if request.method == "POST":
        trustor_side(request).report_fraud(command_id=command_of(request))
        return done(request, "done_reported", HOME)
    return _question(request, "fraud_own")


def _question(request: HttpRequest, what: str, **words: str) -> HttpResponse:
    return render(request, "doverie/question.html", {"what": what, "back": HOME, "words": words})


@side(HOME)
def history(request: HttpRequest) -> HttpResponse:
    """What has happened."""
    page = trustor_side(request).history(cursor=request.GET.get("from", ""))
    return render(request, "doverie/history.html", {"page": page})
