// SPDX-License-Identifier: Apache-2.0
//
// Keyed digests as the core sees them: a pure function handed in by the caller. Keys themselves never enter the core, so
// that they may live in an HSM.
#ifndef DOVERIE_CORE_DIGEST_H_
#define DOVERIE_CORE_DIGEST_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/result.h"

namespace doverie {

using Digest = std::array<std::uint8_t, 32>;

// What a key is for. Three independent keys: whoever has one learns nothing from it about the others.
enum class KeyPurpose : std::uint8_t {
  code = 1,   // derives one-time codes
  index = 2,  // blinds phone numbers into lookup tags
  audit = 3,  // seals events and fingerprints commands
};

// HMAC under keys that are named, not seen: HMAC-SHA-256, unless the name of the key tells another algorithm.
//
// Threads: const methods are called from any thread at once.
class Macs {
 public:
  virtual ~Macs() = default;

  // The id of the key that new records of this purpose are made with; 1 to 32 of [a-z0-9._-]. Records keep it, and nothing else
  // tells how they were made: a key of another algorithm than SHA-256 is `<id>@<algorithm>` (MemoryKeyRing). No colon.
  virtual Result<std::string> active_key(KeyPurpose purpose) const = 0;

  // The keys of this purpose under which records may still be found: the active one first, then those that only verify. A
  // ring whose keys never rotate need not override it.
  virtual Result<std::vector<std::string>> usable_keys(KeyPurpose purpose) const {
    auto active = active_key(purpose);
    if (!active) return active.as<std::vector<std::string>>();
    return std::vector<std::string>{*std::move(active)};
  }

  // HMAC of `bytes` under the key `key_id`. Faults with key_unavailable when the key is unknown or revoked.
  virtual Result<Digest> mac(KeyPurpose purpose, std::string_view key_id, std::string_view bytes) const = 0;

  // HMAC of `bytes` under a key derived for this use alone: the HMAC of `info` under the key `key_id`. A ring whose keys are all
  // of SHA-256 need not override it.
  virtual Result<Digest> derived_mac(KeyPurpose purpose, std::string_view key_id, std::string_view info,
                                     std::string_view bytes) const;
};

}  // namespace doverie

#endif  // DOVERIE_CORE_DIGEST_H_
