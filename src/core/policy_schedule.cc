// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "doverie/core/policy.h"

namespace doverie {

namespace {

Fault wrong(std::string message) {
  return Fault{FaultCode::invalid_argument, "policy schedule: " + std::move(message)};
}

std::chrono::sys_days first_day(const Policy& policy) {
  return std::chrono::sys_days(policy.applies_from);
}

}  // namespace

PolicySchedule::PolicySchedule() : PolicySchedule(std::vector<Policy>{Policy::gosuslugi()}) {}

PolicySchedule::PolicySchedule(std::vector<Policy> policies) {
  for (Policy& policy : policies) {
    PolicyPin pin{policy.id, policy.content_hash()};
    entries_.push_back({std::move(policy), std::move(pin)});
  }
}

Result<PolicySchedule> PolicySchedule::of(std::vector<Policy> policies) {
  if (policies.empty()) return wrong("empty; give at least one policy");
  std::sort(policies.begin(), policies.end(), [](const Policy& a, const Policy& b) {
    return std::pair(first_day(a), std::string_view(a.id)) < std::pair(first_day(b), std::string_view(b.id));
  });
  for (std::size_t i = 0; i < policies.size(); ++i) {
    if (auto status = policies[i].validate(); !status) return status.as<PolicySchedule>();
    if (i == 0) continue;
    const std::string pair = "\"" + policies[i - 1].id + "\" and \"" + policies[i].id + "\"";
    if (first_day(policies[i]) == first_day(policies[i - 1])) return wrong(pair + " apply from the same day; only one can");
    if (policies[i].time_zone != policies[0].time_zone) return wrong(pair + " have different time zones; use one");
  }
  return PolicySchedule(std::move(policies));
}

const Policy& PolicySchedule::on(CivilDate today) const {
  const Entry* in_force = &entries_.front();
  for (const Entry& entry : entries_) {
    if (first_day(entry.policy) <= std::chrono::sys_days(today)) in_force = &entry;
  }
  return in_force->policy;
}

Result<const Policy*> PolicySchedule::pinned(const PolicyPin& pin) const {
  for (const Entry& entry : entries_) {
    if (entry.pin == pin) return &entry.policy;
  }
  return Fault{FaultCode::policy_unknown,
               "a record was made under policy \"" + pin.id + "\" with content " + pin.content_hash +
                   ", which the schedule does not have; keep a policy in the schedule, unchanged, "
                   "until everything opened under it is closed"};
}

PolicyPin PolicySchedule::pin_of(const Policy& policy) const {
  for (const Entry& entry : entries_) {
    if (&entry.policy == &policy) return entry.pin;
  }
  return {policy.id, policy.content_hash()};
}

Duration PolicySchedule::longest_invitation_lifetime() const {
  Duration longest{0};
  for (const Entry& entry : entries_) longest = std::max(longest, entry.policy.invitation_lifetime);
  return longest;
}

bool PolicySchedule::revoked(const PolicyPin& pin) const {
  return std::find(revoked_.begin(), revoked_.end(), pin.id) != revoked_.end();
}

PolicySchedule PolicySchedule::with_revoked(std::string id) const {
  PolicySchedule schedule = *this;
  schedule.revoked_.push_back(std::move(id));
  return schedule;
}

}  // namespace doverie
