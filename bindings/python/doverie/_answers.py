# SPDX-License-Identifier: Apache-2.0
"""What commands take and answer. All values are frozen; instants are aware datetimes in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from doverie import _native
from doverie._notices import Notice
from doverie._operations import PASSWORD_RECOVERY
from doverie._pairs import as_tuple
from doverie._states import (
    ContactStep,
    FreezeCause,
    HistoryKind,
    InvitationState,
    LinkState,
    RequestEnd,
    RequestState,
    SmsState,
    StartStatus,
)

PAGE_SIZE: Final[int] = _native.PAGE_SIZE
"""How many elements a page of a list has unless a host says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """What the contact declares before approving: agrees to every statement of the version that the request asks for
    (RequestView.attestation_version; the texts: `questions`), and to nothing else."""

    spoke_with_trustor: bool = False
    """The contact has spoken with the trustor in person."""
    nobody_misleads: bool = False
    """And made sure that fraudsters are not misleading the trustor."""
    number: str
    """The request's number, as the trustor told it."""
    version: int = 1
    """Of the texts that the contact was shown."""
    agreed: tuple[str, ...] = ()
    """Ids of the statements agreed to, besides the two above."""
    operation: str = PASSWORD_RECOVERY
    """What the contact was shown that the request is for (RequestView.operation)."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "agreed", as_tuple(self.agreed))
        _native.check_attestation(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation was sent. Nothing here tells whether the phone belongs to an account."""

    id: str
    """The invitation. It contains the trustor's account id."""
    expires_at: datetime
    """From then on it can no longer be answered."""
    phone_masked: str
    """As `+7916•••••67`."""
    notice_allowed: bool
    """Whether the phone may get a notice about this invitation: the day's budget of that phone is not used up. The
    library keeps no phone numbers, so the host, which has it in its hands now, sends such a notice or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An invitation was accepted: the account is a trusted contact now."""

    trustor: str
    """Whose contact the account is now."""
    active_from: datetime
    """From when on it can confirm: after the `activation_delay` of the policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryStarted:
    """How a start of a recovery was answered."""

    status: StartStatus
    """How to go on."""
    request_id: str
    """Empty unless a request was opened."""
    number: str
    """The short number to show to whoever started this; empty unless PENDING or observed."""
    until: datetime | None
    """Of a request: when it expires; FROZEN: when the freeze ends; else None."""
    would_be_protected: bool
    """NOT_PROTECTED only because the policy observes this account (`protected_share`): all is recorded and told as ever, and
    `request_id`, `number` and `until` are those of the request that was opened, if one was. For the host alone: whoever started
    this is to see what is seen of an account without a contact. A repetition of the command is a start of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A request was approved; the code is on its way."""

    phone_masked: str
    """Where the code goes: the contact's own phone. Empty when the command is repeated and the contact has another one
    now."""
    code_expires_at: datetime
    """From then on the code is no longer taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeConfirmed:
    """The code was right."""

    approved: bool
    """Enough contacts have confirmed."""
    redeem_before: datetime | None
    """When approved, else None."""
    redeem_from: datetime | None
    """When approved under a policy with a `waiting_period`: not before; else None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Single-use proof that the operation was approved.

    The host keys its password reset on the id, so that a repeated command resets once.
    """

    id: str
    """`grant_` and 32 hexadecimal digits."""
    trustor: str
    """Whose account it opens."""
    operation: str
    """What it is for, and for nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a request is that needs several contacts."""

    confirmed: int
    """Contacts who have typed their code."""
    required: int
    """So many have to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryView:
    """What the recoverer sees, who may be a stranger: nothing here tells who or how many the contacts are."""

    state: RequestState
    """Where it stands."""
    standing: StartStatus
    """FROZEN or CONTACT_UNAVAILABLE override what can be done; else PENDING."""
    number: str
    """To be told to the contact: four digits."""
    expires_at: datetime
    """When approved: until when it can be redeemed."""
    redeem_from: datetime | None
    """When approved and it has to wait: not before."""
    progress: Progress | None
    """Only for who has started it with a verified factor: a stranger need not know how far the contacts have been
    deceived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView:
    """An invitation in a cabinet. The repr leaves the name out."""

    id: str
    """The invitation. It contains the trustor's account id."""
    state: InvitationState
    """Where it stands; in the trustor's list PENDING whatever was answered but a yes."""
    trustor: str
    """For the contact; empty in the trustor's own list."""
    name: str = field(repr=False)
    """As the trustor typed it; empty once erased."""
    phone_masked: str
    """As `+7916•••••67`; empty once erased."""
    sent_at: datetime
    """When it was sent."""
    expires_at: datetime
    """From then on it can no longer be answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntry:
    """A trusted contact in the trustor's cabinet."""

    contact: str
    """The contact's account id."""
    appointed_at: datetime
    """When the invitation was accepted."""
    active_from: datetime
    """From when on the contact can confirm."""
    removal_from: datetime | None
    """The trustor has asked for the removal: when it can be done."""
    resignation_from: datetime | None
    """The contact wants to resign: when that can be done."""
    removal_suspended: bool
    """A freeze has suspended the removal: `removal_from` is None until it is confirmed."""
    resignation_suspended: bool
    """The same of the resignation."""
    state: LinkState
    """All of that in one word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustorEntry:
    """Somebody whom the account serves, in the contact's cabinet: the link of ContactEntry, seen from the other side."""

    trustor: str
    """The trustor's account id."""
    appointed_at: datetime
    """When the invitation was accepted."""
    active_from: datetime
    """From when on the account can confirm."""
    removal_from: datetime | None
    """The trustor has asked for the removal: when it can be done."""
    resignation_from: datetime | None
    """The contact wants to resign: when that can be done."""
    removal_suspended: bool
    """A freeze has suspended the removal: `removal_from` is None until it is confirmed."""
    resignation_suspended: bool
    """The same of the resignation."""
    state: LinkState
    """All of that in one word."""
    frozen: bool
    """The trustor's account is frozen, which the contact was told. Until when is the trustor's business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeView:
    """A contact's own code, from the yes until it was typed."""

    sms: SmsState
    """What has become of the SMS, as far as is known."""
    sms_at: datetime
    """Since when that is known."""
    phone_masked: str
    """Where it goes; empty when the contact has no phone that counts."""
    expires_at: datetime
    """From then on the code is no longer taken."""
    resend_from: datetime | None
    """Not to be asked for again before; None when none may be sent any more for this request."""
    sends_left: int
    """How often the gateway may still take one."""
    call_in_progress: bool
    """A call holds codes back, and one is sent when it has ended."""
    attempts_left: int
    """So many wrong codes, and one more is refused, whichever limit that is: of the day, of this contact, in a row, of the
    account."""
    attempts_from: datetime | None
    """When `attempts_left` is 0: from when on a code can be typed again; None when that takes more than time (the owner is
    seen)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A recovery request in a cabinet."""

    id: str
    """The request. It contains the trustor's account id."""
    trustor: str
    """Whose account it is about."""
    number: str
    """Four digits; empty for the trustor, for a contact who has to hear it, and when it has ended."""
    state: RequestState
    """Where it stands."""
    verified_factor: bool
    """The host has verified a factor of the owner's when it was started."""
    started_at: datetime
    """When it was started."""
    expires_at: datetime
    """When it ends by itself; when approved: until when it can be redeemed."""
    redeem_from: datetime | None
    """Approved and waiting: until then the owner can say no at leisure."""
    attestation_version: int
    """Of what the contact is asked; 0 when the request's policy is not known."""
    code: CodeView | None = None
    """For the contact who has said yes and has to type it."""
    operation: str
    """What it is for: to be shown to the contact before anything else."""
    progress: Progress
    """How many contacts have confirmed, and have to."""
    step: ContactStep | None
    """For the contact: what is to be done next; None when there is nothing, and for the trustor."""
    end: RequestEnd | None
    """How it has ended; None while it is open."""
    ended_at: datetime | None
    """When; None while it is open, and when a restore or a revoked policy has ended it."""
    number_attempts_left: int | None
    """For the contact who has to hear the number: how many wrong ones are still allowed today. None where it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustorView:
    """The trustor's cabinet.

    An invitation stays PENDING here until it expires even when it was declined: an answer must not tell whether the
    phone belongs to an account. Of a contact it tells nothing that the trustor could not find out by a start: not phone,
    citizenship or papers, nor which of several cannot confirm.
    """

    contacts: tuple[ContactEntry, ...]
    """In the order of their appointment."""
    invitations: tuple[InvitationView, ...]
    """Those that wait for an answer."""
    requests: tuple[RequestView, ...]
    """Of the last 24 hours and all open ones, oldest first."""
    frozen_until: datetime | None
    """When frozen: until when; an operator's freeze tells an end in the year 2200."""
    recovery_locked: bool
    """Too many wrong codes were typed: recovery by contact is closed until the owner is seen with a verified factor."""
    observed: bool
    """There are contacts, and recoveries do not wait for them yet."""
    frozen_since: datetime | None
    """When frozen: since when."""
    frozen_by: FreezeCause | None
    """When frozen; an operator's name is not told."""
    frozen_by_contact: str
    """When a contact has: who; otherwise empty."""
    contacts_required: int
    """So many have to confirm a recovery that is started now."""
    contacts_able: int
    """Of so many who could confirm it now, none above `contacts_required`."""
    free_places: int
    """So many people can still be invited as contacts."""
    invitations_left: int
    """So many invitations can still be sent today."""
    invitations_from: datetime | None
    """When `invitations_left` is 0: from when on there are some again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """The contact's cabinet."""

    invitations: tuple[InvitationView, ...]
    """The first 20 of those that wait for the phone of this account and its given name."""
    trustors: tuple[TrustorEntry, ...]
    """Whom this account serves."""
    requests: tuple[RequestView, ...]
    """Of those: all open ones, and the others of the last 24 hours."""
    locked_until: datetime | None
    """Cannot confirm until then: too many wrong codes, or a backup was restored."""
    more_invitations: str
    """Where `ContactSide.invitations` goes on; empty when these are all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationPage:
    """A page of the contact's invitations."""

    invitations: tuple[InvitationView, ...]
    """The oldest first; as many as were asked for, but on the last page."""
    next_cursor: str
    """Of the next page; empty: there are no more. `<time of sending>/<id>` of the last one shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One thing that has happened in a circle, as its owner may know it."""

    version: int
    """Its place in the circle's records."""
    at: datetime
    """When it was recorded."""
    kind: HistoryKind
    """What has happened."""
    contact: str
    """Whom it is about; empty where that is nobody, or not known."""
    request_id: str
    """The same."""
    invitation_id: str
    """The same."""
    operation: str
    """Of a recovery that was started; otherwise empty."""
    end: RequestEnd | None
    """Of a recovery that has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """A page of a circle's history, the latest first."""

    entries: tuple[HistoryEntry, ...]
    """The latest first; as many as were asked for, but on the last page."""
    next_cursor: str
    """Of the next page; empty: there are no more. The version of the last entry shown, in decimal digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One event of a circle, whose seal was checked against its bytes, its place and its predecessor."""

    version: int
    """1, 2, … in the circle's stream."""
    type: str
    """For example "recovery_started"."""
    at: datetime
    """When it was recorded."""
    event: bytes
    """The exact bytes stored: canonical JSON."""
    english: str
    """What happened, for a person; times in UTC."""
    russian: str
    """The same in Russian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was found out about an account. What it does not have is empty or None."""

    kind: str
    """Its name in `include/doverie/core/findings.def`; expect new ones in later versions."""
    against: bool
    """It stands against a start, or against a request that is open."""
    account: str
    """Whom it is about, when it is not about the whole circle."""
    request: str
    """Which request it is about, when it is about one."""
    reason: str
    """The name of a reason, in lower case, or a rule of the host's own: what a command would be refused for."""
    detail: str
    """An operator, a policy, or a state, by their names."""
    needs: int | None
    """The limit, or what the rule asks for."""
    has: int | None
    """How much of it is used up, or what the rule has found."""
    since: datetime | None
    """Since when it is so."""
    until: datetime | None
    """Until when, by time alone."""
    english: str
    """For a person; times in UTC."""
    russian: str
    """The same in Russian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One thing that has happened to an account."""

    at: datetime
    """When."""
    type: str
    """Of the event, for example "recovery_started"."""
    trustor: str
    """Whose circle it is about; empty when it is about none."""
    request: str
    """Empty when it is about none."""
    english: str
    """For a person; times in UTC."""
    russian: str
    """The same in Russian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Why an account cannot be recovered."""

    start: StartStatus | None
    """What a start would answer now; None when it would be refused or would fault, as the first finding says."""
    findings: tuple[Finding, ...]
    """First what a start would answer; then what stands against it, in the order in which a start looks at it; then what
    stands against open requests; then everything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendNotice:
    """Something to tell a person."""

    account: str
    """Whom to tell."""
    kind: Notice
    """What happened, for example Notice.RECOVERY_STARTED. The text is the host's."""
    parameters: Mapping[str, str] = field(hash=False)
    """`trustor` in every notice; of a request its id, operation and number: docs/guide/notices.md."""
