// SPDX-License-Identifier: Apache-2.0
//
// One file, several processes: who gets in, who is refused, and what fork() does to an open store.
#include "doverie/adapters/sqlite.h"
#include "support/batches.h"
#include "support/child.h"
#include "support/results.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

std::uint64_t number_of(FaultCode code) {
  return static_cast<std::uint64_t>(code);
}

// What opening the file in a process of its own comes to: 0, or the number of the fault.
std::uint64_t open_elsewhere(const std::string& path) {
  Child child([&](int, int out) {
    const auto store = SqliteStore::open(path);
    return write_number(out, store ? 0 : number_of(store.fault().code)) ? 0 : 1;
  });
  std::uint64_t code = 1;
  read_number(child.from(), code);
  CHECK(child.finish() == 0);
  return code;
}

// Holds the file open until its input ends.
int hold(const std::string& path, int in, int out) {
  const auto store = SqliteStore::open(path);
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
    const auto refused = SqliteStore::open(path);
    CHECK_FAULT(refused, store_locked);
    CHECK(refused.fault().message.find("one process at a time") != std::string::npos);
    CHECK(refused.fault().message.find("PostgreSQL") != std::string::npos);
    CHECK(first.finish() == 0);
    CHECK_OK(SqliteStore::open(path));
  }
}

TEST_CASE("sqlite processes: one that was killed holds nobody up") {
  TempDir directory;
  Child first([&](int in, int out) { return hold(directory.file("s"), in, out); });
  wait_until_held(first);
  first.kill();
  CHECK_OK(SqliteStore::open(directory.file("s")));
}

TEST_CASE("sqlite processes: the same process is refused too") {
  TempDir directory;
  const auto store = SqliteStore::open(directory.file("s"));
  REQUIRE_OK(store);
  CHECK_FAULT(SqliteStore::open(directory.file("s")), store_locked);
  CHECK_OK((*store)->append(BatchBuilder("c").append("a", 0, {"one"})));
  CHECK(open_elsewhere(directory.file("s")) == number_of(FaultCode::store_locked));
}

TEST_CASE("sqlite processes: of many that open at once, at most one gets in") {
  TempDir directory;
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
  auto store = SqliteStore::open(path).value();
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
  CHECK(stream_of(*SqliteStore::open(path).value(), "a").events == std::vector{event("one"), event("two")});
}

// Appends, forks a child that destroys its copy of the handle, appends again, and waits to be killed.
int append_around_fork(const std::string& path, int in, int out) {
  auto opened = SqliteStore::open(path);
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
  CHECK(stream_of(*SqliteStore::open(directory.file("s")).value(), "a").events == std::vector{event("one"), event("two")});
}

TEST_CASE("T6: fork with an open store: the child cannot open the parent's file, and can open another") {
  TempDir directory;
  const auto store = SqliteStore::open(directory.file("s")).value();
  Child child([&](int, int) {
    if (!is_fault(SqliteStore::open(directory.file("s")), FaultCode::store_locked)) return 1;
    return SqliteStore::open(directory.file("other")).ok() ? 0 : 2;
  });
  CHECK(child.finish() == 0);
  CHECK_OK(store->append(BatchBuilder("2").append("a", 0, {"one"})));
  CHECK(open_elsewhere(directory.file("s")) == number_of(FaultCode::store_locked));
}

TEST_CASE("T6: fork with an open store: the account directory's handle is refused too") {
  TempDir directory;
  auto accounts = SqliteDirectory::open(directory.file("d")).value();
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
