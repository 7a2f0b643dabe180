/* SPDX-License-Identifier: Apache-2.0 */
/* The people of the story, and every answer as a line of its text. */
#include "telling.h"

#include <string.h>

const person people[EVERYBODY] = {{"maria", "Мария", {1955, 8, 12}, "+79031112233", 1},
                                  {"ivan", "Иван", {1991, 6, 15}, "+79161234567", 1},
                                  {"olga", "Ольга", {1980, 9, 30}, "+79057654321", 1},
                                  {"pyotr", "Пётр", {2008, 5, 20}, "+79261112244", 0},
                                  {"sergey", "Сергей", {1973, 12, 5}, "+79109998877", 1}};

const char* name_of(doverie_string account) {
  int i;
  for (i = 0; i < EVERYBODY; ++i) {
    if (strcmp(people[i].id, account.data) == 0) return people[i].name;
  }
  return "somebody";
}

void put_person(stage* stage, const person* person, int phone) {
  doverie_account_facts facts;
  DOVERIE_INIT(facts);
  facts.given_name = doverie_text(person->name);
  facts.birth_date = person->born;
  facts.citizen = 1;
  facts.confirmed = 1;
  facts.passport_current = person->passport_current;
  if (phone) {
    facts.phone_state = DOVERIE_PHONE_CONFIRMED;
    facts.phone = doverie_text(person->phone);
    facts.phone_since = MORNING - 400 * 24 * HOUR;
  }
  MUST(doverie_directory_put(stage->accounts, doverie_text(person->id), &facts, &error));
}

void tell_refusal(FILE* out, doverie_error* error) {
  size_t i;
  for (i = 0; i < doverie_error_reason_count(error); ++i) {
    doverie_reason reason;
    doverie_code_info code;
    DOVERIE_INIT(reason);
    DOVERIE_INIT(code);
    if (doverie_error_reason_at(error, i, &reason, NULL) != DOVERIE_STATUS_OK) break;
    if (doverie_code_find(reason.code, &code, NULL) != DOVERIE_STATUS_OK) break;
    fprintf(out, "  Refused: %s", code.name.data);
    if (reason.needs != DOVERIE_ABSENT) fprintf(out, ", needs %ld", (long)reason.needs);
    if (reason.has != DOVERIE_ABSENT) fprintf(out, ", has %ld", (long)reason.has);
    fprintf(out, ". %s\n", code.english.data);
  }
  doverie_error_free(error);
}

void tell_invited(FILE* out, doverie_answer* answer) {
  doverie_invited invited;
  DOVERIE_INIT(invited);
  MUST(doverie_answer_invited(answer, &invited, &error));
  fprintf(out, "  Invitation to %s, until %s\n", invited.phone_masked.data, iso(invited.expires_at));
  doverie_answer_free(answer);
}

void tell_start(FILE* out, doverie_answer* answer) {
  doverie_recovery_started started;
  DOVERIE_INIT(started);
  MUST(doverie_answer_recovery_started(answer, &started, &error));
  fprintf(out, "  Answer: %s", doverie_start_status_name(started.status).data);
  if (started.number.size != 0) fprintf(out, ", number %s", started.number.data);
  if (started.until != 0) fprintf(out, ", until %s", iso(started.until));
  fprintf(out, "\n");
  doverie_answer_free(answer);
}

void tell_approval(FILE* out, doverie_answer* answer) {
  doverie_approved approved;
  DOVERIE_INIT(approved);
  MUST(doverie_answer_approved(answer, &approved, &error));
  fprintf(out, "  A code goes to %s, good until %s\n", approved.phone_masked.data, iso(approved.code_expires_at));
  doverie_answer_free(answer);
}

void tell_status(FILE* out, doverie_answer* answer) {
  doverie_recovery_view view;
  DOVERIE_INIT(view);
  MUST(doverie_answer_recovery_view(answer, &view, &error));
  fprintf(out, "  The recovery is %s", doverie_request_state_name(view.state).data);
  if (view.standing != DOVERIE_START_PENDING) fprintf(out, " (%s)", doverie_start_status_name(view.standing).data);
  fprintf(out, "\n");
  doverie_answer_free(answer);
}

void tell_invitations(FILE* out, doverie_answer* cabinet, size_t count) {
  size_t i;
  for (i = 0; i < count; ++i) {
    doverie_invitation_view invitation;
    DOVERIE_INIT(invitation);
    MUST(doverie_answer_invitation_at(cabinet, i, &invitation, &error));
    fprintf(out, "  Invitation");
    if (invitation.trustor.size != 0) fprintf(out, " from %s", name_of(invitation.trustor));
    fprintf(out, " to %s, %s: %s, until %s\n", invitation.name.data, invitation.phone_masked.data,
            doverie_invitation_state_name(invitation.state).data, iso(invitation.expires_at));
  }
  doverie_answer_free(cabinet);
}

void tell_requests(FILE* out, doverie_answer* cabinet, size_t count) {
  size_t i;
  for (i = 0; i < count; ++i) {
    doverie_request_view request;
    DOVERIE_INIT(request);
    MUST(doverie_answer_request_at(cabinet, i, &request, &error));
    fprintf(out, "  %s of %s, number %s: %s, until %s\n", request.operation.data, name_of(request.trustor),
            request.number.data, doverie_request_state_name(request.state).data, iso(request.expires_at));
  }
  doverie_answer_free(cabinet);
}

void tell_contacts(FILE* out, doverie_answer* cabinet, size_t count) {
  size_t i;
  for (i = 0; i < count; ++i) {
    doverie_contact_entry entry;
    DOVERIE_INIT(entry);
    MUST(doverie_answer_contact_at(cabinet, i, &entry, &error));
    fprintf(out, "  Trusted contact: %s, appointed %s\n", name_of(entry.contact), iso(entry.appointed_at));
  }
  doverie_answer_free(cabinet);
}

void tell_sms(FILE* out, const char* text) {
  const char* end;
  fprintf(out, "Иван's phone rings: an SMS.\n");
  for (; (end = strstr(text, "\\n")) != NULL; text = end + 2) fprintf(out, "  | %.*s\n", (int)(end - text), text);
  fprintf(out, "  | %s\n", text);
}
