// SPDX-License-Identifier: Apache-2.0
//
// A trial answers what the service would, and writes nothing.
#include <algorithm>

#include "support/story.h"

namespace doverie::testing {
namespace {

using Trial = std::shared_ptr<const Service>;

Trial trial_of(Story& story) {
  auto trial = story.service().trial();
  REQUIRE_MESSAGE(trial.ok(), in_words(trial));
  return *trial;
}

std::size_t written(Story& story) {
  const auto feed = story.store->feed("", 1000);
  REQUIRE(feed.ok());
  return feed->size();
}

TEST_CASE("trial: it answers, refuses and records as the service would, one command after the other") {
  Story story;
  story.appointed("maria", "ivan");
  const std::size_t before = written(story);
  const Trial trial = trial_of(story);
  const auto started = trial->recoverer("maria").start(Secret("a secret of thirty-two bytes, ok"));
  REQUIRE_MESSAGE(started.ok(), in_words(started));
  CHECK(started->status == StartStatus::pending);
  REQUIRE(trial->operations().freeze("maria", "anna"));
  EXPECT(trial->operations().erase("maria", "anna"), "refused: frozen");
  CHECK(trial->operations().audit("maria")->entries.back().type == "account_frozen");
  CHECK(trial->pump().all() == 0);
  CHECK(written(story) == before);
  EXPECT(story.service().operations().erase("maria", "anna"), "done");
}

TEST_CASE("trial: what it has erased is gone for it alone") {
  Story story;
  story.appointed("maria", "ivan");
  const Trial trial = trial_of(story);
  REQUIRE(trial->operations().erase("maria", "anna"));
  const auto holds_facts = [](const Service& service) {
    const auto held = service.operations().held("maria");
    REQUIRE(held.ok());
    return std::ranges::any_of(held->items, [](const Finding& found) { return found.kind == "holds_facts"; });
  };
  CHECK_FALSE(holds_facts(*trial));
  CHECK(holds_facts(story.service()));
}

}  // namespace
}  // namespace doverie::testing
