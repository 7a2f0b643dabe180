// SPDX-License-Identifier: Apache-2.0
//
// How does a recovery request look to those who may see it?
#ifndef DOVERIE_SRC_CORE_DECISIONS_REQUEST_VIEW_H_
#define DOVERIE_SRC_CORE_DECISIONS_REQUEST_VIEW_H_

#include "core/decisions/case.h"

namespace doverie {

// What both sides of the circle see of it. Without the number, which is whose that has started it and the contacts'. REQUIRES: the
// trustor's facts were loaded if the request is open.
Result<RequestView> request_view(const World& world, const CircleCase& circle, const Request& request);

// How far it is, as the command goes by that takes the code.
Progress progress_of(const Request& request);

// Those that a cabinet shows: all open ones, and the others for a day. [R9]
bool worth_showing(const RequestNow& r, Instant now);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_REQUEST_VIEW_H_
