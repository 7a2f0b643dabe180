// SPDX-License-Identifier: Apache-2.0
//
// What each rule finds in an account, and which of the findings are reasons to refuse.
#include "core/eligibility/eligibility.h"

#include <algorithm>

#include "core/eligibility/civil_age.h"

namespace doverie {

namespace {

// What is not asked for is recorded all the same: another policy may ask.
Verdict flag_verdict(ReasonCode rule, bool required, bool has) {
  return Verdict{rule, !required || has, std::nullopt, required ? std::nullopt : std::optional<std::int64_t>(has)};
}

// docs/spec/eligibility.md#age
Verdict age_verdict(ReasonCode rule, const RuleCheck& check, std::int32_t needs) {
  const CivilDate birth = check.account.birth_date;
  // A birth date that is no date has no age: an unreadable fact never makes anybody eligible.
  if (!birth.ok()) return Verdict{rule, false, needs, std::nullopt};
  const int age = age_in_years(birth, check.today, check.policy);
  return Verdict{rule, age >= needs, needs, age};
}

Verdict trustor_age(const RuleCheck& c) {
  return age_verdict(ReasonCode::trustor_too_young, c, c.policy.trustor_min_age_years);
}
Verdict contact_age(const RuleCheck& c) {
  return age_verdict(ReasonCode::contact_too_young, c, c.policy.contact_min_age_years);
}
// docs/spec/eligibility.md#citizenship
Verdict trustor_citizenship(const RuleCheck& c) {
  return flag_verdict(ReasonCode::trustor_not_citizen, c.policy.trustor_citizen_required, c.account.citizen);
}
Verdict contact_citizenship(const RuleCheck& c) {
  return flag_verdict(ReasonCode::contact_not_citizen, c.policy.contact_citizen_required, c.account.citizen);
}
// docs/spec/eligibility.md#confirmed-account
Verdict trustor_confirmation(const RuleCheck& c) {
  return flag_verdict(ReasonCode::trustor_not_confirmed, c.policy.trustor_confirmed_required, c.account.confirmed);
}
Verdict contact_confirmation(const RuleCheck& c) {
  return flag_verdict(ReasonCode::contact_not_confirmed, c.policy.contact_confirmed_required, c.account.confirmed);
}
// docs/spec/eligibility.md#phone
Verdict phone_verdict(ReasonCode rule, const RuleCheck& c) {
  Verdict verdict{rule, confirmed_phone(c.account, c.policy).has_value()};
  const bool replacing = c.account.phone_state == PhoneState::replacing;
  if (verdict.passed && replacing) verdict.has = static_cast<std::int64_t>(PhoneState::replacing);
  return verdict;
}
Verdict trustor_phone(const RuleCheck& c) {
  return phone_verdict(ReasonCode::trustor_phone_missing, c);
}
Verdict contact_phone(const RuleCheck& c) {
  return phone_verdict(ReasonCode::contact_phone_missing, c);
}
// docs/spec/eligibility.md#passport
Verdict contact_passport(const RuleCheck& c) {
  return flag_verdict(ReasonCode::contact_passport_outdated, c.policy.contact_passport_required, c.account.passport_current);
}

constexpr EligibilityRule kRules[] = {
    {ReasonCode::trustor_too_young, Role::trustor, trustor_age, "age"},
    {ReasonCode::trustor_not_citizen, Role::trustor, trustor_citizenship, "citizenship"},
    {ReasonCode::trustor_not_confirmed, Role::trustor, trustor_confirmation, "confirmed-account"},
    {ReasonCode::trustor_phone_missing, Role::trustor, trustor_phone, "phone"},
    {ReasonCode::contact_too_young, Role::contact, contact_age, "age"},
    {ReasonCode::contact_not_citizen, Role::contact, contact_citizenship, "citizenship"},
    {ReasonCode::contact_not_confirmed, Role::contact, contact_confirmation, "confirmed-account"},
    {ReasonCode::contact_phone_missing, Role::contact, contact_phone, "phone"},
    {ReasonCode::contact_passport_outdated, Role::contact, contact_passport, "passport"},
};

struct PauseRule {
  ReasonCode reason;
  std::optional<Instant> AccountFacts::* since;
  Duration Policy::* pause;
};

// docs/spec/eligibility.md#changed-lately
constexpr PauseRule kPauses[] = {
    {ReasonCode::contact_recovered_lately, &AccountFacts::recovered_at, &Policy::pause_after_recovery},
    {ReasonCode::contact_phone_changed_lately, &AccountFacts::phone_since, &Policy::pause_after_phone_change},
    {ReasonCode::contact_sim_changed_lately, &AccountFacts::sim_since, &Policy::pause_after_sim_change},
};

std::int64_t hours(Duration duration) {
  return std::chrono::floor<std::chrono::hours>(duration).count();
}

ReasonCode missing_account(Role role) {
  return role == Role::trustor ? ReasonCode::trustor_account_missing : ReasonCode::contact_account_missing;
}

}  // namespace

std::span<const EligibilityRule> eligibility_rules() {
  return kRules;
}

Verdicts check_eligibility(Role role, const std::optional<AccountFacts>& account, const Policy& policy, CivilDate today) {
  if (!account) return {Verdict{missing_account(role), false}};
  Verdicts verdicts;
  verdicts.reserve(std::size(kRules));  // room for pauses and the other role's: an append or two more often follow
  for (const EligibilityRule& rule : kRules) {
    if (rule.role == role) verdicts.push_back(rule.check({*account, policy, today}));
  }
  return verdicts;
}

Verdicts check_pauses(const AccountFacts& contact, const Policy& policy, Instant now) {
  Verdicts verdicts;
  for (const PauseRule& rule : kPauses) {
    const std::optional<Instant>& since = contact.*rule.since;
    const Duration pause = policy.*rule.pause;
    const bool asked = pause > Duration{0};
    const bool lately = since && now - *since < kLately;
    if (!asked && !lately) continue;
    const bool passed = !asked || !since || now - *since >= pause;
    verdicts.push_back({rule.reason, passed, asked ? std::optional(hours(pause)) : std::nullopt,
                        since ? std::optional(hours(now - *since)) : std::nullopt});
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

std::optional<Phone> confirmed_phone(const AccountFacts& account, const Policy& policy) {
  const bool counts = account.phone_state == PhoneState::confirmed ||
                      (account.phone_state == PhoneState::replacing && policy.replacing_phone_counts);
  if (!counts || !account.phone || !phone_allowed(*account.phone, policy)) return std::nullopt;
  return account.phone;
}

bool phone_allowed(const Phone& phone, const Policy& policy) {
  return std::any_of(policy.phone_prefixes.begin(), policy.phone_prefixes.end(),
                     [&](const std::string& prefix) { return phone.e164().starts_with(prefix); });
}

}  // namespace doverie
