// SPDX-License-Identifier: Apache-2.0
//
// What does an operator see of a circle? The audit trail, which is the data itself.
#include "core/decisions/decide.h"
#include "core/records/event_words.h"

namespace doverie {

// Seals were checked when the events were loaded.
Result<Subjects> subjects_of(const ShowAudit& command, const World&) {
  return Subjects{.circles = {command.trustor}, .whole = true};
}

Result<Answer> decide_one(const ShowAudit& command, const World& world, Draft&) {
  const StreamRecord& record = world.circle(command.trustor)->record;
  AuditTrail trail;
  std::uint64_t version = record.version - record.events.size();
  JsonReader reader;
  for (const EventRecord& event : record.events) {
    const auto line = headline(event.bytes, reader);
    if (!line) return line.as<Answer>();
    auto english = event_words(event.bytes, Language::english, reader);
    auto russian = event_words(event.bytes, Language::russian, reader);
    if (!english || !russian) return (english ? russian : english).as<Answer>();
    trail.entries.push_back({++version, line->type, line->at, event.bytes, *std::move(english), *std::move(russian)});
  }
  return Answer(std::move(trail));
}

}  // namespace doverie
