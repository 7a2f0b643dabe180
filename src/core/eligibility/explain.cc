// SPDX-License-Identifier: Apache-2.0
//
// The words of every rule. A rule is one row here, besides its row in eligibility.cc; a test looks for rules without words.
#include "doverie/core/explain.h"

#include <algorithm>

#include "core/eligibility/eligibility.h"

namespace doverie {

namespace {

// A sentence to fill in: what is asked for, and what to say where the policy does not ask for it.
struct Words {
  std::string_view asks;
  std::string_view does_not_ask;
};

struct RuleWords {
  ReasonCode rule;
  std::string_view fact;
  std::string_view limit;
  std::string_view sentence;
  Words english;
  Words russian;
  bool Policy::* asked = nullptr;        // the parameter `limit` of a yes-no fact
  bool AccountFacts::* known = nullptr;  // such a fact
};

constexpr RuleWords kWords[] = {
    {ReasonCode::trustor_too_young,
     "age_years",
     "trustor_min_age_years",
     "E4. The trustor is at least 14.",
     {"The trustor has to be at least ", ""},
     {"Доверителю должно быть не меньше ", ""}},
    {ReasonCode::trustor_not_citizen,
     "citizen",
     "trustor_citizen_required",
     "E10. The trustor is a citizen of the Russian Federation.",
     {"The trustor has to be a citizen of the Russian Federation",
      "The trustor need not be a citizen of the Russian Federation."},
     {"Доверитель должен быть гражданином Российской Федерации",
      "Гражданство Российской Федерации от доверителя не требуется."},
     &Policy::trustor_citizen_required,
     &AccountFacts::citizen},
    {ReasonCode::trustor_not_confirmed,
     "confirmed",
     "trustor_confirmed_required",
     "E12. The trustor's account is confirmed (подтверждённая учётная запись).",
     {"The trustor's account has to be confirmed", "The trustor's account need not be confirmed."},
     {"Учётная запись доверителя должна быть подтверждена", "Подтверждать учётную запись доверителя не требуется."},
     &Policy::trustor_confirmed_required,
     &AccountFacts::confirmed},
    {ReasonCode::trustor_phone_missing,
     "phone",
     "",
     "E14. The trustor's account has a confirmed mobile phone.",
     {"The trustor's account has to have a confirmed mobile phone", ""},
     {"В учётной записи доверителя должен быть подтверждённый мобильный телефон", ""}},
    {ReasonCode::contact_too_young,
     "age_years",
     "contact_min_age_years",
     "E5. The contact is at least 18.",
     {"The contact has to be at least ", ""},
     {"Контакту должно быть не меньше ", ""}},
    {ReasonCode::contact_not_citizen,
     "citizen",
     "contact_citizen_required",
     "E11. The contact is a citizen of the Russian Federation.",
     {"The contact has to be a citizen of the Russian Federation",
      "The contact need not be a citizen of the Russian Federation."},
     {"Контакт должен быть гражданином Российской Федерации", "Гражданство Российской Федерации от контакта не требуется."},
     &Policy::contact_citizen_required,
     &AccountFacts::citizen},
    {ReasonCode::contact_not_confirmed,
     "confirmed",
     "contact_confirmed_required",
     "E13. The contact's account is confirmed.",
     {"The contact's account has to be confirmed", "The contact's account need not be confirmed."},
     {"Учётная запись контакта должна быть подтверждена", "Подтверждать учётную запись контакта не требуется."},
     &Policy::contact_confirmed_required,
     &AccountFacts::confirmed},
    {ReasonCode::contact_phone_missing,
     "phone",
     "",
     "E15. The contact's account has a confirmed mobile phone.",
     {"The contact's account has to have a confirmed mobile phone", ""},
     {"В учётной записи контакта должен быть подтверждённый мобильный телефон", ""}},
    {ReasonCode::contact_passport_outdated,
     "passport_current",
     "contact_passport_required",
     "E18. The passport data in the contact's account are up to date.",
     {"The contact's passport data have to be up to date", "The contact's passport data need not be up to date."},
     {"Паспортные данные контакта должны быть актуальны", "Актуальные паспортные данные от контакта не требуются."},
     &Policy::contact_passport_required,
     &AccountFacts::passport_current},
};

const RuleWords* words_of(ReasonCode rule) {
  const auto* found = std::ranges::find(kWords, rule, &RuleWords::rule);
  return found == std::end(kWords) ? nullptr : found;
}

// "не меньше 21 года", "не меньше 18 лет".
std::string years_in_russian(std::int64_t years) {
  return std::to_string(years) + (years % 10 == 1 && years % 100 != 11 ? " года" : " лет");
}

void tell_age(const RuleWords& words, RuleExplanation& row) {
  const std::string needs = std::to_string(*row.needs);
  const std::string has = row.has ? std::to_string(*row.has) : "";
  row.english = std::string(words.english.asks) + needs + " years old: ";
  row.english += row.has ? has + " now." : "the date of birth is not known.";
  row.russian = std::string(words.russian.asks) + years_in_russian(*row.needs) + ": ";
  row.russian += row.has ? "сейчас " + has + "." : "дата рождения неизвестна.";
}

void tell_flag(const RuleWords& words, const RuleCheck& check, RuleExplanation& row) {
  const bool has = check.account.*words.known;
  row.needs = check.policy.*words.asked ? 1 : 0;
  row.has = has ? 1 : 0;
  if (*row.needs == 0) {
    row.english = words.english.does_not_ask;
    row.russian = words.russian.does_not_ask;
  } else {
    row.english = std::string(words.english.asks) + (has ? ": yes." : ": no.");
    row.russian = std::string(words.russian.asks) + (has ? ": да." : ": нет.");
  }
}

struct Both {
  std::string_view english;
  std::string_view russian;
};

// Which of the things that make a phone count is missing.
Both phone_found(const RuleCheck& check, bool passed) {
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

void tell_phone(const RuleWords& words, const RuleCheck& check, RuleExplanation& row) {
  const Both found = phone_found(check, row.passed);
  row.needs = 1;
  row.has = row.passed ? 1 : 0;
  row.english = std::string(words.english.asks).append(found.english);
  row.russian = std::string(words.russian.asks).append(found.russian);
}

RuleExplanation told(const Verdict& verdict, const RuleCheck& check, Role role) {
  RuleExplanation row{
      .rule = verdict.rule, .role = role, .passed = verdict.passed, .needs = verdict.needs, .has = verdict.has};
  const CodeInfo& code = info(verdict.rule);
  row.name = code.name, row.english = code.english, row.russian = code.russian;
  const RuleWords* words = words_of(verdict.rule);
  if (!words) return row;
  row.fact = words->fact, row.limit = words->limit, row.sentence = words->sentence;
  if (words->known) {
    tell_flag(*words, check, row);
  } else if (verdict.needs) {
    tell_age(*words, row);
  } else {
    tell_phone(*words, check, row);
  }
  return row;
}

RuleExplanation missing_account(const Verdict& verdict, Role role) {
  const CodeInfo& code = info(verdict.rule);
  return {.rule = verdict.rule,
          .role = role,
          .passed = false,
          .name = std::string(code.name),
          .fact = "account",
          .needs = 1,
          .has = 0,
          .sentence =
              "E1. An account that does not exist fails `trustor_account_missing` or `contact_account_missing`, and no "
              "other rule: there is nothing to look at.",
          .english = std::string(code.english),
          .russian = std::string(code.russian)};
}

}  // namespace

std::string_view name_of(Role role) {
  return role == Role::trustor ? "trustor" : "contact";
}

std::vector<RuleExplanation> explain(Role role, const std::optional<AccountFacts>& account, const Policy& policy,
                                     CivilDate today) {
  std::vector<RuleExplanation> rows;
  for (const Verdict& verdict : check_eligibility(role, account, policy, today)) {
    rows.push_back(account ? told(verdict, {*account, policy, today}, role) : missing_account(verdict, role));
  }
  return rows;
}

}  // namespace doverie
