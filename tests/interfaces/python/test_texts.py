# SPDX-License-Identifier: Apache-2.0
"""The texts that come with the library, from Python: none is missing."""

import itertools
import re

import pytest

import doverie
from doverie import Channel, Language, Notice, Role
from people import service

READERS = {Role.TRUSTOR, Role.CONTACT}
# Those that only one of the two is told (docs/guide/notices.md).
ONE = {
    Notice.CONTACT_APPOINTED: Role.TRUSTOR,
    Notice.RECOVERY_APPROVED: Role.TRUSTOR,
    Notice.WRONG_NUMBERS: Role.TRUSTOR,
    Notice.RECOVERY_LOCKED: Role.TRUSTOR,
    Notice.CONTACT_LOCKED: Role.CONTACT,
}


@pytest.mark.parametrize("notice", list(Notice))
def test_every_notice_has_its_texts(notice: Notice) -> None:
    for reader, language, channel in itertools.product(READERS, Language, Channel):
        if ONE.get(notice, reader) is not reader:
            with pytest.raises(doverie.InvalidArgument, match="has no text for this reader"):
                doverie.notice_text(notice, reader=reader, language=language, channel=channel)
            continue
        text = doverie.notice_text(
            notice, reader=reader, language=language, channel=channel, name="Мария П.", redeem_from="4 марта, 12:00"
        )
        assert text.subject
        assert text.text
        assert not re.search(r"[{}]|\\d{4}", text.text)


def test_a_name_that_is_missing_is_told() -> None:
    with pytest.raises(doverie.InvalidArgument, match=r"names\.name"):
        doverie.notice_text(
            Notice.RECOVERY_STARTED, reader=Role.CONTACT, language=Language.RUSSIAN, channel=Channel.CABINET
        )


def test_kc14_the_sms_says_what_the_code_does() -> None:
    assert "откроет чужой аккаунт" in doverie.sms_text(Language.RUSSIAN)
    assert "opens somebody else's account" in doverie.sms_text(Language.ENGLISH)
    with service(sms_text=doverie.sms_text(Language.ENGLISH)) as portal:
        assert portal.sms_segments == 1
    with pytest.raises(doverie.InvalidArgument, match="sms_text: the SMS takes 3 segments"):
        service(sms_text="я" * 120 + "{code}")


def test_what_an_sms_costs() -> None:
    assert doverie.sms_size("a" * 160) == doverie.SmsSize(gsm=True, segments=1)
    assert doverie.sms_size("a" * 161) == doverie.SmsSize(gsm=True, segments=2)
    assert doverie.sms_size("я" * 71) == doverie.SmsSize(gsm=False, segments=2)
    with pytest.raises(TypeError):
        doverie.sms_size(b"a")  # type: ignore[arg-type]
