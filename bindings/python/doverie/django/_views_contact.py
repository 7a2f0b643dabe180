# SPDX-License-Identifier: Apache-2.0
"""Which pages has a contact? Invitations, whom one serves, and for each request what is to be done next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

import doverie
from doverie.django._acting import command_of, contact_side, done, is_fresh, side
from doverie.django._forms import AttestationForm, CodeForm
from doverie.django.directory import name_of

HOME = "doverie:contact"
REQUEST = "doverie:request"


@side(HOME)
def home(request: HttpRequest) -> HttpResponse:
    """Whom one is asked by, whom one serves, and their requests."""
    view = contact_side(request).cabinet()
    invitations = view.invitations
    if cursor := request.GET.get("from", ""):
        page = contact_side(request).invitations(cursor=cursor)
        invitations, more = page.invitations, page.next_cursor
    else:
        more = view.more_invitations
    requests = sorted(view.requests, key=lambda one: (one.step is None, one.end is not None, one.started_at))
    shown = {"view": view, "invitations": invitations, "more": more, "requests": requests}
    return render(request, "doverie/contact.html", shown)


@side(HOME, posts=True)
def accept(request: HttpRequest, invitation: str) -> HttpResponse:
    """Becomes the contact."""
    contact_side(request).accept(invitation, command_id=command_of(request))
    return done(request, "done_accepted", HOME)


@side(HOME, posts=True)
def decline(request: HttpRequest, invitation: str) -> HttpResponse:
    """Says no to an invitation."""
    contact_side(request).decline(invitation, command_id=command_of(request))
    return done(request, "done_declined", HOME)


@side(HOME)
def one_request(request: HttpRequest, recovery: str) -> HttpResponse:
    """A request: what it is for, whose it is, and the next step."""
    asked = _asked(request, recovery)
    return redirect(HOME) if asked is None else _shown(request, asked)


def _asked(request: HttpRequest, recovery: str) -> doverie.RequestView | None:
    return next((one for one in contact_side(request).cabinet().requests if one.id == recovery), None)


def _shown(
    request: HttpRequest,
    asked: doverie.RequestView,
    *,
    approve: AttestationForm | None = None,
    code: CodeForm | None = None,
) -> HttpResponse:
    if asked.step is doverie.ContactStep.APPROVE and approve is None:
        approve = AttestationForm(version=asked.attestation_version)
    if asked.step is doverie.ContactStep.TYPE_CODE and code is None:
        code = CodeForm()
    refused = any(form is not None and form.errors for form in (approve, code))
    shown = {"asked": asked, "fresh": is_fresh(request), "approve": approve, "code": code}
    return render(request, "doverie/request.html", shown, status=422 if refused else 200)


@side(HOME, fresh=True, posts=True)
def approve(request: HttpRequest, recovery: str) -> HttpResponse:
    """The contact's yes."""
    asked = _asked(request, recovery)
    if asked is None or asked.step is not doverie.ContactStep.APPROVE:
        return redirect(REQUEST, recovery)
    form = AttestationForm(request.POST, version=asked.attestation_version)
    if form.is_valid():
        said = form.attestation(asked.operation)
        try:
            command = command_of(request, *sorted(form.cleaned_data.items()))
            contact_side(request).approve(recovery, said, command_id=command)
            return done(request, "done_approved", REQUEST, recovery)
        except doverie.Rejected as no:
            form.refuse(no)
    return _shown(request, asked, approve=form)


@side(HOME, posts=True)
def confirm(request: HttpRequest, recovery: str) -> HttpResponse:
    """The code from the SMS."""
    form = CodeForm(request.POST)
    asked = _asked(request, recovery)
    if asked is None or asked.step is not doverie.ContactStep.TYPE_CODE:
        return redirect(REQUEST, recovery)
    if form.is_valid():
        code = "".join(form.cleaned_data["code"].split())
        try:
            contact_side(request).confirm_code(recovery, code, command_id=command_of(request, code))
            return done(request, "done_confirmed", REQUEST, recovery)
        except doverie.Rejected as no:
            form.refuse(no)
            asked = _asked(request, recovery) or asked
    if asked.step is not doverie.ContactStep.TYPE_CODE:
        return redirect(REQUEST, recovery)
    return _shown(request, asked, code=form)


@side(HOME, posts=True)
def resend(request: HttpRequest, recovery: str) -> HttpResponse:
    """The code once more."""
    try:
        contact_side(request).resend_code(recovery, command_id=command_of(request))
    except doverie.Rejected as no:
        asked = _asked(request, recovery)
        if asked is None or asked.step is not doverie.ContactStep.TYPE_CODE:
            raise
        form = CodeForm({})
        form.errors.clear()
        form.refuse(no)
        return _shown(request, asked, code=form)
    return done(request, "done_resent", REQUEST, recovery)


@side(HOME, posts=True)
def deny(request: HttpRequest, recovery: str) -> HttpResponse:
    """Says no to a recovery."""
    contact_side(request).deny(recovery, command_id=command_of(request))
    return done(request, "done_denied_contact", HOME)


@side(HOME)
def fraud(request: HttpRequest, trustor: str) -> HttpResponse:
    """«Это мошенники»: asks, and reports."""
    if not _serves(request, trustor):
        return redirect(HOME)
    if request.method == "POST":
        contact_side(request).report_fraud(trustor, command_id=command_of(request))
        return done(request, "done_reported_contact", HOME)
    return _question(request, "fraud", name_of(trustor))


@side(HOME, fresh=True)
def resign(request: HttpRequest, trustor: str) -> HttpResponse:
    """Asks, and stops being somebody's contact."""
    if not _serves(request, trustor):
        return redirect(HOME)
    if request.method == "POST":
        contact_side(request).resign(trustor, verified_factor=True, command_id=command_of(request))
        return done(request, "done_resigned", HOME)
    return _question(request, "resign", name_of(trustor))


def _serves(request: HttpRequest, trustor: str) -> bool:
    return any(entry.trustor == trustor for entry in contact_side(request).cabinet().trustors)


def _question(request: HttpRequest, what: str, name: str) -> HttpResponse:
    return render(request, "doverie/question.html", {"what": what, "back": HOME, "words": {"name": name}})


@side(HOME, posts=True)
def stay(request: HttpRequest, trustor: str) -> HttpResponse:
    """Takes a resignation back."""
    contact_side(request).stay(trustor, command_id=command_of(request))
    return done(request, "done_stayed", HOME)
