// SPDX-License-Identifier: Apache-2.0
//
// Limits in real time: what setting the clock, and rolling a transaction back, cannot lengthen.
#include "app/real_time.h"

#include "doverie/adapters/sqlite.h"
#include "doverie/adapters/system.h"
#include "support/story.h"
#include "support/temp_dir.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

TEST_CASE("KL3: a clock that is set while a service lives is noticed, either way, and can be set right again") {
  for (const Duration by : {Duration(1h), Duration(-1h), Duration(5s + kTick), Duration(-5s - kTick)}) {
    Story story;
    story.appointed("maria", "ivan");
    story.wait(10min);
    const RequestId request = story.started("maria");
    story.clock->jump(by);
    EXPECT(story.approve("ivan", request), "fault: clock_skew");
    EXPECT(story.service().contact("ivan").cabinet(), "fault: clock_skew");
    EXPECT(story.service().pump(), "fault: clock_skew");
    story.clock->jump(-by);
    EXPECT(story.approve("ivan", request), "done");
  }
}

TEST_CASE("KL3: a clock that is off by little, as NTP leaves it, decides by the later time") {
  FakeClock clock(kNoon);
  RealTime time(clock);
  CHECK(*time.now() == kNoon);
  clock.jump(-5s);
  CHECK(*time.now() == kNoon);
  clock.jump(10s);
  CHECK(*time.now() == kNoon + 5s);
  clock.jump(kTick);
  EXPECT(time.now(), "fault: clock_skew");
}

TEST_CASE("KL3: no code lives longer than it says, whatever the clock is set to, in small steps either") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string code = story.code("ivan");
  for (int minute = 0; minute < 10; ++minute) {
    story.wait(1min);
    if (minute < 5) story.clock->jump(-1s);
  }
  EXPECT(story.confirm("ivan", request, code), "refused: code_expired");
}

TEST_CASE("KL3: a code that was made while the clock was ahead does not live on in the next process") {
  const TempDir dir;
  const std::string path = dir.file("circles.db");
  Story story({.store = *SqliteStore::create(path)});
  story.clock->jump(1h);
  story.restart();
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string code = story.code("ivan");
  story.clock->jump(-1h);
  EXPECT(story.confirm("ivan", request, code), "fault: clock_skew");
  story.restart();  // a new process begins with the clock as it is
  const auto refused = story.confirm("ivan", request, code);
  EXPECT(refused, "fault: clock_skew");
  CHECK(refused.fault().message.find("behind the last that was written") != std::string::npos);
  story.wait(59min);
  EXPECT(story.confirm("ivan", request, code), "fault: clock_skew");
  story.wait(11min);
  EXPECT(story.confirm("ivan", request, code), "refused: code_expired");
}

TEST_CASE("KL3: a pump whose clock is behind says so, and not that nothing is due") {
  Story story;
  story.clock->jump(72h);
  story.restart();
  story.appointed("maria", "ivan");
  story.approved("ivan", story.started("maria"));
  story.clock->jump(-72h);
  story.restart();
  for (const PumpWhat what : {PumpWhat::everything, PumpWhat::codes, PumpWhat::all_but_codes}) {
    const PumpReport report = story.service().pump(64, what);
    EXPECT(report, "fault: clock_skew");
    CHECK(report.all() == 0);
    CHECK(report.fault->message.starts_with(
        "the clock is 3 days behind the last that was written, which was decided at 2026-03-05"));
  }
  story.clock->jump(72h);
  story.restart();
  CHECK(story.service().pump().all() > 0);
}

TEST_CASE("KL4: a clock that jumps ahead writes nothing") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  const auto before = story.events("circle/maria");
  story.clock->jump(24h * 30);
  EXPECT(story.approve("ivan", request), "fault: clock_skew");
  EXPECT(story.service().trustor("maria").report_fraud(), "fault: clock_skew");
  CHECK(story.events("circle/maria") == before);
}

TEST_CASE("KL3: the machine's elapsed time goes on") {
  SystemClock clock;
  const Duration before = clock.elapsed();
  while (clock.elapsed() == before) {
  }
  CHECK(clock.elapsed() > before);
}

// --- KL5

// A store inside of a transaction that somebody else can roll back, while `undoable` is set.
std::shared_ptr<WrappedStore> undoable_store() {
  const auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  store->undoable = true;
  return store;
}

TEST_CASE("KL5: no guess is compared where it can be rolled back, a right one no more than a wrong one") {
  const auto store = undoable_store();
  Story story({.store = store});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string code = story.code("ivan");
  for (const std::string& guess : {code, story.wrong_code("ivan")}) {
    const auto refused = story.confirm("ivan", request, guess);
    EXPECT(refused, "fault: guess_undoable");
    CHECK(refused.fault().message.find("confirm_code") != std::string::npos);
  }
  CHECK(story.count("circle/maria", "code_rejected") == 0);
  EXPECT(story.confirm("ivan", request, "12"), "refused: code_malformed");
  store->undoable = false;
  EXPECT(story.confirm("ivan", request, code), "done");
  store->undoable = true;
  EXPECT(story.redeem(request), "done");
}

TEST_CASE("KL5: a conversation code is a guess, too; a number that is shown is none") {
  for (const bool hidden : {true, false}) {
    const auto store = undoable_store();
    Story story({.store = store, .policies = changed([&](Policy& policy) {
                                   policy.conversation_code = hidden;
                                   policy.max_wrong_numbers = hidden ? 3 : 0;
                                 })});
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    EXPECT(story.approve("ivan", request), hidden ? "fault: guess_undoable" : "done");
  }
}

TEST_CASE("KQ11: a store that takes long to answer is no clock that is wrong; one that is wrong by more than that is") {
  for (const Duration away : {Duration(0), Duration(5s), Duration(-5s), Duration(5s + kTick), Duration(-5s - kTick)}) {
    CAPTURE(away.count());
    for (const Duration before : {Duration(0), Duration(7s)}) {
      const auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
      Story story({.store = store});
      // It is asked, tells its time a while later, and the answer needs as long to come back.
      store->on_read = [&](const ReadRequest& request) {
        story.wait(before);
        auto result = store->inner().read(request);
        if (result) result->store_now = story.now() + away;
        story.wait(7s - before);
        return result;
      };
      const bool right = away <= 5s + (7s - before) && away >= -5s - before;
      EXPECT(story.service().trustor("maria").cabinet(), right ? "done" : "fault: clock_skew");
    }
  }
}

TEST_CASE("KL3: what was written for anybody is the past for everybody, by a clock that is a little behind, too") {
  Story story;
  story.wait(4s);
  story.appointed("maria", "ivan");
  story.clock->jump(-4s);
  story.restart();  // another process, whose clock is behind
  CHECK(story.invite("olga", "pyotr")->expires_at == kNoon + 4s + 24h);
  story.clock->jump(-1s - kTick);
  story.restart();
  EXPECT(story.service().trustor("olga").cabinet(), "fault: clock_skew");
}

}  // namespace
}  // namespace doverie::testing
