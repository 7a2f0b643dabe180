// SPDX-License-Identifier: Apache-2.0
//
// A message is decided again when its turn comes: what must not be sent any more is dropped.
#include "core/world/draft.h"
#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// A code on its way to Ivan.
struct Underway {
  Story story;
  RequestId request;
  std::string message;

  explicit Underway(StoryOptions options = {}) : story(std::move(options)) {
    story.appointed("maria", "ivan");
    request = story.started("maria");
    EXPECT(story.approve("ivan", request), "done");
    const auto leased = story.store->lease_messages("codes", story.now(), 1min, 16);
    for (const LeasedMessage& one : *leased) message = one.message.bytes;
    REQUIRE_FALSE(message.empty());
  }

  std::string decided(const std::string& bytes) const {
    const auto answer = story.service().run(PrepareDelivery{"msg", bytes}, {});
    if (!answer) return in_words(answer);
    const auto& delivery = std::get<Delivery>(*answer);
    const auto* dropped = std::get_if<DropMessage>(&delivery);
    return dropped ? dropped->why : std::holds_alternative<SendCode>(delivery) ? "sent" : "something else";
  }
  std::string decided() const { return decided(message); }
  std::string code() const {
    const auto answer = story.service().run(PrepareDelivery{"msg", message}, {});
    const std::string text(std::get<SendCode>(std::get<Delivery>(*answer)).text.reveal());
    return text.substr(text.rfind('#') + 1);
  }
  // The same about another code.
  std::string with(void (*change)(Message&)) const {
    Message other = *decode_message(message);
    change(other);
    return encode(other);
  }
};

TEST_CASE("delivery: a code whose time it is") {
  CHECK(Underway().decided() == "sent");
}

TEST_CASE("delivery: a code of another contact, of no request") {
  const Underway underway;
  for (const auto change : {+[](Message& m) { m.account = "pyotr"; },
                            +[](Message& m) { m.request = "req_00000000000000000000000000000000.maria"; }}) {
    CHECK(underway.decided(underway.with(change)) == "there is no such code");
  }
}

TEST_CASE("KD2: a code that was asked for again meanwhile waits in one message") {
  Underway underway;
  underway.story.wait(1min);
  REQUIRE(underway.story.resend("ivan", underway.request));
  CHECK(underway.decided() == "a later one was asked for");
  CHECK(underway.decided(underway.with([](Message& m) { m.send = 2; })) == "sent");
}

TEST_CASE("delivery: a code that has expired") {
  Underway underway;
  underway.story.wait(10min);
  CHECK(underway.decided() == "the code has expired");
}

TEST_CASE("delivery: a code that was entered, and one whose request is over") {
  Underway entered;
  EXPECT(entered.story.confirm("ivan", entered.request, entered.code()), "done");
  CHECK(entered.decided() == "nobody may enter the code any more");
  Underway cancelled;
  EXPECT(cancelled.story.cancel(cancelled.request), "done");
  CHECK(cancelled.decided() == "nobody may enter the code any more");
}

TEST_CASE(
    "delivery: an invitation whose time is over is erased by a command of its own, and no stream of people is read before") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  const InvitationId invitation = story.invited("maria", "ivan");
  const auto leased = store->lease_messages("erasures", story.now() + 24h * 29, 1min, 16);
  REQUIRE(leased->size() == 1);
  CHECK(leased->front().message.not_before == kNoon + 24h * 29);
  CHECK(leased->front().message.useless_after == kLatestNow);
  store->on_read = [&](const ReadRequest& request) -> Result<ReadResult> {
    CHECK(request.streams == std::vector<std::string>{"realm/"});
    return store->inner().read(request);
  };
  const auto answer = story.service().run(PrepareDelivery{"msg", leased->front().message.bytes}, {});
  REQUIRE_MESSAGE(answer.ok(), in_words(answer));
  const auto& over = std::get<EraseInvitation>(std::get<Delivery>(*answer));
  CHECK(over.trustor == "maria");
  CHECK(over.invitation == invitation);
}

TEST_CASE("delivery: a code that nobody may enter, since there were wrong ones") {
  for (const auto lock : {+[](Policy& policy) { policy.max_wrong_codes_per_trustor = 1; },
                          +[](Policy& policy) { policy.max_consecutive_wrong_codes = 1; }}) {
    Underway underway({.policies = changed(lock)});
    const std::string code = underway.code();
    const std::string wrong = code == "000000" ? "000001" : "000000";
    EXPECT(underway.story.confirm("ivan", underway.request, wrong), "refused: wrong_code");
    CHECK(underway.decided() == "nobody may enter the code any more");
  }
}

TEST_CASE("delivery: a code of a policy that the service does not have") {
  Underway underway;
  const std::string decided = underway.decided();
  Policy other = Policy::gosuslugi();
  other.id = "another";
  underway.story.restart_with_policies(*PolicySchedule::of({other}));
  CHECK(underway.decided() == decided);
}

}  // namespace
}  // namespace doverie::testing
