/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doverie's operations, the C interface: commands as values, and how a host drives one by hand, inside a transaction of its own
 * or on its own event loop. The functions are in the same library as those of doverie.h, whose conventions hold here.
 * docs/guide/own-transaction.md tells the rest.
 *
 *   doverie_operation *operation = NULL;
 *   doverie_operation_new(service, &meta, command, &operation, &error);
 *   while (doverie_operation_state_of(operation) != DOVERIE_OPERATION_DONE) {
 *     if (doverie_operation_state_of(operation) == DOVERIE_OPERATION_WRITING)
 *       doverie_operation_append(operation, store, &error);
 *     else
 *       doverie_operation_fetch(operation, store, directory, clock, &error);
 *   }
 *   commit();
 *   status = doverie_operation_answer(operation, &answer, &error);
 */
#ifndef DOVERIE_OPERATION_H_
#define DOVERIE_OPERATION_H_

#include "doverie.h"

#ifdef __cplusplus
extern "C" {
#endif

/* === Commands ==========================================================================================================
 * What can be asked of a service, before it is? */

/* A command or a question with its arguments. Immutable. */
typedef struct doverie_command doverie_command;
/* clang-format off */
/* BEGIN values: written by cmake/vocabulary from include/doverie/core/commands.def */
/* What doverie_trustor_invite() runs. */
DOVERIE_API doverie_status doverie_command_trustor_invite(doverie_string trustor, doverie_string name, doverie_string phone,
                                                          DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                          doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_trustor_cancel_invitation() runs. */
DOVERIE_API doverie_status doverie_command_trustor_cancel_invitation(doverie_string trustor, doverie_string invitation,
                                                                     DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                                     doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_trustor_remove_contact() runs. */
DOVERIE_API doverie_status doverie_command_trustor_remove_contact(doverie_string trustor, doverie_string contact,
                                                                  int32_t verified_factor,
                                                                  DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                                  doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_trustor_keep_contact() runs. */
DOVERIE_API doverie_status doverie_command_trustor_keep_contact(doverie_string trustor, doverie_string contact,
                                                                DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                                doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_trustor_deny() runs. */
DOVERIE_API doverie_status doverie_command_trustor_deny(doverie_string trustor, doverie_string request,
                                                        DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                        doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_trustor_report_fraud() runs. */
DOVERIE_API doverie_status doverie_command_trustor_report_fraud(doverie_string trustor,
                                                                DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                                doverie_error** error)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_trustor_cabinet() runs. */
DOVERIE_API doverie_status doverie_command_trustor_cabinet(doverie_string trustor,
                                                           DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                           doverie_error** error)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_trustor_explain() runs. */
DOVERIE_API doverie_status doverie_command_trustor_explain(doverie_string trustor, int32_t verified_factor,
                                                           doverie_string operation,
                                                           DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                           doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_trustor_history() runs. */
DOVERIE_API doverie_status doverie_command_trustor_history(doverie_string trustor, doverie_string cursor, int32_t limit,
                                                           DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                           doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_contact_accept() runs. */
DOVERIE_API doverie_status doverie_command_contact_accept(doverie_string contact, doverie_string invitation,
                                                          DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                          doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_contact_decline() runs. */
DOVERIE_API doverie_status doverie_command_contact_decline(doverie_string contact, doverie_string invitation,
                                                           DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                           doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_contact_resign() runs. */
DOVERIE_API doverie_status doverie_command_contact_resign(doverie_string contact, doverie_string trustor,
                                                          int32_t verified_factor,
                                                          DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                          doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_contact_stay() runs. */
DOVERIE_API doverie_status doverie_command_contact_stay(doverie_string contact, doverie_string trustor,
                                                        DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                        doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_contact_approve() runs. */
DOVERIE_API doverie_status doverie_command_contact_approve(doverie_string contact, doverie_string request,
                                                           const doverie_attestation* attestation,
                                                           DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                           doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_contact_resend_code() runs. */
DOVERIE_API doverie_status doverie_command_contact_resend_code(doverie_string contact, doverie_string request,
                                                               DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                               doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_contact_confirm_code() runs. */
DOVERIE_API doverie_status doverie_command_contact_confirm_code(doverie_string contact, doverie_string request,
                                                                doverie_string code,
                                                                DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                                doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_contact_deny() runs. */
DOVERIE_API doverie_status doverie_command_contact_deny(doverie_string contact, doverie_string request,
                                                        DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                        doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_contact_report_fraud() runs. */
DOVERIE_API doverie_status doverie_command_contact_report_fraud(doverie_string contact, doverie_string trustor,
                                                                DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                                doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_contact_cabinet() runs. */
DOVERIE_API doverie_status doverie_command_contact_cabinet(doverie_string contact,
                                                           DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                           doverie_error** error)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_contact_invitations() runs. */
DOVERIE_API doverie_status doverie_command_contact_invitations(doverie_string contact, doverie_string cursor, int32_t limit,
                                                               DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                               doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_recoverer_start() runs. */
DOVERIE_API doverie_status doverie_command_recoverer_start(doverie_string trustor, doverie_bytes secret,
                                                           int32_t verified_factor, doverie_string operation,
                                                           DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                           doverie_error** error)
    DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_recoverer_status() runs. */
DOVERIE_API doverie_status doverie_command_recoverer_status(doverie_string trustor, doverie_string request,
                                                            doverie_bytes secret,
                                                            DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                            doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_recoverer_cancel() runs. */
DOVERIE_API doverie_status doverie_command_recoverer_cancel(doverie_string trustor, doverie_string request,
                                                            doverie_bytes secret,
                                                            DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                            doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_recoverer_redeem() runs. */
DOVERIE_API doverie_status doverie_command_recoverer_redeem(doverie_string trustor, doverie_string request,
                                                            doverie_bytes secret, doverie_string operation,
                                                            DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                            doverie_error** error)
    DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_host_owner_seen() runs. */
DOVERIE_API doverie_status doverie_command_host_owner_seen(doverie_string trustor,
                                                           DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                           doverie_error** error)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_host_recovered_by_other_means() runs. */
DOVERIE_API doverie_status doverie_command_host_recovered_by_other_means(doverie_string trustor, doverie_string channel,
                                                                         DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                                         doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_host_account_closed() runs. */
DOVERIE_API doverie_status doverie_command_host_account_closed(doverie_string account,
                                                               DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                               doverie_error** error)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_host_call_began() runs. */
DOVERIE_API doverie_status doverie_command_host_call_began(doverie_string account, doverie_string call_id,
                                                           DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                           doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_host_call_ended() runs. */
DOVERIE_API doverie_status doverie_command_host_call_ended(doverie_string account, doverie_string call_id,
                                                           DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                           doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_host_account_changed() runs. */
DOVERIE_API doverie_status doverie_command_host_account_changed(doverie_string account, doverie_account_change what,
                                                                int64_t since,
                                                                DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                                doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_host_sms_reported() runs. */
DOVERIE_API doverie_status doverie_command_host_sms_reported(doverie_string report, int32_t delivered,
                                                             DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                             doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_operator_freeze() runs. */
DOVERIE_API doverie_status doverie_command_operator_freeze(doverie_string trustor, doverie_string operator_id,
                                                           DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                           doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_operator_unfreeze() runs. */
DOVERIE_API doverie_status doverie_command_operator_unfreeze(doverie_string trustor, doverie_string operator_id,
                                                             doverie_string second_operator_id,
                                                             DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                             doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_operator_import_link() runs. */
DOVERIE_API doverie_status doverie_command_operator_import_link(doverie_string trustor, doverie_string contact,
                                                                int64_t since, doverie_string operator_id,
                                                                int32_t checked_at_use, int32_t tell,
                                                                DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                                doverie_error** error)
    DOVERIE_NONNULL(7) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_operator_begin_realm() runs. */
DOVERIE_API doverie_status doverie_command_operator_begin_realm(doverie_string operator_id,
                                                                DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                                doverie_error** error)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_operator_raise_level() runs. */
DOVERIE_API doverie_status doverie_command_operator_raise_level(doverie_string operator_id,
                                                                DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                                doverie_error** error)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_operator_confirm_no_contact() runs. */
DOVERIE_API doverie_status doverie_command_operator_confirm_no_contact(doverie_string trustor, doverie_string operator_id,
                                                                       doverie_string second_operator_id,
                                                                       DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                                       doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_operator_erase() runs. */
DOVERIE_API doverie_status doverie_command_operator_erase(doverie_string account, doverie_string operator_id,
                                                          DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                          doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_operator_erase_ended() runs. */
DOVERIE_API doverie_status doverie_command_operator_erase_ended(doverie_string trustor,
                                                                DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                                doverie_error** error)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_operator_explain() runs. */
DOVERIE_API doverie_status doverie_command_operator_explain(doverie_string trustor, int32_t verified_factor,
                                                            doverie_string operation,
                                                            DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                            doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_operator_timeline() runs. */
DOVERIE_API doverie_status doverie_command_operator_timeline(doverie_string account,
                                                             DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                             doverie_error** error)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_operator_held() runs. */
DOVERIE_API doverie_status doverie_command_operator_held(doverie_string account,
                                                         DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                         doverie_error** error)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What doverie_operator_audit() runs. */
DOVERIE_API doverie_status doverie_command_operator_audit(doverie_string trustor,
                                                          DOVERIE_OUT DOVERIE_OWNED doverie_command** out,
                                                          doverie_error** error)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* END values */
/* clang-format on */
DOVERIE_API void doverie_command_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_command* command) DOVERIE_SINCE(0, 1);

/* Runs any command, as its own function does. `out` gets an answer in any case; that of a command which has nothing to say but
 * yes is of no kind (0). */
DOVERIE_API doverie_status doverie_service_run(const doverie_service* service,
                                               DOVERIE_NULLABLE const doverie_command_meta* meta,
                                               const doverie_command* command,
                                               DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* === Operations ========================================================================================================
 * How does a host run one command itself, between its own reading and writing? */

/* Bytes of chance that one operation needs. */
#define DOVERIE_RANDOMNESS_SIZE 64

/* What an operation waits for. */
typedef int32_t doverie_operation_state;
#define DOVERIE_OPERATION_LOADING 1 /* doverie_operation_fetch() */
#define DOVERIE_OPERATION_WRITING 2 /* doverie_operation_append(), or doverie_operation_committed() */
#define DOVERIE_OPERATION_DONE 3    /* doverie_operation_answer() */
DOVERIE_API doverie_string doverie_operation_state_name(doverie_operation_state state) DOVERIE_BORROWED(forever)
    DOVERIE_SINCE(0, 1);

/* One command on its way. Calls take turns. It keeps the service alive. */
typedef struct doverie_operation doverie_operation;
/* `randomness`: DOVERIE_RANDOMNESS_SIZE new random bytes; empty: of the machine. Faults: invalid_argument,
 * entropy_unavailable. */
DOVERIE_API doverie_status doverie_operation_new(const doverie_service* service,
                                                 DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                 const doverie_command* command, doverie_bytes randomness,
                                                 DOVERIE_OUT DOVERIE_OWNED doverie_operation** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* 0 for NULL. */
DOVERIE_API doverie_operation_state doverie_operation_state_of(DOVERIE_NULLABLE const doverie_operation* operation)
    DOVERIE_SINCE(0, 1);

/* What an operation that is loading wants to know, for hosts that ask their database before they call
 * doverie_operation_fetch(). */
typedef struct doverie_needs {
  size_t struct_size;
  size_t stream_count; /* for doverie_operation_stream_at(), and so on */
  size_t tag_count;
  size_t account_count;
  int64_t tags_since;        /* tags that were set then or later; 0: all */
  int32_t whole;             /* 1: all events of the streams, not only those from the latest summary on */
  int32_t clock;             /* 1: the time */
  doverie_string command_id; /* whose record is asked for; empty: of none */
  doverie_string time_zone;  /* of the civil date */
  /* 1: where the directory cannot be asked, a mark of the host's that there is no contact will do; doverie_operation_fetch() asks
   * for it. */
  int32_t mark_will_do;
} doverie_needs;
DOVERIE_API doverie_status doverie_operation_get(const doverie_operation* operation,
                                                 DOVERIE_OUT DOVERIE_BORROWED(operation) doverie_needs* out,
                                                 doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_status doverie_operation_stream_at(const doverie_operation* operation, size_t index,
                                                       DOVERIE_OUT DOVERIE_BORROWED(operation) doverie_string* out,
                                                       doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_status doverie_operation_tag_at(const doverie_operation* operation, size_t index,
                                                    DOVERIE_OUT DOVERIE_BORROWED(operation) doverie_string* out,
                                                    doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_status doverie_operation_account_at(const doverie_operation* operation, size_t index,
                                                        DOVERIE_OUT DOVERIE_BORROWED(operation) doverie_string* out,
                                                        doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

/* Fetches what is needed by these ports: a borrowed store, or stores and directories of the host's own that have it at hand.
 * A fault of theirs is the operation's: it is then done, and OK is answered here. `clock` NULL: of the machine. Faults:
 * invalid_argument, also when it is not loading. */
DOVERIE_API doverie_status doverie_operation_fetch(doverie_operation* operation, const doverie_store* store,
                                                   const doverie_directory* directory,
                                                   DOVERIE_NULLABLE const doverie_clock* clock, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Appends the batch to the store; after a conflict the operation is loading again. Faults: as the one before. */
DOVERIE_API doverie_status doverie_operation_append(doverie_operation* operation, const doverie_store* store,
                                                    doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What has to be written, for who writes it in another way; NULL unless it is writing. Not to be freed. */
DOVERIE_API const doverie_batch* doverie_operation_batch(const doverie_operation* operation)
    DOVERIE_NULLABLE DOVERIE_BORROWED(operation) DOVERIE_NONNULL(1) DOVERIE_SINCE(0, 1);

/* How such an append has ended. */
typedef int32_t doverie_append_outcome;
#define DOVERIE_APPEND_APPENDED 1 /* it is written, and durable when the host's transaction is */
#define DOVERIE_APPEND_ALREADY 2  /* the command id has taken effect before */
#define DOVERIE_APPEND_CONFLICT 3 /* a stream has another version: nothing was written */
#define DOVERIE_APPEND_UNKNOWN 4  /* the command's record will tell */
DOVERIE_API doverie_string doverie_append_outcome_name(doverie_append_outcome outcome) DOVERIE_BORROWED(forever)
    DOVERIE_SINCE(0, 1);
/* `fingerprint` and `answer`: the record that was kept, of ALREADY; otherwise empty. Faults: invalid_argument. */
DOVERIE_API doverie_status doverie_operation_committed(doverie_operation* operation, doverie_append_outcome outcome,
                                                       doverie_string fingerprint, doverie_string answer,
                                                       doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* Gives up: the answer becomes that fault, one of DOVERIE_FAULT_…, or outcome_unknown when an append was. */
DOVERIE_API doverie_status doverie_operation_fail(doverie_operation* operation, int32_t fault, doverie_string why,
                                                  doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* How often it has begun again because of a conflict; 0 for NULL. */
DOVERIE_API uint32_t doverie_operation_conflicts(DOVERIE_NULLABLE const doverie_operation* operation) DOVERIE_SINCE(0, 1);
/* What the command answered, with the status and the error of its own function; as doverie_service_run(). It holds when the
 * host's transaction is committed, and not before. Faults: invalid_argument unless it is done. */
DOVERIE_API doverie_status doverie_operation_answer(const doverie_operation* operation,
                                                    DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The command that writes a refusal into the journal (docs/spec/explaining.md), to be run by an operation of its own when this
 * one is committed; OK and NULL when there is nothing to write. Faults: invalid_argument unless it is done. */
DOVERIE_API doverie_status doverie_operation_refusal(const doverie_operation* operation,
                                                     DOVERIE_OUT DOVERIE_OWNED doverie_command** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_operation_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_operation* operation) DOVERIE_SINCE(0, 1);

/* === Borrowed stores ===================================================================================================
 * How does a batch commit together with rows of the host's? */

/* Makes the library's tables, all named doverie_…, in the host's database: once, outside of a transaction. `connection`: a
 * sqlite3*, of the libsqlite3 that libdoverie is linked with; const says nothing of it. Faults: those of a store. */
DOVERIE_API doverie_status doverie_sqlite_borrowed_create_tables(const void* connection, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The same tables on the host's own connection, inside of its own transaction: it never begins, commits or rolls back. The
 * connection outlives the store, and is durable (WAL or DELETE with synchronous FULL or EXTRA); threads as the connection's.
 * `identity`: of the store that is meant; empty: any. A service may have such a store, too: outside of a transaction each of
 * its commands commits by itself, which is where guesses belong. */
DOVERIE_API doverie_status doverie_sqlite_borrowed_store_new(const void* connection, doverie_string identity,
                                                             DOVERIE_OUT DOVERIE_OWNED doverie_store** out,
                                                             doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

#ifdef __cplusplus
}
#endif

#endif /* DOVERIE_OPERATION_H_ */
