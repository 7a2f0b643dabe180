// SPDX-License-Identifier: Apache-2.0
//
// The journal of refused commands: in which streams does it stand, and which of them can say something still?
#ifndef DOVERIE_SRC_CORE_DECISIONS_REFUSALS_H_
#define DOVERIE_SRC_CORE_DECISIONS_REFUSALS_H_

#include <string>
#include <vector>

#include "core/world/world.h"

namespace doverie {

// A journal has a stream for each of these, so that what is old can be erased while what is young stays. Ours: as long as 152-ФЗ
// leaves for erasing.
inline constexpr std::chrono::hours kRefusalPeriod{24 * 30};
// The same refusal is written down no more often than this. Ours.
inline constexpr std::chrono::hours kRefusalPause{1};

// The keys of an account's streams that may hold something still, under any policy of the schedule, the oldest first.
std::vector<std::string> refusal_keys(const AccountId& account, const World& world);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_REFUSALS_H_
