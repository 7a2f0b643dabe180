// SPDX-License-Identifier: Apache-2.0
//
// Who may. A rule is one function, one row of the table and one sentence of docs/spec/eligibility.md. To add one: a row in
// reasons.def, a function and a row here, its words in explain.cc, a sentence there, rows in tests/support/vectors/rules.
#ifndef DOVERIE_SRC_CORE_ELIGIBILITY_ELIGIBILITY_H_
#define DOVERIE_SRC_CORE_ELIGIBILITY_ELIGIBILITY_H_

#include <optional>
#include <span>
#include <vector>

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
};

struct EligibilityRule {
  ReasonCode reason;
  Role role;
  Verdict (*check)(const RuleCheck&);
  std::string_view sentence;  // anchor in docs/spec/eligibility.md
};

// All rules, in order of precedence.
std::span<const EligibilityRule> eligibility_rules();

// The verdict of every rule for the role, passed or not. An account that does not exist fails the role's …_account_missing
// and no other rule: there is nothing to look at.
Verdicts check_eligibility(Role role, const std::optional<AccountFacts>& account, const Policy& policy, CivilDate today);

// Adds the verdicts of the host's rules for the role. The fault of a rule is the answer of the whole command.
Status check_host_rules(Role role, const RuleCheck& check, const HostRules& rules, Verdicts& verdicts);

// A change this recent is recorded whether the policy asks or not, so that history can be replayed under one that does. Ours:
// longer than a pause is likely to be, and few accounts have had one.
inline constexpr std::chrono::hours kLately{24 * 30};

// The rules that hold for a while after something has changed in the contact's account: what may have been a takeover. They
// look at the hour, not at the day; needs and has are hours. Those that the policy turns on give a verdict; those that it
// does not, a passed one, if there was a change of late.
Verdicts check_pauses(const AccountFacts& contact, const Policy& policy, Instant now);

// The failed ones, as reasons.
std::vector<Reason> failures(const Verdicts& verdicts);

// The phone that counts under the policy; nothing when there is none.
std::optional<Phone> confirmed_phone(const AccountFacts& account, const Policy& policy);

// Whether the number may be used at all (the allow-list against toll fraud).
bool phone_allowed(const Phone& phone, const Policy& policy);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_ELIGIBILITY_ELIGIBILITY_H_
