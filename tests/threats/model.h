// SPDX-License-Identifier: Apache-2.0
//
// What has to hold, told by somebody who sees only commands, answers, messages and facts. It shares no rule with the core:
// where the core computes from folded events, this remembers who said what and when.
//
// Time: the clock of a simulation jumps back and forth. The library never decides earlier than what it has written, so the
// model compares "the clock now" with "the highest clock seen by then" plus the lifetime: right in every case, and exact as
// long as the clock goes forward.
#ifndef DOVERIE_TESTS_THREATS_MODEL_H_
#define DOVERIE_TESTS_THREATS_MODEL_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "doverie/core/answers.h"
#include "doverie/core/facts.h"
#include "doverie/core/records.h"

namespace doverie::testing {

class Model {
 public:
  explicit Model(bool strict = false) : strict_(strict) {}
  // The first promise that was broken, in words; empty while all hold.
  const std::string& violation() const { return violation_; }

  void clock(Instant now);
  void facts(const AccountId& account, const AccountFacts& facts) { people_[account] = facts, gone_.erase(account); }
  // The directory does not know the account any more, which comes back with the facts of before.
  void gone(const AccountId& account) { gone_.insert(account); }
  const AccountFacts& last_known(const AccountId& account) const { return people_.at(account); }
  // No number of anybody is in anything that is stored.
  void check_bytes(const Batch& batch);
  // A message that was written with a commit, and an SMS that was sent for one.
  void written(const Batch& batch);
  // One send of a code.
  struct Send {
    RequestId request;
    AccountId contact;
    std::int64_t number;
    friend auto operator<=>(const Send&, const Send&) = default;
  };
  // The gateway was given it, and has taken it or not.
  void sent(const Send& send, const std::string& to, const std::string& code, bool taken);

  // Names and masked phones, and who has erased them.
  void invited(const AccountId& trustor, const Invited& invited, const std::string& name, const std::string& phone);
  void accepted(const InvitationId& invitation, const AccountId& contact);
  // What is held of the person, of all that was sent so far.
  std::set<InvitationId> held_of(const AccountId& account) const;
  // After a successful erasure of the person: what of `held`, from before it, is still there.
  void person_erased(const AccountId& account, const std::set<InvitationId>& held);
  // After the clock has gone on for longer than anything is kept, and everything that was due was done.
  void all_times_over();

  // `checked`: not for a link of another system whose rules every use asks.
  void appointed(const AccountId& trustor, const AccountId& contact, bool checked = true);
  // One of the two, `by`, has asked for it, or has taken that back.
  void removal_asked(const AccountId& trustor, const AccountId& contact, const std::string& by) {
    asked_[{trustor, contact, by}] = now_;
  }
  void removal_withdrawn(const AccountId& trustor, const AccountId& contact, const std::string& by) {
    asked_.erase({trustor, contact, by});
  }
  void removed(const AccountId& trustor, const AccountId& contact, const std::string& by);
  // In both roles.
  void closed(const AccountId& account);
  void started(const AccountId& trustor, const RequestId& request, const std::string& operation);
  void not_protected(const AccountId& trustor);
  // What two operators have looked at.
  void no_contact_confirmed(const AccountId& trustor);
  void learnt_in_transaction() { broken("promise 11: a guess was answered where it can be rolled back"); }
  void change_told(const AccountId& account, AccountChange what, Instant since);
  void turned_away(const AccountId& trustor) { turned_away_[trustor] = now_; }
  void owner_seen(const AccountId& trustor) { turned_away_.erase(trustor), lost_.erase(trustor); }
  void approved(const AccountId& contact, const RequestId& request, bool attested, const std::string& operation);
  void wrong_code(const AccountId& contact, const RequestId& request);
  void confirmed(const AccountId& contact, const RequestId& request, const std::string& code);
  // A call that begins while the pump runs may find a code on its way.
  void pump_begins() { calls_at_pump_ = calls_; }
  void call_began(const AccountId& account);
  void call_ended(const AccountId& account) { calls_.erase(account); }
  void ended(const RequestId& request);      // denied, cancelled
  void all_ended(const AccountId& trustor);  // fraud, other means
  void redeemed(const RequestId& request, bool right_secret, const std::string& operation, const Grant& grant);

  // Compares with what is stored: every wrong code that was answered was counted, and never more than the limit in a day.
  void check_stored(const AccountId& trustor, const StreamRecord& circle);

  int redemptions() const { return redemptions_; }
  int wrong_codes() const { return wrong_codes_; }
  int erasures() const { return erasures_; }  // by an operator

 private:
  struct Code {
    RequestId request;
    AccountId contact;
    Instant issued;  // highest clock then
    std::string challenge;
    std::set<std::pair<std::string, std::string>> sent;  // number and code
  };
  struct Call {
    Instant sure_until;  // codes are held back
    Instant maybe_until;
  };
  struct SentInvitation {
    AccountId trustor;
    std::string name;
    std::string phone;
    Instant expires_at;
    Instant keep_until;
    AccountId accepted_by;
    bool erased = false;
  };
  struct Confirmation {
    AccountId contact;
    Instant at;    // highest clock then
    Instant seen;  // the clock itself
  };
  struct Request {
    AccountId trustor;
    int order = 0;
    Instant started;
    std::optional<Instant> approved;  // first, by the clock itself
    std::string phone;                // of the trustor, then
    std::string operation;
    bool over = false;
    std::set<AccountId> attested;
    std::optional<Confirmation> confirmation;
    std::set<std::string> grants;
  };

  void broken(const std::string& promise) {
    if (violation_.empty()) violation_ = promise;
  }
  void erased(const Batch& batch);
  bool is_of(const SentInvitation& invitation, const AccountId& account) const;
  bool eligible(const AccountId& account, bool as_contact) const;
  bool in_call(const AccountId& account) const;
  bool code_was_sent(const AccountId& contact, const RequestId& request, const std::string& code) const;

  bool strict_;
  std::string violation_;
  Instant now_{};
  Instant highest_{};
  int order_ = 0;  // counts appointments and starts
  std::map<AccountId, AccountFacts> people_;
  std::set<AccountId> gone_;
  std::set<AccountId> lost_;  // whose last contact's account has closed, and nobody has seen them since
  bool held_back_ = false;    // the last erasure has left what freezes and recoveries of others hold
  std::map<AccountId, std::map<AccountId, int>> circles_;  // trustor, contact, order of appointment
  std::map<RequestId, Request> requests_;
  std::map<InvitationId, SentInvitation> invitations_;
  std::map<std::tuple<AccountId, AccountId, std::string>, Instant> asked_;  // the clock when a removal was asked for
  std::map<AccountId, Call> calls_;
  std::map<AccountId, Call> calls_at_pump_;
  std::map<AccountId, Instant> turned_away_;  // the clock at the last start in vain
  std::map<Send, std::string> challenge_of_;
  std::set<Send> taken_;
  std::map<std::string, Code> codes_;  // by challenge
  std::map<std::pair<AccountId, AccountId>, int> answered_wrong_;
  int redemptions_ = 0;
  int wrong_codes_ = 0;
  int erasures_ = 0;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_THREATS_MODEL_H_
