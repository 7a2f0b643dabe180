// SPDX-License-Identifier: Apache-2.0
//
// How is a store looked at that brings no look of its own? By what it has to answer anyway: everything is read once through the
// feed, and once more stream by stream.
#include "doverie/ports/event_store.h"

#include <functional>
#include <map>
#include <utility>

#include "core/bytes/encoding.h"

namespace doverie {

namespace {

// So many events are asked for at once. Our choice.
constexpr std::uint32_t kEventsAtOnce = 500;
constexpr std::size_t kMostFindings = 100;

// What the feed has told of a stream. Of the events a hash is kept, or a large store would not fit into memory.
struct SeenStream {
  std::uint64_t version = 0;
  std::vector<std::size_t> hashes;
};

std::size_t hash_of(const EventRecord& event) {
  const std::hash<std::string> hash;
  return hash(event.bytes) * 31 + hash(event.seal);
}

class Look {
 public:
  explicit Look(EventStore& store) : store_(store) {}

  Result<std::vector<std::string>> findings() {
    if (auto status = read_feed(); !status) return status.as<std::vector<std::string>>();
    for (const auto& [name, seen] : streams_) {
      if (auto status = compare(name, seen); !status) return status.as<std::vector<std::string>>();
    }
    return std::move(findings_);
  }

 private:
  Status read_feed() {
    std::string cursor;
    while (true) {
      const auto entries = store_.raw_feed(cursor, kEventsAtOnce);
      if (!entries) return damage(entries.fault());
      if (entries->empty()) return Done{};
      if (entries->back().cursor == cursor) {
        find("the feed: does not go on behind the cursor that it gave");
        return Done{};
      }
      for (const FeedEntry& entry : *entries) take(entry);
      cursor = entries->back().cursor;
    }
  }

  void take(const FeedEntry& entry) {
    const std::string place = place_of(entry.stream, entry.version);
    SeenStream& seen = streams_[entry.stream];
    if (entry.version != seen.version + 1)
      find(place + ": stands in the feed behind version " + std::to_string(seen.version));
    if (!valid_utf8(entry.event.bytes) || !valid_utf8(entry.event.seal)) find(place + ": is not UTF-8");
    seen.version = entry.version;
    seen.hashes.push_back(hash_of(entry.event));
  }

  // What was appended since is there as well; what was erased since is not.
  Status compare(const std::string& name, const SeenStream& seen) {
    ReadRequest request;
    request.streams = {name};
    request.whole = true;
    const auto read = store_.read(request);
    if (!read) return damage(read.fault());
    if (read->streams.size() != 1 || read->streams.front().name != name) {
      find("stream " + legible(name) + ": reading it gives another one");
      return Done{};
    }
    const StreamRecord& stream = read->streams.front();
    if (!stream.erased) compare_events(name, seen, stream);
    return Done{};
  }

  void compare_events(const std::string& name, const SeenStream& seen, const StreamRecord& stream) {
    const std::string place = "stream " + legible(name);
    if (stream.version < seen.version) {
      return find(place + ": has version " + std::to_string(stream.version) + ", and the feed has version " +
                  std::to_string(seen.version));
    }
    if (stream.events.size() != stream.version) {
      return find(place + ": has version " + std::to_string(stream.version) + ", but " +
                  std::to_string(stream.events.size()) + " events");
    }
    for (std::size_t i = 0; i < seen.hashes.size() && i < stream.events.size(); ++i) {
      if (hash_of(stream.events[i]) != seen.hashes[i])
        find(place_of(name, i + 1) + ": reading gives another event than the feed");
    }
  }

  // What cannot be read is what was looked for; anything else, and nobody can say.
  Status damage(const Fault& fault) {
    if (fault.code != FaultCode::store_corrupt) return fault;
    find(fault.message);
    return Done{};
  }

  static std::string place_of(const std::string& stream, std::uint64_t version) {
    return "stream " + legible(stream) + ", version " + std::to_string(version);
  }
  void find(std::string what) {
    if (findings_.size() < kMostFindings) findings_.push_back(std::move(what));
  }

  EventStore& store_;
  std::map<std::string, SeenStream> streams_;
  std::vector<std::string> findings_;
};

}  // namespace

Result<std::uint32_t> EventStore::let_go_of_commands(Instant, std::uint32_t) {
  return std::uint32_t{0};
}

Status EventStore::ping() {
  const auto read = this->read({});
  return read ? Status(Done{}) : Status(read.fault());
}

Result<std::vector<std::string>> EventStore::check() {
  return Look(*this).findings();
}

}  // namespace doverie
