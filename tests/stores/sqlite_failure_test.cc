// SPDX-License-Identifier: Apache-2.0
//
// A file system that fails under the store: full disks, syncs that do not succeed, writes that do not fit.
#include "doverie/adapters/sqlite.h"
#include "stores/faulty_files.h"
#include "support/batches.h"
#include "support/results.h"
#include "support/sqlite_files.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

struct Scene {
  Scene() {
    files.heal();
    REQUIRE_OK(store->append(BatchBuilder("first").append("a", 0, {"one"}).put(message("m"))));
  }
  ~Scene() { files.heal(); }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  void reopen() {
    store.reset();
    files.heal();
    auto opened = sqlite_store(directory.file("s"));
    REQUIRE_OK(opened);
    store = *opened;
  }
  void check_refuses_everything() const {
    CHECK_FAULT(store->read({.streams = {"a"}}), store_failed);
    CHECK_FAULT(store->append(BatchBuilder("later").append("b", 0, {"one"})), store_failed);
    CHECK_FAULT(store->lease_messages("", kStart, kMinute, 1), store_failed);
    CHECK_FAULT(store->settle_messages({}), store_failed);
    CHECK_FAULT(store->feed({}, 1), store_failed);
  }

  FaultyFiles& files = FaultyFiles::install();
  TempDir directory;
  std::shared_ptr<SqliteStore> store = sqlite_store(directory.file("s")).value();
};

const Batch& second() {
  static const Batch batch = BatchBuilder("second").append("a", 1, {"two"}).append("b", 0, {"one"});
  return batch;
}

TEST_CASE("sqlite failure: an append, a lease and a settlement are on the disk when they return") {
  Scene scene;
  int before = scene.files.syncs;
  REQUIRE_OK(scene.store->append(second()));
  CHECK(scene.files.syncs > before);
  before = scene.files.syncs;
  const auto leases = scene.store->lease_messages("", kStart, kMinute, 1);
  REQUIRE_OK(leases);
  CHECK(scene.files.syncs > before);
  before = scene.files.syncs;
  REQUIRE_OK(scene.store->settle_messages({{"m", leases->at(0).lease, SettleAs::sent}}));
  CHECK(scene.files.syncs > before);
}

TEST_CASE("sqlite failure: what changes nothing writes nothing") {
  Scene scene;
  const int before = scene.files.syncs;
  REQUIRE_OK(scene.store->read({.streams = {"a"}}));
  REQUIRE_OK(scene.store->feed({}, 10));
  REQUIRE_OK(scene.store->lease_messages("", kStart - kMinute, kMinute, 10));
  REQUIRE_OK(scene.store->settle_messages({{"m", "stale", SettleAs::sent}}));
  CHECK(scene.store->append(BatchBuilder("x").append("a", 0, {"conflict"}))->outcome == AppendOutcome::conflict);
  CHECK(scene.files.syncs == before);
}

TEST_CASE("T4: a full disk writes nothing, and the store goes on when there is room again") {
  Scene scene;
  scene.files.write_to_wal = SQLITE_FULL;
  CHECK_FAULT(scene.store->append(second()), store_full);
  CHECK(stream_of(*scene.store, "a").version == 1);
  CHECK_FAULT(scene.store->lease_messages("", kStart, kMinute, 1), store_full);
  scene.files.heal();
  CHECK(scene.store->append(second())->outcome == AppendOutcome::appended);
  CHECK(lease_ids(*scene.store, kStart) == std::vector<std::string>{"m"});
  scene.reopen();
  CHECK(stream_of(*scene.store, "a").version == 2);
}

// Too long to be gathered: written in several calls.
Batch long_batch(std::size_t bytes) {
  constexpr std::size_t kEvent = 8192;
  std::vector<std::string> events;
  for (std::size_t i = 0; i * kEvent < bytes; ++i) events.emplace_back(kEvent, static_cast<char>('a' + i % 26));
  return BatchBuilder("long").append("long", 0, events);
}

TEST_CASE("sqlite failure: the journal gets a transaction in one call") {
  Scene scene;
  scene.files.fail({.calls = kWrite, .at = 1'000'000});
  REQUIRE_OK(scene.store->append(second()));
  CHECK(scene.files.counted == 1);
}

TEST_CASE("T4: a long transaction whose second or later piece does not fit is undone, and the store goes on") {
  for (std::uint64_t piece = 1; piece <= 4; ++piece) {
    CAPTURE(piece);
    Scene scene;
    scene.files.fail({.calls = kWrite, .at = piece, .code = SQLITE_FULL, .half = true});
    CHECK_FAULT(scene.store->append(long_batch(400'000)), store_full);
    CHECK(scene.files.hit);
    scene.files.heal();
    CHECK(stream_of(*scene.store, "long").version == 0);
    CHECK(scene.store->append(second())->outcome == AppendOutcome::appended);
    CHECK(scene.store->append(long_batch(400'000))->outcome == AppendOutcome::appended);
    scene.reopen();
    CHECK(stream_of(*scene.store, "long").events.size() == 49);
    CHECK(stream_of(*scene.store, "b").version == 1);
    CHECK(scene.store->check()->empty());
  }
}

TEST_CASE("T4: a transaction that outgrows the page cache and is undone half-way leaves nothing") {
  Scene scene;
  scene.files.fail({.calls = kWrite, .at = 60, .code = SQLITE_FULL});
  CHECK_FAULT(scene.store->append(long_batch(24'000'000)), store_full);
  scene.files.heal();
  CHECK(scene.store->append(long_batch(24'000'000))->outcome == AppendOutcome::appended);
  scene.reopen();
  CHECK(stream_of(*scene.store, "long").version == 2930);
  CHECK(scene.store->check()->empty());
}

TEST_CASE("T4: after a failed sync the outcome is unknown, and the store refuses until it is opened again") {
  for (const int code : {SQLITE_IOERR_FSYNC, SQLITE_IOERR_WRITE}) {
    Scene scene;
    (code == SQLITE_IOERR_FSYNC ? scene.files.sync_of_wal : scene.files.write_to_wal) = code;
    const auto result = scene.store->append(second());
    REQUIRE_OK(result);
    CHECK(result->outcome == AppendOutcome::unknown);
    scene.files.heal();
    scene.check_refuses_everything();
    scene.reopen();
    // All of it or nothing, and the command id tells which.
    const bool there = command_of(*scene.store, "second").has_value();
    CHECK(stream_of(*scene.store, "a").version == (there ? 2U : 1U));
    CHECK(stream_of(*scene.store, "b").version == (there ? 1U : 0U));
    CHECK_OK(scene.store->append(second()));
    CHECK(stream_of(*scene.store, "a").version == 2);
  }
}

TEST_CASE("T4: a lease that could not be written is a fault, and the store refuses") {
  Scene scene;
  scene.files.sync_of_wal = SQLITE_IOERR_FSYNC;
  CHECK_FAULT(scene.store->lease_messages("", kStart, kMinute, 1), store_failed);
  scene.files.heal();
  scene.check_refuses_everything();
  scene.reopen();
  CHECK_OK(scene.store->read({.streams = {"a"}}));
}

TEST_CASE("T4: when writing the WAL back fails, what was committed is committed, and the store refuses") {
  Scene scene;
  scene.files.sync_of_database = SQLITE_IOERR_FSYNC;
  const auto result = scene.store->append(BatchBuilder("e").loaded("a", 1).append("b", 0, {"one"}).erase("a"));
  REQUIRE_OK(result);
  CHECK(result->outcome == AppendOutcome::appended);
  scene.check_refuses_everything();
  scene.reopen();
  CHECK(stream_of(*scene.store, "a").erased);
  CHECK(stream_of(*scene.store, "b").version == 1);
}

TEST_CASE("T4: a file whose journal cannot be synced does not open") {
  TempDir directory;
  FaultyFiles& files = FaultyFiles::install();
  files.sync_of_database = SQLITE_IOERR_FSYNC;
  CHECK(sqlite_store(directory.file("s")).faulted());
  files.heal();
  CHECK_OK(sqlite_store(directory.file("s")));
}

TEST_CASE("T4: a backup that cannot be written says nothing of the store, which goes on") {
  Scene scene;
  scene.files.fail({.calls = kWrite, .at = 1, .code = SQLITE_IOERR_WRITE});
  CHECK_FAULT(scene.store->backup_to(scene.directory.file("backup")), store_unavailable);
  CHECK(scene.files.hit);
  scene.files.heal();
  REQUIRE_OK(scene.store->append(second()));
  REQUIRE_OK(scene.store->backup_to(scene.directory.file("backup")));
}

}  // namespace
}  // namespace doverie::testing
