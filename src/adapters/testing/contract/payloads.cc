// SPDX-License-Identifier: Apache-2.0
//
// Clauses about bytes, names and sizes. What the library stores is canonical JSON and names made of it: UTF-8 without a NUL
// character (JSON writes one as \u0000), so a store may keep them as text of a database.
#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

constexpr std::size_t kMebibyte = 1024 * 1024;
constexpr std::size_t kLongestName = 600;

EventRecord big_event(std::size_t size) {
  return {R"({"filler":")" + std::string(size, 'x') + R"("})", "1:seal of a big event"};
}

void round_trip(Trial& trial, const std::string& name, const std::vector<EventRecord>& events) {
  Shown store = trial.store();
  store.appended(BatchBuilder("c").append_records(name, 0, events));
  expect_equal("the events that were appended to " + words(name), store.stream(name).events, events);
  const auto fed = store.entries_behind({}, 100);
  expect_equal<std::uint64_t>("the number of events in the feed", fed.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    expect_equal("event " + std::to_string(i) + " in the feed", fed[i].event, events[i]);
    expect_equal("its stream", fed[i].stream, name);
  }
}

void exact_bytes(Trial& trial) {
  round_trip(trial, "contact/Ёж %2F '\"\\",
             {{R"({"name":"Иван 👍","n":1.0})", "1:ab"},
              {R"({ "n":1 , "u":"\u0000", "q":"'\"\\ %s ; -- ?1 $1" })", "2:cd"},
              {"{\"b\":2,\"a\":1,\"a\":\"\t\r\n\"}", "3:ef"},
              {"{\"composed\":\"\xD0\xB9\",\"not\":\"\xD0\xB8\xCC\x86\"}", "4:01"},
              {"{}", "5:23"}});
}

void empty_strings(Trial& trial) {
  Shown store = trial.store();
  MessageRecord blank = message("m");
  blank.bytes.clear();
  Batch batch = BatchBuilder("c").append_records("a", 0, {{"", ""}}).put(blank).tag("", "a");
  batch.command.answer.clear();
  store.appended(batch);
  expect_equal("an empty event", store.stream("a").events, {EventRecord{"", ""}});
  expect_equal("the streams that carry the empty tag", store.tagged(""), {"a"});
  expect_equal("an empty answer", store.command("c").value_or(CommandRecord{"", "absent"}).answer, std::string());
  expect_equal("the bytes of an empty message", store.lease_one(kStart).message.bytes, std::string());
}

void big_events(Trial& trial) {
  round_trip(trial, "a", {big_event(kMebibyte), event("small"), big_event(4 * kMebibyte)});
}

void big_rest(Trial& trial) {
  Shown store = trial.store();
  MessageRecord big = message("m");
  big.bytes = R"({"filler":")" + std::string(kMebibyte, 'm') + R"("})";
  Batch batch = BatchBuilder("c").put(big);
  batch.command.answer = R"({"filler":")" + std::string(kMebibyte, 'a') + R"("})";
  store.appended(batch);
  expect_equal("the answer of the command", store.command("c").value_or(CommandRecord{}).answer, batch.command.answer);
  expect_equal("the bytes of the message", store.lease_one(kStart).message.bytes, big.bytes);
}

void long_names(Trial& trial) {
  Shown store = trial.store();
  const std::string begin(kLongestName - 1, 'n');
  Batch batch = BatchBuilder(begin + "c").append(begin + "a", 0, {"a"}).append(begin + "b", 0, {"b"});
  batch.tags = {{begin + "t", begin + "a", true}, {begin + "u", begin + "b", true}};
  batch.messages = {message(begin + "m"), message(begin + "o", kStart + kMinute)};
  store.appended(batch);
  expect_equal("the events of the stream with a long name", store.stream(begin + "b").events, {event("b")});
  expect_equal("the streams with a long tag", store.tagged(begin + "u"), {begin + "b"});
  expect(store.command(begin + "c").has_value(), "a command with a long id is not there");
  expect(!store.command(begin + "d"), "a long command id is taken for another one with the same beginning");
  expect_equal("the messages with long ids that are due", store.leased(kStart), {begin + "m"});
}

void names_byte_for_byte(Trial& trial) {
  Shown store = trial.store();
  const Names names{"A", "a", "a ", " a", "a%", "a_", "\xD0\xB9", "\xD0\xB8\xCC\x86"};
  BatchBuilder batch("Command");
  for (const std::string& name : names) batch.append(name, 0, {"of " + name});
  store.appended(batch);
  for (const std::string& name : names) {
    expect_equal("the events of stream " + words(name), store.stream(name).events, {event("of " + name)});
  }
  expect(!store.command("command"), "a command id is taken for another one that differs in case");
}

void many_streams(Trial& trial) {
  Shown store = trial.store();
  const std::uint32_t streams = trial.options().streams;
  constexpr std::uint32_t kInBatch = 500;
  for (std::uint32_t first = 0; first < streams; first += kInBatch) {
    Batch batch = BatchBuilder("from " + std::to_string(first));
    for (std::uint32_t i = first; i < std::min(streams, first + kInBatch); ++i) {
      const std::string name = "stream/" + std::to_string(1'000'000 + i);  // in ascending order
      batch.expected.push_back({name, 0});
      batch.appends.push_back({name, {event(std::to_string(i))}});
      batch.tags.push_back({"everyone", name, true});
    }
    store.appended(batch);
  }
  const std::uint32_t last = streams - 1;
  expect_equal("the events of the last stream", store.stream("stream/" + std::to_string(1'000'000 + last)).events,
               {event(std::to_string(last))});
  expect_equal<std::uint64_t>("the number of streams that carry one tag", store.tagged("everyone").size(), streams);
  expect_equal<std::uint64_t>("the number of events in the feed", store.feed().size(), streams);
}

constexpr ContractClause kClauses[] = {
    {"payload_exact_bytes", "events come back as their exact bytes, in order: no reformatting, no normalising", exact_bytes},
    {"payload_empty_strings", "empty events, seals, answers, tags and messages are kept as such", empty_strings},
    {"payload_big_events", "events of several MiB are kept", big_events},
    {"payload_big_answers_and_messages", "answers and messages of a MiB are kept", big_rest},
    {"payload_long_names", "streams, tags, commands and messages may have names of 600 bytes", long_names},
    {"payload_names_byte_for_byte", "names are compared byte for byte", names_byte_for_byte},
    {"payload_many_streams", "a store holds thousands of streams, and thousands with one tag", many_streams},
};

}  // namespace

std::span<const ContractClause> payload_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
