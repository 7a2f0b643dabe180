# SPDX-License-Identifier: Apache-2.0
"""Commands as values: what can be asked of a service, before it is.

    invitation = service.run(commands.Invite(trustor="maria", name="Иван", phone="+79161234567"))

Each is what one method of a side runs; Service.run gives them to a service, Operation to a transaction of the host's own. They are
compared by what they hold, and their reprs leave out what nobody but the people concerned may read. What they hold is checked when
they are run.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar, final

from doverie._answers import (
    PAGE_SIZE,
    Accepted,
    Approved,
    Attestation,
    AuditEntry,
    CodeConfirmed,
    ContactView,
    Diagnosis,
    Finding,
    Grant,
    HistoryPage,
    InvitationPage,
    Invited,
    RecoveryStarted,
    RecoveryView,
    TimelineEntry,
    TrustorView,
)
from doverie._native import AccountChange, Secret
from doverie._operations import PASSWORD_RECOVERY

T_co = TypeVar("T_co", covariant=True)


class Command(Generic[T_co]):
    """A command or a question that is answered with a `T_co`."""

    __slots__ = ()


# BEGIN values: written by cmake/vocabulary from include/doverie/core/commands.def


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Invite(Command[Invited]):
    """What `TrustorSide.invite` runs."""

    trustor: str
    """The id of the trustor."""
    name: str = field(repr=False)
    """The contact's given name as typed."""
    phone: str = field(repr=False)
    """The contact's mobile phone as typed."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CancelInvitation(Command[None]):
    """What `TrustorSide.cancel_invitation` runs."""

    trustor: str
    """The id of the trustor."""
    invitation_id: str
    """The id of the invitation."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveContact(Command[None]):
    """What `TrustorSide.remove_contact` runs."""

    trustor: str
    """The id of the trustor."""
    contact: str
    """The id of the contact."""
    verified_factor: bool = False
    """The host has verified a factor of the trustor's for this very command, as for `OperatorSide.owner_seen`, which it
    then is as well.
    """


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class KeepContact(Command[None]):
    """What `TrustorSide.keep_contact` runs."""

    trustor: str
    """The id of the trustor."""
    contact: str
    """The id of the contact."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class DenyAsOwner(Command[None]):
    """What `TrustorSide.deny` runs."""

    trustor: str
    """The id of the trustor."""
    request_id: str
    """The id of the request."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFraudAsOwner(Command[None]):
    """What `TrustorSide.report_fraud` runs."""

    trustor: str
    """The id of the trustor."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTrustor(Command[TrustorView]):
    """What `TrustorSide.cabinet` runs."""

    trustor: str
    """The id of the trustor."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainToOwner(Command[Diagnosis]):
    """What `TrustorSide.explain` runs."""

    trustor: str
    """The id of the trustor."""
    verified_factor: bool = False
    """Of the start that is asked about."""
    operation: str = PASSWORD_RECOVERY
    """The same."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHistory(Command[HistoryPage]):
    """What `TrustorSide.history` runs."""

    trustor: str
    """The id of the trustor."""
    cursor: str = ""
    """`HistoryPage.next_cursor` of the page before; empty for the first one."""
    limit: int = PAGE_SIZE
    """How many entries, 1 to 100."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptInvitation(Command[Accepted]):
    """What `ContactSide.accept` runs."""

    contact: str
    """The id of the contact."""
    invitation_id: str
    """The id of the invitation."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineInvitation(Command[None]):
    """What `ContactSide.decline` runs."""

    contact: str
    """The id of the contact."""
    invitation_id: str
    """The id of the invitation."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Resign(Command[None]):
    """What `ContactSide.resign` runs."""

    contact: str
    """The id of the contact."""
    trustor: str
    """The id of the trustor."""
    verified_factor: bool = False
    """The host has verified a factor of the contact's for this very command."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class StayContact(Command[None]):
    """What `ContactSide.stay` runs."""

    contact: str
    """The id of the contact."""
    trustor: str
    """The id of the trustor."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(Command[Approved]):
    """What `ContactSide.approve` runs."""

    contact: str
    """The id of the contact."""
    request_id: str
    """The id of the request."""
    attestation: Attestation
    """What the contact declares."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ResendCode(Command[Approved]):
    """What `ContactSide.resend_code` runs."""

    contact: str
    """The id of the contact."""
    request_id: str
    """The id of the request."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmCode(Command[CodeConfirmed]):
    """What `ContactSide.confirm_code` runs."""

    contact: str
    """The id of the contact."""
    request_id: str
    """The id of the request."""
    code: str = field(repr=False)
    """As it was typed."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class DenyAsContact(Command[None]):
    """What `ContactSide.deny` runs."""

    contact: str
    """The id of the contact."""
    request_id: str
    """The id of the request."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFraudAsContact(Command[None]):
    """What `ContactSide.report_fraud` runs."""

    contact: str
    """The id of the contact."""
    trustor: str
    """The id of the trustor."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ShowContact(Command[ContactView]):
    """What `ContactSide.cabinet` runs."""

    contact: str
    """The id of the contact."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ShowInvitations(Command[InvitationPage]):
    """What `ContactSide.invitations` runs."""

    contact: str
    """The id of the contact."""
    cursor: str = ""
    """`InvitationPage.next_cursor` of the page before, or `ContactView.more_invitations`; empty for the first one."""
    limit: int = PAGE_SIZE
    """How many invitations, 1 to 100."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class StartRecovery(Command[RecoveryStarted]):
    """What `RecovererSide.start` runs."""

    trustor: str
    """The id of the trustor."""
    secret: Secret | bytes = field(repr=False)
    """32 new random bytes, which the host keeps; only their hash is stored."""
    verified_factor: bool = False
    """The host has verified a factor of the owner's; such starts have a budget of their own, so that strangers cannot
    use up the owner's.
    """
    operation: str = PASSWORD_RECOVERY
    """What the contact is to confirm: password_recovery, or what the policy's `other_operations` name."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRecovery(Command[RecoveryView]):
    """What `RecovererSide.status` runs."""

    trustor: str
    """The id of the trustor."""
    request_id: str
    """The id of the request."""
    secret: Secret | bytes = field(repr=False)
    """That of the recovery."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRecovery(Command[None]):
    """What `RecovererSide.cancel` runs."""

    trustor: str
    """The id of the trustor."""
    request_id: str
    """The id of the request."""
    secret: Secret | bytes = field(repr=False)
    """That of the recovery."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Redeem(Command[Grant]):
    """What `RecovererSide.redeem` runs."""

    trustor: str
    """The id of the trustor."""
    request_id: str
    """The id of the request."""
    secret: Secret | bytes = field(repr=False)
    """That of the recovery."""
    operation: str = PASSWORD_RECOVERY
    """What the host is about to do, which has to be what the request is for."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerSeen(Command[None]):
    """What `OperatorSide.owner_seen` runs."""

    trustor: str
    """The id of the trustor."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveredByOtherMeans(Command[None]):
    """What `OperatorSide.recovered_by_other_means` runs."""

    trustor: str
    """The id of the trustor."""
    channel: str
    """Mfc, bank, …; 1 to 32 of [a-z0-9_-]."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosed(Command[None]):
    """What `OperatorSide.account_closed` runs."""

    account: str
    """The id of the account."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CallBegan(Command[None]):
    """What `OperatorSide.call_began` runs."""

    account: str
    """The id of the account."""
    call_id: str
    """The host's own id of the call, 1 to 64 printable ASCII characters without spaces; it tells two calls at once
    apart.
    """


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded(Command[None]):
    """What `OperatorSide.call_ended` runs."""

    account: str
    """The id of the account."""
    call_id: str
    """As in `OperatorSide.call_began`."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChanged(Command[None]):
    """What `OperatorSide.account_changed` runs."""

    account: str
    """The id of the account."""
    what: AccountChange
    """What has changed."""
    since: datetime
    """When it was changed; not in the future."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SmsReported(Command[None]):
    """What `OperatorSide.sms_reported` runs."""

    report: str = field(repr=False)
    """The message id of the SMS, as the gateway has given it back."""
    delivered: bool = False
    """The phone has it; otherwise it is lost for good."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeAccount(Command[None]):
    """What `OperatorSide.freeze` runs."""

    trustor: str
    """The id of the trustor."""
    operator_id: str
    """The host's own id of the person, 1 to 64 printable ASCII characters without spaces; it is recorded."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class UnfreezeAccount(Command[None]):
    """What `OperatorSide.unfreeze` runs."""

    trustor: str
    """The id of the trustor."""
    operator_id: str
    """The host's own id of who acts."""
    second_operator_id: str
    """Another one."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLink(Command[None]):
    """What `OperatorSide.import_link` runs."""

    trustor: str
    """The id of the trustor."""
    contact: str
    """The id of the contact."""
    since: datetime
    """When the link was made there; not in the future."""
    operator_id: str
    """As in `OperatorSide.freeze`."""
    checked_at_use: bool = False
    """The rules are not asked about the two, which is recorded, and the directory need not know them; every use of the
    link asks as ever.
    """
    tell: bool = False
    """Both are told."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class BeginRealm(Command[None]):
    """What `OperatorSide.begin_realm` runs."""

    operator_id: str
    """As in `OperatorSide.freeze`."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseLevel(Command[None]):
    """What `OperatorSide.raise_level` runs."""

    operator_id: str
    """As in `OperatorSide.freeze`."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmNoContact(Command[None]):
    """What `OperatorSide.confirm_no_contact` runs."""

    trustor: str
    """The id of the trustor."""
    operator_id: str
    """As in `OperatorSide.freeze`."""
    second_operator_id: str
    """Another one."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class EraseAccount(Command[None]):
    """What `OperatorSide.erase` runs."""

    account: str
    """The id of the account."""
    operator_id: str
    """As in `OperatorSide.freeze`."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class EraseEndedInvitations(Command[None]):
    """What `OperatorSide.erase_ended` runs."""

    trustor: str
    """The id of the trustor."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainAccount(Command[Diagnosis]):
    """What `OperatorSide.explain` runs."""

    trustor: str
    """The id of the trustor."""
    verified_factor: bool = False
    """Of the start that is asked about."""
    operation: str = PASSWORD_RECOVERY
    """The same."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTimeline(Command[tuple[TimelineEntry, ...]]):
    """What `OperatorSide.timeline` runs."""

    account: str
    """The id of the account."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHoldings(Command[tuple[Finding, ...]]):
    """What `OperatorSide.held` runs."""

    account: str
    """The id of the account."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ShowAudit(Command[tuple[AuditEntry, ...]]):
    """What `OperatorSide.audit` runs."""

    trustor: str
    """The id of the trustor."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRealm(Command[None]):
    """The service writes the realm's record anew: a restore that the store tells of, or another audit key."""

    why: str = field(repr=False)
    """For the audit trail."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSms(Command[None]):
    """The message pump says what became of a code that it was to send."""

    message: str = field(repr=False)
    """The bytes that the store kept."""
    outcome: str = field(repr=False)
    """Taken, refused or expired."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRefusal(Command[None]):
    """The service writes into the journal what was refused about an account."""

    account: str
    """The id of the account."""
    refusal: str = field(repr=False)
    """The event, as it is to be written."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class EraseRefusals(Command[None]):
    """The message pump erases what was refused in a period whose time is over."""

    account: str
    """The id of the account."""
    period: str = field(repr=False)
    """Its number."""


__all__ = [
    "AcceptInvitation",
    "AccountChanged",
    "AccountClosed",
    "Approve",
    "BeginRealm",
    "CallBegan",
    "CallEnded",
    "CancelInvitation",
    "CancelRecovery",
    "Command",
    "ConfirmCode",
    "ConfirmNoContact",
    "DeclineInvitation",
    "DenyAsContact",
    "DenyAsOwner",
    "EraseAccount",
    "EraseEndedInvitations",
    "EraseRefusals",
    "ExplainAccount",
    "ExplainToOwner",
    "FreezeAccount",
    "ImportLink",
    "Invite",
    "KeepContact",
    "NoteRealm",
    "NoteRefusal",
    "NoteSms",
    "OwnerSeen",
    "RaiseLevel",
    "RecoveredByOtherMeans",
    "Redeem",
    "RemoveContact",
    "ReportFraudAsContact",
    "ReportFraudAsOwner",
    "ResendCode",
    "Resign",
    "ShowAudit",
    "ShowContact",
    "ShowHistory",
    "ShowHoldings",
    "ShowInvitations",
    "ShowRecovery",
    "ShowTimeline",
    "ShowTrustor",
    "SmsReported",
    "StartRecovery",
    "StayContact",
    "UnfreezeAccount",
]
# END values
