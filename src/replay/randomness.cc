// SPDX-License-Identifier: Apache-2.0
//
// Ids and request numbers are spelled-out random bytes: the same bytes make the same ids again.
#include "replay/randomness.h"

#include "core/bytes/encoding.h"

namespace doverie::replay {

namespace {

constexpr std::size_t kIdDigits = 32;

}  // namespace

std::string bytes_in(std::string_view prefix, const std::string& id) {
  return unhex(std::string_view(id).substr(prefix.size(), kIdDigits)).value_or("");
}

std::string bytes_of_number(const std::string& number) {
  std::uint32_t value = 0;
  for (const char digit : number) value = value * 10 + static_cast<std::uint32_t>(digit - '0');
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

}  // namespace doverie::replay
