// SPDX-License-Identifier: Apache-2.0
//
// Is it the store that is meant?
#ifndef DOVERIE_SRC_ADAPTERS_IDENTITY_H_
#define DOVERIE_SRC_ADAPTERS_IDENTITY_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <tuple>

#include "core/bytes/encoding.h"
#include "doverie/core/result.h"

namespace doverie {

// The two halves that stores keep as numbers, as 32 hex digits.
inline std::string identity_of(std::int64_t high, std::int64_t low) {
  std::array<char, 33> digits{};
  std::ignore = std::snprintf(digits.data(), digits.size(), "%016llx%016llx", static_cast<unsigned long long>(high),
                              static_cast<unsigned long long>(low));
  return digits.data();
}

// Whether a host may pin this one. Empty: it pins none.
inline Status check_identity_given(std::string_view identity) {
  if (identity.empty() || (identity.size() == 32 && std::ranges::all_of(identity, is_hex_digit))) return Done{};
  return Fault{FaultCode::invalid_argument, "identity: has to be the 32 hex digits that identity() tells, or empty"};
}

// store_mismatch unless the store has the identity that is wanted; empty: any. `where` begins the message.
inline Status check_identity(std::string_view wanted, std::string_view own, std::string_view where) {
  if (wanted.empty() || wanted == own) return Done{};
  return Fault{FaultCode::store_mismatch, std::string(where) + ": the store has the identity " + std::string(own) +
                                              ", not " + std::string(wanted) + ", which was asked for: it is another store"};
}

}  // namespace doverie

#endif  // DOVERIE_SRC_ADAPTERS_IDENTITY_H_
