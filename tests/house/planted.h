// SPDX-License-Identifier: Apache-2.0
//
// Which planted fault is awake: the one whose number stands in DOVERIE_PLANTED. Included, by a compiler option, into every
// file of the copy that run.py makes; no other build knows it.
#ifndef DOVERIE_TESTS_HOUSE_PLANTED_H_
#define DOVERIE_TESTS_HOUSE_PLANTED_H_

#include <cstdlib>

namespace doverie {

inline bool doverie_planted(int fault) {
  static const int awake = [] {
    const char* number = std::getenv("DOVERIE_PLANTED");
    return number ? std::atoi(number) : 0;
  }();
  return awake == fault;
}

}  // namespace doverie

#endif  // DOVERIE_TESTS_HOUSE_PLANTED_H_
