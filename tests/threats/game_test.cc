// SPDX-License-Identifier: Apache-2.0
//
// What can a contact do to the owner, and what ends it? The owner, seen with a verified factor.
#include "threats/game.h"

namespace doverie::testing {
namespace {

constexpr Duration kFreeze = 72h;
constexpr Duration kPause = 720h;

// --- KC1: the contact keeps himself in the circle

TEST_CASE("KC1: a contact who reports fraud whenever he is to be removed is removed all the same") {
  Game story(Game::strict());
  REQUIRE(story.remove());
  story.wait(23h);
  REQUIRE(story.ivan_reports());
  EXPECT(story.remove(), "refused: frozen, removal_suspended");
  EXPECT(story.remove(true), "done");  // confirmed, and not yet done
  CHECK(story.told("ivan: removal_resumed") == 1);
  CHECK(story.maria().cabinet()->contacts.at(0).removal_from == story.now() + kFreeze);
  EXPECT(story.remove(true), "refused: frozen, removal_pending");
  story.wait(kFreeze - kTick);
  EXPECT(story.remove(), "refused: frozen, removal_pending");
  story.wait(kTick);
  REQUIRE(story.ivan_reports());  // once more, at the very moment
  CHECK_FALSE(story.frozen());
  EXPECT(story.remove(), "done");
  CHECK(story.maria().cabinet()->contacts.empty());
  CHECK(story.start("maria")->status == StartStatus::not_protected);
}

TEST_CASE("KC1: whoever holds a stolen session cannot go on with a removal that a report has suspended") {
  Game story(Game::strict());
  REQUIRE(story.remove());
  REQUIRE(story.ivan_reports());
  story.wait(kFreeze);
  for (int hour = 0; hour < 24; ++hour) {
    EXPECT(story.remove(), "refused: removal_suspended");
    story.wait(1h);
  }
  CHECK(story.maria().cabinet()->contacts.size() == 1);
  CHECK_FALSE(story.maria().cabinet()->contacts.at(0).removal_from.has_value());
  EXPECT(story.maria().keep_contact("ivan"), "done");  // but anybody with the session may take it back
}

TEST_CASE("KC1: an operator's freeze suspends what was asked for, too, and does not put it off to the year 2200") {
  Game story(Game::strict());
  REQUIRE(story.remove());
  REQUIRE(story.host().freeze("maria", "anna"));
  EXPECT(story.remove(true), "done");
  REQUIRE(story.host().unfreeze("maria", "anna", "boris"));
  story.wait(24h);
  EXPECT(story.remove(), "done");
  CHECK(story.maria().cabinet()->contacts.empty());
}

TEST_CASE("KC1: a resignation goes on when the contact confirms it; the trustor's factor is not his") {
  Game story(Game::strict());
  REQUIRE(story.contact("ivan").resign("maria"));
  REQUIRE(story.maria().report_fraud());
  EXPECT(story.contact("ivan").resign("maria"), "refused: frozen, removal_suspended");
  EXPECT(story.contact("ivan").resign("maria", true), "done");
  CHECK(story.count("circle/maria", "owner_seen") == 0);
  story.wait(kFreeze);
  EXPECT(story.contact("ivan").resign("maria"), "done");
  CHECK(story.contact("ivan").cabinet()->trustors.empty());
}

// --- KC2: the contact keeps the account frozen

TEST_CASE("KC2: a contact who reports fraud for a year freezes the account for three days in thirty") {
  Game story;
  Duration frozen{0};
  for (Duration gone{0}; gone < 366 * 24h; gone += 12h) {
    REQUIRE(story.ivan_reports());
    if (story.frozen()) frozen += 12h;
    REQUIRE(story.host().owner_seen("maria"));
    story.wait(12h);
  }
  CHECK(frozen == 13 * kFreeze);  // on the first day and every thirtieth; without the owner it would be all of them
}

TEST_CASE("KC2: a freeze that runs stays, however the owner logs in: the swindled owner is logged in, too") {
  Game story;
  REQUIRE(story.ivan_reports());
  REQUIRE(story.host().owner_seen("maria"));
  story.wait(kFreeze - kTick);
  CHECK(story.frozen());
  story.wait(kTick);
  CHECK_FALSE(story.frozen());
}

TEST_CASE("KC2: since the owner was seen, the same contact's report ends recoveries and is told, and freezes nothing") {
  Game story;
  REQUIRE(story.ivan_reports());
  story.wait(kFreeze);
  REQUIRE(story.host().owner_seen("maria"));
  const Instant seen = story.now();
  const RequestId request = story.started("maria");
  REQUIRE(story.ivan_reports());
  CHECK_FALSE(story.frozen());
  CHECK(story.state_of(request) == "voided");
  CHECK(story.told("maria: fraud_reported_again") == 1);
  CHECK(story.told("ivan: fraud_reported_again") == 1);
  REQUIRE(story.ivan_reports());  // says nothing new
  CHECK(story.count("circle/maria", "fraud_reported") == 2);
  story.wait(seen + kPause - kTick - story.now());
  REQUIRE(story.ivan_reports());
  CHECK_FALSE(story.frozen());
  story.wait(kTick);
  REQUIRE(story.ivan_reports());
  CHECK(story.frozen());
}

TEST_CASE("KC2: another contact's report freezes, and so does the owner's own") {
  for (const bool own : {true, false}) {
    Game story(Game::of_several(2), true);
    REQUIRE(story.ivan_reports());
    REQUIRE(story.host().owner_seen("maria"));
    story.wait(kFreeze);
    REQUIRE((own ? story.maria().report_fraud() : story.contact("pyotr").report_fraud("maria")));
    CHECK(story.frozen());
  }
}

TEST_CASE("KC2: a report that freezes nothing takes a grant back all the same") {
  Game story;
  REQUIRE(story.ivan_reports());
  story.wait(kFreeze);
  REQUIRE(story.host().owner_seen("maria"));
  const RequestId request = story.ready("maria", "ivan");
  REQUIRE(story.redeem(request, {"reset", ""}));
  story.wait(1s);
  REQUIRE(story.ivan_reports());
  EXPECT(story.redeem(request, {"reset", ""}), "refused: grant_void");
}

// --- KC8: one rule for what waits for the owner

TEST_CASE("KC8: what a stranger's start leaves behind ends when the owner is seen, at the removal or after it") {
  for (const bool at_once : {true, false}) {
    Game story;
    REQUIRE(story.maria().deny(story.started("maria")));  // a stranger's
    story.wait(1min);
    EXPECT(story.remove(at_once), "done");
    if (!at_once) {
      story.wait(700 * 24h);
      CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
      REQUIRE(story.host().owner_seen("maria"));
    }
    CHECK(story.start("maria")->status == StartStatus::not_protected);
  }
}

TEST_CASE("KC8: a removal with a verified factor is as good as seeing the owner") {
  Game story;
  story.directory->remove("ivan");
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);  // in vain
  EXPECT(story.remove(), "refused: removal_blocked");
  EXPECT(story.remove(true), "done");
  CHECK(story.count("circle/maria", "owner_seen") == 1);
  CHECK(story.start("maria")->status == StartStatus::not_protected);
}

TEST_CASE("KC8: a start after the owner was seen counts again, and the contact's factor is not the owner's") {
  Game story;
  REQUIRE(story.host().owner_seen("maria"));
  story.wait(1h);
  REQUIRE(story.cancel(story.started("maria")));
  EXPECT(story.contact("ivan").resign("maria", true), "done");
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
}

// --- KC9: an account is no more

TEST_CASE("KC9: a contact who dies leaves the circle: the trustor is told, the place is free, nothing opens") {
  Game story;
  const RequestId request = story.ready("maria", "ivan");
  story.directory->remove("ivan");
  REQUIRE(story.host().account_closed("ivan"));
  CHECK(story.told("maria: contact_removed") == 1);
  CHECK(story.told("ivan: contact_removed") == 0);
  CHECK(story.maria().cabinet()->contacts.empty());
  EXPECT(story.redeem(request), "refused: contact_unavailable");
  story.wait(400 * 24h);
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  REQUIRE(story.host().account_closed("ivan"));  // once more changes nothing
  CHECK(story.count("contact/ivan", "account_closed") == 1);
  story.appointed("maria", "pyotr");
  CHECK(story.start("maria")->status == StartStatus::pending);
}

TEST_CASE("KC9: after a contact's death the owner who is seen is unprotected, and knows it") {
  Game story;
  REQUIRE(story.host().account_closed("ivan"));
  REQUIRE(story.host().owner_seen("maria"));
  CHECK(story.start("maria")->status == StartStatus::not_protected);
}

TEST_CASE("KC9: whoever is given a closed contact's id serves nobody, and no lock or call of before is his") {
  Game story(changed([](Policy& p) { p.max_consecutive_wrong_codes = 2; }));
  REQUIRE(story.host().call_began("ivan", "1"));
  const RequestId request = story.started("maria");
  REQUIRE(story.host().call_ended("ivan", "1"));
  story.approved("ivan", request);
  story.guessed_wrong(2, "ivan", request);
  REQUIRE(story.host().account_closed("ivan"));
  CHECK(story.contact("ivan").cabinet()->trustors.empty());
  CHECK_FALSE(story.contact("ivan").cabinet()->locked_until.has_value());
  EXPECT(story.contact("ivan").report_fraud("maria"), "refused: not_a_contact");
  EXPECT(story.confirm("ivan", request, "123456"), "refused: request_not_found");
}

TEST_CASE("KC9: a trustor who dies frees the contact, and whoever is given the id later inherits nothing") {
  Game story;
  const RequestId request = story.started("maria");
  REQUIRE(story.host().account_closed("maria"));
  CHECK(story.state_of(request) == "voided");
  CHECK(story.contact("ivan").cabinet()->trustors.empty());
  CHECK(story.contact("ivan").cabinet()->requests.empty());
  CHECK(story.told("ivan: contact_removed") == 1);
  story.wait(400 * 24h);
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);  // a report by mistake opens nothing either
  REQUIRE(story.host().owner_seen("maria"));
  CHECK(story.start("maria")->status == StartStatus::not_protected);
  CHECK(story.maria().cabinet()->contacts.empty());
}

TEST_CASE("KC9: closing withdraws what waits, leaves a freeze, and says nothing of accounts without a part") {
  Story story;
  const InvitationId waiting = story.invited("maria", "ivan");
  REQUIRE(story.service().operations().freeze("maria", "anna"));
  REQUIRE(story.service().operations().account_closed("maria"));
  EXPECT(story.accept("ivan", waiting), "refused: invitation_cancelled");
  CHECK(story.start("maria")->status == StartStatus::frozen);
  REQUIRE(story.service().operations().account_closed("olga"));
  CHECK(story.events("circle/olga").empty());
  CHECK(story.events("contact/olga").empty());
  CHECK(story.start("olga")->status == StartStatus::not_protected);
}

}  // namespace
}  // namespace doverie::testing
