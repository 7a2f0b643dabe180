// SPDX-License-Identifier: Apache-2.0
//
// Rules of the host's own, beside the library's: who else may not.
//
//   HostRule client{.number = 10'001, .name = "contact_no_client", .role = Role::contact,
//                   .english = "The contact has to be a client of the bank.", .russian = "Контакт должен быть клиентом банка.",
//                   .fact = "client", .check = [](const HostRuleInput& in) -> Result<HostFinding> {
//                     const auto found = in.account.host.find("client");
//                     return HostFinding{.passed = found != in.account.host.end() && found->second == 1};
//                   }};
//   auto rules = HostRules::of({client});
//   auto service = Service::create({…, .rules = *rules});
//
// A host's rule is looked at wherever the library's rules of that role are, on the same facts, and never instead of them: it
// can refuse somebody, not let anybody in. Its verdicts are recorded with number and name, so that a service without the rule
// reads the events all the same.
#ifndef DOVERIE_CORE_HOST_RULES_H_
#define DOVERIE_CORE_HOST_RULES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "doverie/core/explain.h"
#include "doverie/core/facts.h"
#include "doverie/core/policy.h"
#include "doverie/core/result.h"

namespace doverie {

// What a rule may look at. Views of values that live for the call only.
struct HostRuleInput {
  const AccountFacts& account;  // `account.host` has the host's own facts
  const Policy& policy;         // the one that the decision is made under
  CivilDate today{};
};

// The two sides are told and recorded where numbers were compared. Never personal data.
struct HostFinding {
  bool passed = false;
  std::optional<std::int64_t> needs{};
  std::optional<std::int64_t> has{};
};

struct HostRule {
  std::int32_t number = 0;  // from kFirstHostRule on; its reason is static_cast<ReasonCode>(number); for ever
  std::string name{};       // 1 to 64 of [a-z0-9_], none of the library's; for ever
  Role role = Role::contact;
  std::string english{};   // what it asks for, as a sentence for people
  std::string russian{};   //
  std::string fact{};      // what it looks at; may be empty
  std::string sentence{};  // of the host's own specification; may be empty
  // Pure: no clock, no I/O, the same for the same input; called from any thread, and again whenever a decision is made again.
  // Does not throw. A Fault ends the command with it, and nothing is written; a Rejection is a bug (fault internal).
  std::function<Result<HostFinding>(const HostRuleInput&)> check{};
};

// Immutable; cheap to copy; safe to share between threads. There is no global list: a service has what it was given.
class HostRules {
 public:
  // None.
  HostRules() = default;
  // invalid_argument, naming the rule, for a number or name that cannot be or is there twice, missing texts, no check.
  static Result<HostRules> of(std::vector<HostRule> rules);

  // In order of their numbers, which is their order of precedence, behind all reasons of the library.
  std::span<const HostRule> all() const;
  // nullptr when there is none.
  const HostRule* find(ReasonCode rule) const;

 private:
  explicit HostRules(std::shared_ptr<const std::vector<HostRule>> rules) : rules_(std::move(rules)) {}
  std::shared_ptr<const std::vector<HostRule>> rules_;
};

// The library's rows, then those of the host's rules. Faults as the rules' checks do.
Result<std::vector<RuleExplanation>> explain(Role role, const std::optional<AccountFacts>& account, const Policy& policy,
                                             CivilDate today, Instant now, const HostRules& rules);

}  // namespace doverie

#endif  // DOVERIE_CORE_HOST_RULES_H_
