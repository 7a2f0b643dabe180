# SPDX-License-Identifier: Apache-2.0
"""How is the ordinary factor made and checked? A letter with a link, which is good once, for some minutes, and for one password.

Anybody may ask for a letter of anybody's, so asking neither floods the mailbox nor keeps the owner's letter away: the pause until the
next letter grows with each one that nobody has used, and whoever asks meanwhile makes the link of the latest one good again."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from doverie.django import conf
from doverie.django._words import word
from doverie.django.directory import HostUser, address_of
from doverie.django.models import LinkLetter, LinkRequest

_SALT = "doverie.django.link"
_DAY = timedelta(days=1)
_SHORTEST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=4)
_MOST_ACCOUNTS = 5
_GIVEN_UP = timedelta(hours=1)
_log = logging.getLogger("doverie.django")


@dataclass(frozen=True)
class Link:
    """What a link says: whose it is, and which letter it stands in."""

    letter: int
    user: HostUser


def read(token: str) -> Link | None:
    """None for what we have not made, is too old, was used, or was made before password or address have changed."""
    try:
        letter = signing.loads(token, salt=_SALT, max_age=_DAY)
    except signing.BadSignature:
        return None
    found = LinkLetter.objects.filter(pk=letter, used_at=None, good_until__gt=timezone.now()).select_related("user").first()
    if found is None or not found.user.is_active or found.mark != _mark(found.user):
        return None
    return Link(letter=found.pk, user=found.user)


def use(link: Link) -> bool:
    """Once: False for whoever comes second."""
    return LinkLetter.objects.filter(pk=link.letter, used_at=None).update(used_at=timezone.now()) == 1


def send_due(limit: int = 50) -> int:
    """For the pump: looks the names up that were typed, and sends the letters that are due. Returns how many of both it had."""
    names = list(LinkRequest.objects.filter(handled_at=None).order_by("pk")[:limit])
    for asked in names:
        _look_up(asked)
    unsent = LinkLetter.objects.filter(sent_at=None, due_at__lte=timezone.now())
    due = list(unsent.order_by("due_at").select_related("user")[:limit])
    for letter in due:
        _send(letter)
    return len(names) + len(due)


def forget() -> None:
    """Takes away what is a day old, and letters that could not be sent for an hour."""
    now = timezone.now()
    LinkRequest.objects.filter(asked_at__lt=now - _DAY).delete()
    LinkLetter.objects.filter(Q(made_at__lt=now - _DAY) | Q(made_at__lt=now - _GIVEN_UP, sent_at=None)).delete()


def _look_up(asked: LinkRequest) -> None:
    """Another pump may have it in hand: then nothing is left to be done."""
    with transaction.atomic():
        if LinkRequest.objects.filter(pk=asked.pk, handled_at=None).update(handled_at=timezone.now(), typed="") == 1:
            for user in _whose(asked.typed):
                _answer(user, asked.language)


def _whose(typed: str) -> list[HostUser]:
    """By name or address. There may be several, as whoever registers may choose another one's address as a name: each gets a letter,
    to an address of its own, and nobody keeps the letter of an older account away."""
    users = get_user_model()
    named = Q(**{f"{users.USERNAME_FIELD}__iexact": typed}) | Q(**{f"{users.get_email_field_name()}__iexact": typed})
    found = users._default_manager.select_for_update().filter(named, is_active=True).order_by("pk")[:_MOST_ACCOUNTS]
    return [user for user in found if address_of(user)]


def _answer(user: HostUser, language: str) -> None:
    """Another letter; or the latest one is good again, as long as it is too early for another one."""
    now, mark = timezone.now(), _mark(user)
    lately = LinkLetter.objects.filter(user=user, made_at__gt=now - _DAY).order_by("-pk")
    used = lately.exclude(used_at=None).first()
    unused = lately.filter(mark=mark, pk__gt=used.pk if used else 0)
    latest, count = unused.first(), unused.count()
    if latest is None or now - latest.made_at >= min(_SHORTEST_PAUSE * 2 ** (count - 1), _LONGEST_PAUSE):
        LinkLetter.objects.create(user=user, mark=mark, language=language)
    elif latest.sent_at is not None:
        LinkLetter.objects.filter(pk=latest.pk).update(good_until=now + _lifetime())


def _lifetime() -> timedelta:
    return timedelta(minutes=conf.value("LINK_MINUTES"))


def _send(letter: LinkLetter) -> None:
    """Another pump may have it in hand. What could not be sent is tried again after a pause that grows, so that it is in nobody's
    way."""
    now = timezone.now()
    taken = LinkLetter.objects.filter(pk=letter.pk, sent_at=None)
    if taken.update(sent_at=now, good_until=now + _lifetime(), tries=letter.tries + 1) == 0:
        return
    try:
        _mail(letter)
    except Exception as error:  # whatever the host's backend raises is this letter's matter alone
        _log.warning("a link waits: %s", type(error).__name__)
        again = now + timedelta(seconds=min(2**letter.tries, 600))
        LinkLetter.objects.filter(pk=letter.pk).update(sent_at=None, good_until=None, due_at=again)


def _mail(letter: LinkLetter) -> None:
    with override(letter.language):
        address = conf.value("PORTAL_URL").rstrip("/") + reverse("doverie:link", args=[signing.dumps(letter.pk, salt=_SALT)])
    fields = {"link": address, "minutes": conf.value("LINK_MINUTES"), "login": letter.user.get_username()}
    text = word("letter_link", letter.language).format(**fields)
    send_mail(word("letter_link_subject", letter.language), text, settings.DEFAULT_FROM_EMAIL, [address_of(letter.user)])


def _mark(user: HostUser) -> str:
    return salted_hmac(_SALT, f"{user.password}\0{address_of(user)}", algorithm="sha256").hexdigest()[:16]
