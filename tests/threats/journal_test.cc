// SPDX-License-Identifier: Apache-2.0
//
// H14: the journal of refused commands. It tells operators what was refused yesterday; nobody can flood it, learn from it, or stand in
// anybody's way by it.
#include <algorithm>

#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// What was refused about the account, as the timeline tells it.
std::vector<std::string> refused(Story& story, const AccountId& account) {
  const auto timeline = story.service().operations().timeline(account);
  REQUIRE_MESSAGE(timeline.ok(), in_words(timeline));
  std::vector<std::string> told;
  for (const TimelineEntry& entry : timeline->entries) {
    if (entry.type == "command_refused" || entry.type == "contact_refused") told.push_back(entry.english);
  }
  return told;
}

// The streams of the journal that have anything in them, with how many events there are.
std::map<std::string, std::uint64_t> journals(Story& story) {
  std::map<std::string, std::uint64_t> found;
  const auto feed = story.store->feed("", 10'000);
  for (const FeedEntry& entry : *feed) {
    if (entry.stream.starts_with("refused/")) ++found[entry.stream];
  }
  return found;
}

PolicySchedule kept_for(Duration kept, std::int32_t per_kind = 20) {
  return changed([&](Policy& policy) { policy.refusals_kept = kept, policy.refusals_per_kind = per_kind; });
}

TEST_CASE("H14: yesterday's no is told today, with its reasons and without what was typed") {
  Story story;
  story.appointed("maria", "ivan");
  story.change("maria", [](AccountFacts& maria) { maria.citizen = false; });
  EXPECT(story.invite("maria", "pyotr"), "refused: contact_limit_reached, trustor_not_citizen");
  story.wait(24h);
  REQUIRE(refused(story, "maria").size() == 1);
  CHECK(refused(story, "maria").front().starts_with("refused: an invitation: "));
  for (const auto& [stream, count] : journals(story)) {
    const auto read = story.store->read({.streams = {stream}});
    for (const EventRecord& event : read->streams.front().events) {
      CHECK(event.bytes.find("7916") == std::string::npos);
      CHECK(event.bytes.find("Пётр") == std::string::npos);
    }
  }
}

TEST_CASE("H14: of a contact's commands it tells the contact and the request") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.change("ivan", [](AccountFacts& ivan) { ivan.passport_current = false; });
  EXPECT(story.approve("ivan", request), "refused: contact_passport_outdated");
  REQUIRE(refused(story, "maria").size() == 1);
  CHECK(refused(story, "maria").front().starts_with("refused: the contact's yes, contact ivan, request " + request + ": "));
  CHECK(refused(story, "ivan") == refused(story, "maria"));
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "refused: removal_blocked");
  CHECK(refused(story, "maria").size() == 2);
  CHECK_MESSAGE(refused(story, "ivan").size() == 1, "what the owner was refused is the owner's");
  const auto counted = [&](const AccountId& account) {
    const auto held = story.service().operations().held(account);
    const auto found = std::ranges::find(held->items, "holds_refusals", &Finding::kind);
    return found == held->items.end() ? std::int64_t{0} : *found->has;
  };
  CHECK(counted("maria") == 1);
  CHECK(counted("ivan") == 1);
  const auto timeline = story.service().operations().timeline("maria");
  CHECK(std::ranges::count(timeline->entries, "contact_refused", &TimelineEntry::type) == 1);
}

TEST_CASE("H14: a stranger leaves nothing, and nothing about an account that has nobody") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  EXPECT(story.service().contact("pyotr").approve(request, {true, true, "0000"}), "refused: request_not_found");
  EXPECT(story.service().recoverer("maria").cancel(request, secret_number(99)), "refused: wrong_secret");
  EXPECT(story.service().contact("pyotr").report_fraud("maria"), "refused: not_a_contact");
  CHECK(story.service().recoverer("olga").start(secret_number(7))->status == StartStatus::not_protected);
  CHECK(journals(story).empty());
}

TEST_CASE("H14: what an invited person was refused is told of that person alone") {
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  story.change("ivan", [](AccountFacts& ivan) { ivan.citizen = false; });
  EXPECT(story.accept("ivan", invitation), "refused: contact_not_citizen");
  CHECK(refused(story, "maria").empty());
  CHECK(refused(story, "ivan").size() == 1);
}

TEST_CASE("H14: the same again within an hour is not written again, and no kind more often than the policy says") {
  Story story({.policies = kept_for(30 * 24h, 3)});
  story.appointed("maria", "ivan");
  REQUIRE(story.service().operations().freeze("maria", "anna"));
  for (int i = 0; i < 50; ++i) CHECK(story.start("maria")->status == StartStatus::frozen);
  CHECK(refused(story, "maria").size() == 1);
  for (int i = 0; i < 10; ++i) {
    story.wait(1h);
    CHECK(story.start("maria")->status == StartStatus::frozen);
  }
  CHECK(refused(story, "maria").size() == 3);
  // Strangers have used up their own kind, and nobody else's.
  CHECK(story.start("maria", true)->status == StartStatus::frozen);
  CHECK(refused(story, "maria").size() == 4);
}

TEST_CASE("H14: what was refused is told for as long as the policy keeps it, and erased within 30 days after that") {
  Story story({.policies = kept_for(24h)});
  story.appointed("maria", "ivan");
  EXPECT(story.invite("maria", "pyotr"), "refused: contact_limit_reached");
  story.wait(24h);
  CHECK(refused(story, "maria").size() == 1);
  story.wait(1h);
  CHECK(refused(story, "maria").empty());
  CHECK(journals(story).size() == 1);
  story.wait(31 * 24h);
  CHECK(story.service().pump().erasures.sent == 2);  // the invitation, too
  CHECK(journals(story).empty());
}

TEST_CASE("H14: without a journal nothing is written") {
  Story story({.policies = kept_for(0h)});
  story.appointed("maria", "ivan");
  EXPECT(story.invite("maria", "pyotr"), "refused: contact_limit_reached");
  CHECK(journals(story).empty());
}

TEST_CASE("H14: whoever is erased is erased from the journal, too") {
  Story story;
  story.appointed("maria", "ivan");
  EXPECT(story.invite("maria", "pyotr"), "refused: contact_limit_reached");
  REQUIRE(journals(story).size() == 1);
  REQUIRE(story.service().operations().erase("maria", "anna"));
  CHECK(journals(story).empty());
  CHECK(refused(story, "maria").empty());
  EXPECT(story.invite("maria", "pyotr"), "refused: contact_limit_reached");  // the tombstone stands in nobody's way
}

TEST_CASE("H14: the answer stands when the journal cannot be written, and no other stream is in its batch") {
  const auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  story.appointed("maria", "ivan");
  std::vector<std::string> streams;
  int tries = 0;
  store->on_append = [&](const Batch& batch) -> Result<AppendResult> {
    ++tries;
    for (const StreamVersion& expected : batch.expected) streams.push_back(expected.stream);
    return Fault{FaultCode::store_full, "the disk is full"};
  };
  EXPECT(story.invite("maria", "pyotr"), "refused: contact_limit_reached");
  CHECK(tries == 1);
  REQUIRE(streams.size() == 1);  // nobody else writes to it, so that nobody is raced
  CHECK(streams.front().starts_with("refused/"));
}

TEST_CASE("H14: an early or forged message erases no journal") {
  Story story;
  story.appointed("maria", "ivan");
  EXPECT(story.invite("maria", "pyotr"), "refused: contact_limit_reached");
  const std::string stream = journals(story).begin()->first;
  const std::string period = stream.substr(8, stream.find('.') - 8);
  EXPECT(story.service().run(EraseRefusals{"maria", period}, {}), "refused: invitation_kept");
  CHECK(journals(story).size() == 1);
}

}  // namespace
}  // namespace doverie::testing
