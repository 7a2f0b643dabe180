// SPDX-License-Identifier: Apache-2.0
//
// The two policy documents that come with the library, as text.
#ifndef DOVERIE_SRC_CORE_POLICY_BUILTIN_POLICIES_H_
#define DOVERIE_SRC_CORE_POLICY_BUILTIN_POLICIES_H_

#include <string_view>

namespace doverie {

// src/core/policy/policies/gosuslugi.json
extern const std::string_view kGosuslugiDocument;
// src/core/policy/policies/strict.json
extern const std::string_view kStrictDocument;

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_POLICY_BUILTIN_POLICIES_H_
