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

from doverie import _native, commands
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


class _Side:
    """An account that acts through a service."""

    __slots__ = ("_account", "_service")

    def __init__(self, service: _native.Service, account: str) -> None:
        _native.check_account_id(account)
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

    # BEGIN trustor_side: written by cmake/vocabulary from include/doverie/core/commands.def
    def invite(self, *, name: str, phone: str, command_id: str | None = None, context: bytes = b"") -> Invited:
        """Offers the owner of `phone`, if called `name`, to become the trusted contact.

        The answer is the same whether or not the phone has an account.

        `name`: the contact's given name as typed. `phone`: the contact's mobile phone as typed.

        Rejects: NAME_INVALID, PHONE_INVALID, PHONE_NOT_ALLOWED, CONTACT_LIMIT_REACHED, INVITATION_PENDING,
        INVITATIONS_EXHAUSTED, and whatever makes the trustor ineligible.
        """
        return self._service.run(commands.Invite(trustor=self._account, name=name, phone=phone), command_id, context)

    def cancel_invitation(self, invitation_id: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Withdraws an invitation that was not answered.

        Rejects: INVITATION_NOT_FOUND, or its state.
        """
        command = commands.CancelInvitation(trustor=self._account, invitation_id=invitation_id)
        self._service.run(command, command_id, context)

    def remove_contact(
        self, contact: str, *, verified_factor: bool = False, command_id: str | None = None, context: bytes = b""
    ) -> None:
        """Takes the trusted contact away.

        Under a policy with a `removal_delay` the first one asks for it, which both are told (see
        `ContactEntry.removal_from`), and a second one does it, when the delay is over and no more than a week later. A
        report of fraud in between suspends what was asked for; once more with a verified factor, and it goes on after
        the freeze.

        `verified_factor`: the host has verified a factor of the trustor's for this very command, as for
        `OperatorSide.owner_seen`, which it then is as well.

        Rejects: NOT_A_CONTACT, FROZEN, REMOVAL_BLOCKED while somebody is recovering the account, REMOVAL_PENDING
        between the two, REMOVAL_SUSPENDED after a report.
        """
        command = commands.RemoveContact(trustor=self._account, contact=contact, verified_factor=verified_factor)
        self._service.run(command, command_id, context)

    def keep_contact(self, contact: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Takes back what `TrustorSide.remove_contact` has asked for, while it waits.

        Rejects: NOT_A_CONTACT, REMOVAL_NOT_ASKED.
        """
        self._service.run(commands.KeepContact(trustor=self._account, contact=contact), command_id, context)

    def deny(self, request_id: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Says no to a recovery of the own account, up to the moment it is redeemed.

        Rejects: REQUEST_NOT_FOUND, or its state.
        """
        self._service.run(commands.DenyAsOwner(trustor=self._account, request_id=request_id), command_id, context)

    def report_fraud(self, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Says that fraudsters are at work: all open requests die, the account freezes, both sides are told."""
        self._service.run(commands.ReportFraudAsOwner(trustor=self._account), command_id, context)

    def cabinet(self) -> TrustorView:
        """What the trustor's cabinet (личный кабинет, the pages of one side, which the host draws) has to show:
        contacts, invitations, and recoveries of the own account.
        """
        return self._service.run(commands.ShowTrustor(trustor=self._account))

    def explain(self, *, verified_factor: bool = False, operation: str = PASSWORD_RECOVERY) -> Diagnosis:
        """Why the own account cannot be recovered now, for its owner: as `OperatorSide.explain`, but of what is wrong
        with a contact only that the contact cannot confirm.

        `verified_factor`: of the start that is asked about. `operation`: the same.
        """
        command = commands.ExplainToOwner(trustor=self._account, verified_factor=verified_factor, operation=operation)
        return self._service.run(command)

    def history(self, *, cursor: str = "", limit: int = PAGE_SIZE) -> HistoryPage:
        """What has happened in the trustor's circle, the latest first, as the owner may know it: nothing of SMS and
        wrong codes, of operators' names, or of invitations that were declined.

        Begins anew when the account has closed. A page shows the same whatever is added meanwhile.

        `cursor`: `HistoryPage.next_cursor` of the page before; empty for the first one. `limit`: how many entries, 1 to
        100.
        """
        return self._service.run(commands.ShowHistory(trustor=self._account, cursor=cursor, limit=limit))
    # END trustor_side


class ContactSide(_Side):
    """A trusted contact, or somebody who was invited to be one, logged in."""

    __slots__ = ()

    # BEGIN contact_side: written by cmake/vocabulary from include/doverie/core/commands.def
    def accept(self, invitation_id: str, *, command_id: str | None = None, context: bytes = b"") -> Accepted:
        """Accepts an invitation and becomes the trusted contact.

        Rejects: INVITATION_NOT_FOUND, its state, CONTACT_SERVES_TOO_MANY, CONTACT_LIMIT_REACHED, ALREADY_CONTACT,
        SAME_PERSON, FROZEN, CALL_IN_PROGRESS, and whatever makes the contact ineligible.
        """
        command = commands.AcceptInvitation(contact=self._account, invitation_id=invitation_id)
        return self._service.run(command, command_id, context)

    def decline(self, invitation_id: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Says no to an invitation.

        The trustor does not learn of it.

        Rejects: INVITATION_NOT_FOUND, or its state.
        """
        command = commands.DeclineInvitation(contact=self._account, invitation_id=invitation_id)
        self._service.run(command, command_id, context)

    def resign(
        self, trustor: str, *, verified_factor: bool = False, command_id: str | None = None, context: bytes = b""
    ) -> None:
        """Stops being that person's trusted contact.

        Waits under a policy with a `removal_delay`, as `TrustorSide.remove_contact` does, and is suspended as that is.

        `verified_factor`: the host has verified a factor of the contact's for this very command.

        Rejects: as `TrustorSide.remove_contact`.
        """
        command = commands.Resign(contact=self._account, trustor=trustor, verified_factor=verified_factor)
        self._service.run(command, command_id, context)

    def stay(self, trustor: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Takes back what `ContactSide.resign` has asked for, while it waits.

        Rejects: NOT_A_CONTACT, REMOVAL_NOT_ASKED.
        """
        self._service.run(commands.StayContact(contact=self._account, trustor=trustor), command_id, context)

    def approve(
        self, request_id: str, attestation: Attestation, *, command_id: str | None = None, context: bytes = b""
    ) -> Approved:
        """Approves one request; the others of the same trustor are denied, but for those that another contact has
        approved: then neither can be redeemed until one has ended.

        The pump sends the code.

        Rejects: REQUEST_NOT_FOUND, its state, OPERATION_MISMATCH, ATTESTATION_OUTDATED, ATTESTATION_INCOMPLETE,
        NUMBER_MISMATCH (counted under a policy with a `conversation_code`, then TOO_MANY_WRONG_NUMBERS), FROZEN,
        CONTACT_LOCKED, RECOVERY_LOCKED, and whatever makes either side ineligible.
        """
        command = commands.Approve(contact=self._account, request_id=request_id, attestation=attestation)
        return self._service.run(command, command_id, context)

    def resend_code(self, request_id: str, *, command_id: str | None = None, context: bytes = b"") -> Approved:
        """Has the same code sent once more while it lives, and a new one after that.

        Rejects: as `ContactSide.approve`, APPROVAL_MISSING, SENDS_EXHAUSTED, SEND_TOO_SOON.
        """
        return self._service.run(commands.ResendCode(contact=self._account, request_id=request_id), command_id, context)

    def confirm_code(
        self, request_id: str, code: str, *, command_id: str | None = None, context: bytes = b""
    ) -> CodeConfirmed:
        """Enters the code from the SMS.

        A wrong one is counted before the answer is known.

        Rejects: WRONG_CODE (needs: how many are allowed, has: how many were wrong), TOO_MANY_WRONG_CODES, HANG_UP_FIRST
        while a call is on that began after the code was made, CODE_EXPIRED, CODE_VOID, CODE_OLDER (not counted),
        CODE_ALREADY_USED, CODE_MALFORMED, APPROVAL_MISSING, and as `ContactSide.approve`.
        """
        command = commands.ConfirmCode(contact=self._account, request_id=request_id, code=code)
        return self._service.run(command, command_id, context)

    def deny(self, request_id: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Says no to a recovery.

        Rejects: REQUEST_NOT_FOUND, or its state.
        """
        self._service.run(commands.DenyAsContact(contact=self._account, request_id=request_id), command_id, context)

    def report_fraud(self, trustor: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Says that fraudsters are after that person: all open requests die, the account freezes.

        A contact who has frozen the account before freezes it no more for the policy's `contact_freeze_pause` after the
        owner was seen (`OperatorSide.owner_seen`); requests die and everybody is told all the same.

        Rejects: NOT_A_CONTACT.
        """
        self._service.run(commands.ReportFraudAsContact(contact=self._account, trustor=trustor), command_id, context)

    def cabinet(self) -> ContactView:
        """What the contact's cabinet has to show: invitations, whom the account serves, and their recoveries."""
        return self._service.run(commands.ShowContact(contact=self._account))

    def invitations(self, *, cursor: str = "", limit: int = PAGE_SIZE) -> InvitationPage:
        """The invitations that wait for the contact's answer, the oldest first.

        A page that is asked for later has all that still wait of those after the page before, and each of them once,
        whatever was added, answered or withdrawn meanwhile.

        `cursor`: `InvitationPage.next_cursor` of the page before, or `ContactView.more_invitations`; empty for the
        first one. `limit`: how many invitations, 1 to 100.
        """
        return self._service.run(commands.ShowInvitations(contact=self._account, cursor=cursor, limit=limit))
    # END contact_side


class RecovererSide(_Side):
    """Whoever started to recover the password of an account, and holds the recovery's secret.

    A request of another account is rejected with REQUEST_NOT_FOUND, and nothing is used up: a mix-up of sessions in the
    host resets nobody's password.
    """

    __slots__ = ()

    # BEGIN recoverer_side: written by cmake/vocabulary from include/doverie/core/commands.def
    def start(
        self,
        *,
        secret: Secret | bytes,
        verified_factor: bool = False,
        operation: str = PASSWORD_RECOVERY,
        command_id: str | None = None,
        context: bytes = b"",
    ) -> RecoveryStarted:
        """Starts a recovery of the account, or another operation that a contact has to confirm.

        `RecoveryStarted.status` says how to go on. An operation that the policy does not name is the fault
        OPERATION_UNKNOWN.

        `secret`: 32 new random bytes, which the host keeps; only their hash is stored. `verified_factor`: the host has
        verified a factor of the owner's; such starts have a budget of their own, so that strangers cannot use up the
        owner's. `operation`: what the contact is to confirm: password_recovery, or what the policy's `other_operations`
        name.

        Rejects: REQUESTS_OPEN, STARTS_EXHAUSTED, RECOVERY_LOCKED.
        """
        command = commands.StartRecovery(
            trustor=self._account, secret=secret, verified_factor=verified_factor, operation=operation
        )
        return self._service.run(command, command_id, context)

    def status(self, request_id: str, secret: Secret | bytes) -> RecoveryView:
        """Where the recovery stands; hosts poll it.

        Rejects: REQUEST_NOT_FOUND, WRONG_SECRET.
        """
        return self._service.run(commands.ShowRecovery(trustor=self._account, request_id=request_id, secret=secret))

    def cancel(
        self, request_id: str, secret: Secret | bytes, *, command_id: str | None = None, context: bytes = b""
    ) -> None:
        """Gives the recovery up.

        Rejects: REQUEST_NOT_FOUND, WRONG_SECRET, or its state.
        """
        command = commands.CancelRecovery(trustor=self._account, request_id=request_id, secret=secret)
        self._service.run(command, command_id, context)

    def redeem(
        self,
        request_id: str,
        secret: Secret | bytes,
        *,
        operation: str = PASSWORD_RECOVERY,
        command_id: str | None = None,
        context: bytes = b"",
    ) -> Grant:
        """Uses the approval up, once; everything is checked again.

        A repetition with the same command id answers with the same grant while it is good, any other try is refused.
        Always give a command id: a grant whose answer was lost is gone without it.

        `operation`: what the host is about to do, which has to be what the request is for.

        Rejects: REQUEST_NOT_FOUND, WRONG_SECRET, OPERATION_MISMATCH, REQUEST_NOT_APPROVED, REQUEST_WAITING,
        REQUESTS_CONFLICT, its state, FROZEN, RECOVERY_LOCKED, CONTACT_UNAVAILABLE when the contact or the trustor is
        not eligible any more.
        """
        command = commands.Redeem(trustor=self._account, request_id=request_id, secret=secret, operation=operation)
        return self._service.run(command, command_id, context)
    # END recoverer_side


class OperatorSide:
    """The host itself."""

    __slots__ = ("_service",)

    def __init__(self, service: _native.Service) -> None:
        self._service = service

    # BEGIN operator_side: written by cmake/vocabulary from include/doverie/core/commands.def
    def owner_seen(self, trustor: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """The owner was seen with a verified factor: just now the host has verified more than a session, something of
        the owner's that whoever steals one does not have.

        Undoes what is weak and waits for the owner: RECOVERY_LOCKED, a contact lost under recovery, a start in vain,
        the freezes of a contact who reports again and again. Hosts may report every such login. Not for a session that
        goes on.
        """
        self._service.run(commands.OwnerSeen(trustor=trustor), command_id, context)

    def recovered_by_other_means(
        self, trustor: str, *, channel: str, command_id: str | None = None, context: bytes = b""
    ) -> None:
        """The owner recovered the account by other means: recorded, open requests die, both sides are told.

        `channel`: mfc, bank, …; 1 to 32 of [a-z0-9_-].
        """
        self._service.run(commands.RecoveredByOtherMeans(trustor=trustor, channel=channel), command_id, context)

    def account_closed(self, account: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """An account is no more: its owner has closed it, or has died.

        As a contact it leaves every circle, in the words of a resignation, and counts as lost under recovery there
        until the owner was seen (`OperatorSide.owner_seen`); as a trustor its requests and invitations end, and its
        contacts are free. Whoever is given the same id later inherits nothing. Once more changes nothing.
        """
        self._service.run(commands.AccountClosed(account=account), command_id, context)

    def call_began(self, account: str, *, call_id: str, command_id: str | None = None, context: bytes = b"") -> None:
        """Somebody, a contact or a trustor, is in a call: fraudsters make people read codes out on the phone.

        Until it has ended, at most for the policy's `call_hold`, no code is sent for which the account is contact or
        trustor. The same call twice changes nothing, and accounts that are neither leave no record.

        `call_id`: the host's own id of the call, 1 to 64 printable ASCII characters without spaces; it tells two calls
        at once apart.
        """
        self._service.run(commands.CallBegan(account=account, call_id=call_id), command_id, context)

    def call_ended(self, account: str, *, call_id: str, command_id: str | None = None, context: bytes = b"") -> None:
        """The call has ended; the pump sends codes that waited for it.

        A call that is not known, or has been held for as long as the policy allows, is answered like any other.

        `call_id`: as in `OperatorSide.call_began`.
        """
        self._service.run(commands.CallEnded(account=account, call_id=call_id), command_id, context)

    def account_changed(
        self, account: str, *, what: AccountChange, since: datetime, command_id: str | None = None, context: bytes = b""
    ) -> None:
        """The host has seen that an account was changed: recorded, and told to the others.

        Codes sent before to a phone that has changed are void, and so are the requests of a trustor whose phone or SIM
        has changed since they began. The same change, or an older one of its kind, changes nothing. Commands record
        what they find changed in the facts likewise, so that a host need not report what its directory tells. Accounts
        that are neither trustor nor contact leave no record.

        `since`: when it was changed; not in the future.
        """
        self._service.run(commands.AccountChanged(account=account, what=what, since=since), command_id, context)

    def sms_reported(
        self, *, report: str, delivered: bool = False, command_id: str | None = None, context: bytes = b""
    ) -> None:
        """The SMS gateway has reported what became of a code's SMS: the contact's cabinet shows it.

        `report` is the message id that the sender was given; nobody else knows it. The first report counts, and may
        come before the gateway has said that it took the SMS. A report never lets a code be sent more often.

        `report`: the message id of the SMS, as the gateway has given it back. `delivered`: the phone has it; otherwise
        it is lost for good.

        Rejects: REPORT_UNKNOWN, REQUEST_NOT_FOUND.
        """
        self._service.run(commands.SmsReported(report=report, delivered=delivered), command_id, context)

    def freeze(self, trustor: str, *, operator_id: str, command_id: str | None = None, context: bytes = b"") -> None:
        """An operator of the host freezes the account until operators lift it: open requests die, both sides are told.

        `RecoveryStarted.until` then tells an end in the year 2200.

        `operator_id`: the host's own id of the person, 1 to 64 printable ASCII characters without spaces; it is
        recorded.
        """
        self._service.run(commands.FreezeAccount(trustor=trustor, operator_id=operator_id), command_id, context)

    def unfreeze(
        self,
        trustor: str,
        *,
        operator_id: str,
        second_operator_id: str,
        command_id: str | None = None,
        context: bytes = b"",
    ) -> None:
        """Two different operators lift a freeze, whoever began it: four eyes, since it makes the account weaker.

        Rejects: NOT_FROZEN.
        """
        command = commands.UnfreezeAccount(
            trustor=trustor, operator_id=operator_id, second_operator_id=second_operator_id
        )
        self._service.run(command, command_id, context)

    def import_link(
        self,
        trustor: str,
        contact: str,
        *,
        since: datetime,
        operator_id: str,
        checked_at_use: bool = False,
        tell: bool = False,
        command_id: str | None = None,
        context: bytes = b"",
    ) -> None:
        """An operator brings in a link of the system before: the contact is in place, recorded as imported, and no
        invitation is claimed that never was.

        The policy in force holds for it; its `activation_delay` counts from `since`. The same link again changes
        nothing.

        `since`: when the link was made there; not in the future. `operator_id`: as in `OperatorSide.freeze`.
        `checked_at_use`: the rules are not asked about the two, which is recorded, and the directory need not know
        them; every use of the link asks as ever. `tell`: both are told.

        Rejects: FROZEN, CONTACT_UNAVAILABLE, ALREADY_CONTACT by another link, CONTACT_LIMIT_REACHED,
        CONTACT_SERVES_TOO_MANY, SAME_PERSON, MUTUAL_PAIR, and whatever makes either of the two ineligible unless
        `checked_at_use`.
        """
        command = commands.ImportLink(
            trustor=trustor,
            contact=contact,
            since=since,
            operator_id=operator_id,
            checked_at_use=checked_at_use,
            tell=tell,
        )
        self._service.run(command, command_id, context)

    def begin_realm(self, *, operator_id: str, command_id: str | None = None, context: bytes = b"") -> None:
        """Begins the service's realm in a store that has records of other realms.

        Once for each realm: until then every command faults with REALM_UNKNOWN, so that a realm that was misspelt does
        not find everybody unprotected. In a store that nobody has used yet the first command begins it.

        `operator_id`: as in `OperatorSide.freeze`.

        Rejects: REALM_BEGUN.
        """
        self._service.run(commands.BeginRealm(operator_id=operator_id), command_id, context)

    def raise_level(self, *, operator_id: str, command_id: str | None = None, context: bytes = b"") -> None:
        """Raises the format level of the store to the one that this library knows, once every process that shares it
        has been upgraded: from then on it may hold what earlier versions cannot read, and these are refused with
        LEVEL_UNKNOWN, while they run as well.

        There is no way back below it. Once more changes nothing.

        `operator_id`: as in `OperatorSide.freeze`.
        """
        self._service.run(commands.RaiseLevel(operator_id=operator_id), command_id, context)

    def confirm_no_contact(
        self,
        trustor: str,
        *,
        operator_id: str,
        second_operator_id: str,
        command_id: str | None = None,
        context: bytes = b"",
    ) -> None:
        """Two different operators have looked and found that the account has no trusted contact, although the host's
        mark (`has_contact` of its facts) says so: from then on a start is answered with not_protected again, until
        somebody is appointed.

        For a mark that is wrong; a store that has lost its records has to be restored.

        `operator_id`: as in `OperatorSide.freeze`.

        Rejects: HAS_CONTACT.
        """
        command = commands.ConfirmNoContact(
            trustor=trustor, operator_id=operator_id, second_operator_id=second_operator_id
        )
        self._service.run(command, command_id, context)

    def erase(self, account: str, *, operator_id: str, command_id: str | None = None, context: bytes = b"") -> None:
        """An operator erases what the library holds of a person: the invitations that the account has sent, those that
        it has accepted, and those to the phone that it has now, under its name; and what the rules have found about the
        person.

        Contacts and requests stay, and so does the record of who has erased how many, and when. Call it before the
        account leaves the directory: afterwards nobody knows the phone any more. Once more changes nothing.

        `operator_id`: as in `OperatorSide.freeze`.

        Rejects: FROZEN, ERASURE_BLOCKED while somebody is recovering the account.
        """
        self._service.run(commands.EraseAccount(account=account, operator_id=operator_id), command_id, context)

    def erase_ended(self, trustor: str, *, command_id: str | None = None, context: bytes = b"") -> None:
        """Erases what the trustor's invitations hold of people, a name and a masked phone, once their time is over
        (`invitation_retention` of the policy that each was sent under).

        `Service.pump` does it by itself: this is for hosts that want it at once. Changes nothing when nothing is due.

        Rejects: as `OperatorSide.erase`.
        """
        self._service.run(commands.EraseEndedInvitations(trustor=trustor), command_id, context)

    def explain(self, trustor: str, *, verified_factor: bool = False, operation: str = PASSWORD_RECOVERY) -> Diagnosis:
        """Why the account cannot be recovered now: what a start would be answered, what stands against it and against
        the requests that are open, how much of each budget is left and when more comes back, what became of codes, and
        which policy is in force.

        It is decided as the commands decide, on the same records and facts. For operators alone: it tells of both
        people what the rules find.

        `verified_factor`: of the start that is asked about. `operation`: the same.
        """
        command = commands.ExplainAccount(trustor=trustor, verified_factor=verified_factor, operation=operation)
        return self._service.run(command)

    def timeline(self, account: str) -> tuple[TimelineEntry, ...]:
        """Everything that has happened to the account, in words: in its circle, as a contact, and in the circles of
        those whom it serves or has served, as far as the account is named there.

        Which rules about people were not met stands behind the event that they were asked for (rules_looked): that is
        about both people, and for operators alone. What a contact was refused (contact_refused) is not for the owner.
        Seals are checked as for `OperatorSide.audit`.
        """
        return self._service.run(commands.ShowTimeline(account=account))

    def held(self, account: str) -> tuple[Finding, ...]:
        """What the library holds of a person, in words, for the person's own request (152-ФЗ, art.

        14): contacts and trustors, invitations with whom they were meant for, requests, limits that were used, and what
        was noted of the account. `OperatorSide.timeline` tells what has happened, `OperatorSide.erase` erases.
        Invitations to the account's phone are found as long as the directory knows the phone.
        """
        return self._service.run(commands.ShowHoldings(account=account))

    def audit(self, trustor: str) -> tuple[AuditEntry, ...]:
        """Every event of the account's circle, verified.

        When a seal is wrong it faults with AUDIT_BROKEN, which names the first event that does not fit.
        """
        return self._service.run(commands.ShowAudit(trustor=trustor))
    # END operator_side
