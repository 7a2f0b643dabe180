// SPDX-License-Identifier: Apache-2.0
//
// Group commit. Appends that come while others are being written wait, and then share one transaction and one round trip.
// There is no thread for it: a caller who finds nobody writing leads, that is, writes for everybody who waits, and passes the
// lead on when he is done. The server's disk decides how large the groups become.
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_GROUPS_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_GROUPS_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "doverie/core/records.h"
#include "doverie/core/result.h"

namespace doverie::postgres {

// One caller's batch. All but the batch is guarded by the mutex of Groups.
struct Appending {
  explicit Appending(const Batch& the_batch) : batch(the_batch) {}

  const Batch& batch;
  std::optional<Result<AppendResult>> result{};
  std::condition_variable turn{};
  bool leads = false;  // it is this caller's turn to lead
};
using Group = std::vector<Appending*>;

// In ascending order of command id.
using Batches = std::vector<const Batch*>;

class Groups {
 public:
  struct Writer {
    virtual ~Writer() = default;
    // One result for each.
    virtual std::vector<Result<AppendResult>> write(const Batches& batches) = 0;
  };
  // Gets what is needed to write one group; called before its members are chosen, because more gather meanwhile.
  using Prepare = std::function<Result<std::unique_ptr<Writer>>()>;

  Groups(std::uint32_t most_leaders, Prepare prepare) : most_leaders_(most_leaders), prepare_(std::move(prepare)) {}

  // Thread-safe. REQUIRES: the batch is without a flaw.
  Result<AppendResult> append(const Batch& batch);

 private:
  using Lock = std::unique_lock<std::mutex>;

  void lead(Lock& lock);
  Group choose();
  static std::vector<Result<AppendResult>> write(Writer& writer, const Group& group);
  void call_next();

  const std::uint32_t most_leaders_;
  const Prepare prepare_;
  std::mutex mutex_;
  std::deque<Appending*> waiting_;  // guarded by mutex_
  std::uint32_t leaders_ = 0;       // guarded by mutex_; those who were called and have not begun included
};

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_GROUPS_H_
