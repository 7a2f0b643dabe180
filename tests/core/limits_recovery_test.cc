// SPDX-License-Identifier: Apache-2.0
//
// The numbers of the gosuslugi policy about recovery requests and freezes, each from both sides.
#include <algorithm>
#include <set>

#include "support/story.h"

namespace doverie::testing {
namespace {

struct Appointed : Story {
  Appointed() { appointed("maria", "ivan"); }
};

TEST_CASE("limits: a recovery request lives 24 hours, and silence denies") {
  for (const bool in_time : {true, false}) {
    Appointed story;
    const RequestId request = story.started("maria");
    CHECK(story.status(request)->expires_at == kNoon + 24h);
    story.wait(in_time ? 24h - kTick : Duration(24h));
    EXPECT(story.approve("ivan", request), in_time ? "done" : "refused: request_expired");
    EXPECT(story.redeem(request), in_time ? "refused: request_not_approved" : "refused: request_expired");
  }
}

TEST_CASE("limits: three requests are open at once, and three starts a day") {
  Appointed story;
  for (int i = 0; i < 3; ++i) story.started("maria");
  CHECK(in_detail(story.start("maria")) == "refused: requests_open (needs 3, has 3), starts_exhausted (needs 3, has 3)");
}

TEST_CASE("limits: starts are counted over 24 hours, whatever became of the requests") {
  Appointed story;
  for (int i = 0; i < 3; ++i) {
    REQUIRE(story.cancel(story.started("maria")));
    story.wait(1h);
  }
  CHECK(in_detail(story.start("maria")) == "refused: starts_exhausted (needs 3, has 3)");
  story.wait(21h - kTick);
  EXPECT(story.start("maria"), "refused: starts_exhausted");
  story.wait(kTick);
  EXPECT(story.start("maria"), "done");
}

TEST_CASE("limits: as many requests may be open as the policy says, even with starts to spare") {
  Story story({.policies = changed([](Policy& p) { p.starts_per_day = 10; })});
  story.appointed("maria", "ivan");
  for (int i = 0; i < 2; ++i) story.started("maria");
  const RequestId third = story.started("maria");
  CHECK(in_detail(story.start("maria")) == "refused: requests_open (needs 3, has 3)");
  REQUIRE(story.cancel(third));
  EXPECT(story.start("maria"), "done");
}

TEST_CASE("limits: starts with a verified factor have three of their own") {
  Appointed story;
  for (int i = 0; i < 3; ++i) story.started("maria");
  for (int i = 0; i < 3; ++i) story.started("maria", true);
  CHECK(in_detail(story.start("maria", true)) ==
        "refused: requests_open (needs 3, has 3), starts_exhausted (needs 3, has 3)");
}

TEST_CASE("limits: requests that are open have different numbers of four digits") {
  Appointed story;
  std::vector<std::string> numbers;
  for (int i = 0; i < 6; ++i) numbers.push_back(story.number(story.started("maria", i >= 3)));
  std::sort(numbers.begin(), numbers.end());
  CHECK(std::unique(numbers.begin(), numbers.end()) == numbers.end());
  for (const std::string& number : numbers) CHECK(number.size() == 4);
}

TEST_CASE("limits: an approved request is redeemed within an hour") {
  for (const bool in_time : {true, false}) {
    Appointed story;
    const RequestId request = story.ready("maria", "ivan");
    CHECK(story.status(request)->expires_at == kNoon + 1h);
    story.wait(in_time ? 1h - kTick : Duration(1h));
    EXPECT(story.redeem(request), in_time ? "done" : "refused: request_expired");
  }
}

TEST_CASE("limits: and never after the request's own end") {
  for (const bool in_time : {true, false}) {
    Appointed story;
    const RequestId request = story.started("maria");
    story.wait(24h - 5min);
    story.approved("ivan", request);
    story.confirmed("ivan", request);
    CHECK(story.status(request)->expires_at == kNoon + 24h);
    story.wait(in_time ? 5min - kTick : Duration(5min));
    EXPECT(story.redeem(request), in_time ? "done" : "refused: request_expired");
  }
}

TEST_CASE("limits: a report of fraud freezes the account for 72 hours") {
  Appointed story;
  REQUIRE(story.service().trustor("maria").report_fraud());
  const auto start = story.start("maria");
  CHECK(start->status == StartStatus::frozen);
  CHECK(start->until == kNoon + 72h);
  CHECK(story.service().trustor("maria").cabinet()->frozen_until == kNoon + 72h);
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "refused: frozen");
  EXPECT(story.service().contact("ivan").resign("maria"), "refused: frozen");
  EXPECT(story.invite("maria", "pyotr"), "refused: frozen, contact_limit_reached");
  story.wait(72h - kTick);
  CHECK(story.start("maria")->status == StartStatus::frozen);
  story.wait(kTick);
  CHECK(story.start("maria")->status == StartStatus::pending);
  CHECK_FALSE(story.service().trustor("maria").cabinet()->frozen_until.has_value());
}

TEST_CASE("limits: a second report does not make the freeze longer") {
  Appointed story;
  REQUIRE(story.service().trustor("maria").report_fraud());
  story.wait(71h);
  REQUIRE(story.service().contact("ivan").report_fraud("maria"));
  story.wait(1h);
  CHECK(story.start("maria")->status == StartStatus::pending);
}

TEST_CASE("limits: a pending invitation cannot be accepted during the freeze") {
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  REQUIRE(story.service().trustor("maria").report_fraud());
  EXPECT(story.accept("ivan", invitation), "refused: frozen");
}

TEST_CASE("limits: a request keeps the numbers it began with, limits across requests follow today's policy") {
  Appointed story;
  const RequestId request = story.started("maria");
  Policy next = Policy::gosuslugi();
  next.id = "next";
  next.applies_from = CivilDate{std::chrono::year{2026} / 3 / 3};
  next.code_digits = 8;
  next.redeem_within = 5min;
  next.max_wrong_codes = 2;
  story.restart_with_policies(*PolicySchedule::of({Policy::gosuslugi(), next}));
  story.wait(13h);  // 3 March in Moscow
  story.approved("ivan", request);
  CHECK(story.code("ivan").size() == 6);
  story.guessed_wrong(2, "ivan", request);
  EXPECT(story.confirm("ivan", request, story.code("ivan")), "refused: too_many_wrong_codes");
  story.wait(24h);
  const RequestId later = story.started("maria");
  story.approved("ivan", later);
  CHECK(story.code("ivan").size() == 8);
  story.confirmed("ivan", later);
  CHECK(story.status(later)->expires_at == story.now() + 5min);
}

TEST_CASE("limits: a policy that is gone from the schedule is read from the realm's record, one that was revoked voids") {
  Appointed story;
  const RequestId request = story.started("maria");
  const InvitationId invitation = story.invited("olga", "pyotr");
  Policy other = Policy::gosuslugi();
  other.code_digits = 8;
  story.restart_with_policies(*PolicySchedule::of({other}));
  story.approved("ivan", request);
  CHECK(story.code("ivan").size() == 6);
  EXPECT(story.status(request), "done");
  EXPECT(story.service().contact("ivan").deny(request), "done");
  story.restart_with_policies(PolicySchedule().with_revoked("gosuslugi").value());
  const RequestId void_one = [&] {
    story.restart_with_policies(PolicySchedule());
    return story.started("maria");
  }();
  story.restart_with_policies(PolicySchedule().with_revoked("gosuslugi").value());
  EXPECT(story.approve("ivan", void_one), "refused: request_void");
  EXPECT(story.redeem(void_one), "refused: request_void");
  EXPECT(story.accept("pyotr", invitation), "refused: invitation_void");
}

TEST_CASE("revoked: what is void stays so when the policy is taken out of the schedule; put back into it, it counts again") {
  const Policy mistake = [] {
    Policy policy = Policy::gosuslugi();
    policy.id = "mistake";
    policy.applies_from = kToday;
    return policy;
  }();
  Story story({.policies = PolicySchedule::of({Policy::gosuslugi(), mistake}).value()});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  const InvitationId invitation = story.invited("olga", "pyotr");
  const PolicySchedule both = PolicySchedule::of({Policy::gosuslugi(), mistake}).value();
  SUBCASE("a service had it revoked") {
    story.restart_with_policies(both.with_revoked("mistake").value());
    EXPECT(story.approve("ivan", request), "refused: request_void");  // notes it, as any command does
    story.restart_with_policies(PolicySchedule());
    EXPECT(story.approve("ivan", request), "refused: request_void");
    EXPECT(story.redeem(request), "refused: request_void");
    EXPECT(story.accept("pyotr", invitation), "refused: invitation_void");
    story.restart_with_policies(both);
    story.approved("ivan", request);
  }
  SUBCASE("none had: its records go on by what they were made under") {
    story.restart_with_policies(PolicySchedule());
    story.approved("ivan", request);
    EXPECT(story.accept("pyotr", invitation), "done");
  }
}

TEST_CASE("revoked: a link of a policy that is void counts as a new one, also when the schedule has lost the policy") {
  Policy mistake = Policy::gosuslugi();
  mistake.id = "mistake";
  mistake.applies_from = kToday;
  mistake.contact_min_age_years = 14;
  Policy later = Policy::gosuslugi();
  later.id = "later";
  later.applies_from = std::chrono::year{2026} / 3 / 4;
  later.contact_min_age_years = 90;
  later.applies_to["contact_min_age_years"] = AppliesTo::new_links;
  const auto of = [](std::vector<Policy> policies) { return PolicySchedule::of(std::move(policies)).value(); };
  Story story({.policies = of({Policy::gosuslugi(), mistake, later})});
  story.appointed("maria", "ivan");
  story.wait(72h);
  CHECK(story.start("maria")->status == StartStatus::pending);  // from before: the age is for new links
  story.restart_with_policies(of({Policy::gosuslugi(), mistake, later}).with_revoked("mistake").value());
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  story.restart_with_policies(of({Policy::gosuslugi(), later}));
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
}

TEST_CASE("limits: the number of a request goes by chance") {
  std::set<std::string> numbers;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Story story({.seed = seed});
    story.appointed("maria", "ivan");
    const std::string& number = story.number(story.started("maria"));
    CHECK(number.size() == 4);
    numbers.insert(number);
  }
  CHECK(numbers.size() >= 18);
}

}  // namespace
}  // namespace doverie::testing
