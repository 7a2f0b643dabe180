// SPDX-License-Identifier: Apache-2.0
//
// The room of the world: what is known now, and what shall be written? A world is everything one decision looks at: the
// streams that were loaded, folded into states, the facts about people, and what time it is. A draft (draft.h) is
// everything it wants to write. Between the two, a decision touches nothing.
#ifndef DOVERIE_SRC_CORE_WORLD_WORLD_H_
#define DOVERIE_SRC_CORE_WORLD_WORLD_H_

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/records/clock_reset.h"
#include "core/records/state.h"
#include "doverie/core/settings.h"

namespace doverie {

class JsonReader;

// A stream as loaded, with its state.
class StreamState {
 public:
  virtual ~StreamState() = default;

  StreamRecord record;     // with its events only where all of them were asked for
  std::string seal;        // of the last event; empty when there is none
  std::size_t length = 0;  // how many events there are from the latest summary on
  // Of the seals that were verified or made, each once: when one of them is revoked, the state counts for nothing.
  std::vector<std::string> seal_keys;

  // The next event of the stream was sealed so.
  void sealed(const std::string& next);

 protected:
  StreamState() = default;
  StreamState(const StreamState&) = default;
};

template <class State>
class Loaded final : public StreamState {
 public:
  State state{};
};
template <class Key, class State>
using LoadedMap = std::map<Key, std::shared_ptr<const Loaded<State>>>;

// Whose records and facts a command has to have loaded, by meaning. It grows as the world does: a circle tells who its
// contacts are.
struct Subjects {
  std::set<AccountId> circles;
  std::set<AccountId> contacts;
  std::set<InvitationId> invitations;
  std::set<AccountId> accounts;
  std::set<std::string> tags;
  std::set<std::string> refusals;  // numbered_key()
  std::set<std::string> facts;     // the same
  bool whole = false;              // all events of the streams and the tags of all time: for the audit trail, and to erase
  bool mark_will_do = false;       // of the accounts: Needs::mark_will_do

  void add(const Subjects& others);
};

// What a store knows of time, and between which readings of the clock it was asked.
struct TimeOfStore {
  std::optional<Instant> now;      // by its own clock
  std::optional<Instant> last_at;  // the last at which anything that it holds was decided
  Instant asked_at, answered_at;
};
// Whether to go by a clock that says `clock`: it may differ from the store's by kMostSkew, and be behind its last instant by as much.
Status check_clock(Instant clock, const TimeOfStore& store);

class World {
 public:
  explicit World(const Settings& settings) : settings_(&settings), policies_(&settings.policies) {}

  // Loads what was supplied: checks seals, folds, checks invariants. REQUIRES: supplies answer missing(subjects).
  Status load(const Subjects& subjects, Supplies supplies);
  // Puts remembered states in the place of streams that were not read yet. They may be out of date, so nothing may be decided
  // by this world: it serves only to guess which subjects a command will name next.
  void assume_remembered(const Subjects& subjects, const std::vector<KnownStream>& known);
  // A state that was folded elsewhere, in place of a stream (src/replay). REQUIRES: the clock was read.
  void put(const AccountId& trustor, Circle circle);
  void put(const AccountId& contact, ContactRecord record);
  void put(const InvitationId& id, Invitation invitation);
  // What of the subjects is not loaded yet; the clock alone as long as it was not read.
  Needs missing(const Subjects& subjects) const;

  const Settings& settings() const { return *settings_; }
  // The later of the clock and of the last instant that was loaded: time never goes back for a stream.
  Instant now() const { return now_; }
  CivilDate today() const { return today_; }
  // The highest that the host or a store tells, or that the realm's record was told before.
  std::int64_t epoch() const;
  // When the last backup was restored, by the same; wrong codes of before may be lost.
  std::optional<Instant> restored_at() const;
  // Set when something that was loaded lay ahead of the clock, and was taken back since an operator has reset the mark of time.
  const std::optional<ClockReset>& clock_reset() const { return clock_reset_; }
  // Whether what is appended now can still be undone by somebody else (ReadResult::undoable).
  bool undoable() const { return undoable_; }
  // The policy in force today; REQUIRES: the clock was read.
  const Policy& policy() const { return policies_->on(today_); }
  // Accounts of a thousand that are protected (PolicySchedule::protected_share); REQUIRES: the clock was read.
  std::int32_t protected_share() const { return policies_->protected_share(today_); }
  // The policy that a record was made under: the schedule's, or one that another service has noted in the realm.
  Result<const Policy*> policy_of(const PolicyPin& pin) const;
  PolicyPin pin_of(const Policy& policy) const { return policies_->pin_of(policy); }
  bool revoked(const PolicyPin& pin) const;
  // The policy as it is for the people of a link (PolicySchedule::for_link).
  Result<std::shared_ptr<const Policy>> policy_for(const Appointment& link, const Policy& policy) const;

  // From now on decisions go by another schedule, as a trial; by the settings' own again when it is nullptr. Records made
  // under a policy that the trial does not have are judged by the one in force today, links as older than all of it.
  void try_policies(const PolicySchedule* trial) { policies_ = trial ? trial : &settings_->policies; }

  // A rule of the host's own could not decide: whatever is decided now is not to be believed. The first fault counts.
  void give_up(Fault fault) const {
    if (!fault_) fault_ = std::move(fault);
  }
  const std::optional<Fault>& fault() const { return fault_; }

  // The record of the realm itself, which every command loads. nullptr while not loaded.
  const Loaded<RealmRecord>* realm() const;
  bool realm_begun() const { return realm() && realm()->record.version > 0; }
  // What may be written (levels.h); REQUIRES: the realm's record was loaded, or there is none.
  std::int64_t level() const;
  // What it has to say now.
  RealmRecord realm_as_known() const;
  // Whether all policies of the schedule stand in it. Nothing is opened under one that does not.
  bool policies_noted() const;
  // Whether that has to be written anew: the store tells of another restore, the schedule has or has revoked a policy of which it does
  // not tell, or its seal is not of the active audit key, if that is told.
  bool realm_outdated(std::string_view audit_key) const;
  // What was found out about a request once and holds for this world: keys cost.
  std::map<RequestId, bool>& outdated_requests() const { return outdated_; }

  // nullptr while not loaded.
  const Loaded<Circle>* circle(const AccountId& trustor) const;
  const Loaded<ContactRecord>* contact(const AccountId& account) const;
  const Loaded<Invitation>* invitation(const InvitationId& id) const;
  const Loaded<Refusals>* refused(const std::string& key) const;
  const Loaded<RulesFound>* found(const std::string& key) const;
  const std::optional<AccountFacts>* account(const AccountId& account) const;
  // The directory could not be asked about it, and the host's mark says that it has no contact.
  bool marked_without_contact(const AccountId& account) const { return marked_.contains(account); }
  const std::vector<TagEntry>* tagged(const std::string& tag) const;

  const LoadedMap<AccountId, Circle>& circles() const { return circles_; }
  const LoadedMap<AccountId, ContactRecord>& contacts() const { return contacts_; }
  const LoadedMap<InvitationId, Invitation>& invitations() const { return invitations_; }
  const LoadedMap<std::string, RealmRecord>& realms() const { return realms_; }
  const LoadedMap<std::string, Refusals>& refusals() const { return refusals_; }

  // The streams that are worth remembering: not invitations, which hold personal data, nor what was never written, which
  // strangers can ask for without end.
  std::vector<KnownStream> known() const;

  // The tags under which invitations to the phone may be: one for each usable index key, the active one's first.
  Result<std::vector<std::string>> tags_of(const Phone& phone) const;
  // Longest that a tag can matter: notices are counted over a day, invitations live at most as long as any policy lets them.
  Instant tags_since() const;

 private:
  Status read_clock(const ClockReading& clock);
  Status load_time(const Supplies& supplies);
  Status check_level() const;
  Status load_records(const Subjects& subjects, Supplies& supplies);
  // Takes in those of the wanted streams that were supplied.
  template <class Event, class State, class Key, class NameOf>
  Status load_streams(LoadedMap<Key, State>& loaded, const std::set<Key>& wanted, NameOf name_of, Supplies& supplies,
                      bool whole, JsonReader& reader);

  // Whether the realm's record tells of all policies that the schedule has revoked.
  bool revocations_noted() const;

  // What the realm's record says of a policy; nullptr when it says nothing, or nothing that this library can read.
  const Policy* noted(const PolicyPin& pin) const;

  // The stream as it counts: one that is ahead of a clock that the store vouches for, after a restore or reset, is taken back.
  template <class State>
  std::shared_ptr<const Loaded<State>> in_time(std::shared_ptr<const Loaded<State>> stream);
  Duration longest_protection() const;

  bool on_trial() const { return policies_ != &settings_->policies; }

  const Settings* settings_;
  const PolicySchedule* policies_;
  bool clock_read_ = false;
  Instant clock_{};  // as read
  Instant now_{};
  CivilDate today_{};
  mutable std::map<std::string, std::shared_ptr<const Policy>> noted_;  // by the hash of their content
  std::uint64_t epoch_ = 0;                                             // the store's
  std::optional<Instant> restored_at_{};                                // the same
  bool undoable_ = false;                                               // the same
  bool time_is_kept_ = false;  // the store has held the clock against a time of its own
  std::optional<ClockReset> clock_reset_{};
  LoadedMap<std::string, RealmRecord> realms_;  // the own one, under no name
  LoadedMap<AccountId, Circle> circles_;
  LoadedMap<AccountId, ContactRecord> contacts_;
  LoadedMap<InvitationId, Invitation> invitations_;
  LoadedMap<std::string, Refusals> refusals_;
  LoadedMap<std::string, RulesFound> found_;
  std::map<AccountId, std::optional<AccountFacts>> accounts_;
  std::set<AccountId> marked_;
  std::map<std::string, std::vector<TagEntry>> tags_;
  // Decisions look at the world as it is, and a rule that fails while they look has to be told from one that says no.
  mutable std::optional<Fault> fault_;
  mutable std::map<RequestId, bool> outdated_;
};

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_WORLD_WORLD_H_
