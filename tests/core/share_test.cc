// SPDX-License-Identifier: Apache-2.0
//
// Whom does a policy protect that does not protect everybody, and what becomes of the others?
#include <doctest/doctest.h>

#include "core/decisions/now.h"
#include "core/records/evolve.h"
#include "support/results.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

using namespace std::chrono_literals;

Policy with_share(std::int32_t share, const std::string& id = "share") {
  Policy policy = Policy::gosuslugi();
  policy.id = id;
  policy.protected_share = share;
  return policy;
}

PolicySchedule alone(const Policy& policy) {
  return PolicySchedule::of({policy}).value();
}

struct Shared : Story {
  explicit Shared(std::int32_t share) : Story({.policies = alone(with_share(share))}) { appointed("maria", "ivan"); }
  bool observed() { return service().trustor("maria").cabinet()->observed; }
  void share_is(std::int32_t share) { restart_with_policies(alone(with_share(share, "later"))); }
  // Starts and gives up, so that no budget is in the way.
  std::string start_is() {
    wait(24h);
    const auto answer = start("maria");
    if (!answer) return in_words(answer);
    if (!answer->request.empty()) static_cast<void>(service().trustor("maria").deny(answer->request));
    return std::string(name_of(answer->status)) + (answer->would_be_protected ? ", observed" : "");
  }
  std::int64_t place() {
    const auto trail = service().operations().audit("maria");
    for (const AuditEntry& entry : trail->entries) {
      const auto at = entry.event.find("\"place\":");
      if (at != std::string::npos) return std::stoll(entry.event.substr(at + 8));
    }
    return 0;
  }
};

TEST_CASE("share: both sides of a place, whatever is drawn") {
  for (const std::int64_t place : {1, 500, 1000}) {
    Circle circle;
    circle.place = place;
    for (const std::int32_t share : {0, 1, 499, 500, 501, 999, 1000}) {
      CAPTURE(place);
      CAPTURE(share);
      CHECK(is_protected(circle, share) == (place <= share));
    }
    circle.protected_once = true;
    CHECK(is_protected(circle, 0));
  }
}

TEST_CASE("share: everybody is protected unless a policy says otherwise") {
  CHECK(Policy::gosuslugi().protected_share == 1000);
  CHECK(Policy::strict().protected_share == 1000);
  Story story;
  story.appointed("maria", "ivan");
  CHECK_FALSE(story.service().trustor("maria").cabinet()->observed);
  CHECK(story.start("maria")->status == StartStatus::pending);
}

TEST_CASE("share: an observed account is answered as an unprotected one, and all the rest goes on") {
  Shared story(0);
  CHECK(story.observed());
  const auto started = story.start("maria");
  REQUIRE(started.ok());
  CHECK(started->status == StartStatus::not_protected);
  CHECK(started->would_be_protected);
  CHECK(started->number.size() == 4);
  CHECK(started->until == story.now() + 24h);
  CHECK(story.service().contact("ivan").cabinet()->requests.front().request == started->request);
  const auto secret = secret_number(0);
  EXPECT(story.service().contact("ivan").approve(started->request, {true, true, started->number}), "done");
  EXPECT(story.confirm("ivan", started->request, story.code("ivan")), "done");
  EXPECT(story.service().recoverer("maria").redeem(started->request, secret), "done");
}

TEST_CASE("share: what would have been refused is answered as an unprotected account's, too") {
  Shared story(0);
  for (int i = 0; i < 3; ++i) CHECK(story.start("maria")->would_be_protected);
  const auto fourth = story.start("maria");
  REQUIRE(fourth.ok());
  CHECK(fourth->status == StartStatus::not_protected);
  CHECK(fourth->would_be_protected);
  CHECK(fourth->request.empty());
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone_state = PhoneState::none; });
  CHECK(story.start_is() == "not_protected, observed");
  CHECK(story.count("circle/maria", "recovery_unavailable") == 1);
}

TEST_CASE("share: a freeze holds for whoever is observed, and nobody who is not known is called unprotected") {
  Shared frozen(0);
  REQUIRE(frozen.service().contact("ivan").report_fraud("maria"));
  CHECK(frozen.start("maria")->status == StartStatus::frozen);
  Shared gone(0);
  gone.directory->remove("maria");
  EXPECT(gone.start("maria"), "fault: account_unknown");
}

TEST_CASE("share: whose contact was taken away is unprotected, unless the host's mark says otherwise") {
  Shared story(0);
  REQUIRE(story.service().trustor("maria").remove_contact("ivan"));
  const auto started = story.start("maria");
  REQUIRE(started.ok());
  CHECK(started->status == StartStatus::not_protected);
  CHECK_FALSE(started->would_be_protected);
  story.change("maria", [](AccountFacts& maria) { maria.has_contact = true; });
  EXPECT(story.start("maria"), "fault: store_mismatch");
}

TEST_CASE("share: somebody without a contact is no more than unprotected") {
  Shared story(0);
  const auto olga = story.start("olga");
  REQUIRE(olga.ok());
  CHECK(olga->status == StartStatus::not_protected);
  CHECK_FALSE(olga->would_be_protected);
  CHECK_FALSE(story.service().trustor("olga").cabinet()->observed);
}

TEST_CASE("share: with the place at its edge; once protected an account stays so, since its appointment or a start") {
  Shared story(0);
  const std::int64_t place = story.place();
  REQUIRE(place >= 1);
  REQUIRE(place <= 1000);
  story.share_is(static_cast<std::int32_t>(place) - 1);
  CHECK(story.start_is() == "not_protected, observed");
  story.share_is(static_cast<std::int32_t>(place));
  CHECK(story.start_is() == "pending");
  story.share_is(0);
  CHECK_FALSE(story.observed());
  CHECK(story.start_is() == "pending");
  Shared appointed(1000);
  appointed.share_is(0);
  CHECK(appointed.start_is() == "pending");
}

TEST_CASE("share: the place is drawn once; another contact and another key change nothing") {
  Shared story(0);
  const std::int64_t place = story.place();
  REQUIRE(story.service().trustor("maria").remove_contact("ivan"));
  REQUIRE(story.keys->add(KeyPurpose::index, "another", Secret(std::string(32, 'k'))));
  story.appointed("maria", "pyotr");
  std::vector<std::int64_t> places;
  const auto trail = story.service().operations().audit("maria");
  REQUIRE(trail.ok());
  for (const AuditEntry& entry : trail->entries) {
    const auto at = entry.event.find("\"place\":");
    if (at != std::string::npos) places.push_back(std::stoll(entry.event.substr(at + 8)));
  }
  CHECK(places == std::vector<std::int64_t>{place, place});
}

TEST_CASE("share: places are spread: of a thousand accounts about so many are protected as the share says") {
  Story story({.policies = alone(with_share(100))});
  int observed = 0;
  constexpr int kAccounts = 300;
  for (int i = 0; i < kAccounts; ++i) {
    const std::string trustor = "t" + std::to_string(i);
    const std::string contact = "c" + std::to_string(i);
    story.person(trustor, citizen("Мария", "+7903" + std::to_string(1000000 + i)));
    story.person(contact, citizen("Иван", "+7916" + std::to_string(1000000 + i)));
    story.appointed(trustor, contact);
    observed += story.service().trustor(trustor).cabinet()->observed ? 1 : 0;
  }
  CHECK(observed > kAccounts * 8 / 10);
  CHECK(observed < kAccounts);
}

TEST_CASE("share: an observed start is decided anew when it is repeated: what opens is not kept") {
  Shared story(0);
  const auto start = [&] {
    const auto answer = story.service().recoverer("maria").start(secret_number(7), false, kPasswordRecovery, {"start", ""});
    return std::string(answer ? name_of(answer->status) : in_words(answer));
  };
  CHECK(start() == "not_protected");
  CHECK(start() == "not_protected");
  CHECK(story.count("circle/maria", "recovery_started") == 2);
  SUBCASE("frozen meanwhile") {
    REQUIRE(story.service().contact("ivan").report_fraud("maria"));
    CHECK(start() == "frozen");
  }
  SUBCASE("protected meanwhile, and from then on by what is kept") {
    story.share_is(1000);
    CHECK(start() == "pending");
    CHECK(start() == "pending");
    CHECK(story.count("circle/maria", "recovery_started") == 3);
  }
}

TEST_CASE("share: a policy of the same schedule with a lower share takes nothing back, and one to come gives nothing") {
  Policy first = with_share(0, "first");
  Policy second = with_share(1000, "second");
  second.applies_from = CivilDate{std::chrono::year{2026} / 3 / 3};
  Policy third = with_share(0, "third");
  third.applies_from = CivilDate{std::chrono::year{2026} / 3 / 4};
  const auto schedule = PolicySchedule::of({first, second, third}).value();
  CHECK(schedule.protected_share(kToday) == 0);
  CHECK(schedule.protected_share(second.applies_from) == 1000);
  CHECK(schedule.protected_share(third.applies_from) == 1000);
  Story story({.policies = schedule});
  story.appointed("maria", "ivan");
  CHECK(story.start("maria")->would_be_protected);
  story.wait(48h);
  CHECK(story.start("maria")->status == StartStatus::pending);
  CHECK_FALSE(story.service().trustor("maria").cabinet()->observed);
}

TEST_CASE("share: of a schedule that has not begun, the first policy's counts") {
  Policy only = with_share(10, "only");
  only.applies_from = CivilDate{std::chrono::year{2027} / 1 / 1};
  CHECK(alone(only).protected_share(kToday) == 10);
}

TEST_CASE("share: whoever closes the account and comes back is what he was") {
  for (const std::int32_t share : {0, 1000}) {
    CAPTURE(share);
    Shared story(share);
    REQUIRE(story.service().operations().account_closed("maria"));
    story.share_is(0);
    const auto started = story.start("maria");
    REQUIRE(started.ok());
    CHECK((started->status == StartStatus::contact_unavailable) == (share == 1000));
    CHECK(started->would_be_protected == (share == 0));
  }
}

TEST_CASE("share: there is no place beyond the thousand nor before it, and no other than was drawn") {
  const InvitationId invitation = "inv_00000000000000000000000000000000.maria";
  const Envelope envelope{kNoon, kToday, "c", ""};
  for (const std::int64_t place : {0, 1, 1000, 1001}) {
    CAPTURE(place);
    Circle circle;
    circle.invitations.push_back({invitation, kNoon, kNoon + 24h, false});
    const auto told = evolve(circle, envelope, event::ContactAppointed{"ivan", invitation, {}, {}, {}, place});
    CHECK(told.ok() == (place >= 1 && place <= 1000));
  }
  Circle drawn;
  drawn.invitations.push_back({invitation, kNoon, kNoon + 24h, false});
  drawn.place = 7;
  Circle again = drawn;
  EXPECT(evolve(drawn, envelope, event::ContactAppointed{"ivan", invitation, {}, {}, {}, 8}), "fault: store_corrupt");
  EXPECT(evolve(again, envelope, event::ContactAppointed{"ivan", invitation, {}, {}, {}, 7}), "done");
}

}  // namespace
}  // namespace doverie::testing
