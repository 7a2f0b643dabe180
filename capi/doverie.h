/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doverie, the C interface: a trusted contact for account recovery.
 *
 * In reading order: strings and errors; the service; its four sides (trustor, contact, recoverer, host); answers; stores and
 * other ports that ship; ports of the host's own; policies and rules; populations; audit and replay. What operators do with
 * accounts and stores is in doverie_operator.h, and what hosts test with in doverie_testing.h.
 *
 * C89 to C++20. This interface only grows: a program built against any released version of this header runs with every later
 * library of the same major version. Rules that hold for everything below:
 *
 * ANSWERS. A function returns a doverie_status. Where it takes `doverie_error **error` (always last, may be NULL), that is
 * set to NULL at the beginning and, unless the status is DOVERIE_STATUS_OK, to an error object that the caller frees with
 * doverie_error_free(). Every function that returns a doverie_status takes it, but for doverie_error_status(), which tells of
 * one; there is no "last error" anywhere. REJECTED means that a rule said no, and the error names every
 * reason; FAULT means that something broke and nothing was done; UNKNOWN, that something broke and nobody knows whether the
 * command took effect, which repeating it with its command id settles. Nothing else comes out: no exception, no signal, no
 * abort.
 *
 * HANDLES are pointers to incomplete types. `…_new`, `…_open` and commands store one through their `out` argument (NULL at
 * the beginning and on failure; never optional); free it with the `…_free` of its type, which does nothing for NULL. A
 * handle may be freed as soon as the caller needs it no more: a service keeps for itself what it works with. A handle that
 * is NULL, of another type, or (as far as that can be found out) already freed, gives the fault invalid_argument.
 *
 * THREADS. Any handle may be used by any number of threads at once. A call that takes it as a pointer to const leaves it as
 * it is (what a service writes into its store is the store's); a call that takes it as a pointer to non-const changes it, and
 * does so wholly before or wholly after every other call. Only what frees a handle must be the last call with it. Nothing here
 * has global state. A store opened before fork() faults with `forked` in the child.
 *
 * STRINGS IN are a pointer and a length, UTF-8, and are copied before the call returns. {NULL, 0} is the empty string.
 * Invalid UTF-8, NULL with a length, and lengths beyond DOVERIE_MAX_STRING are the fault invalid_argument, which names the
 * argument. STRINGS OUT, and pointers in structs out, have one of three lifetimes, which the declaration names: that of the
 * object they were asked from, until it is freed; that of a callback, until it returns, for what is given to one and what is
 * asked of that; for ever. Nothing but its end ends a lifetime. A NUL that `size` does not count follows every string out.
 *
 * STRUCTS begin with `struct_size`, the size the caller was compiled with; DOVERIE_INIT(s) zeroes a struct and sets it, and
 * does not compile for a pointer to one. The few that have none never grow, and say so. Zero always means "absent" or "the
 * default". A smaller struct, from an older header, is accepted: what it lacks is zero. A larger one, from a newer header,
 * is accepted as long as what this library does not know is zero; otherwise the fault is invalid_argument, and the message
 * says "unsupported". Structs out follow the same rule; bytes unknown to the library are left alone.
 *
 * CALLBACKS run only inside a call of the host's own, on its thread, with no lock of the library held: they may call the
 * library again (but not with the replay, verifier or operation whose call they are in). They get `self` first and answer
 * by calling one function of the sink they are given; one that does not answer has failed, whatever it returns or throws.
 * The first answer counts, a second is refused. A sink lives until its callback returns. `destroy(self)` runs exactly
 * once: when the last user of the object is gone, or before the constructor returns, when that fails (all it needs is
 * that `struct_size` covers `destroy`). The struct of callbacks is copied, but what it points to, the code and whatever a
 * binding keeps behind it, has to live until `destroy` has returned; without a `destroy`, as long as the library is
 * loaded.
 *
 * NUMBERS. Instants are microseconds since 1970-01-01T00:00:00 UTC; 0 means none. Flags are int32_t, 0 or 1; anything else is
 * invalid_argument. Sets of flags are uint64_t. Enumerations are int32_t with numbers that never change; expect new ones in
 * later versions. `doverie_…_name()` gives the name of a number of each, for ever: the constant's, in lower case and without
 * its prefix; the empty string for a number that this library does not know.
 *
 * NAMES. `doverie_TYPE_new`, `…_open` and the like make a TYPE, `doverie_TYPE_free` frees it. `doverie_TYPE_get` fills a struct
 * with all that there is to know of it, `doverie_TYPE_WHAT` tells one thing, and of its elements `doverie_TYPE_WHAT_count` says
 * how many there are, unless the struct does, and `doverie_TYPE_WHAT_at` fills a struct with one.
 *
 *   doverie_answer *answer = NULL;
 *   doverie_error *error = NULL;
 *   doverie_invited invited;
 *   DOVERIE_INIT(invited);
 *   if (doverie_trustor_invite(service, NULL, doverie_text("maria"), doverie_text("Иван"), doverie_text("+79161234567"),
 *                              &answer, &error) == DOVERIE_STATUS_OK &&
 *       doverie_answer_invited(answer, &invited, &error) == DOVERIE_STATUS_OK)
 *     puts(invited.invitation.data);
 *   else
 *     puts(doverie_error_message(error).data);
 *   doverie_answer_free(answer);
 *   doverie_error_free(error);
 */
#ifndef DOVERIE_H_
#define DOVERIE_H_

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define DOVERIE_API __attribute__((visibility("default")))
#else
#define DOVERIE_API
#endif
/* Compilers that know how warn of NULL where it is a fault, and of a status that nobody looks at. DOVERIE_NO_ATTRIBUTES before
 * the header turns that off, for whoever tests what NULL does. */
#if defined(__GNUC__) && !defined(DOVERIE_NO_ATTRIBUTES)
#ifndef DOVERIE_NONNULL
#define DOVERIE_NONNULL(parameter) __attribute__((nonnull(parameter)))
#endif
#ifndef DOVERIE_MUST_USE
#define DOVERIE_MUST_USE __attribute__((warn_unused_result))
#endif
#endif

/* === Marks =============================================================================================================
 * What does a declaration not say that libraries for other languages have to know?
 *
 * Every mark is empty here, but for two that follow from the others and that compilers know (DOVERIE_NONNULL and
 * DOVERIE_MUST_USE); a generator may define its own before it includes this header. Every function is declared as
 *
 *   DOVERIE_API TYPE NAME(PARAMETERS) MARKS;
 *
 * where PARAMETERS is `void` or parameters with a comma between them, each `MARKS TYPE NAME`, and MARKS are words in capitals,
 * some with an argument in brackets. The marks before a parameter or a member are about it, those at the end about the
 * function and what it returns. What has no mark goes by these rules:
 *
 *   - A pointer is not NULL, points to one object, and is only read. NULL is the fault invalid_argument.
 *   - The library looks at it until the call returns and keeps no pointer to it; what a callback gets lives until that returns.
 *   - `doverie_error **error`, always last, is DOVERIE_NULLABLE DOVERIE_OUT DOVERIE_OWNED.
 *   - A pointer to non-const of an incomplete type is a handle or sink that the call changes.
 *   - `const char *` ends with a NUL, unless it has a length. `void *self` is the host's, and goes back to its callbacks.
 *   - A callback is required. Types, members and constants are as old as version 0.1. */

/* The first version that has it. */
#ifndef DOVERIE_SINCE
#define DOVERIE_SINCE(major, minor)
#endif
/* May be NULL; the comment says what that means. */
#ifndef DOVERIE_NULLABLE
#define DOVERIE_NULLABLE
#endif
/* The call writes there. A struct with `struct_size` has been through DOVERIE_INIT() before. */
#ifndef DOVERIE_OUT
#define DOVERIE_OUT
#endif
/* Out: a new object, NULL on failure, that the caller frees with the one `…_free` function that takes its type. */
#ifndef DOVERIE_OWNED
#define DOVERIE_OWNED
#endif
/* In: the library frees it, the caller does not use it any more. A handle is taken if the call is OK, `self` in any case. */
#ifndef DOVERIE_TAKEN
#define DOVERIE_TAKEN
#endif
/* Out: pointers and strings in it live until the parameter `of` is freed, or, when it was lent to a callback, until that
 * returns. `forever`: as long as the library is loaded. */
#ifndef DOVERIE_BORROWED
#define DOVERIE_BORROWED(of)
#endif
/* Points to so many elements (bytes for void): a parameter or member beside it, or `parameter.member`. */
#ifndef DOVERIE_LENGTH
#define DOVERIE_LENGTH(count)
#endif
/* Of a function: its parameter of this number, from 1, is not NULL. One for each pointer without DOVERIE_NULLABLE. */
#ifndef DOVERIE_NONNULL
#define DOVERIE_NONNULL(parameter)
#endif
/* Of a function: whoever does not look at what it returns has made a mistake. Of all that return a status, but for what answers
 * a callback's sink, and for `…_get` and `…_at`, which nothing but a mistake of the caller's makes fail. */
#ifndef DOVERIE_MUST_USE
#define DOVERIE_MUST_USE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* === Strings and errors ================================================================================================
 * How is text handed over, and how does a call say that it did not work? */

/* --- Version ----------------------------------------------------------------------------------------------------------- */

#define DOVERIE_VERSION_MAJOR 0
#define DOVERIE_VERSION_MINOR 1
#define DOVERIE_VERSION_PATCH 0
/* Comparable: major * 1000000 + minor * 1000 + patch. */
#define DOVERIE_VERSION_NUMBER (DOVERIE_VERSION_MAJOR * 1000000 + DOVERIE_VERSION_MINOR * 1000 + DOVERIE_VERSION_PATCH)

/* DOVERIE_VERSION_NUMBER of the library that is running, which may be later than that of this header. */
DOVERIE_API int32_t doverie_version_number(void) DOVERIE_SINCE(0, 1);
/* The same as text, "0.1.0"; lives for ever. */
DOVERIE_API const char* doverie_version(void) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* --- Status and constants ---------------------------------------------------------------------------------------------- */

typedef int32_t doverie_status;
#define DOVERIE_STATUS_OK 0
/* A rule said no. */
#define DOVERIE_STATUS_REJECTED 1
/* Something broke, and nothing was done. */
#define DOVERIE_STATUS_FAULT 2
/* Something broke, and nobody knows whether the command took effect: repeat it with the same command id, which settles it. */
#define DOVERIE_STATUS_UNKNOWN 3

/* No number: what a reason does not compare. */
#define DOVERIE_ABSENT INT64_MIN
/* The longest string that is read, in bytes; most arguments have far smaller limits of their own. */
#define DOVERIE_MAX_STRING 16777216
/* Bytes of a recovery secret. */
#define DOVERIE_SECRET_SIZE 32

/* --- Strings, bytes, structs ------------------------------------------------------------------------------------------- */

/* Never grows. */
typedef struct doverie_string {
  DOVERIE_NULLABLE DOVERIE_LENGTH(size) const char* data;
  size_t size;
} doverie_string;

/* Never grows. */
typedef struct doverie_bytes {
  DOVERIE_NULLABLE DOVERIE_LENGTH(size) const uint8_t* data;
  size_t size;
} doverie_bytes;

/* The string that ends before the first NUL of `text`; {NULL, 0} for NULL. Borrows `text`. */
DOVERIE_API doverie_string doverie_text(DOVERIE_NULLABLE const char* text) DOVERIE_BORROWED(text) DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_string doverie_status_name(doverie_status status) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* Zeroes the struct of `size` bytes at `object` and writes `size` into its first member. Does nothing for NULL or a size
 * that does not hold that member. */
DOVERIE_API void doverie_init(DOVERIE_NULLABLE DOVERIE_OUT DOVERIE_LENGTH(size) void* object, size_t size)
    DOVERIE_SINCE(0, 1);
#define DOVERIE_INIT(object) doverie_init(&(object), sizeof(object) + 0 * sizeof((object).struct_size))

/* --- Errors ------------------------------------------------------------------------------------------------------------ */

/* Why a call was not OK. Immutable: any thread may read it. The functions below answer 0 or the empty string for NULL. */
typedef struct doverie_error doverie_error;

/* What the numbers of a reason count, and what has to happen before it is none: with the codes, below. */
typedef int32_t doverie_unit;
typedef int32_t doverie_waits_for;

/* One failed rule. `needs` and `has` are the two sides of the comparison where a number was compared, in `unit`, otherwise
 * DOVERIE_ABSENT. Whoever is told of an age is the person whose it is, or an operator. */
typedef struct doverie_reason {
  size_t struct_size;
  int32_t code; /* DOVERIE_REASON_…, or the number of a rule of the host's own */
  int32_t retryable;
  doverie_unit unit;
  doverie_waits_for waits_for;
  int64_t needs;
  int64_t has;
  doverie_string name; /* as in DOVERIE_REASON_…, in lower case, or as the host named its rule; borrowed from where it is */
} doverie_reason;

/* For libraries with an interface like this one: ends a call with the fault `fault`, one of DOVERIE_FAULT_…. Stores the
 * error object, if `error` is not NULL; the status is that of the fault. When `fault` is none, or `message` is
 * wrong, the error is invalid_argument instead. */
DOVERIE_API doverie_status doverie_error_new(int32_t fault, doverie_string message, doverie_error** error) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* DOVERIE_STATUS_REJECTED, DOVERIE_STATUS_FAULT or DOVERIE_STATUS_UNKNOWN. */
DOVERIE_API doverie_status doverie_error_status(DOVERIE_NULLABLE const doverie_error* error) DOVERIE_SINCE(0, 1);
/* DOVERIE_FAULT_…, or the DOVERIE_REASON_… that a host shows if it shows only one. */
DOVERIE_API int32_t doverie_error_code(DOVERIE_NULLABLE const doverie_error* error) DOVERIE_SINCE(0, 1);
/* 1 when the same command (same command id) may simply be sent again, or, for a rejection, can succeed later. */
DOVERIE_API int32_t doverie_error_retryable(DOVERIE_NULLABLE const doverie_error* error) DOVERIE_SINCE(0, 1);
/* For the host's log: what was wrong, where, and what would be right. English; ids and masked phones only. */
DOVERIE_API doverie_string doverie_error_message(DOVERIE_NULLABLE const doverie_error* error) DOVERIE_BORROWED(error)
    DOVERIE_SINCE(0, 1);
/* How many rules failed; 0 for a fault. */
DOVERIE_API size_t doverie_error_reason_count(DOVERIE_NULLABLE const doverie_error* error) DOVERIE_SINCE(0, 1);
/* Reason `index` of `of`, counted from 0 in order of precedence. Faults: invalid_argument when there is none. */
DOVERIE_API doverie_status doverie_error_reason_at(const doverie_error* of, size_t index,
                                                   DOVERIE_OUT DOVERIE_BORROWED(of) doverie_reason* out,
                                                   doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
/* The object is gone, and with it the message. */
DOVERIE_API void doverie_error_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_error* error) DOVERIE_SINCE(0, 1);

/* One row of the list of codes. */
typedef struct doverie_code_info {
  size_t struct_size;
  int32_t code;
  int32_t is_fault;
  int32_t retryable;
  doverie_unit unit;           /* of a reason */
  doverie_waits_for waits_for; /* the same */
  int32_t outcome_unknown;     /* of a fault: 1 when its status is DOVERIE_STATUS_UNKNOWN */
  int32_t reserved;            /* 0 */
  doverie_string name;         /* as in DOVERIE_REASON_…, in lower case */
  doverie_string english;
  doverie_string russian;
} doverie_code_info;

/* How many codes this library knows. */
DOVERIE_API size_t doverie_code_count(void) DOVERIE_SINCE(0, 1);
/* Code `index`, counted from 0 in order of precedence. Its strings live for ever. Faults: invalid_argument when there is
 * none. */
DOVERIE_API doverie_status doverie_code_at(size_t index, DOVERIE_OUT DOVERIE_BORROWED(forever) doverie_code_info* out,
                                           doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_SINCE(0, 1);
/* What is known of a code. Its strings live for ever. Faults: invalid_argument when this library does not know it. */
DOVERIE_API doverie_status doverie_code_find(int32_t code, DOVERIE_OUT DOVERIE_BORROWED(forever) doverie_code_info* out,
                                             doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* The code of that name. Its strings live for ever. Faults: invalid_argument when there is none. */
DOVERIE_API doverie_status doverie_code_named(doverie_string name,
                                              DOVERIE_OUT DOVERIE_BORROWED(forever) doverie_code_info* out,
                                              doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* --- Codes of reasons and faults --------------------------------------------------------------------------------------- */

/* BEGIN codes: written by cmake/vocabulary from include/doverie/core/reasons.def */
/* --- Reasons: why a command was refused, in order of precedence. */
/* There is no such invitation for you. */
#define DOVERIE_REASON_INVITATION_NOT_FOUND 201
/* There is no such recovery request for you. */
#define DOVERIE_REASON_REQUEST_NOT_FOUND 202
/* This is no report about an SMS of this service. */
#define DOVERIE_REASON_REPORT_UNKNOWN 205
/* This account is not a trusted contact of that person. */
#define DOVERIE_REASON_NOT_A_CONTACT 203
/* The secret does not belong to this recovery request. */
#define DOVERIE_REASON_WRONG_SECRET 204
/* The account is frozen: fraud was reported, or an operator has frozen it. */
#define DOVERIE_REASON_FROZEN 101
/* The account is not frozen. */
#define DOVERIE_REASON_NOT_FROZEN 111
/* Too many wrong codes were entered against this account; recovery by contact is locked until its owner is seen. */
#define DOVERIE_REASON_RECOVERY_LOCKED 102
/* Too many wrong codes in a row; the contact cannot confirm for a while. */
#define DOVERIE_REASON_CONTACT_LOCKED 103
/* The records were restored from a backup; no code is made or accepted for 24 hours. */
#define DOVERIE_REASON_RESTORED_RECENTLY 114
/* The contact cannot be taken away while somebody is recovering the account. */
#define DOVERIE_REASON_REMOVAL_BLOCKED 104
/* Nothing can be erased while somebody is recovering the account. */
#define DOVERIE_REASON_ERASURE_BLOCKED 113
/* The removal was asked for and has to wait before it can be done. */
#define DOVERIE_REASON_REMOVAL_PENDING 109
/* The removal was suspended by a report of fraud; it goes on once it is confirmed with a verified factor. */
#define DOVERIE_REASON_REMOVAL_SUSPENDED 118
/* Nobody has asked for a removal that could be taken back. */
#define DOVERIE_REASON_REMOVAL_NOT_ASKED 110
/* The trusted contact cannot confirm now. */
#define DOVERIE_REASON_CONTACT_UNAVAILABLE 105
/* The other person cannot be served by a trusted contact now. */
#define DOVERIE_REASON_TRUSTOR_UNAVAILABLE 115
/* The account has a trusted contact. */
#define DOVERIE_REASON_HAS_CONTACT 116
/* The realm has begun already. */
#define DOVERIE_REASON_REALM_BEGUN 117
/* The contact was appointed recently and is not active yet. */
#define DOVERIE_REASON_NOT_ACTIVE_YET 106
/* Somebody is in a call; the code is sent when it has ended. */
#define DOVERIE_REASON_CALL_IN_PROGRESS 112
/* A call began after the code was sent. Hang up first: whoever asks for the code on the phone is a fraudster. */
#define DOVERIE_REASON_HANG_UP_FIRST 119
/* You are this person's trusted contact already. */
#define DOVERIE_REASON_ALREADY_CONTACT 108
/* The records of this account were erased. */
#define DOVERIE_REASON_ACCOUNT_ERASED 107
/* The invitation has expired. */
#define DOVERIE_REASON_INVITATION_EXPIRED 211
/* The invitation was withdrawn. */
#define DOVERIE_REASON_INVITATION_CANCELLED 212
/* The invitation was declined. */
#define DOVERIE_REASON_INVITATION_DECLINED 213
/* The invitation was already accepted. */
#define DOVERIE_REASON_INVITATION_ACCEPTED 214
/* The invitation is void: a backup was restored or its policy was revoked. */
#define DOVERIE_REASON_INVITATION_VOID 215
/* The invitation is kept for some time longer before it can be erased. */
#define DOVERIE_REASON_INVITATION_KEPT 216
/* The recovery request was denied. */
#define DOVERIE_REASON_REQUEST_DENIED 221
/* The recovery request was cancelled. */
#define DOVERIE_REASON_REQUEST_CANCELLED 222
/* The recovery request is void. */
#define DOVERIE_REASON_REQUEST_VOID 223
/* The recovery request was already used. */
#define DOVERIE_REASON_REQUEST_REDEEMED 224
/* The recovery request has expired. */
#define DOVERIE_REASON_REQUEST_EXPIRED 225
/* The request is for another operation than the one that was named. */
#define DOVERIE_REASON_OPERATION_MISMATCH 241
/* The recovery request is not approved. */
#define DOVERIE_REASON_REQUEST_NOT_APPROVED 226
/* The recovery is approved and has to wait, so that the owner can say no. */
#define DOVERIE_REASON_REQUEST_WAITING 230
/* Another request was approved as well; one of the two has to be denied or cancelled first. */
#define DOVERIE_REASON_REQUESTS_CONFLICT 239
/* You have approved this recovery request already. */
#define DOVERIE_REASON_ALREADY_APPROVED 227
/* The recovery request is approved already; nothing more is needed. */
#define DOVERIE_REASON_REQUEST_APPROVED 229
/* The request has to be approved before a code can be entered. */
#define DOVERIE_REASON_APPROVAL_MISSING 228
/* Too many wrong codes; try again later. */
#define DOVERIE_REASON_TOO_MANY_WRONG_CODES 231
/* The code was already used. */
#define DOVERIE_REASON_CODE_ALREADY_USED 232
/* The code is void: the phone or a key has changed; ask for a new one. */
#define DOVERIE_REASON_CODE_VOID 233
/* The code has expired; ask for a new one. */
#define DOVERIE_REASON_CODE_EXPIRED 234
/* This is an older code; type the one from the newest SMS. */
#define DOVERIE_REASON_CODE_OLDER 240
/* The code is wrong. */
#define DOVERIE_REASON_WRONG_CODE 235
/* Too many wrong numbers of a recovery request; try again later. */
#define DOVERIE_REASON_TOO_MANY_WRONG_NUMBERS 236
/* The grant is void: the account was frozen, recovered otherwise or closed after it was given. */
#define DOVERIE_REASON_GRANT_VOID 237
/* The grant's time is over; start the recovery anew. */
#define DOVERIE_REASON_GRANT_EXPIRED 238
/* The account has as many trusted contacts as it may have. */
#define DOVERIE_REASON_CONTACT_LIMIT_REACHED 301
/* An invitation is waiting for an answer. */
#define DOVERIE_REASON_INVITATION_PENDING 302
/* No more invitations can be sent today. */
#define DOVERIE_REASON_INVITATIONS_EXHAUSTED 303
/* You are the trusted contact of as many people as allowed. */
#define DOVERIE_REASON_CONTACT_SERVES_TOO_MANY 304
/* Too many recovery requests are open. */
#define DOVERIE_REASON_REQUESTS_OPEN 305
/* No more recovery requests can be started today. */
#define DOVERIE_REASON_STARTS_EXHAUSTED 306
/* The code was sent as many times as allowed. */
#define DOVERIE_REASON_SENDS_EXHAUSTED 307
/* The code was sent a moment ago; wait before asking again. */
#define DOVERIE_REASON_SEND_TOO_SOON 308
/* The trustor's account does not exist. */
#define DOVERIE_REASON_TRUSTOR_ACCOUNT_MISSING 401
/* The trustor has not reached the required age. */
#define DOVERIE_REASON_TRUSTOR_TOO_YOUNG 402
/* The trustor is not a citizen of the Russian Federation. */
#define DOVERIE_REASON_TRUSTOR_NOT_CITIZEN 403
/* The trustor's account is not confirmed. */
#define DOVERIE_REASON_TRUSTOR_NOT_CONFIRMED 404
/* The trustor's account has no confirmed mobile phone. */
#define DOVERIE_REASON_TRUSTOR_PHONE_MISSING 405
/* The contact's account does not exist. */
#define DOVERIE_REASON_CONTACT_ACCOUNT_MISSING 411
/* The contact has not reached the required age. */
#define DOVERIE_REASON_CONTACT_TOO_YOUNG 412
/* The contact is not a citizen of the Russian Federation. */
#define DOVERIE_REASON_CONTACT_NOT_CITIZEN 413
/* The contact's account is not confirmed. */
#define DOVERIE_REASON_CONTACT_NOT_CONFIRMED 414
/* The contact's account has no confirmed mobile phone. */
#define DOVERIE_REASON_CONTACT_PHONE_MISSING 415
/* The contact's passport data are not up to date. */
#define DOVERIE_REASON_CONTACT_PASSPORT_OUTDATED 416
/* Trustor and contact have to be two different people. */
#define DOVERIE_REASON_SAME_PERSON 421
/* Two people cannot be each other's trusted contact. */
#define DOVERIE_REASON_MUTUAL_PAIR 422
/* The contact's own account was recovered a short time ago. */
#define DOVERIE_REASON_CONTACT_RECOVERED_LATELY 423
/* The contact's phone was changed a short time ago. */
#define DOVERIE_REASON_CONTACT_PHONE_CHANGED_LATELY 424
/* The SIM card of the contact's phone was changed a short time ago. */
#define DOVERIE_REASON_CONTACT_SIM_CHANGED_LATELY 425
/* The name is empty, too long or has characters that names do not have. */
#define DOVERIE_REASON_NAME_INVALID 501
/* This is not a phone number; write it as +79161234567. */
#define DOVERIE_REASON_PHONE_INVALID 502
/* Phones of this country or operator are not accepted. */
#define DOVERIE_REASON_PHONE_NOT_ALLOWED 503
/* The contact has to attest every statement before approving. */
#define DOVERIE_REASON_ATTESTATION_INCOMPLETE 504
/* Other statements are asked for than those that were answered; show the right ones. */
#define DOVERIE_REASON_ATTESTATION_OUTDATED 507
/* The number is not the number of this recovery request. */
#define DOVERIE_REASON_NUMBER_MISMATCH 505
/* The code has to consist of the right number of digits. */
#define DOVERIE_REASON_CODE_MALFORMED 506
/* --- Faults: what broke. */
/* An argument is wrong. */
#define DOVERIE_FAULT_INVALID_ARGUMENT 1001
/* This command id was used for a different command. */
#define DOVERIE_FAULT_COMMAND_ID_REUSED 1002
/* Other commands changed the same records again and again; try again. */
#define DOVERIE_FAULT_BUSY 1003
/* The store could not say whether the command took effect; repeat it with its id. */
#define DOVERIE_FAULT_OUTCOME_UNKNOWN 1004
/* A guess is not compared inside of a transaction that can still be rolled back. */
#define DOVERIE_FAULT_GUESS_UNDOABLE 1005
/* The event store cannot be used now. */
#define DOVERIE_FAULT_STORE_UNAVAILABLE 1011
/* Another process has the store open. */
#define DOVERIE_FAULT_STORE_LOCKED 1012
/* The file is not a doverie store, or was written by a newer version. */
#define DOVERIE_FAULT_STORE_WRONG_FORMAT 1013
/* The stored records contradict each other. */
#define DOVERIE_FAULT_STORE_CORRUPT 1014
/* There is no room left to write. */
#define DOVERIE_FAULT_STORE_FULL 1015
/* The store cannot be written to. */
#define DOVERIE_FAULT_STORE_READ_ONLY 1016
/* Writing failed; open the store again before going on. */
#define DOVERIE_FAULT_STORE_FAILED 1017
/* This handle was opened before the process forked; open one of its own. */
#define DOVERIE_FAULT_FORKED 1018
/* This is not the store that is meant. */
#define DOVERIE_FAULT_STORE_MISMATCH 1019
/* The store has records, but none of this realm. */
#define DOVERIE_FAULT_REALM_UNKNOWN 1020
/* The account directory cannot be asked now. */
#define DOVERIE_FAULT_DIRECTORY_UNAVAILABLE 1021
/* The account directory answered what cannot be. */
#define DOVERIE_FAULT_DIRECTORY_WRONG 1027
/* The account directory knows no such account; show the page of any other start. */
#define DOVERIE_FAULT_ACCOUNT_UNKNOWN 1028
/* The policy in force says nothing of this operation; name it in other_operations, or correct its name. */
#define DOVERIE_FAULT_OPERATION_UNKNOWN 1029
/* A key is unknown, revoked or cannot be used now. */
#define DOVERIE_FAULT_KEY_UNAVAILABLE 1022
/* No random bytes could be had. */
#define DOVERIE_FAULT_ENTROPY_UNAVAILABLE 1023
/* The clock is out of range, was set, or is too far from the store's or behind its records. */
#define DOVERIE_FAULT_CLOCK_SKEW 1024
/* The SMS sender failed. */
#define DOVERIE_FAULT_SMS_FAILED 1025
/* The notifier failed. */
#define DOVERIE_FAULT_NOTIFIER_FAILED 1026
/* A stored event has a type or version that this library does not know. */
#define DOVERIE_FAULT_EVENT_UNKNOWN 1031
/* A record was made under a policy that the schedule does not contain. */
#define DOVERIE_FAULT_POLICY_UNKNOWN 1032
/* The audit trail does not verify. */
#define DOVERIE_FAULT_AUDIT_BROKEN 1033
/* The store's format level is higher than this library knows; upgrade it. */
#define DOVERIE_FAULT_LEVEL_UNKNOWN 1034
/* Out of memory. */
#define DOVERIE_FAULT_OUT_OF_MEMORY 1098
/* A bug in the library or in a callback. */
#define DOVERIE_FAULT_INTERNAL 1099
/* --- What the numbers of a reason count. */
/* No number was compared. */
#define DOVERIE_UNIT_NONE 0
/* Whole years of age. */
#define DOVERIE_UNIT_YEARS 1
/* Wrong ones so far, of those allowed. */
#define DOVERIE_UNIT_TRIES 2
/* As many as there are, of those allowed. */
#define DOVERIE_UNIT_PLACES 3
/* Seconds to wait, and those that have passed. */
#define DOVERIE_UNIT_SECONDS 4
/* Whole hours to wait, and those that have passed. */
#define DOVERIE_UNIT_HOURS 5
/* --- What has to happen before the same command can succeed. */
/* The same command never succeeds. */
#define DOVERIE_WAITS_FOR_NOTHING 0
/* Time alone. */
#define DOVERIE_WAITS_FOR_TIME 1
/* Time, or an operator where an operator has frozen the account. */
#define DOVERIE_WAITS_FOR_TIME_OR_OPERATOR 2
/* Who gave the command: something else has to be typed, chosen or asked for. */
#define DOVERIE_WAITS_FOR_CALLER 3
/* The trustor, who has to do something first. */
#define DOVERIE_WAITS_FOR_TRUSTOR 4
/* The contact, who has to do something first. */
#define DOVERIE_WAITS_FOR_CONTACT 5
/* END codes */
DOVERIE_API doverie_string doverie_unit_name(doverie_unit unit) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_string doverie_waits_for_name(doverie_waits_for waits_for) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* === The service =======================================================================================================
 * What answers commands, and what does it work with? */

/* What a service is made of. Each comes from a function in one of the parts below. */
typedef struct doverie_store doverie_store;           /* keeps the events */
typedef struct doverie_directory doverie_directory;   /* knows the accounts */
typedef struct doverie_key_ring doverie_key_ring;     /* has the keys of codes, tags and seals */
typedef struct doverie_sms_sender doverie_sms_sender; /* sends codes */
typedef struct doverie_notifier doverie_notifier;     /* tells people what has happened */
typedef struct doverie_clock doverie_clock;
typedef struct doverie_entropy doverie_entropy;
typedef struct doverie_policy doverie_policy;         /* every number that a rule compares with; immutable */
typedef struct doverie_shadow doverie_shadow;         /* policies that decide along and enforce nothing */
typedef struct doverie_host_rules doverie_host_rules; /* a set of rules of the host's own */
typedef struct doverie_observer doverie_observer;     /* is told what the service does, for metrics, traces and logs */

typedef struct doverie_service doverie_service;

/* What a service works with; `store`, `directory` and `keys` are required. The service keeps what it needs of all this: the
 * caller may free everything right after. A ring that is freed stays as it is. */
typedef struct doverie_service_options {
  size_t struct_size;
  const doverie_store* store;
  const doverie_directory* directory;
  const doverie_key_ring* keys; /* as they are and will be: what is added, rotated and revoked reaches a running service */
  DOVERIE_NULLABLE DOVERIE_LENGTH(policy_count) const doverie_policy* const* policies; /* each in force from its date on */
  size_t policy_count;                                                                 /* 0: gosuslugi alone */
  /* Ids; what was opened under them is void. */
  DOVERIE_NULLABLE DOVERIE_LENGTH(revoked_policy_count) const doverie_string* revoked_policies;
  size_t revoked_policy_count;
  DOVERIE_NULLABLE const doverie_sms_sender* sms;    /* NULL: the pump faults with sms_failed as soon as a code is due */
  DOVERIE_NULLABLE const doverie_notifier* notifier; /* NULL: notices are dropped, where no policy relies on them */
  DOVERIE_NULLABLE const doverie_clock* clock;       /* NULL: of the machine */
  DOVERIE_NULLABLE const doverie_entropy* entropy;   /* NULL: of the machine */
  doverie_string realm;                              /* keeps tenants of one database apart; empty or 1 to 32 of [a-z0-9-] */
  uint64_t epoch;            /* raised after a backup was restored, which voids what was open; 0: 1 */
  doverie_string sms_origin; /* host name in the last line of an SMS, at most 64 characters; NULL: gosuslugi.ru; "": none */
  DOVERIE_NULLABLE const doverie_shadow* shadow;    /* decides along and enforces nothing; NULL: none */
  DOVERIE_NULLABLE const doverie_host_rules* rules; /* of the host's own, as they are now; NULL: none */
  /* When the backup was restored because of which `epoch` was raised: no code is made or accepted for 24 h from then on; 0:
   * never, or the store tells (doverie_store_facts). */
  int64_t restored_at;
  int32_t reserved; /* 0 */
  /* Flag: nobody is to be told of anything, although a policy has a delay (waiting_period, removal_delay) for people to say no in;
   * without it such a policy and no `notifier` are refused. */
  int32_t nobody_is_told;
  /* What the SMS says in front of its last line, with `{code}` in it once: two segments at most, with the longest code of the policies
   * and the last line; NULL: that of doverie_sms_text(DOVERIE_LANGUAGE_RUSSIAN). */
  doverie_string sms_text;
  /* Who is told what the service does, without anybody's name (doverie_host_observer_new(), doverie_open_metrics_new()). */
  DOVERIE_NULLABLE DOVERIE_LENGTH(observer_count) const doverie_observer* const* observers;
  size_t observer_count; /* 0: nothing is gathered */
  /* How many streams the service remembers at most (a recovery has two, about 1 KB each), so that commands on them need not read,
   * check and fold their events again; 0: 10000; -1: none. */
  int64_t remembered_streams;
  /* For how long a command can be repeated safely, in microseconds: then the pump lets go of its record. A day at least, as
   * long as a grant can be good; 0: 30 days. */
  int64_t commands_kept;
} doverie_service_options;

/* Faults: invalid_argument, which names the option that is missing or wrong, or the policy that relies on changes which the
 * directory does not tell, or on notices without a notifier. */
DOVERIE_API doverie_status doverie_service_new(const doverie_service_options* options,
                                               DOVERIE_OUT DOVERIE_OWNED doverie_service** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The same service over the same store, to which nothing is written: its commands are answered, refused and recorded in memory as
 * those of `service` would be, one after the other, and its pump finds nothing to send. No shadow and no observer. A record goes
 * on in memory as it was when the trial first read it: what others write later changes nothing. One trial for each question. Free
 * it with doverie_service_free(). */
DOVERIE_API doverie_status doverie_service_trial(const doverie_service* service,
                                                 DOVERIE_OUT DOVERIE_OWNED doverie_service** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What a service was told to go by, with the defaults filled in. */
typedef struct doverie_service_settings {
  size_t struct_size;
  doverie_string realm;
  doverie_string sms_origin;
  doverie_string sms_text;
  uint64_t epoch; /* of the options; the store may have a higher one */
  int64_t restored_at;
} doverie_service_settings;
DOVERIE_API doverie_status doverie_service_get(const doverie_service* service,
                                               DOVERIE_OUT DOVERIE_BORROWED(service) doverie_service_settings* out,
                                               doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);
/* As doverie_code_find(), of the codes of this service: the library's, and the rules of the host's own that it was given, whose
 * strings are borrowed from the service. */
DOVERIE_API doverie_status doverie_service_code_find(const doverie_service* service, int32_t code,
                                                     DOVERIE_OUT DOVERIE_BORROWED(service) doverie_code_info* out,
                                                     doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* How many segments the longest SMS with a code takes: 1 or 2. With the defaults it is one. */
DOVERIE_API doverie_status doverie_service_sms_segments(const doverie_service* service, DOVERIE_OUT int32_t* out,
                                                        doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* How often the callback of an observer has thrown an exception, which was dropped. */
DOVERIE_API doverie_status doverie_service_observer_failures(const doverie_service* service, DOVERIE_OUT uint64_t* out,
                                                             doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* A callback may free the service that is calling it: that call finishes undisturbed. */
DOVERIE_API void doverie_service_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_service* service) DOVERIE_SINCE(0, 1);

/* What a host may say about any command; NULL where it has nothing to say. */
typedef struct doverie_command_meta {
  size_t struct_size;
  /* Makes a repetition of the command answer the same, with one effect: give it again after a time-out or a crash. 1 to 64
   * printable ASCII characters, unique in the realm. data is NULL: none, and a repetition is a new command; a text that is
   * empty is an error. */
  doverie_string command_id;
  /* Up to 256 bytes of the host's own (session id, trace id), recorded in the events. No personal data. */
  doverie_bytes context;
} doverie_command_meta;

/* What a command or a question was answered. Immutable: any thread may read it. The getters below fill a struct from it and
 * fault with invalid_argument when the answer is of another kind, or has no element `index` (counted from 0). */
typedef struct doverie_answer doverie_answer;
/* Which getter an answer is for: doverie_answer_invited() of DOVERIE_ANSWER_INVITED, and so on. */
typedef int32_t doverie_answer_kind;
#define DOVERIE_ANSWER_INVITED 1
#define DOVERIE_ANSWER_ACCEPTED 2
#define DOVERIE_ANSWER_RECOVERY_STARTED 3
#define DOVERIE_ANSWER_APPROVED 4
#define DOVERIE_ANSWER_CODE_CONFIRMED 5
#define DOVERIE_ANSWER_GRANT 6
#define DOVERIE_ANSWER_RECOVERY_VIEW 7
#define DOVERIE_ANSWER_TRUSTOR_VIEW 8
#define DOVERIE_ANSWER_CONTACT_VIEW 9
#define DOVERIE_ANSWER_AUDIT_TRAIL 10
#define DOVERIE_ANSWER_DIAGNOSIS 11
#define DOVERIE_ANSWER_TIMELINE 12
#define DOVERIE_ANSWER_HOLDINGS 13
#define DOVERIE_ANSWER_INVITATION_PAGE 14
#define DOVERIE_ANSWER_HISTORY_PAGE 15
DOVERIE_API doverie_string doverie_answer_kind_name(doverie_answer_kind kind) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);
/* 0 for NULL. */
DOVERIE_API doverie_answer_kind doverie_answer_get_kind(DOVERIE_NULLABLE const doverie_answer* answer) DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_answer_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_answer* answer) DOVERIE_SINCE(0, 1);

/* What became of the messages of one kind. Never grows. */
typedef struct doverie_pump_counts {
  uint32_t sent;      /* the gateway or the notifier has it, or may have; an invitation was erased */
  uint32_t postponed; /* tried again later */
  uint32_t refused;   /* the gateway will never take it */
  uint32_t expired;   /* it came too late */
  uint32_t obsolete;  /* not wanted or not true any more */
  uint32_t untold;    /* the service has no notifier */
  uint32_t set_aside; /* nobody can read it: doverie_service_release_set_aside() */
  uint32_t reserved;  /* 0 */
} doverie_pump_counts;
/* What one run of the pump did. */
typedef struct doverie_pump_report {
  size_t struct_size;
  doverie_pump_counts codes;
  doverie_pump_counts notices;
  doverie_pump_counts erasures; /* invitations whose time was over: doverie_operator_erase_ended() */
} doverie_pump_report;
typedef int32_t doverie_pump_what;
#define DOVERIE_PUMP_EVERYTHING 1
#define DOVERIE_PUMP_CODES 2
#define DOVERIE_PUMP_ALL_BUT_CODES 3
DOVERIE_API doverie_string doverie_pump_what_name(doverie_pump_what what) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);
/* Sends up to `limit` messages that are due, codes first, and erases invitations whose time is over. Call it after commands and
 * from time to time, from any thread or process; a crash repeats work, never loses it. `report`, which may be NULL, is filled in
 * whatever goes wrong: what could be done was done, and the fault is the first thing that could not. Faults: of the store and the
 * directory; sms_failed when there is no sender for a code. */
DOVERIE_API doverie_status doverie_service_pump(const doverie_service* service, uint32_t limit, doverie_pump_what what,
                                                DOVERIE_NULLABLE DOVERIE_OUT doverie_pump_report* report,
                                                doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* Threads that pump, for hosts without a loop of their own; nothing else in the library starts any. */
typedef struct doverie_pump_runner doverie_pump_runner;
typedef struct doverie_pump_runner_options {
  size_t struct_size;
  int32_t code_threads;  /* so many send codes: 1 to 64; 0: 2 */
  int32_t other_threads; /* so many send the rest: 1 to 64; 0: 1 */
  int64_t idle;          /* how long one waits that has found nothing to do: 1 ms to 1 h, in microseconds; 0: 1 s */
} doverie_pump_runner_options;
typedef struct doverie_pump_runner_callbacks {
  size_t struct_size;
  DOVERIE_NULLABLE void (*destroy)(void* self);
  /* After every run that had messages in hand or a fault, which is NULL otherwise; both are good during the call. Called by the
   * runner's threads, several at once. */
  DOVERIE_NULLABLE void (*reported)(void* self, const doverie_pump_report* report,
                                    DOVERIE_NULLABLE const doverie_error* fault);
} doverie_pump_runner_callbacks;
/* Keeps the service alive. Copies both structs, each of which may be NULL, and takes `self` over, whether it succeeds or not. Do
 * not fork with one at work: its threads stay in the parent. Faults: invalid_argument; busy when the system gives no more
 * threads. */
DOVERIE_API doverie_status doverie_pump_runner_start(const doverie_service* service,
                                                     DOVERIE_NULLABLE const doverie_pump_runner_options* options,
                                                     DOVERIE_NULLABLE const doverie_pump_runner_callbacks* callbacks,
                                                     DOVERIE_NULLABLE DOVERIE_TAKEN void* self,
                                                     DOVERIE_OUT DOVERIE_OWNED doverie_pump_runner** out,
                                                     doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Something may be due: call it after a command, so that its code goes out at once. Costs next to nothing. */
DOVERIE_API doverie_status doverie_pump_runner_wake(doverie_pump_runner* runner, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* No new run begins; waits up to `within` microseconds for those that have begun. `ended`: whether they have all ended; if not,
 * call it again. */
DOVERIE_API doverie_status doverie_pump_runner_stop(doverie_pump_runner* runner, int64_t within, DOVERIE_OUT int32_t* ended,
                                                    doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Stops, and waits for as long as it takes; not from a callback of its own. */
DOVERIE_API void doverie_pump_runner_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_pump_runner* runner) DOVERIE_SINCE(0, 1);
/* Messages that no run of the pump could read were set aside. Lets it try up to `limit` of them again, say after an upgrade; `out`:
 * how many. Those that are wrong still are set aside again. */
DOVERIE_API doverie_status doverie_service_release_set_aside(const doverie_service* service, uint32_t limit,
                                                             DOVERIE_OUT uint32_t* out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* What was set aside, each with what is wrong with it. Immutable. */
typedef struct doverie_set_aside doverie_set_aside;
typedef struct doverie_set_aside_message {
  size_t struct_size;
  doverie_string id;
  doverie_string bytes; /* references only: no personal data */
  doverie_string why;
} doverie_set_aside_message;
/* Up to `limit` of the messages that were set aside. */
DOVERIE_API doverie_status doverie_service_set_aside(const doverie_service* service, uint32_t limit,
                                                     DOVERIE_OUT DOVERIE_OWNED doverie_set_aside** out,
                                                     doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* 0 for NULL. */
DOVERIE_API size_t doverie_set_aside_count(DOVERIE_NULLABLE const doverie_set_aside* messages) DOVERIE_SINCE(0, 1);
/* Message `index`, counted from 0. Faults: invalid_argument when there is none. */
DOVERIE_API doverie_status doverie_set_aside_at(const doverie_set_aside* messages, size_t index,
                                                DOVERIE_OUT DOVERIE_BORROWED(messages) doverie_set_aside_message* out,
                                                doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_set_aside_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_set_aside* messages) DOVERIE_SINCE(0, 1);

/*
 * Commands and questions. Each belongs to one side, which the host has made sure is logged in (or, for the recoverer, holds
 * the secret); the library trusts the host on that and on nothing else. The acting account comes right after `meta`.
 *
 * Besides the reasons named in the fault and reason lists, every one of them may answer the faults of the ports,
 * invalid_argument (which names the argument), busy (a conflict that did not settle: nothing was written), and
 * outcome_unknown (repeat it with the same command id). `out` gets an answer that the caller frees.
 */

/* === The trustor =======================================================================================================
 * What can the owner of the protected account do, logged in? */

/* clang-format off */
/* BEGIN trustor: written by cmake/vocabulary from include/doverie/core/commands.def */
/* Offers the owner of `phone`, if called `name`, to become the trusted contact. The answer is the same whether or not the
 * phone has an account. `name`: the contact's given name as typed. `phone`: the contact's mobile phone as typed. Rejects:
 * name_invalid, phone_invalid, phone_not_allowed, contact_limit_reached, invitation_pending, invitations_exhausted, and
 * whatever makes the trustor ineligible. Answer: doverie_answer_invited(). */
DOVERIE_API doverie_status doverie_trustor_invite(const doverie_service* service,
                                                  DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string trustor,
                                                  doverie_string name, doverie_string phone,
                                                  DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(6) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Withdraws an invitation that was not answered. Rejects: invitation_not_found, or its state. */
DOVERIE_API doverie_status doverie_trustor_cancel_invitation(const doverie_service* service,
                                                             DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                             doverie_string trustor, doverie_string invitation,
                                                             doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Takes the trusted contact away. Under a policy with a `removal_delay` the first one asks for it, which both are told (see
 * doverie_contact_entry.removal_from), and a second one does it, when the delay is over and no more than a week later. A
 * report of fraud in between suspends what was asked for; once more with a verified factor, and it goes on after the freeze.
 * `verified_factor` (flag): the host has verified a factor of the trustor's for this very command, as for
 * doverie_host_owner_seen(), which it then is as well. Rejects: not_a_contact, frozen, removal_blocked while somebody is
 * recovering the account, removal_pending between the two, removal_suspended after a report. */
DOVERIE_API doverie_status doverie_trustor_remove_contact(const doverie_service* service,
                                                          DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                          doverie_string trustor, doverie_string contact,
                                                          int32_t verified_factor, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Takes back what doverie_trustor_remove_contact() has asked for, while it waits. Rejects: not_a_contact,
 * removal_not_asked. */
DOVERIE_API doverie_status doverie_trustor_keep_contact(const doverie_service* service,
                                                        DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                        doverie_string trustor, doverie_string contact,
                                                        doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Says no to a recovery of the own account, up to the moment it is redeemed. Rejects: request_not_found, or its state. */
DOVERIE_API doverie_status doverie_trustor_deny(const doverie_service* service,
                                                DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string trustor,
                                                doverie_string request, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Says that fraudsters are at work: all open requests die, the account freezes, both sides are told. */
DOVERIE_API doverie_status doverie_trustor_report_fraud(const doverie_service* service,
                                                        DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                        doverie_string trustor, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What the trustor's cabinet (личный кабинет, the pages of one side, which the host draws) has to show: contacts,
 * invitations, and recoveries of the own account. Answer: doverie_answer_trustor_view() and the elements it counts. */
DOVERIE_API doverie_status doverie_trustor_cabinet(const doverie_service* service, doverie_string trustor,
                                                   DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Why the own account cannot be recovered now, for its owner: as doverie_operator_explain(), but of what is wrong with a
 * contact only that the contact cannot confirm. `verified_factor` (flag): of the start that is asked about. `operation`
 * (empty: password_recovery): the same. Answer: doverie_answer_diagnosis() and the elements it counts. */
DOVERIE_API doverie_status doverie_trustor_explain(const doverie_service* service, doverie_string trustor,
                                                   int32_t verified_factor, doverie_string operation,
                                                   DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What has happened in the trustor's circle, the latest first, as the owner may know it: nothing of SMS and wrong codes, of
 * operators' names, or of invitations that were declined. Begins anew when the account has closed. A page shows the same
 * whatever is added meanwhile. `cursor`: doverie_history_page.next_cursor of the page before; empty for the first one.
 * `limit`: how many entries, 1 to 100. Answer: doverie_answer_history_page() and the elements it counts. */
DOVERIE_API doverie_status doverie_trustor_history(const doverie_service* service, doverie_string trustor,
                                                   doverie_string cursor, int32_t limit,
                                                   DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* END trustor */
/* clang-format on */

/* === The contact =======================================================================================================
 * What can a contact do, or somebody who was invited to be one, logged in? */

/* BEGIN operations: written by cmake/vocabulary from include/doverie/core/operations.def */
/* --- Operations that a contact can be asked to confirm; the policy may name others. */
/* Somebody who cannot log in wants a new password. */
#define DOVERIE_OPERATION_PASSWORD_RECOVERY "password_recovery"
/* Somebody who is logged in wants a new password. */
#define DOVERIE_OPERATION_PASSWORD_CHANGE "password_change"
/* END operations */

/* How a question of an attestation is answered. */
typedef int32_t doverie_question_kind;
#define DOVERIE_QUESTION_AGREE 1  /* a statement that the contact has to agree to */
#define DOVERIE_QUESTION_NUMBER 2 /* the contact has to answer with the request's number */
DOVERIE_API doverie_string doverie_question_kind_name(doverie_question_kind kind) DOVERIE_BORROWED(forever)
    DOVERIE_SINCE(0, 1);
typedef struct doverie_question {
  size_t struct_size;
  doverie_string id;
  doverie_string english;
  doverie_string russian;
  doverie_question_kind kind;
  int32_t reserved; /* 0 */
} doverie_question;
/* The latest version of what the contact is asked; versions count from 1. */
DOVERIE_API int32_t doverie_attestation_latest(void) DOVERIE_SINCE(0, 1);
/* How many questions a version has; 0 for a version that there is not. */
DOVERIE_API size_t doverie_question_count(int32_t version) DOVERIE_SINCE(0, 1);
/* Question `index`, counted from 0, in the order in which they are shown. Its strings live for ever, and never change. Faults:
 * invalid_argument when there is none. */
DOVERIE_API doverie_status doverie_question_at(int32_t version, size_t index,
                                               DOVERIE_OUT DOVERIE_BORROWED(forever) doverie_question* out,
                                               doverie_error** error) DOVERIE_NONNULL(3) DOVERIE_SINCE(0, 1);

/* What the contact declares before approving: agrees to every statement of the version that the request asks for
 * (doverie_request_view.attestation_version), and to nothing else. */
typedef struct doverie_attestation {
  size_t struct_size;
  int32_t spoke_with_trustor; /* flag: the contact has spoken with the trustor in person */
  int32_t nobody_misleads;    /* flag: and made sure that fraudsters are not misleading the trustor */
  doverie_string number;      /* the request's number, as the trustor told it */
  int32_t version;            /* of the texts that the contact was shown; 0: version 1 */
  int32_t reserved;           /* 0 */
  /* Ids of the statements agreed to, besides the two above; may be NULL when there are none. */
  DOVERIE_NULLABLE DOVERIE_LENGTH(agreed_count) const doverie_string* agreed;
  size_t agreed_count;
  /* What the contact was shown that the request is for (doverie_request_view.operation); empty: password_recovery. */
  doverie_string operation;
} doverie_attestation;

/* clang-format off */
/* BEGIN contact: written by cmake/vocabulary from include/doverie/core/commands.def */
/* Accepts an invitation and becomes the trusted contact. Rejects: invitation_not_found, its state, contact_serves_too_many,
 * contact_limit_reached, already_contact, same_person, frozen, call_in_progress, and whatever makes the contact ineligible.
 * Answer: doverie_answer_accepted(). */
DOVERIE_API doverie_status doverie_contact_accept(const doverie_service* service,
                                                  DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string contact,
                                                  doverie_string invitation, DOVERIE_OUT DOVERIE_OWNED doverie_answer** out,
                                                  doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Says no to an invitation. The trustor does not learn of it. Rejects: invitation_not_found, or its state. */
DOVERIE_API doverie_status doverie_contact_decline(const doverie_service* service,
                                                   DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string contact,
                                                   doverie_string invitation, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Stops being that person's trusted contact. Waits under a policy with a `removal_delay`, as
 * doverie_trustor_remove_contact() does, and is suspended as that is. `verified_factor` (flag): the host has verified a
 * factor of the contact's for this very command. Rejects: as doverie_trustor_remove_contact(). */
DOVERIE_API doverie_status doverie_contact_resign(const doverie_service* service,
                                                  DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string contact,
                                                  doverie_string trustor, int32_t verified_factor, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Takes back what doverie_contact_resign() has asked for, while it waits. Rejects: not_a_contact, removal_not_asked. */
DOVERIE_API doverie_status doverie_contact_stay(const doverie_service* service,
                                                DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string contact,
                                                doverie_string trustor, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Approves one request; the others of the same trustor are denied, but for those that another contact has approved: then
 * neither can be redeemed until one has ended. The pump sends the code. Rejects: request_not_found, its state,
 * operation_mismatch, attestation_outdated, attestation_incomplete, number_mismatch (counted under a policy with a
 * `conversation_code`, then too_many_wrong_numbers), frozen, contact_locked, recovery_locked, and whatever makes either side
 * ineligible. Answer: doverie_answer_approved(). */
DOVERIE_API doverie_status doverie_contact_approve(const doverie_service* service,
                                                   DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string contact,
                                                   doverie_string request, const doverie_attestation* attestation,
                                                   DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(5) DOVERIE_NONNULL(6) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Has the same code sent once more while it lives, and a new one after that. Rejects: as doverie_contact_approve(),
 * approval_missing, sends_exhausted, send_too_soon. Answer: doverie_answer_approved(). */
DOVERIE_API doverie_status doverie_contact_resend_code(const doverie_service* service,
                                                       DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                       doverie_string contact, doverie_string request,
                                                       DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Enters the code from the SMS. A wrong one is counted before the answer is known. Rejects: wrong_code (needs: how many are
 * allowed, has: how many were wrong), too_many_wrong_codes, hang_up_first while a call is on that began after the code was
 * made, code_expired, code_void, code_older (not counted), code_already_used, code_malformed, approval_missing, and as
 * doverie_contact_approve(). Answer: doverie_answer_code_confirmed(). */
DOVERIE_API doverie_status doverie_contact_confirm_code(const doverie_service* service,
                                                        DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                        doverie_string contact, doverie_string request, doverie_string code,
                                                        DOVERIE_OUT DOVERIE_OWNED doverie_answer** out,
                                                        doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(6) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Says no to a recovery. Rejects: request_not_found, or its state. */
DOVERIE_API doverie_status doverie_contact_deny(const doverie_service* service,
                                                DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string contact,
                                                doverie_string request, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Says that fraudsters are after that person: all open requests die, the account freezes. A contact who has frozen the
 * account before freezes it no more for the policy's `contact_freeze_pause` after the owner was seen
 * (doverie_host_owner_seen()); requests die and everybody is told all the same. Rejects: not_a_contact. */
DOVERIE_API doverie_status doverie_contact_report_fraud(const doverie_service* service,
                                                        DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                        doverie_string contact, doverie_string trustor,
                                                        doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What the contact's cabinet has to show: invitations, whom the account serves, and their recoveries. Answer:
 * doverie_answer_contact_view() and the elements it counts. */
DOVERIE_API doverie_status doverie_contact_cabinet(const doverie_service* service, doverie_string contact,
                                                   DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The invitations that wait for the contact's answer, the oldest first. A page that is asked for later has all that still
 * wait of those after the page before, and each of them once, whatever was added, answered or withdrawn meanwhile. `cursor`:
 * doverie_invitation_page.next_cursor of the page before, or doverie_contact_view.more_invitations; empty for the first one.
 * `limit`: how many invitations, 1 to 100. Answer: doverie_answer_invitation_page() and the elements it counts. */
DOVERIE_API doverie_status doverie_contact_invitations(const doverie_service* service, doverie_string contact,
                                                       doverie_string cursor, int32_t limit,
                                                       DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* END contact */
/* clang-format on */

/* === The recoverer =====================================================================================================
 * What can whoever started password recovery do, holding its secret? */

/* Fills `secret` with a new secret for doverie_recoverer_start(); `entropy` NULL: of the machine. `size` has to be
 * DOVERIE_SECRET_SIZE. Faults: entropy_unavailable. Nothing of `secret` is written on failure. */
DOVERIE_API doverie_status doverie_new_recovery_secret(DOVERIE_NULLABLE const doverie_entropy* entropy,
                                                       DOVERIE_OUT DOVERIE_LENGTH(size) uint8_t* secret, size_t size,
                                                       doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);

/* A request of another account than `trustor` is rejected with request_not_found, and nothing is consumed: a mix-up of
 * sessions resets nobody's password. */

/* clang-format off */
/* BEGIN recoverer: written by cmake/vocabulary from include/doverie/core/commands.def */
/* Starts a recovery of the account, or another operation that a contact has to confirm. doverie_recovery_started.status says
 * how to go on. An operation that the policy does not name is the fault operation_unknown. `secret`: 32 new random bytes,
 * which the host keeps; only their hash is stored. `verified_factor` (flag): the host has verified a factor of the owner's;
 * such starts have a budget of their own, so that strangers cannot use up the owner's. `operation` (empty:
 * password_recovery): what the contact is to confirm: password_recovery, or what the policy's `other_operations` name.
 * Rejects: requests_open, starts_exhausted, recovery_locked. Answer: doverie_answer_recovery_started(). */
DOVERIE_API doverie_status doverie_recoverer_start(const doverie_service* service,
                                                   DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string trustor,
                                                   doverie_bytes secret, int32_t verified_factor, doverie_string operation,
                                                   DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(7) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Where the recovery stands; hosts poll it. Rejects: request_not_found, wrong_secret. Answer:
 * doverie_answer_recovery_view(). */
DOVERIE_API doverie_status doverie_recoverer_status(const doverie_service* service, doverie_string trustor,
                                                    doverie_string request, doverie_bytes secret,
                                                    DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Gives the recovery up. Rejects: request_not_found, wrong_secret, or its state. */
DOVERIE_API doverie_status doverie_recoverer_cancel(const doverie_service* service,
                                                    DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                    doverie_string trustor, doverie_string request, doverie_bytes secret,
                                                    doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Uses the approval up, once; everything is checked again. A repetition with the same command id answers with the same grant
 * while it is good, any other try is refused. Always give a command id: a grant whose answer was lost is gone without it.
 * `operation` (empty: password_recovery): what the host is about to do, which has to be what the request is for. Rejects:
 * request_not_found, wrong_secret, operation_mismatch, request_not_approved, request_waiting, requests_conflict, its state,
 * frozen, recovery_locked, contact_unavailable when the contact or the trustor is not eligible any more. Answer:
 * doverie_answer_grant(). */
DOVERIE_API doverie_status doverie_recoverer_redeem(const doverie_service* service,
                                                    DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                    doverie_string trustor, doverie_string request, doverie_bytes secret,
                                                    doverie_string operation, DOVERIE_OUT DOVERIE_OWNED doverie_answer** out,
                                                    doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(7) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* END recoverer */
/* clang-format on */

/* === The host ==========================================================================================================
 * What does the host itself report? (What its operators do: doverie_operator.h.) */

/* What can change in an account that matters to the others in a circle. */
typedef int32_t doverie_account_change;
#define DOVERIE_ACCOUNT_CHANGE_PHONE 1 /* another phone was confirmed, or none is */
#define DOVERIE_ACCOUNT_CHANGE_SIM 2   /* the SIM of the phone was changed */
#define DOVERIE_ACCOUNT_CHANGE_LEVEL 3 /* the account is confirmed, or no longer is */
#define DOVERIE_ACCOUNT_CHANGE_CITIZENSHIP 4
DOVERIE_API doverie_string doverie_account_change_name(doverie_account_change change) DOVERIE_BORROWED(forever)
    DOVERIE_SINCE(0, 1);

/* clang-format off */
/* BEGIN host: written by cmake/vocabulary from include/doverie/core/commands.def */
/* The owner was seen with a verified factor: just now the host has verified more than a session, something of the owner's
 * that whoever steals one does not have. Undoes what is weak and waits for the owner: recovery_locked, a contact lost under
 * recovery, a start in vain, the freezes of a contact who reports again and again. Hosts may report every such login. Not
 * for a session that goes on. */
DOVERIE_API doverie_status doverie_host_owner_seen(const doverie_service* service,
                                                   DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string trustor,
                                                   doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The owner recovered the account by other means: recorded, open requests die, both sides are told. `channel`: mfc, bank, …;
 * 1 to 32 of [a-z0-9_-]. */
DOVERIE_API doverie_status doverie_host_recovered_by_other_means(const doverie_service* service,
                                                                 DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                                 doverie_string trustor, doverie_string channel,
                                                                 doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* An account is no more: its owner has closed it, or has died. As a contact it leaves every circle, in the words of a
 * resignation, and counts as lost under recovery there until the owner was seen (doverie_host_owner_seen()); as a trustor
 * its requests and invitations end, and its contacts are free. Whoever is given the same id later inherits nothing. Once
 * more changes nothing. */
DOVERIE_API doverie_status doverie_host_account_closed(const doverie_service* service,
                                                       DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                       doverie_string account, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Somebody, a contact or a trustor, is in a call: fraudsters make people read codes out on the phone. Until it has ended, at
 * most for the policy's `call_hold`, no code is sent for which the account is contact or trustor. The same call twice
 * changes nothing, and accounts that are neither leave no record. `call_id`: the host's own id of the call, 1 to 64
 * printable ASCII characters without spaces; it tells two calls at once apart. */
DOVERIE_API doverie_status doverie_host_call_began(const doverie_service* service,
                                                   DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string account,
                                                   doverie_string call_id, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The call has ended; the pump sends codes that waited for it. A call that is not known, or has been held for as long as the
 * policy allows, is answered like any other. `call_id`: as in doverie_host_call_began(). */
DOVERIE_API doverie_status doverie_host_call_ended(const doverie_service* service,
                                                   DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string account,
                                                   doverie_string call_id, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The host has seen that an account was changed: recorded, and told to the others. Codes sent before to a phone that has
 * changed are void, and so are the requests of a trustor whose phone or SIM has changed since they began. The same change,
 * or an older one of its kind, changes nothing. Commands record what they find changed in the facts likewise, so that a host
 * need not report what its directory tells. Accounts that are neither trustor nor contact leave no record. `since`
 * (microseconds since 1970, UTC): when it was changed; not in the future. */
DOVERIE_API doverie_status doverie_host_account_changed(const doverie_service* service,
                                                        DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                        doverie_string account, doverie_account_change what, int64_t since,
                                                        doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The SMS gateway has reported what became of a code's SMS: the contact's cabinet shows it. `report` is the message id that
 * the sender was given; nobody else knows it. The first report counts, and may come before the gateway has said that it took
 * the SMS. A report never lets a code be sent more often. `report`: the message id of the SMS, as the gateway has given it
 * back. `delivered` (flag): the phone has it; otherwise it is lost for good. Rejects: report_unknown, request_not_found. */
DOVERIE_API doverie_status doverie_host_sms_reported(const doverie_service* service,
                                                     DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                     doverie_string report, int32_t delivered, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* END host */
/* clang-format on */

/* === Answers ===========================================================================================================
 * What did a command or a question answer? */

/* --- States ------------------------------------------------------------------------------------------------------------ */

/* clang-format off */
/* BEGIN states: written by cmake/vocabulary from include/doverie/core/states.def */
/* Which of the vocabularies below a number is of, for doverie_state_text(). */
typedef int32_t doverie_vocabulary;
#define DOVERIE_VOCABULARY_START_STATUS 1
#define DOVERIE_VOCABULARY_INVITATION_STATE 2
#define DOVERIE_VOCABULARY_REQUEST_STATE 3
#define DOVERIE_VOCABULARY_REQUEST_END 4
#define DOVERIE_VOCABULARY_SMS_STATE 5
#define DOVERIE_VOCABULARY_CONTACT_STEP 6
#define DOVERIE_VOCABULARY_LINK_STATE 7
#define DOVERIE_VOCABULARY_FREEZE_CAUSE 8
#define DOVERIE_VOCABULARY_HISTORY_KIND 9
DOVERIE_API doverie_string doverie_vocabulary_name(doverie_vocabulary vocabulary) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* How a start of a recovery was answered. */
typedef int32_t doverie_start_status;
/* The contact has been asked; go on by asking for the status. */
#define DOVERIE_START_PENDING 1
/* Fraud was reported, or an operator has frozen the account: no start until `until`. */
#define DOVERIE_START_FROZEN 2
/* There is a contact, but he cannot confirm now: do NOT fall back to ordinary recovery. */
#define DOVERIE_START_CONTACT_UNAVAILABLE 3
/* No contact was appointed, or the policy only observes: the host uses its ordinary recovery. */
#define DOVERIE_START_NOT_PROTECTED 4
/* The policy does not ask the contact about this operation: the host goes on as without one. */
#define DOVERIE_START_NOT_NEEDED 5
DOVERIE_API doverie_string doverie_start_status_name(doverie_start_status status) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* Where an invitation stands. */
typedef int32_t doverie_invitation_state;
/* Nobody has answered it. */
#define DOVERIE_INVITATION_PENDING 1
/* Whoever was invited is the contact. */
#define DOVERIE_INVITATION_ACCEPTED 2
/* Whoever was invited has said no, which the trustor is not shown. */
#define DOVERIE_INVITATION_DECLINED 3
/* The trustor has withdrawn it. */
#define DOVERIE_INVITATION_CANCELLED 4
/* Its time is over; computed, never stored. */
#define DOVERIE_INVITATION_EXPIRED 5
DOVERIE_API doverie_string doverie_invitation_state_name(doverie_invitation_state state) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* Where a recovery request stands. */
typedef int32_t doverie_request_state;
/* Waiting for the contact's approval. */
#define DOVERIE_REQUEST_PENDING 1
/* Approved by a contact; not enough codes were typed yet. */
#define DOVERIE_REQUEST_AWAITING_CODE 2
/* Confirmed; can be redeemed. */
#define DOVERIE_REQUEST_APPROVED 3
/* The host has gone on with it. */
#define DOVERIE_REQUEST_REDEEMED 4
/* Trustor or contact have said no. */
#define DOVERIE_REQUEST_DENIED 5
/* The recoverer has given it up. */
#define DOVERIE_REQUEST_CANCELLED 6
/* By a fraud report, a freeze, a changed phone or SIM, other means of recovery, restoring a backup, or revoking a policy. */
#define DOVERIE_REQUEST_VOIDED 7
/* Its time is over; computed, never stored. */
#define DOVERIE_REQUEST_EXPIRED 8
DOVERIE_API doverie_string doverie_request_state_name(doverie_request_state state) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* How a recovery request has ended. */
typedef int32_t doverie_request_end;
/* The host has gone on with it. */
#define DOVERIE_END_REDEEMED 1
/* The owner has said no. */
#define DOVERIE_END_DENIED_BY_TRUSTOR 2
/* A contact has said no. */
#define DOVERIE_END_DENIED_BY_CONTACT 3
/* A contact has approved another request. */
#define DOVERIE_END_ANOTHER_APPROVED 4
/* The recoverer has given it up. */
#define DOVERIE_END_CANCELLED 5
/* Its time was over. */
#define DOVERIE_END_EXPIRED 6
/* Fraud was reported. */
#define DOVERIE_END_FRAUD 7
/* An operator has frozen the account. */
#define DOVERIE_END_FROZEN 8
/* The owner has recovered the account in another way. */
#define DOVERIE_END_OTHER_MEANS 9
/* The owner's phone or SIM has changed since it began. */
#define DOVERIE_END_PHONE_CHANGED 10
/* The account is no more. */
#define DOVERIE_END_ACCOUNT_CLOSED 11
/* A backup was restored, or its policy was revoked. */
#define DOVERIE_END_REVOKED 12
DOVERIE_API doverie_string doverie_request_end_name(doverie_request_end end) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* What has become of a code's SMS, as far as is known. */
typedef int32_t doverie_sms_state;
/* The gateway has not taken it yet. */
#define DOVERIE_SMS_ON_ITS_WAY 1
/* The gateway has taken it, or may have. */
#define DOVERIE_SMS_TAKEN 2
/* The gateway reports that the phone has it. */
#define DOVERIE_SMS_DELIVERED 3
/* It was refused, or its code has expired before it was taken, or the gateway reports that it was lost. */
#define DOVERIE_SMS_FAILED 4
DOVERIE_API doverie_string doverie_sms_state_name(doverie_sms_state state) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* What a contact can do next for a request. */
typedef int32_t doverie_contact_step;
/* Say yes or no. */
#define DOVERIE_STEP_APPROVE 1
/* Type the code that comes by SMS. */
#define DOVERIE_STEP_TYPE_CODE 2
/* Nothing: the own part is done, and other contacts have to do theirs. */
#define DOVERIE_STEP_WAIT 3
DOVERIE_API doverie_string doverie_contact_step_name(doverie_contact_step step) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* Where a trusted contact of somebody stands. */
typedef int32_t doverie_link_state;
/* Appointed, and the policy's `activation_delay` is not over. */
#define DOVERIE_LINK_NOT_ACTIVE_YET 1
/* Appointed. */
#define DOVERIE_LINK_ACTIVE 2
/* One of the two has asked for the end of it, and it waits or can be done. */
#define DOVERIE_LINK_LEAVING 3
/* That was asked for, and a freeze has suspended it. */
#define DOVERIE_LINK_LEAVING_SUSPENDED 4
DOVERIE_API doverie_string doverie_link_state_name(doverie_link_state state) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* Who has frozen an account. */
typedef int32_t doverie_freeze_cause;
/* Its owner has reported fraud. */
#define DOVERIE_FREEZE_TRUSTOR 1
/* A trusted contact has reported fraud. */
#define DOVERIE_FREEZE_CONTACT 2
/* An operator of the host, until operators lift it. */
#define DOVERIE_FREEZE_HOST 3
DOVERIE_API doverie_string doverie_freeze_cause_name(doverie_freeze_cause cause) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* What has happened in the trustor's circle. */
typedef int32_t doverie_history_kind;
/* The trustor has invited somebody. */
#define DOVERIE_HISTORY_INVITATION_SENT 1
/* The trustor has withdrawn an invitation. */
#define DOVERIE_HISTORY_INVITATION_WITHDRAWN 2
/* Somebody has accepted an invitation. */
#define DOVERIE_HISTORY_CONTACT_APPOINTED 3
/* The trustor has taken the contact away. */
#define DOVERIE_HISTORY_CONTACT_REMOVED 4
/* The contact has resigned, or has no account any more. */
#define DOVERIE_HISTORY_CONTACT_RESIGNED 5
/* The trustor has asked for the contact's removal. */
#define DOVERIE_HISTORY_REMOVAL_ASKED 6
/* The contact has asked to resign. */
#define DOVERIE_HISTORY_RESIGNATION_ASKED 7
/* The trustor has taken that back. */
#define DOVERIE_HISTORY_REMOVAL_WITHDRAWN 8
/* The contact has taken that back. */
#define DOVERIE_HISTORY_RESIGNATION_WITHDRAWN 9
/* The trustor has confirmed the removal after a report of fraud. */
#define DOVERIE_HISTORY_REMOVAL_RESUMED 10
/* The contact has confirmed the resignation after a report of fraud. */
#define DOVERIE_HISTORY_RESIGNATION_RESUMED 11
/* Somebody has started a recovery. */
#define DOVERIE_HISTORY_RECOVERY_STARTED 12
/* A contact has typed the right code. */
#define DOVERIE_HISTORY_RECOVERY_CONFIRMED 13
/* Enough contacts have confirmed. */
#define DOVERIE_HISTORY_RECOVERY_APPROVED 14
/* A recovery has ended; how, says `end`. */
#define DOVERIE_HISTORY_RECOVERY_ENDED 15
/* One wrong code too many was typed: recovery by contact is closed. */
#define DOVERIE_HISTORY_RECOVERY_LOCKED 16
/* The owner or a contact has reported fraud. */
#define DOVERIE_HISTORY_FRAUD_REPORTED 17
/* An operator has frozen the account. */
#define DOVERIE_HISTORY_ACCOUNT_FROZEN 18
/* Operators have lifted the freeze. */
#define DOVERIE_HISTORY_ACCOUNT_UNFROZEN 19
/* The owner was seen with a verified factor, which something waited for. */
#define DOVERIE_HISTORY_OWNER_SEEN 20
/* The owner has recovered the account in another way. */
#define DOVERIE_HISTORY_RECOVERED_BY_OTHER_MEANS 21
/* Phone, SIM, level or citizenship of the account has changed. */
#define DOVERIE_HISTORY_ACCOUNT_CHANGED 22
/* An operator has erased personal data of the account. */
#define DOVERIE_HISTORY_DATA_ERASED 23
/* An operator has brought the contact in from the system before. */
#define DOVERIE_HISTORY_CONTACT_IMPORTED 24
DOVERIE_API doverie_string doverie_history_kind_name(doverie_history_kind kind) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);
/* END states */
/* clang-format on */

/* --- Of commands ------------------------------------------------------------------------------------------------------- */

typedef struct doverie_invited {
  size_t struct_size;
  doverie_string invitation; /* its id */
  doverie_string phone_masked;
  /* 1: the host may send this phone a notice about the invitation now; says nothing about an account. */
  int32_t notice_allowed;
  int64_t expires_at;
} doverie_invited;
DOVERIE_API doverie_status doverie_answer_invited(const doverie_answer* answer,
                                                  DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_invited* out,
                                                  doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

typedef struct doverie_accepted {
  size_t struct_size;
  doverie_string trustor;
  int64_t active_from;
} doverie_accepted;
DOVERIE_API doverie_status doverie_answer_accepted(const doverie_answer* answer,
                                                   DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_accepted* out,
                                                   doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

typedef struct doverie_recovery_started {
  size_t struct_size;
  doverie_start_status status;
  /* 1: not_protected only because the policy observes this account (`protected_share`): all is recorded and told as ever, and
   * request, number and until are those of the request that was opened, if one was. For the host alone: whoever started this is to
   * see what is seen of an account without a contact. A repetition of the command is a start of its own. */
  int32_t would_be_protected;
  doverie_string request; /* its id; empty unless a request was opened */
  doverie_string number;  /* to show to whoever started this; empty unless pending or observed */
  int64_t until;          /* of a request: when it expires; frozen: when the freeze ends; otherwise 0 */
} doverie_recovery_started;
DOVERIE_API doverie_status doverie_answer_recovery_started(const doverie_answer* answer,
                                                           DOVERIE_OUT DOVERIE_BORROWED(answer)
                                                               doverie_recovery_started* out,
                                                           doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

typedef struct doverie_approved {
  size_t struct_size;
  /* Where the code goes: the contact's own phone. Empty when the command is repeated and the contact has another one now. */
  doverie_string phone_masked;
  int64_t code_expires_at;
} doverie_approved;
DOVERIE_API doverie_status doverie_answer_approved(const doverie_answer* answer,
                                                   DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_approved* out,
                                                   doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

typedef struct doverie_code_confirmed {
  size_t struct_size;
  int32_t approved;      /* 1: enough contacts have confirmed */
  int64_t redeem_before; /* when approved; otherwise 0 */
  int64_t redeem_from;   /* when approved under a policy with a waiting_period: not before; otherwise 0 */
} doverie_code_confirmed;
DOVERIE_API doverie_status doverie_answer_code_confirmed(const doverie_answer* answer,
                                                         DOVERIE_OUT doverie_code_confirmed* out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* Single-use proof that the operation was approved. The host keys its password reset on `id`: a repeated command resets once.
 */
typedef struct doverie_grant {
  size_t struct_size;
  doverie_string id;
  doverie_string trustor;
  doverie_string operation; /* what it is for, and for nothing else */
} doverie_grant;
DOVERIE_API doverie_status doverie_answer_grant(const doverie_answer* answer,
                                                DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_grant* out,
                                                doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);

/* --- Of questions ------------------------------------------------------------------------------------------------------ */

/* What the recoverer sees. */
typedef struct doverie_recovery_view {
  size_t struct_size;
  doverie_request_state state;
  doverie_start_status standing; /* FROZEN or CONTACT_UNAVAILABLE override what can be done; otherwise PENDING */
  doverie_string number;
  int64_t expires_at;  /* when approved: until when it can be redeemed */
  int64_t redeem_from; /* when approved and it has to wait: not before; otherwise 0 */
  /* Contacts who have typed their code, of so many that have to. Only for who has started it with a verified factor, for a stranger
   * need not know how far the contacts have been deceived; otherwise both are 0. */
  int32_t confirmed;
  int32_t required;
} doverie_recovery_view;
DOVERIE_API doverie_status doverie_answer_recovery_view(const doverie_answer* answer,
                                                        DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_recovery_view* out,
                                                        doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* The trustor's cabinet. An invitation stays PENDING here until it expires even when it was declined. Of a contact it tells nothing
 * that the trustor could not find out by a start. */
typedef struct doverie_trustor_view {
  size_t struct_size;
  size_t contact_count;           /* for doverie_answer_contact_at() */
  size_t invitation_count;        /* for doverie_answer_invitation_at() */
  size_t request_count;           /* for doverie_answer_request_at(): of the last 24 hours and all open ones, oldest first */
  int32_t recovery_locked;        /* 1: too many wrong codes; locked until the owner logs in */
  int32_t observed;               /* 1: there are contacts, and recoveries do not wait for them yet */
  int64_t frozen_until;           /* 0: not frozen */
  int64_t frozen_since;           /* the same */
  doverie_freeze_cause frozen_by; /* the same; an operator's name is not told */
  int32_t contacts_required;      /* so many have to confirm a recovery that is started now */
  doverie_string frozen_by_contact; /* when a contact has: who; otherwise empty */
  int32_t contacts_able;            /* of so many who could confirm it now, none above contacts_required */
  int32_t free_places;              /* so many people can still be invited as contacts */
  int32_t invitations_left;         /* so many invitations can still be sent today */
  int32_t reserved;                 /* 0 */
  int64_t invitations_from;         /* when invitations_left is 0: from when on there are some again; otherwise 0 */
} doverie_trustor_view;
DOVERIE_API doverie_status doverie_answer_trustor_view(const doverie_answer* answer,
                                                       DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_trustor_view* out,
                                                       doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* The contact's cabinet. */
typedef struct doverie_contact_view {
  size_t struct_size;
  /* For doverie_answer_invitation_at(): the first 20 of those that wait for the phone and given name of this account. */
  size_t invitation_count;
  size_t trustor_count;            /* for doverie_answer_trustor_at() */
  size_t request_count;            /* for doverie_answer_request_at(): all open ones, and the others of the last 24 hours */
  int64_t locked_until;            /* cannot confirm until then: wrong codes, or a backup was restored; 0: not locked */
  doverie_string more_invitations; /* where doverie_contact_invitations() goes on; empty when these are all */
} doverie_contact_view;
DOVERIE_API doverie_status doverie_answer_contact_view(const doverie_answer* answer,
                                                       DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_contact_view* out,
                                                       doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* A trusted contact, in the trustor's cabinet. */
typedef struct doverie_contact_entry {
  size_t struct_size;
  doverie_string contact;
  int64_t appointed_at;
  int64_t active_from;
  int64_t removal_from;     /* the trustor has asked for the removal: when it can be done; otherwise 0 */
  int64_t resignation_from; /* the contact wants to resign: when that can be done; otherwise 0 */
  doverie_link_state state;
  int32_t removal_suspended;     /* 1: a freeze has suspended it: removal_from is 0 until it is confirmed */
  int32_t resignation_suspended; /* 1: the same of the resignation */
  int32_t reserved;              /* 0 */
} doverie_contact_entry;
DOVERIE_API doverie_status doverie_answer_contact_at(const doverie_answer* answer, size_t index,
                                                     DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_contact_entry* out,
                                                     doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

/* Somebody whom the contact serves, in the contact's cabinet. */
typedef struct doverie_trustor_entry {
  size_t struct_size;
  doverie_string trustor;
  int64_t appointed_at;
  int64_t active_from;
  int64_t removal_from; /* as in doverie_contact_entry, and so on */
  int64_t resignation_from;
  doverie_link_state state;
  int32_t removal_suspended;
  int32_t resignation_suspended;
  int32_t frozen; /* 1: the trustor's account is, which the contact was told */
} doverie_trustor_entry;
DOVERIE_API doverie_status doverie_answer_trustor_at(const doverie_answer* answer, size_t index,
                                                     DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_trustor_entry* out,
                                                     doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

/* An invitation, in either cabinet. */
typedef struct doverie_invitation_view {
  size_t struct_size;
  doverie_string invitation; /* its id */
  doverie_invitation_state state;
  doverie_string trustor; /* in the contact's cabinet; otherwise empty */
  doverie_string name;    /* as the trustor typed it; empty once erased */
  doverie_string phone_masked;
  int64_t sent_at;
  int64_t expires_at;
} doverie_invitation_view;
DOVERIE_API doverie_status doverie_answer_invitation_at(const doverie_answer* answer, size_t index,
                                                        DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_invitation_view* out,
                                                        doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

/* A page of the contact's invitations: doverie_answer_invitation_at() has them. */
typedef struct doverie_invitation_page {
  size_t struct_size;
  size_t invitation_count;
  doverie_string next_cursor; /* of the next page; empty: there are no more */
} doverie_invitation_page;
DOVERIE_API doverie_status doverie_answer_invitation_page(const doverie_answer* answer,
                                                          DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_invitation_page* out,
                                                          doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* A page of a circle's history, the latest first. */
typedef struct doverie_history_page {
  size_t struct_size;
  size_t entry_count;         /* for doverie_answer_history_entry_at() */
  doverie_string next_cursor; /* of the next page; empty: there are no more */
} doverie_history_page;
DOVERIE_API doverie_status doverie_answer_history_page(const doverie_answer* answer,
                                                       DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_history_page* out,
                                                       doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* One thing that has happened in a circle, as its owner may know it. */
typedef struct doverie_history_entry {
  size_t struct_size;
  uint64_t version; /* its place in the circle's records */
  int64_t at;
  doverie_history_kind kind;
  doverie_request_end end;   /* of a recovery that has ended; otherwise 0 */
  doverie_string contact;    /* whom it is about; empty where that is nobody, or not known */
  doverie_string request;    /* the same */
  doverie_string invitation; /* the same */
  doverie_string operation;  /* of a recovery that was started; otherwise empty */
} doverie_history_entry;
DOVERIE_API doverie_status doverie_answer_history_entry_at(const doverie_answer* answer, size_t index,
                                                           DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_history_entry* out,
                                                           doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

/* A recovery request, in either cabinet. */
typedef struct doverie_request_view {
  size_t struct_size;
  doverie_string request; /* its id */
  doverie_string trustor;
  doverie_string number;
  doverie_request_state state;
  int32_t verified_factor;
  int64_t started_at;
  int64_t expires_at;
  int64_t redeem_from;         /* approved and waiting: until then the owner can say no at leisure; otherwise 0 */
  int32_t attestation_version; /* of what the contact is asked; 0 when the request's policy is not known */
  int32_t reserved_too;        /* 0 */
  /* The contact's own code, from the yes until it was typed; otherwise all of it is 0. */
  doverie_sms_state code_sms;
  int32_t code_sends_left; /* how often the gateway may still take one */
  /* So many wrong codes, and one more is refused, whichever limit that is: of the day, of this contact, in a row, of the account. */
  int32_t code_attempts_left;
  int32_t code_call_in_progress; /* 1: a call holds codes back, and one is sent when it has ended */
  int64_t code_sms_at;           /* since when code_sms is known */
  int64_t code_expires_at;
  int64_t code_resend_from;         /* not to be asked for again before; 0 when none may be sent any more for this request */
  doverie_string code_phone_masked; /* where it goes; empty when the contact has no phone that counts */
  doverie_string operation;         /* what it is for: to be shown to the contact before anything else */
  /* When code_attempts_left is 0: from when on a code can be typed again; 0 when that takes more than time. */
  int64_t code_attempts_from;
  int32_t confirmed;         /* contacts who have typed their code */
  int32_t required;          /* so many have to */
  doverie_contact_step step; /* for the contact: what is to be done next; 0 when there is nothing, and for the trustor */
  doverie_request_end end;   /* how it has ended; 0 while it is open */
  int64_t ended_at;          /* when; 0 while it is open, and when a restore or a revoked policy has ended it */
  /* For the contact who has to hear the number: how many wrong ones are still allowed today; -1 where it is shown. */
  int32_t number_attempts_left;
  int32_t reserved; /* 0 */
} doverie_request_view;
DOVERIE_API doverie_status doverie_answer_request_at(const doverie_answer* answer, size_t index,
                                                     DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_request_view* out,
                                                     doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

/* Why can an account not be recovered? doverie_operator_explain() and doverie_trustor_explain(). */
typedef struct doverie_diagnosis {
  size_t struct_size;
  size_t finding_count; /* for doverie_answer_finding_at() */
  /* What a start would answer now; 0: it would be refused or would fault, as the first finding says. */
  doverie_start_status start;
  int32_t reserved;
} doverie_diagnosis;
DOVERIE_API doverie_status doverie_answer_diagnosis(const doverie_answer* answer, DOVERIE_OUT doverie_diagnosis* out,
                                                    doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* One thing that was found. First what a start would answer; then what stands against it, in the order in which a start looks
 * at it; then what stands against open requests; then everything else. What a finding does not have is empty. */
typedef struct doverie_finding {
  size_t struct_size;
  int32_t against; /* 1: it stands against a start, or against a request that is open */
  int32_t reserved;
  int64_t needs;          /* the limit, or what the rule asks for; DOVERIE_ABSENT: none */
  int64_t has;            /* how much of it is used up, or what the rule has found; DOVERIE_ABSENT: none */
  int64_t since;          /* 0: none */
  int64_t until;          /* 0: none */
  doverie_string kind;    /* its name in include/doverie/core/findings.def; expect new ones */
  doverie_string account; /* whom it is about, when it is not about the whole circle */
  doverie_string request;
  doverie_string reason;  /* as in DOVERIE_REASON_…, in lower case, or as the host named its rule */
  doverie_string detail;  /* an operator, a policy, or a state, by their names */
  doverie_string english; /* for a person; times in UTC */
  doverie_string russian;
} doverie_finding;
DOVERIE_API doverie_status doverie_answer_finding_at(const doverie_answer* answer, size_t index,
                                                     DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_finding* out,
                                                     doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

/* === Stores and other ports that ship ==================================================================================
 * What comes with the library to keep events, know people, hold keys, send and tell? */

/* --- Event stores ------------------------------------------------------------------------------------------------------ */

/* Everything is gone when its last user is. */
DOVERIE_API doverie_status doverie_memory_store_new(DOVERIE_OUT DOVERIE_OWNED doverie_store** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

typedef struct doverie_sqlite_options {
  size_t struct_size;
  DOVERIE_NULLABLE const doverie_clock* clock; /* the store's own time, compared with the service's; NULL: none */
  doverie_string identity;                     /* of the store that is meant; empty: any */
} doverie_sqlite_options;

/* Makes a new store in a new file `path`: once, as an empty store says of everybody that nobody protects him. `options` may be
 * NULL, and has no identity, which is made here. Faults: invalid_argument (anything is at `path`), store_locked,
 * store_read_only, store_full, store_unavailable. */
DOVERIE_API doverie_status doverie_sqlite_store_create(doverie_string path,
                                                       DOVERIE_NULLABLE const doverie_sqlite_options* options,
                                                       DOVERIE_OUT DOVERIE_OWNED doverie_store** out, doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Opens the store in the file `path`, and never makes one. It belongs to this process until the store's last user is gone;
 * what is acknowledged is on disk. `options` may be NULL. Faults: store_unavailable (nothing is at `path`), store_locked
 * (another process has it), store_mismatch (it has another identity), store_wrong_format, store_corrupt, store_read_only,
 * store_full. */
DOVERIE_API doverie_status doverie_sqlite_store_open(doverie_string path,
                                                     DOVERIE_NULLABLE const doverie_sqlite_options* options,
                                                     DOVERIE_OUT DOVERIE_OWNED doverie_store** out, doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What tells a SQLite store from every other: 32 hex digits, made with it. Backups and what is restored from them have it, too.
 * Faults: invalid_argument for another store. */
DOVERIE_API doverie_status doverie_sqlite_store_identity(const doverie_store* store,
                                                         DOVERIE_OUT DOVERIE_BORROWED(store) doverie_string* out,
                                                         doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Whether the store answers, for whoever watches the service: it reads nothing of anybody. Faults: those of the store, with what is
 * wrong in the message; a SQLite store's store_failed when its file was moved, deleted or replaced. */
DOVERIE_API doverie_status doverie_store_ping(const doverie_store* store, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_store_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_store* store) DOVERIE_SINCE(0, 1);

/* Events behind a cursor, as the store had them. Immutable: any thread may read it. */
typedef struct doverie_feed doverie_feed;
typedef struct doverie_feed_entry {
  size_t struct_size;
  doverie_string cursor; /* opaque: give it back as `after` to go on behind this entry */
  doverie_string stream;
  uint64_t version;
  doverie_string event; /* the exact bytes stored: canonical JSON */
  doverie_string seal;
} doverie_feed_entry;

/* Up to `limit` events in commit order behind the cursor `after` (empty: from the beginning). No commit is ever skipped, and
 * erased events are absent. Faults: of the store; invalid_argument for a cursor that it has not handed out, that is from
 * before a backup was restored, or of what the store does not have, as after an old copy was put back. */
DOVERIE_API doverie_status doverie_store_feed(const doverie_store* store, doverie_string after, uint32_t limit,
                                              DOVERIE_OUT DOVERIE_OWNED doverie_feed** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* 0 for NULL. */
DOVERIE_API size_t doverie_feed_entry_count(DOVERIE_NULLABLE const doverie_feed* feed) DOVERIE_SINCE(0, 1);
/* Entry `index`, counted from 0; its strings are borrowed from the feed. Faults: invalid_argument when there is none. */
DOVERIE_API doverie_status doverie_feed_entry_at(const doverie_feed* feed, size_t index,
                                                 DOVERIE_OUT DOVERIE_BORROWED(feed) doverie_feed_entry* out,
                                                 doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_feed_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_feed* feed) DOVERIE_SINCE(0, 1);

/* --- Account directories ----------------------------------------------------------------------------------------------- */

/* The state of the phone in an account. */
typedef int32_t doverie_phone_state;
#define DOVERIE_PHONE_NONE 0      /* no confirmed phone */
#define DOVERIE_PHONE_CONFIRMED 1 /* `phone` is confirmed */
#define DOVERIE_PHONE_REPLACING 2 /* `phone` is confirmed, and a new number is waiting for its own confirmation */
DOVERIE_API doverie_string doverie_phone_state_name(doverie_phone_state state) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* A date without a zone, of the Gregorian calendar. Never grows. */
typedef struct doverie_date {
  int32_t year;
  int32_t month; /* 1 to 12 */
  int32_t day;   /* 1 to 31 */
} doverie_date;

/* What the host knows about a person; the eligibility rules look at nothing else. */
typedef struct doverie_account_facts {
  size_t struct_size;
  /* The id that the directory knows the account by, whatever spelling it was asked for: required in doverie_facts_found(), and
   * another one than was asked for is the fault directory_wrong. Empty elsewhere. */
  doverie_string id;
  doverie_string given_name; /* as in the passport, without the surname */
  doverie_date birth_date;   /* required */
  /* BEGIN flags of accounts: written by cmake/vocabulary from include/doverie/core/facts.def */
  /* flag: of the Russian Federation */
  int32_t citizen;
  /* flag: a confirmed account (подтверждённая учётная запись) */
  int32_t confirmed;
  /* flag: passport data in the cabinet are up to date */
  int32_t passport_current;
  /* END flags of accounts */
  doverie_phone_state phone_state;
  doverie_string phone; /* the confirmed mobile phone, as people write it; empty: none */
  /* BEGIN instants of accounts: written by cmake/vocabulary from include/doverie/core/facts.def */
  /* instant: when `phone` was confirmed in this account; 0: not known */
  int64_t phone_since;
  /* instant: when its SIM was last changed, if the host knows; 0: not known */
  int64_t sim_since;
  /* instant: when this account was last recovered itself; 0: not known */
  int64_t recovered_at;
  /* END instants of accounts */
  int64_t as_of; /* instant at which all this was read; 0: not known */
  /* Flag: a mark of the host's own that the account has a trusted contact; its cabinet shows one. Then the answer not_protected,
   * which a store that has lost its records would give, is the fault store_mismatch. 0: no mark is kept, or there is none. */
  int32_t has_contact;
  /* Flag: the changes above are days: each is the midnight, in UTC, of the day on which it was. A day counts as its end, so that a
   * change on the day of a start counts as after it. */
  int32_t dates_only;
  /* Instant: since when the person is in a call, if the host sees calls and there is one now; 0: none that is known. Asked for
   * when something is decided, so that nothing has to be kept of the calls of people who are nobody's contact yet. */
  int64_t in_call_since;
  /* Facts of the host's own, for its own rules; each name once. Values: 0 or 1 for no or yes, and not DOVERIE_ABSENT. */
  DOVERIE_NULLABLE DOVERIE_LENGTH(host_fact_count) const doverie_string* host_fact_names;
  DOVERIE_NULLABLE DOVERIE_LENGTH(host_fact_count) const int64_t* host_fact_values;
  size_t host_fact_count;
} doverie_account_facts;

/* A mobile number, as it was read. Never grows. */
typedef struct doverie_phone {
  char e164[24];   /* "+79161234567" and a NUL */
  char masked[40]; /* "+7916•••••67" and a NUL: to be shown */
} doverie_phone;
/* Reads what people type or paste, as commands do. Rejects: phone_invalid. */
DOVERIE_API doverie_status doverie_phone_parse(doverie_string typed, DOVERIE_OUT doverie_phone* out, doverie_error** error)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Whether it can be an account's id: 1 to 128 bytes, and not written like a phone or a СНИЛС. Faults: invalid_argument. */
DOVERIE_API doverie_status doverie_account_id_check(doverie_string id, doverie_error** error) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* Whether it can be somebody's name in a directory. Faults: invalid_argument. */
DOVERIE_API doverie_status doverie_given_name_check(doverie_string name, doverie_error** error) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* Facts that were read and checked once. Immutable. */
typedef struct doverie_account doverie_account;
/* Copies the facts. Faults: invalid_argument, which names the field. */
DOVERIE_API doverie_status doverie_account_new(const doverie_account_facts* facts,
                                               DOVERIE_OUT DOVERIE_OWNED doverie_account** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The facts, without the host's own. */
DOVERIE_API doverie_status doverie_account_get(const doverie_account* account,
                                               DOVERIE_OUT DOVERIE_BORROWED(account) doverie_account_facts* out,
                                               doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_account_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_account* account) DOVERIE_SINCE(0, 1);

/* Empty; doverie_directory_put() fills it. */
DOVERIE_API doverie_status doverie_memory_directory_new(DOVERIE_OUT DOVERIE_OWNED doverie_directory** out,
                                                        doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* A table in a new file of its own, for examples and small hosts; several processes may use it at once. Faults:
 * invalid_argument (anything is at `path`), store_read_only, store_full, store_unavailable. */
DOVERIE_API doverie_status doverie_sqlite_directory_create(doverie_string path,
                                                           DOVERIE_OUT DOVERIE_OWNED doverie_directory** out,
                                                           doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* The same in a file that is there. Faults: store_unavailable (nothing is at `path`), store_wrong_format, store_corrupt,
 * store_read_only, store_full. */
DOVERIE_API doverie_status doverie_sqlite_directory_open(doverie_string path,
                                                         DOVERIE_OUT DOVERIE_OWNED doverie_directory** out,
                                                         doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);

/* Adds or replaces an account, in a memory or SQLite directory, for services that have it, too. Faults: invalid_argument, which names the
 * field, or for a directory of the host's. */
DOVERIE_API doverie_status doverie_directory_put(doverie_directory* directory, doverie_string account,
                                                 const doverie_account_facts* facts, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Removes an account if it is there; otherwise like doverie_directory_put(). */
DOVERIE_API doverie_status doverie_directory_remove(doverie_directory* directory, doverie_string account,
                                                    doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_directory_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_directory* directory) DOVERIE_SINCE(0, 1);

/* --- Keys -------------------------------------------------------------------------------------------------------------- */

/* What a key is for. Three independent keys: whoever has one learns nothing from it about the others. */
typedef int32_t doverie_key_purpose;
#define DOVERIE_KEY_CODE 1  /* derives one-time codes */
#define DOVERIE_KEY_INDEX 2 /* blinds phone numbers into lookup tags */
#define DOVERIE_KEY_AUDIT 3 /* seals events and fingerprints commands */
DOVERIE_API doverie_string doverie_key_purpose_name(doverie_key_purpose purpose) DOVERIE_BORROWED(forever)
    DOVERIE_SINCE(0, 1);

typedef int32_t doverie_key_state;
#define DOVERIE_KEY_ACTIVE 1      /* makes new records; one for each purpose */
#define DOVERIE_KEY_VERIFY_ONLY 2 /* old records still verify */
#define DOVERIE_KEY_REVOKED 3     /* as if unknown: voids what it opened */
DOVERIE_API doverie_string doverie_key_state_name(doverie_key_state state) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* An empty ring. */
DOVERIE_API doverie_status doverie_key_ring_new(DOVERIE_OUT DOVERIE_OWNED doverie_key_ring** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* A ring with one key for each purpose, id "1", derived from `master` of at least 32 random bytes. Faults:
 * invalid_argument when it is shorter. */
DOVERIE_API doverie_status doverie_key_ring_from_master(doverie_bytes master,
                                                        DOVERIE_OUT DOVERIE_OWNED doverie_key_ring** out,
                                                        doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* Adds a key of at least 32 bytes; `id` is 1 to 32 of [a-z0-9._-]. A new active key makes the purpose's former one
 * verify-only; a revoked one can be added again. Services that have the ring go by it at once. Faults: invalid_argument for
 * a bad or known id, or a short key. */
DOVERIE_API doverie_status doverie_key_ring_add(doverie_key_ring* ring, doverie_key_purpose purpose, doverie_string id,
                                                doverie_bytes key, doverie_key_state state, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

typedef struct doverie_new_key {
  size_t struct_size;
  doverie_key_purpose purpose;
  doverie_key_state state;
  doverie_string id; /* as of doverie_key_ring_add() */
  doverie_bytes key;
  /* The digest of its HMAC, by a name that OpenSSL knows, of 256 bits: SHA2-256 (empty: the same), SHA3-256; md_gost12_256
   * (Streebog, GOST R 34.11-2012), where a provider or engine that has it is loaded. Records name the key as `<id>` when it is
   * SHA-256 and as `<id>@<algorithm>` otherwise, so that they tell what they were made with; so give the same name always. */
  doverie_string algorithm;
} doverie_new_key;
/* The same for a key of any algorithm. Faults besides: invalid_argument for an algorithm that OpenSSL does not have or that does
 * not make 256 bits. */
DOVERIE_API doverie_status doverie_key_ring_add_key(doverie_key_ring* ring, const doverie_new_key* key,
                                                    doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Changes the state of a key, by the id that it was added with, for services that have the ring, too. Revoking is for good:
 * the key is wiped as soon as the calls that are computing with it have ended. The active key of a purpose stays so until
 * another one is. Faults: invalid_argument when it would not, when there is no such key, or when it was revoked. */
DOVERIE_API doverie_status doverie_key_ring_set_state(doverie_key_ring* ring, doverie_key_purpose purpose, doverie_string id,
                                                      doverie_key_state state, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Wipes the keys, unless a service still has them. */
DOVERIE_API void doverie_key_ring_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_key_ring* ring) DOVERIE_SINCE(0, 1);

/* --- Senders of SMS, notifiers ----------------------------------------------------------------------------------------- */

/* For development: appends one line for each SMS to the file `path`: message id, tab, number, tab, text. It shows codes. */
DOVERIE_API doverie_status doverie_file_sms_new(doverie_string path, DOVERIE_OUT DOVERIE_OWNED doverie_sms_sender** out,
                                                doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* For development: prints each SMS on standard output. It shows codes. */
DOVERIE_API doverie_status doverie_console_sms_new(DOVERIE_OUT DOVERIE_OWNED doverie_sms_sender** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

DOVERIE_API void doverie_sms_sender_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_sms_sender* sender) DOVERIE_SINCE(0, 1);

/* For development: prints one line for each notice on standard output. */
DOVERIE_API doverie_status doverie_console_notifier_new(DOVERIE_OUT DOVERIE_OWNED doverie_notifier** out,
                                                        doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);

DOVERIE_API void doverie_notifier_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_notifier* notifier) DOVERIE_SINCE(0, 1);

/* --- Clocks and entropy ------------------------------------------------------------------------------------------------ */

/* The machine's clock. */
DOVERIE_API doverie_status doverie_system_clock_new(DOVERIE_OUT DOVERIE_OWNED doverie_clock** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What the clock shows. */
DOVERIE_API doverie_status doverie_clock_now(const doverie_clock* clock, DOVERIE_OUT int64_t* out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_clock_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_clock* clock) DOVERIE_SINCE(0, 1);

/* Random bytes of OpenSSL. */
DOVERIE_API doverie_status doverie_system_entropy_new(DOVERIE_OUT DOVERIE_OWNED doverie_entropy** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_entropy_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_entropy* entropy) DOVERIE_SINCE(0, 1);

/* === Ports of the host's own ===========================================================================================
 * How does a host bring its own store, accounts, SMS gateway and way of telling? */

/* --- Event stores ------------------------------------------------------------------------------------------------------ */

/*
 * A store keeps streams of events, tags on them, the records of commands, and messages to be sent; it knows nothing of
 * contacts. docs/guide/own-store.md tells what it has to do, and doverie_run_event_store_contract() tries whether it does.
 *
 * What is asked of a store are objects of incomplete types, borrowed until the callback returns, with all their strings. The
 * functions that look into them fill a struct, and fault with invalid_argument when there is no element `index` (counted
 * from 0). Strings are UTF-8 without NUL; names may be of 600 bytes, events of several MiB, and all of it has to be kept
 * byte for byte.
 */

/* An event, in both directions. */
typedef struct doverie_event {
  size_t struct_size;
  doverie_string bytes;
  doverie_string seal;
} doverie_event;

/* What is to be read, all of it from one consistent snapshot. */
typedef struct doverie_read_request doverie_read_request;
typedef struct doverie_read_view {
  size_t struct_size;
  size_t stream_count; /* for doverie_read_request_stream_at() */
  size_t tag_count;    /* for doverie_read_request_tag_at() */
  int64_t tags_since;  /* tags that were set then or later; 0: all */
  int32_t whole;       /* 1: all events of the streams, not only those from the latest summary on */
  int32_t has_command; /* 1: the record of `command_id` is asked for */
  doverie_string command_id;
} doverie_read_view;
DOVERIE_API doverie_status doverie_read_request_get(const doverie_read_request* request,
                                                    DOVERIE_OUT DOVERIE_BORROWED(request) doverie_read_view* out,
                                                    doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_status doverie_read_request_stream_at(const doverie_read_request* request, size_t index,
                                                          DOVERIE_OUT DOVERIE_BORROWED(request) doverie_string* out,
                                                          doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_status doverie_read_request_tag_at(const doverie_read_request* request, size_t index,
                                                       DOVERIE_OUT DOVERIE_BORROWED(request) doverie_string* out,
                                                       doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

/* What one command writes: all of it or nothing. */
typedef struct doverie_batch doverie_batch;
typedef struct doverie_batch_view {
  size_t struct_size;
  doverie_string command_id;  /* never empty */
  doverie_string fingerprint; /* of the command: its record is this and `answer` */
  doverie_string answer;
  int64_t at;            /* when it was decided; tags are set then */
  size_t expected_count; /* for doverie_batch_expected_at(), and so on */
  size_t append_count;
  size_t tag_count;
  size_t message_count;
  size_t withdrawn_count;
  size_t erase_count;
} doverie_batch_view;
DOVERIE_API doverie_status doverie_batch_get(const doverie_batch* batch,
                                             DOVERIE_OUT DOVERIE_BORROWED(batch) doverie_batch_view* out,
                                             doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);

/* A stream that was loaded, and its version then. Each stream once, in ascending order of name. */
typedef struct doverie_stream_version {
  size_t struct_size;
  doverie_string stream;
  uint64_t version;
} doverie_stream_version;
DOVERIE_API doverie_status doverie_batch_expected_at(const doverie_batch* batch, size_t index,
                                                     DOVERIE_OUT DOVERIE_BORROWED(batch) doverie_stream_version* out,
                                                     doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

/* A stream of those expected that gets events, in the same order. */
typedef struct doverie_stream_append {
  size_t struct_size;
  doverie_string stream;
  size_t event_count; /* for doverie_batch_event_at() */
  uint64_t summary;   /* version of the last of them that sums up all before it: reads begin there; 0: none does */
} doverie_stream_append;
DOVERIE_API doverie_status doverie_batch_append_at(const doverie_batch* batch, size_t index,
                                                   DOVERIE_OUT DOVERIE_BORROWED(batch) doverie_stream_append* out,
                                                   doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_status doverie_batch_event_at(const doverie_batch* batch, size_t append, size_t index,
                                                  DOVERIE_OUT DOVERIE_BORROWED(batch) doverie_event* out,
                                                  doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(4)
    DOVERIE_SINCE(0, 1);

/* Tag changes take effect in their order. */
typedef struct doverie_tag_change {
  size_t struct_size;
  int32_t set; /* 0: drop */
  doverie_string tag;
  doverie_string stream;
} doverie_tag_change;
DOVERIE_API doverie_status doverie_batch_tag_at(const doverie_batch* batch, size_t index,
                                                DOVERIE_OUT DOVERIE_BORROWED(batch) doverie_tag_change* out,
                                                doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

/* A message to be sent after the commit. */
typedef struct doverie_message {
  size_t struct_size;
  doverie_string queue; /* where a pump looks for it; it says nothing to the store */
  doverie_string id;    /* unique: one that is there already is a fault */
  doverie_string bytes;
  int64_t not_before;    /* when it is due */
  int64_t useless_after; /* when it need not be sent any more */
} doverie_message;
DOVERIE_API doverie_status doverie_batch_message_at(const doverie_batch* batch, size_t index,
                                                    DOVERIE_OUT DOVERIE_BORROWED(batch) doverie_message* out,
                                                    doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
/* A message of an earlier batch that has become pointless, as it was put. It goes, unless it has ever been leased: then it stays,
 * for whoever leases it to find out. That it is not there is no error. */
typedef struct doverie_withdrawn_message {
  size_t struct_size;
  doverie_string queue;
  doverie_string id;
  int64_t not_before;
} doverie_withdrawn_message;
DOVERIE_API doverie_status doverie_batch_withdrawn_at(const doverie_batch* batch, size_t index,
                                                      DOVERIE_OUT DOVERIE_BORROWED(batch) doverie_withdrawn_message* out,
                                                      doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
/* A stream to leave as a tombstone, after everything else of the batch: no events, no tags, no append ever. */
DOVERIE_API doverie_status doverie_batch_erase_at(const doverie_batch* batch, size_t index,
                                                  DOVERIE_OUT DOVERIE_BORROWED(batch) doverie_string* out,
                                                  doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

typedef int32_t doverie_settle_as;
#define DOVERIE_SETTLE_SENT 1    /* done: the row can go */
#define DOVERIE_SETTLE_LATER 2   /* try again at `retry_at` */
#define DOVERIE_SETTLE_DROPPED 3 /* will never be sent: the row can go */
DOVERIE_API doverie_string doverie_settle_as_name(doverie_settle_as settle_as) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* How leases end. */
typedef struct doverie_settlements doverie_settlements;
typedef struct doverie_settlement {
  size_t struct_size;
  doverie_string message_id;
  doverie_string lease; /* one that is not the message's latest, or has ended, is left alone; that is no error */
  doverie_settle_as settle_as;
  int64_t retry_at;     /* of LATER */
  doverie_string queue; /* of LATER: the queue that it waits in from now on; empty: the one that it is in */
} doverie_settlement;
/* 0 for NULL. */
DOVERIE_API size_t doverie_settlements_count(DOVERIE_NULLABLE const doverie_settlements* settlements) DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_status doverie_settlements_at(const doverie_settlements* settlements, size_t index,
                                                  DOVERIE_OUT DOVERIE_BORROWED(settlements) doverie_settlement* out,
                                                  doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

/* Takes the answer of any callback of a store. doverie_store_give_…() hand over parts of it, as many as there are; one of
 * doverie_store_done(), _appended(), _conflict(), _unknown(), _already() and _failed() then answers. Strings and structs are
 * copied. A part that is wrong, or that the callback was not asked for, is the fault invalid_argument; the answer is then
 * the fault internal. */
typedef struct doverie_store_sink doverie_store_sink;

/* The host's own store. Called by any thread that calls the service, by several at once. No answer is the fault
 * store_unavailable; from `append` it is an unknown outcome, as something may have been written. */
typedef struct doverie_event_store_callbacks {
  size_t struct_size;
  DOVERIE_NULLABLE void (*destroy)(void* self);
  /* Give streams, events, tags and the command that were asked for; what is not given was never written. Then done. */
  void (*read)(void* self, const doverie_read_request* request, doverie_store_sink* sink);
  /* Writes all of the batch or nothing; it is durable when the answer is doverie_store_appended(). In this order of
   * precedence: doverie_store_already() when the command id has been appended before, whatever the rest of the batch;
   * doverie_store_conflict() when a stream that is expected has another version (a stream that was never written has 0) or
   * is erased. doverie_store_failed() says that nothing was written; where that is not certain, doverie_store_unknown(): the
   * library then looks the command id up. Batches that contradict themselves never come here. */
  void (*append)(void* self, const doverie_batch* batch, doverie_store_sink* sink);
  /* Gives up to `limit` messages of `queue` that are due at `now` and not under somebody's lease, oldest due first, useless
   * ones too; each is under lease until `now + lease_for` (microseconds), and is due again then. Then done. */
  void (*lease_messages)(void* self, doverie_string queue, int64_t now, int64_t lease_for, uint32_t limit,
                         doverie_store_sink* sink);
  /* Ends leases. Then done. */
  void (*settle_messages)(void* self, const doverie_settlements* settlements, doverie_store_sink* sink);
  /* As doverie_store_feed(). Give the entries, then done. A cursor that was never handed out: doverie_store_failed() with
   * DOVERIE_FAULT_INVALID_ARGUMENT. */
  void (*feed)(void* self, doverie_string after, uint32_t limit, doverie_store_sink* sink);
} doverie_event_store_callbacks;

/* Copies `callbacks` and takes `self` over, whether it succeeds or not. All callbacks but `destroy` are required. Faults:
 * invalid_argument when one is NULL. */
DOVERIE_API doverie_status doverie_host_store_new(const doverie_event_store_callbacks* callbacks,
                                                  DOVERIE_NULLABLE DOVERIE_TAKEN void* self,
                                                  DOVERIE_OUT DOVERIE_OWNED doverie_store** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* The version of a stream that was asked for. */
typedef struct doverie_stream_state {
  size_t struct_size;
  int32_t erased; /* flag: a tombstone */
  uint64_t version;
} doverie_stream_state;
/* Of `read`: stream `index` of the request. */
DOVERIE_API doverie_status doverie_store_give_stream(doverie_store_sink* sink, size_t index,
                                                     const doverie_stream_state* state, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_SINCE(0, 1);
/* Of `read`: the next event of stream `index`; the last one has the stream's version. */
DOVERIE_API doverie_status doverie_store_give_event(doverie_store_sink* sink, size_t index, const doverie_event* event,
                                                    doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
/* Of `read`: a stream that carries tag `index` of the request; in order of `set_at`, then name. */
DOVERIE_API doverie_status doverie_store_give_tag(doverie_store_sink* sink, size_t index, doverie_string stream,
                                                  int64_t set_at, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);
/* Of `read`: the record of the command, as it was appended. */
DOVERIE_API doverie_status doverie_store_give_command(doverie_store_sink* sink, doverie_string fingerprint,
                                                      doverie_string answer, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);
/* Of `read`, where a store has it. */
typedef struct doverie_store_facts {
  size_t struct_size;
  int64_t store_now;   /* the store's own time; 0: it has no clock apart from the host's */
  uint64_t epoch;      /* raised by restoring a backup; 0: it keeps none */
  int64_t restored_at; /* when it was raised; 0: never, or not known */
  int64_t last_at;     /* the latest instant at which a batch was decided, a second less at most; 0: it keeps none */
  int32_t undoable;    /* flag: what is appended now can be undone by a transaction of the host's */
  int32_t reserved;    /* 0 */
} doverie_store_facts;
DOVERIE_API doverie_status doverie_store_give_facts(doverie_store_sink* sink, const doverie_store_facts* facts,
                                                    doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);

typedef struct doverie_leased_message {
  size_t struct_size;
  doverie_string queue; /* the message, as it was put */
  doverie_string id;
  doverie_string bytes;
  int64_t not_before;
  int64_t useless_after;
  uint32_t attempt;     /* how often it has been leased, this time included */
  doverie_string lease; /* proves that the lease is this one; another one each time */
} doverie_leased_message;
/* Of `lease_messages`: the next message. */
DOVERIE_API doverie_status doverie_store_give_lease(doverie_store_sink* sink, const doverie_leased_message* leased,
                                                    doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);
/* Of `feed`: the next entry. */
DOVERIE_API doverie_status doverie_store_give_entry(doverie_store_sink* sink, const doverie_feed_entry* entry,
                                                    doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);

/* Of all but `append`: that was everything. */
DOVERIE_API doverie_status doverie_store_done(doverie_store_sink* sink, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);
/* Of `append`: how it ended. */
DOVERIE_API doverie_status doverie_store_appended(doverie_store_sink* sink, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_status doverie_store_conflict(doverie_store_sink* sink, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_status doverie_store_unknown(doverie_store_sink* sink, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);
/* With the record that was kept when the command took effect. */
DOVERIE_API doverie_status doverie_store_already(doverie_store_sink* sink, doverie_string fingerprint, doverie_string answer,
                                                 doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);
/* Of all: it could not be done. `fault` is DOVERIE_FAULT_STORE_… or another fault; `why` goes into its message. */
DOVERIE_API doverie_status doverie_store_failed(doverie_store_sink* sink, int32_t fault, doverie_string why,
                                                doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);

/* --- Account directories ----------------------------------------------------------------------------------------------- */

typedef struct doverie_facts_sink doverie_facts_sink;

/* BEGIN told changes: written by cmake/vocabulary from include/doverie/core/facts.def */
#define DOVERIE_TELLS_PHONE_SINCE 1  /* when `phone` was confirmed in this account */
#define DOVERIE_TELLS_SIM_SINCE 2    /* when its SIM was last changed, if the host knows */
#define DOVERIE_TELLS_RECOVERED_AT 4 /* when this account was last recovered itself */
/* END told changes */

/* Where `mark` answers. */
typedef struct doverie_mark_sink doverie_mark_sink;
/* The host's own accounts. */
typedef struct doverie_directory_callbacks {
  size_t struct_size;
  DOVERIE_NULLABLE void (*destroy)(void* self);
  /* What is known of `account` now? Answer with one of the doverie_facts_…() below; no answer is the fault
   * directory_unavailable: an unreachable directory never lets anything through. Called by any thread that calls the
   * service, by several at once. `account` is borrowed until the callback returns. */
  void (*find)(void* self, doverie_string account, doverie_facts_sink* sink);
  /* Which changes of an account it tells where there was one: DOVERIE_TELLS_… ORed. A policy with a pause after a change that is
   * not among them is refused when the service is made. 0: none. */
  uint64_t tells;
  /* Does a mark that the host keeps apart from the directory tell plainly that `account`, known under this very id, has no trusted
   * contact? If so, answer with doverie_mark_no_contact(). Asked only at the start of a recovery, when `find` has answered
   * unavailable and the store has no contact either: that start then is DOVERIE_START_NOT_PROTECTED. NULL: there is no such mark. */
  DOVERIE_NULLABLE void (*mark)(void* self, doverie_string account, doverie_mark_sink* sink);
} doverie_directory_callbacks;

/* Copies `callbacks` and takes `self` over, whether it succeeds or not. Faults: invalid_argument when the required callback
 * is NULL. */
DOVERIE_API doverie_status doverie_host_directory_new(const doverie_directory_callbacks* callbacks,
                                                      DOVERIE_NULLABLE DOVERIE_TAKEN void* self,
                                                      DOVERIE_OUT DOVERIE_OWNED doverie_directory** out,
                                                      doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* There is such an account, and these are its facts. They are copied. Faults: invalid_argument, which names the field; the
 * command then fails with the fault internal. */
DOVERIE_API doverie_status doverie_facts_found(doverie_facts_sink* sink, const doverie_account_facts* facts,
                                               doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);
/* There is no such account. */
DOVERIE_API doverie_status doverie_facts_missing(doverie_facts_sink* sink, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);
/* The accounts cannot be asked now; `why` goes into the message of directory_unavailable. */
DOVERIE_API doverie_status doverie_facts_unavailable(doverie_facts_sink* sink, doverie_string why, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);

/* The mark says that the account has no contact. */
DOVERIE_API doverie_status doverie_mark_no_contact(doverie_mark_sink* sink, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);

/* --- Senders of SMS ---------------------------------------------------------------------------------------------------- */

typedef int32_t doverie_sms_outcome;
#define DOVERIE_SMS_ACCEPTED 1  /* the gateway has it */
#define DOVERIE_SMS_TRY_LATER 2 /* slow or down, and it cannot have taken it: the same message is sent again later */
#define DOVERIE_SMS_NEVER 3     /* the gateway refuses this number or text for good */
#define DOVERIE_SMS_UNSURE 4    /* it may have it, as after a time-out: counts as accepted, is not sent again by itself */
DOVERIE_API doverie_string doverie_sms_outcome_name(doverie_sms_outcome outcome) DOVERIE_BORROWED(forever)
    DOVERIE_SINCE(0, 1);

typedef struct doverie_sms_sink doverie_sms_sink;

/* The host's own gateway. */
typedef struct doverie_sms_callbacks {
  size_t struct_size;
  DOVERIE_NULLABLE void (*destroy)(void* self);
  /* Sends `text` to the number `to` (E.164). `message_id` is the idempotency key: the same id comes again after a crash or
   * TRY_LATER, with the same text and number while its code lives. Answer with doverie_sms_answer(); no answer is TRY_LATER.
   * Called by any thread that calls doverie_service_pump(), by several at once. Strings are borrowed until the callback
   * returns. Do not log `text`: it holds the code. */
  void (*send)(void* self, doverie_string message_id, doverie_string to, doverie_string text, doverie_sms_sink* sink);
} doverie_sms_callbacks;

/* Copies `callbacks` and takes `self` over, whether it succeeds or not. Faults: invalid_argument when the required callback
 * is NULL. */
DOVERIE_API doverie_status doverie_host_sms_new(const doverie_sms_callbacks* callbacks,
                                                DOVERIE_NULLABLE DOVERIE_TAKEN void* self,
                                                DOVERIE_OUT DOVERIE_OWNED doverie_sms_sender** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* How the sending ended. Faults: invalid_argument for an unknown outcome, which leaves the sink unanswered. */
DOVERIE_API doverie_status doverie_sms_answer(doverie_sms_sink* sink, doverie_sms_outcome outcome, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);

/* --- Notifiers --------------------------------------------------------------------------------------------------------- */

/* BEGIN notices: written by cmake/vocabulary from include/doverie/core/notices.def */
/* --- Notices: what a person is told. */
/* An invitation was accepted. */
#define DOVERIE_NOTICE_CONTACT_APPOINTED 101
/* The trustor took the contact away, or the contact resigned. */
#define DOVERIE_NOTICE_CONTACT_REMOVED 102
/* One of the two wants the contact away, and has to wait. */
#define DOVERIE_NOTICE_REMOVAL_ASKED 103
/* Whoever wanted the contact away has taken that back. */
#define DOVERIE_NOTICE_REMOVAL_WITHDRAWN 104
/* Whoever wanted the contact away has confirmed it with a verified factor, after a report of fraud. */
#define DOVERIE_NOTICE_REMOVAL_RESUMED 105
/* An operator has brought the contact in from the system before, and wanted both told. */
#define DOVERIE_NOTICE_LINK_IMPORTED 106
/* Somebody started a recovery. */
#define DOVERIE_NOTICE_RECOVERY_STARTED 201
/* The right code was typed; the recovery can be redeemed after the waiting period. */
#define DOVERIE_NOTICE_RECOVERY_WAITING 202
/* The recovery can be redeemed now: the right code was typed, or the waiting period is over. */
#define DOVERIE_NOTICE_RECOVERY_APPROVED 203
/* The host went on with the recovery. */
#define DOVERIE_NOTICE_RECOVERY_REDEEMED 204
/* Trustor or contact said no; to the trustor alone when another request was approved. */
#define DOVERIE_NOTICE_RECOVERY_DENIED 205
/* The recoverer gave the recovery up. */
#define DOVERIE_NOTICE_RECOVERY_CANCELLED 206
/* The time of a recovery ran out, and it was neither redeemed nor ended otherwise. */
#define DOVERIE_NOTICE_RECOVERY_EXPIRED 207
/* A recovery had waited and could be redeemed, and its time ran out. */
#define DOVERIE_NOTICE_RECOVERY_UNUSED 208
/* The contact has typed wrong numbers as often as allowed. */
#define DOVERIE_NOTICE_WRONG_NUMBERS 209
/* The contact has typed too many wrong codes in a row. */
#define DOVERIE_NOTICE_CONTACT_LOCKED 210
/* One wrong code too many was typed against the account: recovery by contact is closed. */
#define DOVERIE_NOTICE_RECOVERY_LOCKED 211
/* Another request is approved as well: neither can be redeemed until one of them has ended. */
#define DOVERIE_NOTICE_APPROVALS_CONFLICT 212
/* Fraud was reported by either side: the account is frozen. */
#define DOVERIE_NOTICE_FRAUD_REPORTED 301
/* An operator has frozen the account. */
#define DOVERIE_NOTICE_ACCOUNT_FROZEN 302
/* Two operators have lifted the freeze. */
#define DOVERIE_NOTICE_ACCOUNT_UNFROZEN 303
/* Phone, SIM, level or citizenship of the contact's account has changed; which, is not told. */
#define DOVERIE_NOTICE_CONTACT_CHANGED 304
/* Phone, SIM, level or citizenship of the trustor's account has changed; phone or SIM: open requests are void. */
#define DOVERIE_NOTICE_TRUSTOR_CHANGED 305
/* The host reported a recovery by МФЦ, bank or the like. */
#define DOVERIE_NOTICE_RECOVERED_BY_OTHER_MEANS 306
/* A contact has reported fraud again since the owner was seen: open requests are void, the account is not frozen. */
#define DOVERIE_NOTICE_FRAUD_REPORTED_AGAIN 307
/* END notices */

/* The name of one of DOVERIE_NOTICE_…. */
DOVERIE_API doverie_string doverie_notice_kind_name(int32_t notice) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* Something that a person has to be told. Borrowed until the callback returns, with its strings. */
typedef struct doverie_notice doverie_notice;
/* Whom to tell. */
DOVERIE_API doverie_string doverie_notice_account(const doverie_notice* notice) DOVERIE_BORROWED(notice) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);
/* What to tell: DOVERIE_NOTICE_*; expect new ones. The text is the host's. */
DOVERIE_API int32_t doverie_notice_kind(const doverie_notice* notice) DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);
/* The name of that, such as "recovery_started"; lives for ever. */
DOVERIE_API doverie_string doverie_notice_name(const doverie_notice* notice) DOVERIE_BORROWED(forever) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);
/* The value of a parameter of the notice; {NULL, 0} when it has none of that name. */
DOVERIE_API doverie_string doverie_notice_parameter(const doverie_notice* notice, doverie_string name)
    DOVERIE_BORROWED(notice) DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);
DOVERIE_API size_t doverie_notice_parameter_count(const doverie_notice* notice) DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);
typedef struct doverie_named_value {
  size_t struct_size;
  doverie_string name;
  doverie_string value;
} doverie_named_value;
/* Parameter `index`, counted from 0. Faults: invalid_argument when there is none. */
DOVERIE_API doverie_status doverie_notice_parameter_at(const doverie_notice* notice, size_t index,
                                                       DOVERIE_OUT DOVERIE_BORROWED(notice) doverie_named_value* out,
                                                       doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

typedef struct doverie_notifier_sink doverie_notifier_sink;

/* The host's own way of telling: a line in the cabinet, a push, a letter. */
typedef struct doverie_notifier_callbacks {
  size_t struct_size;
  DOVERIE_NULLABLE void (*destroy)(void* self);
  /* Delivers `notice`; `message_id` is the idempotency key, as for SMS. Answer with doverie_notice_delivered(); without it
   * the same notice comes again later. Called by any thread that calls doverie_service_pump(), by several at once. */
  void (*notify)(void* self, doverie_string message_id, const doverie_notice* notice, doverie_notifier_sink* sink);
} doverie_notifier_callbacks;

/* Copies `callbacks` and takes `self` over, whether it succeeds or not. Faults: invalid_argument when the required callback
 * is NULL. */
DOVERIE_API doverie_status doverie_host_notifier_new(const doverie_notifier_callbacks* callbacks,
                                                     DOVERIE_NULLABLE DOVERIE_TAKEN void* self,
                                                     DOVERIE_OUT DOVERIE_OWNED doverie_notifier** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The notice was delivered or taken over. */
DOVERIE_API doverie_status doverie_notice_delivered(doverie_notifier_sink* sink, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);

/* --- Clocks, entropy, keys --------------------------------------------------------------------------------------------- */

typedef struct doverie_clock_sink doverie_clock_sink;

/* The host's own clock. Called by any thread that calls the service, by several at once. */
typedef struct doverie_clock_callbacks {
  size_t struct_size;
  DOVERIE_NULLABLE void (*destroy)(void* self);
  /* The time of day. Answer with doverie_clock_tell(); no answer is 0, which nobody takes for now: the fault clock_skew. */
  void (*now)(void* self, doverie_clock_sink* sink);
  /* How many microseconds have really gone by since some moment that stays the same while the process lives. It goes on while
   * the machine sleeps, and nobody can set it; the two are held against each other. The same function answers. NULL: the
   * machine's. */
  DOVERIE_NULLABLE void (*elapsed)(void* self, doverie_clock_sink* sink);
} doverie_clock_callbacks;

/* Copies `callbacks` and takes `self` over, whether it succeeds or not. Faults: invalid_argument when the required callback
 * is NULL. */
DOVERIE_API doverie_status doverie_host_clock_new(const doverie_clock_callbacks* callbacks,
                                                  DOVERIE_NULLABLE DOVERIE_TAKEN void* self,
                                                  DOVERIE_OUT DOVERIE_OWNED doverie_clock** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What the clock shows. */
DOVERIE_API doverie_status doverie_clock_tell(doverie_clock_sink* sink, int64_t microseconds, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);

typedef struct doverie_entropy_sink doverie_entropy_sink;

/* Random bytes of the host's own. Called by any thread that calls the service, by several at once. */
typedef struct doverie_entropy_callbacks {
  size_t struct_size;
  DOVERIE_NULLABLE void (*destroy)(void* self);
  /* `size` unpredictable bytes. Answer with doverie_entropy_give(); no answer is the fault entropy_unavailable. */
  void (*fill)(void* self, size_t size, doverie_entropy_sink* sink);
} doverie_entropy_callbacks;

/* Copies `callbacks` and takes `self` over, whether it succeeds or not. Faults: invalid_argument when the required callback
 * is NULL. */
DOVERIE_API doverie_status doverie_host_entropy_new(const doverie_entropy_callbacks* callbacks,
                                                    DOVERIE_NULLABLE DOVERIE_TAKEN void* self,
                                                    DOVERIE_OUT DOVERIE_OWNED doverie_entropy** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The bytes, which are copied. Faults: invalid_argument unless there are as many as were asked for; the sink is then not
 * answered. */
DOVERIE_API doverie_status doverie_entropy_give(doverie_entropy_sink* sink, doverie_bytes bytes, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);

/* Takes the answer of any callback of a key ring. No answer is the fault key_unavailable. */
typedef struct doverie_key_sink doverie_key_sink;

/* Keys that the host keeps elsewhere, such as in an HSM: they are named, not seen. Called by any thread that calls the service,
 * by several at once. Ids are 1 to 64 of [a-z0-9._@-], and records keep them: nothing else tells how they were made. */
typedef struct doverie_key_ring_callbacks {
  size_t struct_size;
  DOVERIE_NULLABLE void (*destroy)(void* self);
  /* The keys of `purpose` under which records may still be found: the active one, which new records are made with, first, then
   * those that only verify. doverie_key_give_id() for each, then doverie_key_done(). */
  void (*keys)(void* self, doverie_key_purpose purpose, doverie_key_sink* sink);
  /* HMAC of `bytes` under the key `id`, of 256 bits: doverie_key_give_mac(). */
  void (*mac)(void* self, doverie_key_purpose purpose, doverie_string id, doverie_bytes bytes, doverie_key_sink* sink);
  /* HMAC of `bytes` under a key that is the HMAC of `info` under the key `id`. NULL: both are HMAC-SHA-256, the second by the
   * library. */
  DOVERIE_NULLABLE void (*derived_mac)(void* self, doverie_key_purpose purpose, doverie_string id, doverie_bytes info,
                                       doverie_bytes bytes, doverie_key_sink* sink);
} doverie_key_ring_callbacks;

/* A ring of the host's own: doverie_key_ring_add() and its like are not for it. Copies `callbacks` and takes `self` over,
 * whether it succeeds or not. Faults: invalid_argument when a required callback is NULL. */
DOVERIE_API doverie_status doverie_host_key_ring_new(const doverie_key_ring_callbacks* callbacks,
                                                     DOVERIE_NULLABLE DOVERIE_TAKEN void* self,
                                                     DOVERIE_OUT DOVERIE_OWNED doverie_key_ring** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Of `keys`: the next id. Faults: invalid_argument for what cannot be one; the answer is then the fault internal. */
DOVERIE_API doverie_status doverie_key_give_id(doverie_key_sink* sink, doverie_string id, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);
/* Of `keys`: those were all. */
DOVERIE_API doverie_status doverie_key_done(doverie_key_sink* sink, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);
/* Of `mac` and `derived_mac`: 32 bytes, which are copied. Faults: invalid_argument for another length. */
DOVERIE_API doverie_status doverie_key_give_mac(doverie_key_sink* sink, doverie_bytes mac, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);
/* The key is unknown, revoked, or cannot be used now; `why` goes into the message of key_unavailable. */
DOVERIE_API doverie_status doverie_key_unavailable(doverie_key_sink* sink, doverie_string why, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);

/* --- Texts ------------------------------------------------------------------------------------------------------------- */

/* What people are told, as texts that come with the library. A host may have its own instead of any of them. */

typedef int32_t doverie_role;
#define DOVERIE_ROLE_TRUSTOR 1
#define DOVERIE_ROLE_CONTACT 2
DOVERIE_API doverie_string doverie_role_name(doverie_role role) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

typedef int32_t doverie_language;
#define DOVERIE_LANGUAGE_RUSSIAN 1
#define DOVERIE_LANGUAGE_ENGLISH 2
DOVERIE_API doverie_string doverie_language_name(doverie_language language) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

typedef int32_t doverie_channel;
#define DOVERIE_CHANNEL_CABINET 1
#define DOVERIE_CHANNEL_PUSH 2
#define DOVERIE_CHANNEL_EMAIL 3
DOVERIE_API doverie_string doverie_channel_name(doverie_channel channel) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* What a text names, as the reader is to see it. Goes in as it is: a host that makes HTML of a text escapes it. */
typedef struct doverie_notice_names {
  size_t struct_size;
  doverie_string name;        /* whose account it is; needed for contacts, except in a push, which others see, too */
  doverie_string redeem_from; /* when a waiting period ends; needed by recovery_waiting, except in a push */
  /* What is to be confirmed: the notice's `operation` as it came, for one of DOVERIE_OPERATION_…; for one of the host's own the
   * words for it, in the language of the text. Empty: the recovery of a password. */
  doverie_string operation;
} doverie_notice_names;

typedef struct doverie_notice_text doverie_notice_text;

/* The library's text of a notice (DOVERIE_NOTICE_…). `names` NULL: none. Faults: invalid_argument when `reader` is not told this
 * notice, or a name is missing. */
DOVERIE_API doverie_status doverie_notice_text_new(int32_t notice, doverie_role reader, doverie_language language,
                                                   doverie_channel channel,
                                                   DOVERIE_NULLABLE const doverie_notice_names* names,
                                                   DOVERIE_OUT DOVERIE_OWNED doverie_notice_text** out,
                                                   doverie_error** error) DOVERIE_NONNULL(6) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* Of a letter; the head of a push or an entry of the cabinet. */
DOVERIE_API doverie_string doverie_notice_text_subject(const doverie_notice_text* text) DOVERIE_BORROWED(text)
    DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);
/* Plain, with empty lines between the paragraphs of a letter. */
DOVERIE_API doverie_string doverie_notice_text_body(const doverie_notice_text* text) DOVERIE_BORROWED(text)
    DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_notice_text_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_notice_text* text) DOVERIE_SINCE(0, 1);

/* Words for one of DOVERIE_OPERATION_…, as a noun; empty for one of the host's own, which the host has words for, and for a
 * language that there is not. */
DOVERIE_API doverie_string doverie_operation_text(doverie_string operation, doverie_language language)
    DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* Who is shown a state. The recoverer may be a stranger. */
typedef int32_t doverie_viewer;
#define DOVERIE_VIEWER_TRUSTOR 1
#define DOVERIE_VIEWER_CONTACT 2
#define DOVERIE_VIEWER_RECOVERER 3
DOVERIE_API doverie_string doverie_viewer_name(doverie_viewer viewer) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* How a state stands and what the reader can do now, as plain sentences (docs/guide/states.md); empty when it is not shown to this
 * reader, say an invitation that was declined to the trustor, and for a number or a language that there is not. */
DOVERIE_API doverie_string doverie_state_text(doverie_vocabulary vocabulary, int32_t state, doverie_viewer viewer,
                                              doverie_language language) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* The text of an SMS with a code, with `{code}` in it; empty for a language that there is not. */
DOVERIE_API doverie_string doverie_sms_text(doverie_language language) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);
/* How many segments an SMS takes, each of which is paid for (3GPP TS 23.038, 23.040). `*gsm` is 1 when the GSM alphabet has all of
 * its characters: 160 in one segment, 153 in each of several; otherwise 70 and 67. Faults: invalid_argument. */
DOVERIE_API doverie_status doverie_sms_size(doverie_string text, DOVERIE_OUT int32_t* segments, DOVERIE_OUT int32_t* gsm,
                                            doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_NONNULL(3) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);

/* --- Observers --------------------------------------------------------------------------------------------------------- */

typedef int32_t doverie_command_outcome;
#define DOVERIE_COMMAND_DONE 1    /* answered; a repetition that was answered again, too */
#define DOVERIE_COMMAND_REFUSED 2 /* a rule said no */
#define DOVERIE_COMMAND_FAULTED 3 /* something broke, and nothing was done */
#define DOVERIE_COMMAND_UNKNOWN 4 /* something broke, and nobody knows whether it was done */
DOVERIE_API doverie_string doverie_command_outcome_name(doverie_command_outcome outcome) DOVERIE_BORROWED(forever)
    DOVERIE_SINCE(0, 1);

/* A key that was computed with. Never grows. */
typedef struct doverie_key_use {
  doverie_key_purpose purpose;
  uint32_t times;
  doverie_string id;
} doverie_key_use;

/* One command or question, of a side or of the pump's own. Every word in it is of the library's lists, or one that the options
 * have (an operation of a policy, a rule, a key): no account, id, number, name, phone, address or text of anybody. Durations are
 * in microseconds, by the clock's elapsed time. */
typedef struct doverie_command_seen {
  size_t struct_size;
  doverie_string command; /* "start_recovery" */
  doverie_command_outcome outcome;
  uint32_t conflicts;       /* how often it was decided anew, since it lost a race */
  doverie_string reason;    /* the first one of a refusal, or the fault: "wrong_code", "store_unavailable"; else empty */
  doverie_string operation; /* of a start, an approval and a redemption, if a policy has it; else empty */
  doverie_string status;    /* what a start was answered: "pending"; else empty */
  int64_t took;             /* from the call to the answer; everything below is a part of it */
  int64_t reading;          /* in reading calls of the store */
  int64_t appending;        /* in appending calls of the store */
  int64_t asking;           /* in the account directory */
  uint32_t reads;           /* calls of the store */
  uint32_t appends;
  uint32_t asks;        /* of the directory */
  int32_t committed;    /* flag: it has written something */
  uint32_t together;    /* how many calls shared the commit; 0: there was none, or the store does not say */
  uint32_t store_level; /* the format level that the store was found to have; 0: it was not looked at */
  /* The types of the events that were committed, one for each: "account_frozen", "code_rejected" … */
  DOVERIE_NULLABLE DOVERIE_LENGTH(event_count) const doverie_string* events;
  size_t event_count;
  DOVERIE_NULLABLE DOVERIE_LENGTH(key_count) const doverie_key_use* keys; /* each key once */
  size_t key_count;
} doverie_command_seen;

/* One run of the pump. Its commands were told before, each by itself. Durations are in microseconds. */
typedef struct doverie_pump_seen {
  size_t struct_size;
  doverie_pump_what what;
  int32_t reserved; /* 0 */
  doverie_pump_counts codes;
  doverie_pump_counts notices;
  doverie_pump_counts erasures;
  doverie_string fault; /* the first thing that went wrong, by its name; empty: nothing did */
  int64_t took;
  /* How long the oldest message of the kind that was in hand has been due; 0: none was, -1: this run did not look. */
  int64_t oldest_code;
  int64_t oldest_notice;
  int64_t oldest_erasure;
} doverie_pump_seen;

/* Called by the threads of commands and of the pump, several at once, when an answer stands and before it is given: one that takes
 * its time delays the answer, and nothing that it does changes it. Do not call the service that is observed. */
typedef struct doverie_observer_callbacks {
  size_t struct_size;
  DOVERIE_NULLABLE void (*destroy)(void* self);
  DOVERIE_NULLABLE void (*command)(void* self, const doverie_command_seen* seen);
  DOVERIE_NULLABLE void (*pump)(void* self, const doverie_pump_seen* seen);
} doverie_observer_callbacks;

/* Copies `callbacks` and takes `self` over, whether it succeeds or not. */
DOVERIE_API doverie_status doverie_host_observer_new(const doverie_observer_callbacks* callbacks,
                                                     DOVERIE_NULLABLE DOVERIE_TAKEN void* self,
                                                     DOVERIE_OUT DOVERIE_OWNED doverie_observer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Counts what it is told, for Prometheus and whatever else reads OpenMetrics 1.0. */
DOVERIE_API doverie_status doverie_open_metrics_new(DOVERIE_OUT DOVERIE_OWNED doverie_observer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_observer_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_observer* observer) DOVERIE_SINCE(0, 1);

/* All metrics as they were at one moment. Immutable. */
typedef struct doverie_metrics_page doverie_metrics_page;
/* Faults: invalid_argument for an observer that doverie_open_metrics_new() has not made. */
DOVERIE_API doverie_status doverie_metrics_page_new(const doverie_observer* observer,
                                                    DOVERIE_OUT DOVERIE_OWNED doverie_metrics_page** out,
                                                    doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* To be answered as application/openmetrics-text; version=1.0.0; charset=utf-8. */
DOVERIE_API doverie_string doverie_metrics_page_text(const doverie_metrics_page* page) DOVERIE_BORROWED(page)
    DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_metrics_page_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_metrics_page* page) DOVERIE_SINCE(0, 1);

/* === Policies and rules ================================================================================================
 * By which numbers and rules is decided, who may, and why not? */

/* --- Policies ---------------------------------------------------------------------------------------------------------- */

/* The policy of the public service, with this library's choices where nothing is published. */
DOVERIE_API doverie_status doverie_policy_gosuslugi(DOVERIE_OUT DOVERIE_OWNED doverie_policy** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The same with everything turned on that makes an attack slow and visible: delays, a waiting period, stricter contacts. */
DOVERIE_API doverie_status doverie_policy_strict(DOVERIE_OUT DOVERIE_OWNED doverie_policy** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Reads a policy document. Faults: invalid_argument, which names path, value and what is allowed. */
DOVERIE_API doverie_status doverie_policy_from_json(doverie_string json, DOVERIE_OUT DOVERIE_OWNED doverie_policy** out,
                                                    doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* The canonical document: every parameter, fixed order. `*out` is borrowed from the policy. */
DOVERIE_API doverie_status doverie_policy_json(const doverie_policy* policy,
                                               DOVERIE_OUT DOVERIE_BORROWED(policy) doverie_string* out,
                                               doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* Of the document. */
DOVERIE_API doverie_string doverie_policy_id(const doverie_policy* policy) DOVERIE_BORROWED(policy) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);
/* The first 16 bytes of the SHA-256 of the canonical document, in hex: what records pin besides the id. */
DOVERIE_API doverie_string doverie_policy_content_hash(const doverie_policy* policy) DOVERIE_BORROWED(policy)
    DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);
/* 1 when both have the same id and the same content; 0 for NULL. */
DOVERIE_API int32_t doverie_policy_equal(DOVERIE_NULLABLE const doverie_policy* one,
                                         DOVERIE_NULLABLE const doverie_policy* other) DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_policy_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_policy* policy) DOVERIE_SINCE(0, 1);
/* The JSON Schema (draft 2020-12) of policy documents. Lives for ever. */
DOVERIE_API doverie_string doverie_policy_schema(void) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* --- Schedules --------------------------------------------------------------------------------------------------------- */

/* Policies by the date from which they apply. Immutable. What it gives out are copies, to be freed by doverie_policy_free(). */
typedef struct doverie_policy_schedule doverie_policy_schedule;
/* Copies the policies. Faults: invalid_argument when there is none, when two begin on the same day or have the same id, or when
 * time zones differ. */
DOVERIE_API doverie_status doverie_policy_schedule_new(DOVERIE_LENGTH(policy_count) const doverie_policy* const* policies,
                                                       size_t policy_count,
                                                       DOVERIE_OUT DOVERIE_OWNED doverie_policy_schedule** out,
                                                       doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* 0 for NULL. */
DOVERIE_API size_t doverie_policy_schedule_count(DOVERIE_NULLABLE const doverie_policy_schedule* schedule)
    DOVERIE_SINCE(0, 1);
/* Policy `index`, counted from 0, the oldest first. Faults: invalid_argument when there is none. */
DOVERIE_API doverie_status doverie_policy_schedule_at(const doverie_policy_schedule* schedule, size_t index,
                                                      DOVERIE_OUT DOVERIE_OWNED doverie_policy** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_SINCE(0, 1);
/* The policy in force on that day; before the first one's date, the first. */
DOVERIE_API doverie_status doverie_policy_schedule_on(const doverie_policy_schedule* schedule, doverie_date today,
                                                      DOVERIE_OUT DOVERIE_OWNED doverie_policy** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The policy that a record was made under, by what it pins. Faults: policy_unknown. */
DOVERIE_API doverie_status doverie_policy_schedule_pinned(const doverie_policy_schedule* schedule, doverie_string id,
                                                          doverie_string content_hash,
                                                          DOVERIE_OUT DOVERIE_OWNED doverie_policy** out,
                                                          doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The policy in force on that day as it is for people of a link that was made under the policy `id`, `content_hash`
 * (docs/guide/policies.md). Faults: policy_unknown. */
DOVERIE_API doverie_status doverie_policy_schedule_for_link(const doverie_policy_schedule* schedule, doverie_date today,
                                                            doverie_string id, doverie_string content_hash,
                                                            DOVERIE_OUT DOVERIE_OWNED doverie_policy** out,
                                                            doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Accounts of a thousand that are protected on that day. */
DOVERIE_API doverie_status doverie_policy_schedule_protected_share(const doverie_policy_schedule* schedule,
                                                                   doverie_date today, DOVERIE_OUT int32_t* out,
                                                                   doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_policy_schedule_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_policy_schedule* schedule)
    DOVERIE_SINCE(0, 1);

/* --- Shadows ----------------------------------------------------------------------------------------------------------- */

/* A shadow decides along and enforces nothing: every command that can write is decided a second time by its policies, from
 * the same records, facts and time, and the host is told where it would have gone otherwise. */

typedef int32_t doverie_shadow_kind;
#define DOVERIE_SHADOW_REFUSED 1       /* the shadow would have refused what was done */
#define DOVERIE_SHADOW_ALLOWED 2       /* the shadow would have done what was refused */
#define DOVERIE_SHADOW_OTHER_REASONS 3 /* both refused, for other reasons or with other numbers */
#define DOVERIE_SHADOW_OTHER_ANSWER 4  /* both did it, with another answer: a start's status, a deadline */
#define DOVERIE_SHADOW_FAILED 5        /* the shadow could not decide; `fault` says why */
DOVERIE_API doverie_string doverie_shadow_kind_name(doverie_shadow_kind kind) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* One command that the shadow would have decided differently; good during the call. No personal data and no codes. */
typedef struct doverie_shadow_difference doverie_shadow_difference;
typedef struct doverie_shadow_view {
  size_t struct_size;
  doverie_shadow_kind kind;
  doverie_start_status status;        /* that a start was answered; otherwise 0 */
  doverie_start_status shadow_status; /* and that the shadow would have answered */
  size_t reason_count;                /* why it was refused; 0 when it was not */
  size_t shadow_reason_count;         /* why the shadow would have */
  doverie_string command;             /* its name: "start_recovery" */
  doverie_string command_id;          /* finds its events, if it wrote any */
  doverie_string policy;              /* id of the policy in force */
  doverie_string shadow_policy;       /* id of the shadow's */
  doverie_string fault;               /* of a shadow that failed; otherwise empty */
} doverie_shadow_view;
/* Fills `out` with what is borrowed from the difference. */
DOVERIE_API doverie_status doverie_shadow_difference_get(const doverie_shadow_difference* difference,
                                                         DOVERIE_OUT DOVERIE_BORROWED(difference) doverie_shadow_view* out,
                                                         doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);
/* Reason `index`, counted from 0: of the command (`of_shadow` 0) or of the shadow (1). Faults: invalid_argument when there is
 * none. */
DOVERIE_API doverie_status doverie_shadow_difference_reason_at(const doverie_shadow_difference* difference,
                                                               int32_t of_shadow, size_t index,
                                                               DOVERIE_OUT DOVERIE_BORROWED(difference) doverie_reason* out,
                                                               doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(4)
    DOVERIE_SINCE(0, 1);

typedef struct doverie_shadow_callbacks {
  size_t struct_size;
  DOVERIE_NULLABLE void (*destroy)(void* self);
  /* Called by the thread of the command before it returns, from any number of threads at once. */
  void (*differs)(void* self, const doverie_shadow_difference* difference);
} doverie_shadow_callbacks;

/* `policies` as in doverie_service_options, at least one; the shadow keeps copies. Copies `callbacks` and takes `self` over,
 * whether it succeeds or not. Faults: invalid_argument. */
DOVERIE_API doverie_status doverie_shadow_new(DOVERIE_LENGTH(policy_count) const doverie_policy* const* policies,
                                              size_t policy_count, const doverie_shadow_callbacks* callbacks,
                                              DOVERIE_NULLABLE DOVERIE_TAKEN void* self,
                                              DOVERIE_OUT DOVERIE_OWNED doverie_shadow** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_shadow_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_shadow* shadow) DOVERIE_SINCE(0, 1);

/* --- Rules of the host's own ------------------------------------------------------------------------------------------- */

/*
 * Who else may not. Such a rule is looked at wherever the library's rules of its role are, on the same facts, and never
 * instead of them: it can refuse somebody, not let anybody in. docs/guide/host-rules.md has the whole of it.
 *
 *   static void is_client(void *self, const doverie_rule_input *input, doverie_rule_sink *sink) {
 *     const int64_t client = doverie_rule_input_fact(input, doverie_text("client"));
 *     (client == 1 ? doverie_rule_passed : doverie_rule_failed)(sink, 1, client, NULL);
 *   }
 */

/* The first number that is left to hosts. */
#define DOVERIE_FIRST_HOST_RULE 10000

/* What a check may look at, borrowed until the callback returns, with all strings. */
typedef struct doverie_rule_input doverie_rule_input;
/* The facts of the account, the host's own among them. Faults: invalid_argument. */
DOVERIE_API doverie_status doverie_rule_input_facts(const doverie_rule_input* input,
                                                    DOVERIE_OUT DOVERIE_BORROWED(input) doverie_account_facts* out,
                                                    doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* One of the host's own facts by name; DOVERIE_ABSENT when the account has none of that name. */
DOVERIE_API int64_t doverie_rule_input_fact(const doverie_rule_input* input, doverie_string name) DOVERIE_NONNULL(1)
    DOVERIE_SINCE(0, 1);
/* The policy that the decision is made under; NULL when `input` is wrong. Not to be freed. */
DOVERIE_API const doverie_policy* doverie_rule_input_policy(const doverie_rule_input* input)
    DOVERIE_NULLABLE DOVERIE_BORROWED(input) DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);
/* The civil day of the decision. Faults: invalid_argument. */
DOVERIE_API doverie_status doverie_rule_input_today(const doverie_rule_input* input, DOVERIE_OUT doverie_date* out,
                                                    doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* Takes the answer of a check. `needs` and `has` are the two sides where numbers were compared, otherwise DOVERIE_ABSENT; they
 * are recorded and told, so never personal data. */
typedef struct doverie_rule_sink doverie_rule_sink;
DOVERIE_API doverie_status doverie_rule_passed(doverie_rule_sink* sink, int64_t needs, int64_t has, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_status doverie_rule_failed(doverie_rule_sink* sink, int64_t needs, int64_t has, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);
/* The rule cannot decide: the command ends with `fault`, one of DOVERIE_FAULT_…, and nothing is written. */
DOVERIE_API doverie_status doverie_rule_undecided(doverie_rule_sink* sink, int32_t fault, doverie_string why,
                                                  doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);

/* `check` is pure: no clock, no I/O, the same answer for the same input. It is called by any thread that calls the service, by
 * several at once, and again whenever a decision is made again. No answer is the fault internal, never a yes. */
typedef struct doverie_host_rule_callbacks {
  size_t struct_size;
  DOVERIE_NULLABLE void (*destroy)(void* self); /* when the last service or set that has the rule is gone */
  void (*check)(void* self, const doverie_rule_input* input, doverie_rule_sink* sink);
} doverie_host_rule_callbacks;

/* Number and name are for ever: they are in the records. */
typedef struct doverie_host_rule {
  size_t struct_size;
  int32_t number; /* from DOVERIE_FIRST_HOST_RULE on; what it gives when it fails */
  doverie_role role;
  doverie_string name;     /* 1 to 64 of [a-z0-9_], none of the library's */
  doverie_string english;  /* what it asks for, as a sentence for people */
  doverie_string russian;  /* the same */
  doverie_string fact;     /* what it looks at; may be empty */
  doverie_string sentence; /* of the host's own specification; may be empty */
} doverie_host_rule;

/* An empty set. Services, explanations and rows take the rules that are in it when they are made. */
DOVERIE_API doverie_status doverie_host_rules_new(DOVERIE_OUT DOVERIE_OWNED doverie_host_rules** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Copies `rule` and `callbacks`, and takes `self` over, whether it succeeds or not. Faults: invalid_argument, which names the
 * rule, for a number or name that cannot be or is there already, missing texts, no check. */
DOVERIE_API doverie_status doverie_host_rules_add(doverie_host_rules* rules, const doverie_host_rule* rule,
                                                  const doverie_host_rule_callbacks* callbacks,
                                                  DOVERIE_NULLABLE DOVERIE_TAKEN void* self, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* 0 for NULL. */
DOVERIE_API size_t doverie_host_rules_count(DOVERIE_NULLABLE const doverie_host_rules* rules) DOVERIE_SINCE(0, 1);
/* Rule `index`, counted from 0 in order of numbers, which is their order of precedence, behind all of the library's. Strings
 * are borrowed from the set. Faults: invalid_argument when there is none. */
DOVERIE_API doverie_status doverie_host_rules_at(const doverie_host_rules* rules, size_t index,
                                                 DOVERIE_OUT DOVERIE_BORROWED(rules) doverie_host_rule* out,
                                                 doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_host_rules_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_host_rules* rules) DOVERIE_SINCE(0, 1);

/* --- Rules, told and tested -------------------------------------------------------------------------------------------- */

/* What every eligibility rule of a role finds about an account, passed or not, in order of precedence: the failed ones are
 * what a command would be refused for. Immutable; any number of threads may use it. */
typedef struct doverie_explanation doverie_explanation;

/* `now` is an instant, `today` its civil date in the policy's time zone. `facts` NULL: there is no such account, and one row
 * says so. */
DOVERIE_API doverie_status doverie_explain(const doverie_policy* policy, doverie_role role,
                                           DOVERIE_NULLABLE const doverie_account_facts* facts, doverie_date today,
                                           int64_t now, DOVERIE_OUT DOVERIE_OWNED doverie_explanation** out,
                                           doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(6) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* The same, with the rows of the host's rules behind the library's. Faults: besides, as a rule does that cannot decide. */
DOVERIE_API doverie_status doverie_explain_with(const doverie_host_rules* rules, const doverie_policy* policy,
                                                doverie_role role, DOVERIE_NULLABLE const doverie_account_facts* facts,
                                                doverie_date today, int64_t now,
                                                DOVERIE_OUT DOVERIE_OWNED doverie_explanation** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_NONNULL(7) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* 0 for NULL. */
DOVERIE_API size_t doverie_explanation_count(DOVERIE_NULLABLE const doverie_explanation* explanation) DOVERIE_SINCE(0, 1);

/* Strings are borrowed from the explanation. The texts tell facts about the account, its owner's age among them: show them to
 * its owner, not to the other side. */
typedef struct doverie_rule_explanation {
  size_t struct_size;
  int32_t rule; /* what it gives when it fails: DOVERIE_REASON_…, or the number of a rule of the host's own */
  doverie_role role;
  int32_t passed;
  int32_t reserved;
  int64_t needs; /* whole years for an age, whole hours since a change; 1 for yes; 0: the policy does not ask for it */
  /* The other side; DOVERIE_ABSENT when the fact is not known, or has not changed of late and is not asked for. */
  int64_t has;
  doverie_string fact;     /* account, age_years, phone, or the name of a member of doverie_account_facts */
  doverie_string limit;    /* the policy's parameter; empty where there is none */
  doverie_string sentence; /* of docs/spec/eligibility.md, with its number */
  doverie_string english;
  doverie_string russian;
  doverie_string name; /* of the rule: as in DOVERIE_REASON_…, in lower case, or as the host named it */
} doverie_rule_explanation;
DOVERIE_API doverie_status doverie_explanation_at(const doverie_explanation* explanation, size_t index,
                                                  DOVERIE_OUT DOVERIE_BORROWED(explanation) doverie_rule_explanation* out,
                                                  doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_explanation_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_explanation* explanation)
    DOVERIE_SINCE(0, 1);

/* === Populations =======================================================================================================
 * Who may, for columns of accounts, and what would another policy change? */

/* A policy worked out for one role and one moment: `now` is an instant, `today` its civil date in the policy's time zone.
 * Policies need not outlive it; any number of threads may use it. */
typedef struct doverie_eligibility doverie_eligibility;

DOVERIE_API doverie_status doverie_eligibility_new(const doverie_policy* policy, doverie_role role, doverie_date today,
                                                   int64_t now, DOVERIE_OUT DOVERIE_OWNED doverie_eligibility** out,
                                                   doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_eligibility_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_eligibility* eligibility)
    DOVERIE_SINCE(0, 1);

/* Failed rules are bits; no bit: may. The loops over columns write a byte for each account: the bit of a rule is the last digit
 * of its DOVERIE_REASON_… number less one, and the last bit says that there are more, which a word of 32 bits tells. Where one
 * number is wanted, the word stands above the byte: bits 8 to 39. */
#define DOVERIE_FAILED_ACCOUNT_MISSING 0x01 /* and then no other */
#define DOVERIE_FAILED_TOO_YOUNG 0x02
#define DOVERIE_FAILED_NOT_CITIZEN 0x04
#define DOVERIE_FAILED_NOT_CONFIRMED 0x08
#define DOVERIE_FAILED_PHONE_MISSING 0x10
#define DOVERIE_FAILED_PASSPORT_OUTDATED 0x20 /* of contacts only */
#define DOVERIE_FAILED_MORE 0x80              /* rules that the byte has no bit for: what has changed since */
/* The bits of the word. */
/* BEGIN word: written by cmake/vocabulary from include/doverie/core/rules.def */
#define DOVERIE_MORE_CONTACT_RECOVERED_LATELY 0x01
#define DOVERIE_MORE_CONTACT_PHONE_CHANGED_LATELY 0x02
#define DOVERIE_MORE_CONTACT_SIM_CHANGED_LATELY 0x04
/* END word */

/* The DOVERIE_REASON_… number of a bit, 0 to 39, for this role; 0 when it stands for none. */
DOVERIE_API doverie_status doverie_eligibility_reason(const doverie_eligibility* eligibility, uint32_t bit,
                                                      DOVERIE_OUT int32_t* out, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* One account; `facts` NULL: there is no such account. `*failed`: byte and word as one number, in which DOVERIE_FAILED_MORE says
 * nothing that the bits above it do not. */
DOVERIE_API doverie_status doverie_eligibility_check(const doverie_eligibility* eligibility,
                                                     DOVERIE_NULLABLE const doverie_account_facts* facts,
                                                     DOVERIE_OUT uint64_t* failed, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* The same of facts that were read before, which costs a few nanoseconds. */
DOVERIE_API doverie_status doverie_eligibility_check_account(const doverie_eligibility* eligibility,
                                                             const doverie_account* account, DOVERIE_OUT uint64_t* failed,
                                                             doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The bit of a rule by its number; `*out` is 64 when it is no rule of this role. */
DOVERIE_API doverie_status doverie_eligibility_bit(const doverie_eligibility* eligibility, int32_t reason,
                                                   DOVERIE_OUT uint32_t* out, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The last birth day of those who are old enough; DOVERIE_NO_BIRTH_DAY when nobody is. */
DOVERIE_API doverie_status doverie_eligibility_latest_birth_day(const doverie_eligibility* eligibility,
                                                                DOVERIE_OUT int32_t* out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What birth day and flags of one account say: a byte of DOVERIE_FAILED_…. Faults: invalid_argument when the policy asks for
 * what has changed since, which they do not tell. */
DOVERIE_API doverie_status doverie_eligibility_check_row(const doverie_eligibility* eligibility, int32_t birth_day,
                                                         uint8_t flags, DOVERIE_OUT uint8_t* failed, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The birth day that is a column's. Faults: invalid_argument for what is no date. */
DOVERIE_API doverie_status doverie_birth_day(doverie_date birth_date, DOVERIE_OUT int32_t* out, doverie_error** error)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The byte of DOVERIE_ACCOUNT_… of an account, which depends on the policy by its phone prefixes. `facts` NULL: 0. */
DOVERIE_API doverie_status doverie_account_flags(DOVERIE_NULLABLE const doverie_account_facts* facts,
                                                 const doverie_policy* policy, DOVERIE_OUT uint8_t* out,
                                                 doverie_error** error) DOVERIE_NONNULL(2)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* A birth day is the number of days since 1970-01-01. This one, and any that is no date of the years -32767 to 32767, is not
 * known, and fails the rule about age. */
#define DOVERIE_NO_BIRTH_DAY INT32_MIN
/* The bits of an account's flags; 0x02 has no meaning yet and has to be 0. */
#define DOVERIE_ACCOUNT_EXISTS 0x01
#define DOVERIE_ACCOUNT_CITIZEN 0x04
#define DOVERIE_ACCOUNT_CONFIRMED 0x08
#define DOVERIE_ACCOUNT_PHONE_CONFIRMED 0x10
#define DOVERIE_ACCOUNT_PASSPORT_CURRENT 0x20
#define DOVERIE_ACCOUNT_PHONE_ALLOWED 0x40   /* the phone begins with a prefix that the policy allows */
#define DOVERIE_ACCOUNT_PHONE_REPLACING 0x80 /* and a new number waits for its own confirmation */

/* Values `stride` bytes from each other; 0: one right after the other. `data` NULL: there is no such column. Never grows. */
typedef struct doverie_column {
  DOVERIE_NULLABLE const void* data;
  ptrdiff_t stride;
} doverie_column;

/* Columns of `count` accounts, borrowed for the call. Facts come as a byte of flags, as a column of bytes for each fact (0: no,
 * anything else: yes), or as both: a fact with a column of its own is what that says. Without any, an account exists, its
 * phone is allowed, and the rest is no. Instants have a column each (int64_t, 0: not known); what the policy asks for has to be
 * there, or the call faults with invalid_argument and names it. Fastest: birth days and flags, both dense; nothing is copied. */
typedef struct doverie_population {
  size_t struct_size;
  size_t count;
  doverie_column birth_days; /* int32_t; required, unless there are no accounts */
  doverie_column flags;      /* uint8_t, as are all that follow up to the instants */
  doverie_column exists;
  /* BEGIN columns of flags: written by cmake/vocabulary from include/doverie/core/facts.def */
  /* of the Russian Federation */
  doverie_column citizen;
  /* a confirmed account (подтверждённая учётная запись) */
  doverie_column confirmed;
  /* passport data in the cabinet are up to date */
  doverie_column passport_current;
  /* END columns of flags */
  doverie_column phone_confirmed;
  doverie_column phone_allowed;
  doverie_column phone_replacing;
  /* BEGIN columns of instants: written by cmake/vocabulary from include/doverie/core/facts.def */
  /* when `phone` was confirmed in this account */
  doverie_column phone_since;
  /* when its SIM was last changed, if the host knows */
  doverie_column sim_since;
  /* when this account was last recovered itself */
  doverie_column recovered_at;
  /* END columns of instants */
} doverie_population;

/* What each account failed: `count` bytes of DOVERIE_FAILED_…, and as many words of DOVERIE_MORE_… unless `more` is NULL. */
DOVERIE_API doverie_status doverie_population_check(const doverie_eligibility* eligibility,
                                                    const doverie_population* population,
                                                    DOVERIE_OUT DOVERIE_LENGTH(population.count) uint8_t* failed,
                                                    DOVERIE_NULLABLE DOVERIE_OUT DOVERIE_LENGTH(population.count)
                                                        uint32_t* more,
                                                    doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* How many accounts; one that failed two rules is counted by both. */
typedef struct doverie_rule_counts {
  size_t struct_size;
  uint64_t rows;
  uint64_t eligible;
  uint64_t failed[8]; /* by the number of the bit */
  uint64_t failed_more[32];
} doverie_rule_counts;
/* The counts, and if `failed` is not NULL the bytes of doverie_population_check(), in one pass. */
DOVERIE_API doverie_status doverie_population_count(const doverie_eligibility* eligibility,
                                                    const doverie_population* population,
                                                    DOVERIE_NULLABLE DOVERIE_OUT DOVERIE_LENGTH(population.count)
                                                        uint8_t* failed,
                                                    DOVERIE_OUT doverie_rule_counts* out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* What a comparison of the two passes over, for people of `role`, to be told before any number: parameters in which the policies
 * differ and that no rule about such people goes by; required_approvals where one of them asks for more than one; applies_to
 * where one of them has something for new links only. `*count` becomes how many there are; `names` may be NULL, otherwise the
 * first `room` are written there. They live for ever. */
DOVERIE_API doverie_status doverie_population_not_looked_at(const doverie_policy* before, const doverie_policy* after,
                                                            doverie_role role,
                                                            DOVERIE_NULLABLE DOVERIE_OUT DOVERIE_BORROWED(forever)
                                                                DOVERIE_LENGTH(room) doverie_string* names,
                                                            size_t room, DOVERIE_OUT size_t* count, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_NONNULL(6) DOVERIE_SINCE(0, 1);

typedef struct doverie_comparison {
  size_t struct_size;
  uint64_t rows;
  uint64_t eligible_before;
  uint64_t eligible_after;
  uint64_t gained;       /* accounts that may after the change and might not before */
  uint64_t lost;         /* the other way round */
  uint64_t gained_by[8]; /* of those who gain: the rules they failed before */
  uint64_t lost_by[8];   /* of those who lose: the rules they fail after */
  uint64_t gained_by_more[32];
  uint64_t lost_by_more[32];
} doverie_comparison;
/* Who gains, who loses, and why. `population_after` may be NULL: the same facts; otherwise the same accounts, row by row.
 * `gained` and `lost` may be NULL, or have a byte for each account: what it failed before, or fails after, when it gains or
 * loses; otherwise 0. Faults: invalid_argument, also for different roles, and for different phone prefixes over the same
 * facts, as one column cannot say which phones both allow. */
DOVERIE_API doverie_status
doverie_population_compare(const doverie_eligibility* before, const doverie_population* population_before,
                           const doverie_eligibility* after, DOVERIE_NULLABLE const doverie_population* population_after,
                           DOVERIE_NULLABLE DOVERIE_OUT DOVERIE_LENGTH(population_before.count) uint8_t* gained,
                           DOVERIE_NULLABLE DOVERIE_OUT DOVERIE_LENGTH(population_before.count) uint8_t* lost,
                           DOVERIE_OUT doverie_comparison* out, doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_NONNULL(3) DOVERIE_NONNULL(7) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

typedef struct doverie_stranded_circles {
  size_t struct_size;
  uint64_t circles;       /* trustors with a contact at all */
  uint64_t served_before; /* with one who is eligible */
  uint64_t served_after;
  uint64_t stranded; /* served before and not after */
} doverie_stranded_circles;
/* Which circles would be left without an eligible contact. The account in row contacts[i] is a trusted contact of the one in
 * row trustors[i], in any order. `rows` may be NULL; otherwise the first `room` stranded trustors are written there, ascending.
 */
DOVERIE_API doverie_status doverie_population_stranded(
    const doverie_eligibility* before, const doverie_eligibility* after, const doverie_population* population,
    DOVERIE_LENGTH(pair_count) const uint32_t* trustors, DOVERIE_LENGTH(pair_count) const uint32_t* contacts,
    size_t pair_count, DOVERIE_NULLABLE DOVERIE_OUT DOVERIE_LENGTH(room) uint32_t* rows, size_t room,
    DOVERIE_OUT doverie_stranded_circles* out, doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_NONNULL(3) DOVERIE_NONNULL(4) DOVERIE_NONNULL(5) DOVERIE_NONNULL(9) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* === Audit and replay ==================================================================================================
 * Are the records what they were, and what would another policy have made of them? */

/* --- Audit ------------------------------------------------------------------------------------------------------------- */

/*
 * Proof that the records of a store are what they were: signed checkpoints kept outside of the database, copies of the feed
 * as JSON Lines, and a verifier that says exactly which event does not fit. docs/guide/audit.md tells how to use them.
 * Signatures are Ed25519 (RFC 8032): `openssl genpkey -algorithm ed25519` makes a key.
 */

typedef struct doverie_checkpoint_options {
  size_t struct_size;
  doverie_string previous; /* the text of the last checkpoint; empty: this is the first one */
  uint32_t max_events;     /* one checkpoint is about so many events, or up to 999 more: 1 to 20000; 0: 10000 */
  int32_t accept_restore;  /* flag: the store's epoch is higher than the last checkpoint's because a backup was restored, and
                            * what is lost by that is accepted */
} doverie_checkpoint_options;

/* A signed checkpoint. Immutable: any thread may read it. */
typedef struct doverie_checkpoint doverie_checkpoint;
/* Signs which streams have changed since the previous checkpoint, and their last seals. It does not look whether seals fit;
 * verifying does. `private_key`: PEM (PKCS #8, not encrypted), or 32 bytes; our copies are wiped. `at`: now. `options` may
 * be NULL. Faults: invalid_argument (the key, `at`, the previous checkpoint), audit_broken (the store's epoch is not that of
 * the previous checkpoint), those of the store. */
DOVERIE_API doverie_status doverie_checkpoint_make(const doverie_store* store, doverie_bytes private_key, int64_t at,
                                                   DOVERIE_NULLABLE const doverie_checkpoint_options* options,
                                                   DOVERIE_OUT DOVERIE_OWNED doverie_checkpoint** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
typedef struct doverie_checkpoint_facts {
  size_t struct_size;
  doverie_string text;       /* canonical JSON, one line, without a newline: to be kept byte for byte */
  uint64_t number;           /* from 1 */
  uint64_t events;           /* since the previous one */
  int32_t more;              /* flag: max_events was reached; make the next one at once */
  int32_t reserved;          /* 0 */
  doverie_string public_key; /* of the key that signed it, PEM */
} doverie_checkpoint_facts;
/* Its strings are borrowed from the checkpoint. */
DOVERIE_API doverie_status doverie_checkpoint_get(const doverie_checkpoint* checkpoint,
                                                  DOVERIE_OUT DOVERIE_BORROWED(checkpoint) doverie_checkpoint_facts* out,
                                                  doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_checkpoint_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_checkpoint* checkpoint) DOVERIE_SINCE(0, 1);

/* Bytes that hold a public key as PEM, with a NUL. */
#define DOVERIE_PUBLIC_KEY_SIZE 128
/* The public key of a private one, as PEM with a NUL, for who has to trust it. `size` is DOVERIE_PUBLIC_KEY_SIZE. Faults:
 * invalid_argument when it is none. */
DOVERIE_API doverie_status doverie_checkpoint_public_key(doverie_bytes private_key,
                                                         DOVERIE_OUT DOVERIE_LENGTH(size) char* out, size_t size,
                                                         doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);

/* A part of the feed as JSON Lines. Immutable: any thread may read it. */
typedef struct doverie_export doverie_export;
/* Up to `limit` events behind the cursor `after` (empty: from the beginning) in commit order, a line each, with the members
 * `cursor`, `stream`, `version`, `seal` and `event`: its exact bytes as a string, or, when they are not UTF-8, `event_hex`.
 * Faults: as doverie_store_feed(). */
DOVERIE_API doverie_status doverie_store_export(const doverie_store* store, doverie_string after, uint32_t limit,
                                                DOVERIE_OUT DOVERIE_OWNED doverie_export** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
typedef struct doverie_export_page {
  size_t struct_size;
  doverie_string lines;  /* with a newline at the end of each */
  doverie_string cursor; /* give it as `after` to go on behind them */
  uint64_t events;       /* 0: the end of the feed */
} doverie_export_page;
/* Its strings are borrowed from the export. */
DOVERIE_API doverie_status doverie_export_get(const doverie_export* page,
                                              DOVERIE_OUT DOVERIE_BORROWED(page) doverie_export_page* out,
                                              doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_export_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_export* page) DOVERIE_SINCE(0, 1);

/* Compares events with their seals and with checkpoints. First trust, then every checkpoint from number
 * 1 on in order, then every event in commit order: of a store or of an export. */
typedef struct doverie_audit_verifier doverie_audit_verifier;
/* `keys` has to have every audit key that ever sealed an event, at least to verify. The verifier goes by the ring as it is. */
DOVERIE_API doverie_status doverie_audit_verifier_new(const doverie_key_ring* keys,
                                                      DOVERIE_OUT DOVERIE_OWNED doverie_audit_verifier** out,
                                                      doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* A key that checkpoints may be signed with: PEM, or its 32 bytes. Faults: invalid_argument when it is neither. */
DOVERIE_API doverie_status doverie_audit_verifier_trust(doverie_audit_verifier* verifier, doverie_bytes public_key,
                                                        doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_status doverie_audit_verifier_checkpoint(doverie_audit_verifier* verifier, doverie_string text,
                                                             doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* A line of an export, with or without a newline at its end. Any bytes: what is no such line is a finding. */
DOVERIE_API doverie_status doverie_audit_verifier_line(doverie_audit_verifier* verifier, doverie_bytes line,
                                                       doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* An event by a feed of the host's own. */
DOVERIE_API doverie_status doverie_audit_verifier_event(doverie_audit_verifier* verifier, const doverie_feed_entry* entry,
                                                        doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The whole feed of a store, page by page, and which of its streams are erased. Faults: of the store. */
DOVERIE_API doverie_status doverie_audit_verifier_store(doverie_audit_verifier* verifier, const doverie_store* store,
                                                        doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* What was found. Immutable: any thread may read it. */
typedef struct doverie_audit_report doverie_audit_report;
/* What was found so far. Without a store, an invitation of which nothing is there counts as erased. */
DOVERIE_API doverie_status doverie_audit_verifier_finish(doverie_audit_verifier* verifier,
                                                         DOVERIE_OUT DOVERIE_OWNED doverie_audit_report** out,
                                                         doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_audit_verifier_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_audit_verifier* verifier)
    DOVERIE_SINCE(0, 1);

typedef struct doverie_audit_counts {
  size_t struct_size;
  size_t finding_count; /* for doverie_audit_report_finding_at(); 0: everything fits */
  uint64_t events;
  uint64_t streams;     /* that have events */
  uint64_t checkpoints; /* that were signed and in their chain */
  uint64_t erased;      /* invitations that a checkpoint has seen and that were erased since */
  uint64_t left_out;    /* findings beyond the first 1000 */
} doverie_audit_counts;
DOVERIE_API doverie_status doverie_audit_report_get(const doverie_audit_report* report,
                                                    DOVERIE_OUT doverie_audit_counts* out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_SINCE(0, 1);

typedef int32_t doverie_audit_finding_kind;
#define DOVERIE_FOUND_EVENT_CHANGED 1            /* the seal does not fit */
#define DOVERIE_FOUND_EVENT_MISSING 2            /* a later version is there */
#define DOVERIE_FOUND_EVENT_MISPLACED 3          /* a version comes again */
#define DOVERIE_FOUND_SEAL_UNVERIFIABLE 4        /* the key that it names is unknown or revoked */
#define DOVERIE_FOUND_DIFFERS_FROM_CHECKPOINT 5  /* seals fit, but a checkpoint has another one */
#define DOVERIE_FOUND_TAIL_MISSING 6             /* a checkpoint has seen later versions */
#define DOVERIE_FOUND_STREAM_MISSING 7           /* a checkpoint has seen it, and it is neither there nor erased */
#define DOVERIE_FOUND_STREAM_ERASED 8            /* a tombstone where nothing is ever erased */
#define DOVERIE_FOUND_CHECKPOINT_UNSIGNED 9      /* unreadable, or not signed by a trusted key */
#define DOVERIE_FOUND_CHECKPOINT_OUT_OF_CHAIN 10 /* its number or its previous checkpoint is another */
#define DOVERIE_FOUND_EPOCH_DIFFERS 11           /* the store's is not the last checkpoint's */
#define DOVERIE_FOUND_LINE_UNREADABLE 12         /* not a line of an export */
DOVERIE_API doverie_string doverie_audit_finding_kind_name(doverie_audit_finding_kind kind) DOVERIE_BORROWED(forever)
    DOVERIE_SINCE(0, 1);

typedef struct doverie_audit_finding {
  size_t struct_size;
  doverie_audit_finding_kind kind;
  doverie_string stream;  /* empty when it is about a checkpoint or a line */
  uint64_t version;       /* the first event that does not fit; 0 when it is not about one */
  uint64_t checkpoint;    /* the number of the one that tells, or is wrong itself; 0: none */
  doverie_string message; /* the whole, in English, for people */
} doverie_audit_finding;
/* Finding `index`, counted from 0; its strings are borrowed from the report. Faults: invalid_argument when there is none. */
DOVERIE_API doverie_status doverie_audit_report_finding_at(const doverie_audit_report* report, size_t index,
                                                           DOVERIE_OUT DOVERIE_BORROWED(report) doverie_audit_finding* out,
                                                           doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_audit_report_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_audit_report* report) DOVERIE_SINCE(0, 1);

/* --- History under another policy -------------------------------------------------------------------------------------- */

/*
 * Which of the decisions that were recorded would have come out otherwise, and why. docs/guide/replay.md tells what a history
 * can tell, and what it cannot. Decisions come out of doverie_replay_next() as soon as the next one begins. */

/* Takes all events from the first one on, of a store or of an export. After a fault every call gives it again. */
typedef struct doverie_replay doverie_replay;
/* `history`: the policies that the records were made under; `other`: one policy, or a schedule. They are copied. Faults:
 * invalid_argument, unless they have one time zone. */
DOVERIE_API doverie_status doverie_replay_new(DOVERIE_LENGTH(history_count) const doverie_policy* const* history,
                                              size_t history_count,
                                              DOVERIE_LENGTH(other_count) const doverie_policy* const* other,
                                              size_t other_count, DOVERIE_OUT DOVERIE_OWNED doverie_replay** out,
                                              doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* A line of an export (doverie_store_export), with or without a newline at its end. Faults: store_corrupt for what cannot be a
 * history (changed, cut off, not from the beginning), event_unknown; both name the line, from 1. */
DOVERIE_API doverie_status doverie_replay_line(doverie_replay* replay, doverie_bytes line, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* An event by a feed of the host's own. Faults: as doverie_replay_line(). */
DOVERIE_API doverie_status doverie_replay_event(doverie_replay* replay, const doverie_feed_entry* entry,
                                                doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* The next 1000 events of the store's feed; `*events` tells how many there were, 0 at the end. Faults: of the store, too. */
DOVERIE_API doverie_status doverie_replay_page(doverie_replay* replay, const doverie_store* store,
                                               DOVERIE_OUT uint64_t* events, doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* How a decision comes out under the other policy. */
typedef int32_t doverie_replay_outcome;
#define DOVERIE_REPLAY_SAME 1
#define DOVERIE_REPLAY_REFUSED 2 /* by itself; or it would have had no effect */
#define DOVERIE_REPLAY_FURTHER 3 /* it would have gone further: a removal done that had to wait */
#define DOVERIE_REPLAY_FALLEN 4  /* only because an earlier one came out otherwise */
#define DOVERIE_REPLAY_UNTOLD 5  /* the history cannot tell */
DOVERIE_API doverie_string doverie_replay_outcome_name(doverie_replay_outcome outcome) DOVERIE_BORROWED(forever)
    DOVERIE_SINCE(0, 1);

/* What is missing, where the history cannot tell. */
typedef int32_t doverie_replay_gap;
#define DOVERIE_REPLAY_GAP_FACT 1      /* what the rule looks at was not recorded */
#define DOVERIE_REPLAY_GAP_AGE 2       /* whole years were, and another way of counting may give one more or less */
#define DOVERIE_REPLAY_GAP_POLICY 3    /* the decision was made under a policy that is not in `history` */
#define DOVERIE_REPLAY_GAP_NUMBER 4    /* whether the contact was told the request's number: he was shown it */
#define DOVERIE_REPLAY_GAP_APPROVALS 5 /* whether another contact would have approved as well: one was enough */
#define DOVERIE_REPLAY_GAP_LOGIN 6     /* whether the owner logged in meanwhile */
#define DOVERIE_REPLAY_GAP_PERSON 7    /* which of several contacts it was */
#define DOVERIE_REPLAY_GAP_EARLIER 8   /* an earlier decision that this one builds on is untold */
#define DOVERIE_REPLAY_GAP_ERASED 9    /* what was found about people whose data have been erased since */
DOVERIE_API doverie_string doverie_replay_gap_name(doverie_replay_gap gap) DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);

/* A decision that does not come out the same. */
typedef struct doverie_replayed {
  size_t struct_size;
  doverie_string stream; /* of the event that records it */
  uint64_t version;
  doverie_string decision; /* the type of that event: "recovery_started" */
  doverie_string command_id;
  int64_t at;
  doverie_replay_outcome outcome;
  int32_t reason;    /* refused, fallen: DOVERIE_REASON_…, the first one; 0: none */
  int32_t has_needs; /* whether `needs`, `has` mean anything */
  int32_t has_has;
  int64_t needs;
  int64_t has;
  size_t missing_count; /* for doverie_replay_decision_missing_at(). Untold: 1 or more. Refused: 1 or more, if a reason that
                                    goes before `reason` may have stood against it, too */
  doverie_string because_stream; /* the earlier decision, if it is for that; otherwise empty */
  uint64_t because_version;
  doverie_string message; /* the whole, in English, for people */
} doverie_replayed;
typedef struct doverie_replay_decision doverie_replay_decision;
/* The next decision that does not come out the same; OK and NULL when there is none yet. */
DOVERIE_API doverie_status doverie_replay_next(doverie_replay* replay,
                                               DOVERIE_OUT DOVERIE_OWNED doverie_replay_decision** out,
                                               doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_status doverie_replay_decision_get(const doverie_replay_decision* decision,
                                                       DOVERIE_OUT DOVERIE_BORROWED(decision) doverie_replayed* out,
                                                       doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);

typedef struct doverie_replay_missing {
  size_t struct_size;
  doverie_replay_gap gap;
  int32_t rule; /* of GAP_FACT and GAP_AGE: DOVERIE_REASON_…; otherwise 0 */
} doverie_replay_missing;
/* What is missing, `index` counted from 0. Faults: invalid_argument when there is no such index. */
DOVERIE_API doverie_status doverie_replay_decision_missing_at(const doverie_replay_decision* decision, size_t index,
                                                              DOVERIE_OUT doverie_replay_missing* out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_replay_decision_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_replay_decision* decision)
    DOVERIE_SINCE(0, 1);

/* A parameter whose change no recorded decision can show. */
typedef struct doverie_replay_blind_spot {
  size_t struct_size;
  doverie_string parameter;
  doverie_string why;
} doverie_replay_blind_spot;
/* How many there are; every other parameter of a policy is replayed. */
DOVERIE_API size_t doverie_replay_blind_spot_count(void) DOVERIE_SINCE(0, 1);
/* Blind spot `index`, counted from 0. Faults: invalid_argument when there is none. */
DOVERIE_API doverie_status doverie_replay_blind_spot_at(size_t index,
                                                        DOVERIE_OUT DOVERIE_BORROWED(forever) doverie_replay_blind_spot* out,
                                                        doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_SINCE(0, 1);

typedef struct doverie_replay_report doverie_replay_report;
/* No more events: decides the last command (doverie_replay_next() gives it), and sums up. */
DOVERIE_API doverie_status doverie_replay_finish(doverie_replay* replay,
                                                 DOVERIE_OUT DOVERIE_OWNED doverie_replay_report** out,
                                                 doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_replay_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_replay* replay) DOVERIE_SINCE(0, 1);

typedef struct doverie_replay_counts {
  size_t struct_size;
  uint64_t events;
  uint64_t decisions; /* recorded; the sum of the five */
  uint64_t same;
  uint64_t refused;
  uint64_t further;
  uint64_t fallen;
  uint64_t untold;
  uint64_t vain_starts;       /* recorded starts that nobody could confirm: taken as they are */
  size_t row_count;           /* for doverie_replay_report_row_at() */
  size_t unseen_change_count; /* for doverie_replay_report_unseen_change_at() */
} doverie_replay_counts;
DOVERIE_API doverie_status doverie_replay_report_get(const doverie_replay_report* report,
                                                     DOVERIE_OUT doverie_replay_counts* out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_SINCE(0, 1);

/* How many decisions of a kind came out in one way for one cause. */
typedef struct doverie_replay_row {
  size_t struct_size;
  doverie_string decision;
  doverie_replay_outcome outcome;
  doverie_string why; /* name of the first reason, or of what is missing first: "fact contact_too_young"; may be empty */
  uint64_t count;
} doverie_replay_row;
/* Row `index`, counted from 0; borrowed from the report. Faults: invalid_argument when there is none. */
DOVERIE_API doverie_status doverie_replay_report_row_at(const doverie_replay_report* report, size_t index,
                                                        DOVERIE_OUT DOVERIE_BORROWED(report) doverie_replay_row* out,
                                                        doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
/* A parameter in which the policies differ, and whose change no recorded decision can show; borrowed from the report. Faults:
 * invalid_argument when there is no such index. */
DOVERIE_API doverie_status doverie_replay_report_unseen_change_at(const doverie_replay_report* report, size_t index,
                                                                  DOVERIE_OUT DOVERIE_BORROWED(report)
                                                                      doverie_string* parameter,
                                                                  doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(3) DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_replay_report_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_replay_report* report)
    DOVERIE_SINCE(0, 1);

#ifdef __cplusplus
}
#endif

#endif /* DOVERIE_H_ */
