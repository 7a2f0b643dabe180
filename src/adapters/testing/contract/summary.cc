// SPDX-License-Identifier: Apache-2.0
//
// Clauses about summaries: events that sum up all before them, so that reads begin there.
#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

// Five events, of which the third is a summary.
Shown summed_up(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("1").append("a", 0, {"1", "2"}));
  store.appended(BatchBuilder("2").append("a", 2, {"3", "4", "5"}, 3));
  return store;
}

void reads_begin_there(Trial& trial) {
  Shown store = summed_up(trial);
  const StreamRecord stream = store.stream("a");
  expect_equal<std::uint64_t>("the version of a stream with a summary", stream.version, 5);
  expect_equal("the events from the summary at version 3 on", stream.events, {event("3"), event("4"), event("5")});
}

void whole_gives_everything(Trial& trial) {
  Shown store = summed_up(trial);
  expect_equal("all events, asked for by `whole`", store.stream("a", true).events,
               {event("1"), event("2"), event("3"), event("4"), event("5")});
}

void last_one_wins(Trial& trial) {
  Shown store = summed_up(trial);
  store.appended(BatchBuilder("3").append("a", 5, {"6"}, 6));
  expect_equal("the events from the second summary on", store.stream("a").events, {event("6")});
  expect_equal<std::uint64_t>("the number of all events", store.stream("a", true).events.size(), 6);
}

void left_alone(Trial& trial) {
  Shown store = summed_up(trial);
  store.appended(BatchBuilder("3").append("a", 5, {"6"}));
  expect_equal("the events from the summary at version 3 on, after an append without one", store.stream("a").events,
               {event("3"), event("4"), event("5"), event("6")});
}

void of_its_own_stream(Trial& trial) {
  Shown store = summed_up(trial);
  store.appended(BatchBuilder("3").append("b", 0, {"1", "2"}).append("c", 0, {"1", "2"}, 2));
  expect_equal("the events of a stream without a summary", store.stream("b").events, {event("1"), event("2")});
  expect_equal("the events of a stream with one in the same batch", store.stream("c").events, {event("2")});
}

void has_to_be_appended(Trial& trial) {
  Shown store = summed_up(trial);
  for (const std::uint64_t wrong : {1U, 5U, 8U}) {
    store.is_fault(BatchBuilder("3").append("a", 5, {"6", "7"}, wrong));
    expect_equal<std::uint64_t>("the version after a summary that is not one of the events", store.version("a"), 5);
    expect_equal<std::uint64_t>("the number of events from the summary on", store.stream("a").events.size(), 3);
  }
  store.is_fault(BatchBuilder("3").append("a", 5, {}, 5));
}

void not_by_a_conflict(Trial& trial) {
  Shown store = summed_up(trial);
  store.conflicts(BatchBuilder("3").append("a", 4, {"x"}, 5));
  expect_equal<std::uint64_t>("the number of events from the summary on, after a conflict", store.stream("a").events.size(),
                              3);
}

void feed_has_everything(Trial& trial) {
  Shown store = summed_up(trial);
  expect_equal("the feed of a stream with a summary", store.feed(), {"a@1", "a@2", "a@3", "a@4", "a@5"});
}

constexpr ContractClause kClauses[] = {
    {"summary_reads_begin_there", "reads of a stream begin at its latest summary; the version counts all events",
     reads_begin_there},
    {"summary_whole_gives_everything", "a read with `whole` gives all events, whatever the summaries",
     whole_gives_everything},
    {"summary_last_one_wins", "a later summary moves the beginning", last_one_wins},
    {"summary_left_alone", "an append without a summary leaves the beginning where it is", left_alone},
    {"summary_of_its_own_stream", "a summary is of its own stream and of no other", of_its_own_stream},
    {"summary_has_to_be_appended", "a summary that is not one of the appended events is a fault", has_to_be_appended},
    {"summary_not_by_a_conflict", "a batch that conflicts does not move the beginning", not_by_a_conflict},
    {"summary_feed_has_everything", "the feed has all events, whatever the summaries", feed_has_everything},
};

}  // namespace

std::span<const ContractClause> summary_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
