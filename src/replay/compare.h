// SPDX-License-Identifier: Apache-2.0
//
// Does a decision come out under the other policy as it was recorded, and if not, does it get less far or further?
#ifndef DOVERIE_SRC_REPLAY_COMPARE_H_
#define DOVERIE_SRC_REPLAY_COMPARE_H_

#include "replay/plan.h"

namespace doverie::replay {

struct Compared {
  bool same = false;
  bool further = false;
  bool answered = false;  // something else than a refusal
  std::optional<Reason> reason{};
};

// Whether they are told apart by nobody: the same outcome for the same first reason.
bool alike(const Compared& a, const Compared& b);

// Faults: of the trial, which are bugs.
Result<Compared> compare(const Plan& plan, const Trial& trial);

}  // namespace doverie::replay

#endif  // DOVERIE_SRC_REPLAY_COMPARE_H_
