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
  virtual Instant now() = 0;
};

}  // namespace doverie

#endif  // DOVERIE_PORTS_CLOCK_H_
