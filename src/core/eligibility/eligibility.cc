// SPDX-License-Identifier: Apache-2.0
//
// What each rule finds in an account, and which of the findings are reasons to refuse.
#include "core/eligibility/eligibility.h"

#include <algorithm>

#include "core/eligibility/civil_age.h"

namespace doverie {

namespace {

// In its place at once: commands look at a dozen of them, and a verdict is large.
Verdict& add(Verdicts& verdicts, const Rule& rule, bool passed) {
  Verdict& verdict = verdicts.emplace_back();
  verdict.rule = rule.reason;
  verdict.passed = passed;
  return verdict;
}

// What a rule of each kind finds. What is not asked for is recorded all the same: another policy may ask.

void find(const Rule&, const AccountRule&, const RuleCheck&, Verdicts&) {}  // it is there

// docs/spec/eligibility.md#age
void find(const Rule& rule, const AgeRule& age, const RuleCheck& check, Verdicts& verdicts) {
  const CivilDate birth = check.account.birth_date;
  const std::int32_t needs = check.policy.*age.min_years;
  // A birth date that is no date has no age: an unreadable fact never makes anybody eligible.
  std::optional<std::int64_t> has;
  if (birth.ok()) has = age_in_years(birth, check.today, check.policy);
  Verdict& verdict = add(verdicts, rule, has && *has >= needs);
  verdict.needs = needs;
  verdict.has = has;
}

void find(const Rule& rule, const FlagRule& flag, const RuleCheck& check, Verdicts& verdicts) {
  const bool required = check.policy.*flag.required;
  const bool has = check.account.*flag.fact;
  Verdict& verdict = add(verdicts, rule, !required || has);
  if (!required) verdict.has = has ? 1 : 0;
}

// docs/spec/eligibility.md#phone
void find(const Rule& rule, const PhoneRule&, const RuleCheck& check, Verdicts& verdicts) {
  Verdict& verdict = add(verdicts, rule, confirmed_phone(check.account, check.policy).has_value());
  const bool replacing = check.account.phone_state == PhoneState::replacing;
  if (verdict.passed && replacing) verdict.has = static_cast<std::int64_t>(PhoneState::replacing);
}

// docs/spec/eligibility.md#changed-lately
void find(const Rule& rule, const SinceRule& change, const RuleCheck& check, Verdicts& verdicts) {
  const std::optional<Instant>& since = check.account.*change.since;
  const Duration pause = check.policy.*change.pause;
  const bool asked = pause > Duration{0};
  const bool lately = since && check.now - *since < kLately;
  if (!asked && !lately) return;
  const bool passed = !asked || !since || check.now - *since >= pause;
  Verdict& verdict = add(verdicts, rule, passed);
  // Whole hours: what somebody has to wait for is counted up, what has gone by is counted down.
  if (asked) verdict.needs = std::chrono::ceil<std::chrono::hours>(pause).count();
  if (since) verdict.has = std::chrono::floor<std::chrono::hours>(check.now - *since).count();
}

}  // namespace

void check_rule(const Rule& rule, const RuleCheck& check, Verdicts& verdicts) {
  std::visit([&](const auto& kind) { find(rule, kind, check, verdicts); }, rule.kind);
}

// [E3]
Verdicts check_eligibility(Role role, const std::optional<AccountFacts>& account, const Policy& policy, CivilDate today,
                           Instant now) {
  if (!account) return {Verdict{account_missing(role), false}};
  Verdicts verdicts;
  verdicts.reserve(std::size(kRules));  // room for the other role's, too: they often follow
  const RuleCheck check{*account, policy, today, now};
  for (const Rule& rule : kRules) {
    if (rule.role == role) check_rule(rule, check, verdicts);
  }
  return verdicts;
}

std::vector<Reason> failures(const Verdicts& verdicts) {
  std::vector<Reason> reasons;
  for (const Verdict& verdict : verdicts) {
    if (!verdict.passed) reasons.push_back({verdict.rule, verdict.needs, verdict.has, verdict.name});
  }
  return reasons;
}

// [E16]
std::optional<Phone> confirmed_phone(const AccountFacts& account, const Policy& policy) {
  const bool counts = account.phone_state == PhoneState::confirmed ||
                      (account.phone_state == PhoneState::replacing && policy.replacing_phone_counts);
  if (!counts || !account.phone || !phone_allowed(*account.phone, policy)) return std::nullopt;
  return account.phone;
}

// [E17]
bool phone_allowed(const Phone& phone, const Policy& policy) {
  const auto begins = [&](const std::string& prefix) { return phone.e164().starts_with(prefix); };
  return std::ranges::any_of(policy.phone_prefixes, begins) && std::ranges::none_of(policy.phone_prefixes_excluded, begins);
}

}  // namespace doverie
