// SPDX-License-Identifier: Apache-2.0
//
// Reporting fraud, and what the host itself reports. docs/spec/circle.md
#include <string>

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

// Everybody was told of the last report, and there is nothing that this one would end.
bool nothing_new(const Circle& circle, Instant now) {
  return running(circle, now).empty() && now - circle.frozen_at < kDay;
}

// All open requests die, the account freezes, everyone is told. A second report during the freeze changes nothing, nor does a
// contact freeze the account again once the owner was seen: neither must be a way to keep an account frozen for ever. `contact` is
// empty when the trustor reports. [C9, C10, C11, C12]
Result<Answer> report_fraud(const AccountId& trustor, const AccountId& contact, const World& world, Draft& draft) {
  const Circle& circle = world.circle(trustor)->state;
  const Instant now = world.now();
  if (frozen(circle, now)) return Answer(Done{});
  const bool freezes = contact.empty() || report_freezes(circle, contact, world.policy().contact_freeze_pause, now);
  if (!freezes && nothing_new(circle, now)) return Answer(Done{});
  void_running(trustor, circle, "fraud", world, draft);
  const auto until = freezes ? std::optional(now + world.policy().fraud_freeze) : std::nullopt;
  draft.circle(trustor, event::FraudReported{contact.empty() ? "trustor" : "contact", contact, until});
  tell_everyone(trustor, circle, freezes ? Notice::fraud_reported : Notice::fraud_reported_again, draft);
  return Answer(Done{});
}

// --- an account that is no more

void withdraw_invitations(const AccountId& trustor, const Circle& circle, const World& world, Draft& draft) {
  for (const SentInvitation& sent : circle.invitations) {
    if (sent.closed || world.now() >= sent.expires_at) continue;
    draft.circle(trustor, event::InvitationWithdrawn{sent.id});
    const Loaded<Invitation>& loaded = *world.invitation(sent.id);
    const bool waits = !loaded.record.erased && loaded.state.state == InvitationState::pending;
    if (waits) draft.invitation(sent.id, event::InvitationCancelled{});
  }
}

bool any_waiting(const Circle& circle, Instant now) {
  return std::ranges::any_of(circle.invitations, [&](const auto& sent) { return !sent.closed && now < sent.expires_at; });
}

// [C18b]
void close_circle(const AccountId& trustor, const Circle& circle, const World& world, Draft& draft) {
  if (circle.contacts.empty() && !any_waiting(circle, world.now())) return;
  void_running(trustor, circle, "account_closed", world, draft);
  withdraw_invitations(trustor, circle, world, draft);
  draft.circle(trustor, event::AccountClosed{});
  for (const Appointment& appointment : circle.contacts) {
    if (world.contact(appointment.contact)->record.erased) continue;
    draft.contact(appointment.contact, event::ServiceEnded{trustor});
    draft.notify(appointment.contact, trustor, Notice::contact_removed);
  }
}

// To the trustor it looks as if the contact had resigned. Nobody has asked the owner, so that the account is no weaker for it. [C18a]
void leave_circles(const AccountId& contact, const ContactRecord& record, const World& world, Draft& draft) {
  const bool nothing = record.trustors.empty() && record.calls.empty() && record.changes.empty() && !record.locked_until &&
                       record.wrong_codes_in_a_row == 0;
  if (nothing) return;
  for (const AccountId& trustor : record.trustors) {
    if (world.circle(trustor)->record.erased) continue;
    draft.circle(trustor, event::ContactRemoved{contact, "closed", true});
    draft.notify(trustor, trustor, Notice::contact_removed);
  }
  draft.contact(contact, event::AccountClosed{});
}

}  // namespace

// Hosts report every login; only one that changes something is worth an event. [C13a, C13b]
void see_owner(const AccountId& trustor, const Circle& circle, const World& world, Draft& draft) {
  if (waits_for_owner(circle, world.policy(), world.now())) draft.circle(trustor, event::OwnerSeen{});
}

Result<Subjects> subjects_of(const ReportFraudAsOwner& command, const World&) {
  return Subjects{.circles = {command.trustor}};
}

// [C8]
Result<Answer> decide_one(const ReportFraudAsOwner& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  return report_fraud(command.trustor, {}, world, draft);
}

Result<Subjects> subjects_of(const ReportFraudAsContact& command, const World&) {
  return Subjects{.circles = {command.trustor}};
}

// [C8]
Result<Answer> decide_one(const ReportFraudAsContact& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  if (!(*circle)->appointment_of(command.contact)) return Rejection::of(ReasonCode::not_a_contact);
  return report_fraud(command.trustor, command.contact, world, draft);
}

Result<Subjects> subjects_of(const OwnerSeen& command, const World&) {
  return Subjects{.circles = {command.trustor}};
}

// [C13]
Result<Answer> decide_one(const OwnerSeen& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  see_owner(command.trustor, **circle, world, draft);
  return Answer(Done{});
}

Result<Subjects> subjects_of(const AccountClosed& command, const World& world) {
  Subjects subjects{.circles = {command.account}, .contacts = {command.account}};
  if (const auto* contact = world.contact(command.account)) {
    subjects.circles.insert(contact->state.trustors.begin(), contact->state.trustors.end());
  }
  const auto* circle = world.circle(command.account);
  if (!circle) return subjects;
  for (const Appointment& appointment : circle->state.contacts) subjects.contacts.insert(appointment.contact);
  for (const SentInvitation& sent : circle->state.invitations) {
    if (!sent.closed && world.now() < sent.expires_at) subjects.invitations.insert(sent.id);
  }
  return subjects;
}

// [C18, C18c]
Result<Answer> decide_one(const AccountClosed& command, const World& world, Draft& draft) {
  const AccountId& account = command.account;
  const auto& circle = *world.circle(account);
  const auto& contact = *world.contact(account);
  if (!circle.record.erased) close_circle(account, circle.state, world, draft);
  if (!contact.record.erased) leave_circles(account, contact.state, world, draft);
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
