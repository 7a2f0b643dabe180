// SPDX-License-Identifier: Apache-2.0
//
// Reporting fraud, and what the host itself reports. docs/spec/circle.md
#include "core/decisions/case.h"
#include "core/decisions/decide.h"
#include "core/values/ids.h"

namespace doverie {

namespace {

void tell_everyone(const AccountId& trustor, const Circle& circle, Notice notice, Draft& draft) {
  draft.notify(trustor, trustor, notice);
  for (const Appointment& appointment : circle.contacts) draft.notify(appointment.contact, trustor, notice);
}

void void_running(const AccountId& trustor, const Circle& circle, const std::string& why, const World& world, Draft& draft) {
  for (const Request* request : running(circle, world.now())) {
    draft.circle(trustor, event::RecoveryVoided{request->id, why});
  }
}

// All open requests die, the account freezes, everyone is told. A second report during the freeze changes nothing: it must
// not be a way to keep an account frozen for ever. [C9, C10, C11, C12]
Result<Answer> report_fraud(const AccountId& trustor, std::string_view by, const World& world, Draft& draft) {
  const Circle& circle = world.circle(trustor)->state;
  if (frozen(circle, world.now())) return Answer(Done{});
  void_running(trustor, circle, "fraud", world, draft);
  draft.circle(trustor, event::FraudReported{std::string(by), world.now() + world.policy().fraud_freeze});
  tell_everyone(trustor, circle, Notice::fraud_reported, draft);
  return Answer(Done{});
}

}  // namespace

Result<Subjects> subjects_of(const ReportFraudAsOwner& command, const World&) {
  return Subjects{.circles = {command.trustor}};
}

// [C8]
Result<Answer> decide_one(const ReportFraudAsOwner& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  return report_fraud(command.trustor, "trustor", world, draft);
}

Result<Subjects> subjects_of(const ReportFraudAsContact& command, const World&) {
  return Subjects{.circles = {command.trustor}};
}

// [C8]
Result<Answer> decide_one(const ReportFraudAsContact& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  if (!(*circle)->appointment_of(command.contact)) return Rejection::of(ReasonCode::not_a_contact);
  return report_fraud(command.trustor, "contact", world, draft);
}

Result<Subjects> subjects_of(const OwnerLoggedIn& command, const World&) {
  return Subjects{.circles = {command.trustor}};
}

// Hosts report every login; only one that changes something is worth an event. [C13]
Result<Answer> decide_one(const OwnerLoggedIn& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  if (recovery_locked(**circle, world.policy(), world.now()) || (*circle)->lost_under_recovery ||
      (*circle)->unavailable_start_at) {
    draft.circle(command.trustor, event::OwnerLoggedIn{});
  }
  return Answer(Done{});
}

Result<Subjects> subjects_of(const RecoveredByOtherMeans& command, const World&) {
  return Subjects{.circles = {command.trustor}};
}

// [C14, C15, R11]
Result<Answer> decide_one(const RecoveredByOtherMeans& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  void_running(command.trustor, **circle, "other_means", world, draft);
  draft.circle(command.trustor, event::RecoveredByOtherMeans{command.channel});
  tell_everyone(command.trustor, **circle, Notice::recovered_by_other_means, draft);
  return Answer(Done{});
}

Result<Subjects> subjects_of(const FreezeAccount& command, const World&) {
  return Subjects{.circles = {command.trustor}};
}

// Lengthens a freeze after fraud; a second one changes nothing. [C15a]
Result<Answer> decide_one(const FreezeAccount& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  if ((*circle)->frozen_until == kUntilLifted) return Answer(Done{});
  void_running(command.trustor, **circle, "operator", world, draft);
  draft.circle(command.trustor, event::AccountFrozen{command.operator_id});
  tell_everyone(command.trustor, **circle, Notice::account_frozen, draft);
  return Answer(Done{});
}

Result<Subjects> subjects_of(const ConfirmNoContact& command, const World&) {
  return Subjects{.circles = {command.trustor}};
}

Result<Answer> decide_one(const ConfirmNoContact& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  if (!(*circle)->contacts.empty()) return Rejection::of(ReasonCode::has_contact);
  draft.circle(command.trustor, event::NoContactConfirmed{command.operator_id, command.second_operator_id});
  return Answer(Done{});
}

Result<Subjects> subjects_of(const UnfreezeAccount& command, const World&) {
  return Subjects{.circles = {command.trustor}};
}

// [C15b]
Result<Answer> decide_one(const UnfreezeAccount& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  if (!frozen(**circle, world.now())) return Rejection::of(ReasonCode::not_frozen);
  draft.circle(command.trustor, event::AccountUnfrozen{command.operator_id, command.second_operator_id});
  tell_everyone(command.trustor, **circle, Notice::account_unfrozen, draft);
  return Answer(Done{});
}

}  // namespace doverie
