// SPDX-License-Identifier: Apache-2.0
//
// What has happened to an account? The events of its circle, those of its own as a contact, and those of other circles that name it
// as their contact, in the order of time and in words. Their seals were checked when they were loaded.
#include <map>

#include "core/bytes/json.h"
#include "core/decisions/decide.h"
#include "core/decisions/person.h"
#include "core/records/event_words.h"

namespace doverie {

namespace {

// What stands in a timeline beside the words.
struct About {
  std::string type;
  Instant at;
  std::string contact;
  std::string trustor;
  std::string request;
};

Result<About> about(std::string_view bytes, JsonReader& reader) {
  const auto line = headline(bytes, reader);
  if (!line) return line.as<About>();
  const auto json = reader.read(bytes);
  if (!json) return json.as<About>();
  const auto member = [&](std::string_view name) {
    const JsonValue* value = (*json)->member(name);
    return value && value->string() ? std::string(*value->string()) : std::string();
  };
  return About{line->type, line->at, member("contact"), member("trustor"), member("request")};
}

class Telling {
 public:
  explicit Telling(const AccountId& account) : account_(account) {}

  // `trustor`: whose circle it is; empty for the record of a contact.
  Status add(const StreamRecord& record, const AccountId& trustor) {
    for (const EventRecord& event : record.events) {
      auto found = about(event.bytes, reader_);
      if (!found) return found.as<Done>();
      const bool of_others = !trustor.empty() && trustor != account_ && found->contact != account_;
      if (of_others || found->type == event::CircleSummed::kType || found->type == event::ContactSummed::kType) continue;
      auto english = event_words(event.bytes, Language::english, reader_);
      auto russian = event_words(event.bytes, Language::russian, reader_);
      if (!english || !russian) return (english ? russian : english).as<Done>();
      const Instant at = found->at;
      entries_.emplace(at, TimelineEntry{at, std::move(found->type), trustor.empty() ? std::move(found->trustor) : trustor,
                                         std::move(found->request), *std::move(english), *std::move(russian)});
    }
    return Done{};
  }

  std::vector<TimelineEntry> take() && {
    std::vector<TimelineEntry> all;
    for (auto& [at, entry] : entries_) all.push_back(std::move(entry));
    return all;
  }

 private:
  const AccountId& account_;
  JsonReader reader_;
  std::multimap<Instant, TimelineEntry> entries_;  // what has happened at the same time in the order in which it was found
};

}  // namespace

Result<Subjects> subjects_of(const ShowTimeline& command, const World& world) {
  return circles_of_person(command.account, world);
}

namespace {

// A journal is erased by periods: what is older than the policy keeps it is not told meanwhile. [W10]
StreamRecord kept_still(const StreamRecord& record, const World& world) {
  StreamRecord kept = record;
  JsonReader reader;
  std::erase_if(kept.events, [&](const EventRecord& event) {
    const auto line = headline(event.bytes, reader);
    return line && line->at < world.now() - world.policy().refusals_kept;
  });
  return kept;
}

}  // namespace

// [W5]
Result<Answer> decide_one(const ShowTimeline& command, const World& world, Draft&) {
  Telling telling(command.account);
  for (const auto& [trustor, circle] : world.circles()) {
    if (auto status = telling.add(circle->record, trustor); !status) return status.as<Answer>();
  }
  if (auto status = telling.add(world.contact(command.account)->record, {}); !status) return status.as<Answer>();
  for (const auto& [key, journal] : world.refusals()) {
    if (auto status = telling.add(kept_still(journal->record, world), command.account); !status) return status.as<Answer>();
  }
  return Answer(Timeline{std::move(telling).take()});
}

}  // namespace doverie
