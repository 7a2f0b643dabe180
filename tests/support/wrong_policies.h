// SPDX-License-Identifier: Apache-2.0
//
// tests/support/vectors/wrong_policies.json: policies that have to be refused, and what the error has to say. C++, C and Python are
// held to the same rows.
#ifndef DOVERIE_TESTS_SUPPORT_WRONG_POLICIES_H_
#define DOVERIE_TESTS_SUPPORT_WRONG_POLICIES_H_

#include <string>
#include <utility>
#include <vector>

namespace doverie::testing {

using Replacements = std::vector<std::pair<std::string, std::string>>;

struct WrongPolicy {
  enum class Refused { as_document, as_schedule, by_service };
  std::string name;
  Refused how = Refused::as_document;
  std::vector<std::string> documents;  // made of the base: one, or those of the schedule
  std::string path, value, allowed;    // all of them are in the error's message
};

// REQUIRES: `base` is the canonical gosuslugi document.
std::vector<WrongPolicy> wrong_policies(const std::string& base);

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_WRONG_POLICIES_H_
