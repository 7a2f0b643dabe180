// SPDX-License-Identifier: Apache-2.0
//
// Areas and names without one from their lists; behind an area, parts of letters, digits, `_`, `+` and `-`.
#include "core/policy/zones.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace doverie {

namespace {

constexpr std::size_t kMostBytes = 64;

bool is_in(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

bool is_part_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
}

// One part or several with slashes between them.
bool are_parts(std::string_view text) {
  while (true) {
    const std::size_t end = std::min(text.find('/'), text.size());
    if (end == 0 || !std::ranges::all_of(text.substr(0, end), is_part_character)) return false;
    if (end == text.size()) return true;
    text.remove_prefix(end + 1);
  }
}

std::string alternatives(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) {
    if (!text.empty()) text += '|';
    for (const char c : name) {
      if (c == '+') text += '\\';
      text += c;
    }
  }
  return text;
}

}  // namespace

bool is_zone_name(std::string_view zone) {
  if (is_in(zone, kZonesWithoutArea)) return true;
  const std::size_t slash = zone.find('/');
  if (slash == std::string_view::npos || zone.size() > kMostBytes) return false;
  return is_in(zone.substr(0, slash), kZoneAreas) && are_parts(zone.substr(slash + 1));
}

std::string zone_name_pattern() {
  return "^((" + alternatives(kZoneAreas) + ")(/[A-Za-z0-9_+-]+)+|" + alternatives(kZonesWithoutArea) + ")$";
}

}  // namespace doverie
