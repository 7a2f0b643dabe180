// SPDX-License-Identifier: Apache-2.0
//
// The two halves of a diagnosis: of the circle and a start (diagnosis.cc), and of the requests that are under way.
#ifndef DOVERIE_SRC_CORE_DECISIONS_DIAGNOSIS_H_
#define DOVERIE_SRC_CORE_DECISIONS_DIAGNOSIS_H_

#include "core/decisions/case.h"
#include "core/decisions/findings.h"

namespace doverie {

// What each open request waits for, what stands against it, and what became of those that began in the last day. REQUIRES: what a
// start looks at was loaded.
Status tell_requests(const CircleCase& c, const World& world, Findings& findings);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_DIAGNOSIS_H_
