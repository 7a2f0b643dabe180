// SPDX-License-Identifier: Apache-2.0
//
// From what a command wrote back to the command.
#ifndef DOVERIE_SRC_REPLAY_PLAN_H_
#define DOVERIE_SRC_REPLAY_PLAN_H_

#include <memory>
#include <string>
#include <vector>

#include "replay/calls.h"
#include "replay/marks.h"
#include "replay/other_world.h"

namespace doverie::replay {

// A recorded decision, ready to be made again.
struct Plan {
  std::string decision;  // type of the event that stands for it
  ReplayPlace place;
  AccountId trustor;
  Asked best;                                // everything that is not told is well
  Asked worst;                               // or as bad as it can be
  std::vector<ReplayMissing> missing{};      // what the two differ by
  std::vector<ReplayMissing> never_known{};  // not told, however it comes out
  std::vector<std::string> builds_on{};      // where marks are looked for
  std::string made;                          // what is not there if it is refused; empty: nothing
  bool observed = false;                     // recovery_started: the answer was not_protected
  bool approved = false;                     // code_confirmed: it was enough
};

// The policies, and the two sides of the history.
struct Sources {
  const PolicySchedule& history;
  const PolicySchedule& other;
  const RecordedCircle& circle;  // before the command
  OtherWorld& world;
  const RecordedCalls& calls;  // before the command
};

// Whether an operator has erased what was held of the person: then pending invitations are withdrawn along with it, before or
// behind the record of it, and nobody has decided so under a policy.
bool erases_person(const Recorded& recorded);

// Nothing for what is no decision. REQUIRES: the recorded events are of one circle, or of invitations alone.
Result<std::optional<Plan>> plan_of(const Recorded& recorded, const Sources& sources);

}  // namespace doverie::replay

#endif  // DOVERIE_SRC_REPLAY_PLAN_H_
