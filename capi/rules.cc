// SPDX-License-Identifier: Apache-2.0
//
// What does every rule find about an account, passed or not?
#include "facts.h"
#include "handles.h"
#include "structs.h"
#include "text.h"

namespace doverie::capi {
namespace {

std::unique_ptr<doverie_explanation> explanation_of(std::vector<RuleExplanation> rows) {
  auto handle = std::make_unique<doverie_explanation>();
  handle->rows = std::move(rows);
  return handle;
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
    return explained(use(rules, "rules").now(), policy, role_of(role), facts, civil_date(today, "today"),
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
