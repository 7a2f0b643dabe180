// SPDX-License-Identifier: Apache-2.0
//
// Where does a test put its files?
#ifndef DOVERIE_TESTS_SUPPORT_TEMP_DIR_H_
#define DOVERIE_TESTS_SUPPORT_TEMP_DIR_H_

#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace doverie::testing {

// A directory of its own, gone with everything in it at the end.
class TempDir {
 public:
  explicit TempDir(const std::filesystem::path& in = std::filesystem::temp_directory_path())
      : path_((in / "doverie-XXXXXX").string()) {
    if (!mkdtemp(path_.data())) std::abort();
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_TEMP_DIR_H_
