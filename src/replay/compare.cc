// SPDX-License-Identifier: Apache-2.0
//
// What was recorded and what was tried, compared by the types of their events, and by their first reason where there are
// none.
#include "replay/compare.h"

#include <set>

namespace doverie::replay {

namespace {

std::set<std::string_view> types_of(const Trial& trial) {
  std::set<std::string_view> types;
  const auto insert = [&](const auto& events) {
    for (const auto& [key, event] : events) std::visit([&](const auto& e) { types.insert(e.kType); }, event);
  };
  insert(trial.circle), insert(trial.invitations);
  return types;
}

Compared refused(ReasonCode reason) {
  return {.reason = Reason{reason}};
}

// An account that is observed now and was not goes on without its contact, with a request or not.
Compared compare_start(const Plan& plan, const RecoveryStarted& answer) {
  if (answer.would_be_protected && !plan.observed) return {.further = true};
  if (!answer.request.empty()) return {.same = answer.would_be_protected == plan.observed};
  if (answer.status == StartStatus::not_needed) return {.further = true};
  if (answer.status == StartStatus::frozen) return refused(ReasonCode::frozen);
  return refused(ReasonCode::contact_unavailable);
}

// Recorded refusals: the attempt counts under the other policy as well, or is refused before it is looked at.
std::optional<ReasonCode> refusal_of(std::string_view decision) {
  if (decision == event::CodeRejected::kType) return ReasonCode::wrong_code;
  if (decision == event::NumberRejected::kType) return ReasonCode::number_mismatch;
  return std::nullopt;
}

Compared compare_events(const Plan& plan, const Trial& trial) {
  const auto types = types_of(trial);
  const auto has = [&](std::string_view type) { return types.contains(type); };
  const std::string_view decision = plan.decision;
  if (decision == event::OwnerSeen::kType) return {.same = true};  // nothing to lift is no refusal
  if (decision == event::CodeIssued::kType || decision == event::CodeResent::kType) return {.same = true};
  if (decision == event::CodeConfirmed::kType) {
    const bool approved = has(event::RecoveryApproved::kType);
    return {.same = approved == plan.approved, .further = approved && !plan.approved};
  }
  if (has(decision)) return {.same = true};
  if (decision == event::RemovalAsked::kType) return {.further = true};
  if (decision == event::ContactRemoved::kType) return refused(ReasonCode::removal_pending);
  return refused(ReasonCode::frozen);  // a report, or a freeze, that changes nothing
}

}  // namespace

bool alike(const Compared& a, const Compared& b) {
  const auto first = [](const Compared& c) { return c.reason ? std::optional(c.reason->code) : std::nullopt; };
  return a.same == b.same && first(a) == first(b);
}

Result<Compared> compare(const Plan& plan, const Trial& trial) {
  if (trial.answer.faulted()) return trial.answer.fault();
  const auto recorded = refusal_of(plan.decision);
  if (trial.answer.rejected()) {
    const Reason& first = trial.answer.rejection().reasons.front();
    return Compared{.same = first.code == recorded, .reason = first};
  }
  if (const auto* started = std::get_if<RecoveryStarted>(&*trial.answer)) return compare_start(plan, *started);
  Compared compared = compare_events(plan, trial);
  compared.answered = true;
  return compared;
}

}  // namespace doverie::replay
