// SPDX-License-Identifier: Apache-2.0
//
// Failures: connections lost during a commit, gateways that are down, keys that change.
#include <algorithm>
#include <atomic>
#include <functional>
#include <set>
#include <thread>
#include <utility>

#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// A store that says `unknown` about the next appends: some took effect, some did not.
struct Flaky {
  std::shared_ptr<WrappedStore> store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story{{.store = store}};

  void lose(std::vector<bool> took_effect) {
    std::reverse(took_effect.begin(), took_effect.end());
    store->on_append = [this, left = std::move(took_effect)](const Batch& batch) mutable -> Result<AppendResult> {
      if (left.empty()) return store->inner().append(batch);
      const bool takes_effect = left.back();
      left.pop_back();
      if (takes_effect) REQUIRE(store->inner().append(batch));
      return AppendResult{AppendOutcome::unknown};
    };
  }
};

TEST_CASE("T5: a lost connection during commit is found out, for every command of a whole recovery") {
  for (const std::vector<bool>& losses : {std::vector<bool>{true}, {false}, {false, true}, {false, false, true}}) {
    Flaky flaky;
    Story& story = flaky.story;
    const auto lose = [&] { flaky.lose(losses); };
    lose();
    const InvitationId invitation = story.invited("maria", "ivan");
    lose();
    story.accepted("ivan", invitation);
    lose();
    const RequestId request = story.started("maria");
    lose();
    story.approved("ivan", request);
    const std::string code = story.code("ivan");
    lose();
    EXPECT(story.confirm("ivan", request, story.wrong_code("ivan")), "refused: wrong_code");
    lose();
    EXPECT(story.confirm("ivan", request, code), "done");
    lose();
    EXPECT(story.redeem(request), "done");
    const std::vector<std::string> events{"invitation_sent",   "contact_appointed", "recovery_started", "approval_given",
                                          "code_issued",       "code_taken",        "code_rejected",    "code_confirmed",
                                          "recovery_approved", "recovery_redeemed"};
    CHECK(story.events("circle/maria") == events);
    CHECK(story.sms->sent().size() == 1);
  }
}

TEST_CASE("T5: a store that never knows is outcome_unknown, and the same command id finds out later") {
  for (const bool took_effect : {true, false}) {
    Flaky flaky;
    flaky.story.appointed("maria", "ivan");
    const RequestId request = flaky.story.ready("maria", "ivan");
    // The connection is lost in the middle of the commit, and stays lost.
    bool lost = false;
    flaky.store->on_append = [&](const Batch& batch) -> Result<AppendResult> {
      lost = true;
      if (took_effect) REQUIRE(flaky.store->inner().append(batch));
      return AppendResult{AppendOutcome::unknown};
    };
    flaky.store->on_read = [&](const ReadRequest& read) -> Result<ReadResult> {
      if (lost) return Fault{FaultCode::store_unavailable, "connection lost"};
      return flaky.store->inner().read(read);
    };
    EXPECT(flaky.story.redeem(request, {"redeem", ""}), "fault: outcome_unknown");
    flaky.store->on_read = nullptr;
    flaky.store->on_append = nullptr;
    EXPECT(flaky.story.redeem(request, {"redeem", ""}), "done");
    CHECK(flaky.story.count("circle/maria", "recovery_redeemed") == 1);
  }
}

TEST_CASE("KG4: after an append of unknown outcome, whatever breaks leaves it unknown, and repeating the id settles it") {
  using Break = std::function<void(Flaky&)>;
  const std::vector<std::pair<std::string, Break>> breaks{
      {"the store cannot be read",
       [](Flaky& flaky) {
         flaky.store->on_read = [](const ReadRequest&) { return Fault{FaultCode::store_unavailable, "connection lost"}; };
       }},
      {"the next append fails", [](Flaky&) {}},
      {"the clock is another one",
       [](Flaky& flaky) {
         flaky.store->on_read = [&flaky](const ReadRequest& read) {
           auto result = flaky.store->inner().read(read);
           if (result) result->store_now = flaky.story.clock->now() + std::chrono::hours{1};
           return result;
         };
       }},
      {"the directory is down", [](Flaky& flaky) { flaky.story.directory->set_unavailable(true); }},
  };
  for (const auto& [what, break_it] : breaks) {
    for (const bool took_effect : {true, false}) {
      CAPTURE(what);
      CAPTURE(took_effect);
      Flaky flaky;
      const InvitationId invitation = flaky.story.invited("maria", "ivan");
      bool broken = false;
      flaky.store->on_append = [&](const Batch& batch) -> Result<AppendResult> {
        if (std::exchange(broken, true)) return Fault{FaultCode::store_full, "no room"};
        if (took_effect) REQUIRE(flaky.store->inner().append(batch));
        break_it(flaky);
        return AppendResult{AppendOutcome::unknown};
      };
      const Command accept = AcceptInvitation{"ivan", invitation};
      const auto answer = flaky.story.service().run(accept, {"accept", ""});
      // The record of the command is read first: where that can be read, it is found out.
      if (!took_effect || what == "the store cannot be read") REQUIRE(answer.faulted());
      if (answer.faulted()) {
        CHECK(answer.unknown());
        CHECK(answer.fault().code == FaultCode::outcome_unknown);
      }
      flaky.store->on_read = nullptr;
      flaky.store->on_append = nullptr;
      flaky.story.directory->set_unavailable(false);
      CHECK(flaky.story.service().run(accept, {"accept", ""}).ok());
      CHECK(flaky.story.count("circle/maria", "contact_appointed") == 1);
    }
  }
}

TEST_CASE("KG4: the list says of which faults nobody knows what was done") {
  std::vector<std::string_view> unknown;
  for (const CodeInfo& code : all_codes()) {
    if (code.effect == Effect::unknown) unknown.push_back(code.name);
  }
  CHECK(unknown == std::vector<std::string_view>{"outcome_unknown", "out_of_memory", "internal"});
  CHECK_FALSE(Result<Done>(Fault{FaultCode::store_full, ""}).unknown());
  CHECK_FALSE(Result<Done>(Rejection::of(ReasonCode::frozen)).unknown());
}

TEST_CASE("T5: unknown again and again ends with outcome_unknown, conflicts again and again with busy") {
  Flaky flaky;
  flaky.story.appointed("maria", "ivan");
  flaky.lose(std::vector<bool>(1000, false));
  EXPECT(flaky.story.start("maria"), "fault: outcome_unknown");
  ServiceOptions options = flaky.story.options();
  options.store = std::shared_ptr<EventStore>(std::shared_ptr<EventStore>(), &flaky.store->inner());
  const auto other = *Service::create(options);
  int appends = 0;
  flaky.store->on_append = [&](const Batch&) -> Result<AppendResult> {
    REQUIRE(other->operations().call_began("maria", "call-" + std::to_string(++appends)));
    return AppendResult{AppendOutcome::conflict};
  };
  EXPECT(flaky.story.start("maria"), "fault: busy");
  CHECK(appends == Service::kMaxAttempts);
  flaky.store->on_append = nullptr;
  EXPECT(flaky.story.start("maria"), "done");
}

TEST_CASE("T5: faults of the store are the answer, and nothing was decided") {
  Flaky flaky;
  flaky.story.appointed("maria", "ivan");
  for (const FaultCode code :
       {FaultCode::store_unavailable, FaultCode::store_full, FaultCode::store_read_only, FaultCode::store_failed}) {
    flaky.store->on_append = [&](const Batch&) { return Fault{code, "no"}; };
    const std::string said = "fault: " + std::string(info(code).name);
    EXPECT(flaky.story.start("maria"), said);
    flaky.store->on_append = nullptr;
    flaky.store->on_read = [&](const ReadRequest&) { return Fault{code, "no"}; };
    EXPECT(flaky.story.start("maria"), said);
    flaky.store->on_read = nullptr;
  }
  CHECK(flaky.story.count("circle/maria", "recovery_started") == 0);
}

TEST_CASE("T5: without random bytes nothing is done") {
  class Dry final : public Entropy {
   public:
    bool fill(std::span<std::uint8_t>) override { return false; }
  };
  Story story;
  ServiceOptions options = story.options();
  options.entropy = std::make_shared<Dry>();
  story.restart(options);
  EXPECT(story.invite("maria", "ivan"), "fault: entropy_unavailable");
  CHECK(story.events("circle/maria").empty());
}

// --- T7

struct Sending : Story {
  explicit Sending(StoryOptions options = {}) : Story(std::move(options)) {
    appointed("maria", "ivan");
    request = started("maria");
    notices();  // out of the way, so that the code is the only message
    approved("ivan", request);
  }
  RequestId request;
};

TEST_CASE("T7: a gateway that is down gets the same message again, later and later") {
  Sending story;
  story.sms->answer_with(SmsOutcome::try_later);
  for (int minute = 0; minute < 5 * 60; ++minute) {
    EXPECT(story.service().pump(), "done");
    story.wait(1s);
  }
  const auto sent = story.sms->sent();
  CHECK(sent.size() == 8);  // at once, then after 2, 4, 8, … seconds
  for (const auto& one : sent) {
    CHECK(one.message_id == sent.front().message_id);
    CHECK(one.text == sent.front().text);
    CHECK(one.to == "+79161234567");
  }
  story.sms->answer_with(SmsOutcome::accepted);
  story.wait(4min);
  EXPECT(story.confirm("ivan", story.request, story.code("ivan")), "done");
  const auto count = story.sms->sent().size();
  story.wait(1h);
  EXPECT(story.service().pump(), "done");
  CHECK(story.sms->sent().size() == count);
}

TEST_CASE("T7: the process dies between sending and saying so: the same message once more, and no second code") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Sending story({.store = store});
  store->on_append = [](const Batch&) -> Result<AppendResult> {
    return Fault{FaultCode::store_failed, "the process is gone"};
  };
  const PumpReport report = story.service().pump();
  EXPECT(report, "fault: outcome_unknown");
  CHECK(report.codes.all() == 0);
  const auto before = story.sms->sent();
  REQUIRE(before.size() == 1);
  store->on_append = nullptr;
  story.restart();
  EXPECT(story.service().pump(), "done");
  CHECK(story.sms->sent().size() == 1);  // still under lease
  story.wait(2min);
  EXPECT(story.service().pump(), "done");
  const auto after = story.sms->sent();
  REQUIRE(after.size() == 2);
  CHECK(after[1].message_id == before[0].message_id);
  CHECK(after[1].text == before[0].text);
}

TEST_CASE("T7: asked to send again, the gateway gets another message with the same code") {
  Sending story;
  EXPECT(story.service().pump(), "done");
  story.wait(1min);
  REQUIRE(story.resend("ivan", story.request));
  EXPECT(story.service().pump(), "done");
  const auto sent = story.sms->sent();
  REQUIRE(sent.size() == 2);
  CHECK(sent[1].message_id != sent[0].message_id);
  CHECK(sent[1].text == sent[0].text);
}

TEST_CASE("T7: a number that the gateway refuses for good is not tried again") {
  Sending story;
  story.sms->answer_with(SmsOutcome::never);
  EXPECT(story.service().pump(), "done");
  story.wait(5min);
  EXPECT(story.service().pump(), "done");
  CHECK(story.sms->sent().size() == 1);
}

TEST_CASE("T7: a message that cannot be read does not stall the others") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.notices();
  bool first = true;
  store->on_append = [&](const Batch& batch) {
    Batch spoilt = batch;
    if (std::exchange(first, false)) {
      MessageRecord poison = batch.messages.front();
      poison.id = "0 comes first";
      poison.bytes = "poison";
      spoilt.messages.insert(spoilt.messages.begin(), poison);
    }
    return store->inner().append(spoilt);
  };
  story.approved("ivan", request);
  const PumpReport report = story.service().pump();
  EXPECT(report, "fault: store_corrupt");
  CHECK(report.codes.sent == 1);
  CHECK(report.codes.set_aside == 1);
  CHECK(story.sms->sent().size() == 1);
  story.wait(3min);
  CHECK(story.service().pump().all() == 0);  // it is in nobody's way any more
  const auto aside = story.service().messages_set_aside(10);
  REQUIRE(aside->size() == 1);
  CHECK(aside->front().id == "0 comes first");
  CHECK(aside->front().bytes == "poison");
  CHECK(aside->front().why == "a stored message is damaged");
  CHECK(*story.service().release_set_aside(10) == 1);
  CHECK(story.service().messages_set_aside(10)->empty());
  CHECK(story.service().pump().notices.set_aside == 1);
  CHECK(story.service().messages_set_aside(10)->size() == 1);
}

TEST_CASE("T7: two pumps at once send each message once") {
  Sending story;
  std::vector<std::thread> pumps;
  std::atomic<int> failed = 0;
  for (int i = 0; i < 2; ++i)
    pumps.emplace_back([&] { failed += story.service().pump().fault.has_value() == false ? 0 : 1; });
  for (std::thread& pump : pumps) pump.join();
  CHECK(failed == 0);
  std::set<std::string> ids;
  for (const auto& sent : story.sms->sent()) CHECK(ids.insert(sent.message_id).second);
  CHECK(ids.size() == 1);
}

TEST_CASE("T7: without a sender a code that is due is a fault, without a notifier notices are dropped") {
  Sending story;
  ServiceOptions options = story.options();
  options.notifier.reset();
  story.restart(options);
  const auto before = story.notifier->notices().size();
  REQUIRE(story.service().trustor("maria").deny(story.request));  // told to both
  CHECK(story.service().pump().notices.untold == 2);
  CHECK(story.notifier->notices().size() == before);
  Sending mute;
  mute.notices();
  ServiceOptions without = mute.options();
  without.sms.reset();
  mute.restart(without);
  mute.wait(61s);
  REQUIRE(mute.resend("ivan", mute.request));
  EXPECT(mute.service().pump(), "fault: sms_failed");
}

TEST_CASE("T7: a notifier that is busy is asked again") {
  class Busy final : public Notifier {
   public:
    bool notify(std::string_view id, const SendNotice&) override {
      ids.emplace_back(id);
      return ids.size() > 1;
    }
    std::vector<std::string> ids;
  };
  Story story;
  auto busy = std::make_shared<Busy>();
  ServiceOptions options = story.options();
  options.notifier = busy;
  story.restart(options);
  story.appointed("maria", "ivan");
  CHECK(total(story.service().pump(), &PumpCounts::postponed) == 1);
  story.wait(2s);
  CHECK(total(story.service().pump(), &PumpCounts::sent) == 1);
  REQUIRE(busy->ids.size() == 2);
  CHECK(busy->ids[0] == busy->ids[1]);
}

// --- T2, the pump

TEST_CASE("T2: a clock in the year 9999 drops no messages") {
  Story story;
  story.appointed("maria", "ivan");
  story.approved("ivan", story.started("maria"));
  const Duration ahead = Instant(std::chrono::sys_days(std::chrono::year{9999} / 1 / 1)) - story.now();
  story.clock->jump(ahead);
  EXPECT(story.service().pump(), "fault: clock_skew");
  story.clock->jump(-ahead);
  CHECK(total(story.service().pump(), &PumpCounts::sent) > 0);
}

// --- T8

Secret key_number(int number) {
  return secret_number(1000 + number);
}

TEST_CASE("T8: the code key is rotated during a request: the old one still verifies") {
  Sending story;
  const std::string code = story.code("ivan");
  REQUIRE(story.keys->add(KeyPurpose::code, "2", key_number(2)));
  story.wait(61s);
  REQUIRE(story.resend("ivan", story.request));
  CHECK(story.code("ivan") == code);
  EXPECT(story.confirm("ivan", story.request, code), "done");
}

TEST_CASE("T8: a revoked code key voids the codes made with it; the next code has the new key") {
  Sending story;
  const std::string code = story.code("ivan");
  REQUIRE(story.keys->add(KeyPurpose::code, "2", key_number(2)));
  REQUIRE(story.keys->set_state(KeyPurpose::code, "1", KeyState::revoked));
  EXPECT(story.confirm("ivan", story.request, code), "refused: code_void");
  EXPECT(story.confirm("ivan", story.request, story.wrong_code("ivan")), "refused: code_void");
  CHECK(story.count("circle/maria", "code_rejected") == 0);
  story.wait(61s);
  REQUIRE(story.resend("ivan", story.request));
  REQUIRE(story.code("ivan") != code);
  EXPECT(story.confirm("ivan", story.request, story.code("ivan")), "done");
}

TEST_CASE("KD7: a code whose key was revoked before it was sent is obsolete, and in nobody's way") {
  Sending story;
  REQUIRE(story.keys->add(KeyPurpose::code, "2", key_number(2)));
  REQUIRE(story.keys->set_state(KeyPurpose::code, "1", KeyState::revoked));
  const PumpReport report = story.service().pump();
  EXPECT(report, "done");
  CHECK(report.codes.obsolete == 1);
  CHECK(story.sms->sent().empty());
  CHECK(story.service().pump().all() == 0);
}

TEST_CASE("T8: the index key is rotated: an invitation from before can still be accepted") {
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  REQUIRE(story.keys->add(KeyPurpose::index, "2", key_number(2)));
  EXPECT(story.accept("ivan", invitation), "done");
}

TEST_CASE("T8: after the index key was rotated, invitations from before are still shown, and still count") {
  Story story;
  story.invited("maria", "ivan");
  REQUIRE(story.keys->add(KeyPurpose::index, "2", secret_number(5)));
  CHECK(story.service().contact("ivan").cabinet()->invitations.size() == 1);
}

TEST_CASE("T8: the audit key is rotated: old seals and old commands still verify; revoked, nothing does") {
  Story story;
  const auto invited = story.service().trustor("maria").invite("Иван", "+79161234567", {"invite", ""});
  REQUIRE(story.keys->add(KeyPurpose::audit, "2", key_number(2)));
  CHECK(story.service().trustor("maria").invite("Иван", "+79161234567", {"invite", ""})->invitation == invited->invitation);
  story.accepted("ivan", invited->invitation);
  CHECK(story.service().operations().audit("maria")->entries.size() == 2);
  REQUIRE(story.keys->set_state(KeyPurpose::audit, "1", KeyState::revoked));
  EXPECT(story.start("maria"), "fault: key_unavailable");
}

// As an HSM of the host's may be whose key was taken away: our own ring keeps one active.
class WithoutActive final : public KeyRing {
 public:
  WithoutActive(std::shared_ptr<const KeyRing> keys, KeyPurpose purpose) : keys_(std::move(keys)), purpose_(purpose) {}

  Result<std::string> active_key(KeyPurpose purpose) const override {
    return gone && purpose == purpose_ ? Result<std::string>(none()) : keys_->active_key(purpose);
  }
  Result<std::vector<std::string>> usable_keys(KeyPurpose purpose) const override {
    return gone && purpose == purpose_ ? Result<std::vector<std::string>>(none()) : keys_->usable_keys(purpose);
  }
  Result<Digest> mac(KeyPurpose purpose, std::string_view id, std::string_view bytes) const override {
    return keys_->mac(purpose, id, bytes);
  }
  Result<Digest> derived_mac(KeyPurpose purpose, std::string_view id, std::string_view info,
                             std::string_view bytes) const override {
    return keys_->derived_mac(purpose, id, info, bytes);
  }

  bool gone = false;

 private:
  static Fault none() { return {FaultCode::key_unavailable, "there is no active key"}; }
  std::shared_ptr<const KeyRing> keys_;
  KeyPurpose purpose_;
};

TEST_CASE("T8: without an active key nothing new is made") {
  for (const KeyPurpose purpose : {KeyPurpose::code, KeyPurpose::index, KeyPurpose::audit}) {
    Story story;
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    ServiceOptions options = story.options();
    const auto keys = std::make_shared<WithoutActive>(options.keys, purpose);
    options.keys = keys;
    story.restart(options);
    keys->gone = true;
    if (purpose != KeyPurpose::index) EXPECT(story.approve("ivan", request), "fault: key_unavailable");
    if (purpose == KeyPurpose::index) EXPECT(story.invite("olga", "ivan"), "fault: key_unavailable");
    if (purpose == KeyPurpose::index) EXPECT(story.service().contact("ivan").cabinet(), "fault: key_unavailable");
  }
}

TEST_CASE("T7: a notice that nobody was told of for a month is dropped") {
  for (const bool in_time : {true, false}) {
    Story story;
    story.appointed("maria", "ivan");
    story.wait(in_time ? 24h * 30 - kTick : Duration(24h * 30));
    CHECK(story.service().pump().notices.expired == (in_time ? 0 : 1));
    CHECK(story.notifier->notices().size() == (in_time ? 1 : 0));
  }
}

}  // namespace
}  // namespace doverie::testing
