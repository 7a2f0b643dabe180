// SPDX-License-Identifier: Apache-2.0
#include "contract/subjects.h"

namespace doverie::testing {
namespace {

// A batch that does everything a batch can do, so that anything left behind by it shows.
Batch everything(const std::string& command_id) {
  return BatchBuilder(command_id)
      .append("a", 1, {"second"})
      .append("new", 0, {"first"})
      .tag("tag", "a")
      .untag("old", "a")
      .put(message("message of " + command_id))
      .erase("new");
}

void prepare(EventStore& store) {
  REQUIRE_OK(store.append(BatchBuilder("first").append("a", 0, {"first"}).append("read only", 0, {"one"}).tag("old", "a")));
}

void check_untouched(EventStore& store, const std::string& command_id) {
  CHECK(stream_of(store, "a").version == 1);
  CHECK(stream_of(store, "new").version == 0);
  CHECK_FALSE(stream_of(store, "new").erased);
  CHECK(tagged(store, "tag").empty());
  CHECK(tagged(store, "old") == std::vector<std::string>{"a"});
  CHECK(lease_ids(store, kStart + kMinute).empty());
  CHECK_FALSE(command_of(store, command_id));
  CHECK(feed_of(store).size() == 2);
}

CONTRACT("append: all of the batch") {
  Subject subject;
  prepare(subject.store());
  const auto result = subject.store().append(everything("c"));
  REQUIRE_OK(result);
  CHECK(result->outcome == AppendOutcome::appended);
  CHECK(stream_of(subject.store(), "a").events == std::vector{event("first"), event("second")});
  CHECK(stream_of(subject.store(), "new").erased);
  CHECK(tagged(subject.store(), "tag") == std::vector<std::string>{"a"});
  CHECK(tagged(subject.store(), "old").empty());
  CHECK(lease_ids(subject.store(), kStart) == std::vector<std::string>{"message of c"});
  CHECK(command_of(subject.store(), "c").has_value());
}

CONTRACT("append: several events of several streams get consecutive versions") {
  Subject subject;
  REQUIRE_OK(subject.store().append(BatchBuilder("1").append("a", 0, {"a1", "a2"}).append("b", 0, {"b1"})));
  REQUIRE_OK(subject.store().append(BatchBuilder("2").append("a", 2, {"a3"}).append("b", 1, {"b2", "b3"})));
  CHECK(stream_of(subject.store(), "a").version == 3);
  CHECK(stream_of(subject.store(), "b").events == std::vector{event("b1"), event("b2"), event("b3")});
}

CONTRACT("append: a batch without events still leaves its command") {
  Subject subject;
  const auto result = subject.store().append(BatchBuilder("c").loaded("a", 0));
  REQUIRE_OK(result);
  CHECK(result->outcome == AppendOutcome::appended);
  CHECK(command_of(subject.store(), "c").has_value());
  CHECK(stream_of(subject.store(), "a").version == 0);
}

CONTRACT("append: conflict when a stream of `expected` has another version, and nothing is written") {
  Subject subject;
  prepare(subject.store());
  for (const std::uint64_t wrong : {0U, 2U}) {
    Batch batch = everything("c");
    batch.expected.at(0).version = wrong;
    const auto result = subject.store().append(batch);
    REQUIRE_OK(result);
    CHECK(result->outcome == AppendOutcome::conflict);
    check_untouched(subject.store(), "c");
  }
}

CONTRACT("append: conflict also when the stream was only loaded, not written (write skew)") {
  Subject subject;
  prepare(subject.store());
  for (const std::uint64_t wrong : {0U, 2U}) {
    Batch batch = everything("c");
    batch.expected.push_back({"read only", wrong});
    const auto result = subject.store().append(batch);
    REQUIRE_OK(result);
    CHECK(result->outcome == AppendOutcome::conflict);
    check_untouched(subject.store(), "c");
  }
}

CONTRACT("append: conflict when a stream expected at some version was never written") {
  Subject subject;
  const auto result = subject.store().append(BatchBuilder("c").append("a", 1, {"second"}));
  REQUIRE_OK(result);
  CHECK(result->outcome == AppendOutcome::conflict);
}

CONTRACT("append: a batch that lost can win under the same command id") {
  Subject subject;
  prepare(subject.store());
  CHECK(subject.store().append(BatchBuilder("c").append("a", 0, {"x"}))->outcome == AppendOutcome::conflict);
  CHECK(subject.store().append(BatchBuilder("c").append("a", 1, {"x"}))->outcome == AppendOutcome::appended);
}

CONTRACT("append: already when the command id has been appended before, with what was kept of it") {
  Subject subject;
  prepare(subject.store());
  REQUIRE_OK(subject.store().append(everything("c")));
  const auto again = subject.store().append(everything("c"));
  REQUIRE_OK(again);
  CHECK(again->outcome == AppendOutcome::already);
  CHECK(again->command.fingerprint == "fingerprint of c");
  CHECK(again->command.answer == R"({"answer":"c"})");
  CHECK(stream_of(subject.store(), "a").version == 2);
}

CONTRACT("append: already comes before conflict, whatever the rest of the batch") {
  Subject subject;
  prepare(subject.store());
  Batch other = BatchBuilder("first").append("a", 7, {"x"}).append("b", 0, {"y"});
  other.command.answer = "another answer";
  const auto result = subject.store().append(other);
  REQUIRE_OK(result);
  CHECK(result->outcome == AppendOutcome::already);
  CHECK(result->command.answer == R"({"answer":"first"})");
  CHECK(stream_of(subject.store(), "b").version == 0);
}

CONTRACT("append: a message id that is there already is a fault, and nothing is written") {
  Subject subject;
  prepare(subject.store());
  REQUIRE_OK(subject.store().append(BatchBuilder("m").put(message("message of c", kStart + 60 * kMinute))));
  CHECK_FAULT(subject.store().append(everything("c")), internal);
  check_untouched(subject.store(), "c");
}

CONTRACT("append: a batch that appends to a stream without its version is a fault, and nothing is written") {
  Subject subject;
  prepare(subject.store());
  Batch batch = everything("c");
  batch.expected.pop_back();
  CHECK_FAULT(subject.store().append(batch), internal);
  check_untouched(subject.store(), "c");
}

CONTRACT("append: a batch without a command id is a fault") {
  Subject subject;
  prepare(subject.store());
  CHECK_FAULT(subject.store().append(everything("")), internal);
  check_untouched(subject.store(), "");
}

}  // namespace
}  // namespace doverie::testing
