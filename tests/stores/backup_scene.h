// SPDX-License-Identifier: Apache-2.0
//
// A store with a backup of it, for the tests of both.
#ifndef DOVERIE_TESTS_STORES_BACKUP_SCENE_H_
#define DOVERIE_TESTS_STORES_BACKUP_SCENE_H_

#include <filesystem>
#include <fstream>
#include <string>

#include "doverie/adapters/sqlite.h"
#include "support/batches.h"
#include "support/results.h"
#include "support/sqlite_files.h"
#include "support/temp_dir.h"

namespace doverie::testing {

namespace fs = std::filesystem;

// A store with one of everything, and a backup of it.
struct Scene {
  Scene() {
    REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one", "two"}).tag("t", "a").put(message("m"))));
    REQUIRE_OK(store->append(BatchBuilder("2").append("gone", 0, {"Иван"})));
    REQUIRE_OK(store->append(BatchBuilder("3").loaded("gone", 1).erase("gone")));
    REQUIRE_OK(store->backup_to(backup));
  }

  TempDir directory;
  std::string path = directory.file("s");
  std::string backup = directory.file("backup");
  std::string restored = directory.file("restored");
  std::shared_ptr<SqliteStore> store = sqlite_store(path).value();
};

inline std::uint64_t epoch_of(EventStore& store) {
  return store.read({}).value().epoch;
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Nothing of a file that was begun and not finished.
inline void check_no_partial_file(const TempDir& directory) {
  for (const auto& entry : fs::directory_iterator(directory.path())) {
    CHECK(entry.path().string().find(".partial") == std::string::npos);
  }
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_STORES_BACKUP_SCENE_H_
