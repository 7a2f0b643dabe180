// SPDX-License-Identifier: Apache-2.0
//
// Calls and changed accounts: reports of the host, and what commands have found in the facts. They decide nothing that could
// come out otherwise; the other world is told of them, and makes of them what its records say.
#ifndef DOVERIE_SRC_REPLAY_SIGNALS_H_
#define DOVERIE_SRC_REPLAY_SIGNALS_H_

#include "replay/feed.h"
#include "replay/other_world.h"

namespace doverie::replay {

bool is_signal(const ContactEvent& event);

// Faults: store_corrupt, for a change of a kind that there is not.
Status take_signals(const Recorded& recorded, OtherWorld& world);

}  // namespace doverie::replay

#endif  // DOVERIE_SRC_REPLAY_SIGNALS_H_
