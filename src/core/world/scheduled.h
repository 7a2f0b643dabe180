// SPDX-License-Identifier: Apache-2.0
//
// Which notices of a request wait for their time, and what are they called in the store? Their ids follow from what they are
// about, so that whoever ends the request withdraws them with the same batch.
#ifndef DOVERIE_SRC_CORE_WORLD_SCHEDULED_H_
#define DOVERIE_SRC_CORE_WORLD_SCHEDULED_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/records/state.h"
#include "doverie/core/notices.h"
#include "doverie/core/records.h"

namespace doverie {

// A notice about `request` that is due later on. Each is scheduled once: the account, the notice and the request tell it from all
// others.
struct Scheduled {
  AccountId account;
  Notice notice;
  RequestId request;
  Instant due;
};

// The id of its message. Behind the time, as all ids of messages.
std::string id_of(std::string_view realm, const Scheduled& scheduled);

// What was scheduled about the requests of `before`, the trustor's circle, and is pointless in `after`: the request has ended, or it
// has to wait, and then tells of its end by another notice. Notices to contacts who are none any more are not among them: these are
// found untrue when they are due.
std::vector<WithdrawnMessage> pointless(std::string_view realm, const AccountId& trustor, const Circle& before,
                                        const Circle& after);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_WORLD_SCHEDULED_H_
