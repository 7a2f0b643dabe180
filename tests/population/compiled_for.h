// SPDX-License-Identifier: Apache-2.0
//
// A policy compiled for either role, at noon.
#ifndef DOVERIE_TESTS_POPULATION_COMPILED_FOR_H_
#define DOVERIE_TESTS_POPULATION_COMPILED_FOR_H_

#include "core/eligibility/eligibility.h"
#include "doverie/population.h"
#include "support/random_accounts.h"

namespace doverie::testing {

inline CompiledPolicy compiled_for(Role role, const Policy& policy, CivilDate today) {
  const Instant now = noon_of(today);
  return role == Role::contact ? CompiledPolicy::of_contacts(policy, today, now)
                               : CompiledPolicy::of_trustors(policy, today, now);
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_POPULATION_COMPILED_FOR_H_
