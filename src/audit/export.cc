// SPDX-License-Identifier: Apache-2.0
//
// The feed of a store as lines of text, a page at a time.
#include "core/bytes/encoding.h"
#include "core/bytes/json.h"
#include "doverie/audit.h"

namespace doverie {
namespace {

std::string line_of(const FeedEntry& entry) {
  JsonWriter json;
  json.begin_object().field("cursor", entry.cursor).field("stream", entry.stream).field("version", entry.version);
  json.field("seal", entry.event.seal);
  if (valid_utf8(entry.event.bytes)) {
    json.field("event", entry.event.bytes);
  } else {  // somebody has spoilt it, which the copy has to show
    json.field("event_hex", hex(entry.event.bytes));
  }
  json.end_object();
  return json.take() + "\n";
}

}  // namespace

Result<ExportPage> export_page(EventStore& store, std::string_view after, std::uint32_t limit) {
  const auto entries = store.feed(after, limit);
  if (!entries) return entries.as<ExportPage>();
  ExportPage page{.lines = {}, .cursor = std::string(after), .events = entries->size()};
  for (const FeedEntry& entry : *entries) page.lines += line_of(entry);
  if (!entries->empty()) page.cursor = entries->back().cursor;
  return page;
}

}  // namespace doverie
