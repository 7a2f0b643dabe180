// SPDX-License-Identifier: Apache-2.0
//
// Who may? The rules of rules.def, looked at for one account. To add one of a kind that there is: a row there and one in
// reasons.def, the sentence in docs/spec/eligibility.md, rows in tests/support/vectors/rules (docs/hacking.md).
#ifndef DOVERIE_SRC_CORE_ELIGIBILITY_ELIGIBILITY_H_
#define DOVERIE_SRC_CORE_ELIGIBILITY_ELIGIBILITY_H_

#include <optional>
#include <vector>

#include "core/eligibility/rules.h"
#include "core/eligibility/verdict.h"
#include "doverie/core/explain.h"
#include "doverie/core/facts.h"
#include "doverie/core/host_rules.h"
#include "doverie/core/policy.h"

namespace doverie {

struct RuleCheck {
  const AccountFacts& account;
  const Policy& policy;
  CivilDate today;
  Instant now;
};

// A change this recent is recorded whether the policy asks or not, so that history can be replayed under one that does. Ours:
// longer than a pause is likely to be, and few accounts have had one.
inline constexpr std::chrono::hours kLately{24 * 30};

// The verdict of every rule for the role, passed or not, in order of precedence. An account that does not exist fails the
// role's …_account_missing and no other rule: there is nothing to look at. Rules about what has changed since look at the
// hour, not at the day, and are silent where the policy does not ask for them and there was no change of late.
Verdicts check_eligibility(Role role, const std::optional<AccountFacts>& account, const Policy& policy, CivilDate today,
                           Instant now);

// Adds the verdict of one rule about an account that there is, if it has one.
void check_rule(const Rule& rule, const RuleCheck& check, Verdicts& verdicts);

// Adds the verdicts of the host's rules for the role. The fault of a rule is the answer of the whole command.
Status check_host_rules(Role role, const RuleCheck& check, const HostRules& rules, Verdicts& verdicts);

// The failed ones, as reasons.
std::vector<Reason> failures(const Verdicts& verdicts);

// The phone that counts under the policy; nothing when there is none.
std::optional<Phone> confirmed_phone(const AccountFacts& account, const Policy& policy);

// Whether the number may be used at all (the allow-list against toll fraud).
bool phone_allowed(const Phone& phone, const Policy& policy);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_ELIGIBILITY_ELIGIBILITY_H_
