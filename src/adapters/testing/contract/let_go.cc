// SPDX-License-Identifier: Apache-2.0
//
// Clauses about letting go of records of commands that nobody may repeat any more. A store that lets go of nothing keeps them.
#include <algorithm>

#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

constexpr std::uint32_t kCommands = 5;

std::string name_of(std::uint32_t i) {
  return "c" + std::to_string(i);
}

// One command a minute, each with an event of its own.
void put_commands(Shown& store) {
  for (std::uint32_t i = 0; i < kCommands; ++i) {
    store.appended(BatchBuilder(name_of(i), kStart + i * kMinute).append(name_of(i), 0, {"event"}));
  }
}

std::uint32_t let_go(Shown& store, Instant before, std::uint32_t limit) {
  return good(store.raw().let_go_of_commands(before, limit), "let_go_of_commands");
}

Names commands_there(Shown& store) {
  Names there;
  for (std::uint32_t i = 0; i < kCommands; ++i) {
    if (store.command(name_of(i))) there.push_back(name_of(i));
  }
  return there;
}

Names from(std::uint32_t first) {
  Names names;
  for (std::uint32_t i = first; i < kCommands; ++i) names.push_back(name_of(i));
  return names;
}

void oldest_first(Trial& trial) {
  Shown store = trial.store();
  put_commands(store);
  expect_equal<std::uint64_t>("the number of records let go, when all are of that minute or later",
                              let_go(store, kStart, 10), 0);
  std::uint32_t gone = 0;
  for (int time = 0; time < 3; ++time) {
    const std::uint32_t more = let_go(store, kStart + 3 * kMinute, 2);
    expect(more <= 2, "more records of commands went than were asked for");
    gone += more;
    expect_equal("the commands that are there, after " + std::to_string(gone) + " were let go", commands_there(store),
                 from(gone));
  }
  expect(gone <= 3, "a command's record went that was not older than asked for");
}

void comes_again(Trial& trial) {
  Shown store = trial.store();
  put_commands(store);
  if (let_go(store, kStart + kMinute, 1) == 0) return;
  expect_equal<std::uint64_t>("the version of a stream, after the command that wrote it was let go",
                              store.version(name_of(0)), 1);
  store.conflicts(BatchBuilder(name_of(0)).append(name_of(0), 0, {"event"}));
  store.appended(BatchBuilder(name_of(0)).append(name_of(0), 1, {"another"}));
}

constexpr ContractClause kClauses[] = {
    {"let_go_oldest_first",
     "of the records of commands as many as it says are let go, the oldest first, no more than were asked for and none too "
     "early",
     oldest_first},
    {"let_go_comes_again", "a command whose record was let go comes as for the first time, and what it wrote is there",
     comes_again},
};

}  // namespace

std::span<const ContractClause> let_go_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
