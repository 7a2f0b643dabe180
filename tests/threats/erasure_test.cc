// SPDX-License-Identifier: Apache-2.0
//
// T13: streams that are erased, while others write and afterwards. By the store's own erasure: no command does it yet.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "core/names.h"
#include "doverie/adapters/sqlite.h"
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

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) text += kDigits[bits >> (count - 6) & 63];
  }
  return text;
}

// Cyrillic letters of two bytes each, as UTF-16.
std::string utf16(std::string_view utf8, bool big_endian) {
  std::string text;
  for (std::size_t i = 0; i + 1 < utf8.size(); i += 2) {
    const unsigned unit = (static_cast<unsigned char>(utf8[i]) & 31u) << 6 | (static_cast<unsigned char>(utf8[i + 1]) & 63u);
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xff);
    text += big_endian ? high : low;
    text += big_endian ? low : high;
  }
  return text;
}

// Every way in which the name could stand in a file. Of base64, what is the same whatever stands before and behind it.
std::vector<std::string> spellings(const std::string& name) {
  std::string upper = hex(name);
  std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  std::vector<std::string> all{name, utf16(name, false), utf16(name, true), hex(name), upper};
  for (std::size_t skip = 0; skip < 3; ++skip) all.push_back(base64(std::string_view(name).substr(skip)));
  std::string escaped;
  for (std::size_t i = 0; i < name.size(); i += 2) escaped += "\\u" + hex(utf16(name.substr(i, 2), true));
  all.push_back(escaped);
  return all;
}

// Files of the directory in which the name stands, in whatever spelling.
std::vector<std::string> files_with(const std::string& name, const TempDir& dir) {
  std::vector<std::string> found;
  for (const auto& file : std::filesystem::directory_iterator(dir.path())) {
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    const auto has = [&](const std::string& spelling) { return bytes.find(spelling) != std::string::npos; };
    if (std::ranges::any_of(spellings(name), has)) found.push_back(file.path().filename().string());
  }
  return found;
}

TEST_CASE("T13: after an erasure the name is in neither file nor WAL, in no spelling, while the store is open") {
  const std::string name = "Акакий";
  TempDir dir;
  auto opened = SqliteStore::open(dir.file("circles.db"));
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
  CHECK(!files_with(name, dir).empty());  // so that looking for it means something
  for (std::size_t i = 0; i < streams.size(); ++i) CHECK(erase(**opened, streams[i], "erase " + std::to_string(i)));
  CHECK(files_with(name, dir) == std::vector<std::string>{});
  CHECK(story.service().trustor("a1").cabinet().ok());  // what is left can be read
  CHECK(files_with(name, dir) == std::vector<std::string>{});
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
  EXPECT(story.service().trustor("maria").cancel_invitation(invitation), "refused: invitation_not_found");
  const auto read = inner->read({.streams = {stream}, .whole = true});
  REQUIRE_MESSAGE(read.ok(), in_words(read));
  CHECK(read->streams.front().erased);
  CHECK(read->streams.front().events.empty());
}

TEST_CASE("T13: what was decided before an erasure is not written after it") {
  TempDir dir;
  auto store = SqliteStore::open(dir.file("circles.db"));
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
    std::string cancelled;
    std::thread writer([&] {
      together();
      cancelled = in_words(story.service().trustor(trustor).cancel_invitation(invited->invitation));
    });
    together();
    for (int i = 0; !erase(*store, stream, stream + std::to_string(i)); ++i) continue;
    writer.join();
    // Whoever was first, nothing stands behind the tombstone.
    const auto read = store->read({.streams = {stream}, .whole = true});
    REQUIRE(read.ok());
    CHECK(read->streams.front().erased);
    CHECK(read->streams.front().events.empty());
    const bool first = cancelled == "done";
    CHECK_MESSAGE((first || cancelled == "refused: invitation_not_found"), cancelled);
    wins += first;
    EXPECT(story.service().trustor(trustor).cancel_invitation(invited->invitation), "refused: invitation_not_found");
  }
  MESSAGE("the command was first in " << wins << " of " << rounds << " rounds");
}

TEST_CASE("T13: an erasure and a command at once: the tombstone wins, in memory") {
  race(std::make_shared<MemoryStore>());
}

TEST_CASE("T13: an erasure and a command at once: the tombstone wins, in a file") {
  TempDir dir;
  auto store = SqliteStore::open(dir.file("circles.db"));
  REQUIRE(store.ok());
  race(*store);
}

}  // namespace
}  // namespace doverie::testing
