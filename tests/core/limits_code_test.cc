// SPDX-License-Identifier: Apache-2.0
//
// The numbers of the gosuslugi policy about codes, each from both sides.
#include "support/story.h"

namespace doverie::testing {
namespace {

// maria's contact is ivan, who has approved a request.
struct Approving : Story {
  Approving() {
    appointed("maria", "ivan");
    request = started("maria");
    approved("ivan", request);
  }
  RequestId request;
};

TEST_CASE("limits: a code lives ten minutes") {
  for (const bool in_time : {true, false}) {
    Approving story;
    const std::string code = story.code("ivan");
    story.wait(in_time ? 10min - kTick : Duration(10min));
    EXPECT(story.confirm("ivan", story.request, code), in_time ? "done" : "refused: code_expired");
  }
}

TEST_CASE("limits: and no longer than its request") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.wait(24h - 3min);
  CHECK(story.approve("ivan", request)->code_expires_at == kNoon + 24h);
}

TEST_CASE("limits: what has not the shape of a code is not evaluated, and not counted") {
  Approving story;
  const std::string code = story.code("ivan");
  for (const std::string& typed :
       {std::string(), code.substr(1), code + "0", code + ".", code.substr(1) + " ", std::string("abcdef"),
        std::string("12345/"), std::string("12345:"), std::string("١٢٣")}) {
    EXPECT(story.confirm("ivan", story.request, typed), "refused: code_malformed");
  }
  CHECK(story.count("circle/maria", "code_rejected") == 0);
  EXPECT(story.confirm("ivan", story.request, code), "done");
}

TEST_CASE("limits: a code works also where the host does not know since when the phone is confirmed") {
  Story story;
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone_since.reset(); });
  story.appointed("maria", "ivan");
  const RequestId request = story.ready("maria", "ivan");
  EXPECT(story.redeem(request), "done");
}

TEST_CASE("limits: a code is sent three times, with pauses of 60 seconds") {
  Approving story;
  const std::string code = story.code("ivan");
  story.wait(60s - kTick);
  CHECK(in_detail(story.resend("ivan", story.request)) == "refused: send_too_soon (needs 60, has 59)");
  story.wait(kTick);
  EXPECT(story.resend("ivan", story.request), "done");
  CHECK(story.code("ivan") == code);  // the same code while it lives
  story.wait(60s);
  EXPECT(story.resend("ivan", story.request), "done");
  story.code("ivan");
  story.wait(60s);
  CHECK(in_detail(story.resend("ivan", story.request)) == "refused: sends_exhausted (needs 3, has 3)");
  story.code("ivan");
  CHECK(story.sms->sent().size() == 3);
}

TEST_CASE("limits: after the code has died, another one comes, and it counts as a send") {
  Approving story;
  const std::string first = story.code("ivan");
  story.wait(10min);
  EXPECT(story.resend("ivan", story.request), "done");
  const std::string second = story.code("ivan");
  CHECK(second != first);
  EXPECT(story.confirm("ivan", story.request, first), "refused: code_older");
  story.wait(10min);
  EXPECT(story.resend("ivan", story.request), "done");
  story.code("ivan");
  story.wait(10min);
  EXPECT(story.resend("ivan", story.request), "refused: sends_exhausted");
}

TEST_CASE("limits: five wrong codes in 24 hours") {
  Approving story;
  for (int i = 1; i <= 5; ++i) {
    const auto wrong = story.confirm("ivan", story.request, story.wrong_code("ivan"));
    CHECK(in_detail(wrong) == "refused: wrong_code (needs 5, has " + std::to_string(i) + ")");
  }
  const auto sixth = story.confirm("ivan", story.request, story.code("ivan"));
  CHECK(in_detail(sixth) == "refused: too_many_wrong_codes (needs 5, has 5)");
  EXPECT(story.resend("ivan", story.request), "refused: too_many_wrong_codes, send_too_soon");
}

TEST_CASE("limits: four wrong codes, and then the right one") {
  Approving story;
  story.guessed_wrong(4, "ivan", story.request);
  EXPECT(story.confirm("ivan", story.request, story.code("ivan")), "done");
}

TEST_CASE("limits: wrong codes are forgotten one by one, each after 24 hours") {
  Story story({.policies = changed([](Policy& p) { p.request_lifetime = 72h; })});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.guessed_wrong(1, "ivan", request);
  story.wait(5min);
  story.guessed_wrong(4, "ivan", request);
  story.wait(23h + 55min - kTick);
  EXPECT(story.resend("ivan", request), "refused: too_many_wrong_codes");
  story.wait(kTick);
  EXPECT(story.resend("ivan", request), "done");
  story.guessed_wrong(1, "ivan", request);
  EXPECT(story.confirm("ivan", request, story.code("ivan")), "refused: too_many_wrong_codes");
}

TEST_CASE("limits: the tenth wrong code in a row, over all trustors, locks the contact for 24 hours") {
  Approving story;
  story.guessed_wrong(5, "ivan", story.request);
  story.appointed("olga", "ivan");
  const RequestId other = story.started("olga");
  story.approved("ivan", other);
  story.guessed_wrong(4, "ivan", other);
  CHECK_FALSE(story.service().contact("ivan").cabinet()->locked_until.has_value());
  story.guessed_wrong(1, "ivan", other);
  CHECK(story.service().contact("ivan").cabinet()->locked_until == kNoon + 24h);
  EXPECT(story.confirm("ivan", other, story.code("ivan")), "refused: contact_locked, too_many_wrong_codes");
  story.person("vera", citizen("Вера", "+79037778899"));
  story.appointed("vera", "ivan");
  CHECK(story.start("vera")->status == StartStatus::contact_unavailable);
  story.wait(24h - kTick);
  CHECK(story.start("vera")->status == StartStatus::contact_unavailable);
  story.wait(kTick);
  CHECK(story.start("vera")->status == StartStatus::pending);
}

TEST_CASE("limits: a right code begins the count anew") {
  Approving story;
  story.guessed_wrong(4, "ivan", story.request);
  story.confirmed("ivan", story.request);
  story.appointed("olga", "ivan");
  const RequestId other = story.started("olga");
  story.approved("ivan", other);
  story.guessed_wrong(5, "ivan", other);  // nine in all, five in a row
  story.person("vera", citizen("Вера", "+79037778899"));
  story.appointed("vera", "ivan");
  const RequestId third = story.started("vera");
  story.approved("ivan", third);
  story.guessed_wrong(4, "ivan", third);
  CHECK_FALSE(story.service().contact("ivan").cabinet()->locked_until.has_value());
  story.guessed_wrong(1, "ivan", third);
  CHECK(story.service().contact("ivan").cabinet()->locked_until.has_value());
}

// Five wrong codes a day, on the given days.
void guess_daily(Story& story, int days) {
  for (int day = 0; day < days; ++day) {
    const RequestId request = story.started("maria");
    story.approved("ivan", request);
    story.guessed_wrong(5, "ivan", request);
    REQUIRE(story.cancel(request));
    story.wait(48h);  // past any lock of the contact, too
  }
}

TEST_CASE("limits: twenty wrong codes in 30 days lock recovery by contact until the owner logs in") {
  Story story;
  story.appointed("maria", "ivan");
  guess_daily(story, 3);
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.guessed_wrong(4, "ivan", request);
  CHECK_FALSE(story.service().trustor("maria").cabinet()->recovery_locked);
  story.guessed_wrong(1, "ivan", request);
  CHECK(story.service().trustor("maria").cabinet()->recovery_locked);
  EXPECT(story.start("maria"), "refused: recovery_locked");
  EXPECT(story.resend("ivan", request), "refused: recovery_locked, contact_locked, too_many_wrong_codes, send_too_soon");
  REQUIRE(story.service().operations().owner_seen("maria"));
  CHECK_FALSE(story.service().trustor("maria").cabinet()->recovery_locked);
  story.wait(24h);
  CHECK(story.start("maria")->status == StartStatus::pending);
}

TEST_CASE("KG1: recovery by contact is locked until the owner was seen, however long that takes") {
  Story story;
  story.appointed("maria", "ivan");
  guess_daily(story, 4);
  for (const Duration wait : {Duration{0}, Duration{24h * 30}, Duration{24h * 400}}) {
    story.wait(wait);
    EXPECT(story.start("maria"), "refused: recovery_locked");
  }
  REQUIRE(story.service().operations().owner_seen("maria"));
  EXPECT(story.start("maria"), "done");
}

TEST_CASE("limits: wrong codes count against the trustor for 30 days") {
  for (const bool early : {true, false}) {
    Story story;
    story.appointed("maria", "ivan");
    guess_daily(story, 3);  // the first five on 2 March
    RequestId request = story.started("maria");
    story.approved("ivan", request);
    story.guessed_wrong(4, "ivan", request);  // nineteen
    story.clock->set(kNoon + 24h * 30 - (early ? Duration(kTick) : Duration{0}));
    request = story.started("maria");
    story.approved("ivan", request);
    story.guessed_wrong(1, "ivan", request);
    EXPECT(story.start("maria"), early ? "refused: recovery_locked" : "done");
  }
}

TEST_CASE("limits: recovery by other means opens recovery by contact again, too") {
  Story story;
  story.appointed("maria", "ivan");
  guess_daily(story, 4);
  EXPECT(story.start("maria"), "refused: recovery_locked");
  REQUIRE(story.service().operations().recovered_by_other_means("maria", "mfc"));
  EXPECT(story.start("maria"), "done");
}

TEST_CASE("limits: a login is recorded only when it opens something") {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.service().operations().owner_seen("maria"));
  CHECK(story.count("circle/maria", "owner_seen") == 0);
  guess_daily(story, 4);
  REQUIRE(story.service().operations().owner_seen("maria"));
  REQUIRE(story.service().operations().owner_seen("maria"));
  CHECK(story.count("circle/maria", "owner_seen") == 1);
}

}  // namespace
}  // namespace doverie::testing
