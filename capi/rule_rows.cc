// SPDX-License-Identifier: Apache-2.0
//
// What do rows of rules find?
#include "doverie/testing/rule_rows.h"

#include "doverie_testing.h"
#include "handles.h"
#include "structs.h"
#include "text.h"

struct doverie_rule_report : doverie::capi::Handle<0x52554c4552504f31> {
  std::uint64_t count = 0;
  std::uint64_t failed = 0;
  std::string text;
};

namespace doverie::capi {
namespace {

using testing::RuleRows;

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

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_rule_rows_run(const doverie_policy* policy, doverie_string rows, doverie_string source,
                                     doverie_rule_report** out, doverie_error** error) {
  return give(out, error, [&] { return report({}, policy, rows, source, run); });
}

doverie_status doverie_rule_rows_run_with(const doverie_host_rules* rules, const doverie_policy* policy, doverie_string rows,
                                          doverie_string source, doverie_rule_report** out, doverie_error** error) {
  return give(out, error, [&] { return report(use(rules, "rules").now(), policy, rows, source, run); });
}

doverie_status doverie_rule_rows_cover(const doverie_policy* policy, doverie_string rows, doverie_string source,
                                       doverie_rule_report** out, doverie_error** error) {
  return give(out, error, [&] { return report({}, policy, rows, source, cover); });
}

doverie_status doverie_rule_rows_cover_with(const doverie_host_rules* rules, const doverie_policy* policy,
                                            doverie_string rows, doverie_string source, doverie_rule_report** out,
                                            doverie_error** error) {
  return give(out, error, [&] { return report(use(rules, "rules").now(), policy, rows, source, cover); });
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
