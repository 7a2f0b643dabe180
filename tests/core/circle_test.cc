// SPDX-License-Identifier: Apache-2.0
//
// Circles of more than one contact, and what is checked again at every step of a recovery.
#include <algorithm>

#include "support/story.h"

namespace doverie::testing {
namespace {

// maria has two contacts, ivan and pyotr, of whom `required` have to confirm.
struct Pair : Story {
  explicit Pair(int required)
      : Story({.policies = changed([&](Policy& p) {
                 p.max_contacts_per_trustor = 2;
                 p.required_approvals = required;
               })}) {
    appointed("maria", "ivan");
    appointed("maria", "pyotr");
    request = started("maria");
  }
  RequestId request;
};

TEST_CASE("circle: two of two have to confirm") {
  Pair story(2);
  story.approved("ivan", story.request);
  const auto first = story.confirm("ivan", story.request, story.code("ivan"));
  CHECK_FALSE(first->approved);
  CHECK(story.state_of(story.request) == "awaiting_code");
  EXPECT(story.redeem(story.request), "refused: request_not_approved");
  EXPECT(story.approve("ivan", story.request), "refused: already_approved");
  EXPECT(story.confirm("ivan", story.request, story.code("ivan")), "refused: code_already_used");
  story.approved("pyotr", story.request);
  CHECK(story.confirm("pyotr", story.request, story.code("pyotr"))->approved);
  EXPECT(story.redeem(story.request), "done");
}

TEST_CASE("circle: each contact has a code of their own") {
  Pair story(2);
  story.approved("ivan", story.request);
  story.approved("pyotr", story.request);
  const std::string ivans = story.code("ivan");
  const std::string pyotrs = story.code("pyotr");
  CHECK(ivans != pyotrs);
  EXPECT(story.confirm("ivan", story.request, pyotrs), "refused: wrong_code");
  EXPECT(story.confirm("pyotr", story.request, ivans), "refused: wrong_code");
  EXPECT(story.confirm("pyotr", story.request, pyotrs), "done");
  EXPECT(story.confirm("ivan", story.request, ivans), "done");
}

TEST_CASE("circle: wrong codes of one contact are not the other's") {
  Pair story(2);
  story.approved("ivan", story.request);
  story.approved("pyotr", story.request);
  story.guessed_wrong(5, "ivan", story.request);
  EXPECT(story.confirm("ivan", story.request, story.code("ivan")), "refused: too_many_wrong_codes");
  EXPECT(story.confirm("pyotr", story.request, story.code("pyotr")), "done");
}

TEST_CASE("circle: one of two is enough where one is required, and either may deny") {
  Pair story(1);
  story.approved("pyotr", story.request);
  CHECK(story.confirm("pyotr", story.request, story.code("pyotr"))->approved);
  REQUIRE(story.service().contact("ivan").deny(story.request));
  EXPECT(story.redeem(story.request), "refused: request_denied");
}

TEST_CASE("circle: when one of two was enough, the other's yes comes too late, and harms nothing") {
  Pair story(1);
  story.approved("ivan", story.request);
  story.approved("pyotr", story.request);
  const std::string pyotrs = story.code("pyotr");
  const std::string wrong = story.wrong_code("pyotr");
  story.confirmed("ivan", story.request);
  story.wait(61s);
  EXPECT(story.confirm("pyotr", story.request, pyotrs), "refused: request_approved");
  EXPECT(story.confirm("pyotr", story.request, wrong), "refused: request_approved");
  EXPECT(story.resend("pyotr", story.request), "refused: request_approved");
  EXPECT(story.confirm("ivan", story.request, wrong), "refused: code_already_used");
  CHECK(story.count("circle/maria", "code_rejected") == 0);
  EXPECT(story.redeem(story.request), "done");
}

TEST_CASE("circle: who has not approved yet cannot approve what is approved") {
  Pair story(1);
  story.approved("ivan", story.request);
  story.confirmed("ivan", story.request);
  EXPECT(story.approve("pyotr", story.request), "refused: request_approved");
  EXPECT(story.redeem(story.request), "done");
}

TEST_CASE("circle: two able contacts are needed to start where two have to confirm") {
  Pair story(2);
  REQUIRE(story.cancel(story.request));
  story.change("pyotr", [](AccountFacts& pyotr) { pyotr.passport_current = false; });
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  story.change("pyotr", [](AccountFacts& pyotr) { pyotr.passport_current = true; });
  CHECK(story.start("maria")->status == StartStatus::pending);
}

TEST_CASE("circle: all the confirming contacts have to be eligible still at redemption") {
  Pair story(2);
  story.approved("ivan", story.request);
  story.approved("pyotr", story.request);
  story.confirmed("ivan", story.request);
  story.confirmed("pyotr", story.request);
  story.change("ivan", [](AccountFacts& ivan) { ivan.confirmed = false; });
  EXPECT(story.redeem(story.request), "refused: contact_unavailable");
  story.change("ivan", [](AccountFacts& ivan) { ivan.confirmed = true; });
  EXPECT(story.redeem(story.request), "done");
}

TEST_CASE("circle: places for contacts are counted with the invitations that wait") {
  Story story({.policies = changed([](Policy& p) { p.max_contacts_per_trustor = 2; })});
  story.invited("maria", "ivan");
  const InvitationId second = story.invited("maria", "pyotr");
  CHECK(in_detail(story.invite("maria", "olga")) == "refused: invitation_pending (needs 2, has 2)");
  story.accepted("pyotr", second);
  CHECK(in_detail(story.invite("maria", "olga")) == "refused: invitation_pending (needs 1, has 1)");
}

TEST_CASE("circle: the same person cannot become a contact twice") {
  Story story({.policies = changed([](Policy& p) { p.max_contacts_per_trustor = 2; })});
  story.appointed("maria", "ivan");
  const InvitationId again = story.invited("maria", "ivan");
  EXPECT(story.accept("ivan", again), "refused: already_contact");
}

TEST_CASE("circle: who was appointed after the start has no say in it, but may deny") {
  Story story({.policies = changed([](Policy& p) { p.max_contacts_per_trustor = 2; })});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.wait(1min);
  story.appointed("maria", "pyotr");
  EXPECT(story.approve("pyotr", request), "refused: request_not_found");
  CHECK(story.service().contact("pyotr").cabinet()->requests.empty());
  EXPECT(story.service().contact("pyotr").deny(request), "done");
}

// --- what is checked again at every step

struct Spoiling {
  std::string what;
  void (*spoil)(Story&);
  std::string approving;  // what approval, sending and code entry answer
  std::string redeeming;
};

const std::vector<Spoiling>& spoilings() {
  static const std::vector<Spoiling> rows = {
      {"nothing", [](Story&) {}, "done", "done"},
      {"contact's citizenship", [](Story& s) { s.change("ivan", [](AccountFacts& f) { f.citizen = false; }); },
       "refused: contact_not_citizen", "refused: contact_unavailable"},
      {"contact's confirmation", [](Story& s) { s.change("ivan", [](AccountFacts& f) { f.confirmed = false; }); },
       "refused: contact_not_confirmed", "refused: contact_unavailable"},
      {"contact's passport", [](Story& s) { s.change("ivan", [](AccountFacts& f) { f.passport_current = false; }); },
       "refused: contact_passport_outdated", "refused: contact_unavailable"},
      {"contact's age", [](Story& s) { s.change("ivan", [](AccountFacts& f) { f.birth_date = aged(17, 364); }); },
       "refused: contact_too_young", "refused: contact_unavailable"},
      {"contact's phone", [](Story& s) { s.change("ivan", [](AccountFacts& f) { f.phone_state = PhoneState::none; }); },
       "refused: contact_phone_missing", "refused: contact_unavailable"},
      {"contact's account", [](Story& s) { s.directory->remove("ivan"); }, "refused: contact_account_missing",
       "refused: contact_unavailable"},
      {"trustor's citizenship", [](Story& s) { s.change("maria", [](AccountFacts& f) { f.citizen = false; }); },
       "refused: trustor_unavailable", "refused: contact_unavailable"},
      {"trustor's phone", [](Story& s) { s.change("maria", [](AccountFacts& f) { f.phone.reset(); }); },
       "refused: trustor_unavailable", "refused: contact_unavailable"},
      {"trustor's account", [](Story& s) { s.directory->remove("maria"); }, "refused: trustor_unavailable",
       "refused: contact_unavailable"},
      {"both", [](Story& s) { s.directory->remove("maria"), s.directory->remove("ivan"); },
       "refused: trustor_unavailable, contact_account_missing", "refused: contact_unavailable"},
      {"the directory", [](Story& s) { s.directory->set_unavailable(true); }, "fault: directory_unavailable",
       "fault: directory_unavailable"},
  };
  return rows;
}

TEST_CASE("circle: both sides' rules are checked again at every step of a recovery") {
  for (const Spoiling& row : spoilings()) {
    CAPTURE(row.what);
    Story starting;
    starting.appointed("maria", "ivan");
    row.spoil(starting);
    const auto start = starting.start("maria");
    if (start) {
      CHECK(start->status == (row.approving == "done" ? StartStatus::pending : StartStatus::contact_unavailable));
    } else {
      EXPECT(start, row.redeeming);
    }
    Story approving;
    approving.appointed("maria", "ivan");
    const RequestId pending = approving.started("maria");
    row.spoil(approving);
    EXPECT(approving.approve("ivan", pending), row.approving);

    Story typing;
    typing.appointed("maria", "ivan");
    const RequestId awaiting = typing.started("maria");
    typing.approved("ivan", awaiting);
    const std::string code = typing.code("ivan");
    typing.wait(61s);
    row.spoil(typing);
    EXPECT(typing.resend("ivan", awaiting), row.approving);
    EXPECT(typing.confirm("ivan", awaiting, code), row.approving);

    Story redeeming;
    redeeming.appointed("maria", "ivan");
    const RequestId approved = redeeming.ready("maria", "ivan");
    row.spoil(redeeming);
    EXPECT(redeeming.redeem(approved), row.redeeming);
  }
}

TEST_CASE("circle: a new contact is not active before the policy's delay") {
  Story story({.policies = changed([](Policy& p) {
                 p.activation_delay = 24h;
                 p.max_contacts_per_trustor = 2;
               })});
  story.appointed("maria", "ivan");
  story.wait(24h);
  story.appointed("maria", "pyotr");
  const RequestId request = story.started("maria");
  EXPECT(story.approve("pyotr", request), "refused: not_active_yet");
  story.approved("ivan", request);
}

}  // namespace
}  // namespace doverie::testing
