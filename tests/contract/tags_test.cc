// SPDX-License-Identifier: Apache-2.0
#include "contract/subjects.h"

namespace doverie::testing {
namespace {

using Names = std::vector<std::string>;

void tag(EventStore& store, const std::string& stream, Instant at) {
  const std::string id = "tag " + stream + std::to_string(at.time_since_epoch().count());
  REQUIRE_OK(store.append(BatchBuilder(id, at).tag("phone", stream)));
}

CONTRACT("tags: listed in order of set_at, then stream") {
  Subject subject;
  tag(subject.store(), "c", kStart);
  tag(subject.store(), "b", kStart + kMinute);
  tag(subject.store(), "a", kStart + kMinute);
  tag(subject.store(), "d", kStart - kMinute);
  CHECK(tagged(subject.store(), "phone") == Names{"d", "c", "a", "b"});
}

CONTRACT("tags: listed when set at or after tags_since") {
  Subject subject;
  tag(subject.store(), "before", kStart - Duration(1));
  tag(subject.store(), "at", kStart);
  tag(subject.store(), "behind", kStart + Duration(1));
  CHECK(tagged(subject.store(), "phone", kStart) == Names{"at", "behind"});
}

CONTRACT("tags: carry the time of the batch that set them; set again, the later one") {
  Subject subject;
  tag(subject.store(), "a", kStart);
  tag(subject.store(), "a", kStart + kMinute);
  const auto result = subject.store().read({.tags = {"phone"}});
  REQUIRE_OK(result);
  REQUIRE(result->tags.at(0).entries.size() == 1);
  CHECK(result->tags[0].entries[0].set_at == kStart + kMinute);
}

CONTRACT("tags: dropped ones are gone; dropping what is not there is no error") {
  Subject subject;
  tag(subject.store(), "a", kStart);
  tag(subject.store(), "b", kStart);
  REQUIRE_OK(subject.store().append(BatchBuilder("drop").untag("phone", "a").untag("other", "b")));
  CHECK(tagged(subject.store(), "phone") == Names{"b"});
}

CONTRACT("tags: changes of one batch take effect in order") {
  Subject subject;
  REQUIRE_OK(subject.store().append(BatchBuilder("c").tag("x", "a").untag("x", "a").untag("y", "a").tag("y", "a")));
  CHECK(tagged(subject.store(), "x").empty());
  CHECK(tagged(subject.store(), "y") == Names{"a"});
}

CONTRACT("tags: are compared byte for byte") {
  Subject subject;
  REQUIRE_OK(subject.store().append(BatchBuilder("c").tag("Phone", "A").tag("phone", "a").tag("phone ", "b")));
  CHECK(tagged(subject.store(), "phone") == Names{"a"});
}

}  // namespace
}  // namespace doverie::testing
