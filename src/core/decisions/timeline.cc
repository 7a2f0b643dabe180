// SPDX-License-Identifier: Apache-2.0
//
// What has happened to an account? The events of its circle, those of its own as a contact, and those of other circles that name it
// as their contact, in the order of time and in words. Their seals were checked when they were loaded.
#include <map>

#include "core/decisions/decide.h"
#include "core/decisions/person.h"
#include "core/records/event_words.h"

namespace doverie {

namespace {

bool is_sum(std::string_view type) {
  return type == event::CircleSummed::kType || type == event::ContactSummed::kType;
}

// Where an entry stands among those of all streams. Of one stream the entries stand as they were written. An event that was written
// with a clock that was ahead stands where the clock was reset, before that is told.
struct Place {
  enum class Rank : std::uint8_t { ahead, reset, in_time };
  Instant time;
  Rank rank;
  Instant at;  // as recorded

  auto operator<=>(const Place&) const = default;
};

std::vector<EventInWords> all_in_words(const StreamRecord& record) {
  JsonReader reader;
  std::vector<EventInWords> all;
  all.reserve(record.events.size());
  for (const EventRecord& event : record.events) all.push_back(event_in_words(event, reader));
  return all;
}

class Telling {
 public:
  Telling(const AccountId& account, const World& world) : account_(account), world_(world) {}

  // What has happened since; `trustor`: whose circle it is, empty for the record of a contact.
  void add(const StreamRecord& record, const AccountId& trustor, Instant since = {}) {
    const bool of_others = !trustor.empty() && trustor != account_;
    std::vector<EventInWords> events = all_in_words(record);
    const std::vector<Place> places = places_of(events);
    for (std::size_t i = 0; i < events.size(); ++i) {
      EventInWords& words = events[i];
      if (words.at < since || is_sum(words.type) || (of_others && words.contact != account_)) continue;
      if (places[i].rank == Place::Rank::ahead) resets_.insert(places[i].time);
      entries_.emplace(places[i],
                       TimelineEntry{words.at, std::move(words.type), trustor.empty() ? std::move(words.trustor) : trustor,
                                     std::move(words.request), std::move(words.english), std::move(words.russian)});
    }
  }

  std::vector<TimelineEntry> take() && {
    for (const Instant at : resets_) {
      EventInWords reset = clock_reset_in_words(at);
      entries_.emplace(Place{at, Place::Rank::reset, at},
                       TimelineEntry{at, std::move(reset.type), {}, {}, std::move(reset.english), std::move(reset.russian)});
    }
    std::vector<TimelineEntry> all;
    for (auto& [place, entry] : entries_) all.push_back(std::move(entry));
    return all;
  }

 private:
  // When the clock was reset that the last events of a stream were written with, as long as no event of the stream says so.
  std::optional<Instant> reset_since(const std::vector<EventInWords>& events) const {
    const auto& reset = world_.clock_reset();
    const bool ahead = !events.empty() && events.back().at > world_.now();
    return reset && ahead ? std::optional(reset->at) : std::nullopt;
  }

  std::vector<Place> places_of(const std::vector<EventInWords>& events) const {
    std::vector<Place> places(events.size());
    std::optional<Instant> latest = reset_since(events);
    for (std::size_t i = events.size(); i-- > 0;) {
      const Instant at = events[i].at;
      const bool says_so = latest && events[i].clock_reset == latest;  // as every event of one command does
      const bool ahead = latest && !says_so && at > *latest;
      places[i] = {ahead ? *latest : at, ahead ? Place::Rank::ahead : Place::Rank::in_time, at};
      if (events[i].clock_reset) latest = std::min(latest.value_or(at), *events[i].clock_reset);
    }
    return places;
  }

  const AccountId& account_;
  const World& world_;
  std::multimap<Place, TimelineEntry> entries_;  // what has happened at the same time in the order in which it was found
  std::set<Instant> resets_;
};

}  // namespace

Result<Subjects> subjects_of(const ShowTimeline& command, const World& world) {
  return circles_of_person(command.account, world);
}

// [W5]
Result<Answer> decide_one(const ShowTimeline& command, const World& world, Draft&) {
  Telling telling(command.account, world);
  for (const auto& [trustor, circle] : world.circles()) telling.add(circle->record, trustor);
  telling.add(world.contact(command.account)->record, {});
  // A journal is erased by periods: what is older than the policy keeps it is not told meanwhile. [W10]
  const Instant kept_since = world.now() - world.policy().refusals_kept;
  for (const auto& [key, journal] : world.refusals()) telling.add(journal->record, command.account, kept_since);
  return Answer(Timeline{std::move(telling).take()});
}

}  // namespace doverie
