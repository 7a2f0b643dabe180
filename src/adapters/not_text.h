// SPDX-License-Identifier: Apache-2.0
//
// What to say of a stored text that is none.
#ifndef DOVERIE_SRC_ADAPTERS_NOT_TEXT_H_
#define DOVERIE_SRC_ADAPTERS_NOT_TEXT_H_

#include <string_view>

#include "core/bytes/encoding.h"
#include "doverie/core/records.h"
#include "doverie/core/result.h"

namespace doverie {

// Everything that was appended is UTF-8: other bytes come from a disk, or from somebody's hand.
inline bool is_text(const EventRecord& event) {
  return valid_utf8(event.bytes) && valid_utf8(event.seal);
}

// `place` names it: "stream circle/maria, version 3".
inline Fault not_text(std::string_view place) {
  return Fault{FaultCode::store_corrupt,
               "event store: " + legible(place) + ": is not UTF-8, as everything that was appended is; restore a backup"};
}

}  // namespace doverie

#endif  // DOVERIE_SRC_ADAPTERS_NOT_TEXT_H_
