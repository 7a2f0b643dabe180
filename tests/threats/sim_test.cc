// SPDX-License-Identifier: Apache-2.0
//
// Thousands of random stories; in none of them is a promise broken. DOVERIE_ROUNDS makes it more, DOVERIE_SEED=<seed> with
// DOVERIE_ROUNDS=1 runs one again.
#include <algorithm>
#include <set>
#include <string_view>

#include "doverie/adapters/sqlite.h"
#include "support/temp_dir.h"
#include "threats/simulator.h"

namespace doverie::testing {
namespace {

// Short: what a long story does, many short ones do, and every step reads all that was written before.
constexpr int kSteps = 14;
// Unoptimised builds, and those with sanitizers, are five and fifty times slower.
#ifdef NDEBUG
constexpr int kRounds = 2000;
#else
constexpr int kRounds = 600;
#endif

// A simulation that does not know a command proves nothing about it. What the library asks of itself runs inside of others.
void check_all_ran(const std::set<std::string_view>& commands) {
  const std::set<std::string_view> inside = {"prepare_delivery", "note_sms", "note_refusal", "erase_refusals"};
#define DOVERIE_COMMAND(number, since, name, Type, side, method, deed, answer, text, refusals, fields) \
  CHECK_MESSAGE((commands.contains(#name) || inside.contains(#name)), #name);
#include "doverie/core/commands.def"
}

TEST_CASE(
    "sim: no redemption without attestation and code, no wrong code or redemption too many, nothing kept, all explained") {
  const std::uint64_t first_seed = seed_or(1);
  const int rounds = rounds_or(kRounds);
  int redemptions = 0;
  int wrong_codes = 0;
  int erasures = 0;
  int explained = 0;
  std::set<std::string_view> commands;
  for (int i = 0; i < rounds; ++i) {
    const std::uint64_t seed = first_seed + static_cast<std::uint64_t>(i);
    Simulator simulator(seed);
    const std::string wrong = simulator.run(kSteps);
    REQUIRE_MESSAGE(wrong.empty(), "DOVERIE_SEED=" << seed << " DOVERIE_ROUNDS=1: " << wrong);
    redemptions += simulator.model().redemptions();
    wrong_codes += simulator.model().wrong_codes();
    erasures += simulator.model().erasures();
    explained += simulator.explained();
    commands.insert(simulator.commands().begin(), simulator.commands().end());
  }
  MESSAGE(rounds << " rounds, " << redemptions << " redemptions, " << wrong_codes << " wrong codes, " << erasures
                 << " people erased");
  // A simulation in which nothing happens proves nothing.
  if (rounds >= 100) {
    CHECK(redemptions > rounds / 10);
    CHECK(wrong_codes > rounds / 10);
    CHECK(erasures > rounds / 50);
    CHECK(explained > rounds / 2);
  }
  if (rounds >= 500) check_all_ran(commands);
}

TEST_CASE("sim: the same over a file") {
  const std::uint64_t first_seed = seed_or(1);
  const int rounds = std::max(1, rounds_or(kRounds) / 20);
  for (int i = 0; i < rounds; ++i) {
    const std::uint64_t seed = first_seed + static_cast<std::uint64_t>(i);
    const TempDir directory("/dev/shm");
    Simulator simulator(seed, *SqliteStore::create(directory.file("store")));
    const std::string wrong = simulator.run(kSteps);
    REQUIRE_MESSAGE(wrong.empty(), "DOVERIE_SEED=" << seed << " DOVERIE_ROUNDS=20: " << wrong);
  }
}

// The model itself: each promise can be seen to be broken.
TEST_CASE("sim: the model sees each broken promise") {
  const auto prepared = [] {
    Model model;
    model.clock(kNoon);
    model.facts("maria", citizen("Мария", "+79031112233"));
    model.facts("ivan", citizen("Иван", "+79161234567"));
    model.appointed("maria", "ivan");
    model.started("maria", "r", "change");
    return model;
  };
  Model bare = prepared();
  bare.redeemed("r", true, "change", {"g", "maria", "change"});
  CHECK(bare.violation() == "promise 1: redeemed without the right code");
  Model mistaken = prepared();
  mistaken.approved("ivan", "r", true, "recovery");
  CHECK(mistaken.violation() == "a contact approved another operation than the one he was shown");
  for (const auto& [named, granted] : {std::pair("recovery", "change"), std::pair("change", "recovery")}) {
    Model model = prepared();
    model.redeemed("r", true, named, {"g", "maria", granted});
    CHECK(model.violation() == "a grant is for another operation");
  }
  Model guessed = prepared();
  guessed.approved("ivan", "r", true, "change");
  guessed.confirmed("ivan", "r", "123456");
  CHECK(guessed.violation() == "a code was accepted that was not the living one of this request");

  const auto confirmed = [&] {
    Model model = prepared();
    model.approved("ivan", "r", true, "change");
    for (int send = 1; send <= 4; ++send) {
      Batch batch;
      batch.appends.push_back({"circle/maria", {{R"({"type":"code_issued","challenge":"c"})", ""}}});
      const std::string message = R"({"request":"r","account":"ivan","send":)" + std::to_string(send) + "}";
      batch.messages.push_back({"codes", "m", message, kNoon, kNoon});
      model.written(batch);
    }
    model.sent({"r", "ivan", 1}, "+79161234567", "123456", true);
    model.confirmed("ivan", "r", "123456");
    return model;
  };
  Model again = confirmed();
  again.sent({"r", "ivan", 1}, "+79161234567", "123456", false);
  CHECK(again.violation().empty());
  again.sent({"r", "ivan", 1}, "+79161234567", "123456", true);
  CHECK(again.violation() == "KD1: an SMS that the gateway had taken was sent again");
  Model flooded = confirmed();
  for (int send = 2; send <= 3; ++send) flooded.sent({"r", "ivan", send}, "+79161234567", "123456", true);
  CHECK(flooded.violation().empty());
  flooded.sent({"r", "ivan", 4}, "+79161234567", "123456", true);
  CHECK(flooded.violation() == "KD1: the gateway took more SMS than are allowed");
  Model unasked = confirmed();
  unasked.sent({"r", "ivan", 5}, "+79161234567", "123456", false);
  CHECK(unasked.violation() == "an SMS was sent that nobody has asked for");
  Model right = confirmed();
  right.redeemed("r", true, "change", {"g", "maria", "change"});
  right.redeemed("r", true, "change", {"g", "maria", "change"});
  CHECK(right.violation() == "promise 1: redeemed after it was over");
  right = confirmed();
  right.redeemed("r", true, "change", {"g", "maria", "change"});
  CHECK(right.violation().empty());
  right.redeemed("r", true, "change", {"h", "maria", "change"});
  CHECK(right.violation() == "promise 3: a request was redeemed twice");
  Model late = confirmed();
  late.clock(kNoon + 1h);
  late.redeemed("r", true, "change", {"g", "maria", "change"});
  CHECK(late.violation() == "promise 1: redeemed more than an hour after approval");
  Model removed = confirmed();
  removed.removed("maria", "ivan", "trustor");
  removed.redeemed("r", true, "change", {"g", "maria", "change"});
  CHECK(removed.violation() == "promise 1: redeemed without a current contact");
  Model missed = prepared();
  missed.turned_away("maria");
  missed.clock(kNoon + 23h - kTick);
  missed.removed("maria", "ivan", "trustor");
  CHECK(missed.violation() == "C11: taken away after a start in vain");
  Model hasty(true);
  hasty.clock(kNoon);
  hasty.removal_asked("maria", "ivan", "trustor");
  hasty.clock(kNoon + 24h - kTick);
  hasty.removed("maria", "ivan", "trustor");
  CHECK(hasty.violation() == "C2: taken away too early");

  const auto inviting = [] {
    Model model;
    model.clock(kNoon);
    model.facts("maria", citizen("Мария", "+79031112233"));
    model.facts("ivan", citizen("Иван", "+79161234567"));
    model.invited("maria", {"i", kNoon + 24h, "", true}, "Иван", "+79161234567");
    return model;
  };
  const auto erasing = [](std::string type) {
    Batch batch;
    batch.appends.push_back({"circle/maria", {{R"({"type":")" + type + "\"}", ""}}});
    batch.erase.emplace_back("invitation/i");
    return batch;
  };
  Model left = inviting();
  CHECK(left.held_of("ivan") == std::set<InvitationId>{"i"});
  left.person_erased("ivan", left.held_of("ivan"));
  CHECK(left.violation().empty());  // an invitation of somebody else waits on
  left.accepted("i", "ivan");
  left.person_erased("ivan", left.held_of("ivan"));
  CHECK(left.violation() == "T13: something is left of a person who was erased");
  Model gone = inviting();
  const auto held = gone.held_of("maria");
  gone.written(erasing("personal_data_erased"));
  gone.person_erased("maria", held);
  gone.all_times_over();
  CHECK(gone.violation().empty());
  Model early = inviting();
  early.clock(kNoon + 24h * 29 - kTick);
  early.written(erasing("invitation_erased"));
  CHECK(early.violation() == "T13: an invitation was erased before its time");
  Model unrecorded = inviting();
  unrecorded.clock(kNoon + 24h * 29);
  unrecorded.written(erasing("owner_seen"));
  CHECK(unrecorded.violation() == "T13: erased without a record");
  Model kept = inviting();
  kept.all_times_over();
  CHECK(kept.violation() == "T13: an invitation is kept although its time is over");
  Model masked = inviting();
  Batch answered;
  answered.command.answer = "+7916•••••67";
  masked.written(answered);
  CHECK(masked.violation() == "T13: a masked phone was kept with an answer");

  Model denied = confirmed();
  denied.ended("r");
  denied.redeemed("r", true, "change", {"g", "maria", "change"});
  CHECK(denied.violation() == "promise 1: redeemed after it was over");
}

}  // namespace
}  // namespace doverie::testing
