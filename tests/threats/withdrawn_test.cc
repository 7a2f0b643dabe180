// SPDX-License-Identifier: Apache-2.0
//
// KQ12: what waits for a request goes with it. Whatever ends one takes the notices that were scheduled about it out of the store,
// with the same batch.
#include <algorithm>
#include <functional>
#include <vector>

#include "core/world/draft.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

using Waits = std::vector<std::string>;  // in order
const Waits kExpired = {"ivan: recovery_expired", "maria: recovery_expired"};
const Waits kUnused = {"ivan: recovery_unused", "maria: recovery_unused"};

// maria's contact is ivan.
struct Waiting : Story {
  explicit Waiting(PolicySchedule policies = {}) : Story({.policies = std::move(policies)}) {
    appointed("maria", "ivan");
    wait(48h);
  }

  // What waits about `request` for later on, as "account: notice". Takes it under lease, and so is asked once.
  Waits left(const RequestId& request) {
    const auto leased = store->lease_messages("notices", now() + 24h * 365, Duration(0), 1000);
    REQUIRE(leased.ok());
    Waits found;
    for (const LeasedMessage& one : *leased) {
      const auto message = decode_message(one.message.bytes);
      REQUIRE(message.ok());
      if (message->request == request && one.message.not_before > now())
        found.push_back(message->account + ": " + std::string(name_of(*message->notice)));
    }
    std::ranges::sort(found);
    return found;
  }
};

PolicySchedule waiting_a_day() {
  return changed([](Policy& policy) { policy.waiting_period = 24h; });
}

TEST_CASE("KQ12: whatever ends a request withdraws what waits for it") {
  struct Row {
    std::string ended;
    std::function<void(Waiting&, const RequestId&)> end;
    Waits left{};
  };
  const Row rows[] = {
      {"not at all", [](Waiting&, const RequestId&) {}, kExpired},
      {"another one is cancelled", [](Waiting& s, const RequestId&) { EXPECT(s.cancel(s.started("maria")), "done"); },
       kExpired},
      {"approved", [](Waiting& s, const RequestId& r) { s.approved("ivan", r), s.confirmed("ivan", r); }, kExpired},
      {"redeemed", [](Waiting& s, const RequestId& r) { s.approved("ivan", r), s.confirmed("ivan", r), s.redeemed(r); }},
      {"denied by the trustor",
       [](Waiting& s, const RequestId& r) { EXPECT(s.service().trustor("maria").deny(r), "done"); }},
      {"denied by the contact", [](Waiting& s, const RequestId& r) { EXPECT(s.service().contact("ivan").deny(r), "done"); }},
      {"denied by the approval of another", [](Waiting& s, const RequestId&) { s.approved("ivan", s.started("maria")); }},
      {"cancelled", [](Waiting& s, const RequestId& r) { EXPECT(s.cancel(r), "done"); }},
      {"void by a report",
       [](Waiting& s, const RequestId&) { EXPECT(s.service().contact("ivan").report_fraud("maria"), "done"); }},
      {"void by a freeze",
       [](Waiting& s, const RequestId&) { EXPECT(s.service().operations().freeze("maria", "anna"), "done"); }},
      {"void by a new phone, which its records do not say",
       [](Waiting& s, const RequestId&) {
         EXPECT(s.service().operations().account_changed("maria", AccountChange::phone, s.now()), "done");
       },
       kExpired},
  };
  for (const auto& [ended, end, left] : rows) {
    CAPTURE(ended);
    Waiting story;
    const RequestId request = story.started("maria");
    end(story, request);
    CHECK(story.left(request) == left);
  }
}

TEST_CASE("KQ12: a request that has to wait is told of by other notices, which go with it as well") {
  struct Row {
    std::string ended;
    std::function<void(Waiting&, const RequestId&)> end;
    Waits left{};
  };
  const Row rows[] = {
      {"not at all",
       [](Waiting&, const RequestId&) {},
       {"ivan: recovery_unused", "maria: recovery_approved", "maria: recovery_unused"}},
      {"the day is over", [](Waiting& s, const RequestId&) { s.wait(24h), std::ignore = s.service().pump(); }, kUnused},
      {"redeemed", [](Waiting& s, const RequestId& r) { s.wait(24h), s.redeemed(r); }},
      {"denied by the contact", [](Waiting& s, const RequestId& r) { EXPECT(s.service().contact("ivan").deny(r), "done"); }},
  };
  for (const auto& [ended, end, left] : rows) {
    CAPTURE(ended);
    Waiting story(waiting_a_day());
    const RequestId request = story.ready("maria", "ivan");
    end(story, request);
    CHECK(story.left(request) == left);
  }
}

TEST_CASE("KQ12: whoever is told that a request has run out is told once, and nobody is of one that was redeemed") {
  Waiting story;
  const RequestId request = story.started("maria");
  story.wait(48h);
  const auto notices = story.notices();
  for (const std::string& notice : kExpired) CHECK(std::ranges::count(notices, notice) == 1);
  story.redeemed(story.ready("maria", "ivan"));
  story.wait(48h);
  CHECK(std::ranges::count(story.notices(), "maria: recovery_expired") == 1);
}

}  // namespace
}  // namespace doverie::testing
