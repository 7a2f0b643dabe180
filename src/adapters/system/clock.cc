// SPDX-License-Identifier: Apache-2.0
//
// The machine's time of day, and how long it has been running.
#include <chrono>
#include <ctime>

#include "doverie/adapters/system.h"

namespace doverie {

Instant SystemClock::now() {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

Duration SystemClock::elapsed() {
  timespec since_boot{};
  ::clock_gettime(CLOCK_BOOTTIME, &since_boot);  // cannot fail: the clock is there since Linux 2.6.39
  return std::chrono::floor<Duration>(std::chrono::seconds(since_boot.tv_sec) +
                                      std::chrono::nanoseconds(since_boot.tv_nsec));
}

}  // namespace doverie
