// SPDX-License-Identifier: Apache-2.0
//
// What can somebody do who only knows the account, or a phone, and whoever rings?
#include "threats/game.h"

namespace doverie::testing {
namespace {

// --- KC4 to KC6: calls

TEST_CASE("KC4: nobody becomes a contact while either side is in a call, known only from the directory") {
  for (const char* caller : {"maria", "ivan"}) {
    Story story;
    const InvitationId invitation = story.invited("maria", "ivan");
    const Instant since = story.now();
    story.change(caller, [&](AccountFacts& person) { person.in_call_since = since; });
    EXPECT(story.accept("ivan", invitation), "refused: call_in_progress");
    CHECK(story.count(std::string("contact/") + caller, "call_began") == 0);  // nothing is kept of strangers
    story.wait(2h - kTick);
    EXPECT(story.accept("ivan", invitation), "refused: call_in_progress");
    story.wait(kTick);
    EXPECT(story.accept("ivan", invitation), "done");  // call_hold: a call whose end is not told
  }
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  story.change("ivan", [&](AccountFacts& ivan) { ivan.in_call_since = story.now() + 6s; });
  EXPECT(story.accept("ivan", invitation), "fault: directory_wrong");
  story.change("ivan", [&](AccountFacts& ivan) { ivan.in_call_since.reset(); });
  EXPECT(story.accept("ivan", invitation), "done");
}

TEST_CASE(
    "KC4: whoever rings again and again keeps an invitation from being accepted until it runs out, and opens nothing by "
    "it") {
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  for (int hour = 0; hour < 24; ++hour) {
    story.change("ivan", [&](AccountFacts& ivan) { ivan.in_call_since = story.now(); });
    EXPECT(story.accept("ivan", invitation), "refused: call_in_progress");
    CHECK(story.start("maria")->status == StartStatus::not_protected);  // as before the invitation
    story.wait(1h);
  }
  EXPECT(story.accept("ivan", invitation), "refused: invitation_expired");
  const InvitationId next = story.invited("maria", "ivan");
  EXPECT(story.accept("ivan", next), "refused: call_in_progress");
  story.wait(1h);  // the last call has been held for as long as one is
  EXPECT(story.accept("ivan", next), "done");
}

TEST_CASE("KC4: calls that the host has reported of people with links hold an acceptance back as well") {
  Game story(Game::of_several(2));
  REQUIRE(story.host().call_began("maria", "1"));
  const InvitationId invitation = story.invited("maria", "pyotr");
  EXPECT(story.accept("pyotr", invitation), "refused: call_in_progress");
  REQUIRE(story.host().call_ended("maria", "1"));
  EXPECT(story.accept("pyotr", invitation), "done");
}

TEST_CASE("KC5: a code is not taken from somebody who was called after it was sent, and that is not counted") {
  for (const bool by_directory : {true, false}) {
    Game story;
    const RequestId request = story.started("maria");
    story.approved("ivan", request);
    const std::string code = story.code("ivan");
    story.wait(1min);
    const Instant since = story.now();
    if (by_directory)
      story.change("ivan", [&](AccountFacts& ivan) { ivan.in_call_since = since; });
    else
      REQUIRE(story.host().call_began("ivan", "1"));
    EXPECT(story.confirm("ivan", request, code), "refused: hang_up_first");
    EXPECT(story.confirm("ivan", request, story.wrong_code("ivan")), "refused: hang_up_first");
    CHECK(story.count("circle/maria", "code_rejected") == 0);
    EXPECT(story.contact("ivan").deny(request), "done");  // a no is never held back
  }
}

TEST_CASE("KC5: who hangs up types the code, and a call of before the code is the talk with the trustor") {
  Game story;
  const RequestId request = story.started("maria");
  REQUIRE(story.host().call_began("ivan", "1"));
  story.wait(1min);
  story.approved("ivan", request);
  REQUIRE(story.host().call_ended("ivan", "1"));
  story.wait(5s);
  const std::string code = story.code("ivan");
  REQUIRE(story.host().call_began("ivan", "2"));
  EXPECT(story.confirm("ivan", request, code), "refused: hang_up_first");
  REQUIRE(story.host().call_ended("ivan", "2"));
  EXPECT(story.confirm("ivan", request, code), "done");
}

TEST_CASE("KC6: whoever rings every two minutes delays a code by four hours and no longer") {
  Game story;
  const RequestId request = story.started("maria");
  REQUIRE(story.host().call_began("ivan", "0"));
  story.approved("ivan", request);
  const Instant approved_at = story.now();
  for (int call = 1; story.now() - approved_at < 4h; ++call) {
    EXPECT(story.service().pump(), "done");
    CHECK(story.sms->sent().empty());
    if (call % 10 == 9) EXPECT(story.resend("ivan", request), "refused: call_in_progress");
    REQUIRE(story.host().call_began("ivan", std::to_string(call)));
    REQUIRE(story.host().call_ended("ivan", std::to_string(call - 1)));
    story.wait(2min);
  }
  EXPECT(story.resend("ivan", request), "done");  // in a call, as ever
  const std::string code = story.code("ivan");
  REQUIRE(story.host().call_began("ivan", "last"));
  EXPECT(story.confirm("ivan", request, code), "done");
}

// --- KC7, KC10: what holds erasing back

TEST_CASE("KC7: a stranger who starts recoveries for 60 days holds no erasing back") {
  Game story;
  const RequestId verified = story.started("maria", true);
  EXPECT(story.host().erase("maria", "anna"), "refused: erasure_blocked");  // the owner's own does, for a day
  REQUIRE(story.cancel(verified));
  for (int day = 0; day < 60; ++day) {
    for (int start = 0; start < 3; ++start) story.started("maria");
    story.wait(24h);
  }
  const RequestId open = story.started("maria");
  CHECK(story.count("circle/maria", "invitation_erased") == 0);
  std::uint32_t erased = 0;
  for (PumpReport sent = story.service().pump(); sent.all() > 0; sent = story.service().pump()) erased += sent.erasures.sent;
  CHECK(erased == 1);
  CHECK(story.state_of(open) == "pending");
}

TEST_CASE("KC7: a recovery that a contact has approved holds erasing back, whoever has started it") {
  Game story;
  story.approved("ivan", story.started("maria"));
  EXPECT(story.host().erase("maria", "anna"), "refused: erasure_blocked");
}

TEST_CASE("KC10: erasing a contact leaves the invitation of a trustor whose account is frozen or recovered") {
  for (const bool freeze : {true, false}) {
    Story story;
    const InvitationId held = story.invited("maria", "ivan");
    story.accepted("ivan", held);
    story.accepted("ivan", story.invited("olga", "ivan"));
    if (freeze)
      REQUIRE(story.service().operations().freeze("maria", "anna"));
    else
      story.approved("ivan", story.started("maria"));
    const auto erase = [&] { return in_words(story.service().operations().erase("ivan", "anna")); };
    CHECK(erase() == "done");  // olga's
    CHECK(story.count("circle/ivan", "personal_data_erased") == 1);
    CHECK(story.events("invitation/" + held).size() == 2);
    CHECK(erase() == (freeze ? "refused: frozen" : "refused: erasure_blocked"));  // there is nothing else
    if (freeze)
      REQUIRE(story.service().operations().unfreeze("maria", "anna", "boris"));
    else
      story.wait(24h);
    CHECK(erase() == "done");
    CHECK(story.events("invitation/" + held).empty());
  }
}

TEST_CASE("KG2: a frozen account keeps its invitations when the contact is erased, also those that wait") {
  Story story;
  const InvitationId waiting = story.invited("maria", "ivan");
  REQUIRE(story.service().operations().freeze("maria", "anna"));
  EXPECT(story.service().operations().erase("ivan", "anna"), "refused: frozen");
  CHECK(story.events("invitation/" + waiting).size() == 1);
}

// --- KC11: the number is shown where the recovery was started

TEST_CASE("KC11: the owner is shown no number that a stranger's recovery has, in no cabinet and no notice") {
  for (const bool strict : {true, false}) {
    Game story(strict ? Game::strict() : PolicySchedule());
    const RequestId request = story.started("maria");
    CHECK(story.maria().cabinet()->requests.at(0).number.empty());
    story.ready("maria", "ivan");
    story.notices();
    for (const SendNotice& notice : story.notifier->notices()) {
      const bool told = std::ranges::any_of(notice.parameters, [](const auto& p) { return p.first == "number"; });
      CHECK_FALSE((told && notice.account == "maria"));
    }
    CHECK(story.status(request)->number == story.number(request));
  }
}

// --- KC13: invitations

TEST_CASE("KC13: a stranger's invitations to a phone do not use up the genuine one's notice") {
  Story story;
  CHECK(story.invite("olga", "ivan")->notice_allowed);
  for (int i = 0; i < 4; ++i) {
    story.wait(1min);
    REQUIRE(story.service().trustor("olga").cancel_invitation(
        story.service().trustor("olga").cabinet()->invitations.at(0).invitation));
    CHECK_FALSE(story.invite("olga", "ivan")->notice_allowed);
  }
  CHECK(story.invite("maria", "ivan")->notice_allowed);
}

TEST_CASE("KC13: a phone gets three notices a day at most, whoever sends them, and a sender one") {
  Story story;
  for (int i = 0; i < 5; ++i) {
    const AccountId sender = "sender" + std::to_string(i);
    story.person(sender, citizen("Анна", "+7903000000" + std::to_string(i)));
    CHECK(story.invite(sender, "ivan")->notice_allowed == (i < 3));
  }
  story.wait(24h);
  CHECK(story.invite("maria", "ivan")->notice_allowed);
}

}  // namespace
}  // namespace doverie::testing
