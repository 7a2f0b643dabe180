// SPDX-License-Identifier: Apache-2.0
//
// The numbers of the gosuslugi policy about invitations and appointments, each from both sides.
#include "support/story.h"

namespace doverie::testing {
namespace {

TEST_CASE("limits: an invitation lives 24 hours, and not a microsecond longer") {
  for (const bool in_time : {true, false}) {
    Story story;
    const InvitationId invitation = story.invited("maria", "ivan");
    story.wait(in_time ? 24h - kTick : Duration(24h));
    CHECK(story.service().contact("ivan").cabinet()->invitations.size() == (in_time ? 1 : 0));
    EXPECT(story.accept("ivan", invitation), in_time ? "done" : "refused: invitation_expired");
  }
}

TEST_CASE("limits: one invitation is pending at a time") {
  Story story;
  const InvitationId first = story.invited("maria", "ivan");
  CHECK(in_detail(story.invite("maria", "pyotr")) == "refused: invitation_pending (needs 1, has 1)");
  story.wait(24h - kTick);
  EXPECT(story.invite("maria", "pyotr"), "refused: invitation_pending");
  story.wait(kTick);
  EXPECT(story.invite("maria", "pyotr"), "done");
}

TEST_CASE("limits: a withdrawn invitation makes room, a declined one does not") {
  Story story;
  const InvitationId first = story.invited("maria", "ivan");
  REQUIRE(story.service().contact("ivan").decline(first));
  EXPECT(story.invite("maria", "pyotr"), "refused: invitation_pending");
  REQUIRE(story.service().trustor("maria").cancel_invitation(first));
  EXPECT(story.invite("maria", "pyotr"), "done");
}

TEST_CASE("limits: five invitations in 24 hours") {
  Story story;
  for (int i = 0; i < 5; ++i) {
    const InvitationId invitation = story.invited("maria", "ivan");
    REQUIRE(story.service().trustor("maria").cancel_invitation(invitation));
    story.wait(1h);
  }
  CHECK(in_detail(story.invite("maria", "ivan")) == "refused: invitations_exhausted (needs 5, has 5)");
  story.wait(19h - kTick);
  EXPECT(story.invite("maria", "ivan"), "refused: invitations_exhausted");
  story.wait(kTick);  // the first is a day old
  EXPECT(story.invite("maria", "ivan"), "done");
}

TEST_CASE("limits: with a contact there is no place for another") {
  Story story;
  story.appointed("maria", "ivan");
  CHECK(in_detail(story.invite("maria", "pyotr")) == "refused: contact_limit_reached (needs 1, has 1)");
}

TEST_CASE("limits: a phone gets three notices about invitations in 24 hours, whoever invites") {
  Story story;
  for (int i = 0; i < 5; ++i) {
    const AccountId trustor = "trustor" + std::to_string(i);
    story.person(trustor, citizen("Доверитель", "+7903000000" + std::to_string(i)));
    const auto invited = story.invite(trustor, "ivan");
    REQUIRE(invited.ok());
    CHECK(invited->notice_allowed == (i < 3));
  }
  // All of them are kept and listed, notice or not.
  CHECK(story.service().contact("ivan").cabinet()->invitations.size() == 5);
  story.wait(24h - kTick);
  CHECK_FALSE(story.invite("maria", "ivan")->notice_allowed);
  story.wait(kTick);
  CHECK(story.invite("olga", "ivan")->notice_allowed);
}

TEST_CASE("limits: a contact serves five trustors") {
  Story story;
  for (int i = 0; i < 6; ++i) {
    const AccountId trustor = "trustor" + std::to_string(i);
    story.person(trustor, citizen("Доверитель", "+7903000000" + std::to_string(i)));
    const InvitationId invitation = story.invited(trustor, "ivan");
    const auto accepted = story.accept("ivan", invitation);
    CHECK(in_detail(accepted) == (i < 5 ? "done" : "refused: contact_serves_too_many (needs 5, has 5)"));
    if (i < 5) continue;
    REQUIRE(story.service().contact("ivan").resign("trustor0"));
    EXPECT(story.accept("ivan", invitation), "done");
  }
}

TEST_CASE("limits: a new contact works at once, and no earlier than a policy's activation delay says") {
  Story now;
  now.appointed("maria", "ivan");
  now.started("maria");

  Story later({.policies = changed([](Policy& p) { p.activation_delay = 24h; })});
  const InvitationId invitation = later.invited("maria", "ivan");
  const auto accepted = later.accept("ivan", invitation);
  CHECK(accepted->active_from == kNoon + 24h);
  later.wait(24h - kTick);
  CHECK(later.start("maria")->status == StartStatus::contact_unavailable);
  later.wait(kTick);
  CHECK(later.start("maria")->status == StartStatus::pending);
}

TEST_CASE("limits: the trustor may remove the contact at once, and have another") {
  Story story;
  story.appointed("maria", "ivan");
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "done");
  CHECK(story.service().contact("ivan").cabinet()->trustors.empty());
  story.appointed("maria", "pyotr");
  CHECK(story.service().trustor("maria").cabinet()->contacts.front().contact == "pyotr");
}

TEST_CASE("limits: what follows today's policy and what the invitation keeps") {
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  Policy stricter = Policy::gosuslugi();
  stricter.id = "stricter";
  stricter.applies_from = CivilDate{std::chrono::year{2026} / 3 / 3};
  stricter.contact_min_age_years = 99;
  stricter.invitation_lifetime = 1min;
  story.restart_with_policies(*PolicySchedule::of({Policy::gosuslugi(), stricter}));
  story.wait(13h);  // 3 March in Moscow
  EXPECT(story.accept("ivan", invitation), "done");
  const InvitationId next = story.invited("olga", "pyotr");
  EXPECT(story.accept("pyotr", next), "refused: contact_too_young");
  story.wait(1min);
  EXPECT(story.accept("pyotr", next), "refused: invitation_expired");
}

TEST_CASE("limits: an invitation of a former policy, longer than today's, is shown to its end") {
  Policy longer = Policy::gosuslugi();
  longer.id = "longer";
  longer.invitation_lifetime = 24h * 40;
  Policy today = Policy::gosuslugi();
  today.applies_from = CivilDate{std::chrono::year{2026} / 3 / 3};
  Story story({.policies = *PolicySchedule::of({longer, today})});
  story.invited("maria", "ivan");
  story.wait(24h * 40 - kTick);
  CHECK(story.service().contact("ivan").cabinet()->invitations.size() == 1);
  story.wait(kTick);
  CHECK(story.service().contact("ivan").cabinet()->invitations.empty());
}

TEST_CASE("limits: an invitation is accepted while there is a place, whatever was free when it was sent") {
  Policy two = Policy::gosuslugi();
  two.id = "two_places";
  two.max_contacts_per_trustor = 2;
  Policy one = Policy::gosuslugi();
  one.applies_from = CivilDate{std::chrono::year{2026} / 3 / 3};
  for (const bool tomorrow : {false, true}) {
    Story story({.policies = *PolicySchedule::of({two, one})});
    const InvitationId ivan = story.invited("maria", "ivan");
    const InvitationId pyotr = story.invited("maria", "pyotr");
    if (tomorrow) story.wait(13h);  // 3 March in Moscow
    story.accepted("ivan", ivan);
    CHECK(in_detail(story.accept("pyotr", pyotr)) == (tomorrow ? "refused: contact_limit_reached" : "done"));
  }
}

}  // namespace
}  // namespace doverie::testing
