// SPDX-License-Identifier: Apache-2.0
//
// In which part is somebody looked at?
#ifndef DOVERIE_CORE_ROLE_H_
#define DOVERIE_CORE_ROLE_H_

#include "doverie/core/language.h"

#include <cstdint>
#include <string_view>

namespace doverie {

enum class Role : std::uint8_t { trustor = 1, contact = 2 };

// `trustor`, `contact`.
std::string_view name_of(Role role);

}  // namespace doverie

#endif  // DOVERIE_CORE_ROLE_H_
