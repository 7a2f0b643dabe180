// SPDX-License-Identifier: Apache-2.0
//
// What commands answer when they are not refused.
#ifndef DOVERIE_CORE_ANSWERS_H_
#define DOVERIE_CORE_ANSWERS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "doverie/core/commands.h"
#include "doverie/core/diagnosis.h"
#include "doverie/core/notices.h"
#include "doverie/core/result.h"
#include "doverie/core/secret.h"
#include "doverie/core/states.h"
#include "doverie/core/time.h"

namespace doverie {

struct Invited {
  InvitationId invitation;
  Instant expires_at;
  std::string phone_masked;
  // Whether the phone may get a notice about this invitation (the day's budget of that phone is not used up). The library
  // keeps no phone numbers, so the host, which has it in its hands now, sends such a notice or not. The same for phones
  // with and without an account.
  bool notice_allowed = false;
};

struct Accepted {
  AccountId trustor;
  Instant active_from;
};

struct RecoveryStarted {
  StartStatus status;
  RequestId request;   // empty unless a request was opened
  std::string number;  // the short number to show to whoever started this; empty unless pending or observed
  Instant until{};     // of a request: when it expires; frozen: when the freeze ends
  // not_protected only because the policy observes this account (`protected_share`): all is recorded and told as ever, and
  // request, number and until are those of the request that was opened, if one was. For the host alone: whoever started this is to
  // see what is seen of an account without a contact. A repetition of the command is a start of its own.
  bool would_be_protected = false;
};

struct Approved {
  // Where the code goes: the contact's own phone. Empty when the command is repeated and the contact has another one now.
  std::string phone_masked;
  Instant code_expires_at;
};

struct CodeConfirmed {
  bool approved = false;    // enough contacts have confirmed
  Instant redeem_before{};  // when approved
  Instant redeem_from{};    // when approved under a policy with a waiting_period: not before; otherwise at once
};

// Single-use proof that the operation was approved. The host keys its password reset on it, so that a repeated command resets
// once.
struct Grant {
  std::string id;  // `grant_<32 hex digits>`
  AccountId trustor;
  std::string operation;  // what it is for, and for nothing else
};

// How far a request is that needs several contacts.
struct Progress {
  std::int32_t confirmed = 0;  // contacts who have typed their code
  std::int32_t required = 1;
};

// What the recoverer sees. Whoever started it may be a stranger: nothing here tells who or how many the contacts are.
struct RecoveryView {
  RequestState state;
  StartStatus standing = StartStatus::pending;  // frozen or contact_unavailable override what can be done; else pending
  std::string number;
  Instant expires_at;     // when approved: redeem_before
  Instant redeem_from{};  // when approved and it has to wait
  // Only for who has started it with a verified factor: a stranger need not know how far the contacts have been deceived.
  std::optional<Progress> progress{};
};

struct InvitationView {
  InvitationId invitation;
  InvitationState state = InvitationState::pending;
  AccountId trustor;  // for the contact; empty in the trustor's own list
  std::string name;   // as the trustor typed it; empty once erased
  std::string phone_masked;
  Instant sent_at;
  Instant expires_at;
};

struct ContactEntry {
  AccountId contact;
  Instant appointed_at;
  Instant active_from;
  std::optional<Instant> removal_from;      // the trustor has asked for the removal: when it can be done
  std::optional<Instant> resignation_from;  // the contact wants to resign: when that can be done
  bool removal_suspended = false;           // a freeze has suspended it: removal_from is empty until it is confirmed
  bool resignation_suspended = false;       // the same of the resignation
  LinkState state = LinkState::active;
};

// Whom an account serves, in the contact's cabinet: the same link, seen from the other side.
struct TrustorEntry {
  AccountId trustor;
  Instant appointed_at;
  Instant active_from;
  std::optional<Instant> removal_from;
  std::optional<Instant> resignation_from;
  bool removal_suspended = false;
  bool resignation_suspended = false;
  LinkState state = LinkState::active;
  bool frozen = false;  // the trustor's account is, which the contact was told; until when is the trustor's business
};

// A contact's own code, from the yes until it was typed.
struct CodeView {
  SmsState sms = SmsState::on_its_way;
  Instant sms_at;            // since when that is known
  std::string phone_masked;  // where it goes; empty when the contact has no phone that counts
  Instant expires_at;
  // Not to be asked for again before; empty when none may be sent any more for this request.
  std::optional<Instant> resend_from{};
  std::int32_t sends_left = 0;    // how often the gateway may still take one
  bool call_in_progress = false;  // a call holds codes back, and one is sent when it has ended
  // So many wrong codes, and one more is refused, whichever limit that is: of the day, of this contact, in a row, of the account.
  std::int32_t attempts_left = 0;
  // When attempts_left is 0: from when on a code can be typed again; empty when that takes more than time (the owner is seen).
  std::optional<Instant> attempts_from{};
};

struct RequestView {
  RequestId request;
  AccountId trustor;
  std::string number;
  RequestState state;
  bool verified_factor = false;
  Instant started_at;
  Instant expires_at;
  Instant redeem_from{};                 // approved and waiting: until then the owner can say no at leisure
  std::int32_t attestation_version = 0;  // of what the contact is asked; 0 when the request's policy is not known
  std::optional<CodeView> code{};        // for the contact who has said yes and has to type it
  std::string operation{};               // what it is for: to be shown to the contact before anything else (texts.h)
  Progress progress{};
  std::optional<ContactStep>
      step{};  // for the contact: what is to be done next; empty when there is nothing, and for the trustor
  std::optional<RequestEnd> end{};    // how it has ended; empty while it is open
  std::optional<Instant> ended_at{};  // when; empty while it is open, and when a restore or a revoked policy has ended it
  // For the contact who has to hear the number: how many wrong ones are still allowed today. Empty where it is shown.
  std::optional<std::int32_t> number_attempts_left{};
};

// The trustor's cabinet. An invitation stays `pending` here until it expires even when it was declined: an answer must not
// tell whether the phone belongs to an account. Of a contact it tells nothing that the trustor could not find out by a start: not
// phone, citizenship or papers, nor which of several cannot confirm.
struct TrustorView {
  std::vector<ContactEntry> contacts;
  std::vector<InvitationView> invitations;
  std::vector<RequestView> requests;  // of the last 24 hours and all open ones, oldest first
  std::optional<Instant> frozen_until;
  bool recovery_locked = false;
  bool observed = false;                      // there are contacts, and recoveries do not wait for them yet
  std::optional<Instant> frozen_since{};      // when frozen
  std::optional<FreezeCause> frozen_by{};     // when frozen; an operator's name is not told
  AccountId frozen_by_contact{};              // when a contact has: who
  std::int32_t contacts_required = 1;         // so many have to confirm a recovery that is started now
  std::int32_t contacts_able = 0;             // of so many who could confirm it now, none above contacts_required
  std::int32_t free_places = 0;               // so many people can still be invited as contacts
  std::int32_t invitations_left = 0;          // so many invitations can still be sent today
  std::optional<Instant> invitations_from{};  // when invitations_left is 0: from when on there are some again
};

// The contact's cabinet.
struct ContactView {
  std::vector<InvitationView>
      invitations;                      // the first kPageSize of those that wait for the phone of this account and its name
  std::vector<TrustorEntry> trustors;   // whom this account serves
  std::vector<RequestView> requests;    // of those: all open ones, and the others of the last 24 hours
  std::optional<Instant> locked_until;  // cannot confirm until then: wrong codes, or a backup was restored
  std::string more_invitations{};       // where the next page of ShowInvitations begins; empty when these are all
};

// A page of the contact's invitations.
struct InvitationPage {
  std::vector<InvitationView> invitations;
  std::string next_cursor;  // empty: there are no more. `<time of sending>/<id>` of the last one shown
};

// One thing that has happened in a circle, as its owner may know it.
struct HistoryEntry {
  std::uint64_t version = 0;  // its place in the circle's records
  Instant at;
  HistoryKind kind;
  AccountId contact{};              // whom it is about; empty where that is nobody, or not known
  RequestId request{};              // the same
  InvitationId invitation{};        // the same
  std::string operation{};          // of a recovery that was started
  std::optional<RequestEnd> end{};  // of a recovery that has ended
};

// A page of a circle's history, the latest first.
struct HistoryPage {
  std::vector<HistoryEntry> entries;
  std::string next_cursor;  // empty: there are no more. The version of the last entry shown, in decimal digits
};

struct AuditEntry {
  std::uint64_t version;  // 1, 2, … in the circle's stream
  std::string type;       // e.g. "recovery_started"
  Instant at;
  std::string event;    // the exact bytes stored: canonical JSON
  std::string english;  // what happened, for a person; times in UTC
  std::string russian;
};

// Every event of a circle, each of whose seals was checked against its bytes, its place and its predecessor.
struct AuditTrail {
  std::vector<AuditEntry> entries;
};

// What the pump is to do with a message.
struct SendCode {
  std::string id;  // for the gateway; SmsReported with it tells what became of the SMS
  std::string to;  // E.164
  Secret text;     // one UCS-2 segment; it holds the code
};
struct SendNotice {
  AccountId account;
  Notice kind{};
  std::vector<std::pair<std::string, std::string>> parameters;
};
struct DropMessage {
  std::string why;
};
// Not now: somebody is in a call. It is asked about again until then, or until the call has ended.
struct HoldMessage {
  Instant until;
};
// The time of an invitation is over: EraseEndedInvitations with these, which decides whether it is.
struct EraseInvitation {
  AccountId trustor;
  InvitationId invitation;
};
// The time of what was refused in a period is over: EraseRefusals with these.
struct ForgetRefusals {
  AccountId account;
  std::string period;
};
using Delivery = std::variant<SendCode, SendNotice, DropMessage, HoldMessage, EraseInvitation, ForgetRefusals>;

// A std::variant, with out of line what goes over all answers (as Command).
struct Answer
    : std::variant<Done, Invited, Accepted, RecoveryStarted, Approved, CodeConfirmed, Grant, RecoveryView, TrustorView,
                   ContactView, AuditTrail, Diagnosis, Timeline, Holdings, Delivery, InvitationPage, HistoryPage> {
  using variant::variant;
  Answer();
  Answer(const Answer&);
  Answer(Answer&&) noexcept;
  Answer& operator=(const Answer&);
  Answer& operator=(Answer&&) noexcept;
  ~Answer();
};

}  // namespace doverie

#endif  // DOVERIE_CORE_ANSWERS_H_
