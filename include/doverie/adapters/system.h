// SPDX-License-Identifier: Apache-2.0
//
// Clock and entropy of the machine.
#ifndef DOVERIE_ADAPTERS_SYSTEM_H_
#define DOVERIE_ADAPTERS_SYSTEM_H_

#include "doverie/core/result.h"
#include "doverie/core/secret.h"
#include "doverie/ports/clock.h"
#include "doverie/ports/entropy.h"

namespace doverie {

class SystemClock final : public Clock {
 public:
  Instant now() override;
  Duration elapsed() override;  // CLOCK_BOOTTIME
};

// OpenSSL's RAND_bytes.
class SystemEntropy final : public Entropy {
 public:
  bool fill(std::span<std::uint8_t> bytes) override;
};

// A secret for StartRecovery: kRecoverySecretBytes of `entropy`. entropy_unavailable when there are none.
Result<Secret> new_recovery_secret(Entropy& entropy);

}  // namespace doverie

#endif  // DOVERIE_ADAPTERS_SYSTEM_H_
