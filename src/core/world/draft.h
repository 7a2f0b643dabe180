// SPDX-License-Identifier: Apache-2.0
//
// What a decision wants to write: events, a tag, messages. finish() turns it into a batch of bytes.
#ifndef DOVERIE_SRC_CORE_WORLD_DRAFT_H_
#define DOVERIE_SRC_CORE_WORLD_DRAFT_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/records/events.h"
#include "core/world/world.h"
#include "doverie/core/notices.h"

namespace doverie {

// References only: what it needs of people is looked up when it is sent.
struct Message {
  std::string kind;              // "code", "notice", "erase" or "forget"
  AccountId account;             // who gets it
  AccountId trustor;             // whose circle it is about
  std::optional<Notice> notice;  // notices only
  RequestId request;             // may be empty
  std::int64_t send = 0;         // codes: the how-manieth of the contact for this request; "forget": the period
  InvitationId invitation{};     // whose time is over; "erase" only
};

std::string encode(const Message& message);
Result<Message> decode_message(std::string_view bytes);
// Whether a message is one that the library has written, as far as it has to be known: what is decided anew from the records needs
// no proof, a notice tells what has happened and carries a seal. store_corrupt: it does not fit, or it is no message.
Status check_message(const Macs& keys, const MessageRecord& message);

// Each kind of message waits in a queue of its own, so that none is in another's way; what cannot be read waits aside.
enum class MessageQueue : std::uint8_t { codes, notices, erasures, aside };
MessageQueue queue_of(const Message& message);
// Its name in the store: the realm in front, and a space, which no realm has.
std::string queue_name(std::string_view realm, MessageQueue queue);

// The id under which a store keeps the command: the realm in front, and a space, which no command id has.
std::string stored_command_id(const Settings& settings, std::string_view command_id);

// As many random bytes as an operation takes, made of what there is already, others for each `purpose`: for commands of the library's
// own, so that a command of the host's asks the source of randomness once, whatever follows from it. REQUIRES: nothing secret, and no
// id that anybody is told, is made of them.
std::string derived_randomness(std::string_view purpose, std::string_view from);

// A batch, and the streams as they are once it is appended.
struct Drafted {
  Batch batch;
  std::vector<KnownStream> after;
  std::size_t facts = 0;  // events of facts/ among those of the batch
};

class Draft {
 public:
  // REQUIRES: world outlives the draft; meta has a command id; randomness is kRandomnessBytes long.
  Draft(const World& world, const CommandMeta& meta, std::string_view randomness);
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft();

  bool empty() const {
    return circles_.empty() && contacts_.empty() && invitations_.empty() && realms_.empty() && refusals_.empty() &&
           erase_.empty();
  }

  // A guess is compared: the decision must not be undone. A wrong one is counted: then even the refusal is the last word on this
  // command.
  void compare_guess() { guess_compared_ = true; }
  bool guess_compared() const { return guess_compared_; }
  void count_guess() { guess_counted_ = true; }
  bool guess_counted() const { return guess_counted_; }

  // `count` bytes that were not handed out before by this draft. REQUIRES: a command takes no more than there are.
  std::string_view random(std::size_t count);

  // Any event of the stream. Instantiated for each in draft.cc and nowhere else: deciding files know nothing of the variants.
  template <class Event>
  void circle(const AccountId& trustor, Event event);
  template <class Event>
  void contact(const AccountId& account, Event event);
  template <class Event>
  void invitation(const InvitationId& id, Event event);
  // Into the journal of what was refused. REQUIRES: the stream of that key was loaded, and is no tombstone.
  void refused(const std::string& key, event::CommandRefused event);
  // Everything that there is to know of the realm. REQUIRES: once at most.
  void realm(RealmRecord realm);
  // With whatever is written the realm learns of policies that it does not know: other services may have to read it.
  void note_policies();
  // Begins a stream that cannot exist yet, since its id was just made.
  void new_invitation(const InvitationId& id, event::InvitationCreated event);
  void set_tag(std::string tag, std::string stream) { tags_.push_back({std::move(tag), std::move(stream), true}); }

  // Leaves a tombstone with its tags gone. REQUIRES: the stream was loaded, so that nobody has written to it in between; of
  // facts/, the circle was, without which nothing is written there.
  void erase(std::string stream) { erase_.push_back(std::move(stream)); }

  // A code, at once; of no use after `useless_after`.
  void send_code(AccountId contact, AccountId trustor, RequestId request, std::int64_t send, Instant useless_after);
  // A notice, due now, kept for kNoticeLifetime.
  void notify(AccountId account, AccountId trustor, Notice notice, RequestId request = {});
  // The same, due later on; what withdraws it is in scheduled.h. REQUIRES: none with this account, notice and request was before.
  void schedule(AccountId account, AccountId trustor, Notice notice, RequestId request, Instant due);
  // From `not_before` on the pump erases the invitation. The message does not go stale as notices do: when nobody has pumped
  // for months, the personal data must still go.
  void erase_later(AccountId trustor, InvitationId invitation, Instant not_before);

  // From `not_before` on the pump erases what was refused in that period. Does not go stale either.
  void forget_later(AccountId account, std::int64_t period, Instant not_before);

  // What was decided, in order, for whoever wants no batch (src/replay).
  const std::vector<std::pair<AccountId, CircleEvent>>& circle_events() const { return circles_; }
  const std::vector<std::pair<AccountId, ContactEvent>>& contact_events() const { return contacts_; }
  const std::vector<std::pair<InvitationId, InvitationEvent>>& invitation_events() const { return invitations_; }

  // Seals and encodes. Folds the new events over copies of the states first: what would be impossible or break an invariant
  // is a bug (assertion in debug builds, internal fault otherwise) and is never written. The store will keep `record` under
  // `stored_id`.
  Result<Drafted> finish(std::string stored_id, CommandRecord record) &&;

 private:
  template <class Event, class State>
  Status add_stream(Drafted& drafted, const Envelope& envelope, const std::string& key, const Loaded<State>& loaded,
                    std::vector<std::pair<std::string, Event>>& events) const;
  Status add_facts(Drafted& drafted, const Envelope& envelope, const AccountId& trustor, const Circle& before,
                   std::uint64_t version, CircleEvent& event) const;
  std::string new_message_id();
  void put_message(std::string id, const Message& message, Instant not_before, Instant useless_after);

  const World& world_;
  const CommandMeta& meta_;
  std::string_view randomness_;
  std::size_t used_ = 0;
  bool guess_compared_ = false;
  bool guess_counted_ = false;
  std::string unique_;  // what the ids of messages share
  std::vector<std::pair<AccountId, CircleEvent>> circles_;
  std::vector<std::pair<AccountId, ContactEvent>> contacts_;
  std::vector<std::pair<InvitationId, InvitationEvent>> invitations_;
  std::vector<std::pair<std::string, RealmEvent>> realms_;
  std::vector<std::pair<std::string, RefusalEvent>> refusals_;
  LoadedMap<InvitationId, Invitation> new_invitations_;  // empty streams, for their names
  std::vector<TagChange> tags_;
  std::vector<MessageRecord> messages_;
  std::vector<std::string> erase_;
};

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_WORLD_DRAFT_H_
