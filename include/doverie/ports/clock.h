// SPDX-License-Identifier: Apache-2.0
//
// What time is it? The host's clock, or the machine's (adapters/system.h).
#ifndef DOVERIE_PORTS_CLOCK_H_
#define DOVERIE_PORTS_CLOCK_H_

#include "doverie/core/time.h"

namespace doverie {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // The time of day, in UTC.
  virtual Instant now() = 0;
  // How much time has really gone by since some moment that stays the same while the process lives. It goes on while the machine
  // sleeps, and nobody can set it: CLOCK_BOOTTIME. A service compares the two, so that setting the clock lengthens no life.
  virtual Duration elapsed() = 0;
};

}  // namespace doverie

#endif  // DOVERIE_PORTS_CLOCK_H_
