# SPDX-License-Identifier: Apache-2.0
"""What does the portal give to `doverie.django`? Its SMS gateway, and a word about logins."""

import json
from functools import cache

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest

import doverie

_GATEWAY = {
    "url": settings.ADDRESS + "/demonstration/gateway/",
    "json": {"to": "{to}", "text": "{text}", "id": "{message_id}"},
    "answers": [{"status": "2xx", "means": "taken"}],
    "otherwise": "later",
    "reports": {"delivered": ["delivered"], "failed": ["failed"]},
}


@cache
def sms() -> doverie.SmsSender:
    """The gateway is a page of the portal itself, which shows what comes."""
    return doverie.HttpSender(json.dumps(_GATEWAY))


def verified(request: HttpRequest, user: User) -> bool:
    """The portal has a password and nothing else, so no login proves more."""
    return False
