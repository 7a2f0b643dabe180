// SPDX-License-Identifier: Apache-2.0
//
// Feed cursors of the stores that number their events: the position in decimal digits.
#ifndef DOVERIE_SRC_ADAPTERS_CURSOR_H_
#define DOVERIE_SRC_ADAPTERS_CURSOR_H_

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "doverie/core/result.h"

namespace doverie {

// The position behind which to go on; 0 for the empty cursor.
inline Result<std::int64_t> position_of(std::string_view cursor) {
  std::int64_t position = 0;
  if (cursor.empty()) return position;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), position);
  if (error == std::errc{} && end == cursor.data() + cursor.size() && position >= 0) return position;
  return Fault{FaultCode::invalid_argument, "feed: the cursor is not one that this store has handed out"};
}

}  // namespace doverie

#endif  // DOVERIE_SRC_ADAPTERS_CURSOR_H_
