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

enum class StartStatus : std::uint8_t {
  pending = 1,  // the contact has been asked; go on with RecovererSide::status
  frozen = 2,   // fraud was reported, or an operator has frozen the account: nothing can be started until `until`
  contact_unavailable = 3,  // there is a contact, but he cannot confirm now: do NOT fall back to ordinary recovery
  not_protected = 4,        // no contact was appointed, or the policy only observes: the host uses its ordinary recovery
  not_needed = 5,           // the policy does not ask the contact about this operation: the host goes on as without one
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

enum class InvitationState : std::uint8_t {
  pending = 1,
  accepted = 2,
  declined = 3,
  cancelled = 4,
  expired = 5,  // computed from the time, never stored
};

enum class RequestState : std::uint8_t {
  pending = 1,        // waiting for the contact's approval
  awaiting_code = 2,  // approved by a contact who has not typed the code yet
  approved = 3,       // confirmed; can be redeemed
  redeemed = 4,
  denied = 5,
  cancelled = 6,
  // By a fraud report, a freeze, a changed phone or SIM, other means of recovery, restoring a backup, or revoking a policy.
  voided = 7,
  expired = 8,  // computed from the time, never stored
};

// What has become of a code's SMS, as far as is known.
enum class SmsState : std::uint8_t {
  on_its_way = 1,  // the gateway has not taken it yet
  taken = 2,       // the gateway has taken it, or may have
  delivered = 3,   // the gateway reports that the phone has it
  failed = 4,      // it was refused, or its code has expired before it was taken, or the gateway reports that it was lost
};

std::string_view name_of(SmsState state);
std::string_view name_of(InvitationState state);
std::string_view name_of(RequestState state);
std::string_view name_of(StartStatus status);

// What the recoverer sees.
struct RecoveryView {
  RequestState state;
  StartStatus standing = StartStatus::pending;  // frozen or contact_unavailable override what can be done; else pending
  std::string number;
  Instant expires_at;     // when approved: redeem_before
  Instant redeem_from{};  // when approved and it has to wait
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
};

// A contact's own code, from the yes until it was typed.
struct CodeView {
  SmsState sms = SmsState::on_its_way;
  Instant sms_at;            // since when that is known
  std::string phone_masked;  // where it goes; empty when the contact has no phone that counts
  Instant expires_at;
  Instant resend_from;             // not to be asked for again before
  std::int32_t sends_left = 0;     // how often the gateway may still take one
  std::int32_t attempts_left = 0;  // how many wrong codes are still allowed today
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
};

// The trustor's cabinet. An invitation stays `pending` here until it expires even when it was declined: an answer must not
// tell whether the phone belongs to an account.
struct TrustorView {
  std::vector<ContactEntry> contacts;
  std::vector<InvitationView> invitations;
  std::vector<RequestView> requests;  // of the last 24 hours and all open ones, oldest first
  std::optional<Instant> frozen_until;
  bool recovery_locked = false;
  bool observed = false;  // there are contacts, and recoveries do not wait for them yet
};

// The contact's cabinet.
struct ContactView {
  std::vector<InvitationView> invitations;  // pending, for the phone of this account and its given name
  std::vector<AccountId> trustors;          // whom this account serves
  std::vector<RequestView> requests;        // open recovery requests of those
  std::optional<Instant> locked_until;      // cannot confirm until then: wrong codes, or a backup was restored
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
struct Answer : std::variant<Done, Invited, Accepted, RecoveryStarted, Approved, CodeConfirmed, Grant, RecoveryView,
                             TrustorView, ContactView, AuditTrail, Diagnosis, Timeline, Holdings, Delivery> {
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
