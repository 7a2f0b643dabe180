// SPDX-License-Identifier: Apache-2.0
//
// Records of commands go, the oldest first, and only they.
#include "support/batches.h"
#include "support/postgres_server.h"

namespace doverie::testing {
namespace {

bool has(EventStore& store, const std::string& id) {
  ReadRequest request;
  request.command_id = id;
  return store.read(request)->command.has_value();
}

TEST_CASE("let go: the oldest records of commands, so many at once, and none too early") {
  const auto store = PostgresStore::open(PostgresServer::shared().with_tables());
  REQUIRE(store);
  const Instant begin{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};
  for (int i = 0; i < 5; ++i) {
    Batch batch = BatchBuilder("c" + std::to_string(i)).loaded("circle/" + std::to_string(i), 0);
    batch.at = begin + i * std::chrono::minutes(1);
    REQUIRE((*store)->append(batch)->outcome == AppendOutcome::appended);
  }
  CHECK(*(*store)->let_go_of_commands(begin, 10) == 0);
  CHECK(*(*store)->let_go_of_commands(begin + std::chrono::seconds(150), 2) == 2);
  CHECK_FALSE(has(**store, "c0"));
  CHECK_FALSE(has(**store, "c1"));
  CHECK(has(**store, "c2"));
  CHECK(*(*store)->let_go_of_commands(begin + std::chrono::seconds(150), 2) == 1);
  CHECK_FALSE(has(**store, "c2"));
  CHECK(has(**store, "c3"));
  CHECK(*(*store)->let_go_of_commands(begin + std::chrono::seconds(150), 2) == 0);
}

TEST_CASE("let go: a reader may not") {
  PostgresOptions options = PostgresServer::shared().with_tables();
  options.role = PostgresRole::reader;
  options.any_role = true;
  const auto store = PostgresStore::open(options);
  REQUIRE(store);
  const auto refused = (*store)->let_go_of_commands(Instant{} + std::chrono::hours(1), 1);
  REQUIRE(refused.faulted());
  CHECK(refused.fault().code == FaultCode::store_read_only);
}

}  // namespace
}  // namespace doverie::testing
