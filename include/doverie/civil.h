// SPDX-License-Identifier: Apache-2.0
//
// Which day is it for the people of a country? The one question of time that needs files.
#ifndef DOVERIE_CIVIL_H_
#define DOVERIE_CIVIL_H_

#include <string>

#include "doverie/core/result.h"
#include "doverie/core/time.h"

namespace doverie {

// The civil date of `now` in an IANA zone; invalid_argument when the machine does not know the zone. Time zone data are read
// from files (package tzdata), which is why this is not in the core.
Result<CivilDate> civil_date(Instant now, const std::string& time_zone);

}  // namespace doverie

#endif  // DOVERIE_CIVIL_H_
