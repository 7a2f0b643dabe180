// SPDX-License-Identifier: Apache-2.0
//
// What population_bench measures the library against: the best that somebody would write by hand for this one rule book, and the
// speed at which the columns can be read at all.
#ifndef DOVERIE_TESTS_BENCH_POPULATION_BASELINES_H_
#define DOVERIE_TESTS_BENCH_POPULATION_BASELINES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "doverie/core/facts.h"

namespace doverie::bench {

// A row: days since 1970-01-01, and one bit for each fact.
inline constexpr std::uint8_t kExists = 0x01;
inline constexpr std::uint8_t kCitizen = 0x04;
inline constexpr std::uint8_t kConfirmed = 0x08;
inline constexpr std::uint8_t kPhoneConfirmed = 0x10;
inline constexpr std::uint8_t kPassportCurrent = 0x20;
inline constexpr std::uint8_t kPhoneAllowed = 0x40;
inline constexpr std::uint8_t kPhoneReplacing = 0x80;

// The gosuslugi rules for contacts, as somebody would write them down who needs no other: which checks failed.
struct HandWritten {
  std::int32_t latest_birth_day;  // of those who are old enough
  CivilDate latest_birth_date;    // the same
  std::string_view phone_prefix;

  std::uint8_t failed(std::int32_t birth_day, std::uint8_t flags) const;
  std::uint8_t failed(const AccountFacts& account) const;
};

// Reads both columns with the widest instructions there are, adding up everything so that nothing can be left out.
struct ColumnReader {
  const char* name;
  std::uint64_t (*read)(const std::int32_t* birth_days, const std::uint8_t* flags, std::size_t count);
};

// Those that this processor can run, the widest first.
std::vector<ColumnReader> column_readers();

}  // namespace doverie::bench

#endif  // DOVERIE_TESTS_BENCH_POPULATION_BASELINES_H_
