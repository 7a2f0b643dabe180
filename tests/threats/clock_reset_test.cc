// SPDX-License-Identifier: Apache-2.0
//
// KL4: what was written while the clock was far ahead, and the operator's reset that heals it.
#include <algorithm>

#include "doverie/adapters/sqlite.h"
#include "doverie/audit.h"
#include "doverie/replay.h"
#include "support/story.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

constexpr Duration kAhead = 24h * 30;

// Lives for a while under a clock that is a month ahead, and then under the right one.
struct Ahead {
  TempDir dir;
  std::string path = dir.file("circles.db");
  Story story{{.store = *SqliteStore::create(path)}};
  RequestId open;

  Ahead() { story.appointed("maria", "ivan"); }
  void use(std::shared_ptr<EventStore> store) {
    ServiceOptions options = story.options();
    story.store = options.store = std::move(store);
    story.restart(options);
  }
  template <class Live>
  void while_ahead(Live live) {
    story.clock->jump(kAhead);
    story.restart();
    live();
    story.clock->jump(-kAhead);
    story.restart();
  }
  void reset() {
    use(std::make_shared<MemoryStore>());  // the file has to be closed
    const auto epoch = SqliteStore::reset_clock(path, story.now());
    REQUIRE_MESSAGE(epoch.ok(), in_words(epoch));
    CHECK(*epoch == 2);
    auto store = SqliteStore::open(path);
    REQUIRE_MESSAGE(store.ok(), in_words(store));
    use(*store);
  }
};

TEST_CASE("KL4: a reset of the mark heals what was written while the clock was a month ahead") {
  Ahead ahead;
  Story& story = ahead.story;
  RequestId open, waiting;
  ahead.while_ahead([&] {
    open = story.started("maria");
    story.approved("ivan", open);
    story.guessed_wrong(2, "ivan", open);
    story.appointed("olga", "ivan");
  });
  EXPECT(story.start("maria"), "fault: clock_skew");
  EXPECT(story.start("olga"), "fault: clock_skew");
  ahead.reset();

  EXPECT(story.approve("ivan", open), "refused: restored_recently, request_void, already_approved");  // as after a restore
  story.wait(72h);  // what began while the clock was ahead begins as late as anything can
  for (const char* trustor : {"maria", "olga"}) {
    CAPTURE(trustor);
    const RequestId request = story.started(trustor);
    story.approved("ivan", request);
    CHECK(story.service().pump().ok());
    story.confirmed("ivan", request);
    EXPECT(story.redeem(request), "done");
  }
  AuditVerifier verifier(story.keys);
  REQUIRE(verifier.store(*story.store).ok());
  CHECK(verifier.finish().findings.empty());
  const auto trail = story.service().operations().audit("maria");  // all of it is folded once more
  CHECK_MESSAGE(trail.ok(), trail.fault().message);
  auto replay = *Replay::create(PolicySchedule(), PolicySchedule());
  const auto history = story.store->feed("", 1000);
  REQUIRE(history.ok());
  for (const FeedEntry& entry : *history) {
    const Status taken = replay.event(entry);
    REQUIRE_MESSAGE(taken.ok(), taken.fault().message);
  }
  CHECK(replay.finish().ok());
}

TEST_CASE("KL4: the reset is recorded in the realm, sealed, and cannot be taken back by the store") {
  Ahead ahead;
  ahead.while_ahead([&] { ahead.story.started("maria"); });
  ahead.reset();
  EXPECT(ahead.story.start("maria"), "done");
  const auto realm = ahead.story.store->read({.streams = {"realm/"}});
  REQUIRE(realm.ok());
  const std::string& noted = realm->streams.front().events.back().bytes;
  CHECK(noted.find("\"epoch\":2") != std::string::npos);
  CHECK(noted.find("\"restored_at\":\"2026-03-02T09:00:00.000000Z\"") != std::string::npos);
}

TEST_CASE("KL4: nothing that protects somebody is shortened by a reset") {
  Ahead ahead;
  Story& story = ahead.story;
  SUBCASE("an operator's freeze has no end") {
    ahead.while_ahead([&] { EXPECT(story.service().operations().freeze("maria", "anna"), "done"); });
    ahead.reset();
    for (int month = 0; month < 2; ++month) {  // while her record is still ahead of the clock, and after that
      story.wait(24h * 20);
      CHECK(story.start("maria")->status == StartStatus::frozen);
    }
  }
  SUBCASE("a freeze after fraud, from before, goes on; and ends") {
    EXPECT(story.service().trustor("maria").report_fraud(), "done");
    ahead.while_ahead([&] { EXPECT(story.service().operations().call_began("maria", "call-1"), "done"); });
    ahead.reset();
    story.wait(72h - kTick);
    CHECK(story.start("maria")->status == StartStatus::frozen);
    story.wait(kTick);
    CHECK(story.start("maria")->status == StartStatus::pending);
  }
  SUBCASE("one that began while the clock was ahead lasts as long from now on") {
    ahead.while_ahead([&] { EXPECT(story.service().trustor("maria").report_fraud(), "done"); });
    ahead.reset();
    story.wait(72h - kTick);
    CHECK(story.start("maria")->status == StartStatus::frozen);
    story.wait(kTick);
    CHECK(story.start("maria")->status == StartStatus::pending);
  }
  SUBCASE("wrong codes count for their day") {
    RequestId open;
    ahead.while_ahead([&] {
      open = story.started("maria");
      story.approved("ivan", open);
      story.guessed_wrong(5, "ivan", open);
    });
    ahead.reset();
    const RequestId later = story.started("maria");
    EXPECT(story.approve("ivan", later), "refused: restored_recently, too_many_wrong_codes");
    story.wait(24h);
    EXPECT(story.approve("ivan", later), "refused: request_expired");
    story.approved("ivan", story.started("maria"));
  }
}

TEST_CASE(
    "KL4: a timeline stands in the order in which it was written, with its instants as recorded, and says where the clock "
    "was reset") {
  Ahead ahead;
  Story& story = ahead.story;
  RequestId later;
  ahead.while_ahead([&] {
    story.started("maria");
    story.appointed("olga", "ivan");
  });
  story.wait(1h);
  ahead.reset();
  const Instant reset = story.now();
  story.wait(1h);
  const auto told = [&](const AccountId& account) {
    const auto timeline = story.service().operations().timeline(account);
    REQUIRE_MESSAGE(timeline.ok(), in_words(timeline));
    std::vector<std::pair<std::string, Instant>> entries;
    for (const TimelineEntry& entry : timeline->entries) entries.emplace_back(entry.type, entry.at);
    return entries;
  };
  using Entries = std::vector<std::pair<std::string, Instant>>;
  const Instant wrong = kNoon + kAhead;
  const auto check = [&](const Entries& last) {
    CHECK(told("maria") == [&] {
      Entries all{
          {"invitation_sent", kNoon}, {"contact_appointed", kNoon}, {"recovery_started", wrong}, {"clock_reset", reset}};
      all.insert(all.end(), last.begin(), last.end());
      return all;
    }());
  };
  check({});  // also before any event of the circle says so
  EXPECT(story.service().trustor("maria").report_fraud(), "done");
  check({{"recovery_voided", story.now()}, {"fraud_reported", story.now()}});
  // Of several streams: ivan's own, maria's and olga's.
  const auto of_ivan = told("ivan");
  const auto mark = std::ranges::find(of_ivan, "clock_reset", &std::pair<std::string, Instant>::first);
  REQUIRE(mark != of_ivan.end());
  CHECK(std::ranges::all_of(of_ivan.begin(), mark, [&](const auto& e) { return e.second <= kNoon || e.second == wrong; }));
  CHECK(std::ranges::count(of_ivan, "clock_reset", &std::pair<std::string, Instant>::first) == 1);
}

TEST_CASE("KL4: what the rules found stands behind its event, whatever the clock was, and whichever event came back first") {
  Ahead ahead;
  Story& story = ahead.story;
  story.change("ivan", [](AccountFacts& ivan) { ivan.citizen = false; });
  ahead.while_ahead([&] { CHECK(story.start("maria")->status == StartStatus::contact_unavailable); });
  story.wait(1h);
  ahead.reset();
  EXPECT(story.service().operations().call_began("maria", "call-1"), "done");  // no rule was asked
  story.wait(80h);
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  const auto timeline = story.service().operations().timeline("maria");
  REQUIRE_MESSAGE(timeline.ok(), in_words(timeline));
  std::vector<std::string> types;
  for (const TimelineEntry& entry : timeline->entries) types.push_back(entry.type);
  CHECK(types == std::vector<std::string>{"invitation_sent", "contact_appointed", "recovery_unavailable", "rules_looked",
                                          "clock_reset", "call_began", "recovery_unavailable", "rules_looked"});
}

TEST_CASE("KL4: without a reset a stream that is ahead is not taken back, and no store that is open is reset") {
  Ahead ahead;
  ahead.while_ahead([&] { ahead.story.started("maria"); });
  EXPECT(SqliteStore::reset_clock(ahead.path), "fault: store_locked");
  EXPECT(SqliteStore::reset_clock(ahead.dir.file("nothing.db")), "fault: store_unavailable");
  EXPECT(ahead.story.start("maria"), "fault: clock_skew");
}

}  // namespace
}  // namespace doverie::testing
