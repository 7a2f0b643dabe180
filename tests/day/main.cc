// SPDX-License-Identifier: Apache-2.0
//
// The day takes minutes: it is played when DOVERIE_LONG=1 asks for it.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace {

constexpr int kNotRun = 77;  // SKIP_RETURN_CODE of CTest

}  // namespace

int main(int argc, char** argv) {
  const char* const asked = std::getenv("DOVERIE_LONG");
  if (!asked || asked != std::string_view("1")) {
    std::cout << "not run: a day in production (DOVERIE_LONG=1 runs it)\n";
    return kNotRun;
  }
  return doctest::Context(argc, argv).run();
}
