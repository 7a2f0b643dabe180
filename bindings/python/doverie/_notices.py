# SPDX-License-Identifier: Apache-2.0
# Written by cmake/vocabulary from include/doverie/core/notices.def; do not edit.
"""What people are told, as numbers that have names."""

from doverie._named import Named


class Notice(Named):
    """What a person is told. str() of a notice is its name."""

    CONTACT_APPOINTED = 101
    """An invitation was accepted."""
    CONTACT_REMOVED = 102
    """The trustor took the contact away, or the contact resigned."""
    REMOVAL_ASKED = 103
    """One of the two wants the contact away, and has to wait."""
    REMOVAL_WITHDRAWN = 104
    """Whoever wanted the contact away has taken that back."""
    REMOVAL_RESUMED = 105
    """Whoever wanted the contact away has confirmed it with a verified factor, after a report of fraud."""
    LINK_IMPORTED = 106
    """An operator has brought the contact in from the system before, and wanted both told."""
    RECOVERY_STARTED = 201
    """Somebody started a recovery."""
    RECOVERY_WAITING = 202
    """The right code was typed; the recovery can be redeemed after the waiting period."""
    RECOVERY_APPROVED = 203
    """The recovery can be redeemed now: the right code was typed, or the waiting period is over."""
    RECOVERY_REDEEMED = 204
    """The host went on with the recovery."""
    RECOVERY_DENIED = 205
    """Trustor or contact said no; to the trustor alone when another request was approved."""
    RECOVERY_CANCELLED = 206
    """The recoverer gave the recovery up."""
    RECOVERY_EXPIRED = 207
    """The time of a recovery ran out, and it was neither redeemed nor ended otherwise."""
    RECOVERY_UNUSED = 208
    """A recovery had waited and could be redeemed, and its time ran out."""
    WRONG_NUMBERS = 209
    """The contact has typed wrong numbers as often as allowed."""
    CONTACT_LOCKED = 210
    """The contact has typed too many wrong codes in a row."""
    RECOVERY_LOCKED = 211
    """One wrong code too many was typed against the account: recovery by contact is closed."""
    APPROVALS_CONFLICT = 212
    """Another request is approved as well: neither can be redeemed until one of them has ended."""
    FRAUD_REPORTED = 301
    """Fraud was reported by either side: the account is frozen."""
    ACCOUNT_FROZEN = 302
    """An operator has frozen the account."""
    ACCOUNT_UNFROZEN = 303
    """Two operators have lifted the freeze."""
    CONTACT_CHANGED = 304
    """Phone, SIM, level or citizenship of the contact's account has changed; which, is not told."""
    TRUSTOR_CHANGED = 305
    """Phone, SIM, level or citizenship of the trustor's account has changed; phone or SIM: open requests are void."""
    RECOVERED_BY_OTHER_MEANS = 306
    """The host reported a recovery by МФЦ, bank or the like."""
    FRAUD_REPORTED_AGAIN = 307
    """A contact has reported fraud again since the owner was seen: open requests are void, the account is not frozen."""
