// SPDX-License-Identifier: Apache-2.0
//
// Batches in one line each, and what a store shows of them afterwards.
#ifndef DOVERIE_TESTS_SUPPORT_BATCHES_H_
#define DOVERIE_TESTS_SUPPORT_BATCHES_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "doverie/ports/event_store.h"

namespace doverie::testing {

// 2026-01-01T00:00:00Z
inline constexpr Instant kStart{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
inline constexpr Duration kMinute = std::chrono::minutes(1);

inline EventRecord event(const std::string& what) {
  return {R"({"type":")" + what + R"("})", "1:seal of " + what};
}

inline MessageRecord message(std::string id, Instant not_before = kStart) {
  std::string bytes = R"({"about":")" + id + R"("})";
  return {"", std::move(id), std::move(bytes), not_before, not_before + 10 * kMinute};
}

class BatchBuilder {
 public:
  explicit BatchBuilder(std::string command_id, Instant at = kStart) {
    batch_.command = CommandRecord{"fingerprint of " + command_id, R"({"answer":")" + command_id + R"("})"};
    batch_.command_id = std::move(command_id);
    batch_.at = at;
  }

  // A stream that was loaded.
  BatchBuilder& loaded(std::string stream, std::uint64_t version) {
    batch_.expected.push_back({std::move(stream), version});
    std::ranges::sort(batch_.expected, {}, &StreamVersion::stream);
    return *this;
  }
  // A stream that was loaded, and events behind `version`.
  BatchBuilder& append(const std::string& stream, std::uint64_t version, const std::vector<std::string>& events) {
    StreamAppend append{stream, {}};
    for (const std::string& what : events) append.events.push_back(event(what));
    batch_.appends.push_back(std::move(append));
    std::ranges::sort(batch_.appends, {}, &StreamAppend::stream);
    return loaded(stream, version);
  }
  BatchBuilder& tag(std::string tag, std::string stream) {
    batch_.tags.push_back({std::move(tag), std::move(stream), true});
    return *this;
  }
  BatchBuilder& untag(std::string tag, std::string stream) {
    batch_.tags.push_back({std::move(tag), std::move(stream), false});
    return *this;
  }
  BatchBuilder& put(MessageRecord message) {
    batch_.messages.push_back(std::move(message));
    return *this;
  }
  BatchBuilder& erase(std::string stream) {
    batch_.erase.push_back(std::move(stream));
    return *this;
  }

  operator const Batch&() const { return batch_; }

 private:
  Batch batch_;
};

// The stream as the store shows it now. REQUIRES: the store can be read.
inline StreamRecord stream_of(EventStore& store, const std::string& name) {
  return store.read({.streams = {name}}).value().streams.at(0);
}

inline std::optional<CommandRecord> command_of(EventStore& store, const std::string& id) {
  ReadRequest request;
  request.command_id = id;
  return store.read(request).value().command;
}

// The streams that carry the tag, in the order of the listing.
inline std::vector<std::string> tagged(EventStore& store, const std::string& tag, Instant since = Instant::min()) {
  std::vector<std::string> streams;
  const auto result = store.read({.tags = {tag}, .tags_since = since});
  for (const TagEntry& entry : result->tags.at(0).entries) streams.push_back(entry.stream);
  return streams;
}

// `stream@version` of every event of the feed.
inline std::vector<std::string> feed_of(EventStore& store, std::string_view after = {}) {
  std::vector<std::string> events;
  const auto entries = store.feed(after, 1'000'000);
  for (const FeedEntry& entry : entries.value()) events.push_back(entry.stream + "@" + std::to_string(entry.version));
  return events;
}

// Ids of the messages that could be leased at `now`, taking them for a minute.
inline std::vector<std::string> lease_ids(EventStore& store, Instant now, std::uint32_t limit = 100) {
  std::vector<std::string> ids;
  const auto leases = store.lease_messages("", now, kMinute, limit);
  for (const LeasedMessage& leased : leases.value()) ids.push_back(leased.message.id);
  return ids;
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_BATCHES_H_
