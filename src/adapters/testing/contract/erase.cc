// SPDX-License-Identifier: Apache-2.0
//
// Clauses about erased streams: tombstones.
#include <atomic>

#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

Shown erased(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("w").append("invitation/1", 0, {"sent", "answered"}).append("z", 0, {"z"}));
  store.appended(BatchBuilder("t").tag("phone", "invitation/1").tag("phone", "z"));
  store.appended(BatchBuilder("e").loaded("invitation/1", 2).append("z", 1, {"erased"}).erase("invitation/1"));
  return store;
}

void expect_tombstone(Shown store, const std::string& name, std::uint64_t version) {
  for (const bool whole : {false, true}) {
    const StreamRecord stream = store.stream(name, whole);
    expect(stream.erased, "an erased stream is not said to be erased");
    expect_equal("the version of an erased stream", stream.version, version);
    expect_equal("the events of an erased stream", stream.events, {});
  }
}

void leaves_tombstone(Trial& trial) {
  Shown store = erased(trial);
  expect_tombstone(store, "invitation/1", 2);
  expect_equal<std::uint64_t>("the version of the other stream of the batch", store.version("z"), 2);
}

void takes_tags_along(Trial& trial) {
  expect_equal("the streams that still carry the tag", erased(trial).tagged("phone"), {"z"});
}

void nothing_appended(Trial& trial) {
  Shown store = erased(trial);
  for (const std::uint64_t version : {0U, 2U, 3U}) {
    store.conflicts(BatchBuilder("late").append("invitation/1", version, {"late"}));
  }
  expect_tombstone(store, "invitation/1", 2);
}

void loaded_conflicts(Trial& trial) {
  Shown store = erased(trial);
  store.conflicts(BatchBuilder("late").loaded("invitation/1", 2).append("z", 2, {"late"}));
  expect_equal<std::uint64_t>("the version of the stream that was not written", store.version("z"), 2);
}

void no_tag(Trial& trial) {
  Shown store = erased(trial);
  store.appended(BatchBuilder("late").tag("phone", "invitation/1"));
  expect_equal("the streams that carry the tag", store.tagged("phone"), {"z"});
}

void of_the_same_batch(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("c").append("a", 0, {"one"}).tag("phone", "a").erase("a"));
  expect_tombstone(store, "a", 1);
  expect_equal("the streams that carry the tag", store.tagged("phone"), {});
  expect_equal("the feed", store.feed(), {});
}

void never_written(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("e").loaded("a", 0).erase("a"));
  expect_tombstone(store, "a", 0);
  store.conflicts(BatchBuilder("late").append("a", 0, {"late"}));
}

void twice(Trial& trial) {
  Shown store = erased(trial);
  store.appended(BatchBuilder("again").erase("invitation/1"));
  expect_tombstone(store, "invitation/1", 2);
}

void with_summary(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("w").append("a", 0, {"1", "2", "3"}, 2));
  store.appended(BatchBuilder("e").loaded("a", 3).erase("a"));
  expect_tombstone(store, "a", 3);
}

void keeps_commands(Trial& trial) {
  Shown store = erased(trial);
  const auto again = good(store.raw().append(BatchBuilder("w").append("invitation/1", 0, {"sent"})), "append");
  expect_equal("the outcome of repeating the command that wrote an erased stream", again.outcome, AppendOutcome::already);
}

// Appends to `stream` until it is erased.
void append_until_erased(Shown store, const std::string& stream, const std::string& id) {
  Tries tries("appending until the stream is erased");
  for (unsigned i = 0;; ++i, tries.one_more()) {
    const StreamRecord record = store.stream(stream);
    if (record.erased) return;
    store.append(BatchBuilder(id + "." + std::to_string(i)).append(stream, record.version, {id}).tag("phone", stream));
  }
}

void erase_after_races(Shown store, const std::string& stream) {
  Tries tries("erasing at the version that was read a moment ago");
  for (unsigned i = 0;; ++i, tries.one_more()) {
    const Batch batch = BatchBuilder("erase " + std::to_string(i)).loaded(stream, store.version(stream)).erase(stream);
    if (store.append(batch) == AppendOutcome::appended) return;
  }
}

void racing_append(Trial& trial) {
  Shown store = trial.store();
  std::atomic<std::uint64_t> version = 0;
  trial.in_threads([&](unsigned thread) {
    if (thread != 0) return append_until_erased(store, "a", std::to_string(thread));
    erase_after_races(store, "a");
    version = store.version("a");
  });
  expect_tombstone(store, "a", version);
  expect_equal("the streams that carry the tag", store.tagged("phone"), {});
  expect_equal("the feed", store.feed(), {});
}

constexpr ContractClause kClauses[] = {
    {"erase_leaves_tombstone", "an erased stream keeps its version and has no events", leaves_tombstone},
    {"erase_takes_tags_along", "erasing a stream takes its tags along, and no others", takes_tags_along},
    {"erase_nothing_appended", "nothing can be appended to an erased stream, at any version", nothing_appended},
    {"erase_loaded_conflicts", "a batch that only loaded an erased stream conflicts, too", loaded_conflicts},
    {"erase_no_tag", "a tag cannot be set on an erased stream, and trying is no error", no_tag},
    {"erase_of_the_same_batch", "events and tags of the batch that erases their stream go, too", of_the_same_batch},
    {"erase_never_written", "a stream that was never written can be erased, so that nothing can create it", never_written},
    {"erase_twice", "erasing twice is erasing once", twice},
    {"erase_with_summary", "a stream with a summary can be erased", with_summary},
    {"erase_keeps_commands", "the records of commands stay when the streams that they wrote are erased", keeps_commands},
    {"erase_racing_append", "an append that races with erasing loses, and cannot create the stream anew", racing_append},
};

}  // namespace

std::span<const ContractClause> erase_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
