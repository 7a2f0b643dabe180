// SPDX-License-Identifier: Apache-2.0
//
// What do populations not look at? Everything in a policy that is no rule about people, and links.
#include <algorithm>

#include "core/eligibility/rules.h"
#include "core/policy/parameters.h"
#include "doverie/population.h"

namespace doverie {

namespace {

// Whether rules about people of this role go by it.
bool is_looked_at(const Parameter& parameter, Role role) {
  const std::string_view name = name_of(parameter);
  const std::string_view others = role == Role::contact ? "trustor_" : "contact_";
  if (about_people(parameter)) return !name.starts_with(others);
  return std::ranges::any_of(kRules, [&](const Rule& rule) {
    return std::holds_alternative<SinceRule>(rule.kind) && rule.role == role && rule.parameter == name;
  });
}

bool for_new_links(const Policy& policy) {
  return std::ranges::any_of(policy.applies_to, [](const auto& row) { return row.second == AppliesTo::new_links; });
}

}  // namespace

std::vector<std::string> not_looked_at(const Policy& before, const Policy& after, Role role) {
  std::vector<std::string> names;
  for (const Parameter& parameter : kParameters) {
    const std::string_view name = name_of(parameter);
    const bool differs = !same_value(before, after, parameter) && !is_looked_at(parameter, role);
    const bool several = name == "required_approvals" && std::max(before.required_approvals, after.required_approvals) > 1;
    if (differs || several) names.emplace_back(name);
  }
  if (for_new_links(before) || for_new_links(after)) names.emplace_back(kAppliesTo);
  return names;
}

}  // namespace doverie
