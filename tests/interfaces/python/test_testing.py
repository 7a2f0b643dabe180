# SPDX-License-Identifier: Apache-2.0
"""The kit that hosts test with."""

import contextlib
import dataclasses
import hashlib
import io
from datetime import date, timedelta

import pytest

import doverie
from doverie import Notice, SmsOutcome, testing
from people import IVAN, MARIA, Portal


def test_two_services_of_one_seed_tell_the_same_story() -> None:
    stories = []
    for _ in range(2):
        with Portal(seed=7) as portal:
            portal.appoint(MARIA, IVAN)
            stories.append(portal.operations().audit(MARIA.id))
    assert stories[0] == stories[1]


def test_other_seeds_tell_others() -> None:
    ids = set()
    for seed in (1, 2):
        with Portal(seed=seed) as portal:
            ids.add(portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone).id)
    assert len(ids) == 2


def test_the_fake_entropy_is_the_same_in_every_language() -> None:
    block = hashlib.sha256(b"doverie fake entropy" + (5).to_bytes(8, "big") + (0).to_bytes(8, "big")).digest()
    entropy = testing.FakeEntropy(5)
    assert entropy.randbytes(32) == block
    entropy.reseed(5)
    assert entropy.randbytes(3) + entropy.randbytes(29) == block


def test_the_clock_stands_still() -> None:
    clock = testing.FakeClock()
    assert clock.now() == clock.now() == testing.MORNING
    clock.advance(timedelta(hours=1))
    assert repr(clock) == "FakeClock(2026-03-02T10:00:00+00:00)"


def test_the_gateway_can_be_down(served: Portal) -> None:
    served.approve(served.start(doverie.new_secret()))
    served.sms.answer_with(SmsOutcome.TRY_LATER)
    assert served.pump().codes.postponed == 1
    served.sms.answer_with(SmsOutcome.ACCEPTED)
    served.clock.advance(timedelta(minutes=1))
    assert served.pump().codes.sent == 1
    assert len(set(served.sms.sent())) == 1


def test_the_last_code_is_that_of_the_phone(served: Portal) -> None:
    with pytest.raises(LookupError, match="7916•••••67"):
        served.last_code(IVAN.phone)
    started = served.start(doverie.new_secret())
    served.approve(started)
    assert served.contact(IVAN.id).confirm_code(started.request_id, served.last_code("8 916 123-45-67")).approved


def test_notices_are_remembered(served: Portal) -> None:
    served.pump()
    [notice] = served.notifier.notices()
    assert notice == doverie.SendNotice(account=MARIA.id, kind=Notice.CONTACT_APPOINTED, parameters=notice.parameters)
    assert hash(notice) == hash(doverie.SendNotice(account=MARIA.id, kind=Notice.CONTACT_APPOINTED, parameters={}))


def test_accounts_are_eligible_unless_said_otherwise() -> None:
    with testing.service() as service:
        assert service.add_account("anna", given_name="Анна", phone=IVAN.phone).citizen
        child = service.add_account("petya", given_name="Пётр", phone=None, birth_date=date(2020, 1, 1), confirmed=False)
        assert service.directory.find("petya") == dataclasses.replace(child, id="petya")
        assert (child.citizen, child.confirmed) == (True, False)


def test_a_gateway_of_its_own_is_called_by_hand() -> None:
    assert testing.FakeSms().send("m1", IVAN.phone, "text") is SmsOutcome.ACCEPTED
    notice = doverie.SendNotice(account="ivan", kind=Notice.FRAUD_REPORTED, parameters={"a": "b"})
    assert testing.FakeNotifier().notify("m1", notice) is True
    with pytest.raises(TypeError, match="Notice"):
        testing.FakeNotifier().notify("m1", dataclasses.replace(notice, kind="fraud_reported"))  # type: ignore[arg-type]


@pytest.mark.parametrize("to_stdout", [True, False])
def test_the_console_shows_messages_on_one_line(to_stdout: bool) -> None:
    out = io.StringIO()
    given = None if to_stdout else out
    with contextlib.redirect_stdout(out if to_stdout else io.StringIO()):
        assert doverie.ConsoleSmsSender(given).send("m1", IVAN.phone, "Код 1.\n@x #1") is SmsOutcome.ACCEPTED
        notice = doverie.SendNotice(account="ivan", kind=Notice.FRAUD_REPORTED, parameters={"a": "1\r\n2", "b": "3"})
        assert doverie.ConsoleNotifier(given).notify("m2", notice)
    assert out.getvalue() == "[sms] +79161234567: Код 1.\\n@x #1\n[notice] ivan: fraud_reported a=1\\r\\n2 b=3\n"
