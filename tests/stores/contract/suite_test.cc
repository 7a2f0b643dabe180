// SPDX-License-Identifier: Apache-2.0
//
// The suite itself: its list, its report, makers that fail.
#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

#include "doverie/adapters/memory.h"
#include "doverie/testing/event_store_contract.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

class MemoryMaker final : public StoreMaker {
 public:
  std::shared_ptr<EventStore> make() override { return std::make_shared<MemoryStore>(); }
};

TEST_CASE("clauses have names that tests can be called by, each its own, and a sentence") {
  std::set<std::string_view> names;
  for (const ContractClause& clause : event_store_contract()) {
    CAPTURE(clause.name);
    CHECK(clause.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos);
    CHECK(names.insert(clause.name).second);
    CHECK(clause.sentence.size() > 10);
  }
  CHECK(names.size() > 80);
}

TEST_CASE("a report tells what passed, what failed and what was not claimed") {
  MemoryMaker maker;
  ContractOptions options;
  options.threads = 2;
  options.rounds = 3;
  const ContractReport report = run_event_store_contract(maker, options);
  INFO(report.text());
  CHECK(report.kept());
  CHECK(report.entries.size() == event_store_contract().size());
  CHECK(report.count(ClauseOutcome::failed) == 0);
  CHECK(report.count(ClauseOutcome::not_claimed) > 5);
  CHECK(report.text().find("passed       append_all_of_the_batch\n") != std::string::npos);
  CHECK(report.text().find("not claimed  reopen_keeps_all\n") != std::string::npos);
}

TEST_CASE("one clause can be run alone; an unknown one is not a success") {
  MemoryMaker maker;
  ContractOptions options;
  options.only = "read_never_written";
  CHECK(run_event_store_contract(maker, options).text() ==
        "passed       read_never_written\n1 passed, 0 failed, 0 not claimed\n");
  options.only = "no_such_clause";
  CHECK_FALSE(run_event_store_contract(maker, options).kept());
}

// What the clause `name` says of a store of which append() is replaced.
std::string told(std::string_view name, std::function<Result<AppendResult>(const Batch&)> append) {
  struct Maker final : StoreMaker {
    std::function<Result<AppendResult>(const Batch&)> append;
    std::shared_ptr<EventStore> make() override {
      auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
      store->on_append = append;
      return store;
    }
  } maker;
  maker.append = std::move(append);
  ContractOptions options;
  options.only = name;
  const ContractReport report = run_event_store_contract(maker, options);
  REQUIRE(report.entries.size() == 1);
  CHECK(report.entries[0].result.outcome == ClauseOutcome::failed);
  return report.text();
}

TEST_CASE("an explanation names the sentence, what was expected and what was seen") {
  const auto told_of = told("append_without_events", [](const Batch&) { return AppendResult{AppendOutcome::conflict}; });
  CHECK(told_of ==
        "FAILED       append_without_events\n"
        "    a store has to do this: a batch without events still leaves its command\n"
        "    the outcome of append \"c\": expected appended, but saw conflict\n"
        "0 passed, 1 failed, 0 not claimed\n");
}

TEST_CASE("a store that faults or throws fails, also on another thread") {
  const auto faults = [](const Batch&) { return Fault{FaultCode::store_full, "no room"}; };
  CHECK(told("append_without_events", faults).find("append ended with the fault store_full (no room)") != std::string::npos);
  const auto throws = [](const Batch&) -> Result<AppendResult> { throw std::runtime_error("oops"); };
  for (const char* clause : {"append_without_events", "threads_one_stream"}) {
    CHECK(told(clause, throws).find("threw an exception, which no adapter may do: oops") != std::string::npos);
  }
}

TEST_CASE("the suite ends, whatever a store does") {
  const auto conflicts = [](const Batch&) { return AppendResult{AppendOutcome::conflict}; };
  for (const char* clause : {"threads_one_stream", "erase_racing_append", "snapshot_feed_followed"}) {
    CHECK(told(clause, conflicts).find("in 10000 tries") != std::string::npos);
  }
}

TEST_CASE("a maker that makes nothing fails") {
  class Nothing final : public StoreMaker {
    std::shared_ptr<EventStore> make() override { return nullptr; }
    bool claims(StoreClaim) const override { return true; }
  } maker;
  for (const ContractClause& clause : event_store_contract()) {
    const ClauseResult result = clause.run(maker);
    CHECK(result.outcome == ClauseOutcome::failed);
    CHECK(result.explanation.find("gave no store") != std::string::npos);
  }
}

}  // namespace
}  // namespace doverie::testing
