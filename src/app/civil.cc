// SPDX-License-Identifier: Apache-2.0
//
// Abseil's time zones: neither compiler has those of C++20 yet. Its layer cctz alone, under absl::Time: one library to load in place
// of nine (docs/decisions/0272-what-is-loaded.md).
#include "doverie/civil.h"

#include <absl/time/internal/cctz/include/cctz/time_zone.h>

namespace doverie {

namespace cctz = absl::time_internal::cctz;

Result<CivilDate> civil_date(Instant now, const std::string& time_zone) {
  cctz::time_zone zone;
  if (!cctz::load_time_zone(time_zone, &zone)) {  // cached by Abseil after the first time
    return Fault{FaultCode::invalid_argument,
                 "time_zone \"" + time_zone + "\" is not known on this machine; install tzdata or correct the policy"};
  }
  const cctz::civil_day day(cctz::convert(now, zone));
  return CivilDate{std::chrono::year{static_cast<int>(day.year())}, std::chrono::month{static_cast<unsigned>(day.month())},
                   std::chrono::day{static_cast<unsigned>(day.day())}};
}

}  // namespace doverie
