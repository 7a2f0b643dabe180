// SPDX-License-Identifier: Apache-2.0
//
// What was: what the rules have found about people who were erased since, and a time that the server's clock was ahead by.
#include "doverie/audit.h"
#include "support/lived.h"
#include "support/postgres_server.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// The store, and a time of the test's own in place of the server's.
std::shared_ptr<WrappedStore> with_time(const PostgresOptions& options, std::optional<Instant> now) {
  const auto opened = PostgresStore::open(options);
  REQUIRE_MESSAGE(opened.ok(), in_words(opened));
  auto store = std::make_shared<WrappedStore>(*opened);
  store->store_now = now;
  store->on_read = [inner = *opened](const ReadRequest& request) {
    auto result = inner->read(request);
    if (result) result->store_now.reset();
    return result;
  };
  return store;
}

void verify(const Story& story, EventStore& store) {
  AuditVerifier verifier(story.keys);
  REQUIRE(verifier.store(store).ok());
  CHECK(verifier.finish().findings.empty());
}

// --- KG3

std::size_t in_tables(const PostgresServer& server) {
  const RawPostgres raw(server.conninfo());
  raw.run("VACUUM FULL");
  raw.run("CHECKPOINT");
  const auto found = found_in_files(words_of_rules(), server.directory());
  return static_cast<std::size_t>(
      std::ranges::count_if(found, [](const std::string& one) { return one.find("in data/base/") != std::string::npos; }));
}

TEST_CASE("KG3: nothing that a rule has found stands in a table of PostgreSQL when both are erased") {
  const PostgresServer server;
  const auto store = with_time(server.with_tables(), std::nullopt);
  Story story{two_contacts(store)};
  CHECK(in_tables(server) == 0);
  live(story);
  CHECK(in_tables(server) > 1);  // or looking means nothing
  for (const char* account : {"maria", "ivan"}) EXPECT(story.service().operations().erase(account, "anna"), "done");
  CHECK(in_tables(server) == 0);
  verify(story, *store);
  story.wait(25h);
  recover(story);
  CHECK(in_tables(server) > 0);
  EXPECT(story.service().operations().erase("ivan", "anna"), "done");
  CHECK(in_tables(server) == 0);
  CHECK(story.count("circle/maria", "facts_erased") == 2);
  verify(story, *store);
}

// --- KL4

// A service, and a server whose clock goes with its own; the operator's time is the machine's.
struct Ahead {
  PostgresOptions options = PostgresServer::shared().with_tables();
  Instant begins = std::chrono::floor<Duration>(std::chrono::system_clock::now()) + 1h;
  std::shared_ptr<WrappedStore> store = with_time(options, begins);
  Story story{{.store = store, .begins = begins}};

  void jump(Duration by) {
    story.clock->jump(by);
    store->store_now = story.now();
    story.restart();
  }
  void wait(Duration time) {
    story.wait(time);
    store->store_now = story.now();
  }
};

TEST_CASE("KL4: raising the epoch heals what was written while the clocks of machine and server were a month ahead") {
  Ahead ahead;
  Story& story = ahead.story;
  story.appointed("maria", "ivan");
  ahead.jump(24h * 30);
  const RequestId open = story.started("maria");
  story.approved("ivan", open);
  EXPECT(story.service().trustor("olga").report_fraud(), "done");
  story.appointed("pyotr", "ivan");
  ahead.jump(-24h * 30);
  ahead.wait(1h);
  // Nothing of the circle happens any more until time has caught up.
  CHECK(story.status(open)->expires_at > story.now() + 24h * 29);
  const auto epoch = PostgresStore::raise_epoch(ahead.options);
  REQUIRE(epoch.ok());
  CHECK(*epoch == 2);

  EXPECT(story.approve("ivan", open), "refused: restored_recently, request_void, already_approved");
  ahead.wait(72h);
  for (const char* trustor : {"maria", "pyotr"}) {
    CAPTURE(trustor);
    const RequestId request = story.started(trustor);
    story.approved("ivan", request);
    CHECK(story.service().pump().ok());
    story.confirmed("ivan", request);
    EXPECT(story.redeem(request), "done");
  }
  verify(story, *ahead.store);
  CHECK(story.service().operations().audit("maria").ok());  // all of it is folded once more
}

}  // namespace
}  // namespace doverie::testing
