// SPDX-License-Identifier: Apache-2.0
//
// Birthdays of 29 February fall on the day that the policy names.
#include "core/eligibility/civil_age.h"

namespace doverie {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

// The day in `year` on which the anniversary of `birth_date` falls.
// [E8]
sys_days anniversary(CivilDate birth_date, std::chrono::year year, LeapBirthday leap) {
  const CivilDate same_day{year, birth_date.month(), birth_date.day()};
  if (same_day.ok()) return sys_days(same_day);
  // Only 29 February can be missing.
  return leap == LeapBirthday::march_1 ? sys_days(year / 3 / 1) : sys_days(year / 2 / 28);
}

}  // namespace

// [E6, E7, E9]
int age_in_years(CivilDate birth_date, CivilDate today, const Policy& policy) {
  const days wait{policy.age_reached == AgeReached::day_after_birthday ? 1 : 0};
  const int difference = static_cast<int>(today.year()) - static_cast<int>(birth_date.year());
  const bool had_birthday = sys_days(today) >= anniversary(birth_date, today.year(), policy.leap_birthday) + wait;
  return difference - (had_birthday ? 0 : 1);
}

}  // namespace doverie
