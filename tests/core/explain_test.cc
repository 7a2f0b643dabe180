// SPDX-License-Identifier: Apache-2.0
//
// What people are told about the rules.
#include "doverie/core/explain.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <span>

#include "core/eligibility/eligibility.h"
#include "core/policy/parameters.h"
#include "support/ages.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

std::vector<RuleExplanation> explained(Role role, const std::optional<AccountFacts>& facts,
                                       const Policy& policy = with_ages(14, 18)) {
  return explain(role, facts, policy, kToday, kNoon);
}

const RuleExplanation& row_of(const std::vector<RuleExplanation>& rows, ReasonCode rule) {
  return *std::ranges::find(rows, rule, &RuleExplanation::rule);
}

TEST_CASE("explain: every rule of the role, passed or not, in the order of precedence") {
  AccountFacts facts = citizen("Иван", "+79161234567");
  facts.birth_date = aged(17, 364);
  facts.passport_current = false;
  std::string told;
  const auto rows = explained(Role::contact, facts);
  for (const RuleExplanation& row : std::span(rows).first(5)) {
    told += std::string(row.passed ? "+ " : "- ") + std::string(info(row.rule).name) + " " + std::string(row.fact) + "\n";
  }
  CHECK(told ==
        "- contact_too_young age_years\n"
        "+ contact_not_citizen citizen\n"
        "+ contact_not_confirmed confirmed\n"
        "+ contact_phone_missing phone\n"
        "- contact_passport_outdated passport_current\n");
}

TEST_CASE("explain: no rule of a role is left out, asked for or not") {
  for (const Role role : {Role::trustor, Role::contact}) {
    std::vector<ReasonCode> all, told;
    for (const Rule& rule : kRules) {
      if (rule.role == role && !std::holds_alternative<AccountRule>(rule.kind)) all.push_back(rule.reason);
    }
    for (const RuleExplanation& row : explained(role, citizen("Иван", "+79161234567"))) told.push_back(row.rule);
    CHECK(told == all);
  }
}

TEST_CASE("explain: texts for people") {
  struct Row {
    Role role;
    void (*change)(AccountFacts&, Policy&);
    ReasonCode rule;
    bool passed;
    std::string english, russian;
  };
  const Row rows[] = {
      {Role::contact, [](AccountFacts& f, Policy&) { f.birth_date = aged(17, 364); }, ReasonCode::contact_too_young, false,
       "The contact has to be at least 18 years old: 17 now.", "Контакту должно быть не меньше 18 лет: сейчас 17."},
      {Role::contact, [](AccountFacts& f, Policy&) { f.birth_date = aged(18); }, ReasonCode::contact_too_young, true,
       "The contact has to be at least 18 years old: 18 now.", "Контакту должно быть не меньше 18 лет: сейчас 18."},
      {Role::contact, [](AccountFacts&, Policy& p) { p.contact_min_age_years = 21; }, ReasonCode::contact_too_young, true,
       "The contact has to be at least 21 years old: 36 now.", "Контакту должно быть не меньше 21 года: сейчас 36."},
      {Role::trustor, [](AccountFacts& f, Policy& p) { f.birth_date = {}, p.trustor_min_age_years = 11; },
       ReasonCode::trustor_too_young, false, "The trustor has to be at least 11 years old: the date of birth is not known.",
       "Доверителю должно быть не меньше 11 лет: дата рождения неизвестна."},
      {Role::trustor, [](AccountFacts& f, Policy&) { f.citizen = false; }, ReasonCode::trustor_not_citizen, false,
       "The trustor has to be a citizen of the Russian Federation: no.",
       "Доверитель должен быть гражданином Российской Федерации: нет."},
      {Role::contact, [](AccountFacts& f, Policy& p) { f.citizen = p.contact_citizen_required = false; },
       ReasonCode::contact_not_citizen, true, "The contact need not be a citizen of the Russian Federation.",
       "Гражданство Российской Федерации от контакта не требуется."},
      {Role::contact, [](AccountFacts&, Policy&) {}, ReasonCode::contact_not_confirmed, true,
       "The contact's account has to be confirmed: yes.", "Учётная запись контакта должна быть подтверждена: да."},
      {Role::contact, [](AccountFacts& f, Policy&) { f.phone_state = PhoneState::none; }, ReasonCode::contact_phone_missing,
       false, "The contact's account has to have a confirmed mobile phone: there is none.",
       "В учётной записи контакта должен быть подтверждённый мобильный телефон: такого телефона нет."},
      {Role::contact,
       [](AccountFacts& f, Policy& p) { f.phone_state = PhoneState::replacing, p.replacing_phone_counts = false; },
       ReasonCode::contact_phone_missing, false,
       "The contact's account has to have a confirmed mobile phone: the number is being replaced.",
       "В учётной записи контакта должен быть подтверждённый мобильный телефон: номер меняется."},
      {Role::trustor, [](AccountFacts& f, Policy&) { f.phone = phone("+77012345678"); }, ReasonCode::trustor_phone_missing,
       false,
       "The trustor's account has to have a confirmed mobile phone: numbers of this country or operator are not accepted.",
       "В учётной записи доверителя должен быть подтверждённый мобильный телефон: номера этой страны или оператора не "
       "принимаются."},
      {Role::trustor, [](AccountFacts&, Policy&) {}, ReasonCode::trustor_phone_missing, true,
       "The trustor's account has to have a confirmed mobile phone: yes.",
       "В учётной записи доверителя должен быть подтверждённый мобильный телефон: да."},
      {Role::contact, [](AccountFacts& f, Policy& p) { f.recovered_at = kNoon - 1h, p.pause_after_recovery = 72h; },
       ReasonCode::contact_recovered_lately, false,
       "After a recovery of the contact's own account 72 hours have to pass: 1 hour has passed.",
       "После восстановления учётной записи самого контакта должно пройти 72 ч: прошло 1 ч."},
      {Role::contact, [](AccountFacts&, Policy& p) { p.pause_after_recovery = 1h; }, ReasonCode::contact_recovered_lately,
       true, "After a recovery of the contact's own account 1 hour has to pass: none is known of.",
       "После восстановления учётной записи самого контакта должно пройти 1 ч: о таком не известно."},
      {Role::contact, [](AccountFacts& f, Policy&) { f.sim_since = kNoon; }, ReasonCode::contact_sim_changed_lately, true,
       "No time has to pass after a change of the contact's SIM card.", "После замены SIM-карты контакта ждать не нужно."},
      {Role::contact, [](AccountFacts&, Policy& p) { p.pause_after_phone_change = 24h; },
       ReasonCode::contact_phone_changed_lately, true,
       "After a change of the contact's phone 24 hours have to pass: 8760 hours have passed.",
       "После смены телефона контакта должно пройти 24 ч: прошло 8760 ч."},
  };
  for (const Row& row : rows) {
    AccountFacts facts = citizen("Иван", "+79161234567");
    Policy policy = with_ages(14, 18);
    row.change(facts, policy);
    const auto all = explained(row.role, facts, policy);
    const RuleExplanation& told = row_of(all, row.rule);
    CHECK(told.english == row.english);
    CHECK(told.russian == row.russian);
    CHECK(told.passed == row.passed);
    CHECK(told.role == row.role);
  }
}

TEST_CASE("explain: the two sides of a yes-no fact say also that the policy does not ask") {
  AccountFacts facts = citizen("Иван", "+79161234567");
  facts.passport_current = false;
  Policy policy = Policy::gosuslugi();
  policy.contact_passport_required = false;
  const auto rows = explained(Role::contact, facts, policy);
  const RuleExplanation& row = row_of(rows, ReasonCode::contact_passport_outdated);
  CHECK(row.needs == 0);
  CHECK(row.has == 0);
  CHECK(row.limit == "contact_passport_required");
}

TEST_CASE("explain: an account that does not exist is one row") {
  for (const Role role : {Role::trustor, Role::contact}) {
    const auto rows = explained(role, std::nullopt);
    REQUIRE(rows.size() == 1);
    CHECK(std::string(info(rows.front().rule).name) == std::string(name_of(role)) + "_account_missing");
    CHECK(rows.front().fact == "account");
    CHECK_FALSE(rows.front().passed);
    CHECK_FALSE(rows.front().russian.empty());
  }
}

std::string one_line(std::string text) {
  std::string line;
  for (const char c : text) {
    const char now = c == '\n' ? ' ' : c;
    if (now != ' ' || line.empty() || line.back() != ' ') line += now;
  }
  return line;
}

bool is_parameter(std::string_view name) {
  return std::ranges::any_of(
      kParameters, [&](const Parameter& p) { return std::visit([&](const auto& row) { return row.name == name; }, p); });
}

TEST_CASE("explain: every rule has words, and its sentence stands in the specification") {
  std::ifstream file(DOVERIE_TESTS_DIR "/../docs/spec/eligibility.md");
  const std::string spec = one_line({std::istreambuf_iterator<char>(file), {}});
  const AccountFacts facts = citizen("Иван", "+79161234567");
  for (const Role role : {Role::trustor, Role::contact}) {
    auto rows = explained(role, facts);
    rows.push_back(explained(role, std::nullopt).front());
    for (const RuleExplanation& row : rows) {
      const std::string name(info(row.rule).name);
      const std::string sentence(row.sentence);
      CHECK_MESSAGE((!sentence.empty() && spec.find("* " + sentence) != std::string::npos), name << ": " << sentence);
      CHECK_MESSAGE(!row.fact.empty(), name);
      CHECK_MESSAGE((row.limit.empty() || is_parameter(row.limit)), name << ": " << std::string(row.limit));
    }
  }
}

}  // namespace
}  // namespace doverie::testing
