// SPDX-License-Identifier: Apache-2.0
//
// What has happened to an account? The events of its circle, those of its own as a contact, and those of other circles that name it
// as their contact, in the order of time and in words. Their seals were checked when they were loaded.
#include <map>

#include "core/decisions/decide.h"
#include "core/decisions/findings.h"
#include "core/decisions/person.h"
#include "core/decisions/refusals.h"
#include "core/records/event_words.h"
#include "core/values/ids.h"

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

  // What has happened since; `trustor`: whose circle it is, empty for the record of a contact; `found`: what the rules found when its
  // events were decided.
  void add(const StreamRecord& record, const AccountId& trustor, Instant since = {}, const RulesFound* found = nullptr) {
    const bool of_others = !trustor.empty() && trustor != account_;
    std::vector<EventInWords> events = all_in_words(record);
    const std::vector<Place> places = places_of(events);
    auto version = static_cast<std::int64_t>(record.version - events.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
      EventInWords& words = events[i];
      ++version;
      if (words.at < since || is_sum(words.type) || (of_others && !about_contact(words))) continue;
      if (places[i].rank == Place::Rank::ahead) resets_.insert(places[i].time);
      const EventInWords rules = found ? failed(*found, version, words) : EventInWords{};
      tell(places[i], trustor, std::move(words));
      if (!rules.type.empty()) tell(places[i], trustor, rules);
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
  // What somebody else's circle says of the account. What the owner was refused there is the owner's.
  bool about_contact(const EventInWords& words) const {
    return words.contact == account_ && words.type != event::CommandRefused::kType;
  }

  void tell(const Place& place, const AccountId& trustor, EventInWords words) {
    entries_.emplace(place,
                     TimelineEntry{words.at, std::move(words.type), trustor.empty() ? std::move(words.trustor) : trustor,
                                   std::move(words.request), std::move(words.english), std::move(words.russian)});
  }

  // Which rules were not met when that event was decided; without a type when all were.
  EventInWords failed(const RulesFound& found, std::int64_t version, const EventInWords& event) const {
    const auto rules = found.of_event.find(version);
    if (rules == found.of_event.end()) return {};
    const auto not_met = failures(rules->second);
    if (not_met.empty()) return {};
    EventInWords words = rules_in_words(event.at, words_of(not_met, world_.settings().host_rules));
    words.request = event.request;
    return words;
  }

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

std::string facts_of(const AccountId& account, const Circle& circle) {
  return numbered_key(circle.facts_erased, account);
}

// The circle tells how many there have to be. Others may have been added since it was read, or all of them erased.
Status check_whole(const Loaded<RulesFound>& found, const Circle& circle) {
  const auto& [name, version, erased, events, unchanged] = found.record;
  const auto told = static_cast<std::size_t>(circle.facts_version);
  const bool whole = erased || (events.size() >= told && (told == 0 || events[told - 1].seal == circle.facts_seal));
  return whole ? Status(Done{})
               : Status(Fault{FaultCode::store_corrupt, "stream " + name + ": its end is gone, or another one"});
}

}  // namespace

Result<Subjects> subjects_of(const ShowTimeline& command, const World& world) {
  Subjects subjects = circles_of_person(command.account, world);
  const auto* circle = world.circle(command.account);
  if (circle) subjects.facts.insert(facts_of(command.account, circle->state));
  return subjects;
}

// [W5]
Result<Answer> decide_one(const ShowTimeline& command, const World& world, Draft&) {
  const Circle& own = world.circle(command.account)->state;
  const Loaded<RulesFound>* found = world.found(facts_of(command.account, own));
  if (auto whole = check_whole(*found, own); !whole) return whole.as<Answer>();
  Telling telling(command.account, world);
  for (const auto& [trustor, circle] : world.circles()) {
    telling.add(circle->record, trustor, {}, trustor == command.account ? &found->state : nullptr);
  }
  telling.add(world.contact(command.account)->record, {});
  // A journal is erased by periods: what is older than the policy keeps it is not told meanwhile. [W10]
  const Instant kept_since = world.now() - world.policy().refusals_kept;
  for (const auto& [trustor, circle] : world.circles()) {
    for (const std::string& key : refusal_keys(trustor, world)) {
      if (const auto* journal = world.refused(key)) telling.add(journal->record, trustor, kept_since);
    }
  }
  return Answer(Timeline{std::move(telling).take()});
}

}  // namespace doverie
