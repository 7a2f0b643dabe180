# SPDX-License-Identifier: Apache-2.0
# Written by cmake/vocabulary from include/doverie/core/reasons.def; do not edit.
"""The codes of everything the library can answer besides yes."""

from doverie._code import Code


class Reason(Code):
    """Why a command was refused, in order of precedence."""

    INVITATION_NOT_FOUND = 201
    """There is no such invitation for you."""
    REQUEST_NOT_FOUND = 202
    """There is no such recovery request for you."""
    REPORT_UNKNOWN = 205
    """This is no report about an SMS of this service."""
    NOT_A_CONTACT = 203
    """This account is not a trusted contact of that person."""
    WRONG_SECRET = 204
    """The secret does not belong to this recovery request."""
    FROZEN = 101
    """The account is frozen: fraud was reported, or an operator has frozen it."""
    NOT_FROZEN = 111
    """The account is not frozen."""
    RECOVERY_LOCKED = 102
    """Too many wrong codes were entered against this account; recovery by contact is locked until its owner is seen."""
    CONTACT_LOCKED = 103
    """Too many wrong codes in a row; the contact cannot confirm for a while."""
    RESTORED_RECENTLY = 114
    """The records were restored from a backup; no code is made or accepted for 24 hours."""
    REMOVAL_BLOCKED = 104
    """The contact cannot be taken away while somebody is recovering the account."""
    ERASURE_BLOCKED = 113
    """Nothing can be erased while somebody is recovering the account."""
    REMOVAL_PENDING = 109
    """The removal was asked for and has to wait before it can be done."""
    REMOVAL_SUSPENDED = 118
    """The removal was suspended by a report of fraud; it goes on once it is confirmed with a verified factor."""
    REMOVAL_NOT_ASKED = 110
    """Nobody has asked for a removal that could be taken back."""
    CONTACT_UNAVAILABLE = 105
    """The trusted contact cannot confirm now."""
    TRUSTOR_UNAVAILABLE = 115
    """The other person cannot be served by a trusted contact now."""
    HAS_CONTACT = 116
    """The account has a trusted contact."""
    REALM_BEGUN = 117
    """The realm has begun already."""
    NOT_ACTIVE_YET = 106
    """The contact was appointed recently and is not active yet."""
    CALL_IN_PROGRESS = 112
    """Somebody is in a call; the code is sent when it has ended."""
    HANG_UP_FIRST = 119
    """A call began after the code was sent. Hang up first: whoever asks for the code on the phone is a fraudster."""
    ALREADY_CONTACT = 108
    """You are this person's trusted contact already."""
    ACCOUNT_ERASED = 107
    """The records of this account were erased."""
    INVITATION_EXPIRED = 211
    """The invitation has expired."""
    INVITATION_CANCELLED = 212
    """The invitation was withdrawn."""
    INVITATION_DECLINED = 213
    """The invitation was declined."""
    INVITATION_ACCEPTED = 214
    """The invitation was already accepted."""
    INVITATION_VOID = 215
    """The invitation is void: a backup was restored or its policy was revoked."""
    INVITATION_KEPT = 216
    """The invitation is kept for some time longer before it can be erased."""
    REQUEST_DENIED = 221
    """The recovery request was denied."""
    REQUEST_CANCELLED = 222
    """The recovery request was cancelled."""
    REQUEST_VOID = 223
    """The recovery request is void."""
    REQUEST_REDEEMED = 224
    """The recovery request was already used."""
    REQUEST_EXPIRED = 225
    """The recovery request has expired."""
    OPERATION_MISMATCH = 241
    """The request is for another operation than the one that was named."""
    REQUEST_NOT_APPROVED = 226
    """The recovery request is not approved."""
    REQUEST_WAITING = 230
    """The recovery is approved and has to wait, so that the owner can say no."""
    REQUESTS_CONFLICT = 239
    """Another request was approved as well; one of the two has to be denied or cancelled first."""
    ALREADY_APPROVED = 227
    """You have approved this recovery request already."""
    REQUEST_APPROVED = 229
    """The recovery request is approved already; nothing more is needed."""
    APPROVAL_MISSING = 228
    """The request has to be approved before a code can be entered."""
    TOO_MANY_WRONG_CODES = 231
    """Too many wrong codes; try again later."""
    CODE_ALREADY_USED = 232
    """The code was already used."""
    CODE_VOID = 233
    """The code is void: the phone or a key has changed; ask for a new one."""
    CODE_EXPIRED = 234
    """The code has expired; ask for a new one."""
    CODE_OLDER = 240
    """This is an older code; type the one from the newest SMS."""
    WRONG_CODE = 235
    """The code is wrong."""
    TOO_MANY_WRONG_NUMBERS = 236
    """Too many wrong numbers of a recovery request; try again later."""
    GRANT_VOID = 237
    """The grant is void: the account was frozen, recovered otherwise or closed after it was given."""
    GRANT_EXPIRED = 238
    """The grant's time is over; start the recovery anew."""
    CONTACT_LIMIT_REACHED = 301
    """The account has as many trusted contacts as it may have."""
    INVITATION_PENDING = 302
    """An invitation is waiting for an answer."""
    INVITATIONS_EXHAUSTED = 303
    """No more invitations can be sent today."""
    CONTACT_SERVES_TOO_MANY = 304
    """You are the trusted contact of as many people as allowed."""
    REQUESTS_OPEN = 305
    """Too many recovery requests are open."""
    STARTS_EXHAUSTED = 306
    """No more recovery requests can be started today."""
    SENDS_EXHAUSTED = 307
    """The code was sent as many times as allowed."""
    SEND_TOO_SOON = 308
    """The code was sent a moment ago; wait before asking again."""
    TRUSTOR_ACCOUNT_MISSING = 401
    """The trustor's account does not exist."""
    TRUSTOR_TOO_YOUNG = 402
    """The trustor has not reached the required age."""
    TRUSTOR_NOT_CITIZEN = 403
    """The trustor is not a citizen of the Russian Federation."""
    TRUSTOR_NOT_CONFIRMED = 404
    """The trustor's account is not confirmed."""
    TRUSTOR_PHONE_MISSING = 405
    """The trustor's account has no confirmed mobile phone."""
    CONTACT_ACCOUNT_MISSING = 411
    """The contact's account does not exist."""
    CONTACT_TOO_YOUNG = 412
    """The contact has not reached the required age."""
    CONTACT_NOT_CITIZEN = 413
    """The contact is not a citizen of the Russian Federation."""
    CONTACT_NOT_CONFIRMED = 414
    """The contact's account is not confirmed."""
    CONTACT_PHONE_MISSING = 415
    """The contact's account has no confirmed mobile phone."""
    CONTACT_PASSPORT_OUTDATED = 416
    """The contact's passport data are not up to date."""
    SAME_PERSON = 421
    """Trustor and contact have to be two different people."""
    MUTUAL_PAIR = 422
    """Two people cannot be each other's trusted contact."""
    CONTACT_RECOVERED_LATELY = 423
    """The contact's own account was recovered a short time ago."""
    CONTACT_PHONE_CHANGED_LATELY = 424
    """The contact's phone was changed a short time ago."""
    CONTACT_SIM_CHANGED_LATELY = 425
    """The SIM card of the contact's phone was changed a short time ago."""
    NAME_INVALID = 501
    """The name is empty, too long or has characters that names do not have."""
    PHONE_INVALID = 502
    """This is not a phone number; write it as +79161234567."""
    PHONE_NOT_ALLOWED = 503
    """Phones of this country or operator are not accepted."""
    ATTESTATION_INCOMPLETE = 504
    """The contact has to attest every statement before approving."""
    ATTESTATION_OUTDATED = 507
    """Other statements are asked for than those that were answered; show the right ones."""
    NUMBER_MISMATCH = 505
    """The number is not the number of this recovery request."""
    CODE_MALFORMED = 506
    """The code has to consist of the right number of digits."""


class FaultCode(Code):
    """What broke."""

    INVALID_ARGUMENT = 1001
    """An argument is wrong."""
    COMMAND_ID_REUSED = 1002
    """This command id was used for a different command."""
    BUSY = 1003
    """Other commands changed the same records again and again; try again."""
    OUTCOME_UNKNOWN = 1004
    """The store could not say whether the command took effect; repeat it with its id."""
    GUESS_UNDOABLE = 1005
    """A guess is not compared inside of a transaction that can still be rolled back."""
    STORE_UNAVAILABLE = 1011
    """The event store cannot be used now."""
    STORE_LOCKED = 1012
    """Another process has the store open."""
    STORE_WRONG_FORMAT = 1013
    """The file is not a doverie store, or was written by a newer version."""
    STORE_CORRUPT = 1014
    """The stored records contradict each other."""
    STORE_FULL = 1015
    """There is no room left to write."""
    STORE_READ_ONLY = 1016
    """The store cannot be written to."""
    STORE_FAILED = 1017
    """Writing failed; open the store again before going on."""
    FORKED = 1018
    """This handle was opened before the process forked; open one of its own."""
    STORE_MISMATCH = 1019
    """This is not the store that is meant."""
    REALM_UNKNOWN = 1020
    """The store has records, but none of this realm."""
    DIRECTORY_UNAVAILABLE = 1021
    """The account directory cannot be asked now."""
    DIRECTORY_WRONG = 1027
    """The account directory answered what cannot be."""
    ACCOUNT_UNKNOWN = 1028
    """The account directory knows no such account; show the page of any other start."""
    OPERATION_UNKNOWN = 1029
    """The policy in force says nothing of this operation; name it in other_operations, or correct its name."""
    KEY_UNAVAILABLE = 1022
    """A key is unknown, revoked or cannot be used now."""
    ENTROPY_UNAVAILABLE = 1023
    """No random bytes could be had."""
    CLOCK_SKEW = 1024
    """The clock is out of range, was set, or is too far from the store's or behind its records."""
    SMS_FAILED = 1025
    """The SMS sender failed."""
    NOTIFIER_FAILED = 1026
    """The notifier failed."""
    EVENT_UNKNOWN = 1031
    """A stored event has a type or version that this library does not know."""
    POLICY_UNKNOWN = 1032
    """A record was made under a policy that the schedule does not contain."""
    AUDIT_BROKEN = 1033
    """The audit trail does not verify."""
    LEVEL_UNKNOWN = 1034
    """The store's format level is higher than this library knows; upgrade it."""
    OUT_OF_MEMORY = 1098
    """Out of memory."""
    INTERNAL = 1099
    """A bug in the library or in a callback."""
