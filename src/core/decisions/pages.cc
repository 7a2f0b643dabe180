// SPDX-License-Identifier: Apache-2.0
//
// Cursors, written and read.
#include "core/decisions/pages.h"

#include <charconv>

#include "core/bytes/json.h"
#include "core/values/ids.h"

namespace doverie {

namespace {

Fault no_cursor() {
  return {FaultCode::invalid_argument, "cursor: " + std::string(kNotACursor)};
}

}  // namespace

std::string cursor_of(const InvitationPlace& place) {
  return iso(place.sent_at) + "/" + place.id;
}

Result<InvitationPlace> place_in(std::string_view cursor) {
  if (cursor.empty()) return InvitationPlace{};
  const std::size_t slash = cursor.find('/');
  const auto sent_at = instant_from_iso(cursor.substr(0, slash));
  if (!sent_at || slash == std::string_view::npos) return no_cursor();
  InvitationPlace place{*sent_at, InvitationId(cursor.substr(slash + 1))};
  if (!trustor_of(kInvitationPrefix, place.id) || cursor_of(place) != cursor) return no_cursor();
  return place;
}

Result<std::optional<std::uint64_t>> version_in(std::string_view cursor) {
  if (cursor.empty()) return std::optional<std::uint64_t>();
  std::uint64_t version = 0;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), version);
  if (error != std::errc() || version == 0 || std::to_string(version) != cursor) return no_cursor();
  return std::optional(version);
}

}  // namespace doverie
