// SPDX-License-Identifier: Apache-2.0
//
// The records as they would be under the other policy, and decisions over them by the rules themselves.
#ifndef DOVERIE_SRC_REPLAY_OTHER_WORLD_H_
#define DOVERIE_SRC_REPLAY_OTHER_WORLD_H_

#include <map>
#include <string>
#include <vector>

#include "core/decisions/decide.h"
#include "replay/fact_bounds.h"

namespace doverie::replay {

// Keys of a replay open nothing: the codes and tags of its records never leave it.
class ReplayKeys final : public Macs {
 public:
  Result<std::string> active_key(KeyPurpose purpose) const override;
  Result<Digest> mac(KeyPurpose purpose, std::string_view key_id, std::string_view bytes) const override;
};

// What a command is decided with.
struct Asked {
  Command command;
  std::string randomness{};  // ids come out as they were recorded
  std::map<AccountId, std::optional<AccountFacts>> accounts{};
  bool owner_seen = false;                                      // just before
  std::vector<std::pair<AccountId, std::string>> calls_over{};  // by account and id
  std::int64_t place = 0;                                       // of the trustor, as it was drawn; 0: not told
  bool in_call = false;                                         // the trustor, in one that is not known
  std::string void_part{};  // part_of() the request whose code does not stand any more; empty: all do, as far as is known
};

struct Trial {
  Result<Answer> answer;
  std::vector<std::pair<AccountId, CircleEvent>> circle{};
  std::vector<std::pair<AccountId, ContactEvent>> contacts{};
  std::vector<std::pair<InvitationId, InvitationEvent>> invitations{};
};

// Of one realm.
class OtherWorld {
 public:
  OtherWorld(const PolicySchedule& policies, std::string realm);

  const Settings& settings() const { return settings_; }
  // Of the requests and invitations that come from now on.
  void raise_epoch(std::int64_t epoch);

  // What the command would be answered, and write.
  Trial decide(const Asked& asked, const When& when) const;
  Status apply(const Trial& trial, const Envelope& envelope);
  // An event that is taken as it was recorded.
  Status apply(const AccountId& trustor, const CircleEvent& event, const Envelope& envelope);

  // Whatever waits there for an answer does so no more: what was sent was erased.
  Status withdraw_pending(const AccountId& trustor, const Envelope& envelope);

  // Made when they are first asked for.
  Circle& circle(const AccountId& trustor) { return circles_[trustor]; }
  ContactRecord& contact(const AccountId& account) { return contacts_[account]; }
  Invitation* invitation(const InvitationId& id);

  // Lets go of what no later decision looks at.
  void tidy(const AccountId& trustor, Instant at);

 private:
  // Puts the states into the world that are wanted and not there; whether there were any.
  bool put_states(const Subjects& wanted, const Asked& asked, Instant at, World& world) const;

  Settings settings_;
  std::uint64_t epoch_ = 0;
  std::map<AccountId, Circle> circles_;
  std::map<AccountId, ContactRecord> contacts_;
  std::map<InvitationId, Invitation> invitations_;
};

}  // namespace doverie::replay

#endif  // DOVERIE_SRC_REPLAY_OTHER_WORLD_H_
