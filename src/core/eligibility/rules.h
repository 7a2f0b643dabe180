// SPDX-License-Identifier: Apache-2.0
//
// What does a row of rules.def say, as a value? A kind of rule is a struct that points at what it looks at; whoever goes by the
// rules has a function for each kind, so that a kind that somebody forgot does not compile, and a row never needs one.
#ifndef DOVERIE_SRC_CORE_ELIGIBILITY_RULES_H_
#define DOVERIE_SRC_CORE_ELIGIBILITY_RULES_H_

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <variant>

#include "doverie/core/explain.h"
#include "doverie/core/facts.h"
#include "doverie/core/policy.h"

namespace doverie {

struct InTwoLanguages {
  std::string_view english, russian;
};

struct AccountRule {};
struct AgeRule {
  std::int32_t Policy::* min_years;
  InTwoLanguages asks;
};
struct FlagRule {
  bool AccountFacts::* fact;
  bool Policy::* required;
  InTwoLanguages asks, free;
};
struct PhoneRule {
  InTwoLanguages asks;
};
struct SinceRule {
  std::optional<Instant> AccountFacts::* since;
  Duration Policy::* pause;
  InTwoLanguages asks, free;
};
using RuleKind = std::variant<AccountRule, AgeRule, FlagRule, PhoneRule, SinceRule>;

struct Rule {
  ReasonCode reason;
  Role role;
  std::string_view fact;       // its name
  std::string_view parameter;  // its name; empty where none turns the rule off
  std::string_view sentence;
  RuleKind kind;
};

// In the order of precedence.
inline constexpr Rule kRules[] = {
#define DOVERIE_ACCOUNT_RULE(reason, role, sentence) \
  {ReasonCode::reason, Role::role, "account", "", sentence, AccountRule{}},
#define DOVERIE_AGE_RULE(reason, role, parameter, sentence, english, russian) \
  {ReasonCode::reason, Role::role, "age_years", #parameter, sentence, AgeRule{&Policy::parameter, {english, russian}}},
#define DOVERIE_FLAG_RULE(reason, role, fact, parameter, sentence, english, free_english, russian, free_russian) \
  {ReasonCode::reason,                                                                                           \
   Role::role,                                                                                                   \
   #fact,                                                                                                        \
   #parameter,                                                                                                   \
   sentence,                                                                                                     \
   FlagRule{&AccountFacts::fact, &Policy::parameter, {english, russian}, {free_english, free_russian}}},
#define DOVERIE_PHONE_RULE(reason, role, sentence, english, russian) \
  {ReasonCode::reason, Role::role, "phone", "", sentence, PhoneRule{{english, russian}}},
#define DOVERIE_SINCE_RULE(reason, role, fact, parameter, sentence, english, free_english, russian, free_russian) \
  {ReasonCode::reason,                                                                                            \
   Role::role,                                                                                                    \
   #fact,                                                                                                         \
   #parameter,                                                                                                    \
   sentence,                                                                                                      \
   SinceRule{&AccountFacts::fact, &Policy::parameter, {english, russian}, {free_english, free_russian}}},
#include "doverie/core/rules.def"
};

// nullptr for a reason that is no rule about one account.
constexpr const Rule* rule_of(ReasonCode reason) {
  const auto* found = std::ranges::find(kRules, reason, &Rule::reason);
  return found == std::end(kRules) ? nullptr : found;
}

// Calls `visit(rule, kind)` for every rule of the role.
template <class Visit>
constexpr void for_each_rule(Role role, Visit&& visit) {
  for (const Rule& rule : kRules) {
    if (rule.role == role) std::visit([&](const auto& kind) { visit(rule, kind); }, rule.kind);
  }
}

// The rule that the account of this role exists.
constexpr ReasonCode account_missing(Role role) {
  return role == Role::trustor ? ReasonCode::trustor_account_missing : ReasonCode::contact_account_missing;
}

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_ELIGIBILITY_RULES_H_
