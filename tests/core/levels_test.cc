// SPDX-License-Identifier: Apache-2.0
//
// Format levels: what waits for one, and that none is taken back. tests/stores/postgres/levels_test.cc upgrades whole servers.
#include "core/records/levels.h"

#include "core/records/evolve.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

TEST_CASE("levels: there is one, for which nothing waits") {
  CHECK(newest_level() == kFirstLevel);
  CHECK(version_at("owner_seen", 1, 1) == 1);
  CHECK(version_at("owner_seen", 3, 1) == 3);
  CHECK_FALSE(raised_to("owner_seen", 2));
  CHECK(newest_raised() == 1);
}

TEST_CASE("levels: a realm's level rises, and is never taken back") {
  const Envelope at{kNoon, kToday, "cmd", ""};
  RealmRecord realm;
  RealmRecord raised;
  raised.level = 2;
  EXPECT(evolve(realm, at, RealmEvent(event::RealmNoted{"", raised})), "done");
  RealmRecord back;
  EXPECT(evolve(realm, at, RealmEvent(event::RealmNoted{"", back})), "fault: store_corrupt");
}

TEST_CASE("levels: raising to the level that there is changes nothing, and the realm says who has written to it") {
  Story story;
  EXPECT(story.service().operations().freeze("maria", "anna"), "done");
  EXPECT(story.service().operations().raise_level("anna"), "done");
  CHECK(story.count("realm/", "realm_noted") == 1);
  const auto read = story.store->read({.streams = {"realm/"}});
  REQUIRE(read);
  const std::string& noted = read->streams.front().events.back().bytes;
  CHECK(noted.find("\"level\":1,\"versions\":[{\"library\":\"" + std::string(library_version()) + "\",\"level\":1,") !=
        std::string::npos);
}

}  // namespace
}  // namespace doverie::testing
