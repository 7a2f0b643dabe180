// SPDX-License-Identifier: Apache-2.0
//
// On the day a rule changes: who is a contact already, and who becomes one later. docs/guide/policies.md#existing-links
#include "support/ages.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

constexpr auto kExisting = AppliesTo::existing_links;
constexpr auto kNew = AppliesTo::new_links;

CivilDate march(unsigned day) {
  return std::chrono::year{2026} / 3 / std::chrono::day{day};
}

// A policy in force from a day of March 2026.
template <class Change>
Policy from_march(const std::string& id, unsigned day, Change change) {
  Policy policy = with_ages(14, 18);
  policy.id = id;
  policy.applies_from = march(day);
  change(policy);
  return policy;
}

PolicySchedule schedule_of(std::vector<Policy> policies) {
  auto schedule = PolicySchedule::of(std::move(policies));
  REQUIRE_MESSAGE(schedule.ok(), in_words(schedule));
  return *std::move(schedule);
}

// The age changes to `years` on 5 March, for these links.
Policy age_on_5_march(int years, AppliesTo links) {
  return from_march("later", 5, [&](Policy& p) {
    p.contact_min_age_years = years;
    p.applies_to = {{"contact_min_age_years", links}};
  });
}

std::string status_in_words(const Result<RecoveryStarted>& started) {
  return started ? std::string(name_of(started->status)) : in_words(started);
}

// Ivan, so many years old, is appointed on 2 March or tries on 6 March; then Maria starts a recovery on 6 March.
std::string start_after(const PolicySchedule& policies, int age, bool appointed_before) {
  Story story({.policies = policies});
  story.change("ivan", [&](AccountFacts& ivan) { ivan.birth_date = aged(age, 100); });
  if (appointed_before) story.appointed("maria", "ivan");
  story.wait(96h);
  if (!appointed_before) {
    const auto accepted = story.accept("ivan", story.invited("maria", "ivan"));
    if (!accepted) return in_words(accepted);
  }
  return status_in_words(story.start("maria"));
}

TEST_CASE("applies_to: the age of contacts changes, and what becomes of a contact of 19") {
  struct Row {
    int before, after, age;
    AppliesTo links;
    bool appointed_before;
    std::string start;
  };
  const Row rows[] = {
      // the rule rises
      {18, 21, 19, kExisting, true, "contact_unavailable"},
      {18, 21, 19, kNew, true, "pending"},
      {18, 21, 19, kExisting, false, "refused: contact_too_young"},
      {18, 21, 19, kNew, false, "refused: contact_too_young"},
      {18, 21, 21, kExisting, true, "pending"},
      {18, 21, 21, kNew, false, "pending"},
      // the rule falls
      {18, 16, 17, kExisting, false, "pending"},
      {18, 16, 17, kNew, false, "pending"},
      {18, 16, 19, kNew, true, "pending"},
  };
  for (const Row& row : rows) {
    const Policy before = from_march("before", 1, [&](Policy& p) { p.contact_min_age_years = row.before; });
    CAPTURE(row.after);
    CAPTURE(row.age);
    CAPTURE(row.appointed_before);
    CHECK(start_after(schedule_of({before, age_on_5_march(row.after, row.links)}), row.age, row.appointed_before) ==
          row.start);
  }
}

TEST_CASE("applies_to: left out, a change is for existing links, too") {
  const Policy before = from_march("before", 1, [](Policy&) {});
  const Policy after = from_march("later", 5, [](Policy& p) { p.contact_min_age_years = 21; });
  CHECK(start_after(schedule_of({before, after}), 19, true) == "contact_unavailable");
}

TEST_CASE("applies_to: a rule that falls for new links only still binds the old ones") {
  const Policy before = from_march("before", 1, [](Policy&) {});
  const auto without_passport = [](AppliesTo links) {
    return from_march("later", 5, [=](Policy& p) {
      p.contact_passport_required = false;
      p.applies_to = {{"contact_passport_required", links}};
    });
  };
  const std::pair<AppliesTo, std::string> rows[] = {{kExisting, "pending"}, {kNew, "contact_unavailable"}};
  for (const auto& [links, words] : rows) {
    Story story({.policies = schedule_of({before, without_passport(links)})});
    story.appointed("maria", "ivan");
    story.wait(96h);
    story.change("ivan", [](AccountFacts& ivan) { ivan.passport_current = false; });
    CHECK(status_in_words(story.start("maria")) == words);
  }
}

TEST_CASE("applies_to: the trustor's rules, too, go by the link") {
  const Policy before = from_march("before", 1, [](Policy&) {});
  for (const auto& [links, words] : {std::pair{kExisting, "contact_unavailable"}, std::pair{kNew, "pending"}}) {
    const Policy after = from_march("later", 5, [&](Policy& p) {
      p.trustor_min_age_years = 16;
      p.applies_to = {{"trustor_min_age_years", links}};
    });
    Story story({.policies = schedule_of({before, after})});
    story.change("maria", [](AccountFacts& maria) { maria.birth_date = aged(15); });
    story.appointed("maria", "ivan");
    story.wait(96h);
    CHECK(status_in_words(story.start("maria")) == words);
  }
}

TEST_CASE("applies_to: a kept contact goes the whole way, and his phone counts as before") {
  const Policy before = from_march("before", 1, [](Policy&) {});
  const Policy after = from_march("later", 5, [](Policy& p) {
    p.contact_min_age_years = 21;
    p.phone_prefixes = {"+375"};
    p.applies_to = {{"contact_min_age_years", kNew}, {"phone_prefixes", kNew}};
  });
  Story story({.policies = schedule_of({before, after})});
  story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(19); });
  story.appointed("maria", "ivan");
  story.wait(96h);
  const RequestId request = story.ready("maria", "ivan");
  CHECK(story.state_of(request) == "approved");
  EXPECT(story.redeem(request), "done");
}

TEST_CASE("applies_to: an invitation from before the day makes a link from before the day") {
  const Policy before = from_march("before", 1, [](Policy& p) { p.invitation_lifetime = 200h; });
  for (const auto& [links, words] : {std::pair{kExisting, "contact_unavailable"}, std::pair{kNew, "pending"}}) {
    Story story({.policies = schedule_of({before, age_on_5_march(21, links)})});
    story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(19); });
    const InvitationId invitation = story.invited("maria", "ivan");
    story.wait(96h);
    story.accepted("ivan", invitation);
    CHECK(status_in_words(story.start("maria")) == words);
  }
}

TEST_CASE("applies_to: a link keeps the age of its policy, until a later policy names or changes it") {
  const auto step = [](const std::string& id, unsigned day, int age, std::map<std::string, AppliesTo, std::less<>> links) {
    return from_march(id, day, [&](Policy& p) {
      p.contact_min_age_years = age;
      p.applies_to = links;
    });
  };
  const Policy first = step("first", 1, 18, {});
  const auto named = [](AppliesTo links) {
    return std::map<std::string, AppliesTo, std::less<>>{{"contact_min_age_years", links}};
  };
  struct Row {
    std::vector<Policy> later;
    int age_of_first_link;
    std::string why;
  };
  const Row rows[] = {
      {{step("b", 5, 21, named(kNew)), step("c", 9, 21, {})}, 18, "the third says nothing new"},
      {{step("b", 5, 21, named(kNew)), step("c", 9, 21, named(kExisting))}, 21, "the third ends it"},
      {{step("b", 5, 21, named(kNew)), step("c", 9, 23, {})}, 23, "the third changes it for all"},
      {{step("b", 5, 21, {}), step("c", 9, 23, named(kNew))}, 21, "the second was for all, the third is not"},
      {{step("b", 5, 21, named(kNew)), step("c", 9, 23, named(kNew))}, 18, "neither is for old links"},
      {{step("b", 5, 21, {}), step("c", 9, 21, named(kNew))}, 21, "naming it without changing it weakens nothing"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    std::vector<Policy> policies = row.later;
    policies.push_back(first);
    const PolicySchedule schedule = schedule_of(policies);
    const PolicyPin link = schedule.pin_of(schedule.on(march(1)));
    const Policy& judge = schedule.on(march(20));
    CHECK((*schedule.for_link(judge, link))->contact_min_age_years == row.age_of_first_link);
    CHECK((*schedule.for_link(judge, schedule.pin_of(judge)))->contact_min_age_years == judge.contact_min_age_years);
    CHECK((*schedule.for_link(judge, link))->id == judge.id);
    // A request from before the change is judged as of then, whichever link.
    CHECK((*schedule.for_link(schedule.on(march(1)), schedule.pin_of(judge)))->contact_min_age_years == 18);
  }
}

TEST_CASE("applies_to: what a revoked policy said counts for nobody") {
  const Policy first = from_march("first", 1, [](Policy&) {});
  const Policy mistake = from_march("mistake", 3, [](Policy& p) { p.contact_min_age_years = 40; });
  const Policy later = age_on_5_march(21, kNew);
  const PolicySchedule all = schedule_of({first, mistake, later});
  const PolicySchedule revoked = all.with_revoked("mistake").value();
  const auto age = [&all](const PolicySchedule& schedule, unsigned link_day) {
    const PolicyPin link = all.pin_of(all.on(march(link_day)));
    return (*schedule.for_link(schedule.on(march(20)), link))->contact_min_age_years;
  };
  CHECK(age(all, 1) == 40);
  CHECK(age(revoked, 1) == 18);
  CHECK(age(all, 3) == 40);
  CHECK(age(revoked, 3) == 21);  // made under the mistake: judged as a new link
}

TEST_CASE("applies_to: the link's policy is read from the realm's record when the schedule does not have it") {
  const Policy first = from_march("first", 1, [](Policy&) {});
  const Policy later = age_on_5_march(21, kNew);
  Story story({.policies = schedule_of({first, later})});
  story.appointed("maria", "ivan");
  story.wait(96h);
  const RequestId request = story.started("maria");
  story.restart_with_policies(schedule_of({later}));
  EXPECT(story.start("maria"), "done");
  EXPECT(story.status(request), "done");
  EXPECT(story.approve("ivan", request), "done");
  story.restart_with_policies(schedule_of({age_on_5_march(21, kExisting)}));
  EXPECT(story.start("maria"), "done");
}

TEST_CASE("applies_to: a link remembers its policy when a long stream is summed up") {
  const Policy before = from_march("before", 1, [](Policy& p) { p.invitations_per_day = 1000; });
  const Policy after = age_on_5_march(21, kNew);
  Story story({.policies = schedule_of({before, after})});
  story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(19); });
  story.appointed("maria", "ivan");
  for (int day = 0; day < 40 && story.count("circle/maria", "circle_summed") == 0; ++day) {
    story.wait(24h);
    for (int i = 0; i < 3; ++i) EXPECT(story.cancel(story.started("maria")), "done");
  }
  CHECK(story.count("circle/maria", "circle_summed") == 1);
  story.wait(24h);
  CHECK(status_in_words(story.start("maria")) == "pending");
}

}  // namespace
}  // namespace doverie::testing
