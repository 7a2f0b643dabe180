// SPDX-License-Identifier: Apache-2.0
//
// Clauses about what read() answers, and in which order.
#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

void never_written(Trial& trial) {
  const StreamRecord stream = trial.store().stream("circle/maria");
  expect_equal<std::uint64_t>("the version of a stream that was never written", stream.version, 0);
  expect(!stream.erased, "a stream that was never written is said to be erased");
  expect_equal("the events of a stream that was never written", stream.events, {});
}

void streams_in_order(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("c").append("a", 0, {"one"}).append("b", 0, {"one", "two"}));
  const auto streams = store.read({.streams = {"b", "missing", "a"}}).streams;
  expect_equal<std::uint64_t>("the version of b, asked first", streams[0].version, 2);
  expect_equal<std::uint64_t>("the version of missing, asked second", streams[1].version, 0);
  expect_equal<std::uint64_t>("the version of a, asked third", streams[2].version, 1);
}

void tags_in_order(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("c").append("a", 0, {"one"}).tag("red", "a").tag("blue", "a"));
  const auto tags = store.read({.tags = {"blue", "missing", "red"}}).tags;
  expect_equal<std::uint64_t>("the number of streams tagged blue", tags[0].entries.size(), 1);
  expect_equal<std::uint64_t>("the number of streams tagged missing", tags[1].entries.size(), 0);
  expect_equal<std::uint64_t>("the number of streams tagged red", tags[2].entries.size(), 1);
}

void command_absent(Trial& trial) {
  Shown store = trial.store();
  expect(!store.command("never"), "a command that never was is there");
  store.appended(BatchBuilder("c").append("a", 0, {"one"}));
  expect(!store.command("never"), "a command that never was is there, after another one");
}

void command_kept(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("c").append("a", 0, {"one"}));
  const auto command = store.command("c");
  expect(command.has_value(), "a command that was appended is not there");
  expect_equal("the fingerprint of the command", command->fingerprint, std::string("fingerprint of c"));
  expect_equal("the answer of the command", command->answer, std::string(R"({"answer":"c"})"));
}

void command_when_asked(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("c").append("a", 0, {"one"}));
  expect(!store.read({.streams = {"a"}}).command, "a command is told though none was asked for");
}

void nothing_asked(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("c").append("a", 0, {"one"}).tag("red", "a"));
  store.read({});
}

void everything_at_once(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("c").append("a", 0, {"one"}).append("b", 0, {"two"}).tag("red", "b"));
  ReadRequest request{.streams = {"a", "b"}, .tags = {"red"}};
  request.command_id = "c";
  const ReadResult all = store.read(request);
  expect_equal("the events of a", all.streams[0].events, {event("one")});
  expect_equal("the events of b", all.streams[1].events, {event("two")});
  expect_equal<std::uint64_t>("the number of streams tagged red", all.tags[0].entries.size(), 1);
  expect(all.command.has_value(), "the command is not there when streams and tags are asked for, too");
}

void epoch_stays(Trial& trial) {
  Shown store = trial.store();
  const std::uint64_t before = store.read({}).epoch;
  store.appended(BatchBuilder("c").append("a", 0, {"one"}));
  expect_equal("the epoch after an append", store.read({.streams = {"a"}}).epoch, before);
}

// A store that keeps the time may keep it in steps of a second, and must not keep another one.
void last_at_true(Trial& trial) {
  Shown store = trial.store();
  expect(!store.read({}).last_at, "a store that is empty tells when something was decided");
  const auto expect_last = [&store](const char* when, Instant at) {
    const auto last = store.read({}).last_at;
    if (!last) return;
    expect(*last <= at && at - *last <= std::chrono::seconds(1),
           std::string("the last time is not what it is, after ") + when);
  };
  store.appended(BatchBuilder("1", kStart).append("a", 0, {"one"}));
  expect_last("the first batch", kStart);
  store.appended(BatchBuilder("2", kStart + kMinute).append("a", 1, {"two"}));
  expect_last("a batch a minute later", kStart + kMinute);
  store.appended(BatchBuilder("3", kStart + Duration(1)).append("a", 2, {"three"}));
  expect_last("a batch that was decided before the other", kStart + kMinute);
  store.conflicts(BatchBuilder("4", kStart + 2 * kMinute).append("a", 0, {"lost"}));
  expect_last("a batch that was not written", kStart + kMinute);
}

// A store may leave out what the reader knows, and must not leave out anything else.
void expect_known(const StreamRecord& stream, std::uint64_t version, const std::vector<EventRecord>& events) {
  expect_equal("the version of a stream that the reader knows", stream.version, version);
  if (!stream.unchanged) return expect_equal("the events of a stream that the reader knows", stream.events, events);
  expect(stream.events.empty(), "a stream that is said to be unchanged comes with events");
}

void known_still(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("c").append("a", 0, {"one", "two"}));
  const auto streams = store.read({.streams = {"a", "missing"}, .known = {2, 0}}).streams;
  expect_known(streams[0], 2, {event("one"), event("two")});
  expect_known(streams[1], 0, {});
}

void known_no_more(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("c").append("a", 0, {"one"}).append("b", 0, {"one"}));
  store.read({.streams = {"a", "b", "d"}, .known = {1, 1, 0}});
  store.appended(BatchBuilder("e").append("a", 1, {"two"}).append("d", 0, {"one"}));
  store.appended(BatchBuilder("f").loaded("b", 1).erase("b"));
  const auto streams = store.read({.streams = {"a", "b", "d"}, .known = {1, 1, 0}}).streams;
  for (const StreamRecord& stream : streams) expect(!stream.unchanged, "stream " + stream.name + " has changed");
  expect_equal("the events of a, which has grown", streams[0].events, {event("one"), event("two")});
  expect(streams[1].erased, "b was erased, and is not said to be");
  expect_equal("the events of d, which is new", streams[2].events, {event("one")});
}

constexpr ContractClause kClauses[] = {
    {"read_never_written", "a stream that was never written has version 0 and no events", never_written},
    {"read_streams_in_order", "read answers one stream for each asked, in the same order", streams_in_order},
    {"read_tags_in_order", "read answers one listing for each tag asked, in the same order", tags_in_order},
    {"read_command_absent", "the record of a command that has not taken effect is absent", command_absent},
    {"read_command_kept", "the record of a command that has taken effect is there, as it was appended", command_kept},
    {"read_command_when_asked", "the record of a command is told only when it was asked for", command_when_asked},
    {"read_nothing_asked", "a request for nothing is answered with nothing", nothing_asked},
    {"read_everything_at_once", "one request may ask for streams, tags and a command together", everything_at_once},
    {"read_known_still", "of a stream that the reader knows, the events may be left out", known_still},
    {"read_known_no_more", "of a stream that has changed since, or was erased, nothing is left out", known_no_more},
    {"read_last_at",
     "a store that tells the last time a batch was decided tells it to a second, and never an earlier one later",
     last_at_true},
    {"read_epoch_stays", "the epoch changes when a backup is restored, and at no other time", epoch_stays},
};

}  // namespace

std::span<const ContractClause> read_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
