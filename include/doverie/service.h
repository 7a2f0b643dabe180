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
#include "doverie/ports/sms_sender.h"

namespace doverie {

class Service;
class StreamMemory;

// Facades: each names the side that acts. Cheap to make and copy; REQUIRES: the service outlives them. Every method takes an
// optional CommandMeta: give the same command_id again to repeat a command safely after a time-out.
//
// What every method may answer besides its own reasons: the faults of the ports, busy (a conflict that did not settle after
// kMaxAttempts tries; nothing was written), outcome_unknown (repeat with the same command id).

// The owner of the protected account, logged in.
class TrustorSide {
 public:
  // Offers `phone`'s owner, if called `name`, to become the trusted contact. Same answer whether or not the phone has an
  // account.
  Result<Invited> invite(std::string name, std::string phone, CommandMeta meta = {}) const;
  Status cancel_invitation(InvitationId invitation, CommandMeta meta = {}) const;
  // Under a policy with a removal_delay: asks for it (both are told; see ContactEntry::removal_from), and the same again when
  // that is over takes the contact away. removal_pending in between.
  Status remove_contact(AccountId contact, CommandMeta meta = {}) const;
  // Takes back what remove_contact has asked for.
  Status keep_contact(AccountId contact, CommandMeta meta = {}) const;
  // Says no to a recovery of the own account, up to the moment it is redeemed.
  Status deny(RequestId request, CommandMeta meta = {}) const;
  Status report_fraud(CommandMeta meta = {}) const;
  Result<TrustorView> cabinet() const;

 private:
  friend class Service;
  TrustorSide(const Service& service, AccountId account) : service_(&service), account_(std::move(account)) {}
  const Service* service_;
  AccountId account_;
};

// A trusted contact, or somebody who was invited to be one, logged in.
class ContactSide {
 public:
  Result<Accepted> accept(InvitationId invitation, CommandMeta meta = {}) const;
  Status decline(InvitationId invitation, CommandMeta meta = {}) const;
  // Like TrustorSide::remove_contact.
  Status resign(AccountId trustor, CommandMeta meta = {}) const;
  // Takes back what resign has asked for.
  Status stay(AccountId trustor, CommandMeta meta = {}) const;
  // Approves one request; the others of the same trustor are denied. The code is sent by the pump.
  Result<Approved> approve(RequestId request, Attestation attestation, CommandMeta meta = {}) const;
  Result<Approved> resend_code(RequestId request, CommandMeta meta = {}) const;
  // A wrong code is a rejection (wrong_code, with how many were allowed and how many were wrong) and is counted.
  Result<CodeConfirmed> confirm_code(RequestId request, Secret code, CommandMeta meta = {}) const;
  Status deny(RequestId request, CommandMeta meta = {}) const;
  Status report_fraud(AccountId trustor, CommandMeta meta = {}) const;
  Result<ContactView> cabinet() const;

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
  Result<RecoveryStarted> start(Secret secret, bool verified_factor = false, CommandMeta meta = {}) const;
  Result<RecoveryView> status(RequestId request, Secret secret) const;
  Status cancel(RequestId request, Secret secret, CommandMeta meta = {}) const;
  // Uses the approval up. A repetition with the same command id answers with the same grant; any other try is refused.
  Result<Grant> redeem(RequestId request, Secret secret, CommandMeta meta = {}) const;

 private:
  friend class Service;
  RecovererSide(const Service& service, AccountId account) : service_(&service), account_(std::move(account)) {}
  const Service* service_;
  AccountId account_;
};

// The host itself.
class OperatorSide {
 public:
  Status owner_logged_in(AccountId trustor, CommandMeta meta = {}) const;
  Status recovered_by_other_means(AccountId trustor, std::string channel, CommandMeta meta = {}) const;
  // Freezes the account until it is lifted; see FreezeAccount. StartStatus::frozen then tells an end in the year 2200.
  Status freeze(AccountId trustor, std::string operator_id, CommandMeta meta = {}) const;
  // Two different operators lift a freeze, also one after fraud.
  Status unfreeze(AccountId trustor, std::string operator_id, std::string second_operator_id, CommandMeta meta = {}) const;
  // Somebody is in a call, and no code is sent to or about them until it has ended; see CallBegan. Give both the same call_id.
  Status call_began(AccountId account, std::string call_id, CommandMeta meta = {}) const;
  Status call_ended(AccountId account, std::string call_id, CommandMeta meta = {}) const;
  // The host has seen that somebody's phone, SIM, level or citizenship has changed; see AccountChanged.
  Status account_changed(AccountId account, AccountChange what, Instant since, CommandMeta meta = {}) const;
  // Erases what is held of a person; see EraseAccount. Refused with `frozen` or `erasure_blocked` while the account is frozen
  // or somebody is recovering it.
  Status erase(AccountId account, std::string operator_id, CommandMeta meta = {}) const;
  // Erases those of the trustor's invitations whose time is over, as the pump does by itself; see EraseEndedInvitations.
  Status erase_ended(AccountId trustor, CommandMeta meta = {}) const;
  // The circle's events; audit_broken, naming the first event that does not fit, when a seal is wrong.
  Result<AuditTrail> audit(AccountId trustor) const;

 private:
  friend class Service;
  explicit OperatorSide(const Service& service) : service_(&service) {}
  const Service* service_;
};

// What a service works with. `store`, `directory` and `keys` are required.
struct ServiceOptions {
  std::shared_ptr<EventStore> store;
  std::shared_ptr<AccountDirectory> directory;
  std::shared_ptr<const KeyRing> keys;
  PolicySchedule policies{};                // default: gosuslugi alone
  std::shared_ptr<SmsSender> sms{};         // nullptr: pump() faults with sms_failed as soon as a code is due
  std::shared_ptr<Notifier> notifier{};     // nullptr: notices are dropped
  std::shared_ptr<Clock> clock{};           // nullptr: SystemClock
  std::shared_ptr<Entropy> entropy{};       // nullptr: SystemEntropy
  std::string realm{};                      // see Settings
  std::uint64_t epoch = 1;                  // see Settings
  std::string sms_origin = "gosuslugi.ru";  // see Settings
  // Policies that decide along and enforce nothing, and who is told where they would have differed; both or neither. Called
  // by the thread of the command before it returns, from any number of threads at once; its std::exceptions are dropped.
  std::optional<PolicySchedule> shadow{};
  std::function<void(const ShadowDifference&)> on_shadow_difference{};
  HostRules rules{};                     // of the host's own: doverie/core/host_rules.h
  std::optional<Instant> restored_at{};  // see Settings; only for a store that does not tell itself
  // How many streams the service remembers at most (a recovery has two; about 1 KB each), so that commands on them need not
  // read, check and fold their events again; 0: none. The store is asked at every command whether they are still the latest.
  // Our choice.
  std::size_t remembered_streams = 10'000;
};

// What one run of the pump did.
struct PumpReport {
  std::uint32_t leased = 0;
  std::uint32_t sent = 0;
  std::uint32_t dropped = 0;    // no longer useful, or refused for good
  std::uint32_t postponed = 0;  // will be tried again
  std::uint32_t erased = 0;     // invitations whose time was over: EraseEndedInvitations
};

// Thread-safe.
class Service {
 public:
  // How often a command is decided again after losing a race before it answers busy. Our choice.
  static constexpr int kMaxAttempts = 16;

  // invalid_argument when an option is missing or wrong.
  static Result<std::shared_ptr<const Service>> create(ServiceOptions options);

  TrustorSide trustor(AccountId account) const { return {*this, std::move(account)}; }
  ContactSide contact(AccountId account) const { return {*this, std::move(account)}; }
  RecovererSide recoverer(AccountId account) const { return {*this, std::move(account)}; }
  OperatorSide operations() const { return OperatorSide(*this); }

  // Sends up to `limit` messages that are due: leases them, decides again whether they still make sense, sends, settles. Erases
  // invitations whose time is over, which are messages to itself.
  // Call it after commands and from time to time, from any number of threads and processes. A crash repeats work, never
  // loses it.
  Result<PumpReport> pump(std::uint32_t limit = 64) const;

  // Any command; what the facades use.
  Result<Answer> run(Command command, CommandMeta meta) const;

  const Settings& settings() const { return settings_; }

  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

 private:
  Service(ServiceOptions options, Settings settings);
  Result<Settlement> deliver(const LeasedMessage& leased, Instant now) const;
  ServiceOptions ports_;
  Settings settings_;
  std::unique_ptr<StreamMemory> memory_;
};

}  // namespace doverie

#endif  // DOVERIE_SERVICE_H_
