// SPDX-License-Identifier: Apache-2.0
//
// What did a rule find, and what is written down of it?
#ifndef DOVERIE_SRC_CORE_ELIGIBILITY_VERDICT_H_
#define DOVERIE_SRC_CORE_ELIGIBILITY_VERDICT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "doverie/core/result.h"

namespace doverie {

// What one eligibility rule found when an accepting event was decided: enough to replay history against another policy, and
// never personal data (docs/decisions/0062). Where there are verdicts, the facts are all there, most of them by silence:
//   an age               `has`, in whole years
//   a yes or no          `passed` itself where the policy asks for it; `has` (0 or 1) where it does not
//   the phone            confirmed; being replaced where `has` is 2 (PhoneState)
//   a change of late     `has`, in whole hours since; no verdict where the policy does not ask and it is kLately ago or more
struct Verdict {
  ReasonCode rule;
  bool passed = false;
  std::optional<std::int64_t> needs{};
  std::optional<std::int64_t> has{};
  std::string name{};  // of a rule of the host's own; empty for the library's
};
using Verdicts = std::vector<Verdict>;

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_ELIGIBILITY_VERDICT_H_
