// SPDX-License-Identifier: Apache-2.0
//
// The feed of a store.
#include "feed.h"

#include "handles.h"
#include "structs.h"
#include "text.h"

struct doverie_feed : doverie::capi::Handle<0x464545442e2e2e31> {
  std::vector<doverie::FeedEntry> entries;
};

namespace doverie::capi {

FeedEntry read_entry(const doverie_feed_entry* entry) {
  const auto given = read(entry, "entry");
  return {.cursor = text(given.cursor, "entry.cursor"),
          .stream = text(given.stream, "entry.stream"),
          .version = given.version,
          .event = {.bytes = text(given.event, "entry.event"), .seal = text(given.seal, "entry.seal")}};
}

}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_store_feed(const doverie_store* store, doverie_string after, uint32_t limit, doverie_feed** out,
                                  doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_feed>> {
    auto entries = use(store, "store").port->feed(text(after, "after"), limit);
    if (!entries) return entries.as<std::unique_ptr<doverie_feed>>();
    auto feed = std::make_unique<doverie_feed>();
    feed->entries = std::move(entries).value();
    return feed;
  });
}

size_t doverie_feed_entry_count(const doverie_feed* feed) {
  return alive(feed) ? feed->entries.size() : 0;
}

doverie_status doverie_feed_entry_at(const doverie_feed* feed, size_t index, doverie_feed_entry* out,
                                     doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto& [cursor, stream, version, event] = element(use(feed, "feed").entries, index);
    write(out, doverie_feed_entry{.cursor = borrowed(cursor),
                                  .stream = borrowed(stream),
                                  .version = version,
                                  .event = borrowed(event.bytes),
                                  .seal = borrowed(event.seal)});
    return doverie::Done{};
  });
}

void doverie_feed_free(doverie_feed* feed) {
  free_handle(feed);
}
