// SPDX-License-Identifier: Apache-2.0
//
// Clauses about append(): all or nothing, and its outcomes in their order of precedence.
#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

// A batch that does everything a batch can do, so that anything left behind by it shows.
Batch everything(const std::string& command_id) {
  return BatchBuilder(command_id)
      .append("a", 1, {"second"}, 2)
      .append("new", 0, {"first"})
      .tag("tag", "a")
      .untag("old", "a")
      .put(message("message of " + command_id))
      .erase("new");
}

Shown prepared(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("first").append("a", 0, {"first"}).append("read only", 0, {"one"}).tag("old", "a"));
  return store;
}

void check_untouched(Shown store, const std::string& command_id) {
  const std::string after = ", after an append that wrote nothing";
  expect_equal<std::uint64_t>("the version of a" + after, store.version("a"), 1);
  expect_equal("the events of a" + after, store.stream("a").events, {event("first")});
  expect_equal<std::uint64_t>("the version of new" + after, store.version("new"), 0);
  expect(!store.stream("new").erased, "new is erased" + after);
  expect_equal("the streams with a tag that would have been set" + after, store.tagged("tag"), {});
  expect_equal("the streams with a tag that would have been dropped" + after, store.tagged("old"), {"a"});
  expect_equal("the messages" + after, store.leased(kStart + kMinute), {});
  expect(command_id.empty() || !store.command(command_id), "the command is there" + after);
  expect_equal("the feed" + after, store.feed(), {"a@1", "read only@1"});
}

void all_of_the_batch(Trial& trial) {
  Shown store = prepared(trial);
  store.appended(everything("c"));
  expect_equal("the events of a", store.stream("a", true).events, {event("first"), event("second")});
  expect(store.stream("new").erased, "a stream that the batch erases is not erased");
  expect_equal("the streams with a tag that was set", store.tagged("tag"), {"a"});
  expect_equal("the streams with a tag that was dropped", store.tagged("old"), {});
  expect_equal("the messages that are due", store.leased(kStart), {"message of c"});
  expect(store.command("c").has_value(), "the command is not there");
}

void several_streams(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("1").append("a", 0, {"a1", "a2"}).append("b", 0, {"b1"}));
  store.appended(BatchBuilder("2").append("a", 2, {"a3"}).append("b", 1, {"b2", "b3"}));
  expect_equal<std::uint64_t>("the version of a", store.version("a"), 3);
  expect_equal("the events of a", store.stream("a").events, {event("a1"), event("a2"), event("a3")});
  expect_equal("the events of b", store.stream("b").events, {event("b1"), event("b2"), event("b3")});
}

void without_events(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("c").loaded("a", 0));
  expect(store.command("c").has_value(), "the command of a batch without events is not there");
  expect_equal<std::uint64_t>("the version of a stream that was only loaded", store.version("a"), 0);
}

void conflict_of_written(Trial& trial) {
  Shown store = prepared(trial);
  for (const std::uint64_t wrong : {0U, 2U, 3U}) {
    Batch batch = everything("c");
    batch.expected.at(0).version = wrong;
    batch.appends.at(0).summary = 0;
    store.conflicts(batch);
    check_untouched(store, "c");
  }
}

void conflict_of_loaded(Trial& trial) {
  Shown store = prepared(trial);
  for (const std::uint64_t wrong : {0U, 2U}) {
    Batch batch = everything("c");
    batch.expected.push_back({"read only", wrong});
    store.conflicts(batch);
    check_untouched(store, "c");
  }
}

void conflict_of_last(Trial& trial) {
  Shown store = prepared(trial);
  Batch batch = everything("c");
  batch.expected.at(1).version = 1;  // of `new`, which was never written
  store.conflicts(batch);
  check_untouched(store, "c");
}

void conflict_of_missing(Trial& trial) {
  trial.store().conflicts(BatchBuilder("c").append("a", 1, {"second"}));
}

void lost_can_win(Trial& trial) {
  Shown store = prepared(trial);
  store.conflicts(BatchBuilder("c").append("a", 0, {"x"}));
  store.appended(BatchBuilder("c").append("a", 1, {"x"}));
}

void expect_already(Shown store, const Batch& batch, const CommandRecord& kept) {
  const AppendResult result = good(store.raw().append(batch), "append");
  expect_equal("the outcome of a repeated command", result.outcome, AppendOutcome::already);
  expect_equal("the fingerprint that comes with `already`", result.command.fingerprint, kept.fingerprint);
  expect_equal("the answer that comes with `already`", result.command.answer, kept.answer);
}

void already_with_record(Trial& trial) {
  Shown store = prepared(trial);
  const Batch batch = everything("c");
  store.appended(batch);
  store.appended(BatchBuilder("d").append("a", 2, {"third"}));
  expect_already(store, batch, batch.command);
  expect_equal<std::uint64_t>("the version of a after the repetition", store.version("a"), 3);
  expect_equal("the messages after the repetition", store.leased(kStart), {"message of c"});
}

void already_before_conflict(Trial& trial) {
  Shown store = prepared(trial);
  Batch other = BatchBuilder("first").append("a", 7, {"x"}).append("b", 0, {"y"});
  other.command = {"another fingerprint", "another answer"};
  expect_already(store, other, {"fingerprint of first", R"({"answer":"first"})"});
  expect_equal<std::uint64_t>("the version of a stream of the repeated batch", store.version("b"), 0);
  expect_equal("the answer that is kept", store.command("first").value_or(CommandRecord{}).answer,
               std::string(R"({"answer":"first"})"));
}

void already_at_good_versions(Trial& trial) {
  Shown store = prepared(trial);
  expect_already(store, BatchBuilder("first").append("a", 1, {"again"}).put(message("m")),
                 {"fingerprint of first", R"({"answer":"first"})"});
  check_untouched(store, "");
}

void message_id_twice(Trial& trial) {
  Shown store = prepared(trial);
  Batch batch = everything("c");
  batch.messages.front().not_before = kStart + 60 * kMinute;
  store.appended(BatchBuilder("m").put(batch.messages.front()));
  store.is_fault(batch);
  check_untouched(store, "c");
}

void message_id_twice_in_batch(Trial& trial) {
  Shown store = prepared(trial);
  Batch batch = everything("c");
  batch.messages.push_back(batch.messages.front());
  store.is_fault(batch);
  check_untouched(store, "c");
}

void without_version(Trial& trial) {
  Shown store = prepared(trial);
  Batch batch = everything("c");
  batch.expected.pop_back();
  store.is_fault(batch);
  check_untouched(store, "c");
}

void without_command_id(Trial& trial) {
  Shown store = prepared(trial);
  store.is_fault(everything(""));
  check_untouched(store, "");
}

constexpr ContractClause kClauses[] = {
    {"append_all_of_the_batch", "append writes all of the batch: events, tags, messages, erasures, command",
     all_of_the_batch},
    {"append_several_streams", "several events of several streams get consecutive versions", several_streams},
    {"append_without_events", "a batch without events still leaves its command", without_events},
    {"append_conflict_of_written",
     "append answers conflict when a stream that it writes has another version than expected, and writes nothing",
     conflict_of_written},
    {"append_conflict_of_loaded",
     "append answers conflict also when a stream that was only loaded has another version, and writes nothing",
     conflict_of_loaded},
    {"append_conflict_of_last",
     "one stream at the wrong version keeps the whole batch from being written, also the last one", conflict_of_last},
    {"append_conflict_of_missing", "a stream that was never written is at version 0 and no other", conflict_of_missing},
    {"append_lost_can_win", "a batch that lost by a conflict can win later under the same command id", lost_can_win},
    {"append_already_with_record",
     "append answers already, with the record that was kept, when the command id has been appended before",
     already_with_record},
    {"append_already_before_conflict", "already comes before conflict, whatever the rest of the batch",
     already_before_conflict},
    {"append_already_at_good_versions", "a command id takes effect once, even when the versions would allow it again",
     already_at_good_versions},
    {"append_message_id_twice", "a message that is there already, id and time, is a fault, and nothing is written",
     message_id_twice},
    {"append_message_id_twice_in_batch", "a message id twice in one batch is a fault, and nothing is written",
     message_id_twice_in_batch},
    {"append_without_version", "a batch that appends to a stream without expecting its version is a fault", without_version},
    {"append_without_command_id", "a batch without a command id is a fault", without_command_id},
};

}  // namespace

std::span<const ContractClause> append_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
