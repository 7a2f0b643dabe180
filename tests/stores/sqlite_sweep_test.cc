// SPDX-License-Identifier: Apache-2.0
//
// Every call that SQLite makes to the file system fails once, one after the other, until a run meets no fault any more; and
// the power goes off at every one of them, with what was not synced torn and reordered.
//
//   DOVERIE_SEED=… DOVERIE_ROUNDS=… sqlite_failure_test -tc='T4*'
#include <unistd.h>

#include <array>
#include <filesystem>

#include "doverie/adapters/sqlite.h"
#include "stores/faulty_files.h"
#include "stores/later_schema.h"
#include "support/batches.h"
#include "support/results.h"
#include "support/rounds.h"
#include "support/sqlite_files.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatches = 7;
constexpr std::size_t kErasing = 3;  // this batch erases a stream of batch 1, and so writes the journal back

Batch batch_of(std::size_t n) {
  const std::string id = std::to_string(n);
  BatchBuilder builder(id);
  builder.append("a/" + id, 0, {"one", "two"}).append("b/" + id, 0, {std::string(n == 2 ? 30'000 : 100, 'x')});
  builder.tag("t/" + id, "a/" + id).put(message("m" + id));
  if (n == kErasing) builder.loaded("b/1", 1).erase("b/1");
  return builder;
}

// Some work with one store file, and what became of each append.
class Work {
 public:
  explicit Work(std::string path) : path_(std::move(path)) {}

  void run() {
    in_one_opening({0, 1, 2, kErasing});
    in_one_opening({4, 5, 6});
  }

  // After all faults have gone: acknowledged work is there, faulted work is not, and the rest is there whole or not at all.
  void check() const {
    const auto store = sqlite_store(path_);
    REQUIRE_OK(store);
    const auto findings = (*store)->check();
    REQUIRE_OK(findings);
    CHECK_MESSAGE(findings->empty(), findings->front());
    const bool erased = command_of(**store, std::to_string(kErasing)).has_value();
    for (std::size_t n = 0; n < kBatches; ++n) check_batch(**store, n, n == 1 && erased);
    REQUIRE_OK((*store)->append(BatchBuilder("after").append("after", 0, {"one"})));
  }

 private:
  enum class Became : std::uint8_t { untried, appended, absent, unknown };

  void in_one_opening(const std::vector<std::size_t>& batches) {
    const auto opened = sqlite_store(path_);
    if (!opened) return;
    SqliteStore& store = **opened;
    failed_ = false;
    for (const std::size_t n : batches) append(store, n);
    const auto leases = store.lease_messages("", kStart, kMinute, 1);
    note(leases);
    if (leases && !leases->empty()) {
      settling_.push_back(leases->at(0).message.id);
      note(store.settle_messages({{leases->at(0).message.id, leases->at(0).lease, SettleAs::sent}}));
    }
    note(store.read({.streams = {"a/0"}}));
    note(store.feed({}, 100));
    note(store.check());
  }

  void append(SqliteStore& store, std::size_t n) {
    const auto result = store.append(batch_of(n));
    const bool refused = failed_;
    note(result);
    if (!result) {
      became_.at(n) = Became::absent;
      return;
    }
    if (refused) FAIL_CHECK("a store that has failed goes on");
    failed_ = result->outcome == AppendOutcome::unknown;
    became_.at(n) = result->outcome == AppendOutcome::appended  ? Became::appended
                    : result->outcome == AppendOutcome::unknown ? Became::unknown
                                                                : Became::absent;
  }

  // After an append whose outcome is unknown, and after store_failed, the store refuses everything.
  template <class T>
  void note(const Result<T>& result) {
    if (failed_) CHECK_FAULT(result, store_failed);
    if (is_fault(result, FaultCode::store_failed)) failed_ = true;
  }

  void check_batch(EventStore& store, std::size_t n, bool erased) const {
    CAPTURE(n);
    const std::string id = std::to_string(n);
    const bool there = command_of(store, id).has_value();
    const Became became = became_.at(n);
    if (became == Became::appended) CHECK(there);
    if (became == Became::absent || became == Became::untried) CHECK_FALSE(there);
    CHECK(stream_of(store, "a/" + id).events.size() == (there ? 2U : 0U));
    CHECK(stream_of(store, "b/" + id).events.size() == (there && !erased ? 1U : 0U));
    CHECK(tagged(store, "t/" + id).size() == (there ? 1U : 0U));
    const auto due = store.lease_messages("", kStart + kMinute * 5, Duration(0), 100).value();
    const bool put = std::ranges::any_of(due, [&](const LeasedMessage& one) { return one.message.id == "m" + id; });
    const bool may_be_settled = std::ranges::find(settling_, "m" + id) != settling_.end();
    CHECK((put == there || (there && may_be_settled)));
  }

  std::string path_;
  std::array<Became, kBatches> became_{};
  std::vector<std::string> settling_;
  bool failed_ = false;
};

// The faulty file system has no shared memory: a file in WAL mode is looked at by one connection alone.
struct AloneSqlite : RawSqlite {
  explicit AloneSqlite(const std::string& path) : RawSqlite(path) { run("PRAGMA locking_mode = EXCLUSIVE"); }
};

// A store that a later library migrates while faults happen.
class Migration {
 public:
  explicit Migration(std::string path) : path_(std::move(path)) {
    fill(*sqlite_store(path_).value());
    before_ = contents_of(AloneSqlite(path_));
  }
  void run() const { static_cast<void>(later_.open(path_)); }
  void check() const {
    REQUIRE_OK(later_.open(path_));
    const AloneSqlite raw(path_);
    CHECK(contents_of(raw) == before_);
    CHECK(raw.value("PRAGMA user_version") == "2");
    CHECK(raw.value("PRAGMA integrity_check") == "ok");
  }

 private:
  std::string path_;
  std::string before_;
  LaterLibrary later_;
};

// A backup and its restoring. Whatever happens to them, the store goes on.
class Safekeeping {
 public:
  explicit Safekeeping(std::string path) : path_(std::move(path)) {
    REQUIRE_OK(sqlite_store(path_).value()->append(batch_of(0)));
  }
  void run() {
    const auto store = sqlite_store(path_);
    if (store) backed_up_ = (*store)->backup_to(path_ + "-b").ok();
    if (backed_up_) restored_ = SqliteStore::restore(path_ + "-b", path_ + "-r").ok();
  }
  void check() const {
    CHECK(stream_of(*sqlite_store(path_).value(), "a/0").version == 2);
    CHECK(fs::exists(path_ + "-b") == backed_up_);
    CHECK(fs::exists(path_ + "-r") == restored_);
    CHECK_FALSE(fs::exists(path_ + "-b.partial"));
    CHECK_FALSE(fs::exists(path_ + "-r.partial"));
    if (restored_) CHECK(stream_of(*sqlite_store(path_ + "-r").value(), "a/0").version == 2);
    if (backed_up_) CHECK_OK(SqliteStore::restore(path_ + "-b", path_ + "-again"));
  }

 private:
  std::string path_;
  bool backed_up_ = false;
  bool restored_ = false;
};

// Syncs are only simulated, so the files may as well lie in memory.
fs::path quick_place() {
  return access("/dev/shm", W_OK) == 0 ? fs::path("/dev/shm") : fs::temp_directory_path();
}

struct Faults {
  FaultyFiles& files = FaultyFiles::install();

  Faults() {
    files.heal();
    files.sync_for_real = false;
  }
  ~Faults() {
    files.heal();
    files.sync_for_real = true;
    files.remember_unsynced = false;
    files.unsynced.forget();
  }
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;
};

// Runs the work with the first call failing, then with the second …; the number of runs that met the fault.
template <class AnyWork>
std::uint64_t sweep(PlannedFault fault) {
  Faults faults;
  for (fault.at = 1;; ++fault.at) {
    CAPTURE(fault.at);
    faults.files.heal();
    TempDir directory(quick_place());
    AnyWork work(directory.file("s"));
    faults.files.fail(fault);
    work.run();
    const bool hit = faults.files.hit;
    faults.files.heal();
    work.check();
    if (!hit) return fault.at - 1;
  }
}

constexpr std::array kEveryFault{
    PlannedFault{.calls = kOpen, .code = SQLITE_CANTOPEN},
    PlannedFault{.calls = kRemove, .code = SQLITE_IOERR_DELETE},
    PlannedFault{.calls = kAccess, .code = SQLITE_IOERR_ACCESS},
    PlannedFault{.calls = kRead, .code = SQLITE_IOERR_READ},
    PlannedFault{.calls = kWrite, .code = SQLITE_IOERR_WRITE},
    PlannedFault{.calls = kWrite, .code = SQLITE_IOERR_WRITE, .half = true},
    PlannedFault{.calls = kWrite, .code = SQLITE_FULL},
    PlannedFault{.calls = kWrite, .code = SQLITE_FULL, .half = true},
    PlannedFault{.calls = kTruncate, .code = SQLITE_IOERR_TRUNCATE},
    PlannedFault{.calls = kSync, .code = SQLITE_IOERR_FSYNC},
    PlannedFault{.calls = kSize, .code = SQLITE_IOERR_FSTAT},
    PlannedFault{.calls = kLock, .code = SQLITE_IOERR_LOCK},
    PlannedFault{.calls = kLock, .code = SQLITE_BUSY},
};

template <class AnyWork>
std::uint64_t sweep_all() {
  std::uint64_t runs = 0;
  for (PlannedFault fault : kEveryFault) {
    for (const bool for_ever : {false, true}) {
      CAPTURE(fault.calls);
      CAPTURE(fault.code);
      CAPTURE(fault.half);
      CAPTURE(for_ever);
      fault.for_ever = for_ever;
      runs += sweep<AnyWork>(fault);
    }
  }
  return runs;
}

TEST_CASE("T4: I/O error, torn write or full disk at every call: acknowledged work is there, half work is not") {
  const std::uint64_t runs = sweep_all<Work>();
  MESSAGE(runs << " runs, each with another call that failed");
  CHECK(runs > 500);
}

TEST_CASE("T4: I/O error, torn write or full disk at every call of a migration: nothing is lost") {
  const std::uint64_t runs = sweep_all<Migration>();
  MESSAGE(runs << " runs, each with another call that failed");
  CHECK(runs > 100);
}

TEST_CASE("T4: I/O error, torn write or full disk at every call of a backup and its restoring: the store goes on") {
  const std::uint64_t runs = sweep_all<Safekeeping>();
  MESSAGE(runs << " runs, each with another call that failed");
  CHECK(runs > 100);
}

// Runs `work` until the power goes off at a call that changes something; whether it got that far.
template <class Run>
bool run_until_power_is_off(Faults& faults, std::uint64_t at, std::mt19937_64& random, Run run) {
  faults.files.remember_unsynced = true;
  faults.files.fail({.calls = kChanges, .at = at, .code = SQLITE_IOERR, .half = random() % 2 == 0, .for_ever = true});
  run();
  const bool hit = faults.files.hit;
  faults.files.unsynced.cut_power(random);
  faults.files.remember_unsynced = false;
  faults.files.heal();
  return hit;
}

TEST_CASE("T4: power cut at every call, unsynced sectors torn and reordered: acknowledged work is there, half work is not") {
  const Rounds rounds(2);
  std::mt19937_64 random(rounds.seed);
  std::uint64_t cuts = 0;
  for (std::uint64_t round = 0; round < std::min<std::uint64_t>(rounds.count, 40); ++round) {
    bool hit = true;
    for (std::uint64_t at = 1; hit; ++at) {
      CAPTURE(round);
      CAPTURE(at);
      Faults faults;
      TempDir directory(quick_place());
      Work work(directory.file("s"));
      hit = run_until_power_is_off(faults, at, random, [&] { work.run(); });
      // The power goes off again while the journal is played back.
      const auto reopen = [&] { static_cast<void>(sqlite_store(directory.file("s"))); };
      for (int again = 0; again < 2; ++again) run_until_power_is_off(faults, 1 + random() % 8, random, reopen);
      work.check();
      ++cuts;
    }
  }
  MESSAGE(cuts << " power cuts");
  CHECK(cuts > 100);
}

// How many of twenty acknowledged commits are gone when the power goes off after them.
int lost_by(const std::string& pragmas, std::mt19937_64& random) {
  Faults faults;
  TempDir directory(quick_place());
  run_until_power_is_off(faults, 1'000'000, random, [&] {
    const RawSqlite raw(directory.file("s"));
    raw.run("PRAGMA locking_mode = EXCLUSIVE;" + pragmas + "CREATE TABLE t (n)");
    for (int n = 0; n < 20; ++n) raw.run("INSERT INTO t VALUES (1)");
    faults.files.fail({.calls = kChanges, .at = 1, .for_ever = true});  // closing writes nothing back
    raw.try_run("INSERT INTO t VALUES (1)");
  });
  const RawSqlite raw(directory.file("s"));
  return raw.try_run("PRAGMA locking_mode = EXCLUSIVE; SELECT 1 FROM t")
             ? std::max(0, 20 - std::stoi(raw.value("SELECT count(*) FROM t")))
             : 20;
}

TEST_CASE("T4: power cut: the simulation finds lost work where it is lost, and none where it is not") {
  const Rounds rounds(20);
  std::mt19937_64 random(rounds.seed);
  int lost = 0;
  for (std::uint64_t round = 0; round < std::min<std::uint64_t>(rounds.count, 100) + 10; ++round) {
    CHECK(lost_by("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", random) == 0);
    lost += lost_by("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;", random);
  }
  CHECK(lost > 0);
}

}  // namespace
}  // namespace doverie::testing
