// SPDX-License-Identifier: Apache-2.0
#include "contract/subjects.h"

namespace doverie::testing {
namespace {

void write_and_erase(EventStore& store) {
  REQUIRE_OK(store.append(BatchBuilder("w").append("invitation/1", 0, {"sent", "answered"}).append("z", 0, {"z"})));
  REQUIRE_OK(store.append(BatchBuilder("t").tag("phone", "invitation/1").tag("phone", "z")));
  REQUIRE_OK(store.append(BatchBuilder("e").loaded("invitation/1", 2).append("z", 1, {"erased"}).erase("invitation/1")));
}

CONTRACT("erase: leaves a tombstone with the version, without events") {
  Subject subject;
  write_and_erase(subject.store());
  const StreamRecord stream = stream_of(subject.store(), "invitation/1");
  CHECK(stream.erased);
  CHECK(stream.version == 2);
  CHECK(stream.events.empty());
  CHECK(stream_of(subject.store(), "z").version == 2);
}

CONTRACT("erase: takes the tags of the stream along, and no others") {
  Subject subject;
  write_and_erase(subject.store());
  CHECK(tagged(subject.store(), "phone") == std::vector<std::string>{"z"});
}

CONTRACT("erase: nothing can be appended any more, at any version") {
  Subject subject;
  write_and_erase(subject.store());
  for (const std::uint64_t version : {0U, 2U, 3U}) {
    const auto result = subject.store().append(BatchBuilder("late").append("invitation/1", version, {"late"}));
    REQUIRE_OK(result);
    CHECK(result->outcome == AppendOutcome::conflict);
  }
}

CONTRACT("erase: a batch that only loaded the stream conflicts too") {
  Subject subject;
  write_and_erase(subject.store());
  const auto result = subject.store().append(BatchBuilder("late").loaded("invitation/1", 2).append("z", 2, {"late"}));
  REQUIRE_OK(result);
  CHECK(result->outcome == AppendOutcome::conflict);
}

CONTRACT("erase: a tag cannot be set on a tombstone") {
  Subject subject;
  write_and_erase(subject.store());
  REQUIRE_OK(subject.store().append(BatchBuilder("late").tag("phone", "invitation/1")));
  CHECK(tagged(subject.store(), "phone") == std::vector<std::string>{"z"});
}

CONTRACT("erase: events and tags of the same batch go too") {
  Subject subject;
  REQUIRE_OK(subject.store().append(BatchBuilder("c").append("a", 0, {"one"}).tag("phone", "a").erase("a")));
  const StreamRecord stream = stream_of(subject.store(), "a");
  CHECK(stream.erased);
  CHECK(stream.version == 1);
  CHECK(stream.events.empty());
  CHECK(tagged(subject.store(), "phone").empty());
  CHECK(feed_of(subject.store()).empty());
}

CONTRACT("erase: a stream that was never written becomes a tombstone, so that a racing append cannot create it") {
  Subject subject;
  REQUIRE_OK(subject.store().append(BatchBuilder("e").loaded("a", 0).erase("a")));
  CHECK(stream_of(subject.store(), "a").erased);
  CHECK(subject.store().append(BatchBuilder("late").append("a", 0, {"late"}))->outcome == AppendOutcome::conflict);
}

CONTRACT("erase: twice is once") {
  Subject subject;
  write_and_erase(subject.store());
  REQUIRE_OK(subject.store().append(BatchBuilder("again").erase("invitation/1")));
  CHECK(stream_of(subject.store(), "invitation/1").version == 2);
}

}  // namespace
}  // namespace doverie::testing
