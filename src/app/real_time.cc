// SPDX-License-Identifier: Apache-2.0
//
// The first look, and every later one held against it.
#include "app/real_time.h"

#include <algorithm>
#include <string>

#include "doverie/core/settings.h"

namespace doverie {

namespace {

Fault was_set(Duration ahead) {
  const auto seconds = std::chrono::abs(std::chrono::round<std::chrono::seconds>(ahead)).count();
  return Fault{FaultCode::clock_skew,
               "the clock is " + std::to_string(seconds) + " s " + (ahead > Duration{0} ? "ahead of" : "behind") +
                   " the time that has really gone by since this service was first used: somebody has "
                   "set it. Set it right; if it is right, make a new service"};
}

}  // namespace

Result<Instant> RealTime::now() {
  const Duration elapsed = clock_.elapsed();  // first: what comes between the two looks like a clock that is ahead
  const Look look{clock_.now(), elapsed};
  if (look.now < kEarliestNow || look.now >= kLatestNow) return look.now;  // no time to begin with; told by whoever uses it
  const Look since = first(look);
  const Instant expected = since.now + (look.elapsed - since.elapsed);
  const Duration ahead = look.now - expected;
  if (std::chrono::abs(ahead) > kMostSkew) return was_set(ahead);
  return std::max(look.now, expected);
}

RealTime::Look RealTime::first(const Look& look) {
  const std::lock_guard lock(mutex_);
  if (!first_) first_ = look;
  return *first_;
}

}  // namespace doverie
