// SPDX-License-Identifier: Apache-2.0
//
// T13: streams that are erased, while others write and afterwards, by the store. The command: erase_account_test.cc.
#include <atomic>
#include <thread>

#include "core/values/ids.h"
#include "doverie/adapters/sqlite.h"
#include "support/spellings.h"
#include "support/sqlite_files.h"
#include "support/story.h"
#include "support/temp_dir.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// Erases the stream as it is; false when somebody has written to it since it was read.
bool erase(EventStore& store, const std::string& stream, const std::string& command_id) {
  const auto read = store.read({.streams = {stream}});
  REQUIRE(read.ok());
  Batch batch{
      .command_id = command_id, .expected = {{stream, read->streams.front().version}}, .erase = {stream}, .at = kNoon};
  const auto appended = store.append(batch);
  REQUIRE(appended.ok());
  return appended->outcome == AppendOutcome::appended;
}

TEST_CASE("T13: after an erasure the name is in neither file nor WAL, in no spelling, while the store is open") {
  const std::string name = "Акакий";
  TempDir dir;
  auto opened = sqlite_store(dir.file("circles.db"));
  REQUIRE(opened.ok());
  Story story({.store = *opened});
  std::vector<std::string> streams;
  for (int i = 0; i < 10; ++i) {
    const std::string trustor = "a" + std::to_string(i);
    story.person(trustor, citizen("Анна", "+7917000100" + std::to_string(i)));
    const auto invited = story.service().trustor(trustor).invite(name, "+79161234567");
    REQUIRE(invited.ok());
    streams.push_back(invitation_stream("", invited->invitation));
  }
  CHECK(!found_in_files(name, dir.path()).empty());  // so that looking for it means something
  for (std::size_t i = 0; i < streams.size(); ++i) CHECK(erase(**opened, streams[i], "erase " + std::to_string(i)));
  CHECK(found_in_files(name, dir.path()) == std::vector<std::string>{});
  CHECK(story.service().trustor("a1").cabinet().ok());  // what is left can be read
  CHECK(found_in_files(name, dir.path()) == std::vector<std::string>{});
}

void lose(const std::shared_ptr<EventStore>& inner) {
  auto store = std::make_shared<WrappedStore>(inner);
  Story story({.store = store});
  const InvitationId invitation = story.invited("maria", "ivan");
  const std::string stream = invitation_stream("", invitation);
  bool erased = false;
  store->on_append = [&](const Batch& batch) {  // erased between reading and writing
    if (!erased) CHECK(erase(*inner, stream, "erase"));
    erased = true;
    return inner->append(batch);
  };
  EXPECT(story.service().contact("ivan").decline(invitation), "refused: invitation_not_found");
  const auto read = inner->read({.streams = {stream}, .whole = true});
  REQUIRE_MESSAGE(read.ok(), in_words(read));
  CHECK(read->streams.front().erased);
  CHECK(read->streams.front().events.empty());
}

TEST_CASE("T13: what was decided before an erasure is not written after it") {
  TempDir dir;
  auto store = sqlite_store(dir.file("circles.db"));
  REQUIRE(store.ok());
  lose(*store);
  lose(std::make_shared<MemoryStore>());
}

void race(std::shared_ptr<EventStore> store) {
  Story story({.store = store});
  int wins = 0;
  const int rounds = rounds_or(30);
  for (int round = 0; round < rounds; ++round) {
    const std::string trustor = "r" + std::to_string(round);
    story.person(trustor, citizen("Анна", "+7917000" + std::to_string(1000 + round)));
    const auto invited = story.service().trustor(trustor).invite("Иван", "+79161234567");
    REQUIRE_MESSAGE(invited.ok(), in_words(invited));
    const std::string stream = invitation_stream("", invited->invitation);
    std::atomic<int> ready{0};
    const auto together = [&] {
      for (++ready; ready < 2;) std::this_thread::yield();
    };
    std::string declined;
    std::thread writer([&] {
      together();
      declined = in_words(story.service().contact("ivan").decline(invited->invitation));
    });
    together();
    for (int i = 0; !erase(*store, stream, stream + std::to_string(i)); ++i) continue;
    writer.join();
    // Whoever was first, nothing stands behind the tombstone.
    const auto read = store->read({.streams = {stream}, .whole = true});
    REQUIRE(read.ok());
    CHECK(read->streams.front().erased);
    CHECK(read->streams.front().events.empty());
    const bool first = declined == "done";
    CHECK_MESSAGE((first || declined == "refused: invitation_not_found"), declined);
    wins += first;
    EXPECT(story.service().contact("ivan").decline(invited->invitation), "refused: invitation_not_found");
  }
  MESSAGE("the command was first in " << wins << " of " << rounds << " rounds");
}

TEST_CASE("T13: an erasure and a command at once: the tombstone wins, in memory") {
  race(std::make_shared<MemoryStore>());
}

TEST_CASE("T13: an erasure and a command at once: the tombstone wins, in a file") {
  TempDir dir;
  auto store = sqlite_store(dir.file("circles.db"));
  REQUIRE(store.ok());
  race(*store);
}

}  // namespace
}  // namespace doverie::testing
