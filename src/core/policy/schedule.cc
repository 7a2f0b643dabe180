// SPDX-License-Identifier: Apache-2.0
//
// Which policy holds on which day? A schedule is a list of policies with their first days; records say which of them they
// were made under, and a link may go on under the one it began with.
#include <algorithm>
#include <span>
#include <utility>

#include "core/policy/parameters.h"
#include "core/policy/problem.h"
#include "doverie/core/policy.h"

namespace doverie {

namespace {

Fault wrong(std::string message) {
  return Fault{FaultCode::invalid_argument, "policy schedule: " + std::move(message)};
}

// What a link that begins with the first of these policies amounts to under the last one.
Policy seen_by_link(const std::vector<const Policy*>& policies) {
  Policy result = *policies.back();
  for (const Parameter& parameter : kParameters) {
    if (!about_people(parameter)) continue;
    const Policy* value = policies.front();
    for (std::size_t i = 1; i < policies.size(); ++i) {
      const auto named = policies[i]->applies_to.find(name_of(parameter));
      const bool applies = named == policies[i]->applies_to.end() ? !same_value(*policies[i], *policies[i - 1], parameter)
                                                                  : named->second == AppliesTo::existing_links;
      if (applies) value = policies[i];
    }
    copy_parameter(result, *value, parameter);
  }
  return result;
}

bool has_something_for_new_links(const Policy* policy) {
  return std::any_of(policy->applies_to.begin(), policy->applies_to.end(),
                     [](const auto& named) { return named.second == AppliesTo::new_links; });
}

// Not owned.
std::shared_ptr<const Policy> borrowed(const Policy& policy) {
  return {std::shared_ptr<const Policy>(), &policy};
}

Fault unknown(const PolicyPin& pin) {
  return Fault{FaultCode::policy_unknown,
               "a record was made under policy \"" + pin.id + "\" with content " + pin.content_hash +
                   ", which neither the schedule nor the realm's record has, or which this library cannot read; "
                   "put it back into the schedule, unchanged, or upgrade the library"};
}

std::chrono::sys_days first_day(const Policy& policy) {
  return std::chrono::sys_days(policy.applies_from);
}

// Whether the policy can follow those that begin before it.
Status check_against(std::span<const Policy> earlier, const Policy& policy) {
  for (const Policy& other : earlier) {
    const std::string both = in_quotes(other.id) + " and " + in_quotes(policy.id);
    if (other.id == policy.id)
      return wrong("two have id " + in_quotes(policy.id) + "; give each its own, such as \"" + policy.id + "-2\"");
    if (other.applies_from == policy.applies_from) {
      return wrong(both + " both have applies_from \"" + iso(policy.applies_from) + "\"; give each a day of its own");
    }
    if (other.time_zone != policy.time_zone) {
      return wrong(both + " have time_zone " + in_quotes(other.time_zone) + " and " + in_quotes(policy.time_zone) +
                   "; use one");
    }
  }
  return Done{};
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
  for (auto policy = policies.begin(); policy != policies.end(); ++policy) {
    if (auto status = policy->validate(); !status) return status.as<PolicySchedule>();
    if (auto status = check_against({policies.begin(), policy}, *policy); !status) return status.as<PolicySchedule>();
  }
  return PolicySchedule(std::move(policies));
}

std::vector<const Policy*> PolicySchedule::all() const {
  std::vector<const Policy*> policies;
  for (const Entry& entry : entries_) policies.push_back(&entry.policy);
  return policies;
}

const Policy& PolicySchedule::on(CivilDate today) const {
  const Entry* in_force = nullptr;
  for (const Entry& entry : entries_) {
    const bool counts = first_day(entry.policy) <= std::chrono::sys_days(today) || !in_force;
    if (counts && !revoked(entry.pin)) in_force = &entry;
  }
  return (in_force ? *in_force : entries_.front()).policy;
}

// [O8]
std::int32_t PolicySchedule::protected_share(CivilDate today) const {
  std::int32_t share = on(today).protected_share;
  for (const Entry& entry : entries_) {
    if (first_day(entry.policy) <= std::chrono::sys_days(today)) share = std::max(share, entry.policy.protected_share);
  }
  return share;
}

Result<const Policy*> PolicySchedule::pinned(const PolicyPin& pin) const {
  for (const Entry& entry : entries_) {
    if (entry.pin == pin) return &entry.policy;
  }
  return unknown(pin);
}

PolicyPin PolicySchedule::pin_of(const Policy& policy) const {
  for (const Entry& entry : entries_) {
    if (&entry.policy == &policy) return entry.pin;
  }
  return {policy.id, policy.content_hash()};
}

// Seldom: then nothing has to be looked up.
bool PolicySchedule::anything_for_new_links() const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const Entry& entry) { return has_something_for_new_links(&entry.policy); });
}

// The judge and what was in force before, oldest first, without what was revoked.
std::vector<const Policy*> PolicySchedule::up_to(const Policy& judge) const {
  std::vector<const Policy*> policies;
  for (const Entry& entry : entries_) {
    if (&entry.policy == &judge) break;
    if (!revoked(entry.policy.id)) policies.push_back(&entry.policy);
  }
  policies.push_back(&judge);
  return policies;
}

Result<std::shared_ptr<const Policy>> PolicySchedule::for_link(const Policy& judge, const PolicyPin& link) const {
  if (!anything_for_new_links()) return borrowed(judge);
  auto policies = up_to(judge);
  if (std::none_of(policies.begin(), policies.end(), has_something_for_new_links)) return borrowed(judge);
  const auto made_under = pinned(link);
  if (!made_under) return made_under.as<std::shared_ptr<const Policy>>();
  const auto first = std::find(policies.begin(), policies.end(), *made_under);
  if (first == policies.end()) return borrowed(judge);  // a later one, or one that was revoked
  policies.erase(policies.begin(), first);
  return std::make_shared<const Policy>(seen_by_link(policies));
}

std::shared_ptr<const Policy> PolicySchedule::for_link(const Policy& judge, const Policy& link) const {
  if (!anything_for_new_links()) return borrowed(judge);
  auto policies = up_to(judge);
  policies.insert(policies.begin(), &link);
  return std::make_shared<const Policy>(seen_by_link(policies));
}

Duration PolicySchedule::longest_invitation_lifetime() const {
  Duration longest{0};
  for (const Entry& entry : entries_) longest = std::max(longest, entry.policy.invitation_lifetime);
  return longest;
}

bool PolicySchedule::revoked(const PolicyPin& pin) const {
  return revoked(pin.id);
}

bool PolicySchedule::revoked(std::string_view id) const {
  return std::find(revoked_.begin(), revoked_.end(), id) != revoked_.end();
}

Result<PolicySchedule> PolicySchedule::with_revoked(std::string id) const {
  const auto has_id = [&](const Entry& entry) { return entry.policy.id == id; };
  if (std::ranges::none_of(entries_, has_id)) {
    std::string there;
    for (const Entry& entry : entries_) there += (there.empty() ? "" : ", ") + in_quotes(entry.policy.id);
    return wrong("there is no policy " + in_quotes(id) + " to revoke; it has " + there);
  }
  PolicySchedule schedule = *this;
  schedule.revoked_.push_back(std::move(id));
  return schedule;
}

}  // namespace doverie
