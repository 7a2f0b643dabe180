# SPDX-License-Identifier: Apache-2.0
"""What became of a message, in Python: reports of the pump and of the gateway, what is set aside, and threads that pump."""

import dataclasses
import threading
from datetime import timedelta

import pytest

import doverie
from doverie import Reason, SmsOutcome, SmsState
from people import IVAN, MARIA, Portal, account, service

IN_TIME = 60.0


def code_of(portal: Portal) -> doverie.CodeView:
    [request] = portal.contact(IVAN.id).cabinet().requests
    assert request.code is not None
    return request.code


def test_kd1_a_gateway_that_is_down_costs_no_send(served: Portal) -> None:
    started = served.start(doverie.new_secret())
    served.approve(started)
    served.sms.answer_with(SmsOutcome.TRY_LATER)
    assert served.pump().codes.postponed == 1
    assert (code_of(served).sms, code_of(served).sends_left) == (SmsState.ON_ITS_WAY, 3)
    served.sms.answer_with(SmsOutcome.UNSURE)
    served.clock.advance(timedelta(minutes=1))
    served.contact(IVAN.id).resend_code(started.request_id)
    report = served.pump()
    assert (report.codes.sent, report.codes.obsolete) == (1, 1)
    code = code_of(served)
    assert (code.sms, code.sends_left, code.attempts_left) == (SmsState.TAKEN, 2, 5)
    assert (code.sms_at, code.resend_from) == (served.clock.now(), served.clock.now() + timedelta(minutes=1))
    assert code.phone_masked == "+7916•••••67"


class Unsure(doverie.SmsSender):
    """A gateway that may have taken it: it does not answer in time, or answers what nobody understands."""

    def __init__(self, said: object) -> None:
        super().__init__()
        self.said, self.asked = said, 0

    def send(self, message_id: str, to: str, text: str) -> SmsOutcome:
        self.asked += 1
        if isinstance(self.said, Exception):
            raise self.said
        return self.said  # type: ignore[return-value]


@pytest.mark.parametrize(("said", "sent"), [(TimeoutError("no answer"), 1), ("202", 1), (OSError("refused"), 0)])
def test_what_may_have_been_sent_is_not_sent_again_by_itself(said: object, sent: int) -> None:
    gateway, clock, directory = Unsure(said), doverie.testing.FakeClock(), doverie.MemoryDirectory()
    for person in (MARIA, IVAN):
        directory.put(person.id, account(person))
    with service(sms=gateway, clock=clock, directory=directory) as portal:
        invited = portal.trustor(MARIA.id).invite(name=IVAN.name, phone=IVAN.phone)
        portal.contact(IVAN.id).accept(invited.id)
        started = portal.recoverer(MARIA.id).start(secret=doverie.new_secret())
        says = doverie.Attestation(spoke_with_trustor=True, nobody_misleads=True, number=started.number)
        portal.contact(IVAN.id).approve(started.request_id, says)
        report = portal.pump()
        assert (report.codes.sent, report.codes.postponed) == (sent, 1 - sent)
        assert type(report.fault) is (type(said) if isinstance(said, Exception) else TypeError)
        clock.advance(timedelta(minutes=5))
        portal.pump()
        assert gateway.asked == 2 - sent


def test_kd1_reports_of_the_gateway(served: Portal) -> None:
    served.approve(served.start(doverie.new_secret()))
    served.last_code(IVAN.phone)
    [sms] = served.sms.sent()
    host = served.operations()
    host.sms_reported(report=sms.message_id, delivered=True)
    assert code_of(served).sms is SmsState.DELIVERED
    host.sms_reported(report=sms.message_id, delivered=False)
    assert code_of(served).sms is SmsState.DELIVERED
    with pytest.raises(doverie.Rejected) as forged:
        host.sms_reported(report=sms.message_id[:-2], delivered=True)
    assert forged.value.codes == (Reason.REPORT_UNKNOWN,)


def test_kd3_a_late_sms_is_no_guess(served: Portal) -> None:
    started = served.start(doverie.new_secret())
    served.approve(started)
    first = served.last_code(IVAN.phone)
    served.clock.advance(timedelta(minutes=10))
    served.contact(IVAN.id).resend_code(started.request_id)
    served.pump()
    with pytest.raises(doverie.Rejected) as late:
        served.contact(IVAN.id).confirm_code(started.request_id, first)
    assert late.value.codes == (Reason.CODE_OLDER,)
    assert code_of(served).attempts_left == 5


def test_kg11_a_report_has_the_fault_inside(served: Portal) -> None:
    served.approve(served.start(doverie.new_secret()))
    served.directory.set_unavailable(True)
    report = served.pump()
    assert isinstance(report.fault, doverie.DirectoryError)
    assert report.codes.postponed == 1
    assert report.notices.sent > 0
    with pytest.raises(doverie.DirectoryError):
        report.raise_for_fault()
    served.directory.set_unavailable(False)
    assert served.pump().raise_for_fault() == doverie.PumpReport(
        codes=doverie.PumpCounts(), notices=doverie.PumpCounts(), erasures=doverie.PumpCounts()
    )


def test_what_cannot_be_read_is_set_aside() -> None:
    store = doverie.MemoryStore()
    with Portal(store=store) as portal:
        now = portal.clock.now()
        poison = doverie.MessageRecord(
            id="poison", queue="notices", data=b"rubbish", not_before=now, useless_after=now + timedelta(days=1)
        )
        command = doverie.CommandRecord(fingerprint="f", answer=b"{}")
        store.append(doverie.Batch(command_id="spoilt", command=command, expected=(), messages=(poison,), at=now))
        assert portal.pump().notices.set_aside == 1
        [aside] = portal.messages_set_aside()
        assert (aside.id, aside.data, aside.why) == ("poison", b"rubbish", "a stored message is damaged")
        assert portal.release_set_aside() == 1
        assert portal.messages_set_aside() == ()
        assert portal.pump().notices.set_aside == 1


class TestRunner:
    def test_sends_what_is_due_and_stops(self, served: Portal) -> None:
        done = threading.Event()
        told: list[doverie.PumpReport] = []

        def on_report(report: doverie.PumpReport) -> None:
            told.append(report)
            if report.codes.sent:
                done.set()
            raise RuntimeError("logged, and nothing more")

        with doverie.PumpRunner(served, idle=timedelta(hours=1), on_report=on_report) as runner:
            served.approve(served.start(doverie.new_secret()))
            runner.wake()
            assert done.wait(IN_TIME)
            assert runner.stop(timedelta(minutes=1))
        assert len(served.sms.sent()) == 1
        assert sum(report.codes.sent for report in told) == 1

    @pytest.mark.parametrize(
        "wrong",
        [{"code_threads": 0}, {"other_threads": 65}, {"idle": timedelta(0)}, {"idle": timedelta(hours=2)}],
        ids=str,
    )
    def test_refuses_what_is_out_of_bounds(self, served: Portal, wrong: dict[str, object]) -> None:
        with pytest.raises(doverie.InvalidArgument, match=next(iter(wrong))):
            doverie.PumpRunner(served, **wrong)  # type: ignore[arg-type]


def test_counts_add_up() -> None:
    counts = doverie.PumpCounts(**{field.name: 1 for field in dataclasses.fields(doverie.PumpCounts)})
    assert counts.all == len(dataclasses.fields(doverie.PumpCounts))
