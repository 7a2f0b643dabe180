// SPDX-License-Identifier: Apache-2.0
//
// Start, status, deny, cancel, redeem. docs/spec/recovery.md
#include <algorithm>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "core/decisions/decide.h"
#include "core/decisions/now.h"
#include "core/records/transitions.h"
#include "core/values/ids.h"

namespace doverie {

namespace {

AccountId trustor_in(const RequestId& id) {
  return *trustor_of(kRequestPrefix, id);
}

std::string secret_hash(const Secret& secret) {
  return hex(view(sha256(secret.reveal())));
}

// The circle, and then everybody in it: their facts say whether the contacts can confirm.
Wants circle_and_people(const AccountId& trustor, const World& world) {
  Wants wants{.circles = {trustor}};
  const Loaded<Circle>* circle = world.circle(trustor);
  if (!circle || circle->state.contacts.empty()) return wants;
  wants.accounts.insert(trustor);
  want_pairs(world, trustor, wants);
  for (const Appointment& appointment : circle->state.contacts) {
    wants.accounts.insert(appointment.contact);
    wants.contacts.insert(appointment.contact);
  }
  return wants;
}

// --- start

// The contact is there and cannot confirm, or was lost under recovery. Written down once an hour at most, so that strangers
// cannot fill the circle: a day later the contact can be taken away, and nobody gets round him by waiting less.
Answer turn_away(const StartRecovery& command, const Circle& circle, const World& world, Draft& draft) {
  const bool written = circle.unavailable_start_at && world.now() - *circle.unavailable_start_at < kUnavailableStartPause;
  if (!written) draft.circle(command.trustor, event::RecoveryUnavailable{command.verified_factor});
  return RecoveryStarted{StartStatus::contact_unavailable, "", "", {}};
}

bool enough_contacts(const World& world, const Circle& circle, const AccountId& trustor) {
  const auto able_contacts = std::count_if(circle.contacts.begin(), circle.contacts.end(), [&](const Appointment& a) {
    return able(world, trustor, a.contact, world.policy());
  });
  return able_contacts >= world.policy().required_approvals;
}

// Strangers and starts backed by a verified factor have budgets of their own, so that the former cannot use up the latter.
void check_budgets(const StartRecovery& command, const Circle& circle, const World& world, Objections& objections) {
  const Policy& policy = world.policy();
  const auto count = [&](auto matches) {
    return std::count_if(circle.requests.begin(), circle.requests.end(), [&](const Request& request) {
      return request.verified_factor == command.verified_factor && matches(request);
    });
  };
  const std::int64_t open = count([&](const Request& r) { return open_now(r, world); });
  const std::int64_t today = count([&](const Request& r) { return world.now() - r.started_at < kDay; });
  const std::int32_t budget = command.verified_factor ? policy.verified_starts_per_day : policy.starts_per_day;
  objections.add(open >= policy.max_open_requests, ReasonCode::requests_open, policy.max_open_requests, open);
  objections.add(today >= budget, ReasonCode::starts_exhausted, budget, today);
}

// A short number, four digits, that no running request of the circle has.
std::string new_number(const Circle& circle, const World& world, std::string_view random4) {
  constexpr std::uint32_t kNumbers = 10'000;
  std::uint32_t value = 0;
  for (const char c : random4) value = value << 8 | static_cast<unsigned char>(c);
  const auto taken = running(circle, world.now());
  for (value %= kNumbers;; value = (value + 1) % kNumbers) {
    std::string number = std::to_string(kNumbers + value).substr(1);
    if (std::none_of(taken.begin(), taken.end(), [&](const Request* r) { return r->number == number; })) return number;
  }
}

Verdicts verdicts_of_all(const World& world, const Circle& circle, const AccountId& trustor, const Policy& policy) {
  Verdicts verdicts;
  for (const Appointment& appointment : circle.contacts) {
    const Verdicts more = judge_link(world, trustor, appointment, policy);
    verdicts.insert(verdicts.end(), more.begin(), more.end());
  }
  return verdicts;
}

Answer open_request(const StartRecovery& command, const Circle& circle, const World& world, Draft& draft) {
  const Policy& policy = world.policy();
  const RequestId id = make_id(kRequestPrefix, draft.random(16), command.trustor);
  const std::string number = new_number(circle, world, draft.random(4));
  const Instant expires_at = world.now() + policy.request_lifetime;
  draft.circle(command.trustor,
               event::RecoveryStarted{id, number, secret_hash(command.secret), command.verified_factor,
                                      policy.required_approvals, expires_at, world.pin_of(policy), world.epoch(),
                                      verdicts_of_all(world, circle, command.trustor, policy), policy.conversation_code});
  draft.notify(command.trustor, command.trustor, Notice::recovery_started, id);
  draft.notify(command.trustor, command.trustor, Notice::recovery_expired, id, expires_at);
  for (const Appointment& appointment : circle.contacts) {
    draft.notify(appointment.contact, command.trustor, Notice::recovery_started, id);
    draft.notify(appointment.contact, command.trustor, Notice::recovery_expired, id, expires_at);
  }
  return RecoveryStarted{StartStatus::pending, id, number, expires_at};
}

// --- holding the secret

// The request, if it is of the account that the command names and the secret is its own.
template <class Held>
Result<const Request*> held_request(const World& world, const Held& command) {
  const AccountId trustor = trustor_in(command.request);
  if (command.trustor && *command.trustor != trustor) return Rejection::of(ReasonCode::request_not_found);
  const auto circle = circle_of(world, trustor);
  if (!circle) return circle.as<const Request*>();
  const Request* request = (*circle)->request(command.request);
  if (!request) return Rejection::of(ReasonCode::request_not_found);
  if (!equal_in_constant_time(request->secret_sha256, secret_hash(command.secret))) {
    return Rejection::of(ReasonCode::wrong_secret);
  }
  return request;
}

// Whether the contacts who confirmed are still there, were there when it started, and are still eligible, as the trustor is.
bool still_backed(const Request& request, const Circle& circle, const World& world, const AccountId& trustor,
                  const Policy& policy) {
  const auto backs = [&](const Approval& approval) {
    const Appointment* appointment = circle.appointment_of(approval.contact);
    return approval.confirmed && appointment && appointment->appointed_at <= request.started_at &&
           able(world, trustor, approval.contact, policy);
  };
  const auto backing = std::count_if(request.approvals.begin(), request.approvals.end(), backs);
  return backing >= request.required_approvals && backing >= 1;
}

// Whether enough contacts could (still) confirm.
bool could_be_backed(const Request& request, const Circle& circle, const World& world, const AccountId& trustor,
                     const Policy& policy) {
  const auto able_contacts = std::count_if(circle.contacts.begin(), circle.contacts.end(),
                                           [&](const Appointment& a) { return able(world, trustor, a.contact, policy); });
  return able_contacts >= request.required_approvals;
}

// --- ending

// A no: anybody involved, at once, up to redemption.
Result<Answer> deny(const AccountId& trustor, const RequestId& id, std::string_view by, const World& world, Draft& draft) {
  const Circle& circle = world.circle(trustor)->state;
  const Request* request = circle.request(id);
  if (!request) return Rejection::of(ReasonCode::request_not_found);
  const RequestState state = state_now(*request, world);
  if (!is_open(state)) return Rejection::of(ended_reason(state));
  draft.circle(trustor, event::RecoveryDenied{id, std::string(by)});
  draft.notify(trustor, trustor, Notice::recovery_denied, id);
  for (const Appointment& appointment : circle.contacts)
    draft.notify(appointment.contact, trustor, Notice::recovery_denied, id);
  return Answer(Done{});
}

}  // namespace

Result<Wants> wants_of(const StartRecovery& command, const World& world) {
  return circle_and_people(command.trustor, world);
}

// The order of the answers is a promise: frozen > contact_unavailable > not_protected.
Result<Answer> decide_one(const StartRecovery& command, const World& world, Draft& draft) {
  const auto loaded = circle_of(world, command.trustor);
  if (!loaded) return loaded.as<Answer>();
  const Circle& circle = **loaded;
  if (frozen(circle, world.now())) return Answer(RecoveryStarted{StartStatus::frozen, "", "", *circle.frozen_until});
  if (recovery_locked(circle, world)) return Rejection::of(ReasonCode::recovery_locked);
  if (circle.contacts.empty()) {
    if (circle.lost_under_recovery) return turn_away(command, circle, world, draft);
    return Answer(RecoveryStarted{StartStatus::not_protected, "", "", {}});
  }
  if (auto known = check_links(world, circle, world.policy()); !known) return known.as<Answer>();
  if (!enough_contacts(world, circle, command.trustor)) return turn_away(command, circle, world, draft);
  Objections objections;
  check_budgets(command, circle, world, objections);
  if (objections.any()) return objections.rejection();
  return open_request(command, circle, world, draft);
}

Result<Wants> wants_of(const ShowRecovery& command, const World& world) {
  return circle_and_people(trustor_in(command.request), world);
}

Result<Answer> decide_one(const ShowRecovery& command, const World& world, Draft&) {
  const auto request = held_request(world, command);
  if (!request) return request.as<Answer>();
  const AccountId trustor = trustor_in(command.request);
  const Circle& circle = world.circle(trustor)->state;
  const auto policy = policy_of(world, (*request)->policy);
  if (!policy) return policy.as<Answer>();
  if (auto known = check_links(world, circle, **policy); !known) return known.as<Answer>();
  RecoveryView shown{state_now(**request, world), StartStatus::pending, (*request)->number, (*request)->deadline(),
                     redeem_from(**request)};
  if (is_open(shown.state) && !circle.contacts.empty() && outdated(**request, world, trustor)) {
    shown.state = RequestState::voided;
  }
  const bool backed = shown.state == RequestState::approved ? still_backed(**request, circle, world, trustor, **policy)
                                                            : could_be_backed(**request, circle, world, trustor, **policy);
  if (is_open(shown.state) && !backed) shown.standing = StartStatus::contact_unavailable;
  if (frozen(circle, world.now())) shown.standing = StartStatus::frozen;
  return Answer(std::move(shown));
}

Result<Wants> wants_of(const Redeem& command, const World& world) {
  return circle_and_people(trustor_in(command.request), world);
}

// Everything is checked again: locks of trustor and contact, freezes, removals, eligibility, epoch.
Result<Answer> decide_one(const Redeem& command, const World& world, Draft& draft) {
  const auto request = held_request(world, command);
  if (!request) return request.as<Answer>();
  const RequestState state = state_now(**request, world);
  if (!is_open(state)) return Rejection::of(ended_reason(state));
  const AccountId trustor = trustor_in(command.request);
  const Circle& circle = world.circle(trustor)->state;
  const auto policy = policy_of(world, (*request)->policy);
  if (!policy) return policy.as<Answer>();
  if (auto known = check_links(world, circle, **policy); !known) return known.as<Answer>();
  const bool approved = state == RequestState::approved;
  Objections objections;
  objections.add(!circle.contacts.empty() && outdated(**request, world, trustor), ReasonCode::request_void);
  objections.add(frozen(circle, world.now()), ReasonCode::frozen);
  objections.add(recovery_locked(circle, world), ReasonCode::recovery_locked);
  objections.add(approved && !still_backed(**request, circle, world, trustor, **policy), ReasonCode::contact_unavailable);
  objections.add(!approved, ReasonCode::request_not_approved);
  objections.add(approved && world.now() < (*request)->redeem_from, ReasonCode::request_waiting);
  if (objections.any()) return objections.rejection();

  const std::string grant = std::string(kGrantPrefix) + hex(draft.random(16));
  draft.circle(trustor, event::RecoveryRedeemed{command.request, grant, (*request)->policy,
                                                verdicts_of_all(world, circle, trustor, **policy)});
  draft.notify(trustor, trustor, Notice::recovery_redeemed, command.request);
  for (const Appointment& a : circle.contacts) draft.notify(a.contact, trustor, Notice::recovery_redeemed, command.request);
  return Answer(Grant{grant, trustor});
}

Result<Wants> wants_of(const CancelRecovery& command, const World&) {
  return Wants{.circles = {trustor_in(command.request)}};
}

Result<Answer> decide_one(const CancelRecovery& command, const World& world, Draft& draft) {
  const auto request = held_request(world, command);
  if (!request) return request.as<Answer>();
  const RequestState state = state_now(**request, world);
  if (!is_open(state)) return Rejection::of(ended_reason(state));
  const AccountId trustor = trustor_in(command.request);
  draft.circle(trustor, event::RecoveryCancelled{command.request});
  draft.notify(trustor, trustor, Notice::recovery_cancelled, command.request);
  for (const Appointment& appointment : world.circle(trustor)->state.contacts) {
    draft.notify(appointment.contact, trustor, Notice::recovery_cancelled, command.request);
  }
  return Answer(Done{});
}

Result<Wants> wants_of(const DenyAsOwner& command, const World&) {
  return Wants{.circles = {command.trustor}};
}

Result<Answer> decide_one(const DenyAsOwner& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  return deny(command.trustor, command.request, "trustor", world, draft);
}

Result<Wants> wants_of(const DenyAsContact& command, const World&) {
  return Wants{.circles = {trustor_in(command.request)}};
}

Result<Answer> decide_one(const DenyAsContact& command, const World& world, Draft& draft) {
  const AccountId trustor = trustor_in(command.request);
  const auto circle = circle_of(world, trustor);
  if (!circle) return circle.as<Answer>();
  if (!(*circle)->appointment_of(command.contact)) return Rejection::of(ReasonCode::request_not_found);
  return deny(trustor, command.request, "contact", world, draft);
}

}  // namespace doverie
