// SPDX-License-Identifier: Apache-2.0
//
// What would the other policy have answered? The same command is decided once more under the shadow's schedule, and only
// the difference leaves.
#ifndef DOVERIE_SRC_CORE_OPERATION_SHADOW_H_
#define DOVERIE_SRC_CORE_OPERATION_SHADOW_H_

#include <optional>
#include <string_view>

#include "core/world/world.h"
#include "doverie/core/shadow.h"

namespace doverie {

// What the settings' shadow makes of a command that was decided in earnest; nothing when it agrees. Faults of the shadow, and
// a std::exception of its key ring, become a difference and never leave it. The world is as before afterwards.
// REQUIRES: settings have a shadow; the command can write; `real` is no fault and what decide() answered over this world.
std::optional<ShadowDifference> ask_shadow(const Command& command, World& world, const CommandMeta& meta,
                                           std::string_view randomness, const Result<Answer>& real);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_OPERATION_SHADOW_H_
