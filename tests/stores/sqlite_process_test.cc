// SPDX-License-Identifier: Apache-2.0
//
// One file, several processes: who gets in, who is refused, and what fork() does to an open store.
#include "doverie/adapters/sqlite.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "support/batches.h"
#include "support/child.h"
#include "support/results.h"
#include "support/sqlite_files.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

std::uint64_t number_of(FaultCode code) {
  return static_cast<std::uint64_t>(code);
}

// What opening the file in a process of its own comes to: 0, or the number of the fault.
std::uint64_t open_elsewhere(const std::string& path) {
  Child child([&](int, int out) {
    const auto store = sqlite_store(path);
    return write_number(out, store ? 0 : number_of(store.fault().code)) ? 0 : 1;
  });
  std::uint64_t code = 1;
  read_number(child.from(), code);
  CHECK(child.finish() == 0);
  return code;
}

// Holds the file open until its input ends.
int hold(const std::string& path, int in, int out) {
  const auto store = sqlite_store(path);
  if (!store || !write_number(out, 0)) return 1;
  wait_for_end(in);
  return 0;
}

void wait_until_held(const Child& child) {
  std::uint64_t ready = 1;
  REQUIRE(read_number(child.from(), ready));
}

TEST_CASE(
    "T6: two processes on one SQLite file: the second is refused, told why and what takes several, and let in when the "
    "first is done") {
  TempDir directory;
  const std::string path = directory.file("s");
  for (int round = 0; round < 2; ++round) {  // a new file, then one that is there
    Child first([&](int in, int out) { return hold(path, in, out); });
    wait_until_held(first);
    const auto refused = sqlite_store(path);
    CHECK_FAULT(refused, store_locked);
    CHECK(refused.fault().message.find("one process at a time") != std::string::npos);
    CHECK(refused.fault().message.find("PostgreSQL") != std::string::npos);
    CHECK(first.finish() == 0);
    CHECK_OK(sqlite_store(path));
  }
}

TEST_CASE("sqlite processes: one that was killed holds nobody up") {
  TempDir directory;
  Child first([&](int in, int out) { return hold(directory.file("s"), in, out); });
  wait_until_held(first);
  first.kill();
  CHECK_OK(sqlite_store(directory.file("s")));
}

TEST_CASE("sqlite processes: the same process is refused too") {
  TempDir directory;
  const auto store = sqlite_store(directory.file("s"));
  REQUIRE_OK(store);
  CHECK_FAULT(sqlite_store(directory.file("s")), store_locked);
  CHECK_OK((*store)->append(BatchBuilder("c").append("a", 0, {"one"})));
  CHECK(open_elsewhere(directory.file("s")) == number_of(FaultCode::store_locked));
}

TEST_CASE("sqlite processes: of many that open at once, at most one gets in") {
  TempDir directory;
  REQUIRE_OK(SqliteStore::create(directory.file("s")));
  for (int round = 0; round < 5; ++round) {
    std::vector<std::unique_ptr<Child>> children;
    for (int i = 0; i < 6; ++i) {
      children.push_back(std::make_unique<Child>([&](int in, int out) {
        const auto store = SqliteStore::open(directory.file("s"));
        write_number(out, store ? 0 : number_of(store.fault().code));
        wait_for_end(in);
        return 0;
      }));
    }
    int opened = 0;
    for (const auto& child : children) {
      std::uint64_t code = 1;
      REQUIRE(read_number(child->from(), code));
      if (code == 0) ++opened;
      if (code != 0) CHECK(code == number_of(FaultCode::store_locked));
    }
    CHECK(opened <= 1);
    // Children inherit the pipes of those before them; the last one has to end first.
    while (!children.empty()) children.pop_back();
  }
}

// Every method of a handle that a parent opened; the number of those that did not answer `forked`.
int methods_that_work(EventStore& store) {
  int working = 0;
  working += is_fault(store.read({.streams = {"a"}}), FaultCode::forked) ? 0 : 1;
  working += is_fault(store.append(BatchBuilder("child").append("a", 1, {"child"})), FaultCode::forked) ? 0 : 1;
  working += is_fault(store.lease_messages("", kStart, kMinute, 1), FaultCode::forked) ? 0 : 1;
  working += is_fault(store.settle_messages({}), FaultCode::forked) ? 0 : 1;
  working += is_fault(store.feed({}, 1), FaultCode::forked) ? 0 : 1;
  return working;
}

TEST_CASE(
    "T6: fork with an open store: the child's handle is refused; destroying it leaves the parent's file and lock alone") {
  TempDir directory;
  const std::string path = directory.file("s");
  auto store = sqlite_store(path).value();
  REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one"})));
  Child child([&](int, int) {
    const int working = methods_that_work(*store);
    store.reset();
    return working;
  });
  CHECK(child.finish() == 0);
  CHECK(open_elsewhere(path) == number_of(FaultCode::store_locked));
  REQUIRE_OK(store->append(BatchBuilder("2").append("a", 1, {"two"})));
  store.reset();
  CHECK(stream_of(*sqlite_store(path).value(), "a").events == std::vector{event("one"), event("two")});
}

// Appends, forks a child that destroys its copy of the handle, appends again, and waits to be killed.
int append_around_fork(const std::string& path, int in, int out) {
  auto opened = sqlite_store(path);
  if (!opened) return 1;
  std::shared_ptr<SqliteStore> store = *opened;
  opened = Fault{FaultCode::internal, ""};
  const bool first = store->append(BatchBuilder("1").append("a", 0, {"one"})).ok();
  Child child([&](int, int) {
    store.reset();
    return 0;
  });
  const bool good = first && child.finish() == 0 && store->append(BatchBuilder("2").append("a", 1, {"two"})).ok();
  write_number(out, good ? 0 : 1);
  wait_for_end(in);
  return 0;
}

TEST_CASE("T6: fork with an open store: what the parent appends after the child has destroyed its handle survives kill -9") {
  TempDir directory;
  Child process([&](int in, int out) { return append_around_fork(directory.file("s"), in, out); });
  std::uint64_t failed = 1;
  REQUIRE(read_number(process.from(), failed));
  CHECK(failed == 0);
  process.kill();
  CHECK(stream_of(*sqlite_store(directory.file("s")).value(), "a").events == std::vector{event("one"), event("two")});
}

TEST_CASE("T6: fork with an open store: the child cannot open the parent's file, and can open another") {
  TempDir directory;
  const auto store = sqlite_store(directory.file("s")).value();
  Child child([&](int, int) {
    if (!is_fault(sqlite_store(directory.file("s")), FaultCode::store_locked)) return 1;
    return sqlite_store(directory.file("other")).ok() ? 0 : 2;
  });
  CHECK(child.finish() == 0);
  CHECK_OK(store->append(BatchBuilder("2").append("a", 0, {"one"})));
  CHECK(open_elsewhere(directory.file("s")) == number_of(FaultCode::store_locked));
}

// What a host does to the files in its own process: a checksum, a copy, a look at what is there.
void look_at(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(file >= 0);
  close(file);
}

TEST_CASE("KL1: no second doverie gets in when the host has closed a descriptor of the file, of its WAL or of the lock") {
  TempDir directory;
  const std::string path = directory.file("s");
  REQUIRE_OK(SqliteStore::create(path));
  // Made before the store is opened: a child that is made later knows of SQLite's locks by its own memory.
  Child other([&](int in, int out) {
    std::uint64_t asked = 0;
    while (read_number(in, asked)) {
      const auto store = SqliteStore::open(path);
      write_number(out, store ? 0 : number_of(store.fault().code));
    }
    return 0;
  });
  const auto store = SqliteStore::open(path).value();
  REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one"})));
  for (const char* part : {"", "-wal", "-lock"}) {
    look_at(path + part);
    std::uint64_t code = 0;
    REQUIRE(write_number(other.to(), 1));
    REQUIRE(read_number(other.from(), code));
    CHECK(code == number_of(FaultCode::store_locked));
    CHECK_FAULT(SqliteStore::open(path), store_locked);
  }
  REQUIRE_OK(store->append(BatchBuilder("2").append("a", 1, {"two"})));
  CHECK(other.finish() == 0);
}

TEST_CASE("KL1: another name of the same file has the same lock") {
  TempDir directory;
  const auto store = SqliteStore::create(directory.file("s")).value();
  std::filesystem::create_symlink(directory.file("s"), directory.file("link"));
  std::filesystem::create_directory_symlink(directory.path(), directory.file("here"));
  look_at(directory.file("s"));
  for (const char* name : {"link", "here/s", "here/link"})
    CHECK_FAULT(SqliteStore::open(directory.file(name)), store_locked);
}

TEST_CASE("KL1: nothing is restored over a store that is open, nor copied from one, when the locks of the file are gone") {
  TempDir directory;
  const auto store = SqliteStore::create(directory.file("s")).value();
  REQUIRE_OK(store->backup_to(directory.file("b")));
  look_at(directory.file("s"));
  CHECK_FAULT(SqliteStore::restore(directory.file("b"), directory.file("s"), {.replace = true}), store_locked);
  CHECK_FAULT(SqliteStore::restore(directory.file("s"), directory.file("r")), store_locked);
  REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one"})));
}

TEST_CASE("KL1: another process gets in by no other name and by no restoring, when the locks of the file are gone") {
  TempDir directory;
  const std::string path = directory.file("s");
  REQUIRE_OK(SqliteStore::create(path).value()->backup_to(directory.file("b")));
  std::filesystem::create_symlink(path, directory.file("link"));
  Child other([&](int in, int out) {  // made before the store is opened, as above
    const auto tell = [&](const auto& result) { write_number(out, result ? 0 : number_of(result.fault().code)); };
    std::uint64_t asked = 0;
    while (read_number(in, asked)) {
      if (asked == 0) tell(SqliteStore::open(directory.file("link")));
      if (asked == 1) tell(SqliteStore::restore(directory.file("b"), path, {.replace = true}));
      if (asked == 2) tell(SqliteStore::restore(path, directory.file("r")));
    }
    return 0;
  });
  const auto store = SqliteStore::open(path).value();
  REQUIRE_OK(store->append(BatchBuilder("1").append("a", 0, {"one"})));
  for (std::uint64_t way = 0; way < 3; ++way) {
    for (const char* part : {"", "-wal"}) look_at(path + part);
    std::uint64_t code = 0;
    REQUIRE(write_number(other.to(), way));
    REQUIRE(read_number(other.from(), code));
    CHECK(code == number_of(FaultCode::store_locked));
  }
  REQUIRE_OK(store->append(BatchBuilder("2").append("a", 1, {"two"})));
  CHECK(other.finish() == 0);
}

// A child that outlives the process that opened the store, with whatever it has inherited.
int leave_a_child_behind(const std::string& path, int in, int out) {
  const auto store = sqlite_store(path);
  if (!store) return 1;
  if (fork() == 0) {
    write_number(out, static_cast<std::uint64_t>(getpid()));  // itself: it has let go of the lock by then
    for (;;) pause();
  }
  wait_for_end(in);
  return 0;
}

TEST_CASE("KL1: a child that outlives a killed process holds nobody up") {
  TempDir directory;
  REQUIRE_OK(SqliteStore::create(directory.file("s")));
  Child process([&](int in, int out) { return leave_a_child_behind(directory.file("s"), in, out); });
  std::uint64_t child = 0;
  REQUIRE(read_number(process.from(), child));
  CHECK(open_elsewhere(directory.file("s")) == number_of(FaultCode::store_locked));
  process.kill();
  CHECK_OK(SqliteStore::open(directory.file("s")));
  kill(static_cast<pid_t>(child), SIGKILL);
}

TEST_CASE("KL1: a child holds nobody up when its parent has closed the store") {
  TempDir directory;
  auto store = SqliteStore::create(directory.file("s")).value();
  Child child([&](int in, int) {
    wait_for_end(in);
    return 0;
  });
  store.reset();
  CHECK_OK(SqliteStore::open(directory.file("s")));
  CHECK(child.finish() == 0);
}

TEST_CASE("KL1: of many that create at once, one gets a store, and nobody another's") {
  TempDir directory;
  std::vector<std::unique_ptr<Child>> children;
  for (int i = 0; i < 6; ++i) {
    children.push_back(std::make_unique<Child>([&](int in, int out) {
      const auto store = SqliteStore::create(directory.file("s"));
      write_number(out, store ? 0 : number_of(store.fault().code));
      wait_for_end(in);
      return 0;
    }));
  }
  int created = 0;
  for (const auto& child : children) {
    std::uint64_t code = 1;
    REQUIRE(read_number(child->from(), code));
    if (code == 0) ++created;
    if (code != 0) CHECK((code == number_of(FaultCode::store_locked) || code == number_of(FaultCode::invalid_argument)));
  }
  CHECK(created == 1);
  while (!children.empty()) children.pop_back();
}

TEST_CASE("T6: fork with an open store: the account directory's handle is refused too") {
  TempDir directory;
  auto accounts = sqlite_directory(directory.file("d")).value();
  Child child([&](int, int) {
    int working = is_fault(accounts->find("ivan"), FaultCode::forked) ? 0 : 1;
    working += is_fault(accounts->put("ivan", {}), FaultCode::forked) ? 0 : 1;
    working += is_fault(accounts->remove("ivan"), FaultCode::forked) ? 0 : 1;
    accounts.reset();
    return working;
  });
  CHECK(child.finish() == 0);
  CHECK_OK(accounts->find("ivan"));
}

}  // namespace
}  // namespace doverie::testing
