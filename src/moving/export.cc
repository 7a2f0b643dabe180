// SPDX-License-Identifier: Apache-2.0
//
// Which links are there? The feed is gone through once, and of every circle only its links are kept.
#include <map>

#include "core/bytes/encoding.h"
#include "core/values/ids.h"
#include "doverie/moving.h"
#include "moving/link_fold.h"

namespace doverie {
namespace {

constexpr std::uint32_t kPage = 1000;

// As CSV has it when there is a comma, a quotation mark or a line break in it.
std::string cell(const std::string& text) {
  if (text.find_first_of(",;\t\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace

Result<std::vector<ExportedLink>> links_in(EventStore& store, std::string_view realm) {
  const std::string circles = circle_stream(realm, "");
  std::map<AccountId, Links> all;
  JsonReader reader;
  std::string after;
  while (true) {
    const auto page = store.feed(after, kPage);
    if (!page) return page.as<std::vector<ExportedLink>>();
    if (page->empty()) break;
    for (const FeedEntry& entry : *page) {
      if (!entry.stream.starts_with(circles)) continue;
      const auto trustor = unescape(std::string_view(entry.stream).substr(circles.size()));
      const auto event = decode<CircleEvent>(entry.event.bytes, reader);
      if (!trustor) return Fault{FaultCode::store_corrupt, "stream " + legible(entry.stream) + " has no such name"};
      if (!event) return event.as<std::vector<ExportedLink>>();
      std::visit(LinkFold(all[*trustor], event->envelope.at), static_cast<const CircleEvent::variant&>(event->event));
    }
    after = page->back().cursor;
  }
  std::vector<ExportedLink> links;
  for (const auto& [trustor, of_trustor] : all) {
    for (const auto& [contact, since] : of_trustor) links.push_back({trustor, contact, since.since, since.imported_at});
  }
  return links;
}

std::string to_csv(const std::vector<ExportedLink>& links) {
  std::string text = "trustor,contact,since,origin,imported_at\n";
  for (const ExportedLink& link : links) {
    text += cell(link.trustor) + ',' + cell(link.contact) + ',' + iso(link.since);
    text += link.imported_at ? ",imported," + iso(*link.imported_at) + '\n' : std::string(",accepted,\n");
  }
  return text;
}

}  // namespace doverie
