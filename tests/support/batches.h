// SPDX-License-Identifier: Apache-2.0
//
// What a store shows of the batches that were appended.
#ifndef DOVERIE_TESTS_SUPPORT_BATCHES_H_
#define DOVERIE_TESTS_SUPPORT_BATCHES_H_

#include <string>
#include <vector>

#include "doverie/ports/event_store.h"
#include "doverie/testing/batches.h"

namespace doverie::testing {

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
