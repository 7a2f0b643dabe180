// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <set>
#include <thread>

#include "contract/subjects.h"

namespace doverie::testing {
namespace {

constexpr int kThreads = 8;
constexpr int kEach = 25;

// Checks belong to the main thread: doctest's are slow from many.
template <class Work>
void in_threads(Work work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

// Appends one event to `stream` behind whatever is there, however often that takes. False on a fault.
bool append_after_races(EventStore& store, const std::string& stream, const std::string& id) {
  while (true) {
    const auto head = store.read({.streams = {stream}});
    if (!head) return false;
    const auto result = store.append(BatchBuilder(id).append(stream, head->streams.at(0).version, {id}).put(message(id)));
    if (!result) return false;
    if (result->outcome != AppendOutcome::conflict) return result->outcome == AppendOutcome::appended;
  }
}

std::set<std::string> ids_of_all_threads() {
  std::set<std::string> ids;
  for (int thread = 0; thread < kThreads; ++thread) {
    for (int i = 0; i < kEach; ++i) ids.insert(std::to_string(thread) + "." + std::to_string(i));
  }
  return ids;
}

// Has each thread append its events to the stream that `stream_of_thread` names; true when all went in.
template <class StreamOfThread>
bool append_from_all(EventStore& store, StreamOfThread stream_of_thread) {
  std::atomic<bool> good = true;
  in_threads([&](int thread) {
    for (int i = 0; i < kEach; ++i) {
      const std::string id = std::to_string(thread) + "." + std::to_string(i);
      if (!append_after_races(store, stream_of_thread(thread), id)) good = false;
    }
  });
  return good;
}

CONTRACT("threads: appends to one stream lose nothing and write nothing twice") {
  Subject subject;
  REQUIRE(append_from_all(subject.store(), [](int) { return std::string("a"); }));
  std::multiset<std::string> written;
  for (const EventRecord& one : stream_of(subject.store(), "a").events) written.insert(one.bytes);
  std::multiset<std::string> wanted;
  for (const std::string& id : ids_of_all_threads()) wanted.insert(event(id).bytes);
  CHECK(written == wanted);
}

CONTRACT("threads: appends to different streams do not disturb each other") {
  Subject subject;
  REQUIRE(append_from_all(subject.store(), [](int thread) { return "s" + std::to_string(thread); }));
  for (int thread = 0; thread < kThreads; ++thread) {
    const StreamRecord stream = stream_of(subject.store(), "s" + std::to_string(thread));
    REQUIRE(stream.version == kEach);
    for (int i = 0; i < kEach; ++i) {
      CHECK(stream.events.at(static_cast<std::size_t>(i)) == event(std::to_string(thread) + "." + std::to_string(i)));
    }
  }
}

CONTRACT("threads: of the same command sent by all at once, one is appended and the others are told so") {
  Subject subject;
  for (int round = 0; round < 10; ++round) {
    const std::string id = std::to_string(round);
    std::atomic<int> appended = 0;
    std::atomic<int> already = 0;
    in_threads([&](int) {
      const auto result = subject.store().append(BatchBuilder(id).append(id, 0, {id}));
      if (result && result->outcome == AppendOutcome::appended) ++appended;
      if (result && result->outcome == AppendOutcome::already) ++already;
    });
    CHECK(appended == 1);
    CHECK(already == kThreads - 1);
    CHECK(stream_of(subject.store(), id).version == 1);
  }
}

CONTRACT("threads: of all that loaded the same version, one wins") {
  Subject subject;
  for (std::uint64_t round = 0; round < 10; ++round) {
    std::atomic<int> appended = 0;
    in_threads([&](int thread) {
      const std::string id = std::to_string(round) + "." + std::to_string(thread);
      const auto result = subject.store().append(BatchBuilder(id).append("a", round, {id}));
      if (result && result->outcome == AppendOutcome::appended) ++appended;
    });
    CHECK(appended == 1);
    CHECK(stream_of(subject.store(), "a").version == round + 1);
  }
}

CONTRACT("threads: every message is leased by one of them") {
  Subject subject;
  REQUIRE(append_from_all(subject.store(), [](int) { return std::string("a"); }));
  std::mutex mutex;
  std::multiset<std::string> leased;
  in_threads([&](int) {
    while (true) {
      const auto leases = subject.store().lease_messages("", kStart, kMinute, 3);
      if (!leases || leases->empty()) return;
      const std::lock_guard lock(mutex);
      for (const LeasedMessage& one : *leases) leased.insert(one.message.id);
    }
  });
  const auto wanted = ids_of_all_threads();
  CHECK(leased == std::multiset<std::string>(wanted.begin(), wanted.end()));
}

CONTRACT("threads: a feed that is followed while others append skips nothing") {
  Subject subject;
  std::atomic<bool> writing = true;
  std::vector<std::string> followed;
  std::thread follower([&] {
    std::string cursor;
    while (true) {
      const bool last = !writing;
      const auto entries = subject.store().feed(cursor, 7);
      if (!entries) return;
      for (const FeedEntry& entry : *entries) followed.push_back(entry.stream + "@" + std::to_string(entry.version));
      if (!entries->empty()) cursor = entries->back().cursor;
      if (last && entries->empty()) return;
    }
  });
  const bool good = append_from_all(subject.store(), [](int thread) { return "s" + std::to_string(thread % 3); });
  writing = false;
  follower.join();
  CHECK(good);
  CHECK(followed.size() == kThreads * kEach);
  CHECK(followed == feed_of(subject.store()));
}

}  // namespace
}  // namespace doverie::testing
