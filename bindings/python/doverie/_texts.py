# SPDX-License-Identifier: Apache-2.0
"""The texts that come with the library, and what an SMS costs."""

from dataclasses import dataclass

from doverie import _native
from doverie._native import Channel, Language, Role
from doverie._notices import Notice
from doverie._operations import PASSWORD_RECOVERY


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeText:
    """In which words a person is told."""

    subject: str
    """Of a letter; the head of a push or an entry of the cabinet."""
    text: str
    """Plain, with empty lines between the paragraphs of a letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsSize:
    """What an SMS costs."""

    gsm: bool
    """Whether the GSM alphabet has all of its characters: 160 in one segment, 153 in each of several; else 70 and 67."""
    segments: int
    """As many are paid for."""


def notice_text(
    notice: Notice,
    *,
    reader: Role,
    language: Language,
    channel: Channel,
    name: str = "",
    redeem_from: str = "",
    operation: str = PASSWORD_RECOVERY,
) -> NoticeText:
    """The library's text of a notice.

    `name`: whose account it is, as the reader is to see it; needed for contacts, except in a push, which others see, too.
    `redeem_from`: when a waiting period ends; needed by RECOVERY_WAITING, except in a push. `operation`: what is to
    be confirmed, the notice's `operation` as it came; for one of the host's own the words for it, in the language of
    the text. All go in as they are: a host that makes HTML of the text escapes it. Raises InvalidArgument when `reader` is
    not told this notice, or a name is missing.
    """
    subject, text = _native.notice_text(notice, reader, language, channel, name, redeem_from, operation)
    return NoticeText(subject=subject, text=text)


def operation_text(operation: str, *, language: Language) -> str | None:
    """Words for PASSWORD_RECOVERY or PASSWORD_CHANGE, as a noun; None for one of the host's own, which the host has words for."""
    return _native.operation_text(operation, language)


def sms_text(language: Language) -> str:
    """The text of an SMS with a code, with `{code}` in it: what Service(sms_text=...) takes."""
    return _native.sms_text(language)


def sms_size(text: str) -> SmsSize:
    """How many segments an SMS takes (3GPP TS 23.038, 23.040)."""
    gsm, segments = _native.sms_size(text)
    return SmsSize(gsm=gsm, segments=segments)
