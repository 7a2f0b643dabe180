// SPDX-License-Identifier: Apache-2.0
//
// What policy has a test that names ages, and is about something else than which ones the built-in policy asks for?
#ifndef DOVERIE_TESTS_SUPPORT_AGES_H_
#define DOVERIE_TESTS_SUPPORT_AGES_H_

#include <cstdint>

#include "doverie/core/policy.h"

namespace doverie::testing {

// gosuslugi, but for the ages.
inline Policy with_ages(std::int32_t trustor, std::int32_t contact) {
  Policy policy = Policy::gosuslugi();
  policy.trustor_min_age_years = trustor, policy.contact_min_age_years = contact;
  return policy;
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_AGES_H_
