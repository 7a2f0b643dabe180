// SPDX-License-Identifier: Apache-2.0
//
// The contract of EventStore as a suite that any implementation can be run against, whatever the host tests with:
//
//   class MyMaker final : public doverie::testing::StoreMaker {
//     std::shared_ptr<doverie::EventStore> make() override { return MyStore::open(new_folder()); }
//   };
//   MyMaker maker;
//   const auto report = doverie::testing::run_event_store_contract(maker);
//   if (!report.kept()) std::puts(report.text().c_str());
//
// Everything here runs on the caller's thread and, where a clause is about threads, on threads that end with the clause.
#ifndef DOVERIE_TESTING_EVENT_STORE_CONTRACT_H_
#define DOVERIE_TESTING_EVENT_STORE_CONTRACT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/ports/event_store.h"

namespace doverie::testing {

// What a maker can do besides making stores. Clauses about what it does not claim are not run.
enum class StoreClaim : std::uint8_t {
  none = 0,         // what every store has to do
  reopen = 1,       // what was written is there when the data are opened again
  open_again = 2,   // the data can be open several times at once
  processes = 3,    // also in several processes; claims open_again too
  lose_answer = 4,  // the outcome of an append can be made unknown
  restore = 5,      // a backup of the data can be restored
};

// Makes the stores that are tested; the host's part of the suite. The suite has one set of data at a time: when make() is
// called, it has let go of every store that it got before.
class StoreMaker {
 public:
  virtual ~StoreMaker() = default;

  // A store without anything in it; nullptr: it could not be made.
  virtual std::shared_ptr<EventStore> make() = 0;

  virtual bool claims(StoreClaim claim) const { return claim == StoreClaim::none; }

  // The data of the last make(), opened again. The suite has let go of every store on them.
  virtual std::shared_ptr<EventStore> reopen() { return nullptr; }
  // The data of the last make(), opened once more beside the stores that the suite still uses, with connections of its own:
  // as another process would. With the claim `processes` it is called in forked children, too, which end by _exit(); the
  // suite has let go of every store before it forks.
  virtual std::shared_ptr<EventStore> open_again() { return nullptr; }
  // From now on: the next append to a store on these data ends as `unknown`, whether it has taken effect or not. Better
  // makers do the one and the other by turns.
  virtual void lose_answer() {}
  // The data of the last make(), from a backup that was taken now and restored. The suite has let go of every store on them.
  virtual std::shared_ptr<EventStore> restore() { return nullptr; }
};

enum class ClauseOutcome : std::uint8_t {
  passed = 1,
  failed = 2,
  not_claimed = 3,  // the maker does not claim what the clause is about
};

struct ClauseResult {
  ClauseOutcome outcome = ClauseOutcome::passed;
  std::string explanation;  // when failed: the sentence that was broken, what was expected and what was seen
};

struct ContractOptions {
  std::string only{};              // the name of one clause; empty: all of them
  std::uint32_t threads = 8;       // in clauses about threads
  std::uint32_t rounds = 25;       // how often each thread does its work
  std::uint32_t streams = 10'000;  // in the clause about many streams
};

namespace contract {
class Trial;
}

// One sentence of the contract, and how it is tested.
struct ContractClause {
  std::string_view name;      // stable: [a-z0-9_]
  std::string_view sentence;  // what a store has to do
  void (*test)(contract::Trial& trial);
  StoreClaim claim = StoreClaim::none;  // what the maker has to claim

  // Tests stores of the maker's. What they throw is a failure; nothing but std::bad_alloc comes out.
  ClauseResult run(StoreMaker& maker, const ContractOptions& options = {}) const;
};

// All clauses; lives for ever. The names are unique, and the order is that of a reader: what others build on comes first.
std::span<const ContractClause> event_store_contract();

struct ContractReport {
  struct Entry {
    const ContractClause* clause;
    ClauseResult result;
  };
  std::vector<Entry> entries;

  std::size_t count(ClauseOutcome outcome) const;
  // Whether no clause failed, and any passed.
  bool kept() const;
  // One line for each clause, explanations below those that failed, and the numbers at the end.
  std::string text() const;
};

// Runs all clauses, or the one that `options` name (none when there is no such clause).
ContractReport run_event_store_contract(StoreMaker& maker, const ContractOptions& options = {});

}  // namespace doverie::testing

#endif  // DOVERIE_TESTING_EVENT_STORE_CONTRACT_H_
