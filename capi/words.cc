// SPDX-License-Identifier: Apache-2.0
//
// Accounts and stories in words, and the boundaries that rows of rules pin.
#include "doverie/testing/accounts.h"
#include "doverie/testing/rule_rows.h"
#include "doverie/testing/scenario.h"
#include "doverie_testing.h"
#include "facts.h"
#include "handles.h"
#include "structs.h"
#include "text.h"
#include "turns.h"

struct doverie_scenario : doverie::capi::Handle<0x5343454e41524931> {
  explicit doverie_scenario(doverie::testing::Scenario made) : scenario(std::move(made)) {}
  doverie::testing::Scenario scenario;
  doverie::capi::Turns turns{};
};

struct doverie_boundaries : doverie::capi::Handle<0x424f554e44415231> {
  doverie::testing::BoundaryCoverage coverage;
};

namespace doverie::capi {
namespace {

HostRules rules_of(const doverie_host_rules* rules) {
  return rules == nullptr ? HostRules{} : use(rules, "rules").now();
}

// Tells the next line, by one of the scenario's methods.
template <class Tell>
doverie_status tell(doverie_scenario* scenario, doverie_string line, const char* name, doverie_error** error, Tell method) {
  return guarded(error, [&]() -> Status {
    auto& used = use(scenario, "scenario");
    const std::string words = text(line, name);
    const Turn turn(used.turns, "scenario");
    (used.scenario.*method)(words);
    if (used.scenario.ok()) return Done{};
    return Fault{FaultCode::invalid_argument, used.scenario.failure()};
  });
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;
using doverie::testing::Scenario;

doverie_status doverie_account_in_words(doverie_string words, doverie_date today, doverie_date* on, doverie_account** out,
                                        doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_account>> {
    if (on == nullptr) wrong("on", "NULL");
    const auto read = doverie::testing::account_of(text(words, "words"), civil_date(today, "today"));
    if (!read) return read.as<std::unique_ptr<doverie_account>>();
    *on = told_date(read->today);
    if (!read->account) return std::unique_ptr<doverie_account>{};
    auto account = std::make_unique<doverie_account>();
    account->facts = read->account;
    return account;
  });
}

doverie_status doverie_scenario_new(const doverie_policy* policy, doverie_date today, const doverie_host_rules* rules,
                                    doverie_scenario** out, doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_scenario>> {
    return std::make_unique<doverie_scenario>(
        Scenario(use(policy, "policy").policy, civil_date(today, "today"), rules_of(rules)));
  });
}

doverie_status doverie_scenario_given(doverie_scenario* scenario, doverie_string sentences, doverie_error** error) {
  return tell(scenario, sentences, "sentences", error, &Scenario::given);
}

doverie_status doverie_scenario_when(doverie_scenario* scenario, doverie_string sentence, doverie_error** error) {
  return tell(scenario, sentence, "sentence", error, &Scenario::when);
}

doverie_status doverie_scenario_then(doverie_scenario* scenario, doverie_string answer, doverie_error** error) {
  return tell(scenario, answer, "answer", error, &Scenario::then);
}

doverie_status doverie_scenario_then_events(doverie_scenario* scenario, doverie_string types, doverie_error** error) {
  return tell(scenario, types, "types", error, &Scenario::then_events);
}

void doverie_scenario_free(doverie_scenario* scenario) {
  free_handle(scenario);
}

doverie_status doverie_rule_rows_boundaries(const doverie_host_rules* rules, const doverie_policy* policy,
                                            doverie_string rows, doverie_string source, doverie_boundaries** out,
                                            doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_boundaries>> {
    const doverie::Policy& under = use(policy, "policy").policy;
    const auto parsed = doverie::testing::RuleRows::parse(text(rows, "rows"), text(source, "source"), rules_of(rules));
    if (!parsed) return parsed.as<std::unique_ptr<doverie_boundaries>>();
    auto coverage = doverie::testing::boundary_coverage({&*parsed, 1}, under);
    if (!coverage) return coverage.as<std::unique_ptr<doverie_boundaries>>();
    auto handle = std::make_unique<doverie_boundaries>();
    handle->coverage = *std::move(coverage);
    return handle;
  });
}

size_t doverie_boundaries_count(const doverie_boundaries* boundaries) {
  return alive(boundaries) ? boundaries->coverage.boundaries.size() : 0;
}

doverie_status doverie_boundaries_at(const doverie_boundaries* boundaries, size_t index, doverie_boundary* out,
                                     doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto& found = element(use(boundaries, "boundaries").coverage.boundaries, index);
    write(out, doverie_boundary{.parameter = borrowed(found.parameter),
                                .from = borrowed(found.from),
                                .to = borrowed(found.to),
                                .pinned_by = borrowed(found.pinned_by)});
    return doverie::Done{};
  });
}

void doverie_boundaries_free(doverie_boundaries* boundaries) {
  free_handle(boundaries);
}
