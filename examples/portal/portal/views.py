# SPDX-License-Identifier: Apache-2.0
"""The portal's own pages: the way to the trusted contact, and the demonstration's phones and letters."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

import doverie
from portal.models import Letter, Sms


def home(request: HttpRequest) -> HttpResponse:
    """Where to go."""
    return render(request, "portal/home.html")


@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Who is logged in."""
    person = getattr(request.user, "doverie_person", None)
    masked = doverie.mask_phone(person.phone) if person is not None and person.phone else ""
    return render(request, "portal/profile.html", {"person": person, "phone": masked})


@never_cache
@login_required
def security(request: HttpRequest) -> HttpResponse:
    """What guards the account."""
    return render(request, "portal/security.html")


@never_cache
def demonstration(request: HttpRequest) -> HttpResponse:
    """Six people, their phones and their letters."""
    _only_shown()
    people = User.objects.filter(is_superuser=False).select_related("doverie_person").order_by("pk")[:6]
    shown = {"people": people, "sms": Sms.objects.all()[:10], "letters": Letter.objects.all()[:20]}
    return render(request, "portal/demonstration.html", shown)


@csrf_exempt
@require_POST
def gateway(request: HttpRequest) -> HttpResponse:
    """A gateway that takes everything."""
    _only_shown()
    message = json.loads(request.body)
    Sms.objects.create(to=message["to"], text=message["text"], message_id=message["id"])
    return HttpResponse(status=202)


def static_file(request: HttpRequest, path: str) -> FileResponse:
    """Style of the pages: a portal in production lets its web server do that."""
    found = finders.find(path)
    if found is None:
        raise Http404
    return FileResponse(open(found, "rb"))  # noqa: SIM115 - the response closes it


def _only_shown() -> None:
    if not settings.DEMONSTRATION:
        raise Http404
