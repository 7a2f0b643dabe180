// SPDX-License-Identifier: Apache-2.0
#include "contract/subjects.h"

namespace doverie::testing {
namespace {

using Names = std::vector<std::string>;

void write(EventStore& store) {
  REQUIRE_OK(store.append(BatchBuilder("1").append("b", 0, {"b1", "b2"})));
  REQUIRE_OK(store.append(BatchBuilder("2").append("a", 0, {"a1"}).append("b", 2, {"b3"})));
  REQUIRE_OK(store.append(BatchBuilder("3").append("c", 0, {"c1"})));
}

CONTRACT("feed: events in commit order, from the beginning") {
  Subject subject;
  CHECK(feed_of(subject.store()).empty());
  write(subject.store());
  CHECK(feed_of(subject.store()) == Names{"b@1", "b@2", "a@1", "b@3", "c@1"});
}

CONTRACT("feed: entries carry the event as it was appended") {
  Subject subject;
  write(subject.store());
  const auto entries = subject.store().feed({}, 2);
  REQUIRE_OK(entries);
  REQUIRE(entries->size() == 2);
  CHECK(entries->at(1).event == event("b2"));
}

CONTRACT("feed: goes on behind every cursor handed out") {
  Subject subject;
  write(subject.store());
  const Names all = feed_of(subject.store());
  const auto entries = subject.store().feed({}, 100);
  REQUIRE_OK(entries);
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const Names rest(all.begin() + static_cast<std::ptrdiff_t>(i) + 1, all.end());
    CHECK(feed_of(subject.store(), entries->at(i).cursor) == rest);
  }
}

CONTRACT("feed: up to `limit` entries") {
  Subject subject;
  write(subject.store());
  CHECK(subject.store().feed({}, 0)->empty());
  CHECK(subject.store().feed({}, 3)->size() == 3);
}

CONTRACT("feed: the last cursor shows what is committed later") {
  Subject subject;
  write(subject.store());
  const std::string last = subject.store().feed({}, 100)->back().cursor;
  CHECK(subject.store().feed(last, 100)->empty());
  REQUIRE_OK(subject.store().append(BatchBuilder("4").append("a", 1, {"a2"})));
  CHECK(feed_of(subject.store(), last) == Names{"a@2"});
}

CONTRACT("feed: erased events are absent, and cursors of them still work") {
  Subject subject;
  write(subject.store());
  const auto before = subject.store().feed({}, 100);
  REQUIRE_OK(subject.store().append(BatchBuilder("e").loaded("b", 3).erase("b")));
  CHECK(feed_of(subject.store()) == Names{"a@1", "c@1"});
  CHECK(feed_of(subject.store(), before->at(1).cursor) == Names{"a@1", "c@1"});
}

CONTRACT("feed: a cursor is never used again, even when the last event was erased") {
  Subject subject;
  write(subject.store());
  const std::string last = subject.store().feed({}, 100)->back().cursor;
  REQUIRE_OK(subject.store().append(BatchBuilder("e").loaded("c", 1).erase("c")));
  REQUIRE_OK(subject.store().append(BatchBuilder("4").append("a", 1, {"a2"})));
  CHECK(feed_of(subject.store(), last) == Names{"a@2"});
}

CONTRACT("feed: a cursor that was never handed out is an invalid argument") {
  Subject subject;
  for (const std::string cursor : {"x", "-1", "1x", " 1", "99999999999999999999"}) {
    CAPTURE(cursor);
    CHECK_FAULT(subject.store().feed(cursor, 1), invalid_argument);
  }
}

}  // namespace
}  // namespace doverie::testing
