// SPDX-License-Identifier: Apache-2.0
//
// The audit trail is the data itself: the events of a circle. Their seals were checked when they were loaded.
#include "core/decide.h"

namespace doverie {

Result<Wants> wants_of(const ShowAudit& command, const World&) {
  return Wants{.circles = {command.trustor}, .whole = true};
}

Result<Answer> decide_one(const ShowAudit& command, const World& world, Draft&) {
  const StreamRecord& record = world.circle(command.trustor)->record;
  AuditTrail trail;
  std::uint64_t version = record.version - record.events.size();
  JsonReader reader;
  for (const EventRecord& event : record.events) {
    const auto line = headline(event.bytes, reader);
    if (!line) return line.as<Answer>();
    trail.entries.push_back({++version, line->type, line->at, event.bytes});
  }
  return Answer(std::move(trail));
}

}  // namespace doverie
