// SPDX-License-Identifier: Apache-2.0
//
// How loaded streams become states: seals checked, events folded, invariants looked at, and time never earlier than the
// records.
#include "core/world/world.h"

#include <algorithm>
#include <utility>

#include "core/bytes/digests.h"
#include "core/bytes/json.h"
#include "core/records/clock_reset.h"
#include "core/records/evolve.h"
#include "core/records/invariants.h"
#include "core/records/seals.h"
#include "core/values/ids.h"
#include "core/values/phone_tags.h"

namespace doverie {

namespace {

Fault directory_fault(std::string what) {
  return Fault{FaultCode::directory_wrong, "the account directory " + std::move(what)};
}

// A time that is not over yet cannot be when something has changed. Local time taken for UTC makes such.
Status check_instants(const AccountFacts& facts, Instant now) {
  Status status = Done{};
  const auto check = [&](std::string_view fact, const std::optional<Instant>& since) {
    if (!status || !since || *since <= now + kMostSkew) return;
    status = directory_fault("tells of account " + facts.id + " that " + std::string(fact) + " is " + iso(*since) +
                             ", which lies ahead of the clock; tell instants in UTC");
  };
#define DOVERIE_SINCE_FACT(name, words, meaning) check(#name, facts.name);
#include "doverie/core/facts.def"
  check("in_call_since", facts.in_call_since);
  return status;
}

// Ids that differ only in case or spaces may be one account to a directory, and are two to the records.
Status check_facts(const AccountAnswer& answer, Instant now) {
  if (!answer.facts) return Done{};
  if (answer.facts->id.empty()) {
    return directory_fault("does not tell the id of the account that it found; AccountFacts::id is the one it knows");
  }
  if (answer.facts->id != answer.account) {
    return directory_fault("was asked for account " + answer.account + " and found " + answer.facts->id +
                           "; use the id that the directory knows the account by, always");
  }
  return check_instants(*answer.facts, now);
}

// Days become the last instants of theirs.
void end_days(AccountFacts& facts) {
  if (!facts.dates_only) return;
  const auto end = [](std::optional<Instant>& since) {
    if (since) *since += std::chrono::hours{24} - Duration{1};
  };
#define DOVERIE_SINCE_FACT(name, words, meaning) end(facts.name);
#include "doverie/core/facts.def"
}

template <class Map, class Key>
auto find_in(const Map& map, const Key& key) -> const typename Map::mapped_type* {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}
template <class Map, class Key>
auto loaded_in(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : found->second.get();
}

// A service has one realm, so that its record needs no name among the loaded ones.
const std::set<std::string> kOwnRealm{std::string()};

Fault damaged(const StreamRecord& record, const Fault& fault) {
  return Fault{fault.code, "stream " + record.name + ": " + fault.message};
}

template <class State>
using Shared = std::shared_ptr<const Loaded<State>>;

// Folds a record into the state.
template <class Event, class State>
Result<Shared<State>> folded(StreamRecord record, const std::string& key, bool whole, JsonReader& reader) {
  const auto loaded = std::make_shared<Loaded<State>>();
  for (const EventRecord& stored : record.events) {
    auto decoded = decode<Event>(stored.bytes, reader);
    if (!decoded) return damaged(record, decoded.fault());
    if (auto status = evolve(loaded->state, decoded->envelope, decoded->event); !status)
      return damaged(record, status.fault());
  }
  const std::string_view wrong = broken_invariant(loaded->state, key);
  if (!wrong.empty()) return damaged(record, Fault{FaultCode::store_corrupt, std::string(wrong)});
  for (const EventRecord& stored : record.events) {
    if (whole && previous_seal_in(stored.bytes, reader))
      loaded->length = 0;  // the stream is as long as what comes from here
    loaded->sealed(stored.seal);
  }
  if (!whole) record.events = {};
  loaded->record = std::move(record);
  return Shared<State>(loaded);
}

// key_unavailable unless all these audit keys could be used to verify.
Status check_usable(const Macs& keys, const std::vector<std::string>& ids) {
  const auto usable = keys.usable_keys(KeyPurpose::audit);
  if (!usable) return usable.as<Done>();
  for (const std::string& id : ids) {
    if (std::ranges::find(*usable, id) != usable->end()) continue;
    if (const auto digest = keys.mac(KeyPurpose::audit, id, ""); !digest) return digest.as<Done>();
  }
  return Done{};
}

// What was known of a stream that has not changed since.
Result<KnownStream> recall(const Macs& keys, const StreamRecord& record, const std::vector<KnownStream>& known) {
  const auto found = std::ranges::find_if(known, [&](const KnownStream& stream) {
    return stream && stream->record.name == record.name && stream->record.version == record.version;
  });
  if (found == known.end()) {
    return Fault{FaultCode::internal, "stream " + record.name + " was supplied as unchanged, but its version " +
                                          std::to_string(record.version) + " is not among what is known"};
  }
  if (auto usable = check_usable(keys, (*found)->seal_keys); !usable) return usable.as<KnownStream>();
  return *found;
}

}  // namespace

void Subjects::add(const Subjects& others) {
  circles.insert(others.circles.begin(), others.circles.end());
  contacts.insert(others.contacts.begin(), others.contacts.end());
  invitations.insert(others.invitations.begin(), others.invitations.end());
  accounts.insert(others.accounts.begin(), others.accounts.end());
  tags.insert(others.tags.begin(), others.tags.end());
  refusals.insert(others.refusals.begin(), others.refusals.end());
  facts.insert(others.facts.begin(), others.facts.end());
  whole = whole || others.whole;
  mark_will_do = mark_will_do || others.mark_will_do;
}

void StreamState::sealed(const std::string& next) {
  seal = next;
  ++length;
  const std::string_view key = key_of(seal);
  if (std::ranges::find(seal_keys, key) == seal_keys.end()) seal_keys.emplace_back(key);
}

const std::string& stream_of(const StreamState& state) {
  return state.record.name;
}

std::uint64_t version_of(const StreamState& state) {
  return state.record.version;
}

Result<std::vector<std::string>> World::tags_of(const Phone& phone) const {
  return phone_tags(*settings_->keys, settings_->realm, phone);
}

Instant World::tags_since() const {
  constexpr std::chrono::hours kNoticeWindow{24};
  return now_ - std::max<Duration>(kNoticeWindow, policies_->longest_invitation_lifetime());
}

Result<const Policy*> World::policy_of(const PolicyPin& pin) const {
  auto found = policies_->pinned(pin);
  if (found) return found;
  if (on_trial()) return &policy();
  const Policy* elsewhere = noted(pin);
  return elsewhere ? Result(elsewhere) : found;
}

const Policy* World::noted(const PolicyPin& pin) const {
  const auto known = noted_.find(pin.content_hash);
  if (known != noted_.end()) return known->second.get();
  const NotedPolicy* found = realm() ? realm()->state.policy(pin) : nullptr;
  auto policy = found ? Policy::from_json(found->document) : Result<Policy>(Fault{FaultCode::policy_unknown, ""});
  const bool right = policy && policy->id == pin.id && policy->content_hash() == pin.content_hash;
  auto kept = right ? std::make_shared<const Policy>(*std::move(policy)) : nullptr;
  return noted_.emplace(pin.content_hash, std::move(kept)).first->second.get();
}

// What is void is void in a trial, too. Of a policy that the schedule does not have the realm's record tells: that it was taken out of
// the schedule gives back nothing of what was void. [R11]
bool World::revoked(const PolicyPin& pin) const {
  if (policies_->revoked(pin) || settings_->policies.revoked(pin)) return true;
  if (settings_->policies.pinned(pin) || !realm()) return false;
  return std::ranges::find(realm()->state.revoked, pin.id) != realm()->state.revoked.end();
}

// [E2a]
Result<std::shared_ptr<const Policy>> World::policy_for(const Appointment& link, const Policy& policy) const {
  if (policies_->pinned(link.policy)) return policies_->for_link(policy, link.policy);
  const auto real = settings_->policies.pinned(link.policy);
  const Policy* made_under = real ? *real : noted(link.policy);
  if (!made_under && !on_trial()) return policies_->for_link(policy, link.policy);
  if (made_under && revoked(link.policy)) return std::shared_ptr<const Policy>(std::shared_ptr<const Policy>(), &policy);
  return policies_->for_link(policy, made_under ? *made_under : policy);
}

Needs World::missing(const Subjects& subjects) const {
  Needs needs;
  if (!clock_read_) {  // first and alone: it costs no I/O, and what else is needed may depend on it
    needs.clock = true;
    needs.time_zone = settings_->policies.time_zone();
    return needs;
  }
  const std::string& realm = settings_->realm;
  const auto want = [&](auto& from, const auto& loaded, auto&& take) {
    for (const auto& key : from) {
      if (!loaded.contains(key)) take(key);
    }
  };
  want(subjects.circles, circles_, [&](const auto& key) { needs.streams.push_back(circle_stream(realm, key)); });
  want(subjects.contacts, contacts_, [&](const auto& key) { needs.streams.push_back(contact_stream(realm, key)); });
  want(subjects.invitations, invitations_, [&](const auto& key) { needs.streams.push_back(invitation_stream(realm, key)); });
  want(subjects.refusals, refusals_, [&](const auto& key) { needs.streams.push_back(refused_stream(realm, key)); });
  want(subjects.facts, found_, [&](const auto& key) { needs.streams.push_back(facts_stream(realm, key)); });
  want(kOwnRealm, realms_, [&](const auto&) { needs.streams.push_back(realm_stream(realm)); });
  want(subjects.accounts, accounts_, [&](const auto& key) { needs.accounts.push_back(key); });
  want(subjects.tags, tags_, [&](const auto& key) { needs.tags.push_back(key); });
  if (!needs.tags.empty() && !subjects.whole) needs.tags_since = tags_since();
  needs.whole = subjects.whole;
  needs.mark_will_do = subjects.mark_will_do && !needs.accounts.empty();
  std::sort(needs.streams.begin(), needs.streams.end());
  return needs;
}

namespace {

// nullptr when the events are there and sealed as they should be.
Result<KnownStream> recall_or_verify(const Settings& settings, const StreamRecord& record,
                                     const std::vector<KnownStream>& known, JsonReader& reader) {
  if (record.unchanged) return recall(*settings.keys, record, known);
  if (auto sealed = verify_seals(*settings.keys, record, reader); !sealed) return sealed.as<KnownStream>();
  return KnownStream();
}

}  // namespace

template <class Event, class State, class Key, class NameOf>
Status World::load_streams(LoadedMap<Key, State>& loaded, const std::set<Key>& wanted, NameOf name_of, Supplies& supplies,
                           bool whole, JsonReader& reader) {
  for (const Key& key : wanted) {
    if (loaded.contains(key)) continue;
    const std::string name = name_of(settings_->realm, key);
    const auto record = std::ranges::find(supplies.streams, name, &StreamRecord::name);
    if (record == supplies.streams.end()) continue;
    StreamRecord taken = std::exchange(*record, {});
    const auto known = recall_or_verify(*settings_, taken, supplies.known, reader);
    if (!known) return known.template as<Done>();
    auto stream = *known ? Result(std::static_pointer_cast<const Loaded<State>>(*known))  // its name tells the kind
                         : folded<Event, State>(std::move(taken), key, whole, reader);
    if (!stream) return stream.template as<Done>();
    auto counted = in_time(*std::move(stream));
    now_ = std::max(now_, counted->state.last_at);
    loaded.emplace(key, std::move(counted));
  }
  return Done{};
}

Duration World::longest_protection() const {
  const Policy& today = policy();
  return std::max({today.fraud_freeze, today.removal_delay, today.waiting_period, today.activation_delay, today.call_hold,
                   Duration(std::chrono::hours{24})});
}

template <class State>
std::shared_ptr<const Loaded<State>> World::in_time(std::shared_ptr<const Loaded<State>> stream) {
  const Instant latest = clock_ + kMostSkew;
  const auto reset = restored_at();
  if (stream->state.last_at <= latest || !time_is_kept_ || !reset || *reset > latest) return stream;
  auto taken_back = std::make_shared<Loaded<State>>(*stream);
  clock_reset_ = ClockReset{*reset, longest_protection()};
  reset_clock(taken_back->state, *clock_reset_, clock_);
  return taken_back;
}

// The clock, held against what the store knows of time.
Status World::load_time(const Supplies& supplies) {
  if (supplies.clock && !clock_read_) {
    if (auto status = read_clock(*supplies.clock); !status) return status;
  }
  const TimeOfStore store{supplies.store_now, supplies.last_at, supplies.asked_at.value_or(clock_),
                          supplies.answered_at.value_or(clock_)};
  if (auto status = check_clock(clock_, store); !status) return status;
  now_ = std::max(now_, supplies.last_at.value_or(now_));
  time_is_kept_ = time_is_kept_ || supplies.store_now || supplies.last_at;
  return Done{};
}

Status World::load_records(const Subjects& subjects, Supplies& supplies) {
  JsonReader reader;
  const auto load_all = [&]<class Event>(auto& loaded, const auto& wanted, auto name_of, std::type_identity<Event>) {
    return load_streams<Event>(loaded, wanted, name_of, supplies, subjects.whole, reader);
  };
  const auto own = [](const std::string& realm, const std::string&) { return realm_stream(realm); };
  Status status =
      load_all(realms_, kOwnRealm, own, std::type_identity<RealmEvent>());  // first: it knows of restores and levels
  if (status) status = check_level();
  if (status) status = load_all(circles_, subjects.circles, circle_stream, std::type_identity<CircleEvent>());
  if (status) status = load_all(contacts_, subjects.contacts, contact_stream, std::type_identity<ContactEvent>());
  if (status)
    status = load_all(invitations_, subjects.invitations, invitation_stream, std::type_identity<InvitationEvent>());
  if (status) status = load_all(refusals_, subjects.refusals, refused_stream, std::type_identity<RefusalEvent>());
  if (status) status = load_all(found_, subjects.facts, facts_stream, std::type_identity<FactsEvent>());
  if (!status) return status;
  const auto left = std::ranges::find_if(supplies.streams, [](const StreamRecord& record) { return !record.name.empty(); });
  if (left != supplies.streams.end()) {
    return Fault{FaultCode::internal, "stream " + left->name + " was supplied but not asked for"};
  }
  return Done{};
}

// What others write at a level that this library does not know it may not be able to read, and would write over.
Status World::check_level() const {
  if (level() <= newest_level()) return Done{};
  return Fault{FaultCode::level_unknown, "the store has format level " + std::to_string(level()) + ", and this library, " +
                                             std::string(library_version()) + ", knows levels up to " +
                                             std::to_string(newest_level()) + "; upgrade it"};
}

Status World::load(const Subjects& subjects, Supplies supplies) {
  if (auto status = load_time(supplies); !status) return status;
  epoch_ = std::max(epoch_, supplies.epoch);
  restored_at_ = std::max(restored_at_, supplies.restored_at);
  undoable_ = undoable_ || supplies.undoable;
  if (auto status = load_records(subjects, supplies); !status) return status;
  for (AccountAnswer& answer : supplies.accounts) {
    if (auto right = check_facts(answer, clock_); !right) return right;
    if (answer.facts) end_days(*answer.facts);
    if (answer.marked_without_contact) marked_.insert(answer.account);
    accounts_[answer.account] = std::move(answer.facts);
  }
  for (TagListing& listing : supplies.tags) tags_[listing.tag] = std::move(listing.entries);
  return Done{};
}

void World::assume_remembered(const Subjects& subjects, const std::vector<KnownStream>& known) {
  const auto assume_each = [&]<class Key, class State>(LoadedMap<Key, State>& loaded, const std::set<Key>& wanted,
                                                       auto name_of) {
    for (const Key& key : wanted) {
      const std::string name = name_of(settings_->realm, key);
      const auto found =
          std::ranges::find_if(known, [&](const KnownStream& stream) { return stream && stream_of(*stream) == name; });
      if (found != known.end()) loaded.emplace(key, std::static_pointer_cast<const Loaded<State>>(*found));
    }
  };
  assume_each(circles_, subjects.circles, circle_stream);
  assume_each(contacts_, subjects.contacts, contact_stream);
}

namespace {

template <class State>
std::shared_ptr<const Loaded<State>> folded_elsewhere(State state) {
  auto loaded = std::make_shared<Loaded<State>>();
  loaded->state = std::move(state);
  return loaded;
}

}  // namespace

void World::put(const AccountId& trustor, Circle circle) {
  now_ = std::max(now_, circle.last_at);
  circles_.insert_or_assign(trustor, folded_elsewhere(std::move(circle)));
}

void World::put(const AccountId& contact, ContactRecord record) {
  now_ = std::max(now_, record.last_at);
  contacts_.insert_or_assign(contact, folded_elsewhere(std::move(record)));
}

void World::put(const InvitationId& id, Invitation invitation) {
  now_ = std::max(now_, invitation.last_at);
  invitations_.insert_or_assign(id, folded_elsewhere(std::move(invitation)));
}

std::vector<KnownStream> World::known() const {
  std::vector<KnownStream> known;
  if (clock_reset_) return known;  // a stream that was taken back is not as its events tell, until one of them says so
  known.reserve(circles_.size() + contacts_.size());
  const auto add_written = [&](const auto& loaded) {
    for (const auto& [key, stream] : loaded) {
      if (stream->record.version != 0) known.push_back(stream);
    }
  };
  add_written(circles_);
  add_written(contacts_);
  add_written(realms_);
  return known;
}

std::int64_t World::epoch() const {
  const auto told = static_cast<std::int64_t>(std::max(settings_->epoch, epoch_));
  return std::max(told, realm() ? realm()->state.epoch : 0);
}

std::optional<Instant> World::restored_at() const {
  const auto told = std::max(settings_->restored_at, restored_at_);
  return std::max(told, realm() ? realm()->state.restored_at : std::nullopt);
}

std::int64_t World::level() const {
  return realm() ? std::max(realm()->state.level, kFirstLevel) : kFirstLevel;
}

const Loaded<RealmRecord>* World::realm() const {
  return loaded_in(realms_, std::string());
}

namespace {

// Those of the schedule that are.
std::vector<std::string> revoked_in(const PolicySchedule& schedule) {
  std::vector<std::string> ids;
  for (const Policy* policy : schedule.all()) {
    if (schedule.revoked(policy->id)) ids.push_back(policy->id);
  }
  return ids;
}

bool contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

}  // namespace

RealmRecord World::realm_as_known() const {
  RealmRecord record{epoch(), restored_at(), {}};
  if (realm()) {
    const RealmRecord& noted = realm()->state;
    record.policies = noted.policies, record.versions = noted.versions, record.revoked = noted.revoked;
  }
  record.level = level();
  if (!record.has_seen(library_version(), newest_level())) {
    if (record.versions.size() == kSeenVersions) record.versions.erase(record.versions.begin());
    record.versions.push_back({std::string(library_version()), newest_level(), now_});
  }
  for (const Policy* policy : settings_->policies.all()) {
    const PolicyPin pin = settings_->policies.pin_of(*policy);
    if (!record.policy(pin)) record.policies.push_back({pin, policy->to_json()});
  }
  for (std::string& id : revoked_in(settings_->policies)) {
    if (!contains(record.revoked, id)) record.revoked.push_back(std::move(id));
  }
  return record;
}

bool World::revocations_noted() const {
  return std::ranges::all_of(revoked_in(settings_->policies),
                             [&](const std::string& id) { return contains(realm()->state.revoked, id); });
}

bool World::policies_noted() const {
  return std::ranges::all_of(settings_->policies.all(), [&](const Policy* policy) {
    return realm()->state.policy(settings_->policies.pin_of(*policy)) != nullptr;
  });
}

bool World::realm_outdated(std::string_view audit_key) const {
  const Loaded<RealmRecord>* own = realm();
  if (!realm_begun()) return false;
  const bool old_key = !audit_key.empty() && std::ranges::find(own->seal_keys, audit_key) == own->seal_keys.end();
  return old_key || !own->state.has_seen(library_version(), newest_level()) || own->state.epoch < epoch() ||
         own->state.restored_at < restored_at() || !policies_noted() || !revocations_noted();
}

const Loaded<Circle>* World::circle(const AccountId& trustor) const {
  return loaded_in(circles_, trustor);
}
const Loaded<ContactRecord>* World::contact(const AccountId& account) const {
  return loaded_in(contacts_, account);
}
const Loaded<Invitation>* World::invitation(const InvitationId& id) const {
  return loaded_in(invitations_, id);
}
const Loaded<Refusals>* World::refused(const std::string& key) const {
  return loaded_in(refusals_, key);
}
const Loaded<RulesFound>* World::found(const std::string& key) const {
  return loaded_in(found_, key);
}
const std::optional<AccountFacts>* World::account(const AccountId& account) const {
  return find_in(accounts_, account);
}
const std::vector<TagEntry>* World::tagged(const std::string& tag) const {
  return find_in(tags_, tag);
}

}  // namespace doverie
