// SPDX-License-Identifier: Apache-2.0
#include "contract/subjects.h"

namespace doverie::testing {
namespace {

CONTRACT("read: a stream that was never written has version 0") {
  Subject subject;
  const StreamRecord stream = stream_of(subject.store(), "circle/maria");
  CHECK(stream.name == "circle/maria");
  CHECK(stream.version == 0);
  CHECK_FALSE(stream.erased);
  CHECK(stream.events.empty());
}

CONTRACT("read: one stream for each asked, in the same order") {
  Subject subject;
  REQUIRE_OK(subject.store().append(BatchBuilder("c").append("a", 0, {"one"}).append("b", 0, {"one", "two"})));
  const auto result = subject.store().read({.streams = {"b", "missing", "a"}});
  REQUIRE_OK(result);
  REQUIRE(result->streams.size() == 3);
  CHECK(result->streams[0].version == 2);
  CHECK(result->streams[1].version == 0);
  CHECK(result->streams[2].version == 1);
}

CONTRACT("read: one listing for each tag asked, in the same order") {
  Subject subject;
  REQUIRE_OK(subject.store().append(BatchBuilder("c").append("a", 0, {"one"}).tag("red", "a").tag("blue", "a")));
  const auto result = subject.store().read({.tags = {"blue", "missing", "red"}});
  REQUIRE_OK(result);
  REQUIRE(result->tags.size() == 3);
  CHECK(result->tags[0].tag == "blue");
  CHECK(result->tags[0].entries.size() == 1);
  CHECK(result->tags[1].tag == "missing");
  CHECK(result->tags[1].entries.empty());
  CHECK(result->tags[2].entries.size() == 1);
}

CONTRACT("read: a command that has not taken effect is absent") {
  Subject subject;
  CHECK_FALSE(command_of(subject.store(), "never"));
  REQUIRE_OK(subject.store().append(BatchBuilder("c").append("a", 0, {"one"})));
  const auto command = command_of(subject.store(), "c");
  REQUIRE(command);
  CHECK(command->fingerprint == "fingerprint of c");
  CHECK(command->answer == R"({"answer":"c"})");
}

CONTRACT("read: a command is not told when it was not asked for") {
  Subject subject;
  REQUIRE_OK(subject.store().append(BatchBuilder("c").append("a", 0, {"one"})));
  CHECK_FALSE(subject.store().read({.streams = {"a"}})->command);
}

CONTRACT("read: events come back as their exact bytes, in order") {
  Subject subject;
  const std::vector<EventRecord> events{
      {R"({"name":"Иван 👍","n":1.0})", "1:ab"}, {R"({ "n":1 , "u":"\u0000" })", "2:cd"}, {"{}", ""}};
  Batch batch = BatchBuilder("c").loaded("contact/Ёж %2F '\"", 0);
  batch.appends.push_back({"contact/Ёж %2F '\"", events});
  REQUIRE_OK(subject.store().append(batch));
  CHECK(stream_of(subject.store(), "contact/Ёж %2F '\"").events == events);
}

CONTRACT("read: nothing asked, nothing told") {
  Subject subject;
  const auto result = subject.store().read({});
  REQUIRE_OK(result);
  CHECK(result->streams.empty());
  CHECK(result->tags.empty());
}

}  // namespace
}  // namespace doverie::testing
