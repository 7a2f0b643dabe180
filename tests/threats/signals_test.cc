// SPDX-License-Identifier: Apache-2.0
//
// What the host sees of people: calls, and accounts that change.
#include <algorithm>

#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// maria's contact is ivan; a recovery of maria's is approved, and the code is due.
struct Due : Story {
  explicit Due(StoryOptions options = {}) : Story(std::move(options)) {
    appointed("maria", "ivan");
    request = started("maria");
  }
  RequestId request;

  OperatorSide host() const { return service().operations(); }
  // How many codes have gone out.
  std::size_t sent() {
    EXPECT(service().pump(), "done");
    return sms->sent().size();
  }
};

// --- B10: the contact or the trustor is on the phone with whoever wants the code

TEST_CASE("B10: while contact or trustor is in a call no code is sent; it is when the call has ended") {
  for (const char* caller : {"ivan", "maria"}) {
    CAPTURE(caller);
    Due story;
    REQUIRE(story.host().call_began(caller, "1"));
    story.approved("ivan", story.request);
    CHECK(story.sent() == 0);
    story.wait(9min);
    CHECK(story.sent() == 0);
    REQUIRE(story.host().call_ended(caller, "1"));
    story.wait(5s);
    CHECK(story.sent() == 1);
    EXPECT(story.confirm("ivan", story.request, story.code("ivan")), "done");
    EXPECT(story.redeem(story.request), "done");
  }
}

TEST_CASE("B10: a call that begins before the pump has sent the code holds it back, too") {
  Due story;
  story.approved("ivan", story.request);
  REQUIRE(story.host().call_began("ivan", "1"));
  CHECK(story.sent() == 0);
  REQUIRE(story.host().call_ended("ivan", "1"));
  CHECK(story.sent() == 0);  // looked at a moment ago
  story.wait(5s - kTick);
  CHECK(story.sent() == 0);
  story.wait(kTick);
  CHECK(story.sent() == 1);
}

TEST_CASE("B10: other people's calls hold nothing back, and leave no record") {
  Due story;
  for (const char* stranger : {"olga", "pyotr"}) {
    REQUIRE(story.host().call_began(stranger, "1"));
    REQUIRE(story.host().call_ended(stranger, "1"));
    CHECK(story.events(std::string("circle/") + stranger).empty());
    CHECK(story.events(std::string("contact/") + stranger).empty());
  }
  story.approved("ivan", story.request);
  CHECK(story.sent() == 1);
}

TEST_CASE("B10: asking for the code again during a call is refused and uses no send up") {
  Due story;
  REQUIRE(story.host().call_began("ivan", "1"));
  story.approved("ivan", story.request);
  story.wait(1min);
  for (int i = 0; i < 5; ++i) EXPECT(story.resend("ivan", story.request), "refused: call_in_progress");
  REQUIRE(story.host().call_ended("ivan", "1"));
  for (std::size_t sends = 1; sends <= 3; ++sends) {
    EXPECT(story.resend("ivan", story.request), "done");
    CHECK(story.sent() == sends);
    story.wait(1min);
  }
  EXPECT(story.resend("ivan", story.request), "refused: sends_exhausted");
}

TEST_CASE("B10: the code outlived by a call is never sent; a new one can be asked for after it") {
  Due story;
  REQUIRE(story.host().call_began("ivan", "1"));
  story.approved("ivan", story.request);
  story.wait(10min);
  CHECK(story.sent() == 0);
  REQUIRE(story.host().call_ended("ivan", "1"));
  story.wait(5s);
  CHECK(story.sent() == 0);
  EXPECT(story.resend("ivan", story.request), "done");
  CHECK(story.count("circle/maria", "code_issued") == 2);
  EXPECT(story.confirm("ivan", story.request, story.code("ivan")), "done");
}

TEST_CASE("B10: a request that expires or is denied during a call sends nothing after it") {
  for (const bool denied : {true, false}) {
    CAPTURE(denied);
    Due story;
    story.wait(24h - 1min);
    REQUIRE(story.host().call_began("ivan", "1"));
    story.approved("ivan", story.request);
    if (denied) REQUIRE(story.service().trustor("maria").deny(story.request));
    story.wait(denied ? Duration(1s) : Duration(1min));
    REQUIRE(story.host().call_ended("ivan", "1"));
    story.wait(5s);
    CHECK(story.sent() == 0);
    CHECK(story.state_of(story.request) == (denied ? "denied" : "expired"));
  }
}

TEST_CASE("B10: of two calls at once the last one to end frees the code") {
  Due story;
  REQUIRE(story.host().call_began("ivan", "1"));
  REQUIRE(story.host().call_began("ivan", "2"));
  story.approved("ivan", story.request);
  REQUIRE(story.host().call_ended("ivan", "1"));
  CHECK(story.sent() == 0);
  REQUIRE(story.host().call_began("maria", "3"));
  REQUIRE(story.host().call_ended("ivan", "2"));
  story.wait(5s);
  CHECK(story.sent() == 0);
  REQUIRE(story.host().call_ended("maria", "3"));
  story.wait(5s);
  CHECK(story.sent() == 1);
}

TEST_CASE("B10: a call whose end nobody reports holds codes back for two hours, however often it is reported") {
  Due story;
  for (int i = 0; i < 4; ++i) {
    REQUIRE(story.host().call_began("ivan", "1"));
    story.wait(30min - (i == 3 ? kTick : Duration(0)));
  }
  CHECK(story.count("contact/ivan", "call_began") == 1);
  story.approved("ivan", story.request);
  CHECK(story.sent() == 0);
  story.wait(kTick);
  CHECK(story.sent() == 1);
  // After that the same id is a new call, and its end is one.
  REQUIRE(story.host().call_began("ivan", "1"));
  CHECK(story.count("contact/ivan", "call_began") == 2);
  REQUIRE(story.host().call_ended("ivan", "1"));
  REQUIRE(story.host().call_ended("ivan", "1"));
  CHECK(story.count("contact/ivan", "call_ended") == 1);
}

TEST_CASE("B10: a policy may let calls be; a call that is held already is held to its end") {
  Due story({.policies = changed([](Policy& p) { p.call_hold = Duration{0}; })});
  REQUIRE(story.host().call_began("ivan", "1"));
  CHECK(story.count("contact/ivan", "call_began") == 0);
  story.approved("ivan", story.request);
  CHECK(story.sent() == 1);
}

TEST_CASE("B10: a call stands in the way of sending alone: a code that has arrived can be typed, and everybody can say no") {
  Due story;
  story.approved("ivan", story.request);
  const std::string code = story.code("ivan");
  REQUIRE(story.host().call_began("ivan", "1"));
  EXPECT(story.confirm("ivan", story.request, code), "done");
  EXPECT(story.service().contact("ivan").deny(story.request), "done");
}

// --- C6: accounts that change

// How often that was told, and the contact and the trustor: "ivan: contact_changed".
std::int64_t told(Story& story, const std::string& notice) {
  const auto all = story.notices();
  return std::count(all.begin(), all.end(), notice);
}

constexpr AccountChange kAll[] = {AccountChange::phone, AccountChange::sim, AccountChange::level,
                                  AccountChange::citizenship};

TEST_CASE("C6: a change that the host reports is recorded and told, once") {
  for (const AccountChange what : kAll) {
    CAPTURE(name_of(what));
    Due story;
    for (int i = 0; i < 3; ++i) {
      REQUIRE(story.host().account_changed("ivan", what, kNoon));
      REQUIRE(story.host().account_changed("ivan", what, kNoon - 1h));  // older
      REQUIRE(story.host().account_changed("maria", what, kNoon));
    }
    CHECK(story.count("contact/ivan", "account_changed") == 1);
    CHECK(story.count("circle/maria", "account_changed") == 1);
    CHECK(told(story, "maria: contact_changed") == 1);
    CHECK(told(story, "ivan: contact_changed") == 1);
    CHECK(told(story, "ivan: trustor_changed") == 1);
    CHECK(told(story, "maria: trustor_changed") == 1);
    story.wait(1s);
    REQUIRE(story.host().account_changed("ivan", what, story.now()));
    CHECK(story.count("contact/ivan", "account_changed") == 2);
  }
}

TEST_CASE("C6: changes of people who are neither trustor nor contact leave no record") {
  Due story;
  REQUIRE(story.host().account_changed("olga", AccountChange::phone, kNoon));
  CHECK(story.events("contact/olga").empty());
  CHECK(story.events("circle/olga").empty());
}

TEST_CASE("C6: a contact's phone or SIM that changes after the code was made voids it, reported or found") {
  for (const bool reported : {true, false}) {
    for (const AccountChange what : {AccountChange::phone, AccountChange::sim}) {
      CAPTURE(name_of(what));
      Due story;
      story.approved("ivan", story.request);
      const std::string code = story.code("ivan");
      story.wait(1min);
      if (reported) {
        REQUIRE(story.host().account_changed("ivan", what, story.now()));
      } else {
        story.change("ivan", [&](AccountFacts& ivan) {
          (what == AccountChange::phone ? ivan.phone_since : ivan.sim_since) = story.now();
        });
      }
      EXPECT(story.confirm("ivan", story.request, code), "refused: code_void");
      EXPECT(story.confirm("ivan", story.request, code), "refused: code_void");
      CHECK(story.count("contact/ivan", "account_changed") == 1);
      CHECK(told(story, "maria: contact_changed") == 1);
      EXPECT(story.resend("ivan", story.request), "done");
      CHECK(story.count("circle/maria", "code_issued") == 2);
      EXPECT(story.confirm("ivan", story.request, story.code("ivan")), "done");
    }
  }
}

TEST_CASE("C6: a code whose phone has changed on the way is not sent") {
  Due story;
  story.approved("ivan", story.request);
  story.wait(1s);
  REQUIRE(story.host().account_changed("ivan", AccountChange::sim, story.now()));
  CHECK(story.sent() == 0);
}

TEST_CASE("C6: another phone is found by the code that does not fit it, whatever its date") {
  using Date = void (*)(AccountFacts&);
  const Date dates[] = {
      [](AccountFacts& f) { f.phone_since.reset(); },
      [](AccountFacts& f) { f.phone_since = kNoon - 24h; },  // before the link
      [](AccountFacts& f) { f.phone_since = kNoon + 1s; },   // behind the link, before the code
  };
  for (const Date date : dates) {
    Due story;
    story.wait(1min);
    story.approved("ivan", story.request);
    const std::string code = story.code("ivan");
    story.wait(1min);
    story.change("ivan", [&](AccountFacts& ivan) {
      ivan.phone = phone("+79160000000");
      date(ivan);
    });
    EXPECT(story.confirm("ivan", story.request, code), "refused: code_void");
    CHECK(story.count("contact/ivan", "account_changed") == 1);
    EXPECT(story.resend("ivan", story.request), "done");
    EXPECT(story.confirm("ivan", story.request, story.code("ivan")), "done");
  }
}

TEST_CASE("C6: another phone in the very instant of the code is noted once") {
  Due story;
  story.approved("ivan", story.request);
  const std::string code = story.code("ivan");
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone = phone("+79160000000"); });
  for (int i = 0; i < 3; ++i) EXPECT(story.confirm("ivan", story.request, code), "refused: code_void");
  CHECK(story.count("contact/ivan", "account_changed") == 1);
}

TEST_CASE("C6: what is found changed in the facts is recorded by the first command that reads them, once") {
  using Spoil = void (*)(AccountFacts&, Instant);
  const std::pair<std::string, Spoil> rows[] = {
      {"phone", [](AccountFacts& f, Instant now) { f.phone_since = now; }},
      {"sim", [](AccountFacts& f, Instant now) { f.sim_since = now; }},
      {"level", [](AccountFacts& f, Instant) { f.confirmed = false; }},
      {"citizenship", [](AccountFacts& f, Instant) { f.citizen = false; }},
  };
  for (const auto& [what, spoil] : rows) {
    for (const char* who : {"ivan", "maria"}) {
      CAPTURE(what);
      CAPTURE(who);
      Due story;
      const std::string stream = std::string(who) == "ivan" ? "contact/ivan" : "circle/maria";
      story.wait(1min);
      story.change(who, [&, change = spoil](AccountFacts& facts) { change(facts, story.now()); });
      static_cast<void>(story.service().contact("ivan").cabinet());  // a question writes nothing
      static_cast<void>(story.status(story.request));
      CHECK(story.count(stream, "account_changed") == 0);
      for (int i = 0; i < 3; ++i) static_cast<void>(story.start("maria"));
      CHECK(story.count(stream, "account_changed") == 1);
      for (int i = 0; i < 3; ++i) static_cast<void>(story.approve("ivan", story.request));
      CHECK(story.count(stream, "account_changed") == 1);
    }
  }
}

TEST_CASE("C6: what is lost counts where the policy asks it of that side, and not where it asks the other") {
  for (const bool of_trustor : {true, false}) {
    for (const auto& [trustor_needs, contact_needs, fact] :
         {std::tuple(&Policy::trustor_confirmed_required, &Policy::contact_confirmed_required, &AccountFacts::confirmed),
          std::tuple(&Policy::trustor_citizen_required, &Policy::contact_citizen_required, &AccountFacts::citizen)}) {
      Story story({.policies = changed([&, t = trustor_needs, c = contact_needs](Policy& p) {
                     p.*t = of_trustor;
                     p.*c = !of_trustor;
                   })});
      story.appointed("maria", "ivan");
      for (const char* who : {"maria", "ivan"}) story.change(who, [f = fact](AccountFacts& facts) { facts.*f = false; });
      static_cast<void>(story.start("maria"));
      CHECK(story.count("circle/maria", "account_changed") == (of_trustor ? 1 : 0));
      CHECK(story.count("contact/ivan", "account_changed") == (of_trustor ? 0 : 1));
    }
  }
}

TEST_CASE("C6: a date that the host has reported is not found again, one from before the link never") {
  Due story;
  story.wait(1min);
  REQUIRE(story.host().account_changed("ivan", AccountChange::sim, story.now()));
  story.change("ivan", [&](AccountFacts& ivan) {
    ivan.sim_since = story.now();
    ivan.phone_since = kNoon;  // when the link was made
  });
  REQUIRE(story.approve("ivan", story.request));
  CHECK(story.count("contact/ivan", "account_changed") == 1);
}

TEST_CASE("C6: who has no part in a request has nothing written") {
  Due story;
  story.wait(1min);
  story.change("ivan", [&](AccountFacts& ivan) { ivan.sim_since = story.now(); });
  EXPECT(story.approve("olga", story.request), "refused: request_not_found");
  const auto redeemed = story.service().recoverer("maria").redeem(story.request, secret_number(77));
  EXPECT(redeemed, "refused: wrong_secret");
  CHECK(story.count("contact/ivan", "account_changed") == 0);
}

TEST_CASE("C6: a trustor's phone or SIM that changes voids every request from before, approved or not") {
  for (const bool reported : {true, false}) {
    for (const bool approved : {true, false}) {
      for (const AccountChange what : kAll) {
        CAPTURE(reported);
        CAPTURE(approved);
        CAPTURE(name_of(what));
        const bool of_phone = what == AccountChange::phone || what == AccountChange::sim;
        if (!reported && !of_phone) continue;
        Due story;
        if (approved) story.approved("ivan", story.request), story.confirmed("ivan", story.request);
        story.wait(1min);
        if (reported) {
          REQUIRE(story.host().account_changed("maria", what, story.now()));
        } else {
          story.change("maria", [&](AccountFacts& maria) {
            (what == AccountChange::phone ? maria.phone_since : maria.sim_since) = story.now();
          });
        }
        const std::string voided = approved ? "refused: request_void" : "refused: request_void, request_not_approved";
        const std::string expected = of_phone ? voided : approved ? "done" : "refused: request_not_approved";
        if (of_phone) CHECK(story.state_of(story.request) == "voided");
        const auto redeemed = story.redeem(story.request);
        CHECK((in_words(redeemed) == expected || in_words(redeemed) == "refused: request_void"));
        if (!of_phone) continue;
        CHECK(story.count("circle/maria", "recovery_voided") == 1);
        EXPECT(story.redeem(story.request), "refused: request_void");
        EXPECT(story.approve("ivan", story.request),
               approved ? "refused: request_void, already_approved" : "refused: request_void");
        story.wait(1s);
        const RequestId again = story.ready("maria", "ivan");  // the owner, with the phone that is there now
        EXPECT(story.redeem(again), "done");
      }
    }
  }
}

TEST_CASE("C6: an approval names a request from after the change, and the one from before is void, not denied") {
  Due story;
  story.wait(1min);
  const RequestId later = story.started("maria");
  story.change("maria", [&](AccountFacts& maria) { maria.sim_since = kNoon + 1s; });
  EXPECT(story.approve("ivan", story.request), "refused: request_void");
  CHECK(story.count("circle/maria", "recovery_voided") == 1);
  EXPECT(story.approve("ivan", later), "done");
  CHECK(story.count("circle/maria", "recovery_denied") == 0);
  Due other;
  other.wait(1min);
  const RequestId second = other.started("maria");
  other.change("maria", [&](AccountFacts& maria) { maria.sim_since = kNoon + 1s; });
  EXPECT(other.approve("ivan", second), "done");
  CHECK(other.state_of(other.request) == "voided");
  CHECK(other.count("circle/maria", "recovery_denied") == 0);
  EXPECT(other.confirm("ivan", second, other.code("ivan")), "done");
  EXPECT(other.redeem(second), "done");
}

TEST_CASE("C7: a reported change counts where the directory does not know it yet") {
  for (const bool phone_changed : {true, false}) {
    const auto policy =
        changed([&](Policy& p) { (phone_changed ? p.pause_after_phone_change : p.pause_after_sim_change) = 72h; });
    Due story({.policies = policy});
    story.wait(1min);
    REQUIRE(story.host().account_changed("ivan", phone_changed ? AccountChange::phone : AccountChange::sim, story.now()));
    const std::string reason = phone_changed ? "contact_phone_changed_lately" : "contact_sim_changed_lately";
    EXPECT(story.approve("ivan", story.request), "refused: " + reason);
    CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
    story.wait(72h);
    CHECK(story.start("maria")->status == StartStatus::pending);
  }
}

TEST_CASE("C11: a start that is frozen answers so again when it is repeated, also when it has recorded a change") {
  Due story;
  REQUIRE(story.host().freeze("maria", "anna"));
  story.change("maria", [&](AccountFacts& maria) { maria.confirmed = false; });
  for (int i = 0; i < 2; ++i) {
    const auto started = story.service().recoverer("maria").start(secret_number(1), false, kPasswordRecovery, {"start", ""});
    REQUIRE(started.ok());
    CHECK(started->status == StartStatus::frozen);
    CHECK(started->until == kLatestNow);
  }
  CHECK(story.count("circle/maria", "account_changed") == 1);
}

TEST_CASE("C6: a refusal that records a change is answered the same when the command is repeated, a host's own rule too") {
  Due story;
  ServiceOptions options = story.options();
  HostRule rule{kFirstHostRule + 1, "not_a_robot", Role::contact, "Is a person.", "Это человек.", "", ""};
  rule.check = [](const HostRuleInput&) -> Result<HostFinding> { return HostFinding{false, 1, 0}; };
  options.rules = HostRules::of({rule}).value();
  story.restart(options);
  story.wait(1min);
  story.change("ivan", [&](AccountFacts& ivan) { ivan.sim_since = story.now(); });
  const Attestation attestation{true, true, story.number(story.request)};
  const auto ask = [&] { return story.service().contact("ivan").approve(story.request, attestation, {"approve", ""}); };
  const auto first = ask();
  const auto again = ask();
  REQUIRE(first.rejected());
  REQUIRE(again.rejected());
  CHECK(name_of(first.rejection().reasons.at(0)) == "not_a_robot");
  CHECK(first.rejection().reasons == again.rejection().reasons);
  CHECK(story.count("contact/ivan", "account_changed") == 1);
}

TEST_CASE("T7: the process dies while a code is held back: it is sent after the call, once") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Due story({.store = store});
  REQUIRE(story.host().call_began("ivan", "1"));
  story.approved("ivan", story.request);
  store->on_settle = [](const std::vector<Settlement>&) { return Fault{FaultCode::store_failed, "the process is gone"}; };
  EXPECT(story.service().pump(), "fault: store_failed");
  store->on_settle = nullptr;
  story.restart();
  CHECK(story.sent() == 0);  // under lease
  story.wait(2min);
  CHECK(story.sent() == 0);  // still in the call
  REQUIRE(story.host().call_ended("ivan", "1"));
  story.wait(5s);
  CHECK(story.sent() == 1);
  CHECK(story.sent() == 1);
}

TEST_CASE("T7: after a long call a gateway that is busy is tried again while the code lives") {
  Due story;
  REQUIRE(story.host().call_began("ivan", "1"));
  story.approved("ivan", story.request);
  for (int look = 0; look < 84; ++look) {  // 7 minutes
    CHECK(story.sent() == 0);
    story.wait(5s);
  }
  REQUIRE(story.host().call_ended("ivan", "1"));
  story.sms->answer_with(SmsOutcome::try_later);
  CHECK(story.sent() == 1);
  story.sms->answer_with(SmsOutcome::accepted);
  story.wait(2min);
  CHECK(story.sent() == 2);
  EXPECT(story.confirm("ivan", story.request, story.code("ivan")), "done");
}

}  // namespace
}  // namespace doverie::testing
