// SPDX-License-Identifier: Apache-2.0
//
// Everything a host can ask for. A command names who acts; the library trusts the host on who is logged in, and on nothing
// else. Most hosts use the facades of service.h; commands are for hosts that drive an Operation themselves.
#ifndef DOVERIE_CORE_COMMANDS_H_
#define DOVERIE_CORE_COMMANDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "doverie/core/facts.h"
#include "doverie/core/secret.h"
#include "doverie/core/time.h"

namespace doverie {

// `inv_<32 hex digits>.<trustor, escaped>` and `req_…`. Opaque to hosts, but they do contain the trustor's account id: that
// is what lets a command load all it needs in one read. A host that does not want to show its account ids to a person who
// is not logged in keeps the id in that person's session.
using InvitationId = std::string;
using RequestId = std::string;

// --- The trustor, logged in.
struct Invite {
  AccountId trustor;
  std::string name;   // the contact's given name as typed
  std::string phone;  // the contact's mobile phone as typed
};
struct CancelInvitation {
  AccountId trustor;
  InvitationId invitation;
};
// Under a policy with a removal_delay the first one asks for it, which both are told; the second one, when the delay is over
// and no more than a week later, does it. Resign likewise.
struct RemoveContact {
  AccountId trustor;
  AccountId contact;
};
// Takes the own RemoveContact back, while it waits.
struct KeepContact {
  AccountId trustor;
  AccountId contact;
};
// The owner says no to a recovery of the own account: from any state before redemption.
struct DenyAsOwner {
  AccountId trustor;
  RequestId request;
};
// The owner says that fraudsters are at work: all open requests die, the account freezes.
struct ReportFraudAsOwner {
  AccountId trustor;
};
struct ShowTrustor {
  AccountId trustor;
};
// The events of the trustor's circle, verified.
struct ShowAudit {
  AccountId trustor;
};

// --- The contact, logged in.
struct AcceptInvitation {
  AccountId contact;
  InvitationId invitation;
};
struct DeclineInvitation {
  AccountId contact;
  InvitationId invitation;
};
struct Resign {
  AccountId contact;
  AccountId trustor;
};

// Takes the own Resign back, while it waits.
struct StayContact {
  AccountId contact;
  AccountId trustor;
};

// What the contact declares before approving: agrees to every statement of the version that the request asks for
// (RequestView::attestation_version; the texts: attestation.h), and to nothing else.
struct Attestation {
  bool spoke_with_trustor = false;    // the contact has spoken with the trustor in person
  bool nobody_misleads = false;       // and made sure that fraudsters are not misleading the trustor (the letter demands it)
  std::string number;                 // the request's number, as the trustor told it
  std::int32_t version = 1;           // of the texts that the contact was shown
  std::vector<std::string> agreed{};  // ids of the statements agreed to, besides the two above
};
struct Approve {
  AccountId contact;
  RequestId request;
  Attestation attestation;
};
// The same code once more while it lives, a new one after that.
struct ResendCode {
  AccountId contact;
  RequestId request;
};
struct ConfirmCode {
  AccountId contact;
  RequestId request;
  Secret code;
};
struct DenyAsContact {
  AccountId contact;
  RequestId request;
};
struct ReportFraudAsContact {
  AccountId contact;
  AccountId trustor;
};
struct ShowContact {
  AccountId contact;
};

// --- The recoverer: whoever started password recovery and holds its secret.
struct StartRecovery {
  AccountId trustor;
  Secret secret;                 // kRecoverySecretBytes random bytes, made by the host; only their hash is stored
  bool verified_factor = false;  // the host has verified a factor of the owner's (own budget of starts)
};
// The three below may name the account that the host's session is about. A request of another account is then refused with
// request_not_found before anything is consumed, whatever a mix-up of sessions made of it. Always name it, if you can:
// Service::recoverer(account) does.
struct ShowRecovery {
  RequestId request;
  Secret secret;
  std::optional<AccountId> trustor = {};
};
struct CancelRecovery {
  RequestId request;
  Secret secret;
  std::optional<AccountId> trustor = {};
};
struct Redeem {
  RequestId request;
  Secret secret;
  std::optional<AccountId> trustor = {};
};

// --- The host itself.
// The owner logged in with the password: proof that it is in the owner's hands. Lifts recovery_locked.
struct OwnerLoggedIn {
  AccountId trustor;
};
// The owner recovered the account by other means (`channel`: "mfc", "bank", …; 1 to 32 of [a-z0-9_-]): recorded, open
// requests die, both sides are told.
struct RecoveredByOtherMeans {
  AccountId trustor;
  std::string channel;
};
// An operator of the host freezes the account, until operators lift it: open requests die, both sides are told. `operator_id`:
// the host's own id of the person, 1 to 64 printable ASCII characters without spaces; it is recorded.
struct FreezeAccount {
  AccountId trustor;
  std::string operator_id;
};
// Two operators lift a freeze, whoever began it: four eyes, since it makes the account weaker. One person cannot be both.
struct UnfreezeAccount {
  AccountId trustor;
  std::string operator_id;
  std::string second_operator_id;
};
// The host sees that somebody, a contact or a trustor, is in a call: fraudsters make people read codes out on the phone. Until
// the call has ended, at most for the policy's call_hold, no code is sent for which the account is contact or trustor.
// `call_id`: the host's own id of the call, 1 to 64 printable ASCII characters without spaces; it tells two calls at once
// apart, and makes reporting the same one twice change nothing. Accounts that are neither leave no record.
struct CallBegan {
  AccountId account;
  std::string call_id;
};
// A call that is not known, or has been held for as long as the policy allows, is answered like any other.
struct CallEnded {
  AccountId account;
  std::string call_id;
};
// What can change in an account that matters to the others in a circle.
enum class AccountChange : std::uint8_t {
  phone = 1,        // another phone was confirmed, or none is
  sim = 2,          // the SIM of the phone was changed
  level = 3,        // the account is confirmed (подтверждённая учётная запись), or no longer is
  citizenship = 4,  //
};
std::string_view name_of(AccountChange change);
// The host has seen that an account was changed at `since` (not in the future). The same, or an older one of its kind, changes
// nothing. What commands find changed when they read the facts is recorded likewise, so that a host need not report what its
// directory tells (phone_since, sim_since, confirmed, citizen). Accounts that are neither trustor nor contact leave no record.
struct AccountChanged {
  AccountId account;
  AccountChange what;
  Instant since;
};
// An operator of the host erases what the library holds of a person: the invitations that the account has sent, those that it
// has accepted, and those to the phone that it has now, under its name. Nothing else in the records is personal data. Contacts,
// requests and the record of what was erased, by whom and when, stay. Answers the same when there is nothing to erase.
// Run it before the account leaves the directory: afterwards nobody knows the phone any more.
struct EraseAccount {
  AccountId account;
  std::string operator_id;
};
// Erases what the trustor's invitations hold of people once their time is over (Policy::invitation_retention, of the policy
// that each was sent under): a name and a masked phone. The pump does it by itself; for records from before it did, and for
// hosts that want it at once. Changes nothing when there is nothing due. Refused with `frozen` or `erasure_blocked` as
// EraseAccount is.
struct EraseEndedInvitations {
  AccountId trustor;
  std::optional<InvitationId> invitation = {};  // this one alone: refused with `invitation_kept` before its time
};
// The message pump asks what to send for a message it has leased.
struct PrepareDelivery {
  std::string message_id;
  std::string message;  // the bytes the store kept
};

// A std::variant. What would be made anew in every file that passes one on, tables over all commands, is out of line.
struct Command
    : std::variant<Invite, CancelInvitation, RemoveContact, DenyAsOwner, ReportFraudAsOwner, ShowTrustor, ShowAudit,
                   AcceptInvitation, DeclineInvitation, Resign, Approve, ResendCode, ConfirmCode, DenyAsContact,
                   ReportFraudAsContact, ShowContact, StartRecovery, ShowRecovery, CancelRecovery, Redeem, OwnerLoggedIn,
                   RecoveredByOtherMeans, PrepareDelivery, KeepContact, StayContact, FreezeAccount, UnfreezeAccount,
                   CallBegan, CallEnded, AccountChanged, EraseAccount, EraseEndedInvitations> {
  using variant::variant;
  Command();
  Command(const Command&);
  Command(Command&&) noexcept;
  Command& operator=(const Command&);
  Command& operator=(Command&&) noexcept;
  ~Command();
};

// What a host may say about any command.
struct CommandMeta {
  // Makes a repetition of the command answer the same with one effect; 1 to 64 printable ASCII characters, unique per realm.
  // Empty: the service makes one, and a repetition is a new command.
  std::string command_id;
  // Up to 256 bytes of the host's own (session id, trace id, address), recorded in the events. Do not put personal data
  // here.
  std::string context;
};

}  // namespace doverie

#endif  // DOVERIE_CORE_COMMANDS_H_
