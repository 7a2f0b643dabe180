// SPDX-License-Identifier: Apache-2.0
//
// The realm's own record: a realm that was misspelt, restores that somebody takes back, and keys that go.
#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// A store whose epoch somebody changes by hand.
class Restored final : public WrappedStore {
 public:
  using WrappedStore::WrappedStore;
  std::uint64_t epoch = 0;
  std::optional<Instant> restored_at;

  Result<ReadResult> read(const ReadRequest& request) override {
    auto read = WrappedStore::read(request);
    if (read) read->epoch = epoch, read->restored_at = restored_at;
    return read;
  }
};

void use_realm(Story& story, const std::string& realm) {
  ServiceOptions options = story.options();
  options.realm = realm;
  story.restart(options);
}

TEST_CASE("KN2: a realm that the store does not have opens nothing, whatever is asked") {
  Story story;
  story.appointed("maria", "ivan");
  use_realm(story, "misspelt");
  const auto started = story.start("maria");
  EXPECT(started, "fault: realm_unknown");
  CHECK(started.fault().message.find("misspelt") != std::string::npos);
  EXPECT(story.invite("olga", "pyotr"), "fault: realm_unknown");
  EXPECT(story.service().trustor("maria").cabinet(), "fault: realm_unknown");
  EXPECT(story.service().operations().freeze("maria", "anna"), "fault: realm_unknown");
  CHECK(story.events("misspelt/circle/maria").empty());
  use_realm(story, "");
  CHECK(story.start("maria")->status == StartStatus::pending);
}

TEST_CASE("KN2: another realm begins by a call, once") {
  Story story;
  story.appointed("maria", "ivan");
  use_realm(story, "bank");
  EXPECT(story.service().operations().begin_realm("anna"), "done");
  EXPECT(story.service().operations().begin_realm("anna"), "refused: realm_begun");
  CHECK(story.start("maria")->status == StartStatus::not_protected);
  CHECK(story.events("bank/realm/") == std::vector<std::string>{"realm_noted"});
  use_realm(story, "");
  CHECK(story.start("maria")->status == StartStatus::pending);
}

TEST_CASE("KN2: in a store that nobody has used the first command begins the realm") {
  Story story;
  ServiceOptions options = story.options();
  options.store = story.store = std::make_shared<MemoryStore>();
  story.restart(options);
  CHECK(story.events("realm/").empty());
  CHECK(story.start("maria")->status == StartStatus::not_protected);
  CHECK(story.events("realm/") == std::vector<std::string>{"realm_noted"});
  use_realm(story, "bank");
  EXPECT(story.start("maria"), "fault: realm_unknown");
}

TEST_CASE("KR2: a restore that the store has told of once cannot be taken back by hand") {
  const auto store = std::make_shared<Restored>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  story.appointed("maria", "ivan");
  const RequestId request = story.ready("maria", "ivan");
  store->epoch = 7;
  store->restored_at = story.now();
  story.wait(1min);
  CHECK(story.start("olga")->status == StartStatus::not_protected);  // any command: its service seals what it has seen
  CHECK(story.count("realm/", "realm_noted") == 2);
  store->epoch = 0;
  store->restored_at.reset();
  EXPECT(story.redeem(request), "refused: request_void");
  const RequestId next = story.started("maria");
  EXPECT(story.approve("ivan", next), "refused: restored_recently");
  story.restart();
  EXPECT(story.redeem(request), "refused: request_void");
  EXPECT(story.approve("ivan", next), "refused: restored_recently");
  story.wait(24h);
  EXPECT(story.approve("ivan", story.started("maria")), "done");
  CHECK(story.count("realm/", "realm_noted") == 2);
}

TEST_CASE("KR2: until it is sealed, what the store tells only tightens") {
  const auto store = std::make_shared<Restored>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  story.appointed("maria", "ivan");
  const RequestId request = story.ready("maria", "ivan");
  for (const std::uint64_t epoch : {std::uint64_t{0}, std::uint64_t{1}}) {
    store->epoch = epoch;
    CHECK(story.state_of(request) == "approved");
  }
  store->epoch = 2;
  CHECK(story.state_of(request) == "voided");
}

TEST_CASE("KR2: the realm's record outlives the key that sealed it") {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.keys->add(KeyPurpose::audit, "next", Secret(std::string(32, 'n'))));
  story.invited("olga", "pyotr");  // the first that is written with it
  CHECK(story.count("realm/", "realm_noted") == 2);
  REQUIRE(story.keys->set_state(KeyPurpose::audit, "1", KeyState::revoked));
  CHECK(story.start("olga")->status == StartStatus::not_protected);
  EXPECT(story.start("maria"), "fault: key_unavailable");  // her circle was sealed by the other
  story.restart();
  CHECK(story.start("olga")->status == StartStatus::not_protected);
}

}  // namespace
}  // namespace doverie::testing
