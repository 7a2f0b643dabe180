// SPDX-License-Identifier: Apache-2.0
//
// Abseil's time zones: neither compiler has those of C++20 yet.
#include "doverie/civil.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

namespace doverie {

Result<CivilDate> civil_date(Instant now, const std::string& time_zone) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(time_zone, &zone)) {  // cached by Abseil after the first time
    return Fault{FaultCode::invalid_argument,
                 "time_zone \"" + time_zone + "\" is not known on this machine; install tzdata or correct the policy"};
  }
  const absl::CivilDay day(zone.At(absl::FromUnixMicros(now.time_since_epoch().count())).cs);
  return CivilDate{std::chrono::year{static_cast<int>(day.year())}, std::chrono::month{static_cast<unsigned>(day.month())},
                   std::chrono::day{static_cast<unsigned>(day.day())}};
}

}  // namespace doverie
