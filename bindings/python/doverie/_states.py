# SPDX-License-Identifier: Apache-2.0
# Written by cmake/vocabulary from include/doverie/core/states.def; do not edit.
"""The states that answers and views tell of."""

from doverie._state import State


class StartStatus(State):
    """How a start of a recovery was answered."""

    PENDING = 1
    """The contact has been asked; go on by asking for the status."""
    FROZEN = 2
    """Fraud was reported, or an operator has frozen the account: no start until `until`."""
    CONTACT_UNAVAILABLE = 3
    """There is a contact, but he cannot confirm now: do NOT fall back to ordinary recovery."""
    NOT_PROTECTED = 4
    """No contact was appointed, or the policy only observes: the host uses its ordinary recovery."""
    NOT_NEEDED = 5
    """The policy does not ask the contact about this operation: the host goes on as without one."""


class InvitationState(State):
    """Where an invitation stands."""

    PENDING = 1
    """Nobody has answered it."""
    ACCEPTED = 2
    """Whoever was invited is the contact."""
    DECLINED = 3
    """Whoever was invited has said no, which the trustor is not shown."""
    CANCELLED = 4
    """The trustor has withdrawn it."""
    EXPIRED = 5
    """Its time is over; computed, never stored."""


class RequestState(State):
    """Where a recovery request stands."""

    PENDING = 1
    """Waiting for the contact's approval."""
    AWAITING_CODE = 2
    """Approved by a contact; not enough codes were typed yet."""
    APPROVED = 3
    """Confirmed; can be redeemed."""
    REDEEMED = 4
    """The host has gone on with it."""
    DENIED = 5
    """Trustor or contact have said no."""
    CANCELLED = 6
    """The recoverer has given it up."""
    VOIDED = 7
    """By a fraud report, a freeze, a changed phone or SIM, other means of recovery, restoring a backup, or revoking a policy."""
    EXPIRED = 8
    """Its time is over; computed, never stored."""


class RequestEnd(State):
    """How a recovery request has ended."""

    REDEEMED = 1
    """The host has gone on with it."""
    DENIED_BY_TRUSTOR = 2
    """The owner has said no."""
    DENIED_BY_CONTACT = 3
    """A contact has said no."""
    ANOTHER_APPROVED = 4
    """A contact has approved another request."""
    CANCELLED = 5
    """The recoverer has given it up."""
    EXPIRED = 6
    """Its time was over."""
    FRAUD = 7
    """Fraud was reported."""
    FROZEN = 8
    """An operator has frozen the account."""
    OTHER_MEANS = 9
    """The owner has recovered the account in another way."""
    PHONE_CHANGED = 10
    """The owner's phone or SIM has changed since it began."""
    ACCOUNT_CLOSED = 11
    """The account is no more."""
    REVOKED = 12
    """A backup was restored, or its policy was revoked."""


class SmsState(State):
    """What has become of a code's SMS, as far as is known."""

    ON_ITS_WAY = 1
    """The gateway has not taken it yet."""
    TAKEN = 2
    """The gateway has taken it, or may have."""
    DELIVERED = 3
    """The gateway reports that the phone has it."""
    FAILED = 4
    """It was refused, or its code has expired before it was taken, or the gateway reports that it was lost."""


class ContactStep(State):
    """What a contact can do next for a request."""

    APPROVE = 1
    """Say yes or no."""
    TYPE_CODE = 2
    """Type the code that comes by SMS."""
    WAIT = 3
    """Nothing: the own part is done, and other contacts have to do theirs."""


class LinkState(State):
    """Where a trusted contact of somebody stands."""

    NOT_ACTIVE_YET = 1
    """Appointed, and the policy's `activation_delay` is not over."""
    ACTIVE = 2
    """Appointed."""
    LEAVING = 3
    """One of the two has asked for the end of it, and it waits or can be done."""
    LEAVING_SUSPENDED = 4
    """That was asked for, and a freeze has suspended it."""


class FreezeCause(State):
    """Who has frozen an account."""

    TRUSTOR = 1
    """Its owner has reported fraud."""
    CONTACT = 2
    """A trusted contact has reported fraud."""
    HOST = 3
    """An operator of the host, until operators lift it."""


class HistoryKind(State):
    """What has happened in the trustor's circle."""

    INVITATION_SENT = 1
    """The trustor has invited somebody."""
    INVITATION_WITHDRAWN = 2
    """The trustor has withdrawn an invitation."""
    CONTACT_APPOINTED = 3
    """Somebody has accepted an invitation."""
    CONTACT_REMOVED = 4
    """The trustor has taken the contact away."""
    CONTACT_RESIGNED = 5
    """The contact has resigned, or has no account any more."""
    REMOVAL_ASKED = 6
    """The trustor has asked for the contact's removal."""
    RESIGNATION_ASKED = 7
    """The contact has asked to resign."""
    REMOVAL_WITHDRAWN = 8
    """The trustor has taken that back."""
    RESIGNATION_WITHDRAWN = 9
    """The contact has taken that back."""
    REMOVAL_RESUMED = 10
    """The trustor has confirmed the removal after a report of fraud."""
    RESIGNATION_RESUMED = 11
    """The contact has confirmed the resignation after a report of fraud."""
    RECOVERY_STARTED = 12
    """Somebody has started a recovery."""
    RECOVERY_CONFIRMED = 13
    """A contact has typed the right code."""
    RECOVERY_APPROVED = 14
    """Enough contacts have confirmed."""
    RECOVERY_ENDED = 15
    """A recovery has ended; how, says `end`."""
    RECOVERY_LOCKED = 16
    """One wrong code too many was typed: recovery by contact is closed."""
    FRAUD_REPORTED = 17
    """The owner or a contact has reported fraud."""
    ACCOUNT_FROZEN = 18
    """An operator has frozen the account."""
    ACCOUNT_UNFROZEN = 19
    """Operators have lifted the freeze."""
    OWNER_SEEN = 20
    """The owner was seen with a verified factor, which something waited for."""
    RECOVERED_BY_OTHER_MEANS = 21
    """The owner has recovered the account in another way."""
    ACCOUNT_CHANGED = 22
    """Phone, SIM, level or citizenship of the account has changed."""
    DATA_ERASED = 23
    """An operator has erased personal data of the account."""
    CONTACT_IMPORTED = 24
    """An operator has brought the contact in from the system before."""
