// SPDX-License-Identifier: Apache-2.0
//
// A trial answers what the service would, and writes nothing.
#include <algorithm>
#include <thread>
#include <tuple>

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
  REQUIRE_MESSAGE(started.ok(), (started.faulted() ? started.fault().message : in_words(started)));
  CHECK(started->status == StartStatus::pending);
  REQUIRE(trial->operations().freeze("maria", "anna"));
  EXPECT(trial->operations().erase("maria", "anna"), "refused: frozen");
  CHECK(trial->operations().audit("maria")->entries.back().type == "account_frozen");
  CHECK(trial->pump().all() == 0);
  CHECK(written(story) == before);
  EXPECT(story.service().operations().erase("maria", "anna"), "done");
}

TEST_CASE("trial: it goes on from what it has read, whatever others write meanwhile") {
  Story story;
  story.appointed("maria", "ivan");
  story.appointed("olga", "ivan");
  const Trial trial = trial_of(story);
  REQUIRE(trial->operations().freeze("maria", "anna"));
  REQUIRE(story.service().operations().freeze("maria", "boris"));
  REQUIRE(story.service().operations().call_began("maria", "call-1"));
  CHECK(trial->operations().audit("olga").ok());
  CHECK(story.start("olga")->status == StartStatus::pending);
  const auto started = trial->recoverer("olga").start(Secret("a second one of thirty-two bytes"));
  REQUIRE_MESSAGE(started.ok(), (started.faulted() ? started.fault().message : in_words(started)));
  const auto trail = trial->operations().audit("maria");
  REQUIRE_MESSAGE(trail.ok(), in_words(trail));
  CHECK(trail->entries.back().english == "the operator anna froze the account, until operators lift it");
  EXPECT(trial->operations().unfreeze("maria", "anna", "boris"), "done");
}

TEST_CASE("trial: its own invitations are there, and count") {
  Story story;
  const Trial trial = trial_of(story);
  REQUIRE(trial->trustor("maria").invite("Иван", "+79161234567"));
  CHECK(trial->contact("ivan").cabinet()->invitations.size() == 1);
  CHECK(story.service().contact("ivan").cabinet()->invitations.empty());
}

TEST_CASE("trial: two threads race as they would in a store") {
  Story story;
  story.appointed("maria", "ivan");
  const Trial trial = trial_of(story);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 8; ++i) {
        std::ignore = trial->operations().call_began("maria", "call-" + std::to_string(thread * 8 + i));
      }
    });
  }
  for (std::thread& one : threads) one.join();
  CHECK(trial->operations().audit("maria").ok());
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
