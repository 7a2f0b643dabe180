// SPDX-License-Identifier: Apache-2.0
//
// Parts of a replay by themselves: calls that a history tells of, numbers and ids as the random bytes they came from, outcomes in words.
#include "core/values/ids.h"
#include "replay/calls.h"
#include "replay/randomness.h"
#include "replay/report.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

using replay::Holds;

constexpr Holds kShorter{.differ = true, .unrecorded = false, .shortest = 30min, .longest = 2h};

// What a history has told of Maria's calls, as a trustor's or as a contact's.
struct Told {
  replay::RecordedCalls calls;
  bool contact = false;

  void take(Instant at, CircleEvent of_trustor, ContactEvent of_contact) {
    replay::Recorded recorded{"", {at, kToday, "cmd", ""}, {}, {}, {}};
    if (contact) {
      recorded.contacts.push_back({{"contact/maria", 1}, "maria", std::move(of_contact)});
    } else {
      recorded.circle.push_back({{"circle/maria", 1}, "maria", std::move(of_trustor)});
    }
    calls.take(recorded);
  }
  void began(const std::string& id, Instant at) {
    const event::CallBegan event{id, at + 2h};
    take(at, event, event);
  }
  void ended(const std::string& id, Instant at) { take(at, event::CallEnded{id}, event::CallEnded{id}); }
  void summed(Instant at) { take(at, event::CircleSummed{"", {}}, event::ContactSummed{"", {}}); }
  std::string at(Instant now, const Holds& holds = kShorter) const {
    const auto doubt = contact ? calls.of_contact("maria", now, holds) : calls.of_trustor("maria", now, holds);
    std::string words = doubt.maybe_on ? "on" : "off";
    for (const std::string& id : doubt.maybe_over) words += " " + id + " may be over";
    return words;
  }
};

TEST_CASE("replay: a call that was held may have been reported again, until either policy would have let it go") {
  for (const bool contact : {false, true}) {
    Told told{.contact = contact};
    CHECK(told.at(kNoon) == "off");
    told.began("1", kNoon);
    CHECK(told.at(kNoon + 4h - kTick) == "on");
    CHECK(told.at(kNoon + 4h) == "off");
    CHECK(told.at(kNoon, {.differ = false}) == "off");
    CHECK(told.at(kNoon, {.differ = true, .shortest = 2h, .longest = 3h}) == "off");  // held as long as the other would
    CHECK(told.at(kNoon, {.differ = true, .unrecorded = true, .shortest = 2h, .longest = 3h}) == "on");
    told.ended("2", kNoon + 1h);
    CHECK(told.at(kNoon + 1h) == "on");
    told.ended("1", kNoon + 1h);
    CHECK(told.at(kNoon + 1h) == "off");
  }
}

TEST_CASE("replay: the end of a call that the records have forgotten is not told") {
  for (const bool contact : {false, true}) {
    Told told{.contact = contact};
    told.began("1", kNoon);
    SUBCASE("by another call, once its time is over") {
      told.began("2", kNoon + 2h - kTick);
      CHECK(told.at(kNoon + 2h) == "on");
      told.began("3", kNoon + 2h);
      CHECK(told.at(kNoon + 2h) == "on 1 may be over");
    }
    SUBCASE("by a sum") {
      told.summed(kNoon + 2h - kTick);
      CHECK(told.at(kNoon + 2h) == "on");
      told.summed(kNoon + 2h);
      CHECK(told.at(kNoon + 2h) == "on 1 may be over");
    }
    SUBCASE("and one that begins anew may have ended between") {
      told.began("2", kNoon + 2h);
      told.began("1", kNoon + 3h);
      const Holds longer{.differ = true, .shortest = 2h, .longest = 3h};
      CHECK(told.at(kNoon + 6h - kTick, longer) == "on");
      CHECK(told.at(kNoon + 6h, longer) == "off");
    }
    SUBCASE("for two days after its time") {
      told.summed(kNoon + 50h);
      CHECK(told.at(kNoon + 50h) == "off 1 may be over");
      told.summed(kNoon + 50h + kTick);
      CHECK(told.at(kNoon + 50h) == "off");
    }
  }
}

TEST_CASE("replay: the holds of three days are looked at, and the other policy's shortest and longest") {
  const auto holds = [](Duration then, Duration now) {
    Policy history = Policy::gosuslugi();
    Policy other = history;
    history.call_hold = then;
    other.call_hold = now;
    return replay::holds_around(kToday, *PolicySchedule::of({history}), *PolicySchedule::of({other}));
  };
  CHECK_FALSE(holds(1h, 1h).differ);
  CHECK(holds(1h, 2h).differ);
  CHECK_FALSE(holds(1h, 2h).unrecorded);
  CHECK(holds(0h, 2h).unrecorded);
  CHECK_FALSE(holds(0h, 0h).unrecorded);
  CHECK(holds(1h, 2h).shortest == 2h);
  CHECK(holds(1h, 2h).longest == 2h);
  for (const auto& [days_ago, differs] : {std::pair(0, true), std::pair(1, true), std::pair(2, true), std::pair(3, false)}) {
    // The other policy has had its own hold until `days_ago` days ago.
    Policy before = Policy::gosuslugi();
    before.id = "before";
    before.call_hold = 3h;
    Policy since = Policy::gosuslugi();
    since.applies_from = CivilDate(std::chrono::sys_days(kToday) - std::chrono::days(days_ago - 1));
    const auto around = replay::holds_around(kToday, PolicySchedule(), *PolicySchedule::of({before, since}));
    CHECK_MESSAGE(around.differ == differs, days_ago);
  }
}

TEST_CASE("replay: ids and numbers are read back as the bytes that they were made of") {
  const std::string bytes("\x00\x01\x7f\xff 0123456789a", 16);
  CHECK(replay::bytes_in(kRequestPrefix, make_id(kRequestPrefix, bytes, "maria")) == bytes);
  CHECK(replay::bytes_in(kRequestPrefix, "req_no hexadecimal digits are these ….maria").empty());
  CHECK(replay::bytes_of_number("0000") == std::string(4, '\0'));
  CHECK(replay::bytes_of_number("0042") == std::string("\0\0\0\x2a", 4));
  CHECK(replay::bytes_of_number("9999") == std::string("\0\0\x27\x0f", 4));
}

TEST_CASE("replay: each outcome in words") {
  const ReplayPlace here{"circle/maria", 7};
  const ReplayPlace before{"circle/maria", 2};
  const Reason young{ReasonCode::contact_too_young, 21, 20};
  const ReplayMissing age{.gap = ReplayGap::age};
  const ReplayMissing fact{.gap = ReplayGap::fact, .rule = ReasonCode::contact_too_young};
  const auto said = [&](ReplayOutcome outcome, std::optional<Reason> reason, std::vector<ReplayMissing> missing,
                        std::optional<ReplayPlace> because) {
    return replay::in_words(
        ReplayedDecision{here, "approval_given", "c", kNoon, outcome, reason, std::move(missing), because, {}});
  };
  const std::string place = "circle/maria, version 7: approval_given ";
  CHECK(said(ReplayOutcome::same, {}, {}, {}) == place + "comes out the same");
  CHECK(said(ReplayOutcome::further, {}, {}, {}) == place + "would have gone further");
  CHECK(said(ReplayOutcome::refused, {}, {}, {}) == place + "would have been refused");
  CHECK(said(ReplayOutcome::refused, young, {}, {}) ==
        place + "would have been refused: contact_too_young (needs 21, has 20)");
  CHECK(said(ReplayOutcome::refused, Reason{ReasonCode::frozen}, {age}, {}) ==
        place + "would have been refused: frozen; what goes before it cannot be told, for want of age");
  CHECK(said(ReplayOutcome::refused, Reason{ReasonCode::contact_too_young, 21, {}}, {}, {}) ==
        place + "would have been refused: contact_too_young (needs 21)");
  CHECK(said(ReplayOutcome::refused, Reason{ReasonCode::contact_too_young, {}, 20}, {}, {}) ==
        place + "would have been refused: contact_too_young (has 20)");
  CHECK(said(ReplayOutcome::fallen, {}, {}, before) ==
        place + "would have had nothing to go on, since circle/maria, version 2 comes out otherwise");
  CHECK(said(ReplayOutcome::fallen, young, {}, before) ==
        place +
            "would have had nothing to go on, since circle/maria, version 2 comes out otherwise: contact_too_young "
            "(needs 21, has 20)");
  CHECK(said(ReplayOutcome::untold, {}, {age, fact}, {}) ==
        place + "cannot be told, for want of age, fact contact_too_young");
  CHECK(said(ReplayOutcome::untold, {}, {age}, before) ==
        place + "cannot be told, for want of age: circle/maria, version 2");
}

}  // namespace
}  // namespace doverie::testing
