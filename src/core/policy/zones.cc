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

// One part or several with slashes between them.
bool are_parts(std::string_view text) {
  constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
  const bool empty_part = text.empty() || text.front() == '/' || text.back() == '/' || text.find("//") != text.npos;
  return !empty_part && text.find_first_not_of(kAllowed) == text.npos;
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
