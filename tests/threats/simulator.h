// SPDX-License-Identifier: Apache-2.0
//
// One random story: a few people doing anything at any time over a store that loses races and connections. Everything comes
// from the seed.
#ifndef DOVERIE_TESTS_THREATS_SIMULATOR_H_
#define DOVERIE_TESTS_THREATS_SIMULATOR_H_

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "support/story.h"
#include "support/wrapped_store.h"
#include "threats/model.h"

namespace doverie::testing {

class Simulator {
 public:
  // `store`: a new one; nullptr: in memory.
  explicit Simulator(std::uint64_t seed, std::shared_ptr<EventStore> store = nullptr);

  // Called after every step, to look at how things stand.
  std::function<void(Story&)> after_step = [](Story&) {};

  // Runs to the end, or to the first broken promise. What went wrong, and the last steps before; empty when nothing did.
  std::string run(int steps);
  const Model& model() const { return model_; }
  // The commands that it has run, by name.
  const std::set<std::string_view>& commands() const { return ran_; }
  // How often an explanation was compared with what followed.
  int explained() const { return explained_; }

 private:
  struct Running {
    AccountId trustor;
    RequestId request;
    std::string number;
    int secret;
    std::string operation;
    std::string last_code = "000000";            // the last that came to the contact for it
    RequestState state = RequestState::pending;  // as far as the answers tell
  };

  bool chance(int percent) { return static_cast<int>(random_() % 100) < percent; }
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
  const AccountId& any(const std::vector<AccountId>& people) { return people[below(people.size())]; }
  Running* any_request();
  void now_in(const RequestId& request, RequestState state);

  void step();
  void act();    // one random command
  void go_on();  // the command that brings a random recovery further
  void change_facts();
  void back(const AccountId& account);
  void go_aside(const Running* running, const AccountId& trustor, const AccountId& contact);
  Result<Answer> run_lax(Command command);
  void jump();
  void jump_by(std::chrono::seconds by);
  void pump();

  void invite(const AccountId& trustor, const AccountId& contact);
  void accept(const AccountId& contact);
  void start(const AccountId& trustor);
  void approve(Running& running, const AccountId& contact);
  void resend(Running& running, const AccountId& contact) {
    note(contact + " asks for the code again");
    static_cast<void>(run(ResendCode{contact, running.request}));
  }
  void confirm(Running& running, const AccountId& contact, const std::string& code);
  void redeem(Running& running);
  // What somebody says that the request is for: not always what it is.
  std::string named(const Running& one) {
    if (chance(90)) return one.operation;
    return one.operation == kPasswordRecovery ? "password_change" : std::string(kPasswordRecovery);
  }
  void finish(Running& running);
  void end_circle(const AccountId& trustor);
  void freeze(const AccountId& trustor) {
    const bool lifts = chance(40);
    const auto done = lifts ? run(UnfreezeAccount{trustor, "anna", "boris"}) : run(FreezeAccount{trustor, "anna"});
    if (done && !lifts) model_.all_ended(trustor);
  }
  void close(const AccountId& account) {
    note("the account of " + account + " is no more");
    if (run(AccountClosed{account})) model_.closed(account);
  }
  static bool of_removal(const AuditEntry& e) {
    return e.type == "contact_removed" || e.type == "removal_asked" || e.type == "removal_resumed";
  }
  void call(const AccountId& account);
  void say_no(const AccountId& trustor, const AccountId& contact);  // to an invitation: either side
  void tell_change(const AccountId& account);
  void look(const AccountId& trustor, const AccountId& contact);
  void operate(const AccountId& trustor, const AccountId& contact);
  // What an operator is told before somebody acts, with nothing in between from here on; and whether it is what the command says.
  std::optional<Diagnosis> explained(const StartRecovery& start);
  void compare(const Diagnosis& told, const Result<Answer>& start);
  void compare(const Diagnosis& told, const AccountId& contact, const Result<Answer>& approval);
  void guess_inside_transaction(const Running& running, const AccountId& contact);
  void restart();
  void keep(const AccountId& trustor, const AccountId& contact);
  void take_away(const AccountId& trustor, const AccountId& contact);
  void erase(const AccountId& account);
  void wait_for_the_end();  // of everything that is kept for a while

  // Runs the command as a host would: again with the same id as long as the outcome is not known.
  Result<Answer> run(Command command);
  Result<AppendResult> append(const Batch& batch);
  void note(const std::string& what) { log_.push_back(what); }

  std::mt19937_64 random_;
  std::set<std::string_view> ran_;
  bool strict_;  // the policy
  std::shared_ptr<WrappedStore> store_;
  Story story_;
  std::shared_ptr<const Service> lax_;  // over the same records, by a policy that allows more guesses
  Model model_;
  bool racing_ = false;  // inside a command that runs in the middle of another
  bool calm_ = false;    // no races and no losses any more
  int commands_ = 0;
  int explained_ = 0;
  std::string differs_;  // how an explanation was wrong
  std::size_t sms_seen_ = 0;
  std::vector<Running> running_;
  std::vector<std::string> log_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_THREATS_SIMULATOR_H_
