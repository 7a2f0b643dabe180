// SPDX-License-Identifier: Apache-2.0
//
// Edge cases of time, and a changed record.
#include "core/records/seals.h"
#include "core/world/world.h"
#include "support/ages.h"
#include "support/reseal.h"
#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

constexpr CivilDate date(int year, unsigned month, unsigned day) {
  return CivilDate{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

TEST_CASE("T1: acceptance around birthdays, leap days and midnight in Moscow, through the service") {
  struct Row {
    std::string what;
    CivilDate born;
    Instant now;  // UTC; Moscow is three hours ahead
    std::string answer;
  };
  const auto at = [](CivilDate day, Duration time) { return Instant(std::chrono::sys_days(day)) + time; };
  const std::string may = "done";
  const std::string too_young = "refused: contact_too_young";
  const Row rows[] = {
      {"the day before", date(2008, 3, 2), at(date(2026, 3, 1), 9h), too_young},
      {"the birthday", date(2008, 3, 2), at(date(2026, 3, 2), 9h), may},
      {"the day after", date(2008, 3, 2), at(date(2026, 3, 3), 9h), may},
      {"last microsecond in Moscow", date(2008, 3, 2), at(date(2026, 3, 1), 21h) - kTick, too_young},
      {"midnight in Moscow", date(2008, 3, 2), at(date(2026, 3, 1), 21h), may},
      {"midnight in UTC", date(2008, 3, 3), at(date(2026, 3, 3), 0h), may},
      {"evening in UTC, next day in Moscow", date(2008, 3, 4), at(date(2026, 3, 3), 23h), may},
      {"29 February, a common year", date(2008, 2, 29), at(date(2026, 2, 28), 9h), too_young},
      {"29 February, 1 March", date(2008, 2, 29), at(date(2026, 3, 1), 9h), may},
      {"29 February, midnight", date(2008, 2, 29), at(date(2026, 2, 28), 21h), may},
      {"29 February, a leap year", date(2010, 2, 28), at(date(2028, 2, 28), 9h), may},
      {"born in 1900", date(1900, 1, 1), at(date(2026, 3, 2), 9h), may},
      {"born in 2100", date(2100, 1, 1), at(date(2026, 3, 2), 9h), too_young},
      {"now is 2100", date(2082, 3, 1), at(date(2100, 3, 1), 9h), may},
      {"now is 2100, a common year", date(2080, 2, 29), at(date(2098, 2, 28), 9h), too_young},
      {"born tomorrow", date(2026, 3, 3), at(date(2026, 3, 2), 9h), too_young},
  };
  for (const Row& row : rows) {
    Story story({.policies = alone(with_ages(14, 18)), .begins = row.now});
    story.change("maria", [](AccountFacts& maria) { maria.birth_date = date(1950, 1, 1); });
    story.change("ivan", [&](AccountFacts& ivan) { ivan.birth_date = row.born; });
    CHECK_MESSAGE(in_words(story.accept("ivan", story.invited("maria", "ivan"))) == row.answer, row.what);
  }
}

TEST_CASE("T2: a clock that is a little behind the records makes no lifetime longer and resets no limit") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.wait(1h);
  story.approved("ivan", request);
  story.guessed_wrong(5, "ivan", request);
  story.clock->jump(-5s);
  story.restart();  // another process, which takes the clock as it is
  EXPECT(story.resend("ivan", request), "refused: too_many_wrong_codes, send_too_soon");
  EXPECT(story.confirm("ivan", request, "123456"), "refused: too_many_wrong_codes");
  // What is written now is not older than what was written before.
  const RequestId second = story.started("maria");
  CHECK(story.status(second)->expires_at == kNoon + 25h);
  EXPECT(story.start("maria"), "done");
  EXPECT(story.start("maria"), "refused: requests_open, starts_exhausted");
}

TEST_CASE("T2: the records alone tell that a clock is behind them, where the store keeps no time") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  store->on_read = [&](const ReadRequest& request) {
    auto read = store->inner().read(request);
    if (read) read->last_at.reset();
    return read;
  };
  Story story({.store = store});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.clock->jump(-1h);
  story.restart();
  const RequestId second = story.started("maria");
  CHECK(story.status(second)->expires_at == story.status(request)->expires_at);
}

TEST_CASE("T2: by a clock that is further behind nothing is decided") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.ready("maria", "ivan");
  story.clock->jump(-5s - kTick);
  EXPECT(story.redeem(request), "fault: clock_skew");
  story.restart();
  EXPECT(story.redeem(request), "fault: clock_skew");
  story.wait(kTick);
  EXPECT(story.redeem(request), "done");
}

TEST_CASE("T2: 1970 and 9999 are refused, and leave nothing behind") {
  Story story;
  story.appointed("maria", "ivan");
  const auto before = story.events("circle/maria").size();
  for (const Instant now :
       {Instant{}, kEarliestNow - kTick, kLatestNow, Instant(std::chrono::sys_days(date(9999, 12, 31)))}) {
    story.clock->jump(now - kNoon);
    EXPECT(story.start("maria"), "fault: clock_skew");
    EXPECT(story.service().trustor("maria").report_fraud(), "fault: clock_skew");
    story.clock->jump(kNoon - now);
  }
  CHECK(story.events("circle/maria").size() == before);
  EXPECT(story.start("maria"), "done");
}

TEST_CASE("T2: a clock more than five seconds away from the store's is refused") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  story.appointed("maria", "ivan");
  const std::pair<Duration, std::string> rows[] = {
      {0s, "done"}, {5s, "done"}, {-5s, "done"}, {5s + kTick, "fault: clock_skew"}, {-5s - kTick, "fault: clock_skew"}};
  for (const auto& [away, said] : rows) {
    store->store_now = kNoon + away;
    EXPECT(story.service().trustor("maria").cabinet(), said);
  }
}

TEST_CASE("T3: everything ends when now is the deadline, and not a microsecond earlier") {
  struct Row {
    std::string what;
    Duration lifetime;
    std::string (*use)(Story&, Duration wait);
    std::string expired;
  };
  const Row rows[] = {
      {"invitation", 24h,
       [](Story& s, Duration wait) {
         const auto id = s.invited("olga", "pyotr");
         s.wait(wait);
         return in_words(s.accept("pyotr", id));
       },
       "refused: invitation_expired"},
      {"request", 24h,
       [](Story& s, Duration wait) {
         const auto id = s.started("maria");
         s.wait(wait);
         return in_words(s.cancel(id));
       },
       "refused: request_expired"},
      {"code", 10min,
       [](Story& s, Duration wait) {
         const auto id = s.started("maria");
         s.approved("ivan", id);
         const auto code = s.code("ivan");
         s.wait(wait);
         return in_words(s.confirm("ivan", id, code));
       },
       "refused: code_expired"},
      {"approval", 1h,
       [](Story& s, Duration wait) {
         const auto id = s.ready("maria", "ivan");
         s.wait(wait);
         return in_words(s.redeem(id));
       },
       "refused: request_expired"},
  };
  for (const Row& row : rows) {
    for (const Duration off : {-kTick, Duration(0), kTick}) {
      Story story;
      story.appointed("maria", "ivan");
      CHECK_MESSAGE(row.use(story, row.lifetime + off) == (off < Duration(0) ? "done" : row.expired), row.what);
    }
  }
}

// --- T9, T12: changed and unknown records; tests/core/seals_test.cc goes through them byte by byte

struct Changed {
  std::shared_ptr<WrappedStore> store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story{{.store = store}};
  RequestId request;
  Changed() {
    story.appointed("maria", "ivan");
    request = story.started("maria");
  }
  // Every command that looks at the stream has to answer with the fault.
  void check_all(const std::string& said) {
    EXPECT(story.start("maria"), said);
    EXPECT(story.approve("ivan", request), said);
    EXPECT(story.redeem(request), said);
    EXPECT(story.service().trustor("maria").report_fraud(), said);
    EXPECT(story.service().trustor("maria").cabinet(), said);
    EXPECT(story.service().contact("ivan").cabinet(), said);
    EXPECT(story.service().operations().audit("maria"), said);
  }
};

TEST_CASE("T9: a changed byte, a removed event, a rewritten chain are found by every command that looks") {
  Changed changed;
  changed.store->on_record = [](StreamRecord& record) {
    if (record.name == "circle/maria") record.events[0].bytes[10] = '!';
  };
  changed.check_all("fault: audit_broken");
  changed.store->on_record = [](StreamRecord& record) {
    if (record.name == "circle/maria") record.events.erase(record.events.begin()), --record.version;
  };
  changed.check_all("fault: audit_broken");
  changed.store->on_record = nullptr;
  EXPECT(changed.story.start("maria"), "done");
}

TEST_CASE("T12: an event of an unknown type or version, rightly sealed, is a fault and never skipped") {
  const std::pair<std::string, std::string> replacements[] = {{"\"contact_appointed\"", "\"contact_adopted\""},
                                                              {"\"v\":", "\"v\":9"}};
  for (const auto& [from, to] : replacements) {
    Changed changed;
    const Settings& settings = changed.story.service().settings();
    changed.store->on_record = [&, was = from, is = to](StreamRecord& record) {
      if (record.name != "circle/maria") return;
      std::string& bytes = record.events[1].bytes;
      bytes.replace(bytes.find(was), was.size(), is);
      reseal(record, *settings.keys);
    };
    changed.check_all("fault: event_unknown");
  }
}

}  // namespace
}  // namespace doverie::testing
