// SPDX-License-Identifier: Apache-2.0
//
// Is a file's name on the disk when the store says that the file is there? The library's own calls of fsync are watched.
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "doverie/adapters/sqlite.h"
#include "support/batches.h"
#include "support/results.h"
#include "support/sqlite_files.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

std::vector<std::string>* watched = nullptr;  // what was synced, in order; nullptr: nobody asks

// The files and directories that are synced while `work` runs.
template <class Work>
std::vector<std::string> synced_by(Work work) {
  std::vector<std::string> synced;
  watched = &synced;
  work();
  watched = nullptr;
  return synced;
}

TEST_CASE("T4: a backup, a restored store and a new one are synced, and then the directory that their name is in") {
  TempDir directory;
  TempDir other;
  const auto store = sqlite_store(directory.file("s")).value();
  REQUIRE_OK(store->append(BatchBuilder("c").append("a", 0, {"one"})));
  const std::string backup = other.file("backup");
  const auto of_backup = synced_by([&] { REQUIRE_OK(store->backup_to(backup)); });
  const auto of_restored = synced_by([&] { REQUIRE_OK(SqliteStore::restore(backup, directory.file("restored"))); });
  for (const auto& [synced, place] : {std::pair(of_backup, other.path()), std::pair(of_restored, directory.path())}) {
    REQUIRE(synced.size() >= 2);
    CHECK(synced.back() == std::filesystem::canonical(place).string());
    CHECK(synced[synced.size() - 2].ends_with(".partial"));
  }
}

}  // namespace
}  // namespace doverie::testing

// Stands before the C library's, for the whole program.
extern "C" int fsync(int file) {
  if (doverie::testing::watched) {
    doverie::testing::watched->push_back(std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file)).string());
  }
  return static_cast<int>(syscall(SYS_fsync, file));
}
