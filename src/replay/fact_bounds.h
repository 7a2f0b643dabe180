// SPDX-License-Identifier: Apache-2.0
//
// What can the facts have been, judging by the verdicts of an event? Two accounts: one for which everything that is not recorded
// is well, and one for which it is as bad as it can be. Rules only ever say no for want of something, so that whatever holds for
// both is certain.
#ifndef DOVERIE_SRC_REPLAY_FACT_BOUNDS_H_
#define DOVERIE_SRC_REPLAY_FACT_BOUNDS_H_

#include <optional>
#include <span>
#include <vector>

#include "core/eligibility/eligibility.h"
#include "doverie/replay.h"

namespace doverie::replay {

// The verdicts about one person in one event. If there are any, their silence speaks too (verdict.h).
struct RecordedVerdicts {
  std::span<const Verdict> verdicts{};
  bool passed = false;  // none was recorded, but the person met the policy of then
};

// The people of a link are judged by the policies of it: then, and in the replay.
struct Judges {
  const Policy* then = nullptr;
  const Policy* now = nullptr;
};

struct When {
  Instant at;
  CivilDate today;
};

// Nothing stands for an account that there is not, and for one that a rule of the host's own refuses.
struct FactBounds {
  std::optional<AccountFacts> best;
  std::optional<AccountFacts> worst;
};

// `shown`: the beginning of the phone, where it is known better than by the prefixes of then; empty otherwise.
FactBounds fact_bounds(Role role, const RecordedVerdicts& recorded, const Judges& judges, const When& when,
                       const std::string& shown = {});
// Of somebody of whom nothing is known.
FactBounds unknown_facts(Role role, const Policy& now, const When& when);

// The rules by which the policy of the replay tells the two apart.
std::vector<ReplayMissing> undecided_rules(Role role, const FactBounds& bounds, const RecordedVerdicts& recorded,
                                           const Policy& now, const When& when);

// The verdicts of a list, person by person: they change where the rules' side does.
std::vector<std::span<const Verdict>> by_person(std::span<const Verdict> verdicts);

}  // namespace doverie::replay

#endif  // DOVERIE_SRC_REPLAY_FACT_BOUNDS_H_
