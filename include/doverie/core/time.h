// SPDX-License-Identifier: Apache-2.0
//
// Instants, durations and civil dates. The core never asks for the time: every instant is an argument.
#ifndef DOVERIE_CORE_TIME_H_
#define DOVERIE_CORE_TIME_H_

#include "doverie/core/language.h"

#include <chrono>

namespace doverie {

// Microseconds; the resolution of everything that is stored.
using Duration = std::chrono::microseconds;

// A point of UTC time in microseconds since 1970-01-01 (no leap seconds).
using Instant = std::chrono::sys_time<Duration>;

// A date of the proleptic Gregorian calendar, without a zone: a birth date, or "today" in the policy's zone.
using CivilDate = std::chrono::year_month_day;

// The instants that the library accepts as "now": [2020-01-01, 2200-01-01). A clock outside of it is a fault, so that a
// broken clock can never write a date from which the later-of rule (see Operation) would not come back. Our choice.
inline constexpr Instant kEarliestNow{std::chrono::sys_days{std::chrono::year{2020} / 1 / 1}};
inline constexpr Instant kLatestNow{std::chrono::sys_days{std::chrono::year{2200} / 1 / 1}};

}  // namespace doverie

#endif  // DOVERIE_CORE_TIME_H_
