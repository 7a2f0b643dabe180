// SPDX-License-Identifier: Apache-2.0
//
// What does a rule say to people? The verdict of every rule of the role, in words; the words stand in the rows.
#include "doverie/core/explain.h"

#include "core/eligibility/eligibility.h"

namespace doverie {

namespace {

// "не меньше 21 года", "не меньше 18 лет".
std::string years_in_russian(std::int64_t years) {
  return std::to_string(years) + (years % 10 == 1 && years % 100 != 11 ? " года" : " лет");
}

// "72 hours have", "1 hour has".
std::string hours_have(std::int64_t hours) {
  return std::to_string(hours) + (hours == 1 ? " hour has" : " hours have");
}

// What each kind of rule tells. `row` has the verdict already, if there is one.

void tell(const AccountRule&, const RuleCheck&, RuleExplanation&) {}

void tell(const AgeRule& age, const RuleCheck&, RuleExplanation& row) {
  const std::string needs = std::to_string(*row.needs);
  const std::string has = row.has ? std::to_string(*row.has) : "";
  row.english = std::string(age.asks.english) + needs + " years old: ";
  row.english += row.has ? has + " now." : "the date of birth is not known.";
  row.russian = std::string(age.asks.russian) + years_in_russian(*row.needs) + ": ";
  row.russian += row.has ? "сейчас " + has + "." : "дата рождения неизвестна.";
}

void tell(const FlagRule& flag, const RuleCheck& check, RuleExplanation& row) {
  const bool has = check.account.*flag.fact;
  row.needs = check.policy.*flag.required ? 1 : 0;
  row.has = has ? 1 : 0;
  if (*row.needs == 0) {
    row.english = flag.free.english, row.russian = flag.free.russian;
  } else {
    row.english = std::string(flag.asks.english) + (has ? ": yes." : ": no.");
    row.russian = std::string(flag.asks.russian) + (has ? ": да." : ": нет.");
  }
}

// Which of the things that make a phone count is missing.
InTwoLanguages phone_found(const RuleCheck& check, bool passed) {
  if (passed) return {": yes.", ": да."};
  const AccountFacts& account = check.account;
  if (!account.phone || account.phone_state == PhoneState::none) {
    return {": there is none.", ": такого телефона нет."};
  }
  if (account.phone_state == PhoneState::replacing && !check.policy.replacing_phone_counts) {
    return {": the number is being replaced.", ": номер меняется."};
  }
  return {": numbers of this country or operator are not accepted.", ": номера этой страны или оператора не принимаются."};
}

void tell(const PhoneRule& phone, const RuleCheck& check, RuleExplanation& row) {
  const InTwoLanguages found = phone_found(check, row.passed);
  row.needs = 1;
  row.has = row.passed ? 1 : 0;
  row.english = std::string(phone.asks.english).append(found.english);
  row.russian = std::string(phone.asks.russian).append(found.russian);
}

void tell(const SinceRule& change, const RuleCheck&, RuleExplanation& row) {
  if (!row.needs) {
    row.needs = 0;
    row.english = change.free.english, row.russian = change.free.russian;
    return;
  }
  row.english = std::string(change.asks.english) + hours_have(*row.needs) + " to pass: ";
  row.english += row.has ? hours_have(*row.has) + " passed." : "none is known of.";
  row.russian = std::string(change.asks.russian) + "должно пройти " + std::to_string(*row.needs) + " ч: ";
  row.russian += row.has ? "прошло " + std::to_string(*row.has) + " ч." : "о таком не известно.";
}

RuleExplanation row_of(const Rule& rule) {
  const CodeInfo& code = info(rule.reason);
  return {.rule = rule.reason,
          .role = rule.role,
          .passed = true,
          .name = std::string(code.name),
          .fact = std::string(rule.fact),
          .limit = std::string(rule.parameter),
          .sentence = std::string(rule.sentence),
          .english = std::string(code.english),
          .russian = std::string(code.russian)};
}

RuleExplanation explained(const Rule& rule, const RuleCheck& check) {
  RuleExplanation row = row_of(rule);
  Verdicts verdicts;
  check_rule(rule, check, verdicts);
  for (const Verdict& verdict : verdicts) row.passed = verdict.passed, row.needs = verdict.needs, row.has = verdict.has;
  std::visit([&](const auto& kind) { tell(kind, check, row); }, rule.kind);
  return row;
}

RuleExplanation explained_missing(const Rule& rule) {
  RuleExplanation row = row_of(rule);
  row.passed = false, row.needs = 1, row.has = 0;
  return row;
}

}  // namespace

std::string_view name_of(Role role) {
  return role == Role::trustor ? "trustor" : "contact";
}

std::vector<RuleExplanation> explain(Role role, const std::optional<AccountFacts>& account, const Policy& policy,
                                     CivilDate today, Instant now) {
  if (!account) return {explained_missing(*rule_of(account_missing(role)))};
  std::vector<RuleExplanation> rows;
  for (const Rule& rule : kRules) {
    const bool looked_at = rule.role == role && !std::holds_alternative<AccountRule>(rule.kind);
    if (looked_at) rows.push_back(explained(rule, {*account, policy, today, now}));
  }
  return rows;
}

}  // namespace doverie
