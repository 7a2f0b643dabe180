# SPDX-License-Identifier: Apache-2.0
# Written by sync_meanings.py from docs/guide/policies.md; do not edit.
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
    "invitation_lifetime": "how long an invitation can be answered",
    "invitations_per_day": "invitations of one trustor in 24 h",
    "invitation_notices_per_phone_per_day": "notices about invitations to one phone in 24 h",
    "activation_delay": "from acceptance until the contact may confirm",
    "required_approvals": "contacts who have to confirm",
    "request_lifetime": "how long a request can be approved",
    "max_open_requests": "open requests of one trustor, for each kind of start",
    "starts_per_day": "starts in 24 h without a verified factor",
    "verified_starts_per_day": "starts in 24 h with one",
    "code_digits": "digits of a code",
    "code_lifetime": "how long a code can be typed",
    "max_wrong_codes": "wrong codes of one contact against one trustor in 24 h",
    "max_consecutive_wrong_codes": "wrong codes of one contact in a row, everywhere",
    "contact_lock": "how long the contact is locked then",
    "max_wrong_codes_per_trustor": "wrong codes against one trustor in 30 days",
    "max_sends": "sends of a code for one request and contact, the first included",
    "send_pause": "between two sends",
    "redeem_within": "how long an approval can be used, within the request's life",
    "fraud_freeze": "how long the account is frozen after a report of fraud",
}
