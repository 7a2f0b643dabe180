// SPDX-License-Identifier: Apache-2.0
//
// The service: commands over ports. It starts no threads and holds no lock while it calls a port. What it keeps in memory
// between commands it asks the store for at every command: any number of services, in any number of processes, may share one
// store that allows it.
//
//   auto service = *doverie::Service::create({.store = store, .directory = accounts, .keys = keys});
//   auto invited = service->trustor("maria").invite("Иван", "+79161234567");
//   auto accepted = service->contact("ivan").accept(invited->invitation);
#ifndef DOVERIE_SERVICE_H_
#define DOVERIE_SERVICE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "doverie/core/answers.h"
#include "doverie/core/commands.h"
#include "doverie/core/operation.h"
#include "doverie/core/policy.h"
#include "doverie/core/shadow.h"
#include "doverie/ports/account_directory.h"
#include "doverie/ports/clock.h"
#include "doverie/ports/entropy.h"
#include "doverie/ports/event_store.h"
#include "doverie/ports/key_ring.h"
#include "doverie/ports/notifier.h"
#include "doverie/ports/observer.h"
#include "doverie/ports/pump_report.h"
#include "doverie/ports/sms_sender.h"

namespace doverie {

class Audience;
class CommandWatch;
class Housekeeping;
class RealTime;
class Service;
class StreamMemory;

// Facades: each names the side that acts. Cheap to make and copy; REQUIRES: the service outlives them. Every method takes an
// optional CommandMeta: give the same command_id again to repeat a command safely after a time-out.
//
// What every method may answer besides its own reasons: the faults of the ports, busy (a conflict that did not settle after
// kMaxAttempts tries; nothing was written), store_corrupt (the same where nobody else has written), outcome_unknown (repeat with
// the same command id).

// The owner of the protected account, logged in.
class TrustorSide {
 public:
  /* BEGIN trustor_side: written by cmake/vocabulary from include/doverie/core/commands.def */
  // Offers the owner of `phone`, if called `name`, to become the trusted contact. The answer is the same whether or not the
  // phone has an account. `name`: the contact's given name as typed. `phone`: the contact's mobile phone as typed. Rejects:
  // name_invalid, phone_invalid, phone_not_allowed, contact_limit_reached, invitation_pending, invitations_exhausted, and
  // whatever makes the trustor ineligible.
  Result<Invited> invite(std::string name, std::string phone, CommandMeta meta = {}) const;
  // Withdraws an invitation that was not answered. Rejects: invitation_not_found, or its state.
  Status cancel_invitation(InvitationId invitation, CommandMeta meta = {}) const;
  // Takes the trusted contact away. Under a policy with a `removal_delay` the first one asks for it, which both are told
  // (see ContactEntry::removal_from), and a second one does it, when the delay is over and no more than a week later. A
  // report of fraud in between suspends what was asked for; once more with a verified factor, and it goes on after the
  // freeze. `verified_factor`: the host has verified a factor of the trustor's for this very command, as for
  // OperatorSide::owner_seen, which it then is as well. Rejects: not_a_contact, frozen, removal_blocked while somebody is
  // recovering the account, removal_pending between the two, removal_suspended after a report.
  Status remove_contact(AccountId contact, bool verified_factor = false, CommandMeta meta = {}) const;
  // Takes back what TrustorSide::remove_contact has asked for, while it waits. Rejects: not_a_contact, removal_not_asked.
  Status keep_contact(AccountId contact, CommandMeta meta = {}) const;
  // Says no to a recovery of the own account, up to the moment it is redeemed. Rejects: request_not_found, or its state.
  Status deny(RequestId request, CommandMeta meta = {}) const;
  // Says that fraudsters are at work: all open requests die, the account freezes, both sides are told.
  Status report_fraud(CommandMeta meta = {}) const;
  // What the trustor's cabinet (личный кабинет, the pages of one side, which the host draws) has to show: contacts,
  // invitations, and recoveries of the own account.
  Result<TrustorView> cabinet() const;
  // Why the own account cannot be recovered now, for its owner: as OperatorSide::explain, but of what is wrong with a
  // contact only that the contact cannot confirm. `verified_factor`: of the start that is asked about. `operation`: the
  // same.
  Result<Diagnosis> explain(bool verified_factor = false, OperationName operation = kPasswordRecovery) const;
  // What has happened in the trustor's circle, the latest first, as the owner may know it: nothing of SMS and wrong codes,
  // of operators' names, or of invitations that were declined. Begins anew when the account has closed. A page shows the
  // same whatever is added meanwhile. `cursor`: HistoryPage::next_cursor of the page before; empty for the first one.
  // `limit`: how many entries, 1 to 100.
  Result<HistoryPage> history(std::string cursor = {}, std::int32_t limit = kPageSize) const;
  /* END trustor_side */

 private:
  friend class Service;
  TrustorSide(const Service& service, AccountId account) : service_(&service), account_(std::move(account)) {}
  const Service* service_;
  AccountId account_;
};

// A trusted contact, or somebody who was invited to be one, logged in.
class ContactSide {
 public:
  /* BEGIN contact_side: written by cmake/vocabulary from include/doverie/core/commands.def */
  // Accepts an invitation and becomes the trusted contact. Rejects: invitation_not_found, its state,
  // contact_serves_too_many, contact_limit_reached, already_contact, same_person, frozen, call_in_progress, and whatever
  // makes the contact ineligible.
  Result<Accepted> accept(InvitationId invitation, CommandMeta meta = {}) const;
  // Says no to an invitation. The trustor does not learn of it. Rejects: invitation_not_found, or its state.
  Status decline(InvitationId invitation, CommandMeta meta = {}) const;
  // Stops being that person's trusted contact. Waits under a policy with a `removal_delay`, as TrustorSide::remove_contact
  // does, and is suspended as that is. `verified_factor`: the host has verified a factor of the contact's for this very
  // command. Rejects: as TrustorSide::remove_contact.
  Status resign(AccountId trustor, bool verified_factor = false, CommandMeta meta = {}) const;
  // Takes back what ContactSide::resign has asked for, while it waits. Rejects: not_a_contact, removal_not_asked.
  Status stay(AccountId trustor, CommandMeta meta = {}) const;
  // Approves one request; the others of the same trustor are denied, but for those that another contact has approved: then
  // neither can be redeemed until one has ended. The pump sends the code. Rejects: request_not_found, its state,
  // operation_mismatch, attestation_outdated, attestation_incomplete, number_mismatch (counted under a policy with a
  // `conversation_code`, then too_many_wrong_numbers), frozen, contact_locked, recovery_locked, and whatever makes either
  // side ineligible.
  Result<Approved> approve(RequestId request, Attestation attestation, CommandMeta meta = {}) const;
  // Has the same code sent once more while it lives, and a new one after that. Rejects: as ContactSide::approve,
  // approval_missing, sends_exhausted, send_too_soon.
  Result<Approved> resend_code(RequestId request, CommandMeta meta = {}) const;
  // Enters the code from the SMS. A wrong one is counted before the answer is known. Rejects: wrong_code (needs: how many
  // are allowed, has: how many were wrong), too_many_wrong_codes, hang_up_first while a call is on that began after the code
  // was made, code_expired, code_void, code_older (not counted), code_already_used, code_malformed, approval_missing, and as
  // ContactSide::approve.
  Result<CodeConfirmed> confirm_code(RequestId request, Secret code, CommandMeta meta = {}) const;
  // Says no to a recovery. Rejects: request_not_found, or its state.
  Status deny(RequestId request, CommandMeta meta = {}) const;
  // Says that fraudsters are after that person: all open requests die, the account freezes. A contact who has frozen the
  // account before freezes it no more for the policy's `contact_freeze_pause` after the owner was seen
  // (OperatorSide::owner_seen); requests die and everybody is told all the same. Rejects: not_a_contact.
  Status report_fraud(AccountId trustor, CommandMeta meta = {}) const;
  // What the contact's cabinet has to show: invitations, whom the account serves, and their recoveries.
  Result<ContactView> cabinet() const;
  // The invitations that wait for the contact's answer, the oldest first. A page that is asked for later has all that still
  // wait of those after the page before, and each of them once, whatever was added, answered or withdrawn meanwhile.
  // `cursor`: InvitationPage::next_cursor of the page before, or ContactView::more_invitations; empty for the first one.
  // `limit`: how many invitations, 1 to 100.
  Result<InvitationPage> invitations(std::string cursor = {}, std::int32_t limit = kPageSize) const;
  /* END contact_side */

 private:
  friend class Service;
  ContactSide(const Service& service, AccountId account) : service_(&service), account_(std::move(account)) {}
  const Service* service_;
  AccountId account_;
};

// Whoever started password recovery of this account and holds the recovery's secret. A request of another account is refused
// with request_not_found, and nothing is consumed: a mix-up of sessions in the host resets nobody's password.
class RecovererSide {
 public:
  /* BEGIN recoverer_side: written by cmake/vocabulary from include/doverie/core/commands.def */
  // Starts a recovery of the account, or another operation that a contact has to confirm. RecoveryStarted::status says how
  // to go on. An operation that the policy does not name is the fault operation_unknown. `secret`: 32 new random bytes,
  // which the host keeps; only their hash is stored. `verified_factor`: the host has verified a factor of the owner's; such
  // starts have a budget of their own, so that strangers cannot use up the owner's. `operation`: what the contact is to
  // confirm: password_recovery, or what the policy's `other_operations` name. Rejects: requests_open, starts_exhausted,
  // recovery_locked.
  Result<RecoveryStarted> start(Secret secret, bool verified_factor = false, OperationName operation = kPasswordRecovery,
                                CommandMeta meta = {}) const;
  // Where the recovery stands; hosts poll it. Rejects: request_not_found, wrong_secret.
  Result<RecoveryView> status(RequestId request, Secret secret) const;
  // Gives the recovery up. Rejects: request_not_found, wrong_secret, or its state.
  Status cancel(RequestId request, Secret secret, CommandMeta meta = {}) const;
  // Uses the approval up, once; everything is checked again. A repetition with the same command id answers with the same
  // grant while it is good, any other try is refused. Always give a command id: a grant whose answer was lost is gone
  // without it. `operation`: what the host is about to do, which has to be what the request is for. Rejects:
  // request_not_found, wrong_secret, operation_mismatch, request_not_approved, request_waiting, requests_conflict, its
  // state, frozen, recovery_locked, contact_unavailable when the contact or the trustor is not eligible any more.
  Result<Grant> redeem(RequestId request, Secret secret, OperationName operation = kPasswordRecovery,
                       CommandMeta meta = {}) const;
  /* END recoverer_side */

 private:
  friend class Service;
  RecovererSide(const Service& service, AccountId account) : service_(&service), account_(std::move(account)) {}
  const Service* service_;
  AccountId account_;
};

// The host itself.
class OperatorSide {
 public:
  /* BEGIN operator_side: written by cmake/vocabulary from include/doverie/core/commands.def */
  // The owner was seen with a verified factor: just now the host has verified more than a session, something of the owner's
  // that whoever steals one does not have. Undoes what is weak and waits for the owner: recovery_locked, a contact lost
  // under recovery, a start in vain, the freezes of a contact who reports again and again. Hosts may report every such
  // login. Not for a session that goes on.
  Status owner_seen(AccountId trustor, CommandMeta meta = {}) const;
  // The owner recovered the account by other means: recorded, open requests die, both sides are told. `channel`: mfc, bank,
  // …; 1 to 32 of [a-z0-9_-].
  Status recovered_by_other_means(AccountId trustor, std::string channel, CommandMeta meta = {}) const;
  // An account is no more: its owner has closed it, or has died. As a contact it leaves every circle, in the words of a
  // resignation, and counts as lost under recovery there until the owner was seen (OperatorSide::owner_seen); as a trustor
  // its requests and invitations end, and its contacts are free. Whoever is given the same id later inherits nothing. Once
  // more changes nothing.
  Status account_closed(AccountId account, CommandMeta meta = {}) const;
  // Somebody, a contact or a trustor, is in a call: fraudsters make people read codes out on the phone. Until it has ended,
  // at most for the policy's `call_hold`, no code is sent for which the account is contact or trustor. The same call twice
  // changes nothing, and accounts that are neither leave no record. `call_id`: the host's own id of the call, 1 to 64
  // printable ASCII characters without spaces; it tells two calls at once apart.
  Status call_began(AccountId account, std::string call_id, CommandMeta meta = {}) const;
  // The call has ended; the pump sends codes that waited for it. A call that is not known, or has been held for as long as
  // the policy allows, is answered like any other. `call_id`: as in OperatorSide::call_began.
  Status call_ended(AccountId account, std::string call_id, CommandMeta meta = {}) const;
  // The host has seen that an account was changed: recorded, and told to the others. Codes sent before to a phone that has
  // changed are void, and so are the requests of a trustor whose phone or SIM has changed since they began. The same change,
  // or an older one of its kind, changes nothing. Commands record what they find changed in the facts likewise, so that a
  // host need not report what its directory tells. Accounts that are neither trustor nor contact leave no record. `since`:
  // when it was changed; not in the future.
  Status account_changed(AccountId account, AccountChange what, Instant since, CommandMeta meta = {}) const;
  // The SMS gateway has reported what became of a code's SMS: the contact's cabinet shows it. `report` is the message id
  // that the sender was given; nobody else knows it. The first report counts, and may come before the gateway has said that
  // it took the SMS. A report never lets a code be sent more often. `report`: the message id of the SMS, as the gateway has
  // given it back. `delivered`: the phone has it; otherwise it is lost for good. Rejects: report_unknown, request_not_found.
  Status sms_reported(std::string report, bool delivered = false, CommandMeta meta = {}) const;
  // An operator of the host freezes the account until operators lift it: open requests die, both sides are told.
  // RecoveryStarted::until then tells an end in the year 2200. `operator_id`: the host's own id of the person, 1 to 64
  // printable ASCII characters without spaces; it is recorded.
  Status freeze(AccountId trustor, std::string operator_id, CommandMeta meta = {}) const;
  // Two different operators lift a freeze, whoever began it: four eyes, since it makes the account weaker. Rejects:
  // not_frozen.
  Status unfreeze(AccountId trustor, std::string operator_id, std::string second_operator_id, CommandMeta meta = {}) const;
  // An operator brings in a link of the system before: the contact is in place, recorded as imported, and no invitation is
  // claimed that never was. The policy in force holds for it; its `activation_delay` counts from `since`. The same link
  // again changes nothing. `since`: when the link was made there; not in the future. `operator_id`: as in
  // OperatorSide::freeze. `checked_at_use`: the rules are not asked about the two, which is recorded, and the directory need
  // not know them; every use of the link asks as ever. `tell`: both are told. Rejects: frozen, contact_unavailable,
  // already_contact by another link, contact_limit_reached, contact_serves_too_many, same_person, mutual_pair, and whatever
  // makes either of the two ineligible unless `checked_at_use`.
  Status import_link(AccountId trustor, AccountId contact, Instant since, std::string operator_id,
                     bool checked_at_use = false, bool tell = false, CommandMeta meta = {}) const;
  // Begins the service's realm in a store that has records of other realms. Once for each realm: until then every command
  // faults with realm_unknown, so that a realm that was misspelt does not find everybody unprotected. In a store that nobody
  // has used yet the first command begins it. `operator_id`: as in OperatorSide::freeze. Rejects: realm_begun.
  Status begin_realm(std::string operator_id, CommandMeta meta = {}) const;
  // Raises the format level of the store to the one that this library knows, once every process that shares it has been
  // upgraded: from then on it may hold what earlier versions cannot read, and these are refused with level_unknown, while
  // they run as well. There is no way back below it. Once more changes nothing. `operator_id`: as in OperatorSide::freeze.
  Status raise_level(std::string operator_id, CommandMeta meta = {}) const;
  // Two different operators have looked and found that the account has no trusted contact, although the host's mark
  // (`has_contact` of its facts) says so: from then on a start is answered with not_protected again, until somebody is
  // appointed. For a mark that is wrong; a store that has lost its records has to be restored. `operator_id`: as in
  // OperatorSide::freeze. Rejects: has_contact.
  Status confirm_no_contact(AccountId trustor, std::string operator_id, std::string second_operator_id,
                            CommandMeta meta = {}) const;
  // An operator erases what the library holds of a person: the invitations that the account has sent, those that it has
  // accepted, and those to the phone that it has now, under its name; and what the rules have found about the person.
  // Contacts and requests stay, and so does the record of who has erased how many, and when. Call it before the account
  // leaves the directory: afterwards nobody knows the phone any more. Once more changes nothing. `operator_id`: as in
  // OperatorSide::freeze. Rejects: frozen, erasure_blocked while somebody is recovering the account.
  Status erase(AccountId account, std::string operator_id, CommandMeta meta = {}) const;
  // Erases what the trustor's invitations hold of people, a name and a masked phone, once their time is over
  // (`invitation_retention` of the policy that each was sent under). Service::pump does it by itself: this is for hosts that
  // want it at once. Changes nothing when nothing is due. Rejects: as OperatorSide::erase.
  Status erase_ended(AccountId trustor, CommandMeta meta = {}) const;
  // Why the account cannot be recovered now: what a start would be answered, what stands against it and against the requests
  // that are open, how much of each budget is left and when more comes back, what became of codes, and which policy is in
  // force. It is decided as the commands decide, on the same records and facts. For operators alone: it tells of both people
  // what the rules find. `verified_factor`: of the start that is asked about. `operation`: the same.
  Result<Diagnosis> explain(AccountId trustor, bool verified_factor = false,
                            OperationName operation = kPasswordRecovery) const;
  // Everything that has happened to the account, in words: in its circle, as a contact, and in the circles of those whom it
  // serves or has served, as far as the account is named there. Which rules about people were not met stands behind the
  // event that they were asked for (rules_looked): that is about both people, and for operators alone. What a contact was
  // refused (contact_refused) is not for the owner. Seals are checked as for OperatorSide::audit.
  Result<Timeline> timeline(AccountId account) const;
  // What the library holds of a person, in words, for the person's own request (152-ФЗ, art. 14): contacts and trustors,
  // invitations with whom they were meant for, requests, limits that were used, and what was noted of the account.
  // OperatorSide::timeline tells what has happened, OperatorSide::erase erases. Invitations to the account's phone are found
  // as long as the directory knows the phone.
  Result<Holdings> held(AccountId account) const;
  // Every event of the account's circle, verified. When a seal is wrong it faults with audit_broken, which names the first
  // event that does not fit.
  Result<AuditTrail> audit(AccountId trustor) const;
  /* END operator_side */

 private:
  friend class Service;
  explicit OperatorSide(const Service& service) : service_(&service) {}
  const Service* service_;
};

// What a service works with. `store`, `directory` and `keys` are required.
struct ServiceOptions {
  std::shared_ptr<EventStore> store{};
  std::shared_ptr<AccountDirectory> directory{};
  std::shared_ptr<const KeyRing> keys{};
  PolicySchedule policies{};                // default: gosuslugi alone
  std::shared_ptr<SmsSender> sms{};         // nullptr: pump() faults with sms_failed as soon as a code is due
  std::shared_ptr<Notifier> notifier{};     // nullptr: notices are dropped, where no policy relies on them
  std::shared_ptr<Clock> clock{};           // nullptr: SystemClock
  std::shared_ptr<Entropy> entropy{};       // nullptr: SystemEntropy
  std::string realm{};                      // see Settings
  std::uint64_t epoch = 1;                  // see Settings
  std::string sms_origin = "gosuslugi.ru";  // see Settings
  std::string sms_text{builtin_sms_text(Language::russian)};  // see Settings
  // Policies that decide along and enforce nothing, and who is told where they would have differed; both or neither. Called
  // by the thread of the command before it returns, from any number of threads at once; its std::exceptions are dropped.
  std::optional<PolicySchedule> shadow{};
  std::function<void(const ShadowDifference&)> on_shadow_difference{};
  HostRules rules{};                     // of the host's own: doverie/core/host_rules.h
  std::optional<Instant> restored_at{};  // see Settings; only for a store that does not tell itself
  // Says that nobody is to be told of anything, although a policy has a delay (waiting_period, removal_delay) for people to say no
  // in; without it such a policy and no `notifier` are refused.
  bool nobody_is_told = false;
  // How many streams the service remembers at most (a recovery has two; about 1 KB each), so that commands on them need not
  // read, check and fold their events again; 0: none. The store is asked at every command whether they are still the latest.
  // Our choice.
  std::size_t remembered_streams = 10'000;
  // For how long a command can be repeated safely: then the pump lets go of its record, and whoever repeats it comes as for the first
  // time. A day at least, as long as a grant can be good; 30 days is our choice.
  Duration commands_kept = std::chrono::hours(24 * 30);
  // Who is told what the service does, without anybody's name (observer.h); none: nothing is gathered.
  std::vector<std::shared_ptr<Observer>> observers{};
};

// A message that was put aside since it can never be sent.
struct SetAsideMessage {
  std::string id;
  std::string bytes;  // references only: no personal data
  std::string why;
};

// Thread-safe.
class Service {
 public:
  // How often a command is decided again after losing a race before it answers busy. Our choice.
  static constexpr int kMaxAttempts = 16;

  // invalid_argument when an option is missing or wrong, or when a policy relies on what is not there: on changes that the directory
  // does not tell (AccountDirectory::tells), or on notices without a notifier.
  static Result<std::shared_ptr<const Service>> create(ServiceOptions options);

  TrustorSide trustor(AccountId account) const { return {*this, std::move(account)}; }
  ContactSide contact(AccountId account) const { return {*this, std::move(account)}; }
  RecovererSide recoverer(AccountId account) const { return {*this, std::move(account)}; }
  OperatorSide operations() const { return OperatorSide(*this); }

  // Sends up to `limit` messages that are due: leases them, decides again whether they still make sense, sends, settles. Erases
  // invitations whose time is over, which are messages to itself. It looks for codes first, and again after whatever took more
  // than a second.
  // Call it after commands and from time to time, from any number of threads and processes; PumpRunner does. A crash repeats
  // work, never loses it. There is always a report: what goes wrong stands in it.
  [[nodiscard]] PumpReport pump(std::uint32_t limit = 64, PumpWhat what = PumpWhat::everything) const;

  // Up to `limit` of the messages that no run of the pump could read, each with what is wrong with it.
  Result<std::vector<SetAsideMessage>> messages_set_aside(std::uint32_t limit) const;
  // Lets the pump try up to `limit` of them again, say after an upgrade; how many. Those that are wrong still are set aside again.
  Result<std::uint32_t> release_set_aside(std::uint32_t limit) const;

  // Any command; what the facades use.
  Result<Answer> run(Command command, CommandMeta meta) const;

  // How often an observer has thrown a std::exception, which was dropped.
  std::uint64_t observer_failures() const;

  const Settings& settings() const { return settings_; }
  const std::shared_ptr<EventStore>& store() const { return ports_.store; }

  // The same service over another store, with no shadow and nobody who watches: to try what would happen.
  Result<std::shared_ptr<const Service>> on(std::shared_ptr<EventStore> store) const;
  // The same over this store, to which nothing is written: commands are answered, refused and recorded in memory as they would be
  // here, one after the other, and its pump finds nothing to send. A record goes on in memory as it was when the trial first read
  // it: what others write later changes nothing. One trial for each question.
  Result<std::shared_ptr<const Service>> trial() const;

  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

 private:
  Service(ServiceOptions options, Settings settings);
  struct Ran {
    Result<Answer> answer;
    bool realm_outdated;
    std::optional<NoteRefusal> refusal{};
    std::string randomness{};
  };
  Result<Answer> run_watched(const Command& command, const CommandMeta& meta, CommandWatch* watch) const;
  Ran run_once(const Command& command, const CommandMeta& meta, CommandWatch* watch) const;
  Status begin_unused_store() const;
  Ran run_with(const Command& command, const CommandMeta& meta, std::string randomness, CommandWatch* watch) const;
  void note(const Ran& refused) const;
  friend class PumpRun;
  ServiceOptions ports_;
  Settings settings_;
  std::unique_ptr<RealTime> time_;
  std::unique_ptr<StreamMemory> memory_;
  std::unique_ptr<const Audience> audience_;
  std::unique_ptr<Housekeeping> housekeeping_;
};

}  // namespace doverie

#endif  // DOVERIE_SERVICE_H_
