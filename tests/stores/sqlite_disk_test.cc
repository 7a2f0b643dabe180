// SPDX-License-Identifier: Apache-2.0
//
// Acknowledged means durable on a real file system: its power is cut under load, again and again; and disks that are full.
// A cut drops what was not synced; it tears and reorders nothing, which the tests with faulty files do.
//
//   DOVERIE_SEED=… DOVERIE_ROUNDS=1000 sqlite_disk_test
#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <random>
#include <thread>

#include "stores/disk.h"
#include "stores/store_load.h"
#include "support/batches.h"
#include "support/child.h"
#include "support/raw_sqlite.h"
#include "support/results.h"
#include "support/rounds.h"
#include "support/sqlite_files.h"

namespace doverie::testing {
namespace {

using Timer = std::chrono::steady_clock;

constexpr std::uint64_t kRoundsPerFile = 25;  // so that looking at all of it takes no longer and longer

// What threads told, and when. Only what was acknowledged before the power was cut counts as acknowledged.
class Minutes {
 public:
  void add(std::uint64_t told, bool is_acknowledgement) {
    const std::lock_guard lock(mutex_);
    entries_.push_back({told, is_acknowledgement, Timer::now()});
  }
  bool send(int out, Timer::time_point cut) const {
    for (const Entry& entry : entries_) {
      if (entry.is_acknowledgement && entry.at >= cut) continue;
      if (!write_number(out, entry.told)) return false;
    }
    return true;
  }

 private:
  struct Entry {
    std::uint64_t told;
    bool is_acknowledgement;
    Timer::time_point at;
  };
  std::mutex mutex_;
  std::vector<Entry> entries_;
};

// Runs `work` in a child, cuts the power in the middle of it, and gives what it told.
template <class Work>
std::vector<std::uint64_t> cut_power_under(const PowerDisk& disk, std::chrono::microseconds after, Work work) {
  Child child([&](int, int out) {
    Minutes minutes;
    std::thread working([&] { work([&](std::uint64_t told, bool counts) { minutes.add(told, counts); }); });
    std::this_thread::sleep_for(after);
    const auto cut = Timer::now();
    if (!disk.cut_power()) return 1;
    working.join();
    return minutes.send(out, cut) ? 0 : 2;
  });
  auto numbers = read_numbers(child.from());
  CHECK(child.finish() == 0);
  return numbers;
}

TEST_CASE("T4: power cut: no acknowledged append, lease or settlement is lost, no half of one is left") {
  const Rounds rounds(200);
  std::mt19937_64 random(rounds.seed);
  PowerDisk disk;
  disk.mount();
  std::uint64_t batches = 0;
  for (std::uint64_t round = 0; round < rounds.count;) {
    const std::string path = disk.file("s" + std::to_string(round));
    Expectation expected;
    for (std::uint64_t i = 0; i < kRoundsPerFile && round < rounds.count; ++i, ++round) {
      CAPTURE(round);
      const auto told = cut_power_under(disk, std::chrono::microseconds(random() % 50'000), [&](auto tell) {
        const auto store = sqlite_store(path);
        if (!store) return;
        put_under_load(**store, [&](Told one) { tell(one.packed(), one.is_acknowledgement()); });
      });
      disk.unmount();
      disk.mount();
      for (const std::uint64_t number : told) expected.add(Told::of(number));
      expected.check(path);
    }
    batches += expected.batches();
    for (const char* part : {"", "-wal"}) std::filesystem::remove(path + part);
  }
  disk.unmount();
  MESSAGE(batches << " batches survived " << rounds.count << " power cuts");
  CHECK(batches > rounds.count);
}

// Appends numbers with SQLite alone, as fast as it can.
template <class Tell>
void insert_until_cut(const std::string& path, const std::string& pragmas, Tell tell) {
  sqlite3* connection = nullptr;
  bool good = sqlite3_open(path.c_str(), &connection) == SQLITE_OK;
  const auto run = [&](const std::string& sql) {
    good = good && sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  };
  run("PRAGMA locking_mode = EXCLUSIVE;" + pragmas + "CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY)");
  for (std::uint64_t n = 0; good; ++n) {
    run("INSERT INTO t VALUES (" + std::to_string(n) + ")");
    if (good) tell(n, true);
  }
  sqlite3_close(connection);
}

// How many of the acknowledged numbers are gone after a cut.
std::size_t lost_with(PowerDisk& disk, const std::string& pragmas) {
  const std::string path = disk.file("raw");
  const auto told =
      cut_power_under(disk, std::chrono::milliseconds(60), [&](auto tell) { insert_until_cut(path, pragmas, tell); });
  disk.unmount();
  disk.mount();
  std::size_t found = 0;
  if (const RawSqlite raw(path); raw.try_run("SELECT 1 FROM t")) found = std::stoul(raw.value("SELECT count(*) FROM t"));
  for (const char* part : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(path + part);
  return told.size() - std::min(found, told.size());
}

TEST_CASE("T4: power cut: the test finds lost work where it is lost: SQLite with synchronous=NORMAL") {
  PowerDisk disk;
  disk.mount();
  std::size_t lost = 0;
  for (int round = 0; round < 30 && (round < 3 || lost == 0); ++round) {
    lost += lost_with(disk, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    CHECK(lost_with(disk, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;") == 0);
  }
  disk.unmount();
  MESSAGE(lost << " acknowledged commits lost with NORMAL, none with FULL");
  CHECK(lost > 0);
}

AccountFacts somebody() {
  AccountFacts facts;
  facts.birth_date = std::chrono::year{1956} / 2 / 29;
  return facts;
}

TEST_CASE("T4: power cut: an account that was put is in the directory, and no half of it") {
  PowerDisk disk;
  disk.mount();
  std::size_t put = 0;
  for (int round = 0; round < 20; ++round) {
    const std::string path = disk.file("d" + std::to_string(round));
    const auto told = cut_power_under(disk, std::chrono::microseconds(5000 + 2000 * round), [&](auto tell) {
      const auto directory = sqlite_directory(path);
      if (!directory) return;
      for (std::uint64_t n = 0; (*directory)->put("account" + std::to_string(n), somebody()).ok(); ++n) tell(n, true);
    });
    disk.unmount();
    disk.mount();
    const auto directory = sqlite_directory(path);
    REQUIRE_OK(directory);
    for (const std::uint64_t n : told) {
      const auto found = (*directory)->find("account" + std::to_string(n));
      REQUIRE_OK(found);
      CHECK(found->has_value());
    }
    put += told.size();
  }
  disk.unmount();
  CHECK(put > 0);
}

// Appends until the disk is full; the number of batches.
std::uint64_t fill(SqliteStore& store) {
  for (std::uint64_t n = stream_of(store, "a").version;; ++n) {
    const auto result =
        store.append(BatchBuilder(std::to_string(n)).append("a", n, {std::string(20'000, 'x')}).append("b", n, {"x"}));
    if (result) continue;
    CHECK_FAULT(result, store_full);
    return n;
  }
}

TEST_CASE("T4: disk full: nothing of what was refused is there, and the store goes on when there is room again") {
  SmallDisk disk(2'000'000);
  const std::string path = disk.file("s");
  std::ofstream(disk.file("other")) << std::string(500'000, 'x');
  auto store = sqlite_store(path).value();
  const std::uint64_t first = fill(*store);
  CHECK(first > 5);
  CHECK(stream_of(*store, "a").version == first);
  CHECK(stream_of(*store, "b").version == first);
  CHECK_FAULT(store->backup_to(disk.file("backup")), store_full);
  CHECK_FALSE(std::filesystem::exists(disk.file("backup")));
  CHECK_FALSE(std::filesystem::exists(disk.file("backup.partial")));
  std::filesystem::remove(disk.file("other"));
  const std::uint64_t second = fill(*store);
  CHECK(second > first);
  store.reset();
  std::ofstream(disk.file("other")) << std::string(2'000'000, 'x');  // opening it finds no room either
  const auto reopened = sqlite_store(path);
  if (!reopened) CHECK_FAULT(reopened, store_full);
}

TEST_CASE("T4: disk full: acknowledged work is there when the store is opened again") {
  SmallDisk disk(1'500'000);
  auto store = sqlite_store(disk.file("s")).value();
  const std::uint64_t acknowledged = fill(*store);
  store.reset();
  const auto reopened = sqlite_store(disk.file("s"));
  REQUIRE_OK(reopened);
  CHECK(stream_of(**reopened, "a").version == acknowledged);
  CHECK((*reopened)->check().value().empty());
  TempDir elsewhere;
  CHECK_OK((*reopened)->backup_to(elsewhere.file("backup")));
  CHECK_FAULT(SqliteStore::restore(elsewhere.file("backup"), disk.file("r")), store_full);
  CHECK_FALSE(std::filesystem::exists(disk.file("r")));
  CHECK_OK(SqliteStore::restore(elsewhere.file("backup"), elsewhere.file("r")));
}

TEST_CASE("T4: disk full: a store or an account that finds no room is refused, told why") {
  SmallDisk disk(8'192);
  CHECK_FAULT(SqliteStore::create(disk.file("s")), store_full);
  CHECK_FAULT(SqliteDirectory::create(disk.file("d")), store_full);
  CHECK_FALSE(std::filesystem::exists(disk.file("s")));
  CHECK_FALSE(std::filesystem::exists(disk.file("d")));
}

}  // namespace
}  // namespace doverie::testing
