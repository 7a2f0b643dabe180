// SPDX-License-Identifier: Apache-2.0
//
// The random stories of tests/threats/sim_test.cc, played on PostgreSQL: each in a schema of its own.
#include "support/postgres_server.h"
#include "support/rounds.h"
#include "support/wrapped_store.h"
#include "threats/simulator.h"

namespace doverie::testing {
namespace {

constexpr int kSteps = 14;

// A story has a clock of its own, so the server's time is hidden.
std::shared_ptr<EventStore> new_store() {
  const auto opened = PostgresStore::open(PostgresServer::shared().with_tables());
  REQUIRE_MESSAGE(opened.ok(), (opened.faulted() ? opened.fault().message : ""));
  auto store = std::make_shared<WrappedStore>(*opened);
  store->on_read = [inner = *opened](const ReadRequest& request) {
    auto result = inner->read(request);
    if (result) result->store_now.reset();
    return result;
  };
  return store;
}

TEST_CASE("sim: random stories on PostgreSQL") {
  const Rounds rounds(20);
  for (std::uint64_t i = 0; i < rounds.count; ++i) {
    const std::uint64_t seed = rounds.seed + i;
    Simulator simulator(seed, new_store());
    const std::string wrong = simulator.run(kSteps);
    REQUIRE_MESSAGE(wrong.empty(), "DOVERIE_SEED=" << seed << " DOVERIE_ROUNDS=1: " << wrong);
  }
}

}  // namespace
}  // namespace doverie::testing
