# SPDX-License-Identifier: Apache-2.0
"""How is a recovery begun, followed and used up, so that a crash anywhere sets one password or none?

Each step has a command id that was committed before the step is tried, so a step that is tried again is the same step. A grant becomes
a row in the transaction that sets the password. A crash between the library's commit and that one leaves an approval that the same
browser redeems again, to the same grant, for as long as that is good."""

import enum
import secrets
import uuid
from typing import Any

from django.contrib.auth.forms import SetPasswordForm
from django.db import IntegrityError, transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone

import doverie
from doverie.django._listening import permitted
from doverie.django.directory import HostUser, account_id
from doverie.django.models import Grant, Person, Recovery
from doverie.django.service import service, wake

USABLE = (doverie.RequestState.APPROVED, doverie.RequestState.REDEEMED)
"""Confirmed; or redeemed by us, and the password was lost on the way: then the same grant comes again."""

_KEY = "doverie_recovery"


class NotNow(doverie.Error):
    """A start was answered so that nothing can be done now."""

    def __init__(self, started: doverie.RecoveryStarted) -> None:
        super().__init__(str(started.status))
        self.started = started


class Session:
    """A recovery in the browser that has begun it, which alone has the secret."""

    def __init__(self, row: Recovery, secret: bytes) -> None:
        self.row = row
        self._secret = secret

    @classmethod
    def begin(cls, request: HttpRequest, user: HostUser, operation: str) -> None:
        """Takes the place of an earlier one. The library is asked on the page that follows, under an id that is kept here."""
        row = Recovery.objects.create(user=user, operation=operation)
        if not request.user.is_authenticated:
            request.session.cycle_key()
        request.session[_KEY] = {"id": str(row.id), "secret": secrets.token_hex(32)}

    @classmethod
    def of(cls, request: HttpRequest) -> "Session | None":
        """None: nothing has begun here, or the session is over."""
        kept: dict[str, str] | None = request.session.get(_KEY)
        if kept is None:
            return None
        row = Recovery.objects.filter(pk=kept["id"]).select_related("user").first()
        return None if row is None else cls(row, bytes.fromhex(kept["secret"]))

    @property
    def _recoverer(self) -> doverie.RecovererSide:
        return service().recoverer(account_id(self.row.user))

    def start(self) -> None:
        """Once. Raises NotNow, or Rejected, and may then be tried again."""
        if self.row.state != Recovery.State.STARTING:
            return
        started = self._started(f"start-{self.row.start_command}")
        wake()
        if started.status is doverie.StartStatus.PENDING:
            self._became(Recovery.State.ASKED, request=started.request_id)
        elif started.status in (doverie.StartStatus.NOT_PROTECTED, doverie.StartStatus.NOT_NEEDED):
            self._became(Recovery.State.FREE)
        else:
            self._became(Recovery.State.STARTING, start_command=uuid.uuid4())
            raise NotNow(started)

    def _started(self, command_id: str) -> doverie.RecoveryStarted:
        return self._recoverer.start(
            secret=self._secret, verified_factor=True, operation=self.row.operation, command_id=command_id
        )

    def _became(self, state: str, **more: object) -> None:
        Recovery.objects.filter(pk=self.row.pk, state=Recovery.State.STARTING).update(state=state, **more)
        self.row.refresh_from_db()

    def view(self) -> doverie.RecoveryView:
        """Where it stands."""
        return self._recoverer.status(self.row.request, self._secret)

    def cancel(self) -> None:
        """Gives it up."""
        if self.row.state == Recovery.State.ASKED:
            self._recoverer.cancel(self.row.request, self._secret, command_id=f"cancel-{self.row.pk}")

    def may_try(self) -> bool:
        """Whether the page for the password is worth showing. Whether one is set is decided when it comes."""
        return self.row.state == Recovery.State.FREE or self.view().state in USABLE

    def password_form(self, typed: QueryDict | None) -> "SetPasswordForm[Any]":
        """Asks twice for a new password."""
        return SetPasswordForm(self.row.user, typed)

    def permission(self) -> str | None:
        """Asks the library at the last moment: the id of a grant, or one of our own where no contact is needed. None: begin anew,
        for somebody has become a contact meanwhile."""
        if self.row.state == Recovery.State.FREE:
            again = self._started(f"again-{uuid.uuid4()}")
            if again.status in (doverie.StartStatus.NOT_PROTECTED, doverie.StartStatus.NOT_NEEDED):
                return f"free-{self.row.pk}"
            state = Recovery.State.ASKED if again.status is doverie.StartStatus.PENDING else Recovery.State.STARTING
            Recovery.objects.filter(pk=self.row.pk, state=Recovery.State.FREE).update(state=state, request=again.request_id)
            return None
        grant = self._recoverer.redeem(
            self.row.request, self._secret, operation=self.row.operation, command_id=f"redeem-{self.row.redeem_command}"
        )
        return grant.id


class Outcome(enum.Enum):
    """What has become of a password that was typed."""

    SET = 1
    FIRST_STANDS = 2
    """One was set before, and stands."""
    BEGIN_ANEW = 3
    """The contact has to be asked first."""


def set_password(session: Session, form: "SetPasswordForm[Any]") -> Outcome:
    """Uses the approval up and sets the password, which was looked at before: once, whatever is pressed twice or lost on the way."""
    permission = session.permission()
    if permission is None:
        return Outcome.BEGIN_ANEW
    try:
        with transaction.atomic(), permitted():
            Grant.objects.create(id=permission, recovery=session.row)
            form.save()
            now = timezone.now()
            Recovery.objects.filter(pk=session.row.pk).update(state=Recovery.State.DONE, done_at=now)
            if session.row.operation == doverie.PASSWORD_RECOVERY:
                Person.objects.filter(user=session.row.user).update(recovered_at=now)
    except IntegrityError:
        session.row.refresh_from_db()
        if session.row.state != Recovery.State.DONE:
            raise
        return Outcome.FIRST_STANDS
    wake()
    return Outcome.SET
