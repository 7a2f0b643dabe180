// SPDX-License-Identifier: Apache-2.0
//
// Explanations of rules, and rows that test them.
#include "doverie/testing/rule_rows.h"

#include "facts.h"
#include "handles.h"
#include "structs.h"
#include "text.h"

namespace doverie::capi {
namespace {

using testing::RuleRows;

std::unique_ptr<doverie_explanation> explanation_of(std::vector<RuleExplanation> rows) {
  auto handle = std::make_unique<doverie_explanation>();
  handle->rows = std::move(rows);
  return handle;
}

std::unique_ptr<doverie_rule_report> report_of(std::size_t count, std::size_t failed, std::string text) {
  auto handle = std::make_unique<doverie_rule_report>();
  handle->count = count;
  handle->failed = failed;
  handle->text = std::move(text);
  return handle;
}

Result<std::unique_ptr<doverie_rule_report>> run(const RuleRows& rows, const Policy& policy) {
  const std::vector<std::string> failures = rows.failures(policy);
  std::string text;
  for (const std::string& failure : failures) text += failure + "\n";
  return report_of(rows.size(), failures.size(), std::move(text));
}

Result<std::unique_ptr<doverie_rule_report>> cover(const RuleRows& rows, const Policy& policy) {
  const auto coverage = testing::boundary_coverage({&rows, 1}, policy);
  if (!coverage) return coverage.as<std::unique_ptr<doverie_rule_report>>();
  const std::size_t count = coverage->boundaries.size();
  return report_of(count, count - coverage->pinned(), coverage->in_words());
}

// Parses the rows and gives what `look` finds under the policy.
template <class Look>
Result<std::unique_ptr<doverie_rule_report>> report(const HostRules& host_rules, const doverie_policy* policy,
                                                    doverie_string rows, doverie_string source, Look&& look) {
  const Policy& rules = use(policy, "policy").policy;
  const auto parsed = RuleRows::parse(text(rows, "rows"), text(source, "source"), host_rules);
  if (!parsed) return parsed.as<std::unique_ptr<doverie_rule_report>>();
  return look(*parsed, rules);
}

Result<std::unique_ptr<doverie_explanation>> explained(const HostRules& host_rules, const doverie_policy* policy, Role role,
                                                       const doverie_account_facts* facts, CivilDate today, Instant now) {
  const auto account = facts == nullptr ? std::nullopt : std::optional{read_facts(facts)};
  auto rows = doverie::explain(role, account, use(policy, "policy").policy, today, now, host_rules);
  if (!rows) return rows.as<std::unique_ptr<doverie_explanation>>();
  return explanation_of(*std::move(rows));
}

Role role_of(doverie_role role) {
  return enumerator(role, Role::contact, "role");
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_explain(const doverie_policy* policy, doverie_role role, const doverie_account_facts* facts,
                               doverie_date today, int64_t now, doverie_explanation** out, doverie_error** error) {
  return give(out, error, [&] {
    return explained({}, policy, role_of(role), facts, civil_date(today, "today"), required_instant(now, "now"));
  });
}

doverie_status doverie_explain_with(const doverie_host_rules* rules, const doverie_policy* policy, doverie_role role,
                                    const doverie_account_facts* facts, doverie_date today, int64_t now,
                                    doverie_explanation** out, doverie_error** error) {
  return give(out, error, [&] {
    return explained(use(rules, "rules").rules, policy, role_of(role), facts, civil_date(today, "today"),
                     required_instant(now, "now"));
  });
}

size_t doverie_explanation_count(const doverie_explanation* explanation) {
  return alive(explanation) ? explanation->rows.size() : 0;
}

doverie_status doverie_explanation_at(const doverie_explanation* explanation, size_t index, doverie_rule_explanation* out,
                                      doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie::RuleExplanation& row = element(use(explanation, "explanation").rows, index);
    doverie_rule_explanation told{};
    told.rule = static_cast<std::int32_t>(row.rule);
    told.role = static_cast<doverie_role>(row.role);
    told.passed = row.passed ? 1 : 0;
    told.needs = row.needs.value_or(DOVERIE_ABSENT);
    told.has = row.has.value_or(DOVERIE_ABSENT);
    told.fact = borrowed(row.fact);
    told.limit = borrowed(row.limit);
    told.sentence = borrowed(row.sentence);
    told.english = borrowed(row.english);
    told.russian = borrowed(row.russian);
    told.name = borrowed(row.name);
    write(out, told);
    return doverie::Done{};
  });
}

void doverie_explanation_free(doverie_explanation* explanation) {
  free_handle(explanation);
}

doverie_status doverie_rule_rows_run(const doverie_policy* policy, doverie_string rows, doverie_string source,
                                     doverie_rule_report** out, doverie_error** error) {
  return give(out, error, [&] { return report({}, policy, rows, source, run); });
}

doverie_status doverie_rule_rows_run_with(const doverie_host_rules* rules, const doverie_policy* policy, doverie_string rows,
                                          doverie_string source, doverie_rule_report** out, doverie_error** error) {
  return give(out, error, [&] { return report(use(rules, "rules").rules, policy, rows, source, run); });
}

doverie_status doverie_rule_rows_cover(const doverie_policy* policy, doverie_string rows, doverie_string source,
                                       doverie_rule_report** out, doverie_error** error) {
  return give(out, error, [&] { return report({}, policy, rows, source, cover); });
}

doverie_status doverie_rule_rows_cover_with(const doverie_host_rules* rules, const doverie_policy* policy,
                                            doverie_string rows, doverie_string source, doverie_rule_report** out,
                                            doverie_error** error) {
  return give(out, error, [&] { return report(use(rules, "rules").rules, policy, rows, source, cover); });
}

doverie_status doverie_rule_report_get(const doverie_rule_report* report, doverie_rule_findings* out,
                                       doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie_rule_report& found = use(report, "report");
    doverie_rule_findings told{};
    told.count = found.count;
    told.failed = found.failed;
    told.text = borrowed(found.text);
    write(out, told);
    return doverie::Done{};
  });
}

void doverie_rule_report_free(doverie_rule_report* report) {
  free_handle(report);
}
