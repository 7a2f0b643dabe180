# SPDX-License-Identifier: Apache-2.0
"""Who acts: one facade for each side, cheap to make.

Every command takes a `command_id` (1 to 64 printable ASCII characters, unique per realm) and a `context`. The same
command with the same id answers the same and has one effect, so it can be repeated safely after a time-out; without an
id a repetition is a new command. The context is up to 256 bytes of the host's own (session id, trace id, address) that
are recorded in the events.

Every command raises Rejected when a rule says no; Fault when something broke, Busy and OutcomeUnknown among them; and,
as itself, what a port written in Python has raised. Threads: any side may be used from any thread.
"""

from datetime import datetime

from doverie import _native
from doverie._answers import (
    Accepted,
    Approved,
    Attestation,
    AuditEntry,
    CodeConfirmed,
    ContactView,
    Grant,
    Invited,
    RecoveryStarted,
    RecoveryView,
    TrustorView,
)
from doverie._native import AccountChange, Secret


class _Side:
    """An account that acts through a service."""

    __slots__ = ("_account", "_service")

    def __init__(self, service: _native.Service, account: str) -> None:
        self._service = service
        self._account = account

    @property
    def account(self) -> str:
        """Whose side this is."""
        return self._account

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._account!r})"


class TrustorSide(_Side):
    """The owner of the protected account, logged in."""

    __slots__ = ()

    def invite(self, *, name: str, phone: str, command_id: str | None = None, context: bytes = b"") -> Invited:
        """Offers the owner of `phone`, if called `name`, to become the trusted contact. Both as typed.

        The answer is the same whether or not the phone has an account.
        """
        return self._service.invite(self._account, name, phone, command_id, context)

    def cancel_invitation(self, invitation_id: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Withdraws an invitation."""
        self._service.cancel_invitation(self._account, invitation_id, command_id, context)

    def remove_contact(self, contact: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Takes the trusted contact away: not while somebody is recovering the account or it is frozen.

        Under a policy with a `removal_delay` the first call asks for it, which both are told, and a second one, from
        `ContactEntry.removal_from` on and for a week, does it; REMOVAL_PENDING in between.
        """
        self._service.remove_contact(self._account, contact, command_id, context)

    def keep_contact(self, contact: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Takes back what `remove_contact` has asked for."""
        self._service.keep_contact(self._account, contact, command_id, context)

    def deny(self, request_id: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Says no to a recovery of the own account, up to the moment it is redeemed."""
        self._service.deny_as_owner(self._account, request_id, command_id, context)

    def report_fraud(self, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Says that fraudsters are at work: all open requests die, the account freezes."""
        self._service.report_fraud_as_owner(self._account, command_id, context)

    def cabinet(self) -> TrustorView:
        """What the trustor sees."""
        return self._service.show_trustor(self._account)


class ContactSide(_Side):
    """A trusted contact, or somebody who was invited to be one, logged in."""

    __slots__ = ()

    def accept(self, invitation_id: str, *, command_id: str | None = None, context: bytes = b"") -> Accepted:
        """Becomes the trusted contact."""
        return self._service.accept_invitation(self._account, invitation_id, command_id, context)

    def decline(self, invitation_id: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Says no to an invitation. The trustor does not learn of it."""
        self._service.decline_invitation(self._account, invitation_id, command_id, context)

    def resign(self, trustor: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Stops being that person's trusted contact; waits as `TrustorSide.remove_contact`."""
        self._service.resign(self._account, trustor, command_id, context)

    def stay(self, trustor: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Takes back what `resign` has asked for."""
        self._service.stay_contact(self._account, trustor, command_id, context)

    def approve(
        self, request_id: str, attestation: Attestation, *, command_id: str | None = None, context: bytes = b""
    ) -> Approved:
        """Approves one request; the others of the same trustor are denied. The pump sends the code."""
        return self._service.approve(self._account, request_id, attestation, command_id, context)

    def resend_code(self, request_id: str, *, command_id: str | None = None, context: bytes = b"") -> Approved:
        """Asks for the same code once more while it lives, for a new one after that."""
        return self._service.resend_code(self._account, request_id, command_id, context)

    def confirm_code(
        self, request_id: str, code: str, *, command_id: str | None = None, context: bytes = b""
    ) -> CodeConfirmed:
        """Types the code from the SMS. A wrong one is rejected with WRONG_CODE (how many are allowed, how many were
        wrong) and counted.
        """
        return self._service.confirm_code(self._account, request_id, code, command_id, context)

    def deny(self, request_id: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Says no to a recovery."""
        self._service.deny_as_contact(self._account, request_id, command_id, context)

    def report_fraud(self, trustor: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Says that fraudsters are after that person: all open requests die, the account freezes."""
        self._service.report_fraud_as_contact(self._account, trustor, command_id, context)

    def cabinet(self) -> ContactView:
        """What the contact sees."""
        return self._service.show_contact(self._account)


class RecovererSide(_Side):
    """Whoever started to recover the password of an account, and holds the recovery's secret.

    A request of another account is rejected with REQUEST_NOT_FOUND, and nothing is used up: a mix-up of sessions in the
    host resets nobody's password.
    """

    __slots__ = ()

    def start(
        self,
        *,
        secret: Secret | bytes,
        verified_factor: bool = False,
        command_id: str | None = None,
        context: bytes = b"",
    ) -> RecoveryStarted:
        """Starts a recovery. `secret` is new_secret(), which the host keeps; only its hash is stored.

        `verified_factor` says that the host has verified a factor of the owner's: such starts have a budget of their
        own, so that strangers cannot use up the owner's.
        """
        return self._service.start_recovery(self._account, secret, verified_factor, command_id, context)

    def status(self, request_id: str, secret: Secret | bytes) -> RecoveryView:
        """Where the recovery stands; hosts poll it."""
        return self._service.show_recovery(self._account, request_id, secret)

    def cancel(
        self, request_id: str, secret: Secret | bytes, *, command_id: str | None = None, context: bytes = b""
    ) -> None:
        """Gives the recovery up."""
        self._service.cancel_recovery(self._account, request_id, secret, command_id, context)

    def redeem(
        self, request_id: str, secret: Secret | bytes, *, command_id: str | None = None, context: bytes = b""
    ) -> Grant:
        """Uses the approval up. A repetition with the same command id answers with the same grant; any other try is
        rejected.

        Always give a command id: a grant whose answer was lost is gone without it.
        """
        return self._service.redeem(self._account, request_id, secret, command_id, context)


class OperatorSide:
    """The host itself."""

    __slots__ = ("_service",)

    def __init__(self, service: _native.Service) -> None:
        self._service = service

    def owner_logged_in(self, trustor: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """The owner logged in with the password: proof that it is in the owner's hands. Lifts the lock of recovery."""
        self._service.owner_logged_in(trustor, command_id, context)

    def recovered_by_other_means(
        self, trustor: str, *, channel: str, command_id: str | None = None, context: bytes = b""
    ) -> None:
        """The owner recovered the account otherwise (`channel`: "mfc", "bank", …; 1 to 32 of [a-z0-9_-]): recorded,
        open requests die, both sides are told.
        """
        self._service.recovered_by_other_means(trustor, channel, command_id, context)

    def freeze(self, trustor: str, *, operator_id: str, command_id: str | None = None, context: bytes = b"") -> None:
        """An operator freezes the account until it is lifted: open requests die, both sides are told.

        `operator_id` is the host's own id of the person, 1 to 64 printable ASCII characters without spaces; it is
        recorded.
        """
        self._service.freeze_account(trustor, operator_id, command_id, context)

    def unfreeze(
        self,
        trustor: str,
        *,
        operator_id: str,
        second_operator_id: str,
        command_id: str | None = None,
        context: bytes = b"",
    ) -> None:
        """Two different operators lift a freeze, also one after a report of fraud."""
        self._service.unfreeze_account(trustor, operator_id, second_operator_id, command_id, context)

    def call_began(self, account: str, *, call_id: str, command_id: str | None = None, context: bytes = b"") -> None:
        """Somebody, a contact or a trustor, is in a call: no code is sent to or about them until it has ended, at most
        for the policy's `call_hold`.

        `call_id` is the host's own id of the call, 1 to 64 printable ASCII characters without spaces. Reporting the
        same call twice changes nothing.
        """
        self._service.call_began(account, call_id, command_id, context)

    def call_ended(self, account: str, *, call_id: str, command_id: str | None = None, context: bytes = b"") -> None:
        """The call has ended; codes that waited for it are sent by the pump. A call that is not known changes nothing."""
        self._service.call_ended(account, call_id, command_id, context)

    def account_changed(
        self,
        account: str,
        *,
        what: AccountChange,
        since: datetime,
        command_id: str | None = None,
        context: bytes = b"",
    ) -> None:
        """An account was changed at `since`, which is not in the future: recorded, and told to the others.

        Codes sent before to a phone that has changed are void, and so are the requests of a trustor whose phone or SIM
        has changed since they began. The same, or an older one of its kind, changes nothing. Commands record what they
        find changed in the facts likewise.
        """
        self._service.account_changed(account, what, since, command_id, context)

    def erase(self, account: str, *, operator_id: str, command_id: str | None = None, context: bytes = b"") -> None:
        """An operator erases what the library holds of a person: the invitations that the account has sent, those that
        it has accepted, and those to the phone that it has now, under its name.

        Contacts and requests stay, and so does the record of who has erased how many. Call it before the account leaves
        the directory. Once more changes nothing. Refused with FROZEN, and with ERASURE_BLOCKED while somebody is
        recovering the account.
        """
        self._service.erase_account(account, operator_id, command_id, context)

    def erase_ended(self, trustor: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Erase what the trustor's invitations hold of people, a name and a masked phone, once their time is over
        (`Policy.invitation_retention` of the policy that each was sent under).

        `Service.pump` does it by itself: this is for hosts that want it at once.
        Changes nothing when nothing is due. Refused like `erase`.
        """
        self._service.erase_ended_invitations(trustor, command_id, context)

    def audit(self, trustor: str) -> tuple[AuditEntry, ...]:
        """Every event of the account's circle, verified. Raises RecordError, naming the first event that does not fit,
        when a seal is wrong.
        """
        return self._service.show_audit(trustor)
