// SPDX-License-Identifier: Apache-2.0
//
// May this be written here? Versions of the library that share a store are upgraded one after the other, and until the last of them is,
// nothing is written that one of them cannot read. So a store has a level, a number in the realm's record that an operator raises; and
// what a version of the library writes that earlier ones cannot read has a row that says from which level on.
#ifndef DOVERIE_SRC_CORE_RECORDS_LEVELS_H_
#define DOVERIE_SRC_CORE_RECORDS_LEVELS_H_

#include <cstdint>
#include <string_view>

namespace doverie {

// Of a store that nobody has raised.
inline constexpr std::int64_t kFirstLevel = 1;

// From `level` on the type is written in that version; before, in the one of the row before, or in version 1.
struct RaisedType {
  std::string_view type;
  std::int64_t version;
  std::int64_t level;
};

// The level up to which this library reads and writes, and its version: levels.cc, which the tests build a second time, with a
// level that they have invented.
std::int64_t newest_level();
std::string_view library_version();

// In which version an event of the type is written at that level. `newest`: of the types of this library, for one that has no row.
std::int64_t version_at(std::string_view type, std::int64_t newest, std::int64_t level);
// Whether there is any type that this library reads in that version because of a row.
bool raised_to(std::string_view type, std::int64_t version);
std::int64_t newest_raised();

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_LEVELS_H_
