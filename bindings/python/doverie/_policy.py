# SPDX-License-Identifier: Apache-2.0
"""Policies: every number that a rule compares with."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from doverie import _native
from doverie._account import Account
from doverie._explain import RuleExplanation
from doverie._host_reason import any_reason
from doverie._native import AgeReached, AppliesTo, LeapBirthday, Role
from doverie._pairs import as_pairs, as_tuple

if TYPE_CHECKING:
    from doverie._host_rules import HostRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The parameters of the service. Always valid: what cannot be raises InvalidArgument, naming the parameter.

    A policy is made from another one or from a document, so that it says everything it means:

    >>> strict_age = Policy.gosuslugi().replace(id="strict-age", contact_min_age_years=21)
    >>> Policy.from_json(strict_age.to_json()) == strict_age
    True
    """

    id: str
    """1 to 64 of [a-z0-9._-]."""
    applies_from: date
    """First civil day, in `time_zone`."""
    time_zone: str
    """IANA name; whose midnight begins a civil day."""

    # BEGIN parameters: written by cmake/vocabulary from include/doverie/core/parameters.def
    trustor_min_age_years: int
    """Years the trustor has to have reached."""
    contact_min_age_years: int
    """Years the contact has to have reached."""
    age_reached: AgeReached
    """When an age is reached."""
    leap_birthday: LeapBirthday
    """Birthday of 29 February in a common year."""
    trustor_citizen_required: bool
    """The trustor is a citizen."""
    contact_citizen_required: bool
    """The contact is a citizen."""
    trustor_confirmed_required: bool
    """The trustor's account is confirmed."""
    contact_confirmed_required: bool
    """The contact's account is confirmed."""
    contact_passport_required: bool
    """The contact's passport data are up to date."""
    replacing_phone_counts: bool
    """The confirmed phone counts while a new one waits."""
    max_contacts_per_trustor: int
    """Contacts of one trustor; see limits above 1."""
    max_trustors_per_contact: int
    """Trustors of one contact."""
    phone_prefixes: Sequence[str]
    """What accepted phones begin with."""
    phone_prefixes_excluded: Sequence[str]
    """What phones must not begin with, although it is within phone_prefixes: Abkhazia (+7 940), satellites (+7 954)."""
    mutual_pairs_allowed: bool
    """Two people may be each other's contact."""
    pause_after_recovery: timedelta
    """After a recovery of the contact's own account he cannot confirm."""
    pause_after_phone_change: timedelta
    """The same after another phone was confirmed in it."""
    pause_after_sim_change: timedelta
    """The same after the SIM was changed."""
    invitation_lifetime: timedelta
    """How long an invitation can be answered."""
    invitations_per_day: int
    """Invitations of one trustor in 24 h."""
    invitation_notices_per_phone_per_day: int
    """Notices about invitations to one phone in 24 h."""
    invitation_notices_per_sender_per_day: int
    """Notices about invitations of one trustor to one phone in 24 h; more of one's own use up none of that phone's."""
    activation_delay: timedelta
    """From acceptance until the contact may confirm."""
    invitation_retention: timedelta
    """From the end of an invitation's lifetime until what it says of people is erased."""
    refusals_kept: timedelta
    """How long refused commands are kept; 0s: not at all."""
    refusals_per_kind: int
    """Refused commands of one kind that are kept about one account in 30 days."""
    protected_share: int
    """Accounts of a thousand that are protected; the others are observed."""
    removal_delay: timedelta
    """From asking for the contact's removal until it can be done."""
    required_approvals: int
    """Contacts who have to confirm; at most max_contacts_per_trustor."""
    request_lifetime: timedelta
    """How long a request can be approved."""
    other_operations: Mapping[str, timedelta] | Sequence[tuple[str, timedelta]]
    """What can be started besides password_recovery, by name, and how long a request for it can be approved; 0s: it
    does not need the contact."""
    max_open_requests: int
    """Open requests of one trustor, for each kind of start."""
    starts_per_day: int
    """Starts in 24 h without a verified factor."""
    verified_starts_per_day: int
    """Starts in 24 h with one."""
    conversation_code: bool
    """The contact has to hear the request's number from the trustor."""
    max_wrong_numbers: int
    """Wrong numbers of one contact against one trustor in 24 h; more than 0 with conversation_code, 0 without."""
    attestation_version: int
    """What the contact is asked before approving."""
    code_digits: int
    """Digits of a code."""
    code_lifetime: timedelta
    """How long a code can be typed."""
    max_wrong_codes: int
    """Wrong codes of one contact against one trustor in 24 h."""
    max_consecutive_wrong_codes: int
    """Wrong codes of one contact in a row, everywhere."""
    contact_lock: timedelta
    """How long the contact is locked then."""
    max_wrong_codes_per_trustor: int
    """Wrong codes against one trustor in 30 days."""
    max_wrong_codes_per_contact: int
    """Wrong codes of one contact against one trustor in 30 days, where there are other contacts."""
    max_sends: int
    """Sends of a code for one request and contact, the first included."""
    send_pause: timedelta
    """Between two sends."""
    call_hold: timedelta
    """How long a reported call holds codes back when nobody reports its end."""
    call_hold_total: timedelta
    """How long calls can hold one contact's approval back in all."""
    redeem_within: timedelta
    """How long an approval can be used, within the request's life."""
    grant_lifetime: timedelta
    """How long a repeated redemption answers with the same grant."""
    waiting_period: timedelta
    """From the approval until it can be redeemed: the owner's veto."""
    fraud_freeze: timedelta
    """How long the account is frozen after a report of fraud."""
    contact_freeze_pause: timedelta
    """After the owner was seen, how long a contact who has frozen the account does not freeze it again."""
    # END parameters
    applies_to: Mapping[str, AppliesTo] | Sequence[tuple[str, AppliesTo]] = ()
    """What a change of a parameter about people means for links that are there already; a change of one that is not here
    applies to them as well. A mapping or pairs; kept as a tuple of pairs, so that dict(policy.applies_to) works."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "phone_prefixes", as_tuple(self.phone_prefixes))
        object.__setattr__(self, "other_operations", as_pairs(self.other_operations))
        object.__setattr__(self, "applies_to", as_pairs(self.applies_to))
        _native.policy_check(self)

    @classmethod
    def gosuslugi(cls) -> "Policy":
        """The policy of the service «Доверенный контакт»; docs/spec/ says where each number comes from."""
        return _native.policy_gosuslugi()

    @classmethod
    def strict(cls) -> "Policy":
        """Gosuslugi with everything turned on that makes an attack slow and visible. Nothing of it is claimed of the live
        service.
        """
        return _native.policy_strict()

    @classmethod
    def from_json(cls, document: str) -> "Policy":
        """Reads a policy document. Raises InvalidArgument, naming path, value and what is allowed, for unknown or
        missing keys, wrong types and impossible values.
        """
        return _native.policy_from_json(document)

    @staticmethod
    def json_schema() -> str:
        """The JSON Schema (draft 2020-12) of policy documents. It says less than from_json, which also compares durations
        and parameters with each other.
        """
        return _native.policy_schema()

    def to_json(self) -> str:
        """The canonical document: every parameter in a fixed order; `applies_to` unless it is empty."""
        return _native.policy_to_json(self)

    @property
    def content_hash(self) -> str:
        """What events record besides the id: two policies with the same hash say the same."""
        return _native.policy_content_hash(self)

    def explain(
        self, account: Account | None, *, role: Role, today: date, now: datetime, rules: Sequence["HostRule"] = ()
    ) -> tuple[RuleExplanation, ...]:
        """What every eligibility rule of the role finds, passed or not, in order of precedence.

        The failed ones are what a command at `now` would be refused for; `today` is its civil date in the policy's time
        zone. Commands know besides what was reported with `account_changed` and the facts do not tell yet. An account that
        does not exist (None) gives one row. The rows of `rules`, the host's own, come behind the library's.
        """
        rows = _native.policy_explain(self, account, role, today, now, rules)
        return tuple(
            RuleExplanation(
                rule=any_reason(rule),
                role=side,
                passed=passed,
                fact=fact,
                limit=limit or None,
                needs=needs,
                has=has,
                sentence=sentence,
                english=english,
                russian=russian,
            )
            for rule, side, passed, fact, limit, needs, has, sentence, english, russian in rows
        )

    def replace(self, **changes: Any) -> Self:
        """This policy with other parameters. Raises TypeError for a parameter that there is not.

        (A type checker knows the parameters of `dataclasses.replace(policy, …)`, which does the same.)
        """
        return dataclasses.replace(self, **changes)


@dataclass(frozen=True, slots=True)
class PolicySchedule:
    """Policies by the date from which they apply. Raises InvalidArgument when there is none, when two begin on the same
    day or have the same id, when their time zones differ, or when one is revoked that is not among them.
    """

    policies: Sequence[Policy]
    """In any order; kept as a tuple."""
    revoked: Sequence[str] = ()
    """Ids of policies that were withdrawn: everything opened under them is void."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "policies", as_tuple(self.policies))
        object.__setattr__(self, "revoked", as_tuple(self.revoked))
        _native.schedule_check(self)

    def on(self, today: date) -> Policy:
        """The policy in force on that day; before the first one's date, the first."""
        return _native.schedule_on(self, today)

    def pinned(self, id: str, content_hash: str) -> Policy:
        """The policy that a record was made under, by what it pins. Raises RecordError unless the schedule has it, id and
        content.
        """
        return _native.schedule_pinned(self, id, content_hash)

    def for_link(self, today: date, id: str, content_hash: str) -> Policy:
        """The policy in force on that day as it is for the people of a link that was made under the policy pinned: changes
        that are for new links only leave it out. Raises RecordError when the schedule does not have that policy and it matters.
        """
        return _native.schedule_for_link(self, today, id, content_hash)

    def protected_share(self, today: date) -> int:
        """Accounts of a thousand that are protected on that day."""
        return _native.schedule_protected_share(self, today)

    def with_revoked(self, *ids: str) -> Self:
        """A schedule in which everything opened under these policies is void, too. Raises InvalidArgument for an id that
        none of them has.
        """
        return dataclasses.replace(self, revoked=(*self.revoked, *ids))


def schedule_of(policies: Policy | Sequence[Policy] | PolicySchedule | None) -> PolicySchedule:
    """What hosts may give as policies, as a schedule; None is gosuslugi alone."""
    if isinstance(policies, PolicySchedule):
        return policies
    if policies is None:
        return PolicySchedule((Policy.gosuslugi(),))
    return PolicySchedule((policies,) if isinstance(policies, Policy) else policies)
