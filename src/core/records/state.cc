// SPDX-License-Identifier: Apache-2.0
//
// What can be asked of a state, and what of it is worth keeping.
#include "core/records/state.h"

#include <algorithm>

#include "core/records/evolve.h"

namespace doverie {

bool RealmRecord::has_seen(std::string_view library, std::int64_t known_level) const {
  return std::ranges::any_of(versions,
                             [&](const SeenVersion& seen) { return seen.library == library && seen.level == known_level; });
}

const NotedPolicy* RealmRecord::policy(const PolicyPin& pin) const {
  const auto found = std::ranges::find(policies, pin, &NotedPolicy::pin);
  return found == policies.end() ? nullptr : &*found;
}

Circle worth_keeping(Circle circle, Instant at) {
  const auto long_ago = [at](Instant then) { return at - then >= kMemory; };
  std::erase_if(circle.invitations, [&](const SentInvitation& i) { return long_ago(std::max(i.sent_at, i.expires_at)); });
  std::erase_if(circle.requests, [&](const Request& r) { return long_ago(std::max(r.started_at, r.deadline())); });
  std::erase_if(circle.removals, [at](const Removal& r) { return at - r.possible_from >= kRemovalOpen; });
  std::erase_if(circle.wrong_numbers, [&](const WrongCode& wrong) { return long_ago(wrong.at); });
  std::erase_if(circle.wrong_codes, [at](const WrongCode& wrong) { return at - wrong.at >= kWrongCodeMemory; });
  std::erase_if(circle.contact_freezes,
                [at](const ContactFreeze& f) { return f.owner_seen_at && at - *f.owner_seen_at >= kContactFreezeMemory; });
  std::erase_if(circle.calls, [at](const Call& call) { return at >= call.held_until; });
  return circle;
}

ContactRecord worth_keeping(ContactRecord contact, Instant at) {
  std::erase_if(contact.calls, [at](const Call& call) { return at >= call.held_until; });
  return contact;
}

bool Request::asks(std::string_view contact) const {
  return std::ranges::find(newcomers, contact) == newcomers.end();
}

const Approval* Request::approval_of(std::string_view contact) const {
  const auto found = std::find_if(approvals.begin(), approvals.end(), [&](const auto& a) { return a.contact == contact; });
  return found == approvals.end() ? nullptr : &*found;
}

std::int64_t Request::confirmed_approvals() const {
  return std::count_if(approvals.begin(), approvals.end(), [](const Approval& a) { return a.confirmed; });
}

const Appointment* Circle::appointment_of(std::string_view contact) const {
  const auto found = std::find_if(contacts.begin(), contacts.end(), [&](const auto& a) { return a.contact == contact; });
  return found == contacts.end() ? nullptr : &*found;
}

const Request* Circle::request(std::string_view id) const {
  const auto found = std::find_if(requests.begin(), requests.end(), [&](const Request& r) { return r.id == id; });
  return found == requests.end() ? nullptr : &*found;
}

const Removal* Circle::removal_of(std::string_view contact, std::string_view by) const {
  const auto found =
      std::find_if(removals.begin(), removals.end(), [&](const auto& r) { return r.contact == contact && r.by == by; });
  return found == removals.end() ? nullptr : &*found;
}

bool ContactRecord::serves(std::string_view trustor) const {
  return std::find(trustors.begin(), trustors.end(), trustor) != trustors.end();
}

}  // namespace doverie
