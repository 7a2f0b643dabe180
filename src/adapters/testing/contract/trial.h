// SPDX-License-Identifier: Apache-2.0
//
// What clauses are written with. A clause is a function that tries a store and gets out by an exception of this folder's own
// as soon as it sees something that must not be; ContractClause::run() makes words of it.
#ifndef DOVERIE_SRC_ADAPTERS_TESTING_CONTRACT_TRIAL_H_
#define DOVERIE_SRC_ADAPTERS_TESTING_CONTRACT_TRIAL_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/testing/batches.h"
#include "doverie/testing/event_store_contract.h"

namespace doverie::testing::contract {

using Names = std::vector<std::string>;

// A clause that was broken. Thrown in this folder only.
struct Broken {
  std::string what;
};

[[noreturn]] void broken(std::string what);
inline void expect(bool holds, std::string_view what) {
  if (!holds) broken(std::string(what));
}

// Where a feed goes on behind these. A store that has lost all of them is a broken clause.
inline const std::string& last_cursor(const std::vector<FeedEntry>& entries) {
  expect(!entries.empty(), "the feed: expected events, but saw none");
  return entries.back().cursor;
}

// Values in words, for explanations; long ones are cut.
std::string words(const std::string& text);
std::string words(const Names& names);
std::string words(const EventRecord& event);
std::string words(const std::vector<EventRecord>& events);
std::string words(AppendOutcome outcome);
std::string words(Instant at);
inline std::string words(bool value) {
  return value ? "yes" : "no";
}
inline std::string words(std::uint64_t number) {
  return std::to_string(number);
}
std::string words(const Fault& fault);

// `what` names the value: "the version of stream a".
template <class T>
void expect_equal(std::string_view what, const T& seen, const T& expected) {
  if (seen == expected) return;
  broken(std::string(what) + ": expected " + words(expected) + ", but saw " + words(seen));
}

// What a Result holds; a fault is a broken clause. `what` names the call.
template <class T>
T good(Result<T> result, std::string_view what) {
  if (result.faulted()) broken(std::string(what) + " ended with the fault " + words(result.fault()));
  if (!result) broken(std::string(what) + " was rejected, which no store may do");
  return std::move(result).value();
}

// What a store shows, in single values. Everything that cannot be had is a broken clause.
class Shown {
 public:
  explicit Shown(EventStore& store) : store_(&store) {}

  EventStore& raw() { return *store_; }
  ReadResult read(const ReadRequest& request);
  StreamRecord stream(const std::string& name, bool whole = false);
  std::uint64_t version(const std::string& name) { return stream(name).version; }
  std::vector<TagEntry> entries(const std::string& tag, Instant since = Instant{});
  Names tagged(const std::string& tag, Instant since = Instant{});  // the streams that carry it, as listed
  std::optional<CommandRecord> command(const std::string& id);
  std::vector<FeedEntry> entries_behind(std::string_view cursor, std::uint32_t limit);
  Names feed(std::string_view after = {});  // `stream@version` of all events behind the cursor

  AppendOutcome append(const Batch& batch);
  void appended(const Batch& batch);   // has to be
  void conflicts(const Batch& batch);  // has to
  void is_fault(const Batch& batch);   // has to be, of any kind

  std::vector<LeasedMessage> lease(Instant now, std::uint32_t limit = 100, std::string_view queue = {});
  Names leased(Instant now, std::uint32_t limit = 100);  // ids of what was leased for a minute
  LeasedMessage lease_one(Instant now);
  void put(const std::string& id, Instant not_before = kStart);
  void settle(const std::vector<Settlement>& settlements);
  void settle(const LeasedMessage& leased, SettleAs as, Instant retry_at = {});

 private:
  EventStore* store_;
};

// One run of one clause, on a store of its own.
class Trial {
 public:
  Trial(StoreMaker& maker, const ContractOptions& options) : maker_(maker), options_(options) {}

  const ContractOptions& options() const { return options_; }
  StoreMaker& maker() { return maker_; }

  // The store, made when first asked for.
  Shown store();
  // Lets go of all stores.
  void let_go() { stores_.clear(); }
  // The same, and the same data again.
  Shown reopen();
  Shown restore();
  // The data of store() through one more store.
  Shown open_again();

  // Runs `work(thread)` in as many threads as the options say; what is broken in one of them is broken.
  void in_threads(const std::function<void(unsigned)>& work);
  // Runs `beside(stop)` on one more thread while `work` runs on this one; `stop()` tells when it is done.
  void beside(const std::function<void(const std::function<bool()>& stop)>& other, const std::function<void()>& work);

 private:
  Shown keep(std::shared_ptr<EventStore> store, std::string_view how);

  StoreMaker& maker_;
  const ContractOptions& options_;
  std::vector<std::shared_ptr<EventStore>> stores_;
};

// Runs `work`, and gives what was broken in it, or nullopt.
std::optional<std::string> breach_of(const std::function<void()>& work);

// Counts how often something is tried again, so that a store that never lets it succeed fails and does not hang.
class Tries {
 public:
  explicit Tries(std::string_view what) : what_(what) {}
  void one_more() {
    if (++count_ > kMost) broken(std::string(what_) + " did not succeed in " + std::to_string(kMost) + " tries");
  }

 private:
  static constexpr unsigned kMost = 10'000;
  std::string_view what_;
  unsigned count_ = 0;
};

// `thread.round` for every event that threads write.
std::string id_of(unsigned thread, unsigned round);
// Appends one event to `stream` behind whatever is there, however often that takes, and a message.
void append_after_races(Shown store, const std::string& stream, const std::string& id);
// Sorted ids of everything that all threads write.
Names ids_of_all(const ContractOptions& options);

// The clauses of each file, in order.
std::span<const ContractClause> read_clauses();
std::span<const ContractClause> payload_clauses();
std::span<const ContractClause> append_clauses();
std::span<const ContractClause> summary_clauses();
std::span<const ContractClause> tag_clauses();
std::span<const ContractClause> erase_clauses();
std::span<const ContractClause> lease_clauses();
std::span<const ContractClause> settle_clauses();
std::span<const ContractClause> withdraw_clauses();
std::span<const ContractClause> let_go_clauses();
std::span<const ContractClause> feed_clauses();
std::span<const ContractClause> thread_clauses();
std::span<const ContractClause> snapshot_clauses();
std::span<const ContractClause> claimed_clauses();

}  // namespace doverie::testing::contract

#endif  // DOVERIE_SRC_ADAPTERS_TESTING_CONTRACT_TRIAL_H_
