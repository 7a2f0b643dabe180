// SPDX-License-Identifier: Apache-2.0
//
// Files that say what has to come out. After a change that is meant: run the test with DOVERIE_WRITE_GOLDEN=1 and read the
// difference before committing it.
#ifndef DOVERIE_TESTS_SUPPORT_GOLDEN_H_
#define DOVERIE_TESTS_SUPPORT_GOLDEN_H_

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace doverie::testing {

inline std::string golden(const std::string& name, const std::string& found) {
  const std::string path = std::string(DOVERIE_TESTS_DIR "/core/golden/") + name;
  if (std::getenv("DOVERIE_WRITE_GOLDEN")) std::ofstream(path, std::ios::binary) << found;
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace doverie::testing

#define CHECK_GOLDEN(name, found) CHECK((found) == ::doverie::testing::golden(name, found))

#endif  // DOVERIE_TESTS_SUPPORT_GOLDEN_H_
