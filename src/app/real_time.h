// SPDX-License-Identifier: Apache-2.0
//
// What time is it, if nobody sets the clock? The clock's time, held against the time that has really gone by since the first look.
#ifndef DOVERIE_SRC_APP_REAL_TIME_H_
#define DOVERIE_SRC_APP_REAL_TIME_H_

#include <mutex>
#include <optional>

#include "doverie/core/result.h"
#include "doverie/ports/clock.h"

namespace doverie {

// Thread-safe. REQUIRES: the clock outlives it.
class RealTime {
 public:
  explicit RealTime(Clock& clock) : clock_(clock) {}

  // The later of the clock and of what it has to show at least, so that no life is longer than it says. clock_skew when the two
  // differ by more than kMostSkew: somebody has set the clock.
  Result<Instant> now();

 private:
  // What the clock showed when so much time had gone by.
  struct Look {
    Instant now;
    Duration elapsed;
  };
  Look first(const Look& look);

  Clock& clock_;
  std::mutex mutex_;
  std::optional<Look> first_;  // guarded by mutex_
};

}  // namespace doverie

#endif  // DOVERIE_SRC_APP_REAL_TIME_H_
