// SPDX-License-Identifier: Apache-2.0
//
// Tests that mount file systems: they run where that is possible, and say plainly where it is not.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <iostream>

#include "stores/disk.h"

namespace {

constexpr int kNotRun = 77;  // SKIP_RETURN_CODE of CTest

}  // namespace

int main(int argc, char** argv) {
  if (const auto flaw = doverie::testing::flaw_of_mounting()) {
    std::cout << "not run: power cuts and full disks: " << *flaw << '\n';
    return kNotRun;
  }
  return doctest::Context(argc, argv).run();
}
