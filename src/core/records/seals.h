// SPDX-License-Identifier: Apache-2.0
//
// The keyed hash that chains an event to its predecessor.
#ifndef DOVERIE_SRC_CORE_RECORDS_SEALS_H_
#define DOVERIE_SRC_CORE_RECORDS_SEALS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "core/bytes/json.h"
#include "doverie/core/digest.h"
#include "doverie/core/records.h"

namespace doverie {

// What the seal of version `version` of a stream is the keyed hash of; `previous_seal` is empty for version 1.
std::string sealed_bytes(std::string_view stream, std::uint64_t version, std::string_view previous_seal,
                         std::string_view bytes);

// Whether the event's seal is that of its bytes in this place. Faults: key_unavailable.
Result<bool> seal_fits(const Macs& keys, std::string_view stream, std::uint64_t version, std::string_view previous_seal,
                       const EventRecord& event);

// The keyed hash that chains an event to its place.
Result<std::string> make_seal(const Macs& keys, std::string_view stream, std::uint64_t version,
                              std::string_view previous_seal, std::string_view bytes);
// audit_broken, naming stream and version, unless every seal fits.
Status verify_seals(const Macs& keys, const StreamRecord& record, JsonReader& reader);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_SEALS_H_
