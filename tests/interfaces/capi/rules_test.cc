// SPDX-License-Identifier: Apache-2.0
//
// Explanations and rule rows through C.
#include <fstream>
#include <iterator>

#include "world.h"

namespace capi_test {
namespace {

using Explanation = std::unique_ptr<doverie_explanation, Free<doverie_explanation_free>>;
using Report = std::unique_ptr<doverie_rule_report, Free<doverie_rule_report_free>>;

constexpr doverie_date kToday = {2026, 3, 2};
constexpr std::int64_t kNow = 1'772'442'000'000'000;  // noon of that day in Moscow

doverie_string view(const std::string& text) {
  return {text.data(), text.size()};
}

doverie_account_facts ivan_born(doverie_date birth_date) {
  doverie_account_facts facts;
  DOVERIE_INIT(facts);
  facts.given_name = doverie_text("Иван");
  facts.birth_date = birth_date;
  facts.citizen = facts.confirmed = 1;
  facts.phone = doverie_text("+79161234567");
  facts.phone_state = DOVERIE_PHONE_CONFIRMED;
  return facts;
}

doverie_rule_explanation row_at(const Explanation& explanation, std::size_t index) {
  doverie_rule_explanation row;
  DOVERIE_INIT(row);
  REQUIRE(doverie_explanation_at(explanation.get(), index, &row, nullptr) == DOVERIE_STATUS_OK);
  return row;
}

std::string own_rows() {
  std::string all;
  for (const std::string name : {"eligibility.txt", "invitations.txt", "recovery.txt"}) {
    std::ifstream file(DOVERIE_RULE_ROWS_DIR "/" + name);
    all.append(std::istreambuf_iterator<char>(file), {}).append("\n");
  }
  return all;
}

using Runner = decltype(&doverie_rule_rows_run);

doverie_rule_findings findings(Runner runner, const Policy& policy, const std::string& rows, Report& report) {
  doverie_rule_report* made = nullptr;
  REQUIRE(runner(policy.get(), view(rows), doverie_text("rows"), &made, nullptr) == DOVERIE_STATUS_OK);
  report.reset(made);
  doverie_rule_findings found;
  DOVERIE_INIT(found);
  REQUIRE(doverie_rule_report_get(report.get(), &found, nullptr) == DOVERIE_STATUS_OK);
  return found;
}

TEST_CASE("explanations: every rule, with both sides and texts") {
  const doverie_account_facts facts = ivan_born({2008, 3, 3});
  doverie_explanation* made = nullptr;
  REQUIRE(doverie_explain(policy_with().get(), DOVERIE_ROLE_CONTACT, &facts, kToday, kNow, &made, nullptr) ==
          DOVERIE_STATUS_OK);
  const Explanation explanation(made);
  const std::size_t count = doverie_explanation_count(made);
  REQUIRE(count >= 8);
  const doverie_rule_explanation age = row_at(explanation, 0);
  CHECK(age.rule == DOVERIE_REASON_CONTACT_TOO_YOUNG);
  CHECK(age.role == DOVERIE_ROLE_CONTACT);
  CHECK(age.passed == 0);
  CHECK(age.needs == 18);
  CHECK(age.has == 17);
  CHECK(copy(age.fact) == "age_years");
  CHECK(copy(age.limit) == "contact_min_age_years");
  CHECK(copy(age.sentence) == "E5. The contact is as old as the policy asks.");
  CHECK(copy(age.english) == "The contact has to be at least 18 years old: 17 now.");
  CHECK(copy(age.russian) == "Контакту должно быть не меньше 18 лет: сейчас 17.");
  CHECK(row_at(explanation, 1).passed == 1);
  const doverie_rule_explanation change = row_at(explanation, 7);
  CHECK(change.rule == DOVERIE_REASON_CONTACT_SIM_CHANGED_LATELY);
  CHECK(copy(change.fact) == "sim_since");
  CHECK(change.needs == 0);
  CHECK(change.has == DOVERIE_ABSENT);
  doverie_rule_explanation row;
  DOVERIE_INIT(row);
  CHECK(outcome_of([&](auto error) {
          return doverie_explanation_at(made, count, &row, error);
        }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
}

TEST_CASE("explanations: no account, and what cannot be") {
  doverie_explanation* made = nullptr;
  REQUIRE(doverie_explain(policy_with().get(), DOVERIE_ROLE_TRUSTOR, nullptr, kToday, kNow, &made, nullptr) ==
          DOVERIE_STATUS_OK);
  const Explanation explanation(made);
  CHECK(doverie_explanation_count(made) == 1);
  CHECK(row_at(explanation, 0).rule == DOVERIE_REASON_TRUSTOR_ACCOUNT_MISSING);
  CHECK(doverie_explanation_count(nullptr) == 0);
  const Policy policy = policy_with();
  CHECK(outcome_of([&](auto error) {
          return doverie_explain(policy.get(), DOVERIE_ROLE_TRUSTOR, nullptr, kToday, 0, &made, error);
        }).message() == "now: 0");
  for (const doverie_role role : {0, 3}) {
    CHECK(outcome_of([&](auto error) {
            return doverie_explain(policy.get(), role, nullptr, kToday, kNow, &made, error);
          }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  }
}

TEST_CASE("rule rows: the repository's own hold, and pin every limit") {
  Report report;
  const auto policy = make<Policy>(doverie_policy_gosuslugi);
  const auto run = findings(&doverie_rule_rows_run, policy, own_rows(), report);
  CHECK_MESSAGE(run.failed == 0, copy(run.text));
  CHECK(run.count > 50);
  const auto covered = findings(&doverie_rule_rows_cover, policy, own_rows(), report);
  CHECK_MESSAGE(covered.failed == 0, copy(covered.text));
  CHECK(covered.count > 50);
}

TEST_CASE("rule rows: what fails is told") {
  Report report;
  const auto run =
      findings(&doverie_rule_rows_run, policy_with(), "contact | 17 years | may\ncontact | 18 years | may", report);
  CHECK(run.count == 2);
  CHECK(run.failed == 1);
  CHECK(copy(run.text).starts_with("rows:1:\n  expected: may\n"));
  const auto covered = findings(&doverie_rule_rows_cover, policy_with(), "contact | 18 years | may", report);
  CHECK(covered.failed > 0);
  CHECK(copy(covered.text).find("contact_min_age_years: no row fails when 18 becomes 17\n") != std::string::npos);
  CHECK(copy(covered.text).find("18 becomes 19") == std::string::npos);
}

TEST_CASE("rule rows: what is not understood is refused") {
  const Policy policy = policy_with();
  doverie_rule_report* made = nullptr;
  const auto outcome = outcome_of([&](auto error) {
    return doverie_rule_rows_run(policy.get(), doverie_text("contact | tall | may"), doverie_text("rows"), &made, error);
  });
  CHECK(outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(outcome.message().starts_with("rows:1: \"tall\""));
  CHECK(made == nullptr);
}

}  // namespace
}  // namespace capi_test
