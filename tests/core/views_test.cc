// SPDX-License-Identifier: Apache-2.0
//
// What each side sees, and what the pump is told to do with a message.
#include <algorithm>

#include "support/story.h"

namespace doverie::testing {
namespace {

TEST_CASE("views: the trustor sees an invitation as waiting, whatever the invited person does but accept") {
  for (const bool declined : {false, true}) {
    Story story;
    const InvitationId invitation = story.invited("maria", "ivan");
    if (declined) REQUIRE(story.service().contact("ivan").decline(invitation));
    const auto seen = story.service().trustor("maria").cabinet();
    REQUIRE(seen->invitations.size() == 1);
    const InvitationView& view = seen->invitations.front();
    CHECK(view.state == InvitationState::pending);
    CHECK(view.name == "Иван");
    CHECK(view.phone_masked == "+7916•••••67");
    CHECK(view.sent_at == kNoon);
    CHECK(view.expires_at == kNoon + 24h);
    CHECK(view.trustor.empty());
    story.wait(24h);
    CHECK(story.service().trustor("maria").cabinet()->invitations.empty());
  }
}

TEST_CASE("views: the trustor sees the contact, the freeze and the requests") {
  Story story;
  CHECK(story.service().trustor("maria").cabinet()->contacts.empty());
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria", true);
  const auto seen = story.service().trustor("maria").cabinet();
  REQUIRE(seen->contacts.size() == 1);
  CHECK(seen->contacts.front().contact == "ivan");
  CHECK(seen->contacts.front().appointed_at == kNoon);
  CHECK(seen->invitations.empty());  // accepted, so not waiting any more
  REQUIRE(seen->requests.size() == 1);
  const RequestView& view = seen->requests.front();
  CHECK(view.request == request);
  CHECK(view.number.empty());  // of whoever has started it
  CHECK(view.verified_factor);
  CHECK(view.state == RequestState::pending);
  CHECK(view.expires_at == kNoon + 24h);
  CHECK_FALSE(seen->frozen_until.has_value());
  CHECK_FALSE(seen->recovery_locked);
}

TEST_CASE("views: the trustor sees requests that are over for a day") {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.cancel(story.started("maria")));
  story.wait(24h - kTick);
  CHECK(story.service().trustor("maria").cabinet()->requests.front().state == RequestState::cancelled);
  story.wait(kTick);
  CHECK(story.service().trustor("maria").cabinet()->requests.empty());
}

TEST_CASE("views: the contact sees invitations to the own phone and name, and requests of the own trustors") {
  Story story;
  const InvitationId first = story.invited("maria", "ivan");
  story.wait(1min);
  const InvitationId second = story.invited("olga", "ivan");
  auto seen = story.service().contact("ivan").cabinet();
  REQUIRE(seen->invitations.size() == 2);
  CHECK(seen->invitations[0].invitation == first);
  CHECK(seen->invitations[0].trustor == "maria");
  CHECK(seen->invitations[1].invitation == second);
  CHECK(seen->trustors.empty());
  CHECK(story.service().contact("pyotr").cabinet()->invitations.empty());
  story.accepted("ivan", first);
  const RequestId request = story.started("maria");
  seen = story.service().contact("ivan").cabinet();
  CHECK(seen->invitations.size() == 1);
  REQUIRE(seen->trustors.size() == 1);
  CHECK(seen->trustors.front().trustor == "maria");
  REQUIRE(seen->requests.size() == 1);
  CHECK(seen->requests.front().request == request);
  CHECK(seen->requests.front().trustor == "maria");
  REQUIRE(story.service().contact("ivan").deny(request));
  CHECK(story.service().contact("ivan").cabinet()->requests.front().state == RequestState::denied);
  story.wait(24h);
  CHECK(story.service().contact("ivan").cabinet()->requests.empty());
}

TEST_CASE("views: whose account is gone or has no phone sees no invitations") {
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone_state = PhoneState::none; });
  CHECK(story.service().contact("ivan").cabinet()->invitations.empty());
  EXPECT(story.accept("ivan", invitation), "refused: invitation_not_found");
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone.reset(); });
  CHECK(story.service().contact("ivan").cabinet()->invitations.empty());
  EXPECT(story.accept("ivan", invitation), "refused: invitation_not_found");
  story.directory->remove("ivan");
  CHECK(story.service().contact("ivan").cabinet()->invitations.empty());
}

TEST_CASE("views: an invitation that reaches the trustor's own account is not shown there") {
  Story story;
  story.invited("maria", "ivan");
  story.change("maria", [](AccountFacts& maria) {  // the invited number becomes the trustor's own, and so does the name
    maria.phone = phone("+79161234567");
    maria.given_name = "Иван";
  });
  CHECK(story.service().contact("maria").cabinet()->invitations.empty());
}

TEST_CASE("views: withdrawn, void and expired invitations are not shown") {
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  story.restart_with_epoch(2);
  CHECK(story.service().contact("ivan").cabinet()->invitations.empty());
  REQUIRE(story.service().trustor("maria").cancel_invitation(invitation));
  CHECK(story.service().trustor("maria").cabinet()->invitations.empty());
  story.invited("maria", "ivan");
  CHECK(story.service().contact("ivan").cabinet()->invitations.size() == 1);
}

TEST_CASE(
    "views: the contact sees that the account is frozen and the request void, without until when and without its number") {
  Story story;
  story.appointed("maria", "ivan");
  story.started("maria");
  REQUIRE(story.service().trustor("maria").report_fraud());
  const auto seen = story.service().contact("ivan").cabinet();
  CHECK(seen->trustors.at(0).frozen);
  CHECK(seen->requests.at(0).end == RequestEnd::fraud);
  CHECK(seen->requests.at(0).ended_at == kNoon);
  CHECK(seen->requests.at(0).number.empty());
  CHECK_FALSE(seen->requests.at(0).step.has_value());
}

TEST_CASE("views: the recoverer sees whether the recovery can go on") {
  struct Row {
    std::string what;
    void (*change)(Story&);
    StartStatus standing;
  };
  const Row rows[] = {
      {"nothing", [](Story&) {}, StartStatus::pending},
      {"the contact's passport", [](Story& s) { s.change("ivan", [](AccountFacts& f) { f.passport_current = false; }); },
       StartStatus::contact_unavailable},
      {"the trustor's account", [](Story& s) { s.directory->remove("maria"); }, StartStatus::contact_unavailable},
      {"fraud", [](Story& s) { REQUIRE(s.service().trustor("maria").report_fraud()); }, StartStatus::frozen},
  };
  for (const bool approved : {false, true}) {
    for (const Row& row : rows) {
      Story story;
      story.appointed("maria", "ivan");
      const RequestId request = approved ? story.ready("maria", "ivan") : story.started("maria");
      row.change(story);
      const auto view = story.status(request);
      REQUIRE(view.ok());
      CHECK_MESSAGE(view->standing == row.standing, row.what);
      CHECK(view->number == story.number(request));
    }
  }
}

TEST_CASE("views: an empty account has an empty cabinet and an empty audit trail") {
  Story story;
  CHECK(story.service().contact("ivan").cabinet()->trustors.empty());
  CHECK(story.service().operations().audit("maria")->entries.empty());
}

// --- what the pump is told

std::vector<std::string> texts(Story& story) {
  std::vector<std::string> texts;
  for (const auto& sent : story.sms->sent()) texts.push_back(sent.text);
  return texts;
}

TEST_CASE("delivery: the code, in one segment, with the origin in the last line") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string code = story.code("ivan");
  REQUIRE(texts(story).size() == 1);
  CHECK(story.sms->sent().front().to == "+79161234567");
  CHECK(texts(story).front() == code + " откроет чужой аккаунт. Никому не говорите\n@gosuslugi.ru #" + code);
}

TEST_CASE("delivery: a code is not sent when nobody can use it any more") {
  struct Row {
    std::string what;
    void (*happens)(Story&, const RequestId&);
  };
  const Row rows[] = {
      {"denied", [](Story& s, const RequestId& r) { REQUIRE(s.service().contact("ivan").deny(r)); }},
      {"cancelled", [](Story& s, const RequestId& r) { REQUIRE(s.cancel(r)); }},
      {"frozen", [](Story& s, const RequestId&) { REQUIRE(s.service().trustor("maria").report_fraud()); }},
      {"expired", [](Story& s, const RequestId&) { s.wait(10min); }},
      {"another phone",
       [](Story& s, const RequestId&) { s.change("ivan", [](AccountFacts& f) { f.phone = phone("+79160000000"); }); }},
      {"the phone confirmed again",
       [](Story& s, const RequestId&) { s.change("ivan", [](AccountFacts& f) { f.phone_since = kNoon + kTick; }); }},
      {"no phone",
       [](Story& s, const RequestId&) { s.change("ivan", [](AccountFacts& f) { f.phone_state = PhoneState::none; }); }},
      {"no account", [](Story& s, const RequestId&) { s.directory->remove("ivan"); }},
      {"epoch raised", [](Story& s, const RequestId&) { s.restart_with_epoch(2); }},
      {"another request approved",
       [](Story& s, const RequestId&) {
         const RequestId other = s.started("maria");
         s.approved("ivan", other);
         CHECK(s.code("ivan").size() == 6);  // the other's code is sent
       }},
  };
  for (const Row& row : rows) {
    Story story;
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    story.approved("ivan", request);
    row.happens(story, request);
    const bool other_sent = row.what == "another request approved";
    EXPECT(story.service().pump(), "done");
    CHECK_MESSAGE(story.sms->sent().size() == (other_sent ? 1 : 0), row.what);
  }
}

TEST_CASE("delivery: a message whose code was replaced by a newer one is dropped") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.wait(61s);
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone = phone("+79160000000"); });
  REQUIRE(story.resend("ivan", request));
  EXPECT(story.service().pump(), "done");
  REQUIRE(story.sms->sent().size() == 1);
  CHECK(story.sms->sent().front().to == "+79160000000");
}

TEST_CASE("delivery: who is told what") {
  Story story;
  story.appointed("maria", "ivan");
  CHECK(story.notices() == std::vector<std::string>{"maria: contact_appointed"});
  const RequestId request = story.ready("maria", "ivan");
  story.redeemed(request);
  auto told = story.notices();
  std::sort(told.begin(), told.end());
  CHECK(told == std::vector<std::string>{"ivan: recovery_redeemed", "ivan: recovery_started", "maria: contact_appointed",
                                         "maria: recovery_approved", "maria: recovery_redeemed", "maria: recovery_started"});
}

TEST_CASE("delivery: that a request has run out is told when it has, and only then") {
  for (const bool denied : {false, true}) {
    Story story;
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    story.notices();
    if (denied) REQUIRE(story.service().contact("ivan").deny(request));
    story.wait(24h);
    const auto told = story.notices();
    CHECK(std::count(told.begin(), told.end(), "ivan: recovery_expired") == (denied ? 0 : 1));
    CHECK(std::count(told.begin(), told.end(), "maria: recovery_expired") == (denied ? 0 : 1));
  }
}

TEST_CASE("delivery: a notice names circle, request and number, and nothing personal") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.notices();
  const auto notices = story.notifier->notices();
  const auto started = std::find_if(notices.begin(), notices.end(), [](const SendNotice& notice) {
    return notice.account == "ivan" && notice.kind == Notice::recovery_started;
  });
  REQUIRE(started != notices.end());
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"trustor", "maria"}, {"request", request}, {"operation", "password_recovery"}, {"number", story.number(request)}};
  CHECK(started->parameters == expected);
}

}  // namespace
}  // namespace doverie::testing
