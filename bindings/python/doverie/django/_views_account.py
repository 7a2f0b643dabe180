# SPDX-License-Identifier: Apache-2.0
"""What else is there for somebody who is logged in, and for machines? Notices, the password once more; metrics, reports of the gateway."""

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

import doverie
from doverie.django import conf
from doverie.django import service as ours
from doverie.django._acting import language
from doverie.django._again import TooMany, is_right
from doverie.django._forms import PasswordForm
from doverie.django._notifier import text_of
from doverie.django._words import word
from doverie.django.directory import who
from doverie.django.models import CabinetNotice, PumpBeat

_log = logging.getLogger("doverie.django")
_CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"


@never_cache
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """What the person was told, the latest first; what is shown counts as read."""
    page = Paginator(who(request).doverie_notices.all(), 20).get_page(request.GET.get("page"))
    told = [(one, text) for one in page if (text := _text(one)) is not None]
    shown = render(request, "doverie/notices.html", {"page": page, "told": told})
    who(request).doverie_notices.filter(pk__in=[one.pk for one, _ in told], read_at=None).update(read_at=timezone.now())
    return shown


def _text(kept: CabinetNotice) -> doverie.NoticeText | None:
    """None: for this reader it has no text, as when the row was written by somebody else. The others are shown all the same."""
    try:
        return text_of(kept, language(), doverie.Channel.CABINET)
    except (ValueError, doverie.InvalidArgument) as error:
        _log.error("notice %s cannot be shown: %s", kept.pk, type(error).__name__)
        return None


@transaction.non_atomic_requests
@sensitive_post_parameters()
@never_cache
@login_required
def again(request: HttpRequest) -> HttpResponse:
    """The password once more, before what cannot be taken back."""
    goal = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(goal, {request.get_host()}, require_https=request.is_secure()):
        goal = "doverie:trustor"
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if is_right(request, form.cleaned_data["password"]):
                return redirect(goal)
        except TooMany:
            messages.error(request, word("password_too_many", language()))
            return redirect_to_login(resolve_url(goal))
        form.add_error("password", word("password_wrong", language()))
    shown = {"form": form, "next": urlsplit(goal).path if goal.startswith("/") else ""}
    return render(request, "doverie/again.html", shown, status=422 if form.errors else 200)


def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus: of this process. Those of the pumps stand in the rows of `PumpBeat`."""
    if not _may_read_metrics(request):
        raise Http404
    return HttpResponse(ours.metrics(), content_type=_CONTENT_TYPE)


def _may_read_metrics(request: HttpRequest) -> bool:
    token = conf.value("METRICS_TOKEN")
    given = request.headers.get("Authorization", "")
    return request.user.is_staff or bool(token) and constant_time_compare(given, f"Bearer {token}")


@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """For staff: does the store answer, do pumps run, what is set aside, what was counted."""
    if not request.user.is_staff:
        raise Http404
    beats = list(PumpBeat.objects.order_by("-at"))
    pages = [(word("status_web", language()), ours.metrics())] + [
        (f"{word('status_pump', language())} {number}", beat.metrics) for number, beat in enumerate(beats, 1)
    ]
    figures = [(name, list(_figures(page))) for name, page in pages]
    return render(request, "doverie/status.html", {"beats": beats, "figures": figures, **_health()})


def _figures(page: str) -> Iterator[tuple[str, str]]:
    """Without buckets, and without what is nothing."""
    for line in page.splitlines():
        metric, _, value = line.rpartition(" ")
        if not line.startswith("#") and "_bucket{" not in metric and value not in ("0", "0.0"):
            yield metric, value


def _health() -> dict[str, Any]:
    try:
        return {"aside": ours.service().messages_set_aside(), "fault": None}
    except doverie.Fault as fault:
        return {"aside": (), "fault": fault}


@csrf_exempt
def sms_report(request: HttpRequest, message_id: str) -> HttpResponse:
    """Of the gateway, about an SMS: `state` is its own word. The id is sealed, and all the authentication that there is."""
    meaning = getattr(ours.sender(), "report_state", None)
    if meaning is None:
        raise Http404
    state = meaning(request.GET.get("state") or request.POST.get("state", ""))
    if state not in (doverie.DeliveryState.DELIVERED, doverie.DeliveryState.FAILED):
        return HttpResponse(status=200)
    try:
        delivered = state is doverie.DeliveryState.DELIVERED
        ours.service().operations().sms_reported(report=message_id, delivered=delivered)
    except doverie.Rejected as no:
        return HttpResponse(status=404 if no.code is doverie.Reason.REPORT_UNKNOWN else 200)
    except doverie.Fault:
        return HttpResponse(status=503)
    return HttpResponse(status=200)
