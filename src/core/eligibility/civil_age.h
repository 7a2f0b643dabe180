// SPDX-License-Identifier: Apache-2.0
//
// How old is somebody today? Ages are counted in whole years of the calendar, and the policy says on which day a year is
// full.
#ifndef DOVERIE_SRC_CORE_ELIGIBILITY_CIVIL_AGE_H_
#define DOVERIE_SRC_CORE_ELIGIBILITY_CIVIL_AGE_H_

#include "doverie/core/policy.h"
#include "doverie/core/time.h"

namespace doverie {

// Whole years of life completed on `today`, by the policy's way of counting; negative for a birth date in the future.
// REQUIRES: both dates are ok().
int age_in_years(CivilDate birth_date, CivilDate today, const Policy& policy);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_ELIGIBILITY_CIVIL_AGE_H_
