# SPDX-License-Identifier: Apache-2.0
"""What the pages of all sides show, page by page, and in which words, in Python."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

import doverie
from doverie import (
    ContactStep,
    FreezeCause,
    HistoryKind,
    InvitationState,
    LinkState,
    Progress,
    RequestEnd,
    RequestState,
    StartStatus,
    Viewer,
)
from people import IVAN, MARIA, Person, Portal, account


def request_of(portal: Portal) -> doverie.RequestView:
    [request] = portal.contact(IVAN.id).cabinet().requests
    return request


def test_the_contacts_step_attempts_and_end(served: Portal) -> None:
    started = served.start(doverie.new_secret())
    assert request_of(served).step is ContactStep.APPROVE
    assert request_of(served).progress == Progress(confirmed=0, required=1)
    assert request_of(served).number_attempts_left is None
    served.approve(started)
    code = served.last_code(IVAN.phone)
    wrong = "000000" if code != "000000" else "000001"
    for left in range(5, 0, -1):
        view = request_of(served).code
        assert view is not None and (view.attempts_left, view.attempts_from) == (left, None)
        with pytest.raises(doverie.Rejected):
            served.contact(IVAN.id).confirm_code(started.request_id, wrong)
    view = request_of(served).code
    assert view is not None
    assert (view.attempts_left, view.attempts_from) == (0, served.clock.now() + timedelta(hours=24))
    assert not view.call_in_progress
    served.contact(IVAN.id).deny(started.request_id)
    ended = request_of(served)
    assert (ended.end, ended.ended_at, ended.step, ended.code) == (
        RequestEnd.DENIED_BY_CONTACT, served.clock.now(), None, None)


def test_the_trustors_numbers_and_freeze(served: Portal) -> None:
    view = served.trustor(MARIA.id).cabinet()
    assert (view.contacts_required, view.contacts_able, view.free_places) == (1, 1, 0)
    assert (view.invitations_left, view.invitations_from) == (4, None)
    assert (view.frozen_by, view.frozen_since, view.frozen_by_contact) == (None, None, "")
    assert view.contacts[0].state is LinkState.ACTIVE
    served.contact(IVAN.id).report_fraud(MARIA.id)
    frozen = served.trustor(MARIA.id).cabinet()
    assert (frozen.frozen_by, frozen.frozen_since, frozen.frozen_by_contact) == (
        FreezeCause.CONTACT, served.clock.now(), IVAN.id)
    [entry] = served.contact(IVAN.id).cabinet().trustors
    assert (entry.trustor, entry.state, entry.frozen) == (MARIA.id, LinkState.ACTIVE, True)


def test_progress_is_for_whom_a_factor_was_verified(served: Portal) -> None:
    for verified in (False, True):
        secret = doverie.new_secret()
        started = served.recoverer(MARIA.id).start(secret=secret, verified_factor=verified)
        status = served.recoverer(MARIA.id).status(started.request_id, secret)
        assert status.progress == (Progress(confirmed=0, required=1) if verified else None)


def invitations(portal: Portal, limit: int) -> Iterator[str]:
    cursor = ""
    while True:
        page = portal.contact(IVAN.id).invitations(cursor=cursor, limit=limit)
        assert len(page.invitations) <= limit
        yield from (view.id for view in page.invitations)
        cursor = page.next_cursor
        if not cursor:
            return


def test_invitations_by_pages(portal: Portal) -> None:
    sent = []
    for number in range(25):
        who = Person(f"inviter-{number}", "Мария", f"+79030000{number:03}")
        portal.directory.put(who.id, account(who))
        sent.append(portal.trustor(who.id).invite(name=IVAN.name, phone=IVAN.phone).id)
        portal.clock.advance(timedelta(seconds=1))
    assert [*invitations(portal, 7)] == sent
    cabinet = portal.contact(IVAN.id).cabinet()
    assert [view.id for view in cabinet.invitations] == sent[:20]
    assert [v.id for v in portal.contact(IVAN.id).invitations(cursor=cabinet.more_invitations).invitations] == sent[20:]


def test_history_by_pages(served: Portal) -> None:
    maria = served.trustor(MARIA.id)
    first = maria.history(limit=1)
    assert [entry.kind for entry in first.entries] == [HistoryKind.CONTACT_APPOINTED]
    second = maria.history(cursor=first.next_cursor)
    assert [(entry.kind, entry.contact) for entry in second.entries] == [(HistoryKind.INVITATION_SENT, "")]
    assert second.next_cursor == ""


@pytest.mark.parametrize("arguments", [{"limit": 0}, {"limit": 101}, {"cursor": "no"}])
def test_a_wrong_page_is_named(served: Portal, arguments: dict[str, object]) -> None:
    [name] = arguments
    with pytest.raises(doverie.InvalidArgument, match=f"^{name}: "):
        served.trustor(MARIA.id).history(**arguments)  # type: ignore[arg-type]
    with pytest.raises(doverie.InvalidArgument, match=f"^{name}: "):
        served.contact(IVAN.id).invitations(**arguments)  # type: ignore[arg-type]


def test_words_of_states() -> None:
    assert str(RequestState.AWAITING_CODE) == "awaiting_code"
    assert InvitationState.DECLINED.text("ru", viewer=Viewer.CONTACT) == (
        "Вы отклонили приглашение. Отправителю об этом не сообщают.")
    assert StartStatus.PENDING.text(viewer=Viewer.RECOVERER).startswith("The trusted contact has been asked.")
    with pytest.raises(ValueError, match="InvitationState.DECLINED is not shown to the trustor"):
        InvitationState.DECLINED.text("ru", viewer=Viewer.TRUSTOR)
    with pytest.raises(ValueError, match="language must be 'en' or 'ru'"):
        RequestState.PENDING.text("de", viewer=Viewer.TRUSTOR)  # type: ignore[arg-type]


def test_no_state_that_somebody_sees_is_without_words() -> None:
    viewers = {
        RequestState: (Viewer.TRUSTOR, Viewer.CONTACT, Viewer.RECOVERER), RequestEnd: (Viewer.TRUSTOR, Viewer.CONTACT),
        ContactStep: (Viewer.CONTACT,), LinkState: (Viewer.TRUSTOR, Viewer.CONTACT), FreezeCause: (Viewer.TRUSTOR,),
        HistoryKind: (Viewer.TRUSTOR,), doverie.SmsState: (Viewer.CONTACT,), StartStatus: (Viewer.RECOVERER,),
    }
    for states, who in viewers.items():
        for state in states:
            assert all(state.text(language, viewer=viewer) for viewer in who for language in ("en", "ru"))
