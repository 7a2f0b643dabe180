# SPDX-License-Identifier: Apache-2.0
"""How are people told? In the cabinet, and by e-mail, in the library's words. A notice is one row, however often it is handed over."""

import logging
from datetime import datetime
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import send_mail
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

import doverie
from doverie.django.directory import account_id, address_of, name_of, user_of

if TYPE_CHECKING:
    from doverie.django.models import CabinetNotice, Person

_log = logging.getLogger("doverie.django")


class CabinetAndMail(doverie.Notifier):
    """Keeps each notice for the cabinet, and sends it by e-mail to whom has an address."""

    def notify(self, message_id: str, notice: doverie.SendNotice) -> bool:
        """False: once more, later."""
        close_old_connections()
        user = user_of(notice.account)
        if user is None:
            return True
        try:
            return _told(message_id, notice, user)
        except (DatabaseError, OSError, SMTPException) as error:
            _log.warning("a notice waits: %s", type(error).__name__)
            return False


def _told(message_id: str, notice: doverie.SendNotice, user: AbstractBaseUser) -> bool:
    from doverie.django.models import CabinetNotice

    given = {"user": user, "kind": int(notice.kind), "parameters": dict(notice.parameters)}
    kept, _ = CabinetNotice.objects.get_or_create(message_id=message_id, defaults=given)
    if (address := address_of(user)) and kept.mailed_at is None:
        words = text_of(kept, language_of(user), doverie.Channel.EMAIL)
        send_mail(words.subject, words.text, settings.DEFAULT_FROM_EMAIL, [address])
        CabinetNotice.objects.filter(pk=kept.pk).update(mailed_at=timezone.now())
    return True


def language_of(user: AbstractBaseUser) -> str:
    """In which language somebody is written to."""
    person: "Person | None" = getattr(user, "doverie_person", None)
    return person.language if person is not None else settings.LANGUAGE_CODE[:2]


def text_of(kept: "CabinetNotice", language: str, channel: doverie.Channel) -> doverie.NoticeText:
    """The library's words for a notice that was kept."""
    trustor = kept.parameters.get("trustor", "")
    mine = trustor == account_id(kept.user)
    return doverie.notice_text(
        doverie.Notice(kept.kind),
        reader=doverie.Role.TRUSTOR if mine else doverie.Role.CONTACT,
        language=doverie.Language.RUSSIAN if language == "ru" else doverie.Language.ENGLISH,
        channel=channel,
        name=name_of(trustor) or "—",
        redeem_from=_instant(kept.parameters.get("redeem_from", ""), language),
        operation=kept.parameters.get("operation", doverie.PASSWORD_RECOVERY),
    )


def _instant(written: str, language: str) -> str:
    if not written:
        return ""
    with override(language):
        return date_format(timezone.localtime(datetime.fromisoformat(written)), "DATETIME_FORMAT")
