// SPDX-License-Identifier: Apache-2.0
//
// The store of the examples' story when the test plays it on PostgreSQL. The story has a clock of its own, so the server's time
// is hidden.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "doverie/adapters/postgres.h"
#include "doverie/ports/clock.h"
#include "support/wrapped_store.h"

namespace story {

std::shared_ptr<doverie::EventStore> open_store(const std::filesystem::path&, std::shared_ptr<doverie::Clock> clock) {
  auto opened = doverie::PostgresStore::open(
      {.conninfo = std::getenv("STORY_CONNINFO"), .schema = std::getenv("STORY_SCHEMA"), .any_role = true});
  if (!opened) {
    std::cerr << opened.fault().message << '\n';
    std::exit(1);
  }
  auto store = std::make_shared<doverie::testing::WrappedStore>(*opened);
  store->on_read = [inner = *opened, clock = std::move(clock)](const doverie::ReadRequest& request) {
    auto result = inner->read(request);
    if (result) result->store_now = clock->now();
    return result;
  };
  return store;
}

}  // namespace story
