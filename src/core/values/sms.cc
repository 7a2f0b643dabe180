// SPDX-License-Identifier: Apache-2.0
//
// Counts characters of UTF-16 in UTF-8, and reads host names label by label.
#include "core/values/sms.h"

#include <algorithm>
#include <string>

namespace doverie {

namespace {

constexpr std::size_t kMostOriginCharacters = 64;
constexpr std::size_t kMostLabelCharacters = 63;

bool is_label(std::string_view label) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !label.empty() && label.size() <= kMostLabelCharacters && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, good);
}

bool is_host(std::string_view name) {
  while (true) {
    const std::size_t end = std::min(name.find('.'), name.size());
    if (!is_label(name.substr(0, end))) return false;
    if (end == name.size()) return true;
    name.remove_prefix(end + 1);
  }
}

}  // namespace

int ucs2_segments(std::string_view utf8) {
  std::size_t characters = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) ++characters;
    if (byte >= 0xF0U) ++characters;  // beyond 16 bits: a pair
  }
  if (characters <= kSegmentCharacters) return 1;
  return static_cast<int>((characters + kJoinedSegmentCharacters - 1) / kJoinedSegmentCharacters);
}

Status check_sms_origin(std::string_view origin) {
  if (origin.empty() || (origin.size() <= kMostOriginCharacters && is_host(origin))) return Done{};
  return Fault{FaultCode::invalid_argument, "sms_origin: is \"" + std::string(origin.substr(0, kMostOriginCharacters + 1)) +
                                                "\"; a host name of at most 64 characters in small letters, such as "
                                                "gosuslugi.ru, or empty for no such line"};
}

}  // namespace doverie
