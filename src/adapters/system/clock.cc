// SPDX-License-Identifier: Apache-2.0
//
// The machine's time of day.
#include <chrono>

#include "doverie/adapters/system.h"

namespace doverie {

Instant SystemClock::now() {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

}  // namespace doverie
