// SPDX-License-Identifier: Apache-2.0
//
// Backups of a store in use, and what restoring one does to the epoch.
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

TEST_CASE("sqlite backup: what was acknowledged is in it; the store goes on") {
  Scene scene;
  REQUIRE_OK(scene.store->append(BatchBuilder("4").append("a", 2, {"after the backup"})));
  REQUIRE_OK(SqliteStore::restore(scene.backup, scene.restored));
  const auto restored = sqlite_store(scene.restored);
  REQUIRE_OK(restored);
  CHECK(stream_of(**restored, "a").events == std::vector{event("one"), event("two")});
  CHECK(stream_of(**restored, "gone").erased);
  CHECK(tagged(**restored, "t") == std::vector<std::string>{"a"});
  CHECK(command_of(**restored, "3").has_value());
  CHECK(lease_ids(**restored, kStart) == std::vector<std::string>{"m"});
  CHECK((*restored)->check().value().empty());
  CHECK(stream_of(*scene.store, "a").version == 3);
  check_no_partial_file(scene.directory);
}

TEST_CASE("sqlite backup: one plain file for its owner alone, which opens only by being restored") {
  Scene scene;
  struct stat status{};
  REQUIRE(stat(scene.backup.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK_FALSE(fs::exists(scene.backup + "-wal"));
  const auto refused = sqlite_store(scene.backup);
  CHECK_FAULT(refused, store_wrong_format);
  CHECK(refused.fault().message.find("restore") != std::string::npos);
  CHECK(RawSqlite(scene.backup).value("PRAGMA journal_mode") == "delete");
  CHECK(bytes_of(scene.backup).find("Иван") == std::string::npos);  // erased before the backup, so not in it
}

TEST_CASE("sqlite backup: nothing that is there is overwritten") {
  Scene scene;
  const std::string before = bytes_of(scene.backup);
  CHECK_FAULT(scene.store->backup_to(scene.backup), invalid_argument);
  CHECK(bytes_of(scene.backup) == before);
  CHECK_FAULT(scene.store->backup_to(scene.path), invalid_argument);
  CHECK_FAULT(scene.store->backup_to("/dev/null"), invalid_argument);
  CHECK_FAULT(scene.store->backup_to(""), invalid_argument);
  CHECK_FAULT(scene.store->backup_to(scene.directory.file("missing/b")), store_unavailable);
  std::ofstream(scene.directory.file("b.partial")) << "of another backup under way";
  CHECK_FAULT(scene.store->backup_to(scene.directory.file("b")), invalid_argument);
  CHECK(fs::exists(scene.directory.file("b.partial")));
  CHECK_FALSE(fs::exists(scene.directory.file("b")));
}

// Appends to a and b together until told to stop; the number of batches.
std::uint64_t append_until(SqliteStore& store, const std::atomic<bool>& stop) {
  std::uint64_t n = 0;
  for (; !stop; ++n) {
    const auto batch =
        BatchBuilder("w" + std::to_string(n)).append("wa", n, {std::string(2000, 'x')}).append("wb", n, {"x"});
    if (!store.append(batch)) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));  // so that it grows no faster than it is copied and checked
  }
  return n;
}

TEST_CASE("sqlite backup: taken while threads append, it has every batch wholly or not at all") {
  Scene scene;
  for (int i = 0; i < 30; ++i) {  // enough for many steps
    const std::string id = "big" + std::to_string(i);
    REQUIRE_OK(scene.store->append(BatchBuilder(id).append(id, 0, {std::string(200'000, 'x')})));
  }
  std::atomic<bool> stop = false;
  std::uint64_t appended = 0;
  std::thread writer([&] { appended = append_until(*scene.store, stop); });
  for (int round = 0; round < 5; ++round) {
    const std::string path = scene.directory.file("b" + std::to_string(round));
    const std::uint64_t before = stream_of(*scene.store, "wa").version;
    CHECK_OK(scene.store->backup_to(path));
    REQUIRE_OK(SqliteStore::restore(path, path + "-restored"));
    const auto restored = sqlite_store(path + "-restored").value();
    CHECK(restored->check().value().empty());
    CHECK(stream_of(*restored, "wa").version >= before);
    CHECK(stream_of(*restored, "wa").version == stream_of(*restored, "wb").version);
  }
  stop = true;
  writer.join();
  CHECK(appended > 0);
  CHECK(stream_of(*scene.store, "wa").version == appended);
}

TEST_CASE("B9: restoring raises the epoch above the backup's and the host's, every time") {
  Scene scene;
  CHECK(epoch_of(*scene.store) == 0);
  CHECK(SqliteStore::restore(scene.backup, scene.restored).value() == 2);
  CHECK(epoch_of(*sqlite_store(scene.restored).value()) == 2);
  REQUIRE_OK(sqlite_store(scene.restored).value()->backup_to(scene.directory.file("b2")));
  CHECK(SqliteStore::restore(scene.directory.file("b2"), scene.directory.file("r2")).value() == 3);
  CHECK(SqliteStore::restore(scene.backup, scene.directory.file("r3"), {.above = 7}).value() == 8);
  CHECK(SqliteStore::restore(scene.backup, scene.directory.file("r4"), {.above = 999'999'999}).value() == 1'000'000'000);
  for (const std::uint64_t above : {std::uint64_t{1'000'000'000}, ~std::uint64_t{0}}) {
    CHECK_FAULT(SqliteStore::restore(scene.backup, scene.directory.file("r5"), {.above = above}), invalid_argument);
  }
  CHECK_FALSE(fs::exists(scene.directory.file("r5")));
  check_no_partial_file(scene.directory);
}

TEST_CASE("B9: the epoch of the store that gives way is not used again") {
  Scene scene;
  REQUIRE_OK(SqliteStore::restore(scene.backup, scene.restored, {.above = 40}));
  CHECK(SqliteStore::restore(scene.backup, scene.restored, {.replace = true}).value() == 42);
}

TEST_CASE("B9: the backup is left as it is, so that restoring it twice without `above` gives the same epoch") {
  Scene scene;
  const std::string before = bytes_of(scene.backup);
  CHECK(SqliteStore::restore(scene.backup, scene.restored).value() == 2);
  CHECK(SqliteStore::restore(scene.backup, scene.directory.file("again")).value() == 2);
  CHECK(bytes_of(scene.backup) == before);
}

TEST_CASE("B9: a cursor of the feed from before the restore is refused, told to begin anew") {
  Scene scene;
  const std::string old = scene.store->feed({}, 1).value().at(0).cursor;
  REQUIRE_OK(SqliteStore::restore(scene.backup, scene.restored));
  const auto store = sqlite_store(scene.restored).value();
  const auto refused = store->feed(old, 10);
  CHECK_FAULT(refused, invalid_argument);
  CHECK(refused.fault().message.find("begin anew") != std::string::npos);
  const auto entries = store->feed({}, 10).value();
  REQUIRE(entries.size() == 2);
  CHECK(entries.at(0).cursor.starts_with("2.1."));
  CHECK(store->feed(entries.at(0).cursor, 10).value().at(0).version == 2);
  for (const char* rubbish : {"3.1", "1.1", "2.", ".2", "2.x", "2.1.1", "-2.1", "2.-1", "2", "x", "."}) {
    CAPTURE(rubbish);
    CHECK_FAULT(store->feed(rubbish, 10), invalid_argument);
  }
}

TEST_CASE("B9: a restored store tells when that was, by the machine's clock, and one that never was tells nothing") {
  Scene scene;
  const auto told = [](EventStore& store) { return store.read({}).value().restored_at; };
  CHECK(told(*scene.store) == std::nullopt);
  const Instant before = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  REQUIRE_OK(SqliteStore::restore(scene.backup, scene.restored));
  const auto at = told(*sqlite_store(scene.restored).value());
  REQUIRE(at);
  CHECK(*at >= before);
  CHECK(*at <= std::chrono::system_clock::now());
  // A backup of the restored store knows the old time; restoring it is what counts.
  REQUIRE_OK(sqlite_store(scene.restored).value()->backup_to(scene.directory.file("b2")));
  const Instant later = before + std::chrono::hours(24);
  REQUIRE_OK(SqliteStore::restore(scene.directory.file("b2"), scene.directory.file("r2"), {.at = later}));
  const auto again = sqlite_store(scene.directory.file("r2")).value();
  CHECK(told(*again) == later);
  CHECK(again->check().value().empty());
}

TEST_CASE("B9: the store on the host's own connection tells the epoch of its tables, too") {
  Scene scene;
  const Instant at{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};
  REQUIRE_OK(SqliteStore::restore(scene.backup, scene.restored, {.above = 4, .at = at}));
  const RawSqlite host(scene.restored);
  SqliteBorrowedStore store(host.get());
  CHECK(epoch_of(store) == 5);
  CHECK(store.read({}).value().restored_at == at);
  CHECK(store.feed({}, 1).value().at(0).cursor.starts_with("5.1."));
}

TEST_CASE(
    "sqlite restore: a damaged store gives way, too, that is what backups are for; without an identity only when that is "
    "said") {
  Scene scene;
  scene.store.reset();
  std::string bytes = bytes_of(scene.path);
  std::ranges::fill(bytes.begin() + 100, bytes.end(), 'x');  // all but the header
  std::ofstream(scene.path, std::ios::binary) << bytes;
  CHECK_FAULT(SqliteStore::restore(scene.backup, scene.path, {.replace = true}), store_mismatch);
  CHECK(SqliteStore::restore(scene.backup, scene.path, {.replace = true, .another_store = true}).value() == 2);
  CHECK_OK(sqlite_store(scene.path));
  CHECK(bytes_of(SqliteStore::kept_beside(scene.path, 2)) == bytes);
}

TEST_CASE("sqlite check: finds nothing in a good store, and says of every contradiction what and where it is") {
  struct Row {
    const char* sql;
    const char* finding;
  };
  const Row rows[] = {
      {"", ""},
      {"DELETE FROM doverie_events WHERE version = 1", "stream a: has version 2, but 1 events, from 2 to 2"},
      {"UPDATE doverie_streams SET version = 3 WHERE name = 'a'", "stream a: has version 3, but 2 events"},
      {"UPDATE doverie_streams SET erased = 1 WHERE name = 'a'", "stream a: is erased, but has 2 events"},
      {"UPDATE doverie_streams SET summary = 3 WHERE name = 'a'", "stream a: its summary is version 3 of 2"},
      {"INSERT INTO doverie_tags VALUES ('t', 'gone', 0)", "stream gone: is erased, but has a tag"},
      {"DELETE FROM doverie_streams WHERE name = 'a'", "an event at position 1 belongs to no stream"},
      {"UPDATE doverie_messages SET leased = 2", "message m: attempt 0, leased 2"},
      {"DELETE FROM doverie_meta WHERE key = 'last_at'", "doverie_meta: does not tell last_at"},
      {"DELETE FROM doverie_names WHERE name = 'a'", "stream a: is not found by its name"},
      {"INSERT INTO doverie_names VALUES ('x', 9)", "stream x: is named, but not there"},
      {"UPDATE doverie_events SET bytes = CAST(x'ff' AS TEXT) WHERE version = 2", "stream a, version 2: is not UTF-8"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.sql);
    Scene scene;
    scene.store.reset();
    RawSqlite(scene.path).run(row.sql);
    const auto findings = sqlite_store(scene.path).value()->check();
    REQUIRE_OK(findings);
    CHECK(findings->empty() == (*row.finding == '\0'));
    if (*row.finding != '\0') CHECK(findings->front().starts_with(row.finding));
  }
}

TEST_CASE("sqlite check: a damaged page is a finding, wherever it is") {
  Scene scene;
  scene.store.reset();
  const std::string bytes = bytes_of(scene.path);
  for (std::size_t page = 4096; page < bytes.size(); page += 4096) {
    std::string damaged = bytes;
    for (std::size_t i = page; i < page + 4096; ++i) damaged[i] = '\xff';
    std::ofstream(scene.path, std::ios::binary | std::ios::trunc) << damaged;
    const auto store = sqlite_store(scene.path);
    if (!store) {
      CHECK_FAULT(store, store_corrupt);
      continue;
    }
    const auto findings = (*store)->check();
    CHECK((findings.faulted() || !findings->empty()));
  }
}

TEST_CASE("T6: after fork(), the child's handle neither checks nor backs up") {
  Scene scene;
  Child child([&](int, int) {
    const bool refused = is_fault(scene.store->check(), FaultCode::forked) &&
                         is_fault(scene.store->backup_to(scene.directory.file("b")), FaultCode::forked);
    return refused && !fs::exists(scene.directory.file("b.partial")) ? 0 : 1;
  });
  CHECK(child.finish() == 0);
}

// Copies the pages of one file into another, by hand.
struct ByHand {
  ByHand() { from.run("CREATE TABLE t (x); INSERT INTO t VALUES (1)"); }
  Status copied_into(sqlite3* copy) {
    const sqlite::BackupSource source{[this](const auto& work) {
                                        ++steps;
                                        if (steps == 5 && at_fifth_step) at_fifth_step();
                                        return work(from.get());
                                      },
                                      [](const auto& work) { work(); }};
    return sqlite::copy_pages(source, copy, "the copy");
  }

  TempDir directory;
  std::string path = directory.file("to");
  RawSqlite from{directory.file("from")};
  int steps = 0;
  std::function<void()> at_fifth_step;
};

TEST_CASE("sqlite backup: a lock on the copy that goes away is waited for, and one that stays is told") {
  for (const bool goes_away : {true, false}) {
    ByHand hand;
    const RawSqlite copy(hand.path);
    const RawSqlite other(hand.path);
    other.run("BEGIN EXCLUSIVE");
    if (goes_away) hand.at_fifth_step = [&] { other.run("ROLLBACK"); };
    const Status copied = hand.copied_into(copy.get());
    if (goes_away) {
      CHECK_OK(copied);
      CHECK(copy.value("SELECT x FROM t") == "1");
    } else {
      CHECK_FAULT(copied, store_unavailable);
    }
    CHECK((hand.steps < 100) == goes_away);
  }
}

TEST_CASE("sqlite backup: whatever else is wrong with the copy is told at once") {
  ByHand hand;
  RawSqlite(hand.path).run("CREATE TABLE t (x)");
  sqlite3* copy = nullptr;
  REQUIRE(sqlite3_open_v2(hand.path.c_str(), &copy, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
  CHECK_FALSE(hand.copied_into(copy).ok());
  CHECK(hand.steps == 1);
  sqlite3_close(copy);
}

}  // namespace
}  // namespace doverie::testing
