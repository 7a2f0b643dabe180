// SPDX-License-Identifier: Apache-2.0
//
// What an event tells of a person, as two people: one for whom everything that it does not tell is well, and one for whom it
// is as bad as it can be. Rules only ever say no for want of something, so that whatever holds for both is certain.
#ifndef DOVERIE_SRC_REPLAY_TOLD_H_
#define DOVERIE_SRC_REPLAY_TOLD_H_

#include <optional>
#include <span>
#include <vector>

#include "core/eligibility/eligibility.h"
#include "doverie/replay.h"

namespace doverie::replay {

// The verdicts about one person in one event. If there are any, their silence speaks too (verdict.h).
struct Heard {
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

struct Person {
  std::optional<AccountFacts> best;
  std::optional<AccountFacts> worst;
};

// `shown`: the beginning of the phone, where it is known better than by the prefixes of then; empty otherwise.
Person person_of(Role role, const Heard& heard, const Judges& judges, const When& when, const std::string& shown = {});
// Somebody of whom nothing is known.
Person nobody_knows(Role role, const Policy& now, const When& when);

// The rules by which the policy of the replay tells the two apart.
std::vector<ReplayMissing> apart(Role role, const Person& person, const Heard& heard, const Policy& now, const When& when);

// The verdicts of a list, person by person: they change where the rules' side does.
std::vector<std::span<const Verdict>> by_person(std::span<const Verdict> verdicts);
// Whose rule it is; nothing for a rule of the host's own.
std::optional<Role> side_of(ReasonCode rule);

}  // namespace doverie::replay

#endif  // DOVERIE_SRC_REPLAY_TOLD_H_
