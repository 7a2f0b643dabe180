// SPDX-License-Identifier: Apache-2.0
//
// Why may somebody, or may not? One row for every eligibility rule, passed or not, with the two sides of the comparison, the
// sentence of the specification and a text to show.
//
//   for (const RuleExplanation& row : explain(Role::contact, facts, Policy::gosuslugi(), today, now)) {
//     show(row.passed, row.russian);     // "Контакту должно быть не меньше 18 лет: сейчас 17."
//   }
//
// The texts tell facts about the account, its owner's age among them: show them to its owner, not to the other side.
#ifndef DOVERIE_CORE_EXPLAIN_H_
#define DOVERIE_CORE_EXPLAIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/facts.h"
#include "doverie/core/policy.h"
#include "doverie/core/result.h"
#include "doverie/core/role.h"

namespace doverie {

// What one rule found.
struct RuleExplanation {
  ReasonCode rule;  // its id: the reason that it gives when it fails
  Role role = Role::trustor;
  bool passed = false;
  std::string name;   // of the rule: the library's, or that of a rule of the host's own
  std::string fact;   // what was looked at: account, age_years, phone, or a fact of facts.def by its name
  std::string limit;  // the policy's parameter that it was compared with; empty where no parameter turns the rule off
  // The two sides. Whole years for an age, whole hours for what has changed since (needs rounded up, has down), 1 and 0 for yes
  // and no. Where the policy does not ask for it, needs is 0. `has` is absent when the fact is not known, or has not changed of
  // late and is not asked for.
  std::optional<std::int64_t> needs{};
  std::optional<std::int64_t> has{};
  std::string sentence;  // of docs/spec/eligibility.md, with its number: "E5. The contact is as old as the policy asks."
  std::string english;   // for a person, under this policy's numbers
  std::string russian;
};

// Every rule of the role, in the order of precedence: the failed ones are what a command at `now` would be refused for, in the
// same order. Commands know besides what the host has reported with AccountChanged and the facts do not tell yet. `today` is the
// civil date of `now` in the policy's time zone. An account that does not exist gives one row, as there is nothing else to look
// at.
std::vector<RuleExplanation> explain(Role role, const std::optional<AccountFacts>& account, const Policy& policy,
                                     CivilDate today, Instant now);

}  // namespace doverie

#endif  // DOVERIE_CORE_EXPLAIN_H_
