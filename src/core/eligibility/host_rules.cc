// SPDX-License-Identifier: Apache-2.0
//
// Which rules a host may add, and what becomes of a check of theirs that does not answer as it should.
#include "doverie/core/host_rules.h"

#include <algorithm>
#include <set>

#include "core/eligibility/eligibility.h"

namespace doverie {

namespace {

constexpr std::size_t kMaxNameBytes = 64;

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

Fault wrong(const HostRule& rule, std::string_view problem) {
  return Fault{FaultCode::invalid_argument,
               "host rule " + std::to_string(rule.number) + " \"" + rule.name + "\": " + std::string(problem)};
}

bool is_of_library(std::string_view name) {
  return std::ranges::any_of(all_codes(), [&](const CodeInfo& code) { return code.name == name; });
}

Status check_one(const HostRule& rule) {
  if (rule.number < kFirstHostRule) return wrong(rule, "numbers of hosts begin at " + std::to_string(kFirstHostRule));
  if (!is_name(rule.name)) return wrong(rule, "a name is 1 to 64 of [a-z0-9_]");
  if (is_of_library(rule.name)) return wrong(rule, "the library has a code of that name");
  if (rule.role != Role::trustor && rule.role != Role::contact) return wrong(rule, "the role is trustor or contact");
  if (rule.english.empty() || rule.russian.empty()) return wrong(rule, "it has to have texts in English and Russian");
  if (!rule.check) return wrong(rule, "there is no check");
  return Done{};
}

}  // namespace

Result<HostRules> HostRules::of(std::vector<HostRule> rules) {
  std::set<std::int32_t> numbers;
  std::set<std::string> names;
  for (const HostRule& rule : rules) {
    if (auto status = check_one(rule); !status) return status.as<HostRules>();
    if (!numbers.insert(rule.number).second) return wrong(rule, "the number is there twice");
    if (!names.insert(rule.name).second) return wrong(rule, "the name is there twice");
  }
  std::ranges::sort(rules, {}, &HostRule::number);
  return HostRules(std::make_shared<const std::vector<HostRule>>(std::move(rules)));
}

std::span<const HostRule> HostRules::all() const {
  return rules_ ? std::span<const HostRule>(*rules_) : std::span<const HostRule>();
}

const HostRule* HostRules::find(ReasonCode rule) const {
  const auto found = std::ranges::find(all(), static_cast<std::int32_t>(rule), &HostRule::number);
  return found == all().end() ? nullptr : &*found;
}

Status check_host_rules(Role role, const RuleCheck& check, const HostRules& rules, Verdicts& verdicts) {
  for (const HostRule& rule : rules.all()) {
    if (rule.role != role) continue;
    const auto found = rule.check({check.account, check.policy, check.today});
    if (found.faulted()) return found.as<Done>();
    if (!found) return Fault{FaultCode::internal, "host rule " + rule.name + " answered with a rejection, not a finding"};
    verdicts.push_back({static_cast<ReasonCode>(rule.number), found->passed, found->needs, found->has, rule.name});
  }
  return Done{};
}

Result<std::vector<RuleExplanation>> explain(Role role, const std::optional<AccountFacts>& account, const Policy& policy,
                                             CivilDate today, Instant now, const HostRules& rules) {
  std::vector<RuleExplanation> rows = explain(role, account, policy, today, now);
  if (!account) return rows;
  Verdicts verdicts;
  const Status status = check_host_rules(role, {*account, policy, today, now}, rules, verdicts);
  if (!status) return status.as<std::vector<RuleExplanation>>();
  for (const Verdict& verdict : verdicts) {
    const HostRule& rule = *rules.find(verdict.rule);
    rows.push_back({.rule = verdict.rule,
                    .role = role,
                    .passed = verdict.passed,
                    .name = rule.name,
                    .fact = rule.fact,
                    .needs = verdict.needs,
                    .has = verdict.has,
                    .sentence = rule.sentence,
                    .english = rule.english,
                    .russian = rule.russian});
  }
  return rows;
}

}  // namespace doverie
