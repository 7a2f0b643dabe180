// SPDX-License-Identifier: Apache-2.0
//
// The list of all clauses, and running them.
#include <algorithm>

#include "adapters/testing/contract/trial.h"

namespace doverie::testing {
namespace {

std::vector<ContractClause> all_clauses() {
  std::vector<ContractClause> all;
  for (const auto clauses :
       {contract::read_clauses(), contract::payload_clauses(), contract::append_clauses(), contract::summary_clauses(),
        contract::tag_clauses(), contract::erase_clauses(), contract::lease_clauses(), contract::settle_clauses(),
        contract::withdraw_clauses(), contract::let_go_clauses(), contract::feed_clauses(), contract::thread_clauses(),
        contract::snapshot_clauses(), contract::claimed_clauses()}) {
    all.insert(all.end(), clauses.begin(), clauses.end());
  }
  return all;
}

std::string_view word_of(ClauseOutcome outcome) {
  switch (outcome) {
    case ClauseOutcome::passed:
      return "passed     ";
    case ClauseOutcome::failed:
      return "FAILED     ";
    case ClauseOutcome::not_claimed:
      return "not claimed";
  }
  return "?";
}

}  // namespace

std::span<const ContractClause> event_store_contract() {
  static const std::vector<ContractClause> kAll = all_clauses();
  return kAll;
}

ClauseResult ContractClause::run(StoreMaker& maker, const ContractOptions& options) const {
  if (claim != StoreClaim::none && !maker.claims(claim)) return {ClauseOutcome::not_claimed, {}};
  const auto breach = contract::breach_of([&] {
    contract::Trial trial(maker, options);
    test(trial);
  });
  if (!breach) return {ClauseOutcome::passed, {}};
  return {ClauseOutcome::failed, "a store has to do this: " + std::string(sentence) + "\n" + *breach};
}

std::size_t ContractReport::count(ClauseOutcome outcome) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(entries, [outcome](const Entry& entry) { return entry.result.outcome == outcome; }));
}

bool ContractReport::kept() const {
  return count(ClauseOutcome::failed) == 0 && count(ClauseOutcome::passed) > 0;
}

std::string ContractReport::text() const {
  std::string text;
  for (const auto& [clause, result] : entries) {
    text.append(word_of(result.outcome)).append("  ").append(clause->name).append("\n");
    if (result.outcome != ClauseOutcome::failed) continue;
    std::string explanation = "    " + result.explanation;
    for (auto at = explanation.find('\n'); at != std::string::npos; at = explanation.find('\n', at + 1)) {
      explanation.insert(at + 1, "    ");
    }
    text.append(explanation).append("\n");
  }
  return text + std::to_string(count(ClauseOutcome::passed)) + " passed, " + std::to_string(count(ClauseOutcome::failed)) +
         " failed, " + std::to_string(count(ClauseOutcome::not_claimed)) + " not claimed\n";
}

ContractReport run_event_store_contract(StoreMaker& maker, const ContractOptions& options) {
  ContractReport report;
  for (const ContractClause& clause : event_store_contract()) {
    if (options.only.empty() || options.only == clause.name) report.entries.push_back({&clause, clause.run(maker, options)});
  }
  return report;
}

}  // namespace doverie::testing
