/* SPDX-License-Identifier: Apache-2.0 */
/* The people of the story, and how the library's answers are put into words. */
#ifndef DOVERIE_EXAMPLES_C_TELLING_H_
#define DOVERIE_EXAMPLES_C_TELLING_H_

#include "stage.h"

typedef struct person {
  const char* id;
  const char* name;
  doverie_date born;
  const char* phone;
  int passport_current;
} person;

enum { MARIA, IVAN, OLGA, PYOTR, SERGEY, EVERYBODY };
extern const person people[EVERYBODY];

const char* name_of(doverie_string account);
/* Has the directory know the person; without the phone when `phone` is 0. */
void put_person(stage* stage, const person* person, int phone);

/* Whatever is asked has to be answered with a no, which is told. */
#define MUST_BE_REFUSED(out, call)                                \
  do {                                                            \
    doverie_error* error = NULL;                                  \
    if ((call) != DOVERIE_STATUS_REJECTED) give_up(#call, error); \
    tell_refusal(out, error);                                     \
  } while (0)
/* These free what they tell. */
void tell_refusal(FILE* out, doverie_error* error);
void tell_invited(FILE* out, doverie_answer* answer);
void tell_start(FILE* out, doverie_answer* answer);
void tell_approval(FILE* out, doverie_answer* answer);
void tell_status(FILE* out, doverie_answer* answer);
void tell_invitations(FILE* out, doverie_answer* cabinet, size_t count);
void tell_requests(FILE* out, doverie_answer* cabinet, size_t count);
void tell_contacts(FILE* out, doverie_answer* cabinet, size_t count);
void tell_sms(FILE* out, const char* text);

#endif
