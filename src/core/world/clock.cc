// SPDX-License-Identifier: Apache-2.0
//
// May this clock be gone by? It is held against what the store knows of time.
#include <array>
#include <string>
#include <utility>

#include "core/bytes/json.h"
#include "core/world/world.h"

namespace doverie {

namespace {

Fault clock_fault(std::string why) {
  return Fault{FaultCode::clock_skew, "the clock " + std::move(why)};
}

// As far as it matters: `3 days`.
std::string roughly(Duration duration) {
  constexpr std::pair<Duration, std::string_view> kUnits[] = {
      {std::chrono::days(1), " days"}, {std::chrono::hours(1), " h"}, {std::chrono::minutes(1), " min"}};
  for (const auto& [unit, name] : kUnits) {
    if (duration >= 2 * unit) return std::to_string(duration / unit) + std::string(name);
  }
  return std::to_string(duration / std::chrono::seconds(1)) + " s";
}

}  // namespace

Status check_clock(Instant clock, const TimeOfStore& store) {
  if (store.now && (*store.now < store.asked_at - kMostSkew || *store.now > store.answered_at + kMostSkew)) {
    return clock_fault("is more than 5 s away from the store's; synchronise both");
  }
  if (!store.last_at || clock + kMostSkew >= *store.last_at) return Done{};
  return clock_fault("is " + roughly(*store.last_at - clock) + " behind the last that was written, which was decided at " +
                     iso(*store.last_at) + ": it was ahead then, or has been set back since; set the machine's time");
}

Status World::read_clock(const ClockReading& clock) {
  if (clock.now < kEarliestNow || clock.now >= kLatestNow) {
    return clock_fault("is outside of 2020 to 2199; set the machine's time");
  }
  if (!clock.today.ok()) return clock_fault("came without a civil date");
  clock_ = clock.now;
  now_ = clock.now;
  today_ = clock.today;
  clock_read_ = true;
  return Done{};
}

}  // namespace doverie
