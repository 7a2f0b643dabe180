/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doverie, the C interface: a trusted contact for account recovery.
 *
 * C89 to C++20. This interface only grows: a program built against any released version of this header runs with every later
 * library of the same major version. Rules that hold for everything below:
 *
 * ANSWERS. A function returns a doverie_status. Where it takes `doverie_error **error` (always last, may be NULL), that is
 * set to NULL at the beginning and, unless the status is DOVERIE_STATUS_OK, to an error object that the caller frees with
 * doverie_error_free(). There is no "last error" anywhere. REJECTED means that a rule said no, and the error names every
 * reason; FAULT means that something broke and nothing was decided. Nothing else comes out: no exception, no signal, no
 * abort.
 *
 * HANDLES are pointers to incomplete types. `…_new`, `…_open` and commands store one through their `out` argument (NULL at
 * the beginning and on failure; never optional); free it with the `…_free` of its type, which does nothing for NULL. A
 * handle may be freed as soon as the caller needs it no more: a service keeps for itself what it works with. A handle that
 * is NULL, of another type, or (as far as that can be found out) already freed, gives the fault invalid_argument.
 *
 * THREADS. A handle passed as a pointer to const may be used by any number of threads at once. A handle passed as a pointer
 * to non-const needs the caller's care: no other call with the same handle at the same time. Nothing here has global state.
 * A store opened before fork() faults with `forked` in the child.
 *
 * STRINGS IN are a pointer and a length, UTF-8, and are copied before the call returns. {NULL, 0} is the empty string.
 * Invalid UTF-8, NULL with a length, and lengths beyond DOVERIE_MAX_STRING are the fault invalid_argument, which names the
 * argument. STRINGS OUT are borrowed from the object they were asked from, and live until that is freed; a NUL that `size`
 * does not count follows them.
 *
 * STRUCTS begin with `struct_size`, the size the caller was compiled with; DOVERIE_INIT(s) zeroes a struct and sets it. Zero
 * always means "absent" or "the default". A smaller struct, from an older header, is accepted: what it lacks is zero. A
 * larger one, from a newer header, is accepted as long as what this library does not know is zero; otherwise the fault is
 * invalid_argument, and the message says "unsupported". Structs out follow the same rule; bytes unknown to the library are
 * left alone.
 *
 * CALLBACKS run only inside a call of the host's own, on its thread, with no lock of the library held: they may call the
 * library again. They get `self` first and answer by calling one function of the sink they are given; one that does not
 * answer has failed, whatever it returns or throws. The first answer counts, a second is refused. A sink lives until
 * its callback returns. `destroy(self)` runs exactly once: when the last user of the object is gone, or before the
 * constructor returns, when that fails (all it needs is that `struct_size` covers `destroy`).
 *
 * NUMBERS. Instants are microseconds since 1970-01-01T00:00:00 UTC; 0 means none. Flags are 0 or 1; anything else is
 * invalid_argument. Enumerations are int32_t with numbers that never change; expect new ones in later versions.
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

#ifdef __cplusplus
extern "C" {
#endif

/* --- Version ----------------------------------------------------------------------------------------------------------- */

#define DOVERIE_VERSION_MAJOR 0
#define DOVERIE_VERSION_MINOR 1
#define DOVERIE_VERSION_PATCH 0
/* Comparable: major * 1000000 + minor * 1000 + patch. */
#define DOVERIE_VERSION_NUMBER (DOVERIE_VERSION_MAJOR * 1000000 + DOVERIE_VERSION_MINOR * 1000 + DOVERIE_VERSION_PATCH)

/* DOVERIE_VERSION_NUMBER of the library that is running, which may be later than that of this header. */
DOVERIE_API int32_t doverie_version_number(void);
/* The same as text, "0.1.0"; lives for ever. */
DOVERIE_API const char* doverie_version(void);

/* --- Status and constants ---------------------------------------------------------------------------------------------- */

typedef int32_t doverie_status;
#define DOVERIE_STATUS_OK 0
#define DOVERIE_STATUS_REJECTED 1
#define DOVERIE_STATUS_FAULT 2

/* No number: what a reason does not compare. */
#define DOVERIE_ABSENT INT64_MIN
/* The longest string that is read, in bytes; most arguments have far smaller limits of their own. */
#define DOVERIE_MAX_STRING 16777216
/* Bytes of a recovery secret. */
#define DOVERIE_SECRET_SIZE 32

/* BEGIN codes: written by capi/sync_codes.py from include/doverie/core/reasons.def */
/* --- Reasons: why a command was refused, in order of precedence. */
/* There is no such invitation for you. */
#define DOVERIE_REASON_INVITATION_NOT_FOUND 201
/* There is no such recovery request for you. */
#define DOVERIE_REASON_REQUEST_NOT_FOUND 202
/* This account is not a trusted contact of that person. */
#define DOVERIE_REASON_NOT_A_CONTACT 203
/* The secret does not belong to this recovery request. */
#define DOVERIE_REASON_WRONG_SECRET 204
/* The account is frozen after a report of fraud. */
#define DOVERIE_REASON_FROZEN 101
/* Too many wrong codes were entered against this account; recovery by contact is locked until its owner logs in. */
#define DOVERIE_REASON_RECOVERY_LOCKED 102
/* Too many wrong codes in a row; the contact cannot confirm for a while. */
#define DOVERIE_REASON_CONTACT_LOCKED 103
/* The contact cannot be taken away while a recovery request is open. */
#define DOVERIE_REASON_REMOVAL_BLOCKED 104
/* The trusted contact cannot confirm now. */
#define DOVERIE_REASON_CONTACT_UNAVAILABLE 105
/* The contact was appointed recently and is not active yet. */
#define DOVERIE_REASON_NOT_ACTIVE_YET 106
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
/* The recovery request is not approved. */
#define DOVERIE_REASON_REQUEST_NOT_APPROVED 226
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
/* The code is wrong. */
#define DOVERIE_REASON_WRONG_CODE 235
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
/* The name is empty, too long or has characters that names do not have. */
#define DOVERIE_REASON_NAME_INVALID 501
/* This is not a phone number; write it as +79161234567. */
#define DOVERIE_REASON_PHONE_INVALID 502
/* Phones of this country or operator are not accepted. */
#define DOVERIE_REASON_PHONE_NOT_ALLOWED 503
/* The contact has to attest every statement before approving. */
#define DOVERIE_REASON_ATTESTATION_INCOMPLETE 504
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
/* The account directory cannot be asked now. */
#define DOVERIE_FAULT_DIRECTORY_UNAVAILABLE 1021
/* A key is unknown, revoked or cannot be used now. */
#define DOVERIE_FAULT_KEY_UNAVAILABLE 1022
/* No random bytes could be had. */
#define DOVERIE_FAULT_ENTROPY_UNAVAILABLE 1023
/* The clock is out of range or too far from the store's. */
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
/* Out of memory. */
#define DOVERIE_FAULT_OUT_OF_MEMORY 1098
/* A bug in the library or in a callback. */
#define DOVERIE_FAULT_INTERNAL 1099
/* END codes */

/* --- Strings, bytes, structs ------------------------------------------------------------------------------------------- */

typedef struct doverie_string {
  const char* data;
  size_t size;
} doverie_string;

typedef struct doverie_bytes {
  const uint8_t* data;
  size_t size;
} doverie_bytes;

/* The string that ends before the first NUL of `text`; {NULL, 0} for NULL. Borrows `text`. */
DOVERIE_API doverie_string doverie_text(const char* text);

/* Zeroes the struct of `size` bytes at `object` and writes `size` into its first member. Does nothing for NULL or a size
 * that does not hold that member. */
DOVERIE_API void doverie_init(void* object, size_t size);
#define DOVERIE_INIT(object) doverie_init(&(object), sizeof(object))

/* --- Errors ------------------------------------------------------------------------------------------------------------ */

/* Why a call was not OK. Immutable: any thread may read it. The functions below answer 0 or the empty string for NULL. */
typedef struct doverie_error doverie_error;

/* One failed rule. `needs` and `has` are the two sides of the comparison where a number was compared (whole years for ages,
 * a count for limits, seconds to wait for pauses), otherwise DOVERIE_ABSENT. Never personal data. */
typedef struct doverie_reason {
  size_t struct_size;
  int32_t code; /* DOVERIE_REASON_… */
  int32_t retryable;
  int64_t needs;
  int64_t has;
} doverie_reason;

/* DOVERIE_STATUS_REJECTED or DOVERIE_STATUS_FAULT. */
DOVERIE_API doverie_status doverie_error_status(const doverie_error* error);
/* DOVERIE_FAULT_…, or the DOVERIE_REASON_… that a host shows if it shows only one. */
DOVERIE_API int32_t doverie_error_code(const doverie_error* error);
/* 1 when the same command (same command id) may simply be sent again, or, for a rejection, can succeed later. */
DOVERIE_API int32_t doverie_error_retryable(const doverie_error* error);
/* For the host's log: what was wrong, where, and what would be right. English; ids and masked phones only. */
DOVERIE_API doverie_string doverie_error_message(const doverie_error* error);
/* How many rules failed; 0 for a fault. */
DOVERIE_API size_t doverie_error_reason_count(const doverie_error* error);
/* Reason `index`, counted from 0 in order of precedence. DOVERIE_STATUS_FAULT when there is none or `out` is wrong. */
DOVERIE_API doverie_status doverie_error_reason_at(const doverie_error* error, size_t index, doverie_reason* out);
/* The object is gone, and with it the message. */
DOVERIE_API void doverie_error_free(doverie_error* error);

/* One row of the list of codes. */
typedef struct doverie_code_info {
  size_t struct_size;
  int32_t code;
  int32_t is_fault;
  int32_t retryable;
  doverie_string name; /* as in DOVERIE_REASON_…, in lower case */
  doverie_string english;
  doverie_string russian;
} doverie_code_info;

/* How many codes this library knows. */
DOVERIE_API size_t doverie_code_count(void);
/* Code `index`, counted from 0 in order of precedence. Its strings live for ever. Faults: invalid_argument when there is
 * none. */
DOVERIE_API doverie_status doverie_code_at(size_t index, doverie_code_info* out, doverie_error** error);
/* What is known of a code. Its strings live for ever. Faults: invalid_argument when this library does not know it. */
DOVERIE_API doverie_status doverie_code_find(int32_t code, doverie_code_info* out, doverie_error** error);

/* --- Clocks and entropy ------------------------------------------------------------------------------------------------ */

typedef struct doverie_clock doverie_clock;

/* The machine's clock. */
DOVERIE_API doverie_status doverie_system_clock_new(doverie_clock** out, doverie_error** error);
/* For tests: stands still at `start` until told to move. The library accepts times of the years 2020 to 2199 as now. */
DOVERIE_API doverie_status doverie_fake_clock_new(int64_t start, doverie_clock** out, doverie_error** error);
/* Moves a fake clock, for services that use it already too; any thread may. Faults: invalid_argument for another clock. */
DOVERIE_API doverie_status doverie_fake_clock_set(const doverie_clock* clock, int64_t now, doverie_error** error);
/* The same by `microseconds`, which may be negative. Faults: invalid_argument also when the result is no int64_t. */
DOVERIE_API doverie_status doverie_fake_clock_advance(const doverie_clock* clock, int64_t microseconds,
                                                      doverie_error** error);
/* What the clock shows. */
DOVERIE_API doverie_status doverie_clock_now(const doverie_clock* clock, int64_t* out, doverie_error** error);
DOVERIE_API void doverie_clock_free(doverie_clock* clock);

typedef struct doverie_entropy doverie_entropy;

/* Random bytes of OpenSSL. */
DOVERIE_API doverie_status doverie_system_entropy_new(doverie_entropy** out, doverie_error** error);
/* For tests: the same seed gives the same bytes, in every language. NOT random. */
DOVERIE_API doverie_status doverie_fake_entropy_new(uint64_t seed, doverie_entropy** out, doverie_error** error);
/* Begins again with `seed`, for services that use it already too; any thread may. Faults: invalid_argument for other
 * entropy. */
DOVERIE_API doverie_status doverie_fake_entropy_reseed(const doverie_entropy* entropy, uint64_t seed, doverie_error** error);
DOVERIE_API void doverie_entropy_free(doverie_entropy* entropy);

/* Fills `secret` with a new secret for doverie_recoverer_start(); `entropy` NULL: of the machine. `size` has to be
 * DOVERIE_SECRET_SIZE. Faults: entropy_unavailable. Nothing of `secret` is written on failure. */
DOVERIE_API doverie_status doverie_new_recovery_secret(const doverie_entropy* entropy, uint8_t* secret, size_t size,
                                                       doverie_error** error);

/* --- Keys -------------------------------------------------------------------------------------------------------------- */

typedef struct doverie_key_ring doverie_key_ring;

/* What a key is for. Three independent keys: whoever has one learns nothing from it about the others. */
typedef int32_t doverie_key_purpose;
#define DOVERIE_KEY_CODE 1  /* derives one-time codes */
#define DOVERIE_KEY_INDEX 2 /* blinds phone numbers into lookup tags */
#define DOVERIE_KEY_AUDIT 3 /* seals events and fingerprints commands */

typedef int32_t doverie_key_state;
#define DOVERIE_KEY_ACTIVE 1      /* makes new records; one for each purpose */
#define DOVERIE_KEY_VERIFY_ONLY 2 /* old records still verify */
#define DOVERIE_KEY_REVOKED 3     /* as if unknown: voids what it opened */

/* An empty ring. */
DOVERIE_API doverie_status doverie_key_ring_new(doverie_key_ring** out, doverie_error** error);
/* A ring with one key for each purpose, id "1", derived from `master` of at least 32 random bytes. Faults:
 * invalid_argument when it is shorter. */
DOVERIE_API doverie_status doverie_key_ring_from_master(doverie_bytes master, doverie_key_ring** out, doverie_error** error);
/* Adds a key of at least 32 bytes; `id` is 1 to 32 of [a-z0-9._-]. A new active key makes the purpose's former one
 * verify-only. A service created before goes on with the keys it got. Faults: invalid_argument for a bad or known id, or a
 * short key. */
DOVERIE_API doverie_status doverie_key_ring_add(doverie_key_ring* ring, doverie_key_purpose purpose, doverie_string id,
                                                doverie_bytes key, doverie_key_state state, doverie_error** error);
/* Changes the state of a key. A service created before goes on with the keys it got. Faults: invalid_argument when there is
 * no such key. */
DOVERIE_API doverie_status doverie_key_ring_set_state(doverie_key_ring* ring, doverie_key_purpose purpose, doverie_string id,
                                                      doverie_key_state state, doverie_error** error);
/* Wipes the keys, unless a service still has them. */
DOVERIE_API void doverie_key_ring_free(doverie_key_ring* ring);

/* --- Event stores ------------------------------------------------------------------------------------------------------ */

typedef struct doverie_store doverie_store;

/* Everything is gone when its last user is. */
DOVERIE_API doverie_status doverie_memory_store_new(doverie_store** out, doverie_error** error);

typedef struct doverie_sqlite_options {
  size_t struct_size;
  const doverie_clock* clock; /* the store's own time, compared with the service's; NULL: none */
} doverie_sqlite_options;

/* Opens the file `path`, creating it if there is none. It belongs to this process until the store's last user is gone; what
 * is acknowledged is on disk. `options` may be NULL. Faults: store_locked (another process has it), store_wrong_format,
 * store_corrupt, store_read_only, store_full, store_unavailable. */
DOVERIE_API doverie_status doverie_sqlite_store_open(doverie_string path, const doverie_sqlite_options* options,
                                                     doverie_store** out, doverie_error** error);
DOVERIE_API void doverie_store_free(doverie_store* store);

/* --- Account directories ----------------------------------------------------------------------------------------------- */

/* The state of the phone in an account. */
typedef int32_t doverie_phone_state;
#define DOVERIE_PHONE_NONE 0      /* no confirmed phone */
#define DOVERIE_PHONE_CONFIRMED 1 /* `phone` is confirmed */
#define DOVERIE_PHONE_REPLACING 2 /* `phone` is confirmed, and a new number is waiting for its own confirmation */

/* A date without a zone, of the Gregorian calendar. */
typedef struct doverie_date {
  int32_t year;
  int32_t month; /* 1 to 12 */
  int32_t day;   /* 1 to 31 */
} doverie_date;

/* What the host knows about a person; the eligibility rules look at nothing else. */
typedef struct doverie_account_facts {
  size_t struct_size;
  doverie_string given_name; /* as in the passport, without the surname */
  doverie_date birth_date;   /* required */
  int32_t citizen;           /* flag: of the Russian Federation */
  int32_t confirmed;         /* flag: a confirmed account */
  int32_t passport_current;  /* flag: passport data are up to date */
  doverie_phone_state phone_state;
  doverie_string phone; /* the confirmed mobile phone, as people write it; empty: none */
  int64_t phone_since;  /* instant at which `phone` was confirmed in this account; 0: not known */
  int64_t sim_since;    /* instant at which its SIM was last changed; 0: not known */
  int64_t recovered_at; /* instant at which this account was last recovered itself; 0: not known or never */
  int64_t as_of;        /* instant at which all this was read; 0: not known */
} doverie_account_facts;

typedef struct doverie_directory doverie_directory;

/* Empty; doverie_directory_put() fills it. */
DOVERIE_API doverie_status doverie_memory_directory_new(doverie_directory** out, doverie_error** error);
/* A table in a file of its own, for examples and small hosts; several processes may use it at once. Faults:
 * store_wrong_format, store_corrupt, store_read_only, store_full, store_unavailable. */
DOVERIE_API doverie_status doverie_sqlite_directory_open(doverie_string path, doverie_directory** out,
                                                         doverie_error** error);

/* Adds or replaces an account, in a memory or SQLite directory; any thread may. Faults: invalid_argument, which names the
 * field, or for a directory of the host's. */
DOVERIE_API doverie_status doverie_directory_put(const doverie_directory* directory, doverie_string account,
                                                 const doverie_account_facts* facts, doverie_error** error);
/* Removes an account if it is there; otherwise like doverie_directory_put(). */
DOVERIE_API doverie_status doverie_directory_remove(const doverie_directory* directory, doverie_string account,
                                                    doverie_error** error);
/* For tests: while `unavailable` is 1, a memory directory answers directory_unavailable. Any thread may. */
DOVERIE_API doverie_status doverie_memory_directory_set_unavailable(const doverie_directory* directory, int32_t unavailable,
                                                                    doverie_error** error);

typedef struct doverie_facts_sink doverie_facts_sink;

/* The host's own accounts. */
typedef struct doverie_directory_callbacks {
  size_t struct_size;
  void (*destroy)(void* self); /* may be NULL */
  /* What is known of `account` now? Answer with one of the doverie_facts_…() below; no answer is the fault
   * directory_unavailable: an unreachable directory never lets anything through. Called by any thread that calls the
   * service, by several at once. `account` is borrowed until the callback returns. */
  void (*find)(void* self, doverie_string account, doverie_facts_sink* sink);
} doverie_directory_callbacks;

/* Copies `callbacks` and takes `self` over, whether it succeeds or not. Faults: invalid_argument when the required callback
 * is NULL. */
DOVERIE_API doverie_status doverie_host_directory_new(const doverie_directory_callbacks* callbacks, void* self,
                                                      doverie_directory** out, doverie_error** error);
/* There is such an account, and these are its facts. They are copied. Faults: invalid_argument, which names the field; the
 * command then fails with the fault internal. */
DOVERIE_API doverie_status doverie_facts_found(doverie_facts_sink* sink, const doverie_account_facts* facts,
                                               doverie_error** error);
/* There is no such account. */
DOVERIE_API doverie_status doverie_facts_missing(doverie_facts_sink* sink, doverie_error** error);
/* The accounts cannot be asked now; `why` goes into the message of directory_unavailable. */
DOVERIE_API doverie_status doverie_facts_unavailable(doverie_facts_sink* sink, doverie_string why, doverie_error** error);

DOVERIE_API void doverie_directory_free(doverie_directory* directory);

/* --- Senders of SMS ---------------------------------------------------------------------------------------------------- */

typedef struct doverie_sms_sender doverie_sms_sender;

/* For development: appends one line for each SMS to the file `path`: message id, tab, number, tab, text. It shows codes. */
DOVERIE_API doverie_status doverie_file_sms_new(doverie_string path, doverie_sms_sender** out, doverie_error** error);
/* For development: prints each SMS on standard output. It shows codes. */
DOVERIE_API doverie_status doverie_console_sms_new(doverie_sms_sender** out, doverie_error** error);

typedef int32_t doverie_sms_outcome;
#define DOVERIE_SMS_ACCEPTED 1  /* the gateway has it */
#define DOVERIE_SMS_TRY_LATER 2 /* gateway slow, down or unsure: the same message is sent again later */
#define DOVERIE_SMS_NEVER 3     /* the gateway refuses this number or text for good */

typedef struct doverie_sms_sink doverie_sms_sink;

/* The host's own gateway. */
typedef struct doverie_sms_callbacks {
  size_t struct_size;
  void (*destroy)(void* self); /* may be NULL */
  /* Sends `text` to the number `to` (E.164). `message_id` is the idempotency key: the same id comes again after a crash or
   * TRY_LATER, with the same text and number while its code lives. Answer with doverie_sms_answer(); no answer is TRY_LATER.
   * Called by any thread that calls doverie_service_pump(), by several at once. Strings are borrowed until the callback
   * returns. Do not log `text`: it holds the code. */
  void (*send)(void* self, doverie_string message_id, doverie_string to, doverie_string text, doverie_sms_sink* sink);
} doverie_sms_callbacks;

/* Copies `callbacks` and takes `self` over, whether it succeeds or not. Faults: invalid_argument when the required callback
 * is NULL. */
DOVERIE_API doverie_status doverie_host_sms_new(const doverie_sms_callbacks* callbacks, void* self, doverie_sms_sender** out,
                                                doverie_error** error);
/* How the sending ended. Faults: invalid_argument for an unknown outcome, which leaves the sink unanswered. */
DOVERIE_API doverie_status doverie_sms_answer(doverie_sms_sink* sink, doverie_sms_outcome outcome, doverie_error** error);
DOVERIE_API void doverie_sms_sender_free(doverie_sms_sender* sender);

/* --- Notifiers --------------------------------------------------------------------------------------------------------- */

typedef struct doverie_notifier doverie_notifier;

/* For development: prints one line for each notice on standard output. */
DOVERIE_API doverie_status doverie_console_notifier_new(doverie_notifier** out, doverie_error** error);

/* Something that a person has to be told. Borrowed until the callback returns, with its strings. */
typedef struct doverie_notice doverie_notice;
/* Whom to tell. */
DOVERIE_API doverie_string doverie_notice_account(const doverie_notice* notice);
/* What to tell: the name of a template, such as "recovery_started". */
DOVERIE_API doverie_string doverie_notice_name(const doverie_notice* notice);
/* The value of a parameter of the template; {NULL, 0} when it has none of that name. */
DOVERIE_API doverie_string doverie_notice_parameter(const doverie_notice* notice, doverie_string name);
DOVERIE_API size_t doverie_notice_parameter_count(const doverie_notice* notice);
/* Name and value of parameter `index`, counted from 0. Faults: invalid_argument when there is none. */
DOVERIE_API doverie_status doverie_notice_parameter_at(const doverie_notice* notice, size_t index, doverie_string* name,
                                                       doverie_string* value, doverie_error** error);

typedef struct doverie_notifier_sink doverie_notifier_sink;

/* The host's own way of telling: a line in the cabinet, a push, a letter. */
typedef struct doverie_notifier_callbacks {
  size_t struct_size;
  void (*destroy)(void* self); /* may be NULL */
  /* Delivers `notice`; `message_id` is the idempotency key, as for SMS. Answer with doverie_notice_delivered(); without it
   * the same notice comes again later. Called by any thread that calls doverie_service_pump(), by several at once. */
  void (*notify)(void* self, doverie_string message_id, const doverie_notice* notice, doverie_notifier_sink* sink);
} doverie_notifier_callbacks;

/* Copies `callbacks` and takes `self` over, whether it succeeds or not. Faults: invalid_argument when the required callback
 * is NULL. */
DOVERIE_API doverie_status doverie_host_notifier_new(const doverie_notifier_callbacks* callbacks, void* self,
                                                     doverie_notifier** out, doverie_error** error);
/* The notice was delivered or taken over. */
DOVERIE_API doverie_status doverie_notice_delivered(doverie_notifier_sink* sink, doverie_error** error);
DOVERIE_API void doverie_notifier_free(doverie_notifier* notifier);

/* --- Policies ---------------------------------------------------------------------------------------------------------- */

/* Every number that a rule compares with. Immutable. */
typedef struct doverie_policy doverie_policy;

/* The policy of the public service, with this library's choices where nothing is published. */
DOVERIE_API doverie_status doverie_policy_gosuslugi(doverie_policy** out, doverie_error** error);
/* Reads a policy document. Faults: invalid_argument, which names path, value and what is allowed. */
DOVERIE_API doverie_status doverie_policy_from_json(doverie_string json, doverie_policy** out, doverie_error** error);
/* The canonical document: every parameter, fixed order. `*out` is borrowed from the policy. */
DOVERIE_API doverie_status doverie_policy_to_json(const doverie_policy* policy, doverie_string* out, doverie_error** error);
DOVERIE_API void doverie_policy_free(doverie_policy* policy);

/* --- The service ------------------------------------------------------------------------------------------------------- */

typedef struct doverie_service doverie_service;

/* What a service works with; `store`, `directory` and `keys` are required. The service keeps what it needs of all this: the
 * caller may free everything right after. */
typedef struct doverie_service_options {
  size_t struct_size;
  const doverie_store* store;
  const doverie_directory* directory;
  const doverie_key_ring* keys;           /* as they are now */
  const doverie_policy* const* policies;  /* each in force from its date on */
  size_t policy_count;                    /* 0: gosuslugi alone */
  const doverie_string* revoked_policies; /* ids; what was opened under them is void */
  size_t revoked_policy_count;
  const doverie_sms_sender* sms;    /* NULL: the pump faults with sms_failed as soon as a code is due */
  const doverie_notifier* notifier; /* NULL: notices are dropped */
  const doverie_clock* clock;       /* NULL: of the machine */
  const doverie_entropy* entropy;   /* NULL: of the machine */
  doverie_string realm;             /* keeps tenants of one database apart; empty or 1 to 32 of [a-z0-9-] */
  uint64_t epoch;                   /* raised after a backup was restored, which voids what was open; 0: 1 */
  doverie_string sms_origin;        /* host name in the last line of an SMS, 1 to 20 of [a-z0-9.-]; empty: gosuslugi.ru */
} doverie_service_options;

/* Faults: invalid_argument, which names the option that is missing or wrong. */
DOVERIE_API doverie_status doverie_service_new(const doverie_service_options* options, doverie_service** out,
                                               doverie_error** error);
/* A callback may free the service that is calling it: that call finishes undisturbed. */
DOVERIE_API void doverie_service_free(doverie_service* service);

/* What a host may say about any command; NULL where it has nothing to say. */
typedef struct doverie_command_meta {
  size_t struct_size;
  /* Makes a repetition of the command answer the same, with one effect: give it again after a time-out or a crash. 1 to 64
   * printable ASCII characters, unique in the realm. Empty: a repetition is a new command. */
  doverie_string command_id;
  /* Up to 256 bytes of the host's own (session id, trace id), recorded in the events. No personal data. */
  doverie_bytes context;
} doverie_command_meta;

/* What a command or a question was answered. Immutable: any thread may read it. The getters below fill a struct from it and
 * fault with invalid_argument when the answer is of another kind, or has no element `index` (counted from 0). */
typedef struct doverie_answer doverie_answer;
DOVERIE_API void doverie_answer_free(doverie_answer* answer);

/* What one run of the pump did. */
typedef struct doverie_pump_report {
  size_t struct_size;
  uint32_t leased;
  uint32_t sent;
  uint32_t dropped;   /* no longer useful, or refused for good */
  uint32_t postponed; /* will be tried again */
} doverie_pump_report;
/* Sends up to `limit` messages that are due. Call it after commands and from time to time, from any thread or process; a
 * crash repeats work, never loses it. `report` may be NULL. Faults: of the store; sms_failed when there is no sender for a
 * code. */
DOVERIE_API doverie_status doverie_service_pump(const doverie_service* service, uint32_t limit, doverie_pump_report* report,
                                                doverie_error** error);

/*
 * Commands and questions. Each belongs to one side, which the host has made sure is logged in (or, for the recoverer, holds
 * the secret); the library trusts the host on that and on nothing else. The acting account comes right after `meta`.
 *
 * Besides the reasons named in the fault and reason lists, every one of them may answer the faults of the ports,
 * invalid_argument (which names the argument), busy (a conflict that did not settle: nothing was written), and
 * outcome_unknown (repeat it with the same command id). `out` gets an answer that the caller frees.
 */

/* --- The trustor: owner of the protected account, logged in ------------------------------------------------------------ */

/* Offers the owner of `phone`, if called `name`, to become the trusted contact. The answer is the same whether or not the
 * phone has an account. Rejects: name_invalid, phone_invalid, phone_not_allowed, contact_limit_reached, invitation_pending,
 * invitations_exhausted, and whatever makes the trustor ineligible. Answer: doverie_answer_invited(). */
DOVERIE_API doverie_status doverie_trustor_invite(const doverie_service* service, const doverie_command_meta* meta,
                                                  doverie_string trustor, doverie_string name, doverie_string phone,
                                                  doverie_answer** out, doverie_error** error);
/* Withdraws an invitation that was not answered. Rejects: invitation_not_found, invitation_expired, … (its state). */
DOVERIE_API doverie_status doverie_trustor_cancel_invitation(const doverie_service* service,
                                                             const doverie_command_meta* meta, doverie_string trustor,
                                                             doverie_string invitation, doverie_error** error);
/* Takes the contact away. Rejects: not_a_contact, frozen, removal_blocked while a recovery is open. */
DOVERIE_API doverie_status doverie_trustor_remove_contact(const doverie_service* service, const doverie_command_meta* meta,
                                                          doverie_string trustor, doverie_string contact,
                                                          doverie_error** error);
/* Says no to a recovery of the own account, up to the moment it is redeemed. Rejects: request_not_found, or its state. */
DOVERIE_API doverie_status doverie_trustor_deny(const doverie_service* service, const doverie_command_meta* meta,
                                                doverie_string trustor, doverie_string request, doverie_error** error);
/* Says that fraudsters are at work: open requests die, the account freezes, both sides are told. */
DOVERIE_API doverie_status doverie_trustor_report_fraud(const doverie_service* service, const doverie_command_meta* meta,
                                                        doverie_string trustor, doverie_error** error);
/* The trustor's cabinet. Answer: doverie_answer_trustor_view() and the elements it counts. */
DOVERIE_API doverie_status doverie_trustor_cabinet(const doverie_service* service, doverie_string trustor,
                                                   doverie_answer** out, doverie_error** error);

/* --- The contact, or somebody who was invited to be one, logged in ----------------------------------------------------- */

/* Accepts an invitation. Rejects: invitation_not_found, its state, contact_serves_too_many, contact_limit_reached,
 * already_contact, same_person, frozen, and whatever makes the contact ineligible. Answer: doverie_answer_accepted(). */
DOVERIE_API doverie_status doverie_contact_accept(const doverie_service* service, const doverie_command_meta* meta,
                                                  doverie_string contact, doverie_string invitation, doverie_answer** out,
                                                  doverie_error** error);
/* Declines an invitation; the trustor is not told. Rejects: invitation_not_found, or its state. */
DOVERIE_API doverie_status doverie_contact_decline(const doverie_service* service, const doverie_command_meta* meta,
                                                   doverie_string contact, doverie_string invitation, doverie_error** error);
/* Stops being the contact of `trustor`. Rejects: not_a_contact, frozen, removal_blocked while a recovery is open. */
DOVERIE_API doverie_status doverie_contact_resign(const doverie_service* service, const doverie_command_meta* meta,
                                                  doverie_string contact, doverie_string trustor, doverie_error** error);

/* What the contact declares before approving. All of it has to hold. */
typedef struct doverie_attestation {
  size_t struct_size;
  int32_t spoke_with_trustor; /* flag: the contact has spoken with the trustor in person */
  int32_t nobody_misleads;    /* flag: and made sure that fraudsters are not misleading the trustor */
  doverie_string number;      /* the request's number, as the trustor told it */
} doverie_attestation;

/* Approves one request; the others of the same trustor are denied. The code is sent by the pump. Rejects: request_not_found,
 * its state, attestation_incomplete, number_mismatch, frozen, contact_locked, recovery_locked, and whatever makes either
 * side ineligible. Answer: doverie_answer_approved(). */
DOVERIE_API doverie_status doverie_contact_approve(const doverie_service* service, const doverie_command_meta* meta,
                                                   doverie_string contact, doverie_string request,
                                                   const doverie_attestation* attestation, doverie_answer** out,
                                                   doverie_error** error);
/* Has the code sent once more while it lives, a new one after that. Rejects: as approve, approval_missing, sends_exhausted,
 * send_too_soon. Answer: doverie_answer_approved(). */
DOVERIE_API doverie_status doverie_contact_resend_code(const doverie_service* service, const doverie_command_meta* meta,
                                                       doverie_string contact, doverie_string request, doverie_answer** out,
                                                       doverie_error** error);
/* Enters the code from the SMS. A wrong one is counted before the answer is known. Rejects: wrong_code (needs: how many are
 * allowed, has: how many there were), too_many_wrong_codes, code_expired, code_void, code_already_used, code_malformed,
 * approval_missing, and as approve. Answer: doverie_answer_code_confirmed(). */
DOVERIE_API doverie_status doverie_contact_confirm_code(const doverie_service* service, const doverie_command_meta* meta,
                                                        doverie_string contact, doverie_string request, doverie_string code,
                                                        doverie_answer** out, doverie_error** error);
/* Says no to a recovery. Rejects: request_not_found, or its state. */
DOVERIE_API doverie_status doverie_contact_deny(const doverie_service* service, const doverie_command_meta* meta,
                                                doverie_string contact, doverie_string request, doverie_error** error);
/* Says that fraudsters are at work on `trustor`: open requests die, the account freezes. Rejects: not_a_contact. */
DOVERIE_API doverie_status doverie_contact_report_fraud(const doverie_service* service, const doverie_command_meta* meta,
                                                        doverie_string contact, doverie_string trustor,
                                                        doverie_error** error);
/* The contact's cabinet. Answer: doverie_answer_contact_view() and the elements it counts. */
DOVERIE_API doverie_status doverie_contact_cabinet(const doverie_service* service, doverie_string contact,
                                                   doverie_answer** out, doverie_error** error);

/* --- The recoverer: whoever started password recovery and holds its secret --------------------------------------------- */

/* Begins a recovery of `trustor`'s account. `secret` is DOVERIE_SECRET_SIZE random bytes that the host keeps; only a hash is
 * stored. `verified_factor` (flag): the host has verified a factor of the owner's. Rejects: requests_open, starts_exhausted,
 * recovery_locked.
 * Answer: doverie_answer_recovery_started(), whose status says how to go on. */
DOVERIE_API doverie_status doverie_recoverer_start(const doverie_service* service, const doverie_command_meta* meta,
                                                   doverie_string trustor, doverie_bytes secret, int32_t verified_factor,
                                                   doverie_answer** out, doverie_error** error);
/* How the recovery stands. Rejects: request_not_found, wrong_secret. Answer: doverie_answer_recovery_view(). */
DOVERIE_API doverie_status doverie_recoverer_status(const doverie_service* service, doverie_string request,
                                                    doverie_bytes secret, doverie_answer** out, doverie_error** error);
/* Gives the recovery up. Rejects: request_not_found, wrong_secret, or its state. */
DOVERIE_API doverie_status doverie_recoverer_cancel(const doverie_service* service, const doverie_command_meta* meta,
                                                    doverie_string request, doverie_bytes secret, doverie_error** error);
/* Uses the approval up, once; everything is checked again. A repetition with the same command id answers with the same
 * grant, any other try is rejected with request_redeemed. Rejects: wrong_secret, request_not_approved, its state, frozen,
 * recovery_locked, contact_unavailable when the contact or the trustor is not eligible any more. Answer:
 * doverie_answer_grant(). */
DOVERIE_API doverie_status doverie_recoverer_redeem(const doverie_service* service, const doverie_command_meta* meta,
                                                    doverie_string request, doverie_bytes secret, doverie_answer** out,
                                                    doverie_error** error);

/* --- The host itself --------------------------------------------------------------------------------------------------- */

/* The owner has logged in with the password, which lifts recovery_locked. */
DOVERIE_API doverie_status doverie_operator_owner_logged_in(const doverie_service* service, const doverie_command_meta* meta,
                                                            doverie_string trustor, doverie_error** error);
/* The owner recovered the account by other means. `channel`: "mfc", "bank", …; 1 to 32 of [a-z0-9_-]. Open requests die. */
DOVERIE_API doverie_status doverie_operator_recovered_by_other_means(const doverie_service* service,
                                                                     const doverie_command_meta* meta,
                                                                     doverie_string trustor, doverie_string channel,
                                                                     doverie_error** error);
/* The circle's events, verified. Faults: audit_broken, naming the first event that does not fit. Answer:
 * doverie_answer_audit_trail() and its entries. */
DOVERIE_API doverie_status doverie_operator_audit(const doverie_service* service, doverie_string trustor,
                                                  doverie_answer** out, doverie_error** error);

/* --- Answers of commands ----------------------------------------------------------------------------------------------- */

typedef struct doverie_invited {
  size_t struct_size;
  doverie_string invitation; /* its id */
  doverie_string phone_masked;
  int32_t
      notice_allowed; /* 1: the host may send this phone a notice about the invitation now; says nothing about an account */
  int64_t expires_at;
} doverie_invited;
DOVERIE_API doverie_status doverie_answer_invited(const doverie_answer* answer, doverie_invited* out, doverie_error** error);

typedef struct doverie_accepted {
  size_t struct_size;
  doverie_string trustor;
  int64_t active_from;
} doverie_accepted;
DOVERIE_API doverie_status doverie_answer_accepted(const doverie_answer* answer, doverie_accepted* out,
                                                   doverie_error** error);

typedef int32_t doverie_start_status;
#define DOVERIE_START_PENDING 1             /* the contact has been asked; go on with doverie_recoverer_status() */
#define DOVERIE_START_FROZEN 2              /* fraud was reported: nothing can be started until `until` */
#define DOVERIE_START_CONTACT_UNAVAILABLE 3 /* the contact cannot confirm now: do NOT fall back to ordinary recovery */
#define DOVERIE_START_NOT_PROTECTED 4       /* no contact was appointed: use the ordinary recovery */

/* "pending" and so on; the empty string for a number that this library does not know. Lives for ever. */
DOVERIE_API doverie_string doverie_start_status_name(doverie_start_status status);

typedef struct doverie_recovery_started {
  size_t struct_size;
  doverie_start_status status;
  doverie_string request; /* its id; empty unless pending */
  doverie_string number;  /* to show to whoever started this; empty unless pending */
  int64_t until;          /* pending: when the request expires; frozen: when the freeze ends; otherwise 0 */
} doverie_recovery_started;
DOVERIE_API doverie_status doverie_answer_recovery_started(const doverie_answer* answer, doverie_recovery_started* out,
                                                           doverie_error** error);

typedef struct doverie_approved {
  size_t struct_size;
  doverie_string phone_masked; /* where the code goes: the contact's own phone */
  int64_t code_expires_at;
} doverie_approved;
DOVERIE_API doverie_status doverie_answer_approved(const doverie_answer* answer, doverie_approved* out,
                                                   doverie_error** error);

typedef struct doverie_code_confirmed {
  size_t struct_size;
  int32_t approved;      /* 1: enough contacts have confirmed */
  int64_t redeem_before; /* when approved; otherwise 0 */
} doverie_code_confirmed;
DOVERIE_API doverie_status doverie_answer_code_confirmed(const doverie_answer* answer, doverie_code_confirmed* out,
                                                         doverie_error** error);

/* Single-use proof that the recovery was approved. The host keys its password reset on `id`: a repeated command resets once.
 */
typedef struct doverie_grant {
  size_t struct_size;
  doverie_string id;
  doverie_string trustor;
} doverie_grant;
DOVERIE_API doverie_status doverie_answer_grant(const doverie_answer* answer, doverie_grant* out, doverie_error** error);

/* --- Answers of questions ---------------------------------------------------------------------------------------------- */

typedef int32_t doverie_invitation_state;
#define DOVERIE_INVITATION_PENDING 1
#define DOVERIE_INVITATION_ACCEPTED 2
#define DOVERIE_INVITATION_DECLINED 3
#define DOVERIE_INVITATION_CANCELLED 4
#define DOVERIE_INVITATION_EXPIRED 5

typedef int32_t doverie_request_state;
#define DOVERIE_REQUEST_PENDING 1       /* waiting for the contact's approval */
#define DOVERIE_REQUEST_AWAITING_CODE 2 /* approved by a contact who has not typed the code yet */
#define DOVERIE_REQUEST_APPROVED 3      /* confirmed; can be redeemed */
#define DOVERIE_REQUEST_REDEEMED 4
#define DOVERIE_REQUEST_DENIED 5
#define DOVERIE_REQUEST_CANCELLED 6
#define DOVERIE_REQUEST_VOIDED 7 /* by fraud report, other means of recovery, or restoring a backup */
#define DOVERIE_REQUEST_EXPIRED 8

/* As doverie_start_status_name(). */
DOVERIE_API doverie_string doverie_invitation_state_name(doverie_invitation_state state);
DOVERIE_API doverie_string doverie_request_state_name(doverie_request_state state);

/* What the recoverer sees. */
typedef struct doverie_recovery_view {
  size_t struct_size;
  doverie_request_state state;
  doverie_start_status standing; /* FROZEN or CONTACT_UNAVAILABLE override what can be done; otherwise PENDING */
  doverie_string number;
  int64_t expires_at; /* when approved: until when it can be redeemed */
} doverie_recovery_view;
DOVERIE_API doverie_status doverie_answer_recovery_view(const doverie_answer* answer, doverie_recovery_view* out,
                                                        doverie_error** error);

/* The trustor's cabinet. An invitation stays PENDING here until it expires even when it was declined. */
typedef struct doverie_trustor_view {
  size_t struct_size;
  size_t contact_count;    /* for doverie_answer_contact_at() */
  size_t invitation_count; /* for doverie_answer_invitation_at() */
  size_t request_count;    /* for doverie_answer_request_at(): of the last 24 hours and all open ones, oldest first */
  int32_t recovery_locked; /* 1: too many wrong codes; locked until the owner logs in */
  int64_t frozen_until;    /* 0: not frozen */
} doverie_trustor_view;
DOVERIE_API doverie_status doverie_answer_trustor_view(const doverie_answer* answer, doverie_trustor_view* out,
                                                       doverie_error** error);

/* The contact's cabinet. */
typedef struct doverie_contact_view {
  size_t struct_size;
  size_t invitation_count; /* for doverie_answer_invitation_at(): pending, for the phone and given name of this account */
  size_t trustor_count;    /* for doverie_answer_trustor_at() */
  size_t request_count;    /* for doverie_answer_request_at(): open recovery requests of those trustors */
  int64_t locked_until;    /* 0: not locked */
} doverie_contact_view;
DOVERIE_API doverie_status doverie_answer_contact_view(const doverie_answer* answer, doverie_contact_view* out,
                                                       doverie_error** error);

/* A trusted contact, in the trustor's cabinet. */
typedef struct doverie_contact_entry {
  size_t struct_size;
  doverie_string contact;
  int64_t appointed_at;
  int64_t active_from;
} doverie_contact_entry;
DOVERIE_API doverie_status doverie_answer_contact_at(const doverie_answer* answer, size_t index, doverie_contact_entry* out,
                                                     doverie_error** error);

/* Somebody whom the contact serves, in the contact's cabinet. */
typedef struct doverie_trustor_entry {
  size_t struct_size;
  doverie_string trustor;
} doverie_trustor_entry;
DOVERIE_API doverie_status doverie_answer_trustor_at(const doverie_answer* answer, size_t index, doverie_trustor_entry* out,
                                                     doverie_error** error);

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
                                                        doverie_invitation_view* out, doverie_error** error);

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
} doverie_request_view;
DOVERIE_API doverie_status doverie_answer_request_at(const doverie_answer* answer, size_t index, doverie_request_view* out,
                                                     doverie_error** error);

/* Every event of a circle, each checked against its bytes, its place and its predecessor. */
typedef struct doverie_audit_trail {
  size_t struct_size;
  size_t entry_count; /* for doverie_answer_audit_entry_at() */
} doverie_audit_trail;
DOVERIE_API doverie_status doverie_answer_audit_trail(const doverie_answer* answer, doverie_audit_trail* out,
                                                      doverie_error** error);

typedef struct doverie_audit_entry {
  size_t struct_size;
  uint64_t version; /* 1, 2, … in the circle's stream */
  doverie_string type;
  int64_t at;
  doverie_string event; /* the exact bytes stored: canonical JSON */
} doverie_audit_entry;
DOVERIE_API doverie_status doverie_answer_audit_entry_at(const doverie_answer* answer, size_t index,
                                                         doverie_audit_entry* out, doverie_error** error);

#ifdef __cplusplus
}
#endif

#endif /* DOVERIE_H_ */
