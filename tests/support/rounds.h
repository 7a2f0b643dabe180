// SPDX-License-Identifier: Apache-2.0
//
// Random tests: how they are repeated and lengthened.
#ifndef DOVERIE_TESTS_SUPPORT_ROUNDS_H_
#define DOVERIE_TESTS_SUPPORT_ROUNDS_H_

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <random>

namespace doverie::testing {

inline std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// How often, and from which seed; prints what repeats this run.
struct Rounds {
  explicit Rounds(std::uint64_t usually)
      : seed(number_from("DOVERIE_SEED", std::random_device{}())), count(number_from("DOVERIE_ROUNDS", usually)) {
    MESSAGE("DOVERIE_SEED=" << seed << " DOVERIE_ROUNDS=" << count);
  }

  std::uint64_t seed;
  std::uint64_t count;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_ROUNDS_H_
