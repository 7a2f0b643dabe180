// SPDX-License-Identifier: Apache-2.0
//
// Stores that are broken on purpose, one fault each: the suite has to find each by the clause that names it.
#include <doctest/doctest.h>

#include <map>
#include <thread>

#include "doverie/ports/batch.h"
#include "doverie/testing/event_store_contract.h"
#include "stores/contract/broken_stores.h"

namespace doverie::testing {
namespace {

// Makes broken stores; claims whatever a fault is about.
class BrokenMaker final : public StoreMaker {
 public:
  explicit BrokenMaker(std::function<void(BrokenStore&)> breaks) : breaks_(std::move(breaks)) {}

  std::shared_ptr<EventStore> make() override {
    data_ = std::make_shared<MemoryStore>();
    flags_ = std::make_shared<BrokenStore::Flags>();
    return open_again();
  }
  bool claims(StoreClaim claim) const override { return claim != StoreClaim::processes; }
  std::shared_ptr<EventStore> open_again() override {
    auto store = std::make_shared<BrokenStore>(data_, flags_);
    breaks_(*store);
    ++flags_->openings;
    return store;
  }
  std::shared_ptr<EventStore> reopen() override { return open_again(); }
  std::shared_ptr<EventStore> restore() override {
    ++flags_->epoch;
    return open_again();
  }
  void lose_answer() override { flags_->lose = ++times_ % 2 == 0 ? Lose::before : Lose::after; }

 private:
  std::function<void(BrokenStore&)> breaks_;
  std::shared_ptr<MemoryStore> data_;
  std::shared_ptr<BrokenStore::Flags> flags_;
  int times_ = 0;
};

ContractOptions small(std::string_view only = {}) {
  ContractOptions options;
  options.only = only;
  options.threads = 4;
  options.rounds = 10;
  options.streams = 1'000;
  return options;
}

TEST_CASE("the store that the faults are put into keeps the contract") {
  BrokenMaker maker([](BrokenStore&) {});
  const ContractReport report = run_event_store_contract(maker, small());
  INFO(report.text());
  CHECK(report.kept());
  CHECK(report.count(ClauseOutcome::not_claimed) == 1);
}

// One test case for each row of kFaults: it is named after what is wrong.
void find_fault() {
  const std::string_view name = doctest::getContextOptions()->currentTest->m_name;
  const auto fault = std::ranges::find(faults(), name, &StoreFault::what);
  BrokenMaker maker(fault->breaks);
  const ContractReport report = run_event_store_contract(maker, small(fault->clause));
  REQUIRE(report.entries.size() == 1);
  INFO(report.text());
  CHECK(report.entries[0].result.outcome == ClauseOutcome::failed);
}

int register_faults() {
  for (const StoreFault& fault : faults()) {
    doctest::detail::TestCase test(find_fault, __FILE__, __LINE__, doctest_detail_test_suite_ns::getCurrentTestSuite());
    doctest::detail::regTest(test * fault.what);
  }
  return static_cast<int>(faults().size());
}

[[maybe_unused]] const int kRegistered = register_faults();

}  // namespace
}  // namespace doverie::testing
