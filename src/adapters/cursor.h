// SPDX-License-Identifier: Apache-2.0
//
// Feed cursors of the stores that number their events: `<position>`, or `<epoch>.<position>` once a backup has been restored.
#ifndef DOVERIE_SRC_ADAPTERS_CURSOR_H_
#define DOVERIE_SRC_ADAPTERS_CURSOR_H_

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "doverie/core/result.h"

namespace doverie {

inline std::string cursor_of(std::int64_t position, std::uint64_t epoch = 0) {
  return epoch == 0 ? std::to_string(position) : std::to_string(epoch) + "." + std::to_string(position);
}

// The position behind which to go on in a store of this epoch; 0 for the empty cursor.
inline Result<std::int64_t> position_of(std::string_view cursor, std::uint64_t epoch = 0) {
  if (cursor.empty()) return std::int64_t{0};
  const auto wrong = [](const char* why) {
    return Fault{FaultCode::invalid_argument, std::string("feed: the cursor ") + why};
  };
  const auto read = [](std::string_view digits, auto& number) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc{} && end == digits.data() + digits.size() && number >= 0;
  };
  const std::size_t dot = cursor.find('.');
  const bool dotted = dot != std::string_view::npos;
  std::uint64_t handed_out_in = 0;
  std::int64_t position = 0;
  const bool legible =
      (!dotted || read(cursor.substr(0, dot), handed_out_in)) && read(dotted ? cursor.substr(dot + 1) : cursor, position);
  if (!legible || handed_out_in > epoch) return wrong("is not one that this store has handed out");
  if (handed_out_in == epoch) return position;
  return wrong("is from before a backup was restored, and some of what it has seen is gone; begin anew with an empty one");
}

}  // namespace doverie

#endif  // DOVERIE_SRC_ADAPTERS_CURSOR_H_
