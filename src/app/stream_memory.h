// SPDX-License-Identifier: Apache-2.0
//
// The streams that a service has seen last, so that it need not read, check and fold their events again. The store is asked
// every time whether they are still the latest.
#ifndef DOVERIE_SRC_APP_STREAM_MEMORY_H_
#define DOVERIE_SRC_APP_STREAM_MEMORY_H_

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "doverie/core/operation.h"

namespace doverie {

// Thread-safe. Holds `most` streams at most, and at least the half of them that were wanted last: whatever is wanted goes
// into the younger of two halves, and when that is full, the older is thrown away.
class StreamMemory {
 public:
  explicit StreamMemory(std::size_t most) : half_(most / 2) {}

  // One for each of them, nullptr for what is not remembered; empty when nothing ever is.
  std::vector<KnownStream> recall(const std::vector<std::string>& streams);
  // An older version never takes the place of a newer one.
  void remember(std::vector<KnownStream> streams);

 private:
  using Half = std::unordered_map<std::string_view, KnownStream>;  // keys are in the values

  const KnownStream* find(const std::string& stream);
  void put(KnownStream stream);

  const std::size_t half_;
  std::mutex mutex_;
  Half young_;
  Half old_;
};

}  // namespace doverie

#endif  // DOVERIE_SRC_APP_STREAM_MEMORY_H_
