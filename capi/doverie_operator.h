/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doverie, the C interface for operators: what people who run the service do with accounts and stores, and the owners of
 * accounts never. Show none of it to them. The functions are in the same library as those of doverie.h, whose conventions
 * hold here. PostgreSQL stores are kept by the functions of doverie_postgres.h.
 *
 *   doverie_operator_freeze(service, NULL, doverie_text("maria"), doverie_text("anna"), &error);
 */
#ifndef DOVERIE_OPERATOR_H_
#define DOVERIE_OPERATOR_H_

#include "doverie.h"

#ifdef __cplusplus
extern "C" {
#endif

/* === Accounts ==========================================================================================================
 * How do operators freeze an account, lift the freeze, erase a person, and look at what happened? */

/* clang-format off */
/* BEGIN operator: written by cmake/vocabulary from include/doverie/core/commands.def */
/* An operator of the host freezes the account until operators lift it: open requests die, both sides are told.
 * doverie_recovery_started.until then tells an end in the year 2200. `operator_id`: the host's own id of the person, 1 to 64
 * printable ASCII characters without spaces; it is recorded. */
DOVERIE_API doverie_status doverie_operator_freeze(const doverie_service* service,
                                                   DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string trustor,
                                                   doverie_string operator_id, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Two different operators lift a freeze, whoever began it: four eyes, since it makes the account weaker. Rejects:
 * not_frozen. */
DOVERIE_API doverie_status doverie_operator_unfreeze(const doverie_service* service,
                                                     DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                     doverie_string trustor, doverie_string operator_id,
                                                     doverie_string second_operator_id, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* An operator brings in a link of the system before: the contact is in place, recorded as imported, and no invitation is
 * claimed that never was. The policy in force holds for it; its `activation_delay` counts from `since`. The same link again
 * changes nothing. `since` (microseconds since 1970, UTC): when the link was made there; not in the future. `operator_id`:
 * as in doverie_operator_freeze(). `checked_at_use` (flag): the rules are not asked about the two, which is recorded, and
 * the directory need not know them; every use of the link asks as ever. `tell` (flag): both are told. Rejects: frozen,
 * contact_unavailable, already_contact by another link, contact_limit_reached, contact_serves_too_many, same_person,
 * mutual_pair, and whatever makes either of the two ineligible unless `checked_at_use`. */
DOVERIE_API doverie_status doverie_operator_import_link(const doverie_service* service,
                                                        DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                        doverie_string trustor, doverie_string contact, int64_t since,
                                                        doverie_string operator_id, int32_t checked_at_use, int32_t tell,
                                                        doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Begins the service's realm in a store that has records of other realms. Once for each realm: until then every command
 * faults with realm_unknown, so that a realm that was misspelt does not find everybody unprotected. In a store that nobody
 * has used yet the first command begins it. `operator_id`: as in doverie_operator_freeze(). Rejects: realm_begun. */
DOVERIE_API doverie_status doverie_operator_begin_realm(const doverie_service* service,
                                                        DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                        doverie_string operator_id, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Raises the format level of the store to the one that this library knows, once every process that shares it has been
 * upgraded: from then on it may hold what earlier versions cannot read, and these are refused with level_unknown, while they
 * run as well. There is no way back below it. Once more changes nothing. `operator_id`: as in doverie_operator_freeze(). */
DOVERIE_API doverie_status doverie_operator_raise_level(const doverie_service* service,
                                                        DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                        doverie_string operator_id, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Two different operators have looked and found that the account has no trusted contact, although the host's mark
 * (`has_contact` of its facts) says so: from then on a start is answered with not_protected again, until somebody is
 * appointed. For a mark that is wrong; a store that has lost its records has to be restored. `operator_id`: as in
 * doverie_operator_freeze(). Rejects: has_contact. */
DOVERIE_API doverie_status doverie_operator_confirm_no_contact(const doverie_service* service,
                                                               DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                               doverie_string trustor, doverie_string operator_id,
                                                               doverie_string second_operator_id, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* An operator erases what the library holds of a person: the invitations that the account has sent, those that it has
 * accepted, and those to the phone that it has now, under its name; and what the rules have found about the person. Contacts
 * and requests stay, and so does the record of who has erased how many, and when. Call it before the account leaves the
 * directory: afterwards nobody knows the phone any more. Once more changes nothing. `operator_id`: as in
 * doverie_operator_freeze(). Rejects: frozen, erasure_blocked while somebody is recovering the account. */
DOVERIE_API doverie_status doverie_operator_erase(const doverie_service* service,
                                                  DOVERIE_NULLABLE const doverie_command_meta* meta, doverie_string account,
                                                  doverie_string operator_id, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Erases what the trustor's invitations hold of people, a name and a masked phone, once their time is over
 * (`invitation_retention` of the policy that each was sent under). doverie_service_pump() does it by itself: this is for
 * hosts that want it at once. Changes nothing when nothing is due. Rejects: as doverie_operator_erase(). */
DOVERIE_API doverie_status doverie_operator_erase_ended(const doverie_service* service,
                                                        DOVERIE_NULLABLE const doverie_command_meta* meta,
                                                        doverie_string trustor, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Why the account cannot be recovered now: what a start would be answered, what stands against it and against the requests
 * that are open, how much of each budget is left and when more comes back, what became of codes, and which policy is in
 * force. It is decided as the commands decide, on the same records and facts. For operators alone: it tells of both people
 * what the rules find. `verified_factor` (flag): of the start that is asked about. `operation` (empty: password_recovery):
 * the same. Answer: doverie_answer_diagnosis() and the elements it counts. */
DOVERIE_API doverie_status doverie_operator_explain(const doverie_service* service, doverie_string trustor,
                                                    int32_t verified_factor, doverie_string operation,
                                                    DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Everything that has happened to the account, in words: in its circle, as a contact, and in the circles of those whom it
 * serves or has served, as far as the account is named there. Which rules about people were not met stands behind the event
 * that they were asked for (rules_looked): that is about both people, and for operators alone. What a contact was refused
 * (contact_refused) is not for the owner. Seals are checked as for doverie_operator_audit(). Answer:
 * doverie_answer_timeline() and the elements it counts. */
DOVERIE_API doverie_status doverie_operator_timeline(const doverie_service* service, doverie_string account,
                                                     DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What the library holds of a person, in words, for the person's own request (152-ФЗ, art. 14): contacts and trustors,
 * invitations with whom they were meant for, requests, limits that were used, and what was noted of the account.
 * doverie_operator_timeline() tells what has happened, doverie_operator_erase() erases. Invitations to the account's phone
 * are found as long as the directory knows the phone. Answer: doverie_answer_holdings() and the elements it counts. */
DOVERIE_API doverie_status doverie_operator_held(const doverie_service* service, doverie_string account,
                                                 DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Every event of the account's circle, verified. When a seal is wrong it faults with audit_broken, which names the first
 * event that does not fit. Answer: doverie_answer_audit_trail() and the elements it counts. */
DOVERIE_API doverie_status doverie_operator_audit(const doverie_service* service, doverie_string trustor,
                                                  DOVERIE_OUT DOVERIE_OWNED doverie_answer** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* END operator */
/* clang-format on */

/* Every event of a circle, each checked against its bytes, its place and its predecessor. */
typedef struct doverie_audit_trail {
  size_t struct_size;
  size_t entry_count; /* for doverie_answer_audit_entry_at() */
} doverie_audit_trail;
DOVERIE_API doverie_status doverie_answer_audit_trail(const doverie_answer* answer, DOVERIE_OUT doverie_audit_trail* out,
                                                      doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

typedef struct doverie_audit_entry {
  size_t struct_size;
  uint64_t version; /* 1, 2, … in the circle's stream */
  doverie_string type;
  int64_t at;
  doverie_string event;   /* the exact bytes stored: canonical JSON */
  doverie_string english; /* what happened, for a person; times in UTC */
  doverie_string russian;
} doverie_audit_entry;
DOVERIE_API doverie_status doverie_answer_audit_entry_at(const doverie_answer* answer, size_t index,
                                                         DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_audit_entry* out,
                                                         doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

/* Everything that has happened to an account. */
typedef struct doverie_timeline {
  size_t struct_size;
  size_t entry_count; /* for doverie_answer_timeline_entry_at() */
} doverie_timeline;
DOVERIE_API doverie_status doverie_answer_timeline(const doverie_answer* answer, DOVERIE_OUT doverie_timeline* out,
                                                   doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

typedef struct doverie_timeline_entry {
  size_t struct_size;
  int64_t at;
  doverie_string type;    /* of the event */
  doverie_string trustor; /* whose circle it is about; empty when it is about none */
  doverie_string request; /* empty when it is about none */
  doverie_string english; /* what happened, for a person; times in UTC */
  doverie_string russian;
} doverie_timeline_entry;
DOVERIE_API doverie_status doverie_answer_timeline_entry_at(const doverie_answer* answer, size_t index,
                                                            DOVERIE_OUT DOVERIE_BORROWED(answer) doverie_timeline_entry* out,
                                                            doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);

/* What is held of a person. */
typedef struct doverie_holdings {
  size_t struct_size;
  size_t item_count; /* for doverie_answer_finding_at() */
} doverie_holdings;
DOVERIE_API doverie_status doverie_answer_holdings(const doverie_answer* answer, DOVERIE_OUT doverie_holdings* out,
                                                   doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* === Moving in and out ===================================================================================================
 * How do the links of the system before come in, and how are links taken elsewhere? As CSV: docs/guide/moving.md. */

typedef struct doverie_import doverie_import;
typedef struct doverie_import_options {
  size_t struct_size;
  doverie_string operator_id; /* who does it; recorded */
  int32_t checked_at_use;     /* flags, as of doverie_operator_import_link() */
  int32_t tell;
  int32_t dry_run;  /* decides every row as the import would, and writes nothing; some 4 KB of memory for each link */
  uint32_t threads; /* rows are shared out among so many, those of one trustor to the same one; 1 to 64, 0: 16 */
} doverie_import_options;
/* An import of a table, part by part. It can end anywhere, and be begun again with the same table. Faults: invalid_argument. */
DOVERIE_API doverie_status doverie_import_new(const doverie_service* service, const doverie_import_options* options,
                                              DOVERIE_OUT DOVERIE_OWNED doverie_import** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Goes on with a part of the table, which may end anywhere. A row that is refused stops nothing. Faults: invalid_argument for what
 * is no such table; those of commands, for what broke: begin again with the whole table when it is mended. */
DOVERIE_API doverie_status doverie_import_take(doverie_import* import, doverie_bytes csv, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The table has ended: what has come since the last line break is a row, too. Faults: as doverie_import_take(). */
DOVERIE_API doverie_status doverie_import_end(doverie_import* import, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

typedef struct doverie_import_report {
  size_t struct_size;
  uint64_t in_place;    /* links that are there now, brought in by this run or by one before; would be, of a dry run */
  uint64_t repeated;    /* rows that say the same as one before them: not counted again */
  size_t refusal_count; /* for doverie_import_refusal_at() */
} doverie_import_report;
DOVERIE_API doverie_status doverie_import_get(const doverie_import* import, DOVERIE_OUT doverie_import_report* out,
                                              doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);

typedef struct doverie_import_refusal {
  size_t struct_size;
  uint64_t line; /* of the table; the row of names is line 1 */
  doverie_string trustor;
  doverie_string contact;
  doverie_string why; /* the names of the reasons, or what is wrong with the row */
} doverie_import_refusal;
DOVERIE_API doverie_status doverie_import_refusal_at(const doverie_import* import, size_t index,
                                                     DOVERIE_OUT DOVERIE_BORROWED(import) doverie_import_refusal* out,
                                                     doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_import_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_import* import) DOVERIE_SINCE(0, 1);

/* The links that there are now, in order of trustor and contact, as a table that doverie_import_take() reads. Seals are not looked
 * at: verify before. Faults: of the store; event_unknown. */
typedef struct doverie_links doverie_links;
DOVERIE_API doverie_status doverie_links_of(const doverie_store* store, doverie_string realm,
                                            DOVERIE_OUT DOVERIE_OWNED doverie_links** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
typedef struct doverie_link_table {
  size_t struct_size;
  doverie_string csv;
  uint64_t links;
} doverie_link_table;
DOVERIE_API doverie_status doverie_links_get(const doverie_links* links,
                                             DOVERIE_OUT DOVERIE_BORROWED(links) doverie_link_table* out,
                                             doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_links_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_links* links) DOVERIE_SINCE(0, 1);

/* === Stores ============================================================================================================
 * Is the store whole, and how is a file of SQLite backed up and restored? */

/* Looks at every event; of a SQLite store at every page and tag besides, while commands wait. Of any other one, the host's own
 * included, whether every stream has its events in order, each once, as text, and whether the feed and reading tell the same.
 * Nothing is changed. Faults: store_corrupt, whose message has a line for every finding; those of the store. */
DOVERIE_API doverie_status doverie_store_check(const doverie_store* store, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Writes a backup while commands go on: a new file, whole and on the disk when this returns, that opens only through
 * doverie_sqlite_restore(). Keys are not in it. Faults: invalid_argument when `path` is there already or the store is of
 * another kind, store_full, store_read_only, store_unavailable, store_failed; then nothing is left at `path`. */
DOVERIE_API doverie_status doverie_sqlite_store_backup(const doverie_store* store, doverie_string path,
                                                       doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
typedef struct doverie_sqlite_restore_options {
  size_t struct_size;
  uint64_t above;  /* the restored epoch is higher than this one, which the service's options had; 0: they had none */
  int32_t replace; /* flag: the store at `path` gives way, if the backup is of it; otherwise nothing may be there. What gives
                    * way is kept as `<path>.before-epoch-<epoch>` */
  int32_t another_store; /* flag: another store gives way, too, or one whose identity cannot be read */
  int32_t dry_run;       /* flag: everything is done but the last step, and nothing of it stays */
  int32_t reserved;      /* 0 */
  int64_t at;            /* when this happens, for tests; 0: now */
} doverie_sqlite_restore_options;
/* Makes a store at `path` of a backup, which is checked and left as it is. `*epoch` becomes its epoch, higher than the
 * backup's: what was opened under a lower one is void, and no code is made or accepted for 24 h. `options` may be NULL. Faults:
 * invalid_argument (`path` is there already, or is the backup; no epoch is left), store_wrong_format (also when what is to give
 * way is no store), store_mismatch (it is another store), store_corrupt, store_locked (either file is open), store_full,
 * store_read_only, store_unavailable; then `path` is as before. */
DOVERIE_API doverie_status doverie_sqlite_restore(doverie_string backup, doverie_string path,
                                                  DOVERIE_NULLABLE const doverie_sqlite_restore_options* options,
                                                  DOVERIE_OUT uint64_t* epoch, doverie_error** error)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* For a machine whose clock was ahead when something was written, and is right now: the store at `path`, which nobody may have
 * open, takes the machine's time for the last at which anything was decided. Counts as a restore: `*epoch` becomes the store's,
 * what was opened under a lower one is void, and no code is made or accepted for 24 h. What lies ahead is taken for having
 * happened now. Faults: as doverie_sqlite_store_open(); invalid_argument when no epoch is left. */
DOVERIE_API doverie_status doverie_sqlite_reset_clock(doverie_string path, DOVERIE_OUT uint64_t* epoch,
                                                      doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);

#ifdef __cplusplus
}
#endif

#endif /* DOVERIE_OPERATOR_H_ */
