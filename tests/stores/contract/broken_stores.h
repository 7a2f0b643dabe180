// SPDX-License-Identifier: Apache-2.0
//
// A good store with a place for one fault, and the faults.
#ifndef DOVERIE_TESTS_STORES_CONTRACT_BROKEN_STORES_H_
#define DOVERIE_TESTS_STORES_CONTRACT_BROKEN_STORES_H_

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "doverie/adapters/memory.h"

namespace doverie::testing {

enum class Lose : std::uint8_t { nothing = 0, before = 1, after = 2 };

// A store over data in memory. Every method is a function that a fault may replace; `data` does the real work.
class BrokenStore final : public EventStore {
 public:
  // What all openings of the same data share.
  struct Flags {
    std::atomic<Lose> lose = Lose::nothing;
    std::atomic<std::uint64_t> epoch = 1;
    std::atomic<std::int64_t> last_at = 0;
    std::atomic<int> openings = 0;
  };

  BrokenStore(std::shared_ptr<MemoryStore> kept, std::shared_ptr<Flags> shared);

  Result<ReadResult> read(const ReadRequest& request) override { return on_read(request); }
  Result<AppendResult> append(const Batch& batch) override { return on_append(batch); }
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                    std::uint32_t limit) override {
    return on_lease(queue, now, lease_for, limit);
  }
  Status settle_messages(const std::vector<Settlement>& settlements) override { return on_settle(settlements); }
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) override { return on_feed(after, limit); }
  Result<std::uint32_t> let_go_of_commands(Instant before, std::uint32_t limit) override { return on_let_go(before, limit); }

  std::shared_ptr<MemoryStore> data;
  std::shared_ptr<Flags> flags;
  std::function<Result<ReadResult>(const ReadRequest&)> on_read;
  std::function<Result<AppendResult>(const Batch&)> on_append;
  std::function<Result<std::vector<LeasedMessage>>(std::string_view, Instant, Duration, std::uint32_t)> on_lease;
  std::function<Status(const std::vector<Settlement>&)> on_settle;
  std::function<Result<std::vector<FeedEntry>>(std::string_view, std::uint32_t)> on_feed;
  std::function<Result<std::uint32_t>(Instant, std::uint32_t)> on_let_go;

  // Changes what the good store gives.
  void change_read(std::function<void(const ReadRequest&, ReadResult&)> change);
  void change_batch(std::function<void(Batch&)> change);
  void change_append(std::function<void(const Batch&, AppendResult&)> change);
  void change_leases(std::function<void(std::vector<LeasedMessage>&)> change);
  void change_feed(std::function<void(std::vector<FeedEntry>&)> change);
};

struct StoreFault {
  const char* what;         // what is wrong with the store
  std::string_view clause;  // the one that has to find it
  void (*breaks)(BrokenStore& store);
};

std::span<const StoreFault> faults();

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_STORES_CONTRACT_BROKEN_STORES_H_
