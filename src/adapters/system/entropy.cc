// SPDX-License-Identifier: Apache-2.0
//
// Random bytes of the machine, and recovery secrets made of them.
#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <climits>

#include "doverie/adapters/system.h"

namespace doverie {

bool SystemEntropy::fill(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const std::size_t part = std::min<std::size_t>(bytes.size(), INT_MAX);
    if (RAND_bytes(bytes.data(), static_cast<int>(part)) != 1) return false;
    bytes = bytes.subspan(part);
  }
  return true;
}

Result<Secret> new_recovery_secret(Entropy& entropy) {
  std::array<std::uint8_t, kRecoverySecretBytes> bytes{};
  if (!entropy.fill(bytes)) {
    return Fault{FaultCode::entropy_unavailable, "recovery secret: the entropy source gave no random bytes"};
  }
  Secret secret(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return secret;
}

}  // namespace doverie
