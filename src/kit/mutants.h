// SPDX-License-Identifier: Apache-2.0
//
// A policy with one limit changed by the smallest step, for every limit and both directions.
#ifndef DOVERIE_SRC_KIT_MUTANTS_H_
#define DOVERIE_SRC_KIT_MUTANTS_H_

#include <string>
#include <vector>

#include "doverie/core/policy.h"

namespace doverie::testing {

struct Mutant {
  std::string parameter;
  std::string from;
  std::string to;
  Policy policy;
};

// Valid policies only.
std::vector<Mutant> mutants_of(const Policy& policy);

}  // namespace doverie::testing

#endif  // DOVERIE_SRC_KIT_MUTANTS_H_
