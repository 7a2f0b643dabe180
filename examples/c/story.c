/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The story of a trusted contact: Мария appoints Иван, forgets her password, and Иван lets her in. Then everything that can go
 * otherwise. Each step is one function; stage.h is what they are played on, telling.h puts answers into words.
 *
 *   story STATE_DIR [--until N]
 *
 * The same story is told by examples/cpp/story.cpp, to the byte.
 */
#include <stdlib.h>
#include <string.h>

#include "doverie_operator.h"
#include "telling.h"

/* --- What more than one step needs. */

/* Steps that others come back to: the invitations, and what was begun for Мария's account. */
enum { INVITED = 2, FORGOTTEN = 6, OLGA_INVITED = 16 };
enum { STRANGER = 19, UNANSWERED = 22, FRAUD = 25, CHANGED = 30, FORGOTTEN_AGAIN = 37 };

static doverie_string id_of(int person) {
  return doverie_text(people[person].id);
}

static doverie_answer* invite(stage* stage, int step, int from, int to, const char* phone) {
  doverie_answer* answer;
  MUST(doverie_trustor_invite(stage->service, command_of(step), id_of(from), doverie_text(people[to].name),
                              doverie_text(phone), &answer, &error));
  return answer;
}

/* The portal has the contact confirm a change of the password as well. */
static doverie_string operation_of(int step) {
  return doverie_text(step == CHANGED ? DOVERIE_OPERATION_PASSWORD_CHANGE : DOVERIE_OPERATION_PASSWORD_RECOVERY);
}

static doverie_answer* start_of(stage* stage, int step, int whose) {
  doverie_answer* answer;
  MUST(doverie_recoverer_start(stage->service, command_of(step), id_of(whose), secret_of(step), 0, operation_of(step),
                               &answer, &error));
  return answer;
}

static doverie_answer* start(stage* stage, int step) {
  return start_of(stage, step, MARIA);
}

/* What was started in `step`; its strings live as long as `*answer`, which the caller frees. */
static doverie_recovery_started started(stage* stage, int step, doverie_answer** answer) {
  doverie_recovery_started started;
  *answer = start(stage, step);
  DOVERIE_INIT(started);
  MUST(doverie_answer_recovery_started(*answer, &started, &error));
  return started;
}

static void tell_status_of(stage* stage, FILE* out, int step) {
  doverie_answer *owner, *answer;
  const doverie_string request = started(stage, step, &owner).request;
  MUST(doverie_recoverer_status(stage->service, id_of(MARIA), request, secret_of(step), &answer, &error));
  tell_status(out, answer);
  doverie_answer_free(owner);
}

static doverie_status redeem_for(stage* stage, int step, doverie_string operation, doverie_answer** answer,
                                 doverie_error** error) {
  doverie_answer* owner;
  const doverie_string request = started(stage, step, &owner).request;
  const doverie_status status = doverie_recoverer_redeem(stage->service, command_of(stage->step), id_of(MARIA), request,
                                                         secret_of(step), operation, answer, error);
  doverie_answer_free(owner);
  return status;
}

static doverie_status redeem(stage* stage, int step, doverie_answer** answer, doverie_error** error) {
  return redeem_for(stage, step, operation_of(step), answer, error);
}

static doverie_status approve(stage* stage, int step, doverie_answer** answer, doverie_error** error) {
  doverie_answer* owner;
  const doverie_recovery_started request = started(stage, step, &owner);
  doverie_attestation attestation;
  doverie_status status;
  DOVERIE_INIT(attestation);
  attestation.spoke_with_trustor = 1;
  attestation.nobody_misleads = 1;
  attestation.number = request.number;
  attestation.operation = operation_of(step);
  status = doverie_contact_approve(stage->service, command_of(stage->step), id_of(IVAN), request.request, &attestation,
                                   answer, error);
  doverie_answer_free(owner);
  return status;
}

static doverie_status enter_code(stage* stage, int step, const char* code, doverie_answer** answer, doverie_error** error) {
  doverie_answer* owner;
  const doverie_string request = started(stage, step, &owner).request;
  const doverie_status status = doverie_contact_confirm_code(stage->service, command_of(stage->step), id_of(IVAN), request,
                                                             doverie_text(code), answer, error);
  doverie_answer_free(owner);
  return status;
}

/* An SMS ends with the code, six digits, as browsers want it. */
static void confirm(stage* stage, FILE* out, int step, int message) {
  char text[512];
  doverie_answer* answer;
  doverie_code_confirmed confirmed;
  receive_sms(stage, message, text, sizeof text);
  MUST(enter_code(stage, step, text + strlen(text) - 6, &answer, &error));
  DOVERIE_INIT(confirmed);
  MUST(doverie_answer_code_confirmed(answer, &confirmed, &error));
  fprintf(out, "Иван types the code.\n  The request is %s, to be redeemed before %s\n",
          confirmed.approved ? "approved" : "not approved yet", iso(confirmed.redeem_before));
  doverie_answer_free(answer);
}

static doverie_trustor_view cabinet_of(stage* stage, int trustor, doverie_answer** answer) {
  doverie_trustor_view view;
  DOVERIE_INIT(view);
  MUST(doverie_trustor_cabinet(stage->service, id_of(trustor), answer, &error));
  MUST(doverie_answer_trustor_view(*answer, &view, &error));
  return view;
}

static doverie_contact_view ivans_cabinet(stage* stage, doverie_answer** answer) {
  doverie_contact_view view;
  DOVERIE_INIT(view);
  MUST(doverie_contact_cabinet(stage->service, id_of(IVAN), answer, &error));
  MUST(doverie_answer_contact_view(*answer, &view, &error));
  return view;
}

/* --- The story. */

static void five_people(stage* stage, FILE* out) {
  int i;
  fprintf(out, "Five people have accounts at the portal.\n");
  for (i = 0; i < EVERYBODY; ++i) {
    const person* person = &people[i];
    put_person(stage, person, 1);
    fprintf(out, "  %s, born %04d-%02d-%02d, %s\n", person->name, (int)person->born.year, (int)person->born.month,
            (int)person->born.day, person->phone);
  }
}

static void maria_invites_ivan(stage* stage, FILE* out) {
  doverie_answer* answer = invite(stage, INVITED, MARIA, IVAN, "8 (916) 123-45-67");
  fprintf(out, "Мария, 70, invites Иван to be her trusted contact. She writes his number as she always does.\n");
  tell_invited(out, answer);
}

static void ivan_sees_it(stage* stage, FILE* out) {
  doverie_answer* cabinet;
  const size_t count = ivans_cabinet(stage, &cabinet).invitation_count;
  fprintf(out, "Иван, 34, opens his cabinet.\n");
  tell_invitations(out, cabinet, count);
}

static void ivan_accepts(stage* stage, FILE* out) {
  doverie_answer *owner = invite(stage, INVITED, MARIA, IVAN, "8 (916) 123-45-67"), *answer;
  doverie_invited invited;
  doverie_accepted accepted;
  DOVERIE_INIT(invited);
  DOVERIE_INIT(accepted);
  MUST(doverie_answer_invited(owner, &invited, &error));
  MUST(doverie_contact_accept(stage->service, command_of(stage->step), id_of(IVAN), invited.invitation, &answer, &error));
  MUST(doverie_answer_accepted(answer, &accepted, &error));
  fprintf(out, "Иван accepts.\n  Trusted contact of %s from %s\n", name_of(accepted.trustor), iso(accepted.active_from));
  doverie_answer_free(answer);
  doverie_answer_free(owner);
}

static void maria_sees_him(stage* stage, FILE* out) {
  doverie_answer* cabinet;
  const size_t count = cabinet_of(stage, MARIA, &cabinet).contact_count;
  fprintf(out, "Мария opens her cabinet.\n");
  tell_contacts(out, cabinet, count);
}

static void maria_forgets(stage* stage, FILE* out) {
  fprintf(out, "Мария has forgotten her password and begins to recover it.\n");
  tell_start(out, start(stage, FORGOTTEN));
}

static void ivan_is_asked(stage* stage, FILE* out) {
  doverie_answer* cabinet;
  const size_t count = ivans_cabinet(stage, &cabinet).request_count;
  fprintf(out, "Иван opens his cabinet.\n");
  tell_requests(out, cabinet, count);
}

static void ivan_is_hasty(stage* stage, FILE* out) {
  doverie_answer *owner, *none;
  const doverie_string request = started(stage, FORGOTTEN, &owner).request;
  doverie_attestation nothing;
  DOVERIE_INIT(nothing);
  fprintf(out, "Иван is in a hurry and approves without having spoken with her.\n");
  MUST_BE_REFUSED(
      out, doverie_contact_approve(stage->service, command_of(stage->step), id_of(IVAN), request, &nothing, &none, &error));
  doverie_answer_free(owner);
}

static void ivan_approves(stage* stage, FILE* out) {
  doverie_answer* answer;
  MUST(approve(stage, FORGOTTEN, &answer, &error));
  fprintf(out, "Иван calls Мария. It is she, nobody is misleading her, and she reads him her number. He approves.\n");
  tell_approval(out, answer);
}

static void sms_arrives(stage* stage, FILE* out, int message) {
  char text[512];
  receive_sms(stage, message, text, sizeof text);
  tell_sms(out, text);
}

static void code_arrives(stage* stage, FILE* out) {
  sms_arrives(stage, out, 1);
}

static void wrong_code(stage* stage, FILE* out) {
  doverie_answer* none;
  fprintf(out, "A while later Иван mistypes the code. The attempt is counted.\n");
  MUST_BE_REFUSED(out, enter_code(stage, FORGOTTEN, "000000", &none, &error));
}

static void right_code(stage* stage, FILE* out) {
  confirm(stage, out, FORGOTTEN, 1);
}

static void maria_redeems(stage* stage, FILE* out) {
  doverie_answer *first, *second;
  doverie_grant grant, again;
  MUST(redeem(stage, FORGOTTEN, &first, &error));
  MUST(redeem(stage, FORGOTTEN, &second, &error));
  DOVERIE_INIT(grant);
  DOVERIE_INIT(again);
  MUST(doverie_answer_grant(first, &grant, &error));
  MUST(doverie_answer_grant(second, &again, &error));
  fprintf(out, "The portal redeems the approval and lets Мария set a new password. It loses the answer and asks again.\n");
  fprintf(out, "  Grant %s for %s\n", grant.id.data, name_of(grant.trustor));
  fprintf(out, "  The same command again: %s\n",
          strcmp(grant.id.data, again.id.data) == 0 ? "the same grant" : "ANOTHER GRANT");
  doverie_answer_free(first);
  doverie_answer_free(second);
}

static void redeemed_once(stage* stage, FILE* out) {
  doverie_answer* none;
  fprintf(out, "Somebody tries to redeem it a second time.\n");
  MUST_BE_REFUSED(out, redeem(stage, FORGOTTEN, &none, &error));
}

static void audit(stage* stage, FILE* out) {
  doverie_answer* answer;
  doverie_audit_trail trail;
  size_t i;
  MUST(doverie_operator_audit(stage->service, id_of(MARIA), &answer, &error));
  DOVERIE_INIT(trail);
  MUST(doverie_answer_audit_trail(answer, &trail, &error));
  fprintf(out, "The operator reads the audit trail of Мария's circle.\n");
  for (i = 0; i < trail.entry_count; ++i) {
    doverie_audit_entry entry;
    DOVERIE_INIT(entry);
    MUST(doverie_answer_audit_entry_at(answer, i, &entry, &error));
    fprintf(out, "  %lu %s %s\n", (unsigned long)entry.version, iso(entry.at), entry.type.data);
  }
  fprintf(out, "  Verified: %lu events, none changed, none missing\n", (unsigned long)trail.entry_count);
  doverie_answer_free(answer);
}

/* --- A contact who may not be one. */

static void olga_invites_pyotr(stage* stage, FILE* out) {
  doverie_answer* answer = invite(stage, OLGA_INVITED, OLGA, PYOTR, people[PYOTR].phone);
  fprintf(out, "Ольга, 45, invites her nephew Пётр.\n");
  tell_invited(out, answer);
}

static void pyotr_is_too_young(stage* stage, FILE* out) {
  doverie_answer *owner = invite(stage, OLGA_INVITED, OLGA, PYOTR, people[PYOTR].phone), *none;
  doverie_invited invited;
  DOVERIE_INIT(invited);
  MUST(doverie_answer_invited(owner, &invited, &error));
  fprintf(out,
          "Пётр is 17, and his passport data are out of date. He accepts, and learns everything that stands against it.\n");
  MUST_BE_REFUSED(
      out, doverie_contact_accept(stage->service, command_of(stage->step), id_of(PYOTR), invited.invitation, &none, &error));
  doverie_answer_free(owner);
}

static void olga_learns_nothing(stage* stage, FILE* out) {
  doverie_answer* cabinet;
  const size_t count = cabinet_of(stage, OLGA, &cabinet).invitation_count;
  fprintf(out, "Ольга's cabinet does not tell whether the number belongs to an account.\n");
  tell_invitations(out, cabinet, count);
}

/* --- A stranger tries. */

static void stranger_starts(stage* stage, FILE* out) {
  fprintf(out, "A stranger begins to recover Мария's account.\n");
  tell_start(out, start(stage, STRANGER));
}

static void ivan_denies(stage* stage, FILE* out) {
  doverie_answer* owner;
  const doverie_string request = started(stage, STRANGER, &owner).request;
  MUST(doverie_contact_deny(stage->service, command_of(stage->step), id_of(IVAN), request, &error));
  fprintf(out, "Иван calls Мария, who knows nothing of it. He denies.\n");
  tell_status_of(stage, out, STRANGER);
  doverie_answer_free(owner);
}

static void stranger_gets_nothing(stage* stage, FILE* out) {
  doverie_answer* none;
  fprintf(out, "The stranger tries to redeem all the same.\n");
  MUST_BE_REFUSED(out, redeem(stage, STRANGER, &none, &error));
}

/* --- Silence never approves. */

static void nobody_answers(stage* stage, FILE* out) {
  fprintf(out, "Another recovery is begun while Иван is on a flight.\n");
  tell_start(out, start(stage, UNANSWERED));
}

static void request_expires(stage* stage, FILE* out) {
  fprintf(out, "25 hours later nobody has answered. Silence never approves.\n");
  tell_status_of(stage, out, UNANSWERED);
}

static void ivan_is_late(stage* stage, FILE* out) {
  doverie_answer* none;
  fprintf(out, "Иван has landed and approves, too late.\n");
  MUST_BE_REFUSED(out, approve(stage, UNANSWERED, &none, &error));
}

/* --- Fraud. */

static void fraudster_starts(stage* stage, FILE* out) {
  fprintf(out, "A fraudster begins to recover Мария's account and talks her into helping him.\n");
  tell_start(out, start(stage, FRAUD));
}

static void ivan_reports(stage* stage, FILE* out) {
  doverie_answer* cabinet;
  int64_t frozen_until;
  MUST(doverie_contact_report_fraud(stage->service, command_of(stage->step), id_of(IVAN), id_of(MARIA), &error));
  frozen_until = cabinet_of(stage, MARIA, &cabinet).frozen_until;
  fprintf(out, "Иван reports fraud. Every open request dies, and the account freezes.\n");
  tell_status_of(stage, out, FRAUD);
  if (frozen_until != 0) fprintf(out, "  Frozen until %s\n", iso(frozen_until));
  doverie_answer_free(cabinet);
}

static void nothing_starts(stage* stage, FILE* out) {
  fprintf(out, "The fraudster begins again.\n");
  tell_start(out, start(stage, stage->step));
}

static void nothing_is_removed(stage* stage, FILE* out) {
  fprintf(out, "He has Мария take Иван away.\n");
  MUST_BE_REFUSED(
      out, doverie_trustor_remove_contact(stage->service, command_of(stage->step), id_of(MARIA), id_of(IVAN), 0, &error));
}

static void still_protected(stage* stage, FILE* out) {
  doverie_answer* cabinet;
  const size_t count = cabinet_of(stage, MARIA, &cabinet).contact_count;
  fprintf(out, "73 hours later the freeze is over, and Иван is still there.\n");
  tell_contacts(out, cabinet, count);
}

/* --- Another operation. */

static void maria_changes(stage* stage, FILE* out) {
  fprintf(out, "Мария is logged in and wants another password. The portal asks Иван about that, too.\n");
  tell_start(out, start(stage, CHANGED));
}

static void ivan_sees_the_change(stage* stage, FILE* out) {
  doverie_answer* cabinet;
  const size_t count = ivans_cabinet(stage, &cabinet).request_count;
  fprintf(out, "Иван's cabinet says what it is about.\n");
  tell_requests(out, cabinet, count);
}

static void ivan_approves_the_change(stage* stage, FILE* out) {
  doverie_answer* answer;
  MUST(approve(stage, CHANGED, &answer, &error));
  fprintf(out, "He calls her, and approves what he was shown.\n");
  tell_approval(out, answer);
}

static void code_of_the_change(stage* stage, FILE* out) {
  sms_arrives(stage, out, 2);
}
static void right_code_of_the_change(stage* stage, FILE* out) {
  confirm(stage, out, CHANGED, 2);
}

static void change_is_no_recovery(stage* stage, FILE* out) {
  doverie_answer* none;
  fprintf(out, "Somebody who got hold of Мария's session has the portal recover the password with it.\n");
  MUST_BE_REFUSED(out, redeem_for(stage, CHANGED, doverie_text(DOVERIE_OPERATION_PASSWORD_RECOVERY), &none, &error));
}

static void maria_has_changed(stage* stage, FILE* out) {
  doverie_answer* answer;
  doverie_grant grant;
  MUST(redeem(stage, CHANGED, &answer, &error));
  DOVERIE_INIT(grant);
  MUST(doverie_answer_grant(answer, &grant, &error));
  fprintf(out, "The portal redeems what was confirmed, and Мария sets the new password.\n");
  fprintf(out, "  Grant %s for %s, good for %s\n", grant.id.data, name_of(grant.trustor), grant.operation.data);
  doverie_answer_free(answer);
}

/* --- A contact lost in the middle. */

static void maria_forgets_again(stage* stage, FILE* out) {
  fprintf(out, "Мария has forgotten the new password, too.\n");
  tell_start(out, start(stage, FORGOTTEN_AGAIN));
}

static void ivan_approves_again(stage* stage, FILE* out) {
  doverie_answer* answer;
  MUST(approve(stage, FORGOTTEN_AGAIN, &answer, &error));
  fprintf(out, "They speak, and Иван approves.\n");
  tell_approval(out, answer);
}

static void code_arrives_again(stage* stage, FILE* out) {
  sms_arrives(stage, out, 3);
}
static void right_code_again(stage* stage, FILE* out) {
  confirm(stage, out, FORGOTTEN_AGAIN, 3);
}

static void ivan_loses_his_phone(stage* stage, FILE* out) {
  put_person(stage, &people[IVAN], 0);
  fprintf(out, "Before it is redeemed, Иван's number is taken out of his account.\n");
  tell_status_of(stage, out, FORGOTTEN_AGAIN);
}

static void approval_is_worth_nothing(stage* stage, FILE* out) {
  doverie_answer* none;
  fprintf(out, "The portal redeems. Everything is checked again at the last moment.\n");
  MUST_BE_REFUSED(out, redeem(stage, FORGOTTEN_AGAIN, &none, &error));
}

static void no_way_around(stage* stage, FILE* out) {
  fprintf(out, "A new recovery is not possible either: losing the contact is no way around him.\n");
  tell_start(out, start(stage, stage->step));
}

static void sergey_has_nobody(stage* stage, FILE* out) {
  fprintf(out, "Сергей, 52, never appointed anybody. The portal recovers his account as it always did.\n");
  tell_start(out, start_of(stage, stage->step, SERGEY));
}

/* clang-format off */
static const step story[] = {
  {five_people, 0}, {maria_invites_ivan, 0}, {ivan_sees_it, 0}, {ivan_accepts, 0}, {maria_sees_him, 0},
  {maria_forgets, 0}, {ivan_is_asked, 0}, {ivan_is_hasty, 0}, {ivan_approves, 0}, {code_arrives, 0},
  {wrong_code, 6 * MINUTE}, {right_code, 0}, {maria_redeems, 0}, {redeemed_once, 0}, {audit, 0},
  {olga_invites_pyotr, 0}, {pyotr_is_too_young, 0}, {olga_learns_nothing, 0},
  {stranger_starts, 0}, {ivan_denies, 0}, {stranger_gets_nothing, 0},
  {nobody_answers, 0}, {request_expires, 25 * HOUR}, {ivan_is_late, 0},
  {fraudster_starts, 0}, {ivan_reports, 0}, {nothing_starts, 0}, {nothing_is_removed, 0}, {still_protected, 73 * HOUR},
  {maria_changes, 0}, {ivan_sees_the_change, 0}, {ivan_approves_the_change, 0}, {code_of_the_change, 0},
  {right_code_of_the_change, 6 * MINUTE}, {change_is_no_recovery, 0}, {maria_has_changed, 0},
  {maria_forgets_again, 0}, {ivan_approves_again, 0}, {code_arrives_again, 0}, {right_code_again, 6 * MINUTE},
  {ivan_loses_his_phone, 0}, {approval_is_worth_nothing, 0}, {no_way_around, 0}, {sergey_has_nobody, 0}, {audit, 0}
};
/* clang-format on */
#define STEPS ((int)(sizeof story / sizeof story[0]))

int main(int argc, char** argv) {
  const int until = argc == 4 && strcmp(argv[2], "--until") == 0;
  const int last = until ? atoi(argv[3]) : STEPS;
  if ((argc != 2 && !until) || last < 1 || last > STEPS) {
    fprintf(stderr, "usage: story STATE_DIR [--until N], N from 1 to %d\n", STEPS);
    return 2;
  }
  tell(argv[1], story, last);
  return 0;
}
