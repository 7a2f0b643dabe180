// SPDX-License-Identifier: Apache-2.0
//
// T13: an operator erases what is held of a person. docs/spec/circle.md#erasing
#include <algorithm>

#include "core/bytes/json.h"
#include "core/values/ids.h"
#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

struct Erasing : Story {
  Status erase(const AccountId& account, CommandMeta meta = {}) {
    return service().operations().erase(account, "anna", std::move(meta));
  }
  bool gone(const InvitationId& invitation) {
    const auto read = store->read({.streams = {invitation_stream("", invitation)}, .whole = true});
    REQUIRE(read.ok());
    return read->streams.front().erased;
  }
  // The last record of an erasure in the account's circle, as it is kept.
  std::string record(const AccountId& account) {
    const auto trail = service().operations().audit(account);
    REQUIRE_MESSAGE(trail.ok(), in_words(trail));
    for (auto entry = trail->entries.rbegin(); entry != trail->entries.rend(); ++entry) {
      if (entry->type == "personal_data_erased") return entry->event;
    }
    return {};
  }
  std::string kept_count(const AccountId& account) {
    const std::string bytes = record(account);
    const auto at = bytes.find("\"operator\"");
    return at == std::string::npos ? "no record" : bytes.substr(at);
  }
};

TEST_CASE("T13: what a person has sent, accepted and got is erased, and what others have sent to others is not") {
  Erasing story;
  const InvitationId accepted = story.invited("maria", "ivan");
  story.accepted("ivan", accepted);
  const InvitationId sent = story.invited("ivan", "pyotr");
  const InvitationId got = story.invited("olga", "ivan");
  const InvitationId others = story.invited("pyotr", "olga");
  EXPECT(story.erase("ivan"), "done");
  CHECK(story.gone(accepted));
  CHECK(story.gone(sent));
  CHECK_FALSE(story.gone(got));  // Olga still sees it: it goes when its time is over
  CHECK_FALSE(story.gone(others));
  CHECK(story.kept_count("ivan") == R"("operator":"anna","invitations":3})");
  EXPECT(story.accept("pyotr", sent), "refused: invitation_not_found");
  EXPECT(story.accept("ivan", got), "refused: invitation_declined");
  EXPECT(story.accept("olga", others), "done");
  story.wait(24h - 1us);
  EXPECT(story.service().pump(), "done");
  CHECK_FALSE(story.gone(got));
  story.wait(1us);
  EXPECT(story.service().pump(), "done");
  CHECK(story.gone(got));
}

TEST_CASE("T13: the record tells who has erased how many and when, and is written once") {
  Erasing story;
  story.invited("maria", "ivan");
  story.wait(1h);
  EXPECT(story.erase("maria", {"erase", "ticket 7"}), "done");
  const std::string record = story.record("maria");
  CHECK(record.find(R"("type":"personal_data_erased")") != std::string::npos);
  CHECK(record.find(R"("at":"2026-03-02T10:00:00.000000Z")") != std::string::npos);
  CHECK(record.find(R"("operator":"anna","invitations":1})") != std::string::npos);
  CHECK(record.find("Иван") == std::string::npos);
  EXPECT(story.erase("maria", {"erase", "ticket 7"}), "done");  // a repetition
  EXPECT(story.erase("maria"), "done");                         // and one more: nothing is left
  CHECK(story.count("circle/maria", "personal_data_erased") == 1);
  EXPECT(story.erase("olga"), "done");  // of whom nothing is held
  CHECK(story.events("circle/olga").empty());
}

TEST_CASE("T13: the record of an erasure stands before what it has withdrawn") {
  Erasing story;
  story.invited("maria", "ivan");
  EXPECT(story.erase("maria"), "done");
  CHECK(story.events("circle/maria") ==
        std::vector<std::string>{"invitation_sent", "personal_data_erased", "invitation_withdrawn", "facts_erased"});
}

// What Maria sees of her invitation at several times, and what she can do with it.
std::vector<std::string> seen_by_maria(Story& story, const InvitationId& invitation) {
  std::vector<std::string> seen;
  const auto look = [&] {
    const auto cabinet = story.service().trustor("maria").cabinet();
    REQUIRE(cabinet.ok());
    std::string shown = "nothing";
    for (const InvitationView& view : cabinet->invitations) {
      shown = view.name + " " + view.phone_masked + " " + std::string(name_of(view.state)) + " " + iso(view.sent_at) + " " +
              iso(view.expires_at);
    }
    seen.push_back(shown);
  };
  look();
  seen.push_back(in_words(story.invite("maria", "pyotr")));
  story.wait(23h);
  EXPECT(story.service().pump(), "done");
  look();
  story.wait(1h);
  EXPECT(story.service().pump(), "done");
  look();
  seen.push_back(in_words(story.service().trustor("maria").cancel_invitation(invitation)));
  seen.push_back(in_words(story.invite("maria", "ivan")));
  return seen;
}

TEST_CASE("KG5: an invitation whose person was erased looks to its sender as one that nobody answers") {
  const auto seen = [](auto happens) {
    Erasing story;
    const InvitationId invitation = story.invited("maria", "ivan");
    story.wait(1h);
    happens(story, invitation);
    auto all = seen_by_maria(story, invitation);
    REQUIRE(all.front().starts_with("Иван +7916"));
    return all;
  };
  const auto erase = [](Erasing& story) { EXPECT(story.erase("ivan"), "done"); };
  auto unanswered = seen([](Erasing&, const InvitationId&) {});
  auto erased = seen([&](Erasing& story, const InvitationId&) { erase(story); });
  auto declined = seen([&](Erasing& story, const InvitationId& invitation) {
    REQUIRE(story.service().contact("ivan").decline(invitation).ok());
    erase(story);
  });
  CHECK(unanswered == erased);
  CHECK(unanswered == declined);
}

TEST_CASE("KG5: whoever was erased is shown the invitation no more, and it can be withdrawn") {
  Erasing story;
  const InvitationId invitation = story.invited("maria", "ivan");
  EXPECT(story.erase("ivan"), "done");
  EXPECT(story.erase("ivan"), "done");  // once more: nothing is left to do
  CHECK(story.count("circle/ivan", "personal_data_erased") == 1);
  CHECK(story.service().contact("ivan").cabinet()->invitations.empty());
  EXPECT(story.accept("ivan", invitation), "refused: invitation_declined");
  EXPECT(story.service().trustor("maria").cancel_invitation(invitation), "done");
  CHECK(story.service().trustor("maria").cabinet()->invitations.empty());
  EXPECT(story.invite("maria", "ivan"), "done");
  story.wait(24h);
  EXPECT(story.service().pump(), "done");
  CHECK(story.gone(invitation));
}

TEST_CASE("T13: whoever has no phone any more, or no account, can be erased all the same") {
  Erasing story;
  const InvitationId sent = story.invited("maria", "ivan");
  story.wait(25h);
  story.change("maria", [](AccountFacts& maria) {
    maria.phone.reset();
    maria.phone_state = PhoneState::none;
  });
  EXPECT(story.erase("maria"), "done");
  CHECK(story.gone(sent));
  CHECK(story.count("circle/maria", "invitation_withdrawn") == 0);  // it had expired
  EXPECT(story.erase("nobody"), "done");
}

TEST_CASE("T13: an account goes on living after it was erased, and can be erased again") {
  Erasing story;
  const InvitationId first = story.invited("maria", "ivan");
  EXPECT(story.erase("maria"), "done");
  const auto cabinet = story.service().trustor("maria").cabinet();
  REQUIRE(cabinet.ok());
  CHECK(cabinet->invitations.empty());  // it was withdrawn, not left without a name
  const InvitationId second = story.invited("maria", "ivan");
  EXPECT(story.erase("maria"), "done");  // the tombstone of the first one is no conflict
  CHECK(story.gone(first));
  CHECK(story.gone(second));
  CHECK(story.kept_count("maria") == R"("operator":"anna","invitations":1})");
}

TEST_CASE("C11: erasing takes no contact away, on neither side") {
  for (const char* account : {"maria", "ivan"}) {
    Erasing story;
    story.appointed("maria", "ivan");
    EXPECT(story.erase(account), "done");
    CHECK(story.service().trustor("maria").cabinet()->contacts.size() == 1);
    CHECK(story.service().contact("ivan").cabinet()->trustors.at(0).trustor == "maria");
    const RequestId request = story.ready("maria", "ivan");
    CHECK(story.redeem(request)->trustor == "maria");
  }
}

TEST_CASE("C11: nothing is erased while the account is frozen or somebody is recovering it") {
  Erasing story;
  const InvitationId invitation = story.invited("maria", "ivan");
  story.accepted("ivan", invitation);
  const RequestId request = story.started("maria", true);
  EXPECT(story.erase("maria"), "refused: erasure_blocked");
  CHECK_FALSE(story.gone(invitation));
  REQUIRE(story.cancel(request));
  REQUIRE(story.service().trustor("maria").report_fraud());
  EXPECT(story.erase("maria"), "refused: frozen");
  story.wait(72h - kTick);
  EXPECT(story.erase("maria"), "refused: frozen");
  story.wait(kTick);
  EXPECT(story.erase("maria"), "done");
  CHECK(story.gone(invitation));

  Erasing other;
  other.appointed("maria", "ivan");
  other.started("maria");
  EXPECT(other.erase("ivan"), "done");  // it is not he who is being recovered
}

TEST_CASE("T13: an operator has a name, and so has the account") {
  Erasing story;
  for (const char* nobody : {"", "two words", "Анна"}) {
    EXPECT(story.service().operations().erase("maria", nobody), "fault: invalid_argument");
  }
  EXPECT(story.erase(""), "fault: invalid_argument");
}

TEST_CASE("T13: what was sent to the number under another name is somebody else's, and stays") {
  Erasing story;
  const auto other = story.service().trustor("maria").invite("Семён", "+79161234567");
  REQUIRE(other.ok());
  const InvitationId own = story.invited("olga", "ivan");
  EXPECT(story.erase("ivan"), "done");
  story.wait(24h);
  EXPECT(story.service().pump(), "done");
  CHECK(story.gone(own));
  CHECK_FALSE(story.gone(other->invitation));
}

TEST_CASE("T13: what was got long ago is erased like what was got today, and what was accepted with an earlier phone") {
  Erasing story;
  const InvitationId ignored = story.invited("olga", "ivan");
  const InvitationId accepted = story.invited("maria", "ivan");
  story.accepted("ivan", accepted);
  REQUIRE(story.service().contact("ivan").resign("maria"));
  story.wait(24h * 400);
  Erasing& later = story;
  SUBCASE("with the same phone") {
    EXPECT(later.erase("ivan"), "done");
    CHECK(story.gone(ignored));
  }
  SUBCASE("with another phone") {
    story.change("ivan", [](AccountFacts& ivan) { ivan.phone = phone("+79160000001"); });
    EXPECT(later.erase("ivan"), "done");
    CHECK_FALSE(story.gone(ignored));  // nobody knows any more that it was sent to ivan
  }
  CHECK(story.gone(accepted));
}

TEST_CASE("T13: of a circle that was summed up all invitations are found") {
  Erasing story;
  std::vector<InvitationId> sent;
  for (int i = 0; i < 40; ++i) {
    sent.push_back(story.invited("maria", "ivan"));
    REQUIRE(story.service().trustor("maria").cancel_invitation(sent.back()));
    story.wait(24h);
  }
  REQUIRE(story.count("circle/maria", "circle_summed") > 0);
  EXPECT(story.erase("maria"), "done");
  CHECK(std::ranges::all_of(sent, [&](const InvitationId& id) { return story.gone(id); }));
  CHECK(story.kept_count("maria") == R"("operator":"anna","invitations":40})");
}

TEST_CASE("T13: who accepts while the account is being erased is a contact, and his invitation is erased") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  const InvitationId invitation = story.invited("maria", "ivan");
  bool raced = false;
  store->on_append = [&](const Batch& batch) {
    if (!batch.erase.empty() && !std::exchange(raced, true)) EXPECT(story.accept("ivan", invitation), "done");
    return store->inner().append(batch);
  };
  EXPECT(story.service().operations().erase("maria", "anna"), "done");
  CHECK(raced);
  CHECK(story.service().trustor("maria").cabinet()->contacts.size() == 1);
  CHECK(story.count("circle/maria", "invitation_withdrawn") == 0);  // decided again
  const auto read = store->inner().read({.streams = {invitation_stream("", invitation)}});
  CHECK(read->streams.front().erased);
}

TEST_CASE("T13: what is kept of the command that invited outlives the erasure, without the masked phone") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  std::string kept;
  store->on_append = [&](const Batch& batch) {
    kept += batch.command.answer;
    return store->inner().append(batch);
  };
  const auto invite = [&] { return story.service().trustor("maria").invite("Иван", "8 (916) 123-45-67", {"invite", ""}); };
  const auto first = invite();
  REQUIRE(first.ok());
  CHECK(kept.find("invited") != std::string::npos);
  CHECK(kept.find("7916") == std::string::npos);
  CHECK(kept.find("67\"") == std::string::npos);
  EXPECT(story.service().operations().erase("maria", "anna"), "done");
  const auto again = invite();
  REQUIRE(again.ok());
  CHECK(again->invitation == first->invitation);
  CHECK(again->phone_masked == first->phone_masked);
  CHECK(again->phone_masked == "+7916•••••67");
}

}  // namespace
}  // namespace doverie::testing
