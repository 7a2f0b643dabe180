// SPDX-License-Identifier: Apache-2.0
//
// What goes by itself when its time is over? Records of commands that nobody repeats any more, and messages that were put aside long
// ago. What holds personal data has messages of its own, in the pump.
#ifndef DOVERIE_SRC_APP_HOUSEKEEPING_H_
#define DOVERIE_SRC_APP_HOUSEKEEPING_H_

#include <mutex>
#include <optional>
#include <string>

#include "doverie/ports/event_store.h"

namespace doverie {

// Thread-safe.
class Housekeeping {
 public:
  // REQUIRES: the store outlives it.
  Housekeeping(EventStore& store, std::string realm, Duration commands_kept)
      : store_(store), realm_(std::move(realm)), commands_kept_(commands_kept) {}

  // A step, unless the last one was a moment ago and has left nothing to do. `elapsed`: of the machine (Clock::elapsed).
  Status step(Instant now, Duration elapsed);

 private:
  // Whether the next step of that kind is due; then it counts as done.
  bool due(std::optional<Duration>& next, Duration elapsed, Duration pause);
  Status let_go_of_commands(Instant now, Duration elapsed);
  Status let_go_of_messages(Instant now);

  EventStore& store_;
  const std::string realm_;
  const Duration commands_kept_;
  std::mutex mutex_;
  std::optional<Duration> next_commands_;  // guarded by mutex_, as is the other
  std::optional<Duration> next_messages_;
};

}  // namespace doverie

#endif  // DOVERIE_SRC_APP_HOUSEKEEPING_H_
