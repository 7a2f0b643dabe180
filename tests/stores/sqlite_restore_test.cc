// SPDX-License-Identifier: Apache-2.0
//
// What a restore takes, replaces and keeps, whenever it is killed.
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "adapters/sqlite/backup.h"
#include "doverie/adapters/sqlite.h"
#include "stores/backup_scene.h"
#include "support/batches.h"
#include "support/child.h"
#include "support/raw_sqlite.h"
#include "support/results.h"
#include "support/sqlite_files.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

TEST_CASE("sqlite restore: a store that is there gives way only when asked, and not while it is open") {
  Scene scene;
  CHECK_FAULT(SqliteStore::restore(scene.backup, scene.path), invalid_argument);
  CHECK_FAULT(SqliteStore::restore(scene.backup, scene.path, {.replace = true}), store_locked);
  REQUIRE_OK(scene.store->append(BatchBuilder("4").append("a", 2, {"after the backup"})));
  scene.store.reset();
  CHECK_FAULT(SqliteStore::restore(scene.backup, scene.path), invalid_argument);
  CHECK(SqliteStore::restore(scene.backup, scene.path, {.replace = true}).value() == 2);
  CHECK(stream_of(*sqlite_store(scene.path).value(), "a").version == 2);
  // Its epoch counts although neither backup nor host know of it.
  CHECK(SqliteStore::restore(scene.backup, scene.path, {.replace = true}).value() == 3);
  CHECK_FAULT(SqliteStore::restore(scene.backup, scene.directory.path(), {.replace = true}), invalid_argument);
  check_no_partial_file(scene.directory);
}

TEST_CASE("sqlite restore: what gives way is kept beside it, its journal included") {
  Scene scene;
  REQUIRE_OK(scene.store->append(BatchBuilder("4").append("a", 2, {"after the backup"})));
  SUBCASE("closed well") {
    scene.store.reset();
  }
  SUBCASE("left by a process that was killed") {
    scene.store.reset();
    Child killed([&](int, int) -> int {
      const auto store = sqlite_store(scene.path).value();
      _exit(store->append(BatchBuilder("5").append("b", 0, {"in the journal"})).ok() ? 0 : 1);
    });
    REQUIRE(killed.finish() == 0);
    REQUIRE(fs::exists(scene.path + "-wal"));
  }
  REQUIRE(SqliteStore::restore(scene.backup, scene.path, {.replace = true}).value() == 2);
  CHECK(stream_of(*sqlite_store(scene.path).value(), "a").version == 2);
  const std::string kept = SqliteStore::kept_beside(scene.path, 2);
  CHECK(kept == scene.path + ".before-epoch-2");
  const auto old = sqlite_store(kept).value();
  CHECK(stream_of(*old, "a").version == 3);
  CHECK(epoch_of(*old) == 0);
}

TEST_CASE("sqlite restore: nothing but a store gives way, and no file gives way to itself") {
  Scene scene;
  scene.store.reset();
  const std::string text = scene.directory.file("text"), foreign = scene.directory.file("foreign"),
                    backup = scene.directory.file("of yesterday"), empty = scene.directory.file("empty");
  std::ofstream(text) << std::string(9000, 'x');
  std::ofstream(empty) << "";
  RawSqlite(foreign).run("CREATE TABLE t (x)");
  REQUIRE_OK(sqlite_store(scene.path).value()->backup_to(backup));
  for (const std::string& path : {text, foreign, backup, empty}) {
    const std::string before = bytes_of(path);
    for (const bool another : {false, true}) {
      const auto refused = SqliteStore::restore(scene.backup, path, {.replace = true, .another_store = another});
      CHECK_FAULT(refused, store_wrong_format);
      CHECK(refused.fault().message.find(path) == 0);
    }
    CHECK(bytes_of(path) == before);
  }
  fs::create_hard_link(scene.backup, scene.directory.file("same"));
  for (const std::string& same : {scene.backup, scene.directory.file("same")}) {
    CHECK_FAULT(SqliteStore::restore(scene.backup, same, {.replace = true}), invalid_argument);
  }
  check_no_partial_file(scene.directory);
}

TEST_CASE("sqlite restore: another store gives way only when that is said") {
  Scene scene, other;
  scene.store.reset();
  const std::string before = bytes_of(scene.path);
  const auto refused = SqliteStore::restore(other.backup, scene.path, {.replace = true});
  CHECK_FAULT(refused, store_mismatch);
  CHECK(refused.fault().message.find(other.store->identity()) != std::string::npos);
  CHECK(bytes_of(scene.path) == before);
  REQUIRE_OK(SqliteStore::restore(other.backup, scene.path, {.replace = true, .another_store = true}));
  CHECK(sqlite_store(scene.path).value()->identity() == other.store->identity());
}

TEST_CASE("sqlite restore: a dry run does what a restore does, and leaves nothing") {
  Scene scene;
  scene.store.reset();
  const auto files = [&] {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(scene.directory.path())) names.push_back(entry.path().string());
    std::ranges::sort(names);
    return names;
  };
  const auto before = files();
  const std::string bytes = bytes_of(scene.path);
  CHECK(SqliteStore::restore(scene.backup, scene.path, {.replace = true, .dry_run = true}).value() == 2);
  CHECK(SqliteStore::restore(scene.backup, scene.restored, {.dry_run = true}).value() == 2);
  CHECK_FAULT(SqliteStore::restore(scene.backup, scene.path, {.dry_run = true}), invalid_argument);
  std::ofstream(scene.directory.file("cut"), std::ios::binary) << bytes_of(scene.backup).substr(0, 5000);
  CHECK(SqliteStore::restore(scene.directory.file("cut"), scene.path, {.replace = true, .dry_run = true}).faulted());
  fs::remove(scene.directory.file("cut"));
  CHECK(files() == before);
  CHECK(bytes_of(scene.path) == bytes);
}

TEST_CASE("sqlite restore: killed at any moment, it has left the old store or the new one, and can be done again") {
  for (int round = 0; round < 8; ++round) {
    CAPTURE(round);
    Scene scene;
    REQUIRE_OK(scene.store->append(BatchBuilder("4").append("a", 2, {"after the backup"})));
    scene.store.reset();
    Child restoring(
        [&](int, int) -> int { return SqliteStore::restore(scene.backup, scene.path, {.replace = true}) ? 0 : 1; });
    std::this_thread::sleep_for(std::chrono::microseconds(1500 * round));
    restoring.kill();
    {
      const auto store = sqlite_store(scene.path);
      REQUIRE_OK(store);
      const bool is_new = epoch_of(**store) == 2;
      CHECK(stream_of(**store, "a").version == (is_new ? 2 : 3));
      if (is_new) CHECK(stream_of(*sqlite_store(SqliteStore::kept_beside(scene.path, 2)).value(), "a").version == 3);
    }
    CHECK_OK(SqliteStore::restore(scene.backup, scene.path, {.replace = true}));
    check_no_partial_file(scene.directory);
  }
}

TEST_CASE("sqlite: nothing stays beside a store that was only looked at") {
  Scene scene;
  scene.store.reset();
  CHECK_OK(sqlite_store(scene.path).value()->check());
  CHECK_FAULT(sqlite_store(scene.backup), store_wrong_format);
  for (const std::string& file : {scene.path, scene.backup}) {
    for (const char* beside : {"-lock", "-wal", "-shm", "-journal"}) CHECK_FALSE(fs::exists(file + beside));
  }
}

TEST_CASE("sqlite restore: a journal that another file left behind is not played into the restored one") {
  Scene scene;
  {
    Child killed([&](int, int) -> int {
      const auto store = sqlite_store(scene.restored).value();
      const bool good = store->append(BatchBuilder("x").append("a", 0, {"of the old file"})).ok();
      _exit(good ? 0 : 1);
    });
    REQUIRE(killed.finish() == 0);
  }
  REQUIRE(fs::exists(scene.restored + "-wal"));
  REQUIRE_OK(SqliteStore::restore(scene.backup, scene.restored, {.replace = true, .another_store = true}));
  CHECK(stream_of(*sqlite_store(scene.restored).value(), "a").events.front() == event("one"));
  fs::rename(scene.restored, scene.directory.file("elsewhere"));
  std::ofstream(scene.restored + "-wal") << "left behind";
  CHECK_FAULT(SqliteStore::restore(scene.backup, scene.restored), invalid_argument);
}

TEST_CASE("sqlite restore: what is no backup, not whole, or open, is refused, and nothing is left behind") {
  Scene scene;
  const auto refused = [&](const std::string& backup) { return SqliteStore::restore(backup, scene.restored); };
  CHECK_FAULT(refused(scene.path), store_locked);  // open: copying it now would tear it
  CHECK_FAULT(refused(scene.directory.file("missing")), store_unavailable);
  CHECK_FAULT(refused(""), invalid_argument);
  std::ofstream(scene.directory.file("text")) << std::string(5000, 'x');
  CHECK_FAULT(refused(scene.directory.file("text")), store_wrong_format);
  std::ofstream(scene.directory.file("empty")) << "";
  CHECK_FAULT(refused(scene.directory.file("empty")), store_wrong_format);
  RawSqlite(scene.directory.file("foreign")).run("CREATE TABLE t (x)");
  CHECK_FAULT(refused(scene.directory.file("foreign")), store_wrong_format);
  fs::copy_file(scene.backup, scene.directory.file("newer"));
  RawSqlite(scene.directory.file("newer")).run("UPDATE doverie_meta SET value = 99 WHERE key = 'schema'");
  CHECK_FAULT(refused(scene.directory.file("newer")), store_wrong_format);
  fs::copy_file(scene.backup, scene.directory.file("holed"));
  RawSqlite(scene.directory.file("holed")).run("DELETE FROM doverie_events WHERE version = 1");
  const auto holed = refused(scene.directory.file("holed"));
  CHECK_FAULT(holed, store_corrupt);
  CHECK(holed.fault().message.find("stream a: has version 2, but 1 events") != std::string::npos);
  CHECK_FALSE(fs::exists(scene.restored));
  check_no_partial_file(scene.directory);
}

TEST_CASE("sqlite restore: a backup that was cut short or damaged anywhere is refused or whole, never half") {
  Scene scene;
  const std::string bytes = bytes_of(scene.backup);
  const std::string cut = scene.directory.file("cut");
  for (std::size_t size = 0; size < bytes.size(); size += 4096) {
    std::ofstream(cut, std::ios::binary | std::ios::trunc) << bytes.substr(0, size);
    CHECK(SqliteStore::restore(cut, scene.restored).faulted());
    std::string damaged = bytes;
    for (std::size_t i = size; i < size + 4096; ++i) damaged[i] = static_cast<char>(~damaged[i]);
    std::ofstream(cut, std::ios::binary | std::ios::trunc) << damaged;
    CHECK(SqliteStore::restore(cut, scene.restored).faulted());
    CHECK_FALSE(fs::exists(scene.restored));
  }
}

TEST_CASE("sqlite restore: a copy of the files of a store that was killed is as good as a backup") {
  Scene scene;
  const std::string copy = scene.directory.file("copy");
  Child killed([&](int, int out) {
    const auto store = sqlite_store(scene.directory.file("k")).value();
    write_number(out, store->append(BatchBuilder("x").append("a", 0, {"one"})).ok() ? 0 : 1);
    pause();
    return 0;
  });
  std::uint64_t failed = 1;
  REQUIRE(read_number(killed.from(), failed));
  killed.kill();
  fs::copy_file(scene.directory.file("k"), copy);
  fs::copy_file(scene.directory.file("k-wal"), copy + "-wal");
  CHECK(SqliteStore::restore(copy, scene.restored).value() == 2);
  CHECK(stream_of(*sqlite_store(scene.restored).value(), "a").events == std::vector{event("one")});
  // Of one that was closed, too.
  const std::string closed = scene.directory.file("closed");
  scene.store.reset();
  fs::copy_file(scene.path, closed);
  CHECK(SqliteStore::restore(closed, scene.directory.file("r2")).value() == 2);
  CHECK(bytes_of(copy + "-wal") == bytes_of(scene.directory.file("k-wal")));
}

}  // namespace
}  // namespace doverie::testing
