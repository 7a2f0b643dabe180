/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the story is played on: a state directory, a clock and entropy that depend on the number of the step alone, and the
 * curtain: a step whose text is in STATE_DIR/out is told from there and never played again. So the story can be killed at any
 * moment and started anew, and always ends the same.
 */
#ifndef DOVERIE_EXAMPLES_C_STAGE_H_
#define DOVERIE_EXAMPLES_C_STAGE_H_

#include <stdio.h>

#include "doverie_testing.h"

#define MINUTE ((int64_t)60 * 1000 * 1000)
#define HOUR (60 * MINUTE)
/* 2026-03-02T09:00:00Z */
#define MORNING ((int64_t)1772442000 * 1000 * 1000)

typedef struct stage {
  char sms_path[4096];
  doverie_clock* clock;
  doverie_entropy* entropy;
  doverie_directory* accounts;
  doverie_service* service;
  int step;
} stage;

typedef struct step {
  void (*play)(stage* stage, FILE* out);
  int64_t later; /* how much time passes before it, beyond the minute that every step takes */
} step;

/* Calls that can only be answered with a yes here: anything else ends the program. The call names its error argument `&error`. */
#define MUST(call)                                          \
  do {                                                      \
    doverie_error* error = NULL;                            \
    if ((call) != DOVERIE_STATUS_OK) give_up(#call, error); \
  } while (0)
void give_up(const char* call, doverie_error* error);

/* The command id of a step: sent again, it answers the same and has no second effect. Lives until the next call. */
const doverie_command_meta* command_of(int step);
/* The secret that was made for the recovery begun in `step`: DOVERIE_SECRET_SIZE bytes. Lives until the next call. */
doverie_bytes secret_of(int step);
/* Writes the text of the SMS that came as number `count` into `text`. */
void receive_sms(stage* stage, int count, char* text, size_t size);

/* Tells steps 1 to `until`; plays those that were not told before. */
void tell(const char* directory, const step* steps, int until);

/* 2026-03-02T09:00:00Z; lives until the next call but one. */
const char* iso(int64_t instant);

#endif
