// SPDX-License-Identifier: Apache-2.0
//
// Where do random bytes come from? Ids, challenges and numbers of requests are made of them.
#ifndef DOVERIE_PORTS_ENTROPY_H_
#define DOVERIE_PORTS_ENTROPY_H_

#include "doverie/core/language.h"

#include <cstdint>
#include <span>

namespace doverie {

// Thread-safe.
class Entropy {
 public:
  virtual ~Entropy() = default;
  // Fills `bytes` with unpredictable bytes; false when there are none to be had.
  virtual bool fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace doverie

#endif  // DOVERIE_PORTS_ENTROPY_H_
