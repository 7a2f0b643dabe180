// SPDX-License-Identifier: Apache-2.0
//
// The story of a trusted contact: Мария appoints Иван, forgets her password, and Иван lets her in. Then everything that can
// go otherwise. Each step is one function; stage.h is what they are played on.
//
//   story STATE_DIR [--until N]
//
// The same story is told by examples/c/story.c and examples/python/story.py, to the byte.
#include <cstring>
#include <string>

#include "stage.h"
#include "telling.h"

namespace {

using namespace story;

// --- What more than one step needs.

// Steps that others come back to: the invitations, and what was begun for Мария's account.
enum : int { kInvited = 2, kForgotten = 6, kOlgaInvited = 16 };
enum : int { kStranger = 19, kUnanswered = 22, kFraud = 25, kChanged = 30, kForgottenAgain = 37 };

doverie::TrustorSide trustor(const Stage& stage, const Person& person) {
  return stage.service().trustor(person.id);
}
doverie::ContactSide contact(const Stage& stage, const Person& person) {
  return stage.service().contact(person.id);
}

doverie::Invited invite(const Stage& stage, int step, const Person& from, const Person& to, const char* phone) {
  return must(trustor(stage, from).invite(to.name, phone, Stage::command_of(step)));
}

// The portal has the contact confirm a change of the password as well.
std::string operation_of(int step) {
  return step == kChanged ? "password_change" : "password_recovery";
}

doverie::RecoveryStarted start(const Stage& stage, int step, const Person& whose = kMaria) {
  const auto command = Stage::command_of(step);
  return must(stage.service().recoverer(whose.id).start(Stage::secret_of(step), false, operation_of(step), command));
}

doverie::Result<doverie::RecoveryView> status(const Stage& stage, int step) {
  return stage.service().recoverer(kMaria.id).status(start(stage, step).request, Stage::secret_of(step));
}

doverie::Result<doverie::Grant> redeem_for(const Stage& stage, int step, const std::string& operation) {
  const auto request = start(stage, step).request;
  return stage.service().recoverer(kMaria.id).redeem(request, Stage::secret_of(step), operation, stage.command());
}

doverie::Result<doverie::Grant> redeem(const Stage& stage, int step) {
  return redeem_for(stage, step, operation_of(step));
}

doverie::Result<doverie::Approved> approve(const Stage& stage, int step) {
  const auto started = start(stage, step);
  const doverie::Attestation attestation{
      .spoke_with_trustor = true, .nobody_misleads = true, .number = started.number, .operation = operation_of(step)};
  return contact(stage, kIvan).approve(started.request, attestation, stage.command());
}

// An SMS ends with the code, six digits, as browsers want it.
void confirm(Stage& stage, std::ostream& out, int step, std::size_t message) {
  const std::string text = stage.sms(message);
  const doverie::Secret code{text.substr(text.size() - 6)};
  const auto confirmed = must(contact(stage, kIvan).confirm_code(start(stage, step).request, code, stage.command()));
  out << "Иван types the code.\n  The request is " << (confirmed.approved ? "approved" : "not approved yet")
      << ", to be redeemed before " << iso(confirmed.redeem_before) << '\n';
}

// --- The story.

void five_people(Stage& stage, std::ostream& out) {
  out << "Five people have accounts at the portal.\n";
  for (const Person* person : kEverybody) {
    must(stage.accounts->put(person->id, facts_of(*person)));
    out << "  " << person->name << ", born " << iso(person->born) << ", " << person->phone << '\n';
  }
}

void maria_invites_ivan(Stage& stage, std::ostream& out) {
  const auto invited = invite(stage, kInvited, kMaria, kIvan, "8 (916) 123-45-67");
  out << "Мария, 70, invites Иван to be her trusted contact. She writes his number as she always does.\n"
      << "  Invitation to " << invited.phone_masked << ", until " << iso(invited.expires_at) << '\n';
}

void ivan_sees_it(Stage& stage, std::ostream& out) {
  out << "Иван, 34, opens his cabinet.\n";
  tell_invitations(out, must(contact(stage, kIvan).cabinet()).invitations);
}

void ivan_accepts(Stage& stage, std::ostream& out) {
  const auto invitation = invite(stage, kInvited, kMaria, kIvan, "8 (916) 123-45-67").invitation;
  const auto accepted = must(contact(stage, kIvan).accept(invitation, stage.command()));
  out << "Иван accepts.\n  Trusted contact of " << name_of(accepted.trustor) << " from " << iso(accepted.active_from)
      << '\n';
}

void maria_sees_him(Stage& stage, std::ostream& out) {
  out << "Мария opens her cabinet.\n";
  tell_contacts(out, must(trustor(stage, kMaria).cabinet()).contacts);
}

void maria_forgets(Stage& stage, std::ostream& out) {
  out << "Мария has forgotten her password and begins to recover it.\n";
  tell_start(out, start(stage, kForgotten));
}

void ivan_is_asked(Stage& stage, std::ostream& out) {
  out << "Иван opens his cabinet.\n";
  tell_requests(out, must(contact(stage, kIvan).cabinet()).requests);
}

void ivan_is_hasty(Stage& stage, std::ostream& out) {
  const auto request = start(stage, kForgotten).request;
  out << "Иван is in a hurry and approves without having spoken with her.\n";
  must_be_refused(out, contact(stage, kIvan).approve(request, {}, stage.command()));
}

void ivan_approves(Stage& stage, std::ostream& out) {
  out << "Иван calls Мария. It is she, nobody is misleading her, and she reads him her number. He approves.\n";
  tell_approval(out, must(approve(stage, kForgotten)));
}

void code_arrives(Stage& stage, std::ostream& out) {
  tell_sms(out, stage.sms(1));
}

void wrong_code(Stage& stage, std::ostream& out) {
  const auto request = start(stage, kForgotten).request;
  out << "A while later Иван mistypes the code. The attempt is counted.\n";
  must_be_refused(out, contact(stage, kIvan).confirm_code(request, doverie::Secret{"000000"}, stage.command()));
}

void right_code(Stage& stage, std::ostream& out) {
  confirm(stage, out, kForgotten, 1);
}

void maria_redeems(Stage& stage, std::ostream& out) {
  const auto grant = must(redeem(stage, kForgotten));
  const auto again = must(redeem(stage, kForgotten));
  out << "The portal redeems the approval and lets Мария set a new password. It loses the answer and asks again.\n"
      << "  Grant " << grant.id << " for " << name_of(grant.trustor) << '\n'
      << "  The same command again: " << (again.id == grant.id ? "the same grant" : "ANOTHER GRANT") << '\n';
}

void redeemed_once(Stage& stage, std::ostream& out) {
  out << "Somebody tries to redeem it a second time.\n";
  must_be_refused(out, redeem(stage, kForgotten));
}

void audit(Stage& stage, std::ostream& out) {
  const auto trail = must(stage.service().operations().audit(kMaria.id));
  out << "The operator reads the audit trail of Мария's circle.\n";
  for (const auto& entry : trail.entries) out << "  " << entry.version << ' ' << iso(entry.at) << ' ' << entry.type << '\n';
  out << "  Verified: " << trail.entries.size() << " events, none changed, none missing\n";
}

// --- A contact who may not be one.

void olga_invites_pyotr(Stage& stage, std::ostream& out) {
  const auto invited = invite(stage, kOlgaInvited, kOlga, kPyotr, kPyotr.phone);
  out << "Ольга, 45, invites her nephew Пётр.\n"
      << "  Invitation to " << invited.phone_masked << ", until " << iso(invited.expires_at) << '\n';
}

void pyotr_is_too_young(Stage& stage, std::ostream& out) {
  const auto invitation = invite(stage, kOlgaInvited, kOlga, kPyotr, kPyotr.phone).invitation;
  out << "Пётр is 17, and his passport data are out of date. He accepts, and learns everything that stands against it.\n";
  must_be_refused(out, contact(stage, kPyotr).accept(invitation, stage.command()));
}

void olga_learns_nothing(Stage& stage, std::ostream& out) {
  out << "Ольга's cabinet does not tell whether the number belongs to an account.\n";
  tell_invitations(out, must(trustor(stage, kOlga).cabinet()).invitations);
}

// --- A stranger tries.

void stranger_starts(Stage& stage, std::ostream& out) {
  out << "A stranger begins to recover Мария's account.\n";
  tell_start(out, start(stage, kStranger));
}

void ivan_denies(Stage& stage, std::ostream& out) {
  must(contact(stage, kIvan).deny(start(stage, kStranger).request, stage.command()));
  out << "Иван calls Мария, who knows nothing of it. He denies.\n";
  tell_status(out, must(status(stage, kStranger)));
}

void stranger_gets_nothing(Stage& stage, std::ostream& out) {
  out << "The stranger tries to redeem all the same.\n";
  must_be_refused(out, redeem(stage, kStranger));
}

// --- Silence never approves.

void nobody_answers(Stage& stage, std::ostream& out) {
  out << "Another recovery is begun while Иван is on a flight.\n";
  tell_start(out, start(stage, kUnanswered));
}

void request_expires(Stage& stage, std::ostream& out) {
  out << "25 hours later nobody has answered. Silence never approves.\n";
  tell_status(out, must(status(stage, kUnanswered)));
}

void ivan_is_late(Stage& stage, std::ostream& out) {
  out << "Иван has landed and approves, too late.\n";
  must_be_refused(out, approve(stage, kUnanswered));
}

// --- Fraud.

void fraudster_starts(Stage& stage, std::ostream& out) {
  out << "A fraudster begins to recover Мария's account and talks her into helping him.\n";
  tell_start(out, start(stage, kFraud));
}

void ivan_reports(Stage& stage, std::ostream& out) {
  must(contact(stage, kIvan).report_fraud(kMaria.id, stage.command()));
  const auto cabinet = must(trustor(stage, kMaria).cabinet());
  out << "Иван reports fraud. Every open request dies, and the account freezes.\n";
  tell_status(out, must(status(stage, kFraud)));
  if (cabinet.frozen_until) out << "  Frozen until " << iso(*cabinet.frozen_until) << '\n';
}

void nothing_starts(Stage& stage, std::ostream& out) {
  out << "The fraudster begins again.\n";
  tell_start(out, start(stage, stage.step()));
}

void nothing_is_removed(Stage& stage, std::ostream& out) {
  out << "He has Мария take Иван away.\n";
  must_be_refused(out, trustor(stage, kMaria).remove_contact(kIvan.id, false, stage.command()));
}

void still_protected(Stage& stage, std::ostream& out) {
  out << "73 hours later the freeze is over, and Иван is still there.\n";
  tell_contacts(out, must(trustor(stage, kMaria).cabinet()).contacts);
}

// --- Another operation.

void maria_changes(Stage& stage, std::ostream& out) {
  out << "Мария is logged in and wants another password. The portal asks Иван about that, too.\n";
  tell_start(out, start(stage, kChanged));
}

void ivan_sees_the_change(Stage& stage, std::ostream& out) {
  out << "Иван's cabinet says what it is about.\n";
  tell_requests(out, must(contact(stage, kIvan).cabinet()).requests);
}

void ivan_approves_the_change(Stage& stage, std::ostream& out) {
  out << "He calls her, and approves what he was shown.\n";
  tell_approval(out, must(approve(stage, kChanged)));
}

void code_of_the_change(Stage& stage, std::ostream& out) {
  tell_sms(out, stage.sms(2));
}
void right_code_of_the_change(Stage& stage, std::ostream& out) {
  confirm(stage, out, kChanged, 2);
}

void change_is_no_recovery(Stage& stage, std::ostream& out) {
  out << "Somebody who got hold of Мария's session has the portal recover the password with it.\n";
  must_be_refused(out, redeem_for(stage, kChanged, "password_recovery"));
}

void maria_has_changed(Stage& stage, std::ostream& out) {
  const auto grant = must(redeem(stage, kChanged));
  out << "The portal redeems what was confirmed, and Мария sets the new password.\n"
      << "  Grant " << grant.id << " for " << name_of(grant.trustor) << ", good for " << grant.operation << '\n';
}

// --- A contact lost in the middle.

void maria_forgets_again(Stage& stage, std::ostream& out) {
  out << "Мария has forgotten the new password, too.\n";
  tell_start(out, start(stage, kForgottenAgain));
}

void ivan_approves_again(Stage& stage, std::ostream& out) {
  out << "They speak, and Иван approves.\n";
  tell_approval(out, must(approve(stage, kForgottenAgain)));
}

void code_arrives_again(Stage& stage, std::ostream& out) {
  tell_sms(out, stage.sms(3));
}
void right_code_again(Stage& stage, std::ostream& out) {
  confirm(stage, out, kForgottenAgain, 3);
}

void ivan_loses_his_phone(Stage& stage, std::ostream& out) {
  auto facts = facts_of(kIvan);
  facts.phone_state = doverie::PhoneState::none;
  facts.phone.reset();
  facts.phone_since.reset();
  must(stage.accounts->put(kIvan.id, facts));
  out << "Before it is redeemed, Иван's number is taken out of his account.\n";
  tell_status(out, must(status(stage, kForgottenAgain)));
}

void approval_is_worth_nothing(Stage& stage, std::ostream& out) {
  out << "The portal redeems. Everything is checked again at the last moment.\n";
  must_be_refused(out, redeem(stage, kForgottenAgain));
}

void no_way_around(Stage& stage, std::ostream& out) {
  out << "A new recovery is not possible either: losing the contact is no way around him.\n";
  tell_start(out, start(stage, stage.step()));
}

void sergey_has_nobody(Stage& stage, std::ostream& out) {
  out << "Сергей, 52, never appointed anybody. The portal recovers his account as it always did.\n";
  tell_start(out, start(stage, stage.step(), kSergey));
}

// clang-format off
const std::vector<Step> kStory = {
    {five_people}, {maria_invites_ivan}, {ivan_sees_it}, {ivan_accepts}, {maria_sees_him},
    {maria_forgets}, {ivan_is_asked}, {ivan_is_hasty}, {ivan_approves}, {code_arrives}, {wrong_code, 6min}, {right_code},
    {maria_redeems}, {redeemed_once}, {audit},
    {olga_invites_pyotr}, {pyotr_is_too_young}, {olga_learns_nothing},
    {stranger_starts}, {ivan_denies}, {stranger_gets_nothing},
    {nobody_answers}, {request_expires, 25h}, {ivan_is_late},
    {fraudster_starts}, {ivan_reports}, {nothing_starts}, {nothing_is_removed}, {still_protected, 73h},
    {maria_changes}, {ivan_sees_the_change}, {ivan_approves_the_change}, {code_of_the_change},
    {right_code_of_the_change, 6min}, {change_is_no_recovery}, {maria_has_changed},
    {maria_forgets_again}, {ivan_approves_again}, {code_arrives_again}, {right_code_again, 6min},
    {ivan_loses_his_phone}, {approval_is_worth_nothing}, {no_way_around}, {sergey_has_nobody}, {audit},
};
// clang-format on

}  // namespace

int main(int argc, char** argv) {
  const bool until = argc == 4 && std::strcmp(argv[2], "--until") == 0;
  const int last = until ? std::atoi(argv[3]) : static_cast<int>(kStory.size());
  if ((argc != 2 && !until) || last < 1 || last > static_cast<int>(kStory.size())) {
    std::cerr << "usage: story STATE_DIR [--until N], N from 1 to " << kStory.size() << '\n';
    return 2;
  }
  tell(argv[1], kStory, last);
  return 0;
}
