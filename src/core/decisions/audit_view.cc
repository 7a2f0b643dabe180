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
    EventInWords words = event_in_words(event, reader);
    trail.entries.push_back(
        {++version, std::move(words.type), words.at, event.bytes, std::move(words.english), std::move(words.russian)});
  }
  return Answer(std::move(trail));
}

}  // namespace doverie
