// SPDX-License-Identifier: Apache-2.0
#ifndef DOVERIE_SRC_CORE_BUILTIN_POLICIES_H_
#define DOVERIE_SRC_CORE_BUILTIN_POLICIES_H_

#include <string_view>

namespace doverie {

// src/core/policies/gosuslugi.json
extern const std::string_view kGosuslugiDocument;
// src/core/policies/strict.json
extern const std::string_view kStrictDocument;

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_BUILTIN_POLICIES_H_
