// SPDX-License-Identifier: Apache-2.0
//
// The levels that there are. A new one is a number more, and a row for each type that it raises.
#include "core/records/levels.h"

#include <algorithm>
#include <span>

namespace doverie {

namespace {

#ifdef DOVERIE_INVENTED_LEVEL  // of the tests, as if this were the library after next
constexpr std::int64_t kNewestLevel = 2;
constexpr std::string_view kLibraryVersion = "0.2.0";
constexpr RaisedType kInvented[] = {{"owner_seen", 2, 2}};
constexpr std::span<const RaisedType> kRaised = kInvented;
#else
constexpr std::int64_t kNewestLevel = kFirstLevel;
constexpr std::string_view kLibraryVersion = "0.1.0";
constexpr std::span<const RaisedType> kRaised;
#endif

}  // namespace

std::int64_t newest_level() {
  return kNewestLevel;
}

std::string_view library_version() {
  return kLibraryVersion;
}

std::int64_t version_at(std::string_view type, std::int64_t newest, std::int64_t level) {
  std::int64_t version = newest;
  for (const RaisedType& row : kRaised) {
    if (row.type == type) version = row.level <= level ? row.version : std::min(version, row.version - 1);
  }
  return version;
}

bool raised_to(std::string_view type, std::int64_t version) {
  return std::ranges::any_of(kRaised, [&](const RaisedType& row) { return row.type == type && row.version >= version; });
}

std::int64_t newest_raised() {
  std::int64_t newest = 1;
  for (const RaisedType& row : kRaised) newest = std::max(newest, row.version);
  return newest;
}

}  // namespace doverie
