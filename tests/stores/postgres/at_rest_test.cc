// SPDX-License-Identifier: Apache-2.0
//
// L4 on PostgreSQL: what must not be on a disk is looked for in all that the server has there: tables, WAL, and a log that has
// every statement with its parameters.
#include "support/at_rest.h"
#include "support/postgres_server.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

using Found = std::vector<std::string>;

bool any_in(const Found& found, const std::string& place) {
  return std::ranges::any_of(found, [&](const std::string& one) { return one.find(place) != std::string::npos; });
}

TEST_CASE("L4: no phone, code or secret in tables, WAL or log of a PostgreSQL server") {
  PostgresServer server("log_statement = all\nlog_parameter_max_length = -1");
  auto opened = PostgresStore::open(server.with_tables());
  REQUIRE_MESSAGE(opened.ok(), in_words(opened));
  auto store = std::make_shared<WrappedStore>(*opened);
  store->on_read = [&](const ReadRequest& request) {  // the story has a clock of its own
    auto result = store->inner().read(request);
    if (result) result->store_now.reset();
    return result;
  };
  Story story({.store = store, .policies = with_long_codes()});
  AtRest at_rest(story);
  at_rest.play();
  const RawPostgres raw(server.conninfo());
  raw.run("CHECKPOINT");
  // What must be found, or looking means nothing: in each of the three.
  const Found names = found_in_files(AtRest::erased(), server.directory());
  for (const char* place : {"in data/base/", "in data/pg_wal/", "in log"}) CHECK_MESSAGE(any_in(names, place), place);
  for (const std::string& found : found_in_files(at_rest.never(), server.directory())) FAIL_CHECK(found);
  for (const Forbidden& one : at_rest.never()) CHECK_MESSAGE(!stands_in(at_rest.errors(), one.text), one.what);

  // An erased name is out of the tables when they were written anew; WAL and the host's log are the operator's
  // (docs/guide/postgres.md).
  at_rest.erase();
  raw.run("VACUUM FULL");
  raw.run("CHECKPOINT");
  const Found left = found_in_files(AtRest::erased(), server.directory());
  CHECK_FALSE(any_in(left, "in data/base/"));
}

}  // namespace
}  // namespace doverie::testing
