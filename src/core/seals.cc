// SPDX-License-Identifier: Apache-2.0
#include "core/seals.h"

#include "core/digests.h"

namespace doverie {

std::string sealed_bytes(std::string_view stream, std::uint64_t version, std::string_view previous_seal,
                         std::string_view bytes) {
  return length_prefixed({"doverie seal 1", stream, std::to_string(version), previous_seal, bytes});
}

Result<bool> seal_fits(const Macs& keys, std::string_view stream, std::uint64_t version, std::string_view previous_seal,
                       const EventRecord& event) {
  return verify_keyed_mac(keys, KeyPurpose::audit, event.seal, sealed_bytes(stream, version, previous_seal, event.bytes));
}

}  // namespace doverie
