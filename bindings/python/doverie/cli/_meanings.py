# SPDX-License-Identifier: Apache-2.0
# Written by cmake/vocabulary from include/doverie/core/parameters.def; do not edit.
"""What the keys of policy documents mean, in words."""

from typing import Final

MEANINGS: Final = {
    "id": "name of the policy, in every event made under it",
    "applies_from": "first civil day, in time_zone",
    "time_zone": "whose midnight begins a civil day",
    "applies_to": "which links a changed parameter applies to",
    "trustor_min_age_years": "years the trustor has to have reached",
    "contact_min_age_years": "years the contact has to have reached",
    "age_reached": "when an age is reached",
    "leap_birthday": "birthday of 29 February in a common year",
    "trustor_citizen_required": "the trustor is a citizen",
    "contact_citizen_required": "the contact is a citizen",
    "trustor_confirmed_required": "the trustor's account is confirmed",
    "contact_confirmed_required": "the contact's account is confirmed",
    "contact_passport_required": "the contact's passport data are up to date",
    "replacing_phone_counts": "the confirmed phone counts while a new one waits",
    "max_contacts_per_trustor": "contacts of one trustor; see limits above 1",
    "max_trustors_per_contact": "trustors of one contact",
    "phone_prefixes": "what accepted phones begin with",
    "phone_prefixes_excluded": (
        "what phones must not begin with, although it is within phone_prefixes: Abkhazia (+7 940), satellites (+7 "
        "954)"
    ),
    "mutual_pairs_allowed": "two people may be each other's contact",
    "pause_after_recovery": "after a recovery of the contact's own account he cannot confirm",
    "pause_after_phone_change": "the same after another phone was confirmed in it",
    "pause_after_sim_change": "the same after the SIM was changed",
    "invitation_lifetime": "how long an invitation can be answered",
    "invitations_per_day": "invitations of one trustor in 24 h",
    "invitation_notices_per_phone_per_day": "notices about invitations to one phone in 24 h",
    "invitation_notices_per_sender_per_day": (
        "notices about invitations of one trustor to one phone in 24 h; more of one's own use up none of that phone's"
    ),
    "activation_delay": "from acceptance until the contact may confirm",
    "invitation_retention": "from the end of an invitation's lifetime until what it says of people is erased",
    "refusals_kept": "how long refused commands are kept; 0s: not at all",
    "refusals_per_kind": "refused commands of one kind that are kept about one account in 30 days",
    "protected_share": "accounts of a thousand that are protected; the others are observed",
    "removal_delay": "from asking for the contact's removal until it can be done",
    "required_approvals": "contacts who have to confirm; at most max_contacts_per_trustor",
    "request_lifetime": "how long a request can be approved",
    "other_operations": (
        "what can be started besides password_recovery, by name, and how long a request for it can be approved; 0s: "
        "it does not need the contact"
    ),
    "max_open_requests": "open requests of one trustor, for each kind of start",
    "starts_per_day": "starts in 24 h without a verified factor",
    "verified_starts_per_day": "starts in 24 h with one",
    "conversation_code": "the contact has to hear the request's number from the trustor",
    "max_wrong_numbers": (
        "wrong numbers of one contact against one trustor in 24 h; more than 0 with conversation_code, 0 without"
    ),
    "attestation_version": "what the contact is asked before approving",
    "code_digits": "digits of a code",
    "code_lifetime": "how long a code can be typed",
    "max_wrong_codes": "wrong codes of one contact against one trustor in 24 h",
    "max_consecutive_wrong_codes": "wrong codes of one contact in a row, everywhere",
    "contact_lock": "how long the contact is locked then",
    "max_wrong_codes_per_trustor": "wrong codes against one trustor in 30 days",
    "max_wrong_codes_per_contact": (
        "wrong codes of one contact against one trustor in 30 days, where there are other contacts"
    ),
    "max_sends": "sends of a code for one request and contact, the first included",
    "send_pause": "between two sends",
    "call_hold": "how long a reported call holds codes back when nobody reports its end",
    "call_hold_total": "how long calls can hold one contact's approval back in all",
    "redeem_within": "how long an approval can be used, within the request's life",
    "grant_lifetime": "how long a repeated redemption answers with the same grant",
    "waiting_period": "from the approval until it can be redeemed: the owner's veto",
    "fraud_freeze": "how long the account is frozen after a report of fraud",
    "contact_freeze_pause": (
        "after the owner was seen, how long a contact who has frozen the account does not freeze it again"
    ),
}
