// SPDX-License-Identifier: Apache-2.0
//
// Long streams are summed up, so that a circle of ten years loads as fast as one of ten days. Nothing that a rule looks at is
// lost by that, and the audit trail goes through the sums.
#include <doctest/doctest.h>

#include <algorithm>

#include "core/bytes/digests.h"
#include "core/records/evolve.h"
#include "core/values/ids.h"
#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// A story whose store tells how many events were read at most.
struct Watched {
  std::shared_ptr<WrappedStore> store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story{{.store = store}};
  std::size_t most = 0;

  void watch() {
    store->on_record = [this](StreamRecord& record) { most = std::max(most, record.events.size()); };
  }
};

// One day of a circle: a recovery that is cancelled, and its owner.
void live_a_day(Story& story) {
  const RequestId request = story.started("maria");
  CHECK(story.cancel(request).ok());
  CHECK(story.service().operations().owner_seen("maria").ok());
  story.wait(24h);
}

// As many as it takes for the circle to be summed up.
void live_long(Story& story) {
  for (int day = 0; day < 40; ++day) live_a_day(story);
  REQUIRE(story.count("circle/maria", "circle_summed") >= 1);
}

StreamRecord whole(EventStore& store, const std::string& stream) {
  ReadRequest request{.streams = {stream}};
  request.whole = true;
  return store.read(request).value().streams.at(0);
}

Circle folded(const StreamRecord& record) {
  Circle circle;
  for (const EventRecord& stored : record.events) {
    const auto decoded = decode<CircleEvent>(stored.bytes);
    REQUIRE(decoded.ok());
    const Status evolved = evolve(circle, decoded->envelope, decoded->event);
    REQUIRE_MESSAGE(evolved.ok(), in_words(evolved));
  }
  return circle;
}

// DOVERIE_ROUNDS=10000 makes it as long as the oldest circles will ever be.
TEST_CASE("sum: a circle with thousands of events is loaded from its latest sum on") {
  const auto events = static_cast<std::uint64_t>(rounds_or(2000));
  Watched watched;
  Story& story = watched.story;
  story.appointed("maria", "ivan");
  watched.watch();
  while (story.store->read({.streams = {"circle/maria"}})->streams.at(0).version < events) live_a_day(story);
  story.wait(31 * 24h);  // the notices of all those days are of no use any more
  while (story.service().pump().all() > 0) {
  }
  watched.most = 0;
  const RequestId request = story.ready("maria", "ivan");
  story.redeemed(request);
  CHECK(watched.most > 0);
  CHECK(watched.most <= kEventsBeforeSum + 8);  // the last command's come on top
  // The audit trail is whole, and every sum in it is right.
  watched.store->on_record = nullptr;
  const auto trail = story.service().operations().audit("maria");
  REQUIRE_MESSAGE(trail.ok(), in_words(trail));
  CHECK(trail->entries.size() > events);
  CHECK(trail->entries.front().version == 1);
}

TEST_CASE("sum: what a sum says is what the events before it add up to") {
  Story story;
  story.appointed("maria", "ivan");
  live_long(story);
  story.started("maria");
  const StreamRecord all = whole(*story.store, "circle/maria");
  const StreamRecord some = story.store->read({.streams = {"circle/maria"}}).value().streams.at(0);
  CHECK(some.events.size() < all.events.size());
  const auto written = [](const Circle& circle) { return encode(Envelope{}, CircleEvent(event::CircleSummed{"", circle})); };
  CHECK(written(folded(some)) == written(folded(all)));
  CHECK(folded(some).last_at == folded(all).last_at);
}

TEST_CASE("sum: nothing that a rule looks at is forgotten") {
  Story story({.policies = changed([](Policy& policy) { policy.starts_per_day = 1000; })});
  story.appointed("maria", "ivan");
  const RequestId guessed = story.started("maria");
  story.approved("ivan", guessed);
  story.guessed_wrong(4, "ivan", guessed);
  // Strangers make the circle long within the hour.
  for (int i = 0; i < 70; ++i) CHECK(story.cancel(story.started("maria")).ok());
  REQUIRE(story.count("circle/maria", "circle_summed") >= 2);
  EXPECT(story.confirm("ivan", guessed, story.wrong_code("ivan")), "refused: wrong_code");
  EXPECT(story.confirm("ivan", guessed, story.wrong_code("ivan")), "refused: too_many_wrong_codes");
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "refused: removal_blocked");
}

TEST_CASE("sum: what ended long ago is forgotten, and says that it is not there") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  CHECK(story.cancel(request).ok());
  EXPECT(story.status(request), "done");
  live_long(story);
  EXPECT(story.status(request), "refused: request_not_found");
  EXPECT(story.redeem(request), "refused: request_not_found");
}

TEST_CASE("sum: a contact's stream is summed up, too, and its lock and its trustors stay") {
  Story story({.policies = changed([](Policy& policy) {
                 policy.max_wrong_codes = 100;
                 policy.max_wrong_codes_per_trustor = 1000;
                 policy.max_consecutive_wrong_codes = 70;
               })});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.guessed_wrong(69, "ivan", request);
  REQUIRE(story.count("contact/ivan", "contact_summed") == 1);
  EXPECT(story.confirm("ivan", request, story.wrong_code("ivan")), "refused: wrong_code");
  EXPECT(story.confirm("ivan", request, story.wrong_code("ivan")), "refused: contact_locked");
  CHECK(story.service().contact("ivan").cabinet()->trustors.at(0).trustor == "maria");
}

// --- attacks

// What the store shows is changed on the way.
template <class Change>
std::string audited(Watched& watched, Change change) {
  watched.store->on_record = [change](StreamRecord& record) {
    if (record.name == "circle/maria") change(record);  // the cabinet reads the people, too
  };
  const auto trail = watched.story.service().operations().audit("maria");
  const auto view = watched.story.service().trustor("maria").cabinet();
  watched.store->on_record = nullptr;
  return in_words(trail) + " / " + in_words(view);
}

TEST_CASE("T9: a sum that was changed, moved or begun behind is found") {
  Watched watched;
  watched.story.appointed("maria", "ivan");
  live_long(watched.story);
  CHECK(audited(watched, [](StreamRecord&) {}) == "done / done");
  const auto is_sum = [](const EventRecord& e) { return e.bytes.find("circle_summed") != std::string::npos; };
  CHECK(audited(watched, [&](StreamRecord& record) {
          auto& bytes = std::find_if(record.events.begin(), record.events.end(), is_sum)->bytes;
          bytes.replace(bytes.find("ivan"), 4, "igor");
        }) == "fault: audit_broken / fault: audit_broken");
  CHECK(audited(watched, [&](StreamRecord& record) {
          record.events.erase(std::find_if(record.events.begin(), record.events.end(), is_sum));
        }) == "fault: audit_broken / fault: audit_broken");
  CHECK(audited(watched, [&](StreamRecord& record) { record.events.erase(record.events.begin()); }) ==
        "fault: audit_broken / fault: audit_broken");
  CHECK(audited(watched, [&](StreamRecord& record) { record.events.pop_back(); }) ==
        "fault: audit_broken / fault: audit_broken");
  CHECK(audited(watched, [&](StreamRecord& record) { record.events.clear(); }) ==
        "fault: audit_broken / fault: audit_broken");
  CHECK(audited(watched, [&](StreamRecord& record) { record.version += 1; }) == "fault: audit_broken / fault: audit_broken");
}

TEST_CASE("T9: a sum that lies is found by whoever reads the whole stream") {
  Circle circle;
  const Envelope envelope{kNoon, kToday, "command", ""};
  REQUIRE(evolve(circle, envelope, event::OwnerSeen{}).ok());
  Circle lie = worth_keeping(circle, kNoon);
  lie.contacts.push_back({"mallory", kNoon, kNoon});
  EXPECT(evolve(circle, envelope, event::CircleSummed{"1:00", lie}), "fault: store_corrupt");
  CHECK(evolve(circle, envelope, event::CircleSummed{"1:00", worth_keeping(circle, kNoon)}).ok());
}

// A circle with something everywhere.
Circle full_circle() {
  Request request{"req", "0042",   "hash",    true, 1, kNoon, kNoon + 24h, {"p", "h"}, 1, "1:cd", RequestState::approved,
                  {},    {"olga"}, kNoon + 1h};
  request.approvals = {{"ivan", kNoon, "challenge", "1", "phone", kNoon, kNoon + 10min, kNoon, 1, 1, 1, true}};
  Circle circle;
  circle.contacts = {{"ivan", kNoon, kNoon}};
  circle.invitations = {{"inv", kNoon, kNoon + 24h, true}};
  circle.requests = {request};
  circle.wrong_codes = {{"ivan", kNoon}};
  circle.frozen_until = kNoon + 72h;
  circle.owner_seen_at = kNoon;
  circle.unavailable_start_at = kNoon;
  circle.wrong_numbers = {{"ivan", kNoon}};
  circle.removals = {{"ivan", "trustor", kNoon + 24h}};
  circle.calls = {{"call", kNoon + 2h}};
  circle.changes = {{"sim", kNoon}};
  circle.last_at = kNoon;
  return circle;
}

TEST_CASE("T9: a sum that lies in any one field is found") {
  using Lie = void (*)(Circle&);
  const Lie lies[] = {
      [](Circle& c) { c.contacts.clear(); },
      [](Circle& c) { c.contacts[0].contact = "igor"; },
      [](Circle& c) { c.contacts[0].appointed_at += kTick; },
      [](Circle& c) { c.contacts[0].active_from += kTick; },
      [](Circle& c) { c.invitations.clear(); },
      [](Circle& c) { c.invitations[0].id = "other"; },
      [](Circle& c) { c.invitations[0].sent_at += kTick; },
      [](Circle& c) { c.invitations[0].expires_at += kTick; },
      [](Circle& c) { c.invitations[0].closed = false; },
      [](Circle& c) { c.requests.clear(); },
      [](Circle& c) { c.requests[0].id = "other"; },
      [](Circle& c) { c.requests[0].number = "0043"; },
      [](Circle& c) { c.requests[0].secret_sha256 = "other"; },
      [](Circle& c) { c.requests[0].verified_factor = false; },
      [](Circle& c) { c.requests[0].required_approvals = 0; },
      [](Circle& c) { c.requests[0].started_at += kTick; },
      [](Circle& c) { c.requests[0].expires_at += kTick; },
      [](Circle& c) { c.requests[0].policy.id = "other"; },
      [](Circle& c) { c.requests[0].policy.content_hash = "other"; },
      [](Circle& c) { c.requests[0].epoch = 2; },
      [](Circle& c) { c.requests[0].state = RequestState::pending; },
      [](Circle& c) { c.requests[0].approvals.clear(); },
      [](Circle& c) { c.requests[0].newcomers.clear(); },
      [](Circle& c) { c.requests[0].redeem_before += kTick; },
      [](Circle& c) { c.requests[0].approvals[0].contact = "igor"; },
      [](Circle& c) { c.requests[0].approvals[0].given_at += kTick; },
      [](Circle& c) { c.requests[0].approvals[0].challenge = "other"; },
      [](Circle& c) { c.requests[0].approvals[0].code_key = "2"; },
      [](Circle& c) { c.requests[0].approvals[0].phone_binding = "other"; },
      [](Circle& c) { c.requests[0].approvals[0].code_issued_at += kTick; },
      [](Circle& c) { c.requests[0].approvals[0].code_expires_at += kTick; },
      [](Circle& c) { c.requests[0].approvals[0].last_asked_at += kTick; },
      [](Circle& c) { c.requests[0].approvals[0].asked = 7; },
      [](Circle& c) { c.requests[0].approvals[0].taken = 7; },
      [](Circle& c) { c.requests[0].approvals[0].last_taken = 7; },
      [](Circle& c) { c.requests[0].approvals[0].sms = SmsState::failed; },
      [](Circle& c) { c.requests[0].approvals[0].sms_at += kTick; },
      [](Circle& c) { c.requests[0].approvals[0].older.push_back({"c", "1"}); },
      [](Circle& c) { c.requests[0].approvals[0].confirmed = false; },
      [](Circle& c) { c.requests[0].approvals[0].attestation = "other"; },
      [](Circle& c) { c.wrong_codes.clear(); },
      [](Circle& c) { c.wrong_codes[0].contact = "igor"; },
      [](Circle& c) { c.wrong_codes[0].at += kTick; },
      [](Circle& c) { c.frozen_until.reset(); },
      [](Circle& c) { c.owner_seen_at.reset(); },
      [](Circle& c) { c.lost_under_recovery = true; },
      [](Circle& c) { c.unavailable_start_at.reset(); },
      [](Circle& c) { c.removals.clear(); },
      [](Circle& c) { c.wrong_numbers.clear(); },
      [](Circle& c) { c.wrong_numbers[0].contact = "igor"; },
      [](Circle& c) { c.wrong_numbers[0].at += kTick; },
      [](Circle& c) { c.requests[0].number_hidden = true; },
      [](Circle& c) { c.removals[0].contact = "igor"; },
      [](Circle& c) { c.removals[0].by = "contact"; },
      [](Circle& c) { c.removals[0].possible_from += kTick; },
      [](Circle& c) { c.requests[0].redeem_from += kTick; },
      [](Circle& c) { c.requests[0].operation = "other"; },
      [](Circle& c) { c.place = 7; },
      [](Circle& c) { c.protected_once = true; },
      [](Circle& c) { c.calls.clear(); },
      [](Circle& c) { c.calls[0].id = "other"; },
      [](Circle& c) { c.calls[0].held_until += kTick; },
      [](Circle& c) { c.changes.clear(); },
      [](Circle& c) { c.changes[0].what = "phone"; },
      [](Circle& c) { c.changes[0].since += kTick; },
  };
  const Envelope envelope{kNoon, kToday, "command", ""};
  const auto told = [&](const Circle& sum) {
    Circle circle = full_circle();
    return in_words(evolve(circle, envelope, event::CircleSummed{"1:00", sum}));
  };
  CHECK(told(full_circle()) == "done");
  for (const Lie lie : lies) {
    Circle sum = full_circle();
    lie(sum);
    CHECK(told(sum) == "fault: store_corrupt");
  }
}

TEST_CASE("T9: a contact's sum that lies in any one field is found") {
  const ContactRecord truth{{"maria"}, 3, kNoon + 24h, kNoon, {{"call", kNoon + 2h}}, {{"sim", kNoon}}, true};
  using Lie = void (*)(ContactRecord&);
  const Lie lies[] = {
      [](ContactRecord& c) { c.trustors.clear(); },     [](ContactRecord& c) { c.wrong_codes_in_a_row = 0; },
      [](ContactRecord& c) { c.locked_until.reset(); }, [](ContactRecord& c) { c.calls.clear(); },
      [](ContactRecord& c) { c.changes.clear(); },      [](ContactRecord& c) { c.closed = false; },
  };
  const Envelope envelope{kNoon, kToday, "command", ""};
  for (const Lie lie : lies) {
    ContactRecord sum = truth;
    lie(sum);
    ContactRecord contact = truth;
    EXPECT(evolve(contact, envelope, event::ContactSummed{"1:00", sum}), "fault: store_corrupt");
    EXPECT(evolve(contact, envelope, event::ContactSummed{"1:00", truth}), "done");
  }
}

}  // namespace
}  // namespace doverie::testing
