// SPDX-License-Identifier: Apache-2.0
//
// What the host sees of people: calls.
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
    REQUIRE(service().pump());
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
  EXPECT(story.resend("ivan", story.request), "done");
  story.wait(1min);
  EXPECT(story.resend("ivan", story.request), "done");
  story.wait(1min);
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
