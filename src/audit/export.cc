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
  const auto entries = store.raw_feed(after, limit);
  if (!entries) return entries.as<ExportPage>();
  ExportPage page{.lines = {}, .cursor = std::string(after), .events = entries->size()};
  for (const FeedEntry& entry : *entries) {
    if (!valid_utf8(entry.stream) || !valid_utf8(entry.event.seal)) {
      return Fault{FaultCode::store_corrupt, "export: stream " + legible(entry.stream) + ", version " +
                                                 std::to_string(entry.version) +
                                                 ": its name or seal is not UTF-8; verify the store, then restore a backup"};
    }
    page.lines += line_of(entry);
  }
  if (!entries->empty()) page.cursor = entries->back().cursor;
  return page;
}

}  // namespace doverie
