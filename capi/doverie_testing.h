/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doverie for tests, the C interface: what a host tests its own code, rules and stores with. A library of its own
 * (libdoverie_testing_c, beside libdoverie), so that no program has it that runs for people. The two are of one build: with
 * another libdoverie it does not load. The conventions are those of doverie.h.
 *
 *   doverie_clock *clock = NULL;
 *   if (doverie_fake_clock_new(1772442000000000, &clock, &error) == DOVERIE_STATUS_OK) options.clock = clock;
 */
#ifndef DOVERIE_TESTING_H_
#define DOVERIE_TESTING_H_

#include "doverie.h"

#ifdef __cplusplus
extern "C" {
#endif

/* === Fakes =============================================================================================================
 * How does a test say what time it is, and what chance brings? */

/* Stands still at `start` until told to move. The library accepts times of the years 2020 to 2199 as now. */
DOVERIE_API doverie_status doverie_fake_clock_new(int64_t start, DOVERIE_OUT DOVERIE_OWNED doverie_clock** out,
                                                  doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* Moves a fake clock, for services that use it already too. Forwards, time passes until then; backwards, somebody
 * sets the clock back. Faults: invalid_argument for another clock. */
DOVERIE_API doverie_status doverie_fake_clock_set(doverie_clock* clock, int64_t now, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The same by `microseconds`, which may be negative. Faults: invalid_argument also when the result is no int64_t. */
DOVERIE_API doverie_status doverie_fake_clock_advance(doverie_clock* clock, int64_t microseconds, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Somebody sets the clock by `microseconds`, forwards or back, and no time passes. Faults: as the one before. */
DOVERIE_API doverie_status doverie_fake_clock_jump(doverie_clock* clock, int64_t microseconds, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* The same seed gives the same bytes, in every language. NOT random. */
DOVERIE_API doverie_status doverie_fake_entropy_new(uint64_t seed, DOVERIE_OUT DOVERIE_OWNED doverie_entropy** out,
                                                    doverie_error** error) DOVERIE_NONNULL(2) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* Begins again with `seed`, for services that use it already too. Faults: invalid_argument for other
 * entropy. */
DOVERIE_API doverie_status doverie_fake_entropy_reseed(doverie_entropy* entropy, uint64_t seed, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* While `unavailable` is 1, a memory directory answers directory_unavailable. */
DOVERIE_API doverie_status doverie_memory_directory_set_unavailable(doverie_directory* directory, int32_t unavailable,
                                                                    doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* === Rows of rules =====================================================================================================
 * Do rules say what rows of text say? */

/* What rows of rules found: docs/guide/rule-changes.md has their language. */
typedef struct doverie_rule_report doverie_rule_report;

/* Runs the rows under the policy. `source` names the text in messages. Faults: invalid_argument, which names source and line,
 * for what is not understood. */
DOVERIE_API doverie_status doverie_rule_rows_run(const doverie_policy* policy, doverie_string rows, doverie_string source,
                                                 DOVERIE_OUT DOVERIE_OWNED doverie_rule_report** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Which limits of the policy the rows pin from both sides: runs them under every change of one limit by the smallest step. A
 * change that no row notices is a failure. Faults: besides, invalid_argument when a row fails under the policy itself. */
DOVERIE_API doverie_status doverie_rule_rows_cover(const doverie_policy* policy, doverie_string rows, doverie_string source,
                                                   DOVERIE_OUT DOVERIE_OWNED doverie_rule_report** out,
                                                   doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The same with rules of the host's own: they are looked at, too, and verdicts may name them. */
DOVERIE_API doverie_status doverie_rule_rows_run_with(const doverie_host_rules* rules, const doverie_policy* policy,
                                                      doverie_string rows, doverie_string source,
                                                      DOVERIE_OUT DOVERIE_OWNED doverie_rule_report** out,
                                                      doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
DOVERIE_API doverie_status doverie_rule_rows_cover_with(const doverie_host_rules* rules, const doverie_policy* policy,
                                                        doverie_string rows, doverie_string source,
                                                        DOVERIE_OUT DOVERIE_OWNED doverie_rule_report** out,
                                                        doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

typedef struct doverie_rule_findings {
  size_t struct_size;
  uint64_t count;      /* rows, or changes of the policy */
  uint64_t failed;     /* rows that do not hold, or changes that no row notices */
  doverie_string text; /* what failed, in words; borrowed from the report */
} doverie_rule_findings;
DOVERIE_API doverie_status doverie_rule_report_get(const doverie_rule_report* report,
                                                   DOVERIE_OUT DOVERIE_BORROWED(report) doverie_rule_findings* out,
                                                   doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_rule_report_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_rule_report* report) DOVERIE_SINCE(0, 1);

/* Which limits of the policy the rows pin, one by one. Immutable. */
typedef struct doverie_boundaries doverie_boundaries;
typedef struct doverie_boundary {
  size_t struct_size;
  doverie_string parameter;
  doverie_string from;
  doverie_string to;
  doverie_string pinned_by; /* the first row that fails under the changed policy, as source:line; empty: none notices */
} doverie_boundary;
/* As doverie_rule_rows_cover_with(), as data. `rules` NULL: none of the host's own. */
DOVERIE_API doverie_status doverie_rule_rows_boundaries(DOVERIE_NULLABLE const doverie_host_rules* rules,
                                                        const doverie_policy* policy, doverie_string rows,
                                                        doverie_string source,
                                                        DOVERIE_OUT DOVERIE_OWNED doverie_boundaries** out,
                                                        doverie_error** error) DOVERIE_NONNULL(2)
    DOVERIE_NONNULL(5) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* 0 for NULL. */
DOVERIE_API size_t doverie_boundaries_count(DOVERIE_NULLABLE const doverie_boundaries* boundaries) DOVERIE_SINCE(0, 1);
/* Boundary `index`, counted from 0, in the order of the document. Faults: invalid_argument when there is none. */
DOVERIE_API doverie_status doverie_boundaries_at(const doverie_boundaries* boundaries, size_t index,
                                                 DOVERIE_OUT DOVERIE_BORROWED(boundaries) doverie_boundary* out,
                                                 doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_boundaries_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_boundaries* boundaries) DOVERIE_SINCE(0, 1);

/* === Words =============================================================================================================
 * How are people and what they do told in words? docs/guide/rule-changes.md has the language. */

/* The account that the words tell of; OK and NULL for "no account". `*on`: the day of "on …" in them, else `today`. Faults:
 * invalid_argument, which says what is not understood. */
DOVERIE_API doverie_status doverie_account_in_words(doverie_string words, doverie_date today, DOVERIE_OUT doverie_date* on,
                                                    DOVERIE_OUT DOVERIE_OWNED doverie_account** out, doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* A story over a service in memory: what was given, what is done then, what has to come of it. */
typedef struct doverie_scenario doverie_scenario;
/* `rules` NULL: none of the host's own. */
DOVERIE_API doverie_status doverie_scenario_new(const doverie_policy* policy, doverie_date today,
                                                DOVERIE_NULLABLE const doverie_host_rules* rules,
                                                DOVERIE_OUT DOVERIE_OWNED doverie_scenario** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Has to succeed; several sentences with commas between them. Faults, here and below: invalid_argument, whose message is the
 * story up to the line that failed, and what differed; then again at every line after it. */
DOVERIE_API doverie_status doverie_scenario_given(doverie_scenario* scenario, doverie_string sentences,
                                                  doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
/* What is tested. */
DOVERIE_API doverie_status doverie_scenario_when(doverie_scenario* scenario, doverie_string sentence, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What the last `when` has to have answered. */
DOVERIE_API doverie_status doverie_scenario_then(doverie_scenario* scenario, doverie_string answer, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The types of the events that it has to have written: "invitation_accepted, contact_appointed"; empty: none. */
DOVERIE_API doverie_status doverie_scenario_then_events(doverie_scenario* scenario, doverie_string types,
                                                        doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_MUST_USE
    DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_scenario_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_scenario* scenario) DOVERIE_SINCE(0, 1);

/* === The contract kit ==================================================================================================
 * Does a store of the host's own keep the contract? */

typedef struct doverie_store_maker_sink doverie_store_maker_sink;
/* Hands a store over: the library frees it. Faults: invalid_argument, and `store` remains the caller's. */
DOVERIE_API doverie_status doverie_store_made(doverie_store_maker_sink* sink, DOVERIE_TAKEN doverie_store* store,
                                              doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(2)
    DOVERIE_SINCE(0, 1);

/* Makes the stores that are tested. The library has one set of data at a time: when `make` is called, it has freed every
 * store that it got before. A callback that is NULL claims nothing, and the clauses about it are not run. The callbacks are
 * called by the thread that runs the suite; those of the stores by others, too. */
typedef struct doverie_store_maker_callbacks {
  size_t struct_size;
  DOVERIE_NULLABLE void (*destroy)(void* self);
  /* A store without anything in it. Required. */
  void (*make)(void* self, doverie_store_maker_sink* sink);
  /* The data of the last `make`, opened again: every store on them has been freed. */
  DOVERIE_NULLABLE void (*reopen)(void* self, doverie_store_maker_sink* sink);
  /* The data of the last `make`, opened once more beside the stores that are in use, as another process would. */
  DOVERIE_NULLABLE void (*open_again)(void* self, doverie_store_maker_sink* sink);
  /* The data of the last `make`, from a backup taken now and restored: every store on them has been freed. */
  DOVERIE_NULLABLE void (*restore)(void* self, doverie_store_maker_sink* sink);
  /* From now on: the next append to these data ends as unknown, whether it has taken effect or not. */
  DOVERIE_NULLABLE void (*lose_answer)(void* self);
} doverie_store_maker_callbacks;

typedef struct doverie_contract_options {
  size_t struct_size;
  doverie_string only; /* the name of one clause; empty: all */
  int32_t processes;   /* flag: `open_again` works in forked children, too */
  uint32_t threads;    /* in clauses about threads; 0: 8 */
  uint32_t rounds;     /* how often each thread does its work; 0: 25 */
  uint32_t streams;    /* in the clause about many streams; 0: 10000 */
} doverie_contract_options;

/* What came out. Immutable: any thread may read it. */
typedef struct doverie_contract_report doverie_contract_report;
/* Runs the contract of event stores as a test suite: each clause on a store of its own. Copies `callbacks` and takes `self`
 * over, whether it succeeds or not. `options` may be NULL. OK when the suite ran, whatever it found. Faults:
 * invalid_argument for a clause that does not exist, or when `make` is NULL. */
DOVERIE_API doverie_status doverie_run_event_store_contract(const doverie_store_maker_callbacks* callbacks,
                                                            DOVERIE_NULLABLE DOVERIE_TAKEN void* self,
                                                            DOVERIE_NULLABLE const doverie_contract_options* options,
                                                            DOVERIE_OUT DOVERIE_OWNED doverie_contract_report** out,
                                                            doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

typedef struct doverie_contract_counts {
  size_t struct_size;
  size_t clause_count; /* for doverie_contract_report_clause_at() */
  size_t passed;
  size_t failed;
  size_t not_claimed;
} doverie_contract_counts;
DOVERIE_API doverie_status doverie_contract_report_get(const doverie_contract_report* report,
                                                       DOVERIE_OUT doverie_contract_counts* out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_SINCE(0, 1);

typedef int32_t doverie_clause_outcome;
#define DOVERIE_CLAUSE_PASSED 1
#define DOVERIE_CLAUSE_FAILED 2
#define DOVERIE_CLAUSE_NOT_CLAIMED 3
DOVERIE_API doverie_string doverie_clause_outcome_name(doverie_clause_outcome outcome) DOVERIE_BORROWED(forever)
    DOVERIE_SINCE(0, 1);

typedef struct doverie_contract_clause {
  size_t struct_size;
  doverie_clause_outcome outcome;
  doverie_string name;        /* stable; may be given as `only` */
  doverie_string sentence;    /* what a store has to do */
  doverie_string explanation; /* when it failed: what was expected and what was seen */
} doverie_contract_clause;
DOVERIE_API doverie_status doverie_contract_report_clause_at(const doverie_contract_report* report, size_t index,
                                                             DOVERIE_OUT DOVERIE_BORROWED(report)
                                                                 doverie_contract_clause* out,
                                                             doverie_error** error) DOVERIE_NONNULL(1) DOVERIE_NONNULL(3)
    DOVERIE_SINCE(0, 1);
/* All of it for people: a line for each clause, explanations below those that failed. Empty for NULL. */
DOVERIE_API doverie_string doverie_contract_report_text(DOVERIE_NULLABLE const doverie_contract_report* report)
    DOVERIE_BORROWED(report) DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_contract_report_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_contract_report* report)
    DOVERIE_SINCE(0, 1);

#ifdef __cplusplus
}
#endif

#endif /* DOVERIE_TESTING_H_ */
