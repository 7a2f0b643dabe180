// SPDX-License-Identifier: Apache-2.0
//
// What is left, and from when on there is more: each number of the views at its edges, held against the command that it is about.
#include "support/story.h"

namespace doverie::testing {
namespace {

constexpr Duration kSecond = 1s;

CodeView code_of(Story& story, const AccountId& contact = "ivan") {
  const auto view = story.service().contact(contact).cabinet();
  REQUIRE(view.ok());
  REQUIRE(view->requests.size() >= 1);
  REQUIRE(view->requests.front().code.has_value());
  return *view->requests.front().code;
}

RequestView request_of(Story& story, const AccountId& contact = "ivan") {
  return story.service().contact(contact).cabinet()->requests.at(0);
}

std::string guess(Story& story, const AccountId& contact, const RequestId& request) {
  return in_words(story.confirm(contact, request, story.wrong_code(contact)));
}

TEST_CASE("numbers: so many attempts are left, and then one more is refused, whichever limit it is") {
  struct Row {
    std::string limit;
    void (*change)(Policy&);
    int left;
    std::string reason;
    std::optional<Duration> until;  // from the first wrong code on
  };
  const Row rows[] = {
      {"of the day", [](Policy&) {}, 5, "too_many_wrong_codes", 24h},
      {"in a row", [](Policy& p) { p.max_consecutive_wrong_codes = 3; }, 3, "contact_locked", 24h + 2 * kSecond},
      {"of the account", [](Policy& p) { p.max_wrong_codes_per_trustor = 2, p.max_wrong_codes_per_contact = 2; }, 2,
       "recovery_locked", std::nullopt},
  };
  for (const Row& row : rows) {
    INFO(row.limit);
    Story story({.policies = changed(row.change)});
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    story.approved("ivan", request);
    const std::string wrong = story.wrong_code("ivan");
    const Instant first = story.now();
    for (int left = row.left; left > 0; --left) {
      CHECK(code_of(story).attempts_left == left);
      CHECK_FALSE(code_of(story).attempts_from.has_value());
      CHECK(in_words(story.confirm("ivan", request, wrong)) == "refused: wrong_code");
      story.wait(kSecond);
    }
    CHECK(code_of(story).attempts_left == 0);
    CHECK(in_words(story.confirm("ivan", request, wrong)) == "refused: " + row.reason);
    const auto from = code_of(story).attempts_from;
    CHECK(from.has_value() == row.until.has_value());
    if (row.until) CHECK(*from == first + *row.until);
  }
}

TEST_CASE("numbers: a contact of several is out by the own wrong codes, and the other is not") {
  Story story({.policies = changed(
                   [](Policy& policy) { policy.max_contacts_per_trustor = 2, policy.max_wrong_codes_per_contact = 2; })});
  story.appointed("maria", "ivan");
  story.appointed("maria", "pyotr");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.approved("pyotr", request);
  CHECK(guess(story, "ivan", request) == "refused: wrong_code");
  CHECK(code_of(story).attempts_left == 1);
  CHECK(code_of(story, "pyotr").attempts_left == 2);
  CHECK(guess(story, "ivan", request) == "refused: wrong_code");
  CHECK(code_of(story).attempts_left == 0);
  CHECK(code_of(story).attempts_from == story.now() + 24h * 30);
  CHECK(guess(story, "ivan", request) == "refused: too_many_wrong_codes");
}

TEST_CASE("numbers: after a restore no attempt is left until a day later") {
  Story story;
  story.appointed("maria", "ivan");
  ServiceOptions options = story.options();
  options.restored_at = story.now() - 1h;
  story.restart(options);
  const RequestId request = story.started("maria");
  EXPECT(story.approve("ivan", request), "refused: restored_recently");
  CHECK(story.service().contact("ivan").cabinet()->locked_until == story.now() + 23h);
}

TEST_CASE("numbers: the code may be asked for again so often, and not before the pause is over") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  for (int left = 3; left > 0; --left) {
    const CodeView code = code_of(story);
    CHECK(code.sends_left == left);
    REQUIRE(code.resend_from.has_value());
    CHECK(*code.resend_from == story.now() + 60s);
    story.code("ivan");
    if (left == 1) break;
    story.wait(60s - kTick);
    EXPECT(story.resend("ivan", request), "refused: send_too_soon");
    story.wait(kTick);
    EXPECT(story.resend("ivan", request), "done");
  }
  CHECK(code_of(story).sends_left == 0);
  CHECK_FALSE(code_of(story).resend_from.has_value());
  story.wait(60s);
  EXPECT(story.resend("ivan", request), "refused: sends_exhausted");
}

TEST_CASE("numbers: the phone that is shown is the one that the code goes to, by the rules of the link") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  const auto approved = story.approve("ivan", request);
  REQUIRE(approved.ok());
  CHECK(code_of(story).phone_masked == approved->phone_masked);
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone_state = PhoneState::none; });
  CHECK(code_of(story).phone_masked.empty());
}

TEST_CASE("numbers: own step and progress of a request that needs two") {
  Story story(
      {.policies = changed([](Policy& policy) { policy.max_contacts_per_trustor = 2, policy.required_approvals = 2; })});
  story.appointed("maria", "ivan");
  story.appointed("maria", "pyotr");
  CHECK(story.service().trustor("maria").cabinet()->contacts_required == 2);
  CHECK(story.service().trustor("maria").cabinet()->contacts_able == 2);
  const RequestId request = story.started("maria");
  CHECK(request_of(story).step == ContactStep::approve);
  CHECK(request_of(story).progress.required == 2);
  story.approved("ivan", request);
  CHECK(request_of(story).step == ContactStep::type_code);
  story.confirmed("ivan", request);
  CHECK(request_of(story).step == ContactStep::wait);
  CHECK(request_of(story).progress.confirmed == 1);
  CHECK(request_of(story, "pyotr").step == ContactStep::approve);
  CHECK(request_of(story, "pyotr").progress.confirmed == 1);
  CHECK(story.service().trustor("maria").cabinet()->requests.at(0).progress.confirmed == 1);
  story.approved("pyotr", request);
  story.confirmed("pyotr", request);
  CHECK(request_of(story).state == RequestState::approved);
  CHECK_FALSE(request_of(story).step.has_value());
  CHECK(request_of(story).progress.confirmed == 2);
}

TEST_CASE("numbers: how a request has ended, and when") {
  struct Row {
    RequestEnd end;
    void (*happens)(Story&, const RequestId&);
    bool dated = true;
  };
  const Row rows[] = {
      {RequestEnd::denied_by_trustor, [](Story& s, const RequestId& r) { REQUIRE(s.service().trustor("maria").deny(r)); }},
      {RequestEnd::denied_by_contact, [](Story& s, const RequestId& r) { REQUIRE(s.service().contact("ivan").deny(r)); }},
      {RequestEnd::another_approved, [](Story& s, const RequestId&) { s.approved("ivan", s.started("maria")); }},
      {RequestEnd::cancelled, [](Story& s, const RequestId& r) { REQUIRE(s.cancel(r)); }},
      {RequestEnd::fraud, [](Story& s, const RequestId&) { REQUIRE(s.service().trustor("maria").report_fraud()); }},
      {RequestEnd::frozen, [](Story& s, const RequestId&) { REQUIRE(s.service().operations().freeze("maria", "anna")); }},
      {RequestEnd::other_means,
       [](Story& s, const RequestId&) { REQUIRE(s.service().operations().recovered_by_other_means("maria", "mfc")); }},
      {RequestEnd::phone_changed,
       [](Story& s, const RequestId&) {
         REQUIRE(s.service().operations().account_changed("maria", AccountChange::phone, s.now()));
       }},
      {RequestEnd::phone_changed,
       [](Story& s, const RequestId&) { s.change("maria", [](AccountFacts& f) { f.phone = phone("+79160000001"); }); },
       false},
      {RequestEnd::revoked, [](Story& s, const RequestId&) { s.restart_with_epoch(2); }, false},
      {RequestEnd::redeemed,
       [](Story& s, const RequestId& r) {
         s.approved("ivan", r);
         s.confirmed("ivan", r);
         s.redeemed(r);
       }},
  };
  for (const Row& row : rows) {
    INFO(name_of(row.end));
    Story story;
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    story.wait(1min);
    row.happens(story, request);
    const Instant then = story.now();
    story.wait(1min);
    for (const RequestView& view : {story.service().trustor("maria").cabinet()->requests.at(0),
                                    story.service().contact("ivan").cabinet()->requests.at(0)}) {
      CHECK(view.end == row.end);
      CHECK(view.ended_at.has_value() == row.dated);
      if (row.dated) CHECK(*view.ended_at == then);
      CHECK_FALSE(view.step.has_value());
      CHECK_FALSE(view.code.has_value());
      CHECK(view.number.empty());
    }
  }
}

TEST_CASE("numbers: a request that has run out ended when its time was over") {
  Story story({.policies = changed([](Policy& policy) { policy.request_lifetime = 2h; })});
  story.appointed("maria", "ivan");
  story.started("maria");
  story.wait(3h);
  CHECK(request_of(story).end == RequestEnd::expired);
  CHECK(request_of(story).ended_at == story.now() - 1h);
}

TEST_CASE("numbers: under a conversation code the contact sees how many wrong numbers are left") {
  Story story({.policies = changed([](Policy& policy) { policy.conversation_code = true, policy.max_wrong_numbers = 3; })});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  const std::string right = story.number(request);
  const std::string wrong = right == "0000" ? "0001" : "0000";
  for (int left = 3; left > 0; --left) {
    CHECK(request_of(story).number.empty());
    CHECK(request_of(story).number_attempts_left == left);
    EXPECT(story.service().contact("ivan").approve(request, {true, true, wrong}), "refused: number_mismatch");
  }
  CHECK(request_of(story).number_attempts_left == 0);
  EXPECT(story.service().contact("ivan").approve(request, {true, true, right}), "refused: too_many_wrong_numbers");
}

TEST_CASE("numbers: places and invitations of the day") {
  Story story(
      {.policies = changed([](Policy& policy) { policy.max_contacts_per_trustor = 2, policy.invitations_per_day = 2; })});
  const auto view = [&] { return *story.service().trustor("maria").cabinet(); };
  CHECK(view().free_places == 2);
  CHECK(view().invitations_left == 2);
  const Instant first = story.now();
  story.invited("maria", "ivan");
  story.wait(1h);
  CHECK(view().free_places == 1);
  story.appointed("maria", "pyotr");
  CHECK(view().free_places == 0);  // one waits, and one is there
  CHECK(view().invitations_left == 0);
  CHECK(view().invitations_from == first + 24h);
  story.wait(23h - kTick);
  EXPECT(story.invite("maria", "olga"), "refused: invitation_pending, invitations_exhausted");
  story.wait(kTick);
  CHECK(view().free_places == 1);
  CHECK(view().invitations_left == 1);
  EXPECT(story.invite("maria", "olga"), "done");
}

TEST_CASE("numbers: both sides see since when the link is there, when it is active, and when it can end") {
  Story story({.policies = changed([](Policy& policy) { policy.activation_delay = 24h, policy.removal_delay = 24h; })});
  story.appointed("maria", "ivan");
  const auto contact = [&] { return story.service().trustor("maria").cabinet()->contacts.at(0); };
  const auto trustor = [&] { return story.service().contact("ivan").cabinet()->trustors.at(0); };
  CHECK(contact().state == LinkState::not_active_yet);
  CHECK(trustor().state == LinkState::not_active_yet);
  CHECK(trustor().appointed_at == kNoon);
  CHECK(trustor().active_from == kNoon + 24h);
  story.wait(24h);
  CHECK(trustor().state == LinkState::active);
  REQUIRE(story.service().contact("ivan").resign("maria"));
  CHECK(contact().resignation_from == story.now() + 24h);
  CHECK(trustor().resignation_from == story.now() + 24h);
  CHECK(contact().state == LinkState::leaving);
  REQUIRE(story.service().trustor("maria").report_fraud());
  CHECK(contact().state == LinkState::leaving_suspended);
  CHECK(trustor().resignation_suspended);
  CHECK_FALSE(trustor().removal_suspended);
  CHECK_FALSE(trustor().resignation_from.has_value());
  story.wait(72h);
  REQUIRE(story.service().contact("ivan").resign("maria", true));
  CHECK(trustor().state == LinkState::leaving);
}

}  // namespace
}  // namespace doverie::testing
