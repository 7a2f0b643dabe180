// SPDX-License-Identifier: Apache-2.0
//
// The contact's yes: attestation, then the code. docs/spec/approval.md
#include <algorithm>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "core/confirmation/attestation.h"
#include "core/confirmation/code.h"
#include "core/decisions/decide.h"
#include "core/decisions/now.h"
#include "core/records/transitions.h"
#include "core/values/ids.h"

namespace doverie {

namespace {

AccountId trustor_in(const RequestId& id) {
  return *trustor_of(kRequestPrefix, id);
}

Wants both_sides(const RequestId& request, const AccountId& contact, const World& world) {
  const AccountId trustor = trustor_in(request);
  Wants wants{.circles = {trustor}, .contacts = {contact}, .accounts = {trustor, contact}};
  want_pairs(world, trustor, wants);
  return wants;
}

// Everything that a contact's command about a request looks at.
struct Case {
  AccountId trustor;
  AccountId contact;
  const Circle* circle;
  const Request* request;
  const Policy* policy;                 // the one the request is pinned to
  std::shared_ptr<const Policy> rules;  // the same, for the people of this link
  Verdicts verdicts;                    // of contact and trustor
  std::string purpose;                  // of the code: empty until there is an approval
};

// To anybody but a contact of this circle who was one when the request began, the request does not exist.
Result<Case> find_case(const World& world, const RequestId& id, const AccountId& contact) {
  const AccountId trustor = trustor_in(id);
  const auto circle = circle_of(world, trustor);
  if (!circle) return circle.as<Case>();
  const Request* request = (*circle)->request(id);
  const Appointment* appointment = (*circle)->appointment_of(contact);
  if (!request || !appointment || appointment->appointed_at > request->started_at) {
    return Rejection::of(ReasonCode::request_not_found);
  }
  const auto policy = policy_of(world, request->policy);
  if (!policy) return policy.as<Case>();
  const auto rules = world.policy_for(*appointment, **policy);
  if (!rules) return rules.as<Case>();
  Verdicts verdicts = judge(Role::contact, world, contact, **rules);
  const Verdicts trustors = judge(Role::trustor, world, trustor, **rules);
  verdicts.insert(verdicts.end(), trustors.begin(), trustors.end());
  const Approval* own = request->approval_of(contact);
  std::string purpose = own ? purpose_of(own->attestation) : std::string();
  return Case{trustor, contact, *circle, request, *policy, *rules, std::move(verdicts), std::move(purpose)};
}

std::int64_t in_seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

// Wrong codes that a restored backup does not know of are taken to be as many as are allowed.
void check_restored(const World& world, Objections& objections) {
  const auto until = full_until(world);
  if (!until) return;
  const Duration passed = kDay - std::min<Duration>(kDay, *until - world.now());
  objections.add(ReasonCode::restored_recently, in_seconds(kDay), in_seconds(passed));
}

// What stands against any step towards a yes.
void check_case(const Case& c, const World& world, Objections& objections) {
  objections.add(frozen(*c.circle, world.now()), ReasonCode::frozen);
  objections.add(recovery_locked(*c.circle, world), ReasonCode::recovery_locked);
  objections.add(contact_locked(world.contact(c.contact)->state, world.now()), ReasonCode::contact_locked);
  check_restored(world, objections);
  objections.add(world.now() < c.circle->appointment_of(c.contact)->active_from, ReasonCode::not_active_yet);
  const RequestState state = state_now(*c.request, world);
  if (!is_open(state)) objections.add(ended_reason(state));
  objections.add(is_open(state) && outdated(*c.request, world, c.trustor), ReasonCode::request_void);
  const Approval* own = c.request->approval_of(c.contact);
  objections.add(state == RequestState::approved && !(own && own->confirmed), ReasonCode::request_approved);
  const std::int64_t wrong = wrong_codes_today(*c.circle, c.contact, world.now());
  const std::int32_t limit = world.policy().max_wrong_codes;
  objections.add(wrong >= limit, ReasonCode::too_many_wrong_codes, limit, wrong);
  objections.add(failures(c.verdicts));
  objections.add(same_person(world, c.trustor, c.contact), ReasonCode::same_person);
  objections.add(mutual_pair(world, c.trustor, c.contact), ReasonCode::mutual_pair);
}

Challenge challenge_of(const Case& c, const World& world, std::string_view id, const Phone& phone) {
  return Challenge{id, world.settings().realm, c.request->id, c.contact, c.purpose, phone.e164()};
}

// REQUIRES: the contact is eligible, so that there is a phone.
Phone phone_of(const Case& c, const World& world) {
  return *confirmed_phone(**world.account(c.contact), *c.rules);
}

// A new challenge: its code goes to the phone that the contact has now.
Result<Answer> issue_code(const Case& c, const World& world, Draft& draft) {
  const auto key = world.settings().keys->active_key(KeyPurpose::code);
  if (!key) return key.as<Answer>();
  const Phone phone = phone_of(c, world);
  const std::string id = hex(draft.random(16));
  const auto binding = bind_phone(*world.settings().keys, *key, challenge_of(c, world, id, phone));
  if (!binding) return binding.as<Answer>();
  const Instant expires_at = std::min(world.now() + c.policy->code_lifetime, c.request->expires_at);
  draft.circle(c.trustor, event::CodeIssued{c.request->id, c.contact, id, *key, *binding, expires_at});
  draft.send_code(c.contact, c.trustor, c.request->id, id, expires_at);
  return Answer(Approved{phone.masked(), expires_at});
}

// --- approve

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Whether the number could be one at all: what cannot be right is not compared and not counted.
bool right_shape(const std::string& number, const Request& request) {
  return number.size() == request.number.size() && all_digits(number);
}

// A number that both are shown is only attested; one that the contact has to hear has attempts of its own.
void check_attestation(const Approve& command, const Case& c, const World& world, Objections& objections) {
  const Attestation& said = command.attestation;
  const bool hidden = c.request->number_hidden;
  const AttestationFit fit = fit_of(said, c.policy->attestation_version);
  objections.add(fit == AttestationFit::outdated, ReasonCode::attestation_outdated);
  objections.add(fit == AttestationFit::incomplete, ReasonCode::attestation_incomplete);
  const bool refused = hidden ? !right_shape(said.number, *c.request) : said.number != c.request->number;
  objections.add(refused, ReasonCode::number_mismatch);
  const std::int64_t wrong = wrong_numbers_today(*c.circle, c.contact, world.now());
  const std::int32_t limit = c.policy->max_wrong_numbers;
  objections.add(hidden && wrong >= limit, ReasonCode::too_many_wrong_numbers, limit, wrong);
}

// As a wrong code: an answer and an event.
Result<Answer> refuse_number(const Case& c, const World& world, Draft& draft) {
  draft.circle(c.trustor, event::NumberRejected{c.request->id, c.contact});
  const std::int64_t wrong = wrong_numbers_today(*c.circle, c.contact, world.now()) + 1;
  const std::int32_t limit = c.policy->max_wrong_numbers;
  if (wrong == limit) draft.notify(c.trustor, c.trustor, Notice::wrong_numbers, c.request->id);
  return Rejection::of(Reason{ReasonCode::number_mismatch, limit, wrong});
}

// Approving names one request: the others cannot be the owner's.
void deny_others(const Case& c, const World& world, Draft& draft) {
  for (const Request* other : running(*c.circle, world.now())) {
    if (other->id == c.request->id || outdated(*other, world, c.trustor)) continue;  // those are void
    draft.circle(c.trustor, event::RecoveryDenied{other->id, "approval"});
    draft.notify(c.trustor, c.trustor, Notice::recovery_denied, other->id);
  }
}

// --- codes

// Whether the code could still be the one that was sent: the phone is the one it was made for, and its key is not revoked.
// A phone that is another one, although no date tells so, is noted.
Result<bool> code_stands(const Case& c, const Approval& approval, const World& world, Draft& draft) {
  if (phone_changed_at(world, c.contact) > approval.code_issued_at) return false;
  const Phone phone = phone_of(c, world);
  const auto binding =
      bind_phone(*world.settings().keys, approval.code_key, challenge_of(c, world, approval.challenge, phone));
  if (binding.faulted() && binding.fault().code == FaultCode::key_unavailable) return false;
  if (!binding) return binding.as<bool>();
  const bool same_phone = *binding == approval.phone_binding;
  if (!same_phone) note_new_phone(*c.circle->appointment_of(c.contact), world, draft);
  return same_phone;
}

void check_sends(const Case& c, const Approval& approval, const World& world, Objections& objections) {
  objections.add(approval.sends >= c.policy->max_sends, ReasonCode::sends_exhausted, c.policy->max_sends, approval.sends);
  const Duration waited = world.now() - approval.last_sent_at;
  objections.add(waited < c.policy->send_pause, ReasonCode::send_too_soon, in_seconds(c.policy->send_pause),
                 in_seconds(waited));
}

bool right_shape(std::string_view code, const Policy& policy) {
  return code.size() == static_cast<std::size_t>(policy.code_digits) && all_digits(code);
}

// A wrong code is an answer and an event: it counts before anybody learns that it was wrong.
Result<Answer> refuse_code(const Case& c, const Approval& approval, const World& world, Draft& draft) {
  const ContactRecord& record = world.contact(c.contact)->state;
  const Policy& today = world.policy();
  std::optional<Instant> locked_until;
  if (record.wrong_codes_in_a_row + 1 >= today.max_consecutive_wrong_codes) locked_until = world.now() + today.contact_lock;
  draft.circle(c.trustor, event::CodeRejected{c.request->id, c.contact, approval.challenge});
  draft.contact(c.contact, event::CodeFailed{c.trustor, locked_until});
  if (locked_until) draft.notify(c.contact, c.trustor, Notice::contact_locked, c.request->id);
  if (wrong_codes_against(*c.circle, world.now()) + 1 == today.max_wrong_codes_per_trustor) {
    draft.notify(c.trustor, c.trustor, Notice::recovery_locked, c.request->id);
  }
  const std::int64_t wrong = wrong_codes_today(*c.circle, c.contact, world.now()) + 1;
  return Rejection::of(Reason{ReasonCode::wrong_code, today.max_wrong_codes, wrong});
}

// The waiting period is the owner's time to say no: it comes on top of everything else.
CodeConfirmed approve_request(const Case& c, const World& world, Draft& draft) {
  const RequestId& id = c.request->id;
  const Duration waiting = c.policy->waiting_period;
  const Instant redeem_before = std::min(world.now() + c.policy->redeem_within, c.request->expires_at) + waiting;
  const bool waits = waiting > Duration{0};
  const Instant redeem_from = waits ? world.now() + waiting : Instant{};
  draft.circle(c.trustor, event::RecoveryApproved{id, redeem_before, redeem_from});
  if (!waits) {
    draft.notify(c.trustor, c.trustor, Notice::recovery_approved, id);
    return {true, redeem_before, redeem_from};
  }
  draft.notify(c.trustor, c.trustor, Notice::recovery_waiting, id);
  draft.notify(c.trustor, c.trustor, Notice::recovery_approved, id, redeem_from);
  draft.notify(c.trustor, c.trustor, Notice::recovery_unused, id, redeem_before);
  for (const Appointment& appointment : c.circle->contacts) {
    draft.notify(appointment.contact, c.trustor, Notice::recovery_waiting, id);
    draft.notify(appointment.contact, c.trustor, Notice::recovery_unused, id, redeem_before);
  }
  return {true, redeem_before, redeem_from};
}

Result<Answer> accept_code(const Case& c, const Approval& approval, const World& world, Draft& draft) {
  draft.circle(c.trustor, event::CodeConfirmed{c.request->id, c.contact, approval.challenge, c.request->policy, c.verdicts});
  draft.contact(c.contact, event::CodePassed{c.trustor});
  if (c.request->confirmed_approvals() + 1 < c.request->required_approvals) return Answer(CodeConfirmed{});
  return Answer(approve_request(c, world, draft));
}

Result<Answer> try_code(const ConfirmCode& command, const Case& c, const Approval& approval, const World& world,
                        Draft& draft) {
  const auto stands = code_stands(c, approval, world, draft);
  if (!stands) return stands.as<Answer>();
  if (!*stands) return Rejection::of(ReasonCode::code_void);
  if (world.now() >= approval.code_expires_at) return Rejection::of(ReasonCode::code_expired);
  const auto expected = derive_code(*world.settings().keys, approval.code_key,
                                    challenge_of(c, world, approval.challenge, phone_of(c, world)), c.policy->code_digits);
  if (!expected) return expected.as<Answer>();
  if (!(*expected == command.code)) return refuse_code(c, approval, world, draft);
  return accept_code(c, approval, world, draft);
}

}  // namespace

Result<Wants> wants_of(const Approve& command, const World& world) {
  return both_sides(command.request, command.contact, world);
}
Result<Wants> wants_of(const ResendCode& command, const World& world) {
  return both_sides(command.request, command.contact, world);
}
Result<Wants> wants_of(const ConfirmCode& command, const World& world) {
  return both_sides(command.request, command.contact, world);
}

Result<Answer> decide_one(const Approve& command, const World& world, Draft& draft) {
  const auto found = find_case(world, command.request, command.contact);
  if (!found) return found.as<Answer>();
  Case c = *found;
  Objections objections;
  check_case(c, world, objections);
  objections.add(c.request->approval_of(c.contact) != nullptr, ReasonCode::already_approved);
  check_attestation(command, c, world, objections);
  if (objections.any()) return objections.rejection();
  const bool heard = equal_in_constant_time(command.attestation.number, c.request->number);
  if (c.request->number_hidden && !heard) return refuse_number(c, world, draft);
  deny_others(c, world, draft);
  const std::int32_t version = c.policy->attestation_version;
  auto answers = answers_of(command.attestation, version);
  const std::string attestation = attestation_hash(version, answers);
  c.purpose = purpose_of(attestation);
  draft.circle(c.trustor, event::ApprovalGiven{c.request->id, c.contact, std::to_string(version), c.request->policy,
                                               c.verdicts, std::move(answers), attestation});
  return issue_code(c, world, draft);
}

Result<Answer> decide_one(const ResendCode& command, const World& world, Draft& draft) {
  const auto found = find_case(world, command.request, command.contact);
  if (!found) return found.as<Answer>();
  const Case& c = *found;
  const Approval* approval = c.request->approval_of(c.contact);
  Objections objections;
  check_case(c, world, objections);
  objections.add(!approval, ReasonCode::approval_missing);
  objections.add(approval && approval->confirmed, ReasonCode::code_already_used);
  objections.add(held_until(world, c.trustor, c.contact).has_value(), ReasonCode::call_in_progress);
  if (approval) check_sends(c, *approval, world, objections);
  if (objections.any()) return objections.rejection();
  const auto stands = code_stands(c, *approval, world, draft);
  if (!stands) return stands.as<Answer>();
  if (!*stands || world.now() >= approval->code_expires_at) return issue_code(c, world, draft);
  draft.circle(c.trustor, event::CodeResent{c.request->id, c.contact, approval->challenge});
  draft.send_code(c.contact, c.trustor, c.request->id, approval->challenge, approval->code_expires_at);
  return Answer(Approved{phone_of(c, world).masked(), approval->code_expires_at});
}

Result<Answer> decide_one(const ConfirmCode& command, const World& world, Draft& draft) {
  const auto found = find_case(world, command.request, command.contact);
  if (!found) return found.as<Answer>();
  const Case& c = *found;
  const Approval* approval = c.request->approval_of(c.contact);
  Objections objections;
  check_case(c, world, objections);
  objections.add(!approval, ReasonCode::approval_missing);
  objections.add(approval && approval->confirmed, ReasonCode::code_already_used);
  objections.add(!right_shape(command.code.reveal(), *c.policy), ReasonCode::code_malformed);
  if (objections.any()) return objections.rejection();
  return try_code(command, c, *approval, world, draft);
}

}  // namespace doverie
