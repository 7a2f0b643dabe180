// SPDX-License-Identifier: Apache-2.0
//
// What can one dishonest contact of several do, or one person who is two of them?
#include "threats/game.h"

namespace doverie::testing {
namespace {

// --- KC3: one person as two contacts

TEST_CASE("KC3: two accounts with one phone are not two contacts of a circle") {
  Game story(Game::of_several(2, 2));
  story.person("second", citizen("Иван", "+79161234567"));
  const InvitationId invitation = story.invited("maria", "second");
  EXPECT(story.accept("second", invitation), "refused: same_person");
}

TEST_CASE("KC3: contacts who come to have one phone confirm nothing, from the start to the redemption") {
  Game story(Game::of_several(2, 2), true);
  const RequestId request = story.started("maria");
  story.agreed("ivan", request);
  const auto merge = [&](const std::string& number) {
    story.change("pyotr", [&](AccountFacts& pyotr) { pyotr.phone = phone(number); });
  };
  merge("+79161234567");
  EXPECT(story.approve("pyotr", request), "refused: same_person");
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  merge("+79167654321");
  story.agreed("pyotr", request);
  merge("+79161234567");
  EXPECT(story.redeem(request), "refused: contact_unavailable");
  merge("+79167654321");
  EXPECT(story.redeem(request), "done");
}

TEST_CASE("KC3: two codes of a request do not go to one phone, although its accounts have two by then") {
  Game story(Game::of_several(2, 2), true);
  const RequestId request = story.started("maria");
  story.agreed("ivan", request);
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone = phone("+79160000000"); });
  story.change("pyotr", [](AccountFacts& pyotr) { pyotr.phone = phone("+79161234567"); });  // ivan's of before
  EXPECT(story.approve("pyotr", request), "refused: same_person");
}

TEST_CASE("KC3: where the key that could tell is gone, one phone may have had both codes, and so it has") {
  Game story(Game::of_several(2, 2), true);
  const RequestId request = story.started("maria");
  story.agreed("ivan", request);
  REQUIRE(story.keys->add(KeyPurpose::code, "2", secret_number(2)));
  REQUIRE(story.keys->set_state(KeyPurpose::code, "1", KeyState::revoked));
  EXPECT(story.approve("pyotr", request), "refused: same_person");
}

// --- KC12: one dishonest contact of several

TEST_CASE("KC12: a contact who types wrong codes is out himself, before recovery is closed for all of them") {
  Game story(Game::of_several(3), true);
  for (int day = 0; day < 2; ++day) {
    const RequestId request = story.started("maria");
    story.approved("ivan", request);
    story.guessed_wrong(5, "ivan", request);
    REQUIRE(story.cancel(request));
    story.wait(48h);
  }
  const RequestId request = story.started("maria");
  CHECK(in_detail(story.approve("ivan", request)) == "refused: too_many_wrong_codes (needs 10, has 10)");
  CHECK_FALSE(story.maria().cabinet()->recovery_locked);
  story.agreed("pyotr", request);
  EXPECT(story.redeem(request), "done");
  REQUIRE(story.host().owner_seen("maria"));
  EXPECT(story.approve("ivan", story.started("maria")), "done");  // the owner was seen
}

TEST_CASE("KC12: two contacts together reach the total, which holds as ever") {
  Game story(Game::of_several(2), true);
  for (const char* contact : {"ivan", "pyotr"}) {
    for (int day = 0; day < 2; ++day) {
      const RequestId request = story.started("maria");
      story.approved(contact, request);
      story.guessed_wrong(5, contact, request);
      REQUIRE(story.cancel(request));
      story.wait(48h);
    }
  }
  CHECK(story.maria().cabinet()->recovery_locked);
  EXPECT(story.start("maria"), "refused: recovery_locked");
}

TEST_CASE("KC12: a contact's yes to another request denies no request that another contact has approved") {
  Game story(Game::of_several(2), true);
  const RequestId owners = story.started("maria", true);
  story.agreed("ivan", owners);
  const RequestId strangers = story.started("maria");
  story.agreed("pyotr", strangers);
  CHECK(story.state_of(owners) == "approved");
  CHECK(story.state_of(strangers) == "approved");
  for (const char* who : {"maria", "ivan", "pyotr"}) CHECK(story.told(std::string(who) + ": approvals_conflict") == 1);
  EXPECT(story.redeem(strangers), "refused: requests_conflict");
  EXPECT(story.redeem(owners), "refused: requests_conflict");
  REQUIRE(story.contact("ivan").deny(strangers));
  EXPECT(story.redeem(owners), "done");
}

TEST_CASE("KC12: a contact has one yes: another one of the same contact takes the first back") {
  Game story(Game::of_several(2), true);
  const RequestId ivans = story.started("maria");
  story.agreed("ivan", ivans);
  const RequestId first = story.started("maria");
  story.approved("pyotr", first);
  const RequestId second = story.started("maria");
  story.approved("pyotr", second);
  CHECK(story.state_of(ivans) == "approved");
  CHECK(story.state_of(first) == "denied");
  CHECK(story.state_of(second) == "awaiting_code");
}

TEST_CASE("KC12: a yes that was given is enough for a conflict; when it has run out, the other goes on") {
  Game story(Game::of_several(2), true);
  const RequestId strangers = story.started("maria");
  story.approved("pyotr", strangers);  // and types no code
  story.wait(23h + 30min);
  const RequestId owners = story.started("maria", true);
  story.agreed("ivan", owners);
  EXPECT(story.redeem(owners), "refused: requests_conflict");
  story.wait(30min);
  EXPECT(story.redeem(owners), "done");
}

}  // namespace
}  // namespace doverie::testing
