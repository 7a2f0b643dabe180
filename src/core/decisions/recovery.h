// SPDX-License-Identifier: Apache-2.0
//
// What else than the commands themselves asks about a recovery: whom a start looks at, and what stands against a redemption.
#ifndef DOVERIE_SRC_CORE_DECISIONS_RECOVERY_H_
#define DOVERIE_SRC_CORE_DECISIONS_RECOVERY_H_

#include <vector>

#include "core/decisions/case.h"

namespace doverie {

// How the two people of each link look by the request's policy, and what stands against using the request now.
struct Redemption {
  std::vector<LinkCase> links;
  Objections objections;
};
// REQUIRES: the request is open.
Result<Redemption> weigh_redemption(const RequestCase& c, const World& world);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_RECOVERY_H_
