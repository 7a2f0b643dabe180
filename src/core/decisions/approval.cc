// SPDX-License-Identifier: Apache-2.0
//
// The contact's yes: attestation, then the code. docs/spec/approval.md
#include <algorithm>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "core/confirmation/attestation.h"
#include "core/decisions/decide.h"
#include "core/decisions/sent_code.h"
#include "core/values/ids.h"
#include "core/values/typed_text.h"

namespace doverie {

namespace {

Subjects both_sides(const RequestId& request, const AccountId& contact, const World& world) {
  const AccountId trustor = trustor_in(request);
  Subjects subjects{.circles = {trustor}, .contacts = {contact}, .accounts = {trustor, contact}};
  add_pair(world, trustor, contact, subjects);
  const Loaded<Circle>* circle = world.circle(trustor);
  if (!circle || !circle->state.appointment_of(contact)) return subjects;
  for (const Appointment& other : circle->state.contacts) subjects.accounts.insert(other.contact);  // to be other people
  return subjects;
}

CodeScope scope_of(const ApprovalCase& c, std::string_view attestation, const World& world) {
  return {world.settings(), *c.request, c.link, attestation};
}

// A message that waits still is dropped when its turn comes, since a later one was asked for.
std::int64_t next_send(const ApprovalCase& c) {
  return c.own ? c.own->asked + 1 : 1;
}

// A new challenge: its code goes to the phone that the contact has now. REQUIRES: the contact is eligible, so that there is one.
// [A6, A8, A12]
Result<Answer> issue_code(const ApprovalCase& c, const CodeScope& scope, const World& world, Draft& draft) {
  const auto key = active_key(*world.settings().keys, KeyPurpose::code);
  if (!key) return key.as<Answer>();
  const std::string id = hex(draft.random(16));
  const auto binding = scope.bind(*key, id);
  if (!binding) return binding.as<Answer>();
  const Instant expires_at = std::min(c.now + c.policy->code_lifetime, c.request->expires_at);
  draft.circle(c.trustor, event::CodeIssued{c.request->id, c.contact, id, *key, *binding, expires_at});
  draft.send_code(c.contact, c.trustor, c.request->id, next_send(c), expires_at);
  return Answer(Approved{scope.phone()->masked(), expires_at});
}

// --- approve

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Whether the number could be one at all: what cannot be right is not compared and not counted.
bool right_shape(const std::string& number, const Request& request) {
  return number.size() == request.number.size() && all_digits(number);
}

// A number that is shown to both only has to be repeated, and may be mistyped. One that the contact has to hear from the
// trustor could be guessed, so wrong ones are counted, apart from wrong codes. [A3, A3a, A3b, A26]
void check_attestation(const Approve& command, const ApprovalCase& c, Objections& objections) {
  const Attestation& said = command.attestation;
  const bool hidden = c.request->number_hidden;
  const AttestationFit fit = fit_of(said, c.policy->attestation_version);
  objections.add(said.operation != c.request->operation, ReasonCode::operation_mismatch);
  objections.add(fit == AttestationFit::outdated, ReasonCode::attestation_outdated);
  objections.add(fit == AttestationFit::incomplete, ReasonCode::attestation_incomplete);
  const std::string number = bare(said.number);
  const bool refused = hidden ? !right_shape(number, *c.request) : number != c.request->number;
  objections.add(refused, ReasonCode::number_mismatch);
  if (hidden) object_to(number_limits(guesser_of(c)), objections);
}

// As a wrong code: an answer and an event. [A3a]
Result<Answer> refuse_number(const ApprovalCase& c, Draft& draft) {
  draft.count_guess();
  draft.circle(c.trustor, event::NumberRejected{c.request->id, c.contact});
  const std::int64_t wrong = std::ssize(wrong_numbers_today(*c.circle, c.contact, c.now)) + 1;
  const std::int32_t limit = c.policy->max_wrong_numbers;
  if (wrong == limit) draft.notify(c.trustor, c.trustor, Notice::wrong_numbers, c.request->id);
  return Rejection::of(Reason{ReasonCode::number_mismatch, limit, wrong});
}

void tell_of_conflict(const ApprovalCase& c, Draft& draft) {
  draft.notify(c.trustor, c.trustor, Notice::approvals_conflict, c.request->id);
  for (const Appointment& appointment : c.circle->contacts) {
    draft.notify(appointment.contact, c.trustor, Notice::approvals_conflict, c.request->id);
  }
}

// Approving names one request: the others cannot be the owner's. But who can tell which one is, when another contact has approved
// one of those? Both stand until somebody withdraws one. [A4]
Status deny_others(const ApprovalCase& c, const World& world, Draft& draft) {
  bool conflict = false;
  for (const Request* other : running(*c.circle, c.now)) {
    if (other->id == c.request->id) continue;
    const auto outdated = gather_outdated(world, *other, *c.link.trustor_facts);
    if (!outdated) return outdated.as<Done>();
    if (*outdated) continue;  // void
    if (!other->approval_of(c.contact) && approved_by_another(*c.circle, *other, c.contact)) {
      conflict = true;
      continue;
    }
    draft.circle(c.trustor, event::RecoveryDenied{other->id, "approval"});
    draft.notify(c.trustor, c.trustor, Notice::recovery_denied, other->id);
  }
  if (conflict) tell_of_conflict(c, draft);
  return Done{};
}

// --- codes

// Whether the code could still be the one that was sent; not when its key was revoked. A phone that is another one, although no
// date tells so, is noted. [A11]
Result<bool> code_stands(const ApprovalCase& c, const CodeScope& scope, const World& world, Draft& draft) {
  const auto code = scope.now(*c.own);
  if (code.faulted() && code_key_gone(world.settings(), c.own->code_key, code.fault())) return false;
  if (!code) return code.as<bool>();
  if (*code == CodeNow::phone_other) note_new_phone(c.link, c.now, draft);
  return *code == CodeNow::stands;
}

// [A16]
bool right_shape(std::string_view code, const Policy& policy) {
  return code.size() == static_cast<std::size_t>(policy.code_digits) && all_digits(code);
}

// A wrong code is an answer and an event: it counts before anybody learns that it was wrong. [A15, A18, A19]
Result<Answer> refuse_code(const ApprovalCase& c, Draft& draft) {
  draft.count_guess();
  const Guesser guesser = guesser_of(c);
  std::optional<Instant> locked_until;
  if (guesser.record.wrong_codes_in_a_row + 1 >= stricter(guesser, &Policy::max_consecutive_wrong_codes)) {
    locked_until = c.now + std::max(c.policy->contact_lock, c.today->contact_lock);
  }
  const std::int64_t in_all = std::ssize(wrong_codes_against(*c.circle, c.now)) + 1;
  const bool one_too_many = in_all >= stricter(guesser, &Policy::max_wrong_codes_per_trustor);
  draft.circle(c.trustor, event::CodeRejected{c.request->id, c.contact, c.own->challenge, one_too_many});
  draft.contact(c.contact, event::CodeFailed{c.trustor, locked_until});
  if (locked_until) draft.notify(c.contact, c.trustor, Notice::contact_locked, c.request->id);
  if (one_too_many) draft.notify(c.trustor, c.trustor, Notice::recovery_locked, c.request->id);
  const std::int64_t wrong = std::ssize(wrong_codes_today(*c.circle, c.contact, c.now)) + 1;
  return Rejection::of(Reason{ReasonCode::wrong_code, stricter(guesser, &Policy::max_wrong_codes), wrong});
}

// The waiting period is the owner's time to say no: it comes on top of everything else. [A24, R14, R14a]
CodeConfirmed approve_request(const ApprovalCase& c, Draft& draft) {
  const RequestId& id = c.request->id;
  const Duration waiting = c.policy->waiting_period;
  const Instant redeem_before = std::min(c.now + c.policy->redeem_within, c.request->expires_at) + waiting;
  const bool waits = waiting > Duration{0};
  const Instant redeem_from = waits ? c.now + waiting : Instant{};
  draft.circle(c.trustor, event::RecoveryApproved{id, redeem_before, redeem_from});
  if (!waits) {
    draft.notify(c.trustor, c.trustor, Notice::recovery_approved, id);
    return {true, redeem_before, redeem_from};
  }
  draft.notify(c.trustor, c.trustor, Notice::recovery_waiting, id);
  draft.schedule(c.trustor, c.trustor, Notice::recovery_approved, id, redeem_from);
  draft.schedule(c.trustor, c.trustor, Notice::recovery_unused, id, redeem_before);
  for (const Appointment& appointment : c.circle->contacts) {
    draft.notify(appointment.contact, c.trustor, Notice::recovery_waiting, id);
    draft.schedule(appointment.contact, c.trustor, Notice::recovery_unused, id, redeem_before);
  }
  return {true, redeem_before, redeem_from};
}

// [A18, A24]
Result<Answer> accept_code(const ApprovalCase& c, Draft& draft) {
  draft.circle(c.trustor, event::CodeConfirmed{c.request->id, c.contact, c.own->challenge, c.request->policy,
                                               c.link.verdicts->contact_first()});
  draft.contact(c.contact, event::CodePassed{c.trustor});
  if (c.request->confirmed_approvals() + 1 < c.request->required_approvals) return Answer(CodeConfirmed{});
  return Answer(approve_request(c, draft));
}

// An SMS that came late has the code that a newer one has taken the place of: no guess. Whether it would still be good does not
// matter, since it is not taken. All of them are compared, so that no time tells which it was. [A8, A16, A22]
Result<bool> is_older_code(const Secret& typed, const ApprovalCase& c, const CodeScope& scope, const World& world) {
  bool any = false;
  for (const OlderCode& older : c.own->older) {
    const auto code = scope.code(older.code_key, older.challenge, c.policy->code_digits);
    if (code.faulted() && code_key_gone(world.settings(), older.code_key, code.fault())) continue;
    if (!code) return code.as<bool>();
    any = (*code == typed) || any;
  }
  return any;
}

Result<Answer> try_code(const Secret& typed, const ApprovalCase& c, const World& world, Draft& draft) {
  const CodeScope scope = scope_of(c, c.own->attestation, world);
  const auto stands = code_stands(c, scope, world, draft);
  if (!stands) return stands.as<Answer>();
  if (!*stands) return Rejection::of(ReasonCode::code_void);
  if (code_expired(*c.own, c.now)) return Rejection::of(ReasonCode::code_expired);
  const auto expected = scope.code(c.own->code_key, c.own->challenge, c.policy->code_digits);
  if (!expected) return expected.as<Answer>();
  draft.compare_guess();
  if (*expected == typed) return accept_code(c, draft);
  const auto older = is_older_code(typed, c, scope, world);
  if (!older) return older.as<Answer>();
  return *older ? Result<Answer>(Rejection::of(ReasonCode::code_older)) : refuse_code(c, draft);
}

}  // namespace

Result<Subjects> subjects_of(const Approve& command, const World& world) {
  return both_sides(command.request, command.contact, world);
}
Result<Subjects> subjects_of(const ResendCode& command, const World& world) {
  return both_sides(command.request, command.contact, world);
}
Result<Subjects> subjects_of(const ConfirmCode& command, const World& world) {
  return both_sides(command.request, command.contact, world);
}

// [A4, A5, A25, A27, R13]
Result<Answer> decide_one(const Approve& command, const World& world, Draft& draft) {
  const auto found = gather_approval(world, command.request, command.contact);
  if (!found) return found.as<Answer>();
  const ApprovalCase& c = *found;
  Objections objections;
  check_case(c, objections);
  objections.add(c.own != nullptr, ReasonCode::already_approved);
  check_attestation(command, c, objections);
  if (objections.any()) return objections.rejection();
  if (c.request->number_hidden) draft.compare_guess();
  const bool heard = equal_in_constant_time(bare(command.attestation.number), c.request->number);
  if (c.request->number_hidden && !heard) return refuse_number(c, draft);
  if (auto status = deny_others(c, world, draft); !status) return status.as<Answer>();
  const std::int32_t version = c.policy->attestation_version;
  auto answers = answers_of(command.attestation, version);
  const std::string attestation = attestation_hash(version, answers);
  draft.circle(c.trustor, event::ApprovalGiven{c.request->id, c.contact, std::to_string(version), c.request->policy,
                                               c.link.verdicts->contact_first(), std::move(answers), attestation,
                                               command.attestation.operation});
  return issue_code(c, scope_of(c, attestation, world), world, draft);
}

// [A12, A13, H5]
Result<Answer> decide_one(const ResendCode& command, const World& world, Draft& draft) {
  const auto found = gather_approval(world, command.request, command.contact);
  if (!found) return found.as<Answer>();
  const ApprovalCase& c = *found;
  Objections objections;
  check_case(c, objections);
  objections.add(!c.own, ReasonCode::approval_missing);
  objections.add(c.own && c.own->confirmed, ReasonCode::code_already_used);
  objections.add(c.own && held_until(c, c.link, *c.own), ReasonCode::call_in_progress);
  if (c.own) object_to(send_limits(*c.own, *c.policy, c.now), objections);
  if (objections.any()) return objections.rejection();
  const CodeScope scope = scope_of(c, c.own->attestation, world);
  const auto stands = code_stands(c, scope, world, draft);
  if (!stands) return stands.as<Answer>();
  if (!*stands || code_expired(*c.own, c.now)) return issue_code(c, scope, world, draft);
  draft.circle(c.trustor, event::CodeResent{c.request->id, c.contact, c.own->challenge});
  draft.send_code(c.contact, c.trustor, c.request->id, next_send(c), c.own->code_expires_at);
  return Answer(Approved{scope.phone()->masked(), c.own->code_expires_at});
}

// [A15, A23, H6]
Result<Answer> decide_one(const ConfirmCode& command, const World& world, Draft& draft) {
  const auto found = gather_approval(world, command.request, command.contact);
  if (!found) return found.as<Answer>();
  const ApprovalCase& c = *found;
  const Secret typed = bare(command.code);
  Objections objections;
  check_case(c, objections);
  objections.add(!c.own, ReasonCode::approval_missing);
  objections.add(c.own && c.own->confirmed, ReasonCode::code_already_used);
  objections.add(c.own && called_since(c, c.link, *c.own), ReasonCode::hang_up_first);
  objections.add(!right_shape(typed.reveal(), *c.policy), ReasonCode::code_malformed);
  if (objections.any()) return objections.rejection();
  return try_code(typed, c, world, draft);
}

}  // namespace doverie
