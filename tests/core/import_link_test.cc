// SPDX-License-Identifier: Apache-2.0
//
// Links of another system: what is recorded of one, what is refused, and what the link is good for afterwards.
#include "support/story.h"

namespace doverie::testing {
namespace {

constexpr std::chrono::hours kYear{24 * 365};

struct Import : Story {
  using Story::Story;
  Status link(bool checked_at_use = false, const AccountId& trustor = "maria", const AccountId& contact = "ivan",
              Duration ago = kYear, CommandMeta meta = {}) {
    return service().operations().import_link(trustor, contact, kNoon - ago, "anna", checked_at_use, false, meta);
  }
  std::string told(const AccountId& account) { return service().operations().audit(account)->entries.back().english; }
};

TEST_CASE("import: the record says what it is, and no invitation") {
  Import story;
  EXPECT(story.link(), "done");
  CHECK(story.events("circle/maria") == std::vector<std::string>{"link_imported"});
  CHECK(story.events("contact/ivan") == std::vector<std::string>{"service_begun"});
  CHECK(story.told("maria") ==
        "the operator anna brought in ivan, a trusted contact in the system before since 2025-03-02 09:00 UTC, who may "
        "confirm from 2025-03-02 09:00 UTC");
  const auto view = story.service().trustor("maria").cabinet();
  REQUIRE(view->contacts.size() == 1);
  CHECK(view->contacts[0].appointed_at == kNoon - kYear);
  CHECK(view->contacts[0].state == LinkState::active);
  CHECK(view->invitations.empty());
  const auto history = story.service().trustor("maria").history();
  REQUIRE(history->entries.size() == 1);
  CHECK(history->entries[0].kind == HistoryKind::contact_imported);
  CHECK(story.notices().empty());
}

TEST_CASE("import: the contact can confirm at once, and the whole way is open") {
  Import story;
  EXPECT(story.link(), "done");
  EXPECT(story.redeem(story.ready("maria", "ivan")), "done");
}

TEST_CASE("import: the waiting time of the policy counts from the day the link was made") {
  Import story({.policies = changed([](Policy& p) { p.activation_delay = 72h; })});
  EXPECT(story.link(false, "maria", "ivan", 71h), "done");
  CHECK(story.service().trustor("maria").cabinet()->contacts[0].state == LinkState::not_active_yet);
  story.wait(1h);
  CHECK(story.service().trustor("maria").cabinet()->contacts[0].state == LinkState::active);
}

TEST_CASE("import: the rules are asked, or every use asks") {
  Import story;
  story.change("ivan", [](AccountFacts& ivan) { ivan.citizen = false; });
  EXPECT(story.link(), "refused: contact_not_citizen");
  EXPECT(story.link(true), "done");
  CHECK(story.told("maria").ends_with("the rules were not asked about the two, every use asks"));
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  story.change("ivan", [](AccountFacts& ivan) { ivan.citizen = true; });
  CHECK(story.start("maria")->status == StartStatus::pending);
}

TEST_CASE("import: people whom no directory knows are refused, or come in unchecked") {
  Import story;
  CHECK_FALSE(story.link(false, "nobody", "ivan").ok());
  EXPECT(story.link(true, "nobody", "ivan"), "done");
}

TEST_CASE("import: limits hold for imported links as for others") {
  Import story;
  story.person("pyotr", citizen("Пётр", "+79161112233"));
  EXPECT(story.link(true, "maria", "maria"), "refused: same_person");
  EXPECT(story.link(), "done");
  EXPECT(story.link(false, "maria", "pyotr"), "refused: contact_limit_reached");
  for (const char* trustor : {"t1", "t2", "t3", "t4"}) EXPECT(story.link(true, trustor, "ivan"), "done");
  EXPECT(story.link(true, "t5", "ivan"), "refused: contact_serves_too_many");
}

TEST_CASE("import: never into an account that is frozen") {
  Import story;
  EXPECT(story.service().operations().freeze("maria", "anna"), "done");
  EXPECT(story.link(true), "refused: frozen");
}

TEST_CASE("import: never into an account that has closed or has lost its contact, until the owner was seen") {
  Import story;
  EXPECT(story.link(), "done");
  SUBCASE("closed") {
    REQUIRE(story.service().operations().account_closed("maria"));
  }
  SUBCASE("its contact has closed") {
    REQUIRE(story.service().operations().account_closed("ivan"));
  }
  for (const char* contact : {"ivan", "olga"}) EXPECT(story.link(true, "maria", contact), "refused: contact_unavailable");
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  REQUIRE(story.service().operations().owner_seen("maria"));
  EXPECT(story.link(true, "maria", "olga"), "done");
}

TEST_CASE("import: two accounts of one person are seen when the rules are asked") {
  Import story;
  story.change("ivan", [&](AccountFacts& ivan) { ivan.phone = story.facts("maria").phone; });
  EXPECT(story.link(), "refused: same_person");
}

TEST_CASE("import: the same link again changes nothing, another one of the two is refused") {
  Import story;
  EXPECT(story.link(), "done");
  EXPECT(story.link(), "done");
  CHECK(story.count("circle/maria", "link_imported") == 1);
  EXPECT(story.link(false, "maria", "ivan", 1h), "refused: already_contact, contact_limit_reached");
}

TEST_CASE("import: under its command id a link that was taken away since does not come back") {
  Import story;
  EXPECT(story.link(false, "maria", "ivan", kYear, {"row-1", ""}), "done");
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "done");
  EXPECT(story.link(false, "maria", "ivan", kYear, {"row-1", ""}), "done");
  CHECK(story.service().trustor("maria").cabinet()->contacts.empty());
}

TEST_CASE("import: a request that was open before is not that contact's, whatever date the link has") {
  Import story({.policies = changed([](Policy& p) { p.max_contacts_per_trustor = 2; })});
  story.person("pyotr", citizen("Пётр", "+79161112233"));
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  SUBCASE("and at the same instant") {}
  SUBCASE("and after it") {
    story.wait(1s);
  }
  EXPECT(story.link(false, "maria", "pyotr"), "done");
  EXPECT(story.approve("pyotr", request), "refused: request_not_found");
  const auto seen = story.service().contact("pyotr").cabinet();
  CHECK(seen->trustors.size() == 1);
  CHECK(seen->requests.empty());
}

TEST_CASE("import: whoever serves again after the account has closed is asked first") {
  Import story;
  EXPECT(story.link(), "done");
  REQUIRE(story.service().operations().account_closed("ivan"));
  EXPECT(story.link(true, "olga", "ivan"), "refused: contact_unavailable");
  story.appointed("olga", "ivan");
  REQUIRE(story.service().operations().owner_seen("maria"));
  EXPECT(story.link(), "done");
}

TEST_CASE("import: a date in the future, or none, is no date") {
  Import story;
  const auto word = [&](Duration ago) { return in_words(story.link(true, "maria", "ivan", ago)); };
  CHECK(word(-kTick) == "fault: invalid_argument");
  CHECK(word(kNoon - Instant{}) == "fault: invalid_argument");
  CHECK(word(Duration(0)) == "done");
}

TEST_CASE("import: what the rules found of the contact is erased with the person") {
  Import story;
  EXPECT(story.link(), "done");
  CHECK(story.events("facts/0.maria").size() == 1);
  EXPECT(story.service().operations().erase("ivan", "anna"), "done");
  CHECK(story.count("circle/maria", "facts_erased") == 1);
}

}  // namespace
}  // namespace doverie::testing
