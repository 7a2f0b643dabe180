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
#include "doverie/core/operations.h"
#include "doverie/core/secret.h"
#include "doverie/core/time.h"

namespace doverie {

// `inv_<32 hex digits>.<trustor, escaped>` and `req_…`. Opaque to hosts, but they do contain the trustor's account id: that
// is what lets a command load all it needs in one read. A host that does not want to show its account ids to a person who
// is not logged in keeps the id in that person's session.
using InvitationId = std::string;
using RequestId = std::string;

// What the contact declares before approving: agrees to every statement of the version that the request asks for
// (RequestView::attestation_version; the texts: attestation.h), and to nothing else.
struct Attestation {
  bool spoke_with_trustor = false;    // the contact has spoken with the trustor in person
  bool nobody_misleads = false;       // and made sure that fraudsters are not misleading the trustor (the letter demands it)
  std::string number{};               // the request's number, as the trustor told it
  std::int32_t version = 1;           // of the texts that the contact was shown
  std::vector<std::string> agreed{};  // ids of the statements agreed to, besides the two above
  std::string operation{kPasswordRecovery};  // what the contact was shown that the request is for
};

// How many elements a page of a list has unless a host says otherwise, and at most. Our choice: a screen, and what is read at once.
inline constexpr std::int32_t kPageSize = 20;
inline constexpr std::int32_t kMostInPage = 100;

// What can change in an account that matters to the others in a circle.
enum class AccountChange : std::uint8_t {
  phone = 1,        // another phone was confirmed, or none is
  sim = 2,          // the SIM of the phone was changed
  level = 3,        // the account is confirmed (подтверждённая учётная запись), or no longer is
  citizenship = 4,  //
};
std::string_view name_of(AccountChange change);

/* BEGIN commands: written by cmake/vocabulary from include/doverie/core/commands.def */
// --- The trustor, logged in.
// Offers the owner of `phone`, if called `name`, to become the trusted contact. The answer is the same whether or not the
// phone has an account.
struct Invite {
  AccountId trustor;
  std::string name;   // the contact's given name as typed
  std::string phone;  // the contact's mobile phone as typed
};
// Withdraws an invitation that was not answered.
struct CancelInvitation {
  AccountId trustor;
  InvitationId invitation;
};
// Takes the trusted contact away. Under a policy with a `removal_delay` the first one asks for it, which both are told (see
// ContactEntry::removal_from), and a second one does it, when the delay is over and no more than a week later. A report of
// fraud in between suspends what was asked for; once more with a verified factor, and it goes on after the freeze.
struct RemoveContact {
  AccountId trustor;
  AccountId contact;
  // the host has verified a factor of the trustor's for this very command, as for OwnerSeen, which it then is as well
  bool verified_factor = false;
};
// Takes back what RemoveContact has asked for, while it waits.
struct KeepContact {
  AccountId trustor;
  AccountId contact;
};
// Says no to a recovery of the own account, up to the moment it is redeemed.
struct DenyAsOwner {
  AccountId trustor;
  RequestId request;
};
// Says that fraudsters are at work: all open requests die, the account freezes, both sides are told.
struct ReportFraudAsOwner {
  AccountId trustor;
};
// What the trustor's cabinet (личный кабинет, the pages of one side, which the host draws) has to show: contacts,
// invitations, and recoveries of the own account.
struct ShowTrustor {
  AccountId trustor;
};
// Why the own account cannot be recovered now, for its owner: as ExplainAccount, but of what is wrong with a contact only
// that the contact cannot confirm.
struct ExplainToOwner {
  AccountId trustor;
  bool verified_factor = false;              // of the start that is asked about
  std::string operation{kPasswordRecovery};  // the same
};
// What has happened in the trustor's circle, the latest first, as the owner may know it: nothing of SMS and wrong codes, of
// operators' names, or of invitations that were declined. Begins anew when the account has closed. A page shows the same
// whatever is added meanwhile.
struct ShowHistory {
  AccountId trustor;
  std::string cursor{};            // HistoryPage::next_cursor of the page before; empty for the first one
  std::int32_t limit = kPageSize;  // how many entries, 1 to 100
};

// --- The contact, logged in.
// Accepts an invitation and becomes the trusted contact.
struct AcceptInvitation {
  AccountId contact;
  InvitationId invitation;
};
// Says no to an invitation. The trustor does not learn of it.
struct DeclineInvitation {
  AccountId contact;
  InvitationId invitation;
};
// Stops being that person's trusted contact. Waits under a policy with a `removal_delay`, as RemoveContact does, and is
// suspended as that is.
struct Resign {
  AccountId contact;
  AccountId trustor;
  bool verified_factor = false;  // the host has verified a factor of the contact's for this very command
};
// Takes back what Resign has asked for, while it waits.
struct StayContact {
  AccountId contact;
  AccountId trustor;
};
// Approves one request; the others of the same trustor are denied, but for those that another contact has approved: then
// neither can be redeemed until one has ended. The pump sends the code.
struct Approve {
  AccountId contact;
  RequestId request;
  Attestation attestation;
};
// Has the same code sent once more while it lives, and a new one after that.
struct ResendCode {
  AccountId contact;
  RequestId request;
};
// Enters the code from the SMS. A wrong one is counted before the answer is known.
struct ConfirmCode {
  AccountId contact;
  RequestId request;
  Secret code;
};
// Says no to a recovery.
struct DenyAsContact {
  AccountId contact;
  RequestId request;
};
// Says that fraudsters are after that person: all open requests die, the account freezes. A contact who has frozen the
// account before freezes it no more for the policy's `contact_freeze_pause` after the owner was seen (OwnerSeen); requests
// die and everybody is told all the same.
struct ReportFraudAsContact {
  AccountId contact;
  AccountId trustor;
};
// What the contact's cabinet has to show: invitations, whom the account serves, and their recoveries.
struct ShowContact {
  AccountId contact;
};
// The invitations that wait for the contact's answer, the oldest first. A page that is asked for later has all that still
// wait of those after the page before, and each of them once, whatever was added, answered or withdrawn meanwhile.
struct ShowInvitations {
  AccountId contact;
  // InvitationPage::next_cursor of the page before, or ContactView::more_invitations; empty for the first one
  std::string cursor{};
  std::int32_t limit = kPageSize;  // how many invitations, 1 to 100
};

// --- The recoverer: whoever started password recovery and holds its secret.
// Starts a recovery of the account, or another operation that a contact has to confirm. RecoveryStarted::status says how to
// go on. An operation that the policy does not name is the fault operation_unknown.
struct StartRecovery {
  AccountId trustor;
  Secret secret;  // 32 new random bytes, which the host keeps; only their hash is stored
  // the host has verified a factor of the owner's; such starts have a budget of their own, so that strangers cannot use up
  // the owner's
  bool verified_factor = false;
  // what the contact is to confirm: password_recovery, or what the policy's `other_operations` name
  std::string operation{kPasswordRecovery};
};
// Where the recovery stands; hosts poll it.
struct ShowRecovery {
  AccountId trustor;
  RequestId request;
  Secret secret;
};
// Gives the recovery up.
struct CancelRecovery {
  AccountId trustor;
  RequestId request;
  Secret secret;
};
// Uses the approval up, once; everything is checked again. A repetition with the same command id answers with the same grant
// while it is good, any other try is refused. Always give a command id: a grant whose answer was lost is gone without it.
struct Redeem {
  AccountId trustor;
  RequestId request;
  Secret secret;
  std::string operation{kPasswordRecovery};  // what the host is about to do, which has to be what the request is for
};

// --- The host, of what it has seen.
// The owner was seen with a verified factor: just now the host has verified more than a session, something of the owner's
// that whoever steals one does not have. Undoes what is weak and waits for the owner: recovery_locked, a contact lost under
// recovery, a start in vain, the freezes of a contact who reports again and again. Hosts may report every such login. Not
// for a session that goes on.
struct OwnerSeen {
  AccountId trustor;
};
// The owner recovered the account by other means: recorded, open requests die, both sides are told.
struct RecoveredByOtherMeans {
  AccountId trustor;
  std::string channel;  // mfc, bank, …; 1 to 32 of [a-z0-9_-]
};
// An account is no more: its owner has closed it, or has died. As a contact it leaves every circle, in the words of a
// resignation, and counts as lost under recovery there until the owner was seen (OwnerSeen); as a trustor its requests and
// invitations end, and its contacts are free. Whoever is given the same id later inherits nothing. Once more changes
// nothing.
struct AccountClosed {
  AccountId account;
};
// Somebody, a contact or a trustor, is in a call: fraudsters make people read codes out on the phone. Until it has ended, at
// most for the policy's `call_hold`, no code is sent for which the account is contact or trustor. The same call twice
// changes nothing, and accounts that are neither leave no record.
struct CallBegan {
  AccountId account;
  // the host's own id of the call, 1 to 64 printable ASCII characters without spaces; it tells two calls at once apart
  std::string call_id;
};
// The call has ended; the pump sends codes that waited for it. A call that is not known, or has been held for as long as the
// policy allows, is answered like any other.
struct CallEnded {
  AccountId account;
  std::string call_id;  // as in CallBegan
};
// The host has seen that an account was changed: recorded, and told to the others. Codes sent before to a phone that has
// changed are void, and so are the requests of a trustor whose phone or SIM has changed since they began. The same change,
// or an older one of its kind, changes nothing. Commands record what they find changed in the facts likewise, so that a host
// need not report what its directory tells. Accounts that are neither trustor nor contact leave no record.
struct AccountChanged {
  AccountId account;
  AccountChange what;
  Instant since;  // when it was changed; not in the future
};
// The SMS gateway has reported what became of a code's SMS: the contact's cabinet shows it. `report` is the message id that
// the sender was given; nobody else knows it. The first report counts, and may come before the gateway has said that it took
// the SMS. A report never lets a code be sent more often.
struct SmsReported {
  std::string report;      // the message id of the SMS, as the gateway has given it back
  bool delivered = false;  // the phone has it; otherwise it is lost for good
};

// --- Operators of the host.
// An operator of the host freezes the account until operators lift it: open requests die, both sides are told.
// RecoveryStarted::until then tells an end in the year 2200.
struct FreezeAccount {
  AccountId trustor;
  // the host's own id of the person, 1 to 64 printable ASCII characters without spaces; it is recorded
  std::string operator_id;
};
// Two different operators lift a freeze, whoever began it: four eyes, since it makes the account weaker.
struct UnfreezeAccount {
  AccountId trustor;
  std::string operator_id;
  std::string second_operator_id;
};
// An operator brings in a link of the system before: the contact is in place, recorded as imported, and no invitation is
// claimed that never was. The policy in force holds for it; its `activation_delay` counts from `since`. The same link again
// changes nothing.
struct ImportLink {
  AccountId trustor;
  AccountId contact;
  Instant since;            // when the link was made there; not in the future
  std::string operator_id;  // as in FreezeAccount
  // the rules are not asked about the two, which is recorded, and the directory need not know them; every use of the link
  // asks as ever
  bool checked_at_use = false;
  bool tell = false;  // both are told
};
// Begins the service's realm in a store that has records of other realms. Once for each realm: until then every command
// faults with realm_unknown, so that a realm that was misspelt does not find everybody unprotected. In a store that nobody
// has used yet the first command begins it.
struct BeginRealm {
  std::string operator_id;  // as in FreezeAccount
};
// Raises the format level of the store to the one that this library knows, once every process that shares it has been
// upgraded: from then on it may hold what earlier versions cannot read, and these are refused with level_unknown, while they
// run as well. There is no way back below it. Once more changes nothing.
struct RaiseLevel {
  std::string operator_id;  // as in FreezeAccount
};
// Two different operators have looked and found that the account has no trusted contact, although the host's mark
// (`has_contact` of its facts) says so: from then on a start is answered with not_protected again, until somebody is
// appointed. For a mark that is wrong; a store that has lost its records has to be restored.
struct ConfirmNoContact {
  AccountId trustor;
  std::string operator_id;  // as in FreezeAccount
  std::string second_operator_id;
};
// An operator erases what the library holds of a person: the invitations that the account has sent, those that it has
// accepted, and those to the phone that it has now, under its name; and what the rules have found about the person. Contacts
// and requests stay, and so does the record of who has erased how many, and when. Call it before the account leaves the
// directory: afterwards nobody knows the phone any more. Once more changes nothing.
struct EraseAccount {
  AccountId account;
  std::string operator_id;  // as in FreezeAccount
};
// Erases what the trustor's invitations hold of people, a name and a masked phone, once their time is over
// (`invitation_retention` of the policy that each was sent under). Service::pump does it by itself: this is for hosts that
// want it at once. Changes nothing when nothing is due.
struct EraseEndedInvitations {
  AccountId trustor;
  std::optional<InvitationId> invitation = {};  // this one alone; refused with invitation_kept before its time
};
// Why the account cannot be recovered now: what a start would be answered, what stands against it and against the requests
// that are open, how much of each budget is left and when more comes back, what became of codes, and which policy is in
// force. It is decided as the commands decide, on the same records and facts. For operators alone: it tells of both people
// what the rules find.
struct ExplainAccount {
  AccountId trustor;
  bool verified_factor = false;              // of the start that is asked about
  std::string operation{kPasswordRecovery};  // the same
};
// Everything that has happened to the account, in words: in its circle, as a contact, and in the circles of those whom it
// serves or has served, as far as the account is named there. Which rules about people were not met stands behind the event
// that they were asked for (rules_looked): that is about both people, and for operators alone. What a contact was refused
// (contact_refused) is not for the owner. Seals are checked as for ShowAudit.
struct ShowTimeline {
  AccountId account;
};
// What the library holds of a person, in words, for the person's own request (152-ФЗ, art. 14): contacts and trustors,
// invitations with whom they were meant for, requests, limits that were used, and what was noted of the account.
// ShowTimeline tells what has happened, EraseAccount erases. Invitations to the account's phone are found as long as the
// directory knows the phone.
struct ShowHoldings {
  AccountId account;
};
// Every event of the account's circle, verified. When a seal is wrong it faults with audit_broken, which names the first
// event that does not fit.
struct ShowAudit {
  AccountId trustor;
};

// --- The library itself.
// The service writes the realm's record anew: a restore that the store tells of, or another audit key.
struct NoteRealm {
  std::string why;  // for the audit trail
};
// The message pump asks what to send for a message that it has leased.
struct PrepareDelivery {
  std::string message_id;
  std::string message;  // the bytes that the store kept
};
// The message pump says what became of a code that it was to send.
struct NoteSms {
  std::string message;  // the bytes that the store kept
  std::string outcome;  // taken, refused or expired
};
// The service writes into the journal what was refused about an account.
struct NoteRefusal {
  AccountId account;
  std::string refusal;  // the event, as it is to be written
};
// The message pump erases what was refused in a period whose time is over.
struct EraseRefusals {
  AccountId account;
  std::string period;  // its number
};

// A std::variant. What would be made anew in every file that passes one on, tables over all commands, is out of line.
struct Command
    : std::variant<Invite, CancelInvitation, RemoveContact, KeepContact, DenyAsOwner, ReportFraudAsOwner, ShowTrustor,
                   ExplainToOwner, ShowHistory, AcceptInvitation, DeclineInvitation, Resign, StayContact, Approve,
                   ResendCode, ConfirmCode, DenyAsContact, ReportFraudAsContact, ShowContact, ShowInvitations, StartRecovery,
                   ShowRecovery, CancelRecovery, Redeem, OwnerSeen, RecoveredByOtherMeans, AccountClosed, CallBegan,
                   CallEnded, AccountChanged, SmsReported, FreezeAccount, UnfreezeAccount, ImportLink, BeginRealm,
                   RaiseLevel, ConfirmNoContact, EraseAccount, EraseEndedInvitations, ExplainAccount, ShowTimeline,
                   ShowHoldings, ShowAudit, NoteRealm, PrepareDelivery, NoteSms, NoteRefusal, EraseRefusals> {
  using variant::variant;
  Command();
  Command(const Command&);
  Command(Command&&) noexcept;
  Command& operator=(const Command&);
  Command& operator=(Command&&) noexcept;
  ~Command();
};
/* END commands */

// What a host may say about any command.
struct CommandMeta {
  // Makes a repetition of the command answer the same with one effect; 1 to 64 printable ASCII characters, unique per realm. It
  // stands for its command from the first final answer on (docs/spec/README.md says which are). Nothing: the library makes one
  // that nobody knows, and a repetition is a new command.
  std::optional<std::string> command_id{};
  // Up to 256 bytes of the host's own (session id, trace id, address), recorded in the events. Do not put personal data
  // here.
  std::string context{};
};

}  // namespace doverie

#endif  // DOVERIE_CORE_COMMANDS_H_
