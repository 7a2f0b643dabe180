// SPDX-License-Identifier: Apache-2.0
//
// A shadow policy decides along and enforces nothing: what would change if it were in force, asked with the real commands of
// real people before its date.
//
//   ServiceOptions options = …;
//   options.shadow = *PolicySchedule::of({planned});          // in force today, as far as the shadow is concerned
//   options.on_shadow_difference = [](const ShadowDifference& d) { log(d.command, name_of(d.kind), …); };
//
// Every command that can write is decided twice, from the same records, facts, time and random bytes. What the shadow
// decided is dropped; nothing of it is recorded, sent or answered. A record that was made under a policy which the shadow's
// schedule does not have (an open request, say) is judged by the shadow's policy of today; a link between trustor and
// contact counts as made before all of them.
//
// Cost: a second decision, which includes its keyed digests (a key ring behind a network is asked for them a second time);
// no second read of the store or the directory. Questions (cabinets, status, audit) and the pump are not shadowed.
#ifndef DOVERIE_CORE_SHADOW_H_
#define DOVERIE_CORE_SHADOW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/answers.h"
#include "doverie/core/result.h"

namespace doverie {

// How the shadow would have decided differently.
enum class ShadowKind : std::uint8_t {
  refused = 1,        // the shadow would have refused what was done
  allowed = 2,        // the shadow would have done what was refused
  other_reasons = 3,  // both refused, for different reasons or with different numbers
  other_answer = 4,   // both did it, with another answer: a start's status, a deadline
  failed = 5,         // the shadow could not decide: `fault` says why
};

std::string_view name_of(ShadowKind kind);

// One command that a shadow would have decided differently. No personal data, no secrets and no codes.
struct ShadowDifference {
  ShadowKind kind = ShadowKind::failed;
  std::string command;                       // its name: "start_recovery"
  std::string command_id;                    // finds its events, if it wrote any
  std::string policy;                        // id of the policy in force
  std::string shadow_policy;                 // id of the shadow's
  std::vector<Reason> reasons;               // why it was refused; empty when it was not
  std::vector<Reason> shadow_reasons;        // why the shadow would have
  std::optional<StartStatus> status;         // what a start_recovery was answered
  std::optional<StartStatus> shadow_status;  // and by the shadow
  std::string fault;                         // of a shadow that failed
};

}  // namespace doverie

#endif  // DOVERIE_CORE_SHADOW_H_
