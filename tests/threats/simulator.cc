// SPDX-License-Identifier: Apache-2.0
//
// What people can do, how often, and what a store can do to them.
#include "threats/simulator.h"

#include <algorithm>

#include "core/confirmation/sms_reference.h"
#include "core/decisions/command_rows.h"

namespace doverie::testing {

namespace {

const std::vector<AccountId> kTrustors = {"maria", "olga"};
const std::vector<AccountId> kContacts = {"ivan", "pyotr"};
const std::vector<AccountId> kEverybody = {"maria", "olga", "ivan", "pyotr"};
constexpr std::size_t kLogged = 25;

PolicySchedule policy_of(bool strict) {
  return PolicySchedule::of({strict ? Policy::strict() : Policy::gosuslugi()}).value();
}

// As if another team had rolled its own schedule out: the same policy, and a laxer one that is in force.
std::shared_ptr<const Service> lax_service(const Story& story, bool strict) {
  const Policy own = *policy_of(strict).all().front();
  Policy lax = own;
  lax.id = "lax";
  lax.applies_from = CivilDate(std::chrono::sys_days(own.applies_from) + std::chrono::days(1));
  lax.max_wrong_codes = 50;
  lax.max_wrong_codes_per_trustor = 500;
  lax.max_consecutive_wrong_codes = 100;
  ServiceOptions options = story.options();
  options.policies = *PolicySchedule::of({own, lax});
  return *Service::create(options);
}

}  // namespace

Simulator::Simulator(std::uint64_t seed, std::shared_ptr<EventStore> store)
    : random_(seed),
      strict_(seed % 3 == 0),
      store_(std::make_shared<WrappedStore>(store ? std::move(store) : std::make_shared<MemoryStore>())),
      story_({.store = store_, .policies = policy_of(strict_), .seed = seed}),
      model_(strict_) {
  store_->on_append = [this](const Batch& batch) { return append(batch); };
  lax_ = lax_service(story_, strict_);
  model_.clock(story_.now());
  for (const AccountId& account : kEverybody) model_.facts(account, story_.facts(account));
}

std::string Simulator::run(int steps) {
  for (const AccountId& trustor : kTrustors) invite(trustor, any(kContacts));
  for (const AccountId& contact : kContacts) accept(contact);
  if (strict_) jump_by(24h);
  for (int i = 0; i < steps && model_.violation().empty() && differs_.empty(); ++i) step(), after_step(story_);
  wait_for_the_end();
  for (const AccountId& trustor : kTrustors) {
    const auto audit = story_.service().operations().audit(trustor);
    if (!audit) return "the audit trail of " + trustor + " is broken: " + in_words(audit);
    ReadRequest request{.streams = {"circle/" + trustor}};
    request.whole = true;
    model_.check_stored(trustor, store_->inner().read(request)->streams.front());
  }
  if (model_.violation().empty() && differs_.empty()) return {};
  std::string told = model_.violation() + differs_ + "; the last steps:";
  const std::size_t first = log_.size() > kLogged ? log_.size() - kLogged : 0;
  for (std::size_t i = first; i < log_.size(); ++i) told += "\n  " + log_[i];
  return told;
}

void Simulator::step() {
  switch (below(10)) {
    case 0:
      return change_facts();
    case 1:
      return jump();
    case 2:
      return pump();
    case 3:
    case 4:
      return act();
    default:
      return go_on();
  }
}

Result<Answer> Simulator::run(Command command) {
  ran_.insert(row_of(command).name);
  const CommandMeta meta{"command-" + std::to_string(++commands_), ""};
  auto answer = story_.service().run(command, meta);
  while (answer.faulted() && answer.fault().code == FaultCode::outcome_unknown) answer = story_.service().run(command, meta);
  // An answer that was given is given again, with no second effect.
  if (answer.ok() && chance(5)) {
    const auto again = story_.service().run(command, meta);
    if (again.ok() && again->index() != answer->index()) note("a repetition answered with another kind of answer");
    if (again.ok() && std::holds_alternative<Grant>(*again)) answer = again;
  }
  note("  " + in_words(answer));
  return answer;
}

// Now and then another command gets in between, the connection is lost before or after the commit, or a race is lost.
Result<AppendResult> Simulator::append(const Batch& batch) {
  if (!racing_ && !calm_ && chance(10)) {
    racing_ = true;
    act();
    racing_ = false;
  }
  const bool lost = !calm_ && chance(6);
  if (lost && chance(50)) return AppendResult{AppendOutcome::unknown};
  if (!calm_ && chance(3)) return AppendResult{AppendOutcome::conflict};
  Batch codes = batch;  // notices prove nothing here, and sending them takes time
  std::erase_if(codes.messages,
                [](const MessageRecord& m) { return m.bytes.find(R"("kind":"notice")") != std::string::npos; });
  model_.check_bytes(batch);
  const auto result = store_->inner().append(codes);
  if (result && result->outcome == AppendOutcome::appended) model_.written(codes);
  if (lost) return AppendResult{AppendOutcome::unknown};
  return result;
}

void Simulator::change_facts() {
  const AccountId account = any(kEverybody);
  if (chance(8)) {
    note(account + " is gone");
    story_.directory->remove(account);
    return model_.gone(account);
  }
  if (!story_.directory->find(account)->has_value()) return back(account);
  AccountFacts facts = story_.facts(account);
  const bool spoil = chance(40);
  switch (below(strict_ ? 7 : 5)) {
    case 5:
      facts.recovered_at = story_.now();
      break;
    case 6:
      facts.sim_since = story_.now();
      break;
    case 0:
      facts.citizen = !spoil;
      break;
    case 1:
      facts.confirmed = !spoil;
      break;
    case 2:
      facts.passport_current = !spoil;
      break;
    case 3:
      facts.phone_state = spoil ? PhoneState::none : chance(30) ? PhoneState::replacing : PhoneState::confirmed;
      break;
    default:
      if (!spoil) break;
      facts.phone = phone("+7916000000" + std::to_string(below(8)));
      facts.phone_since = chance(50) || strict_ ? std::optional(story_.now()) : std::nullopt;
      if (chance(10)) facts.sim_since = story_.now() + 1h;  // local time taken for UTC
  }
  note(account + " changes");
  story_.person(account, facts);
  model_.facts(account, facts);
}

// With the phone and everything else that the person had.
void Simulator::back(const AccountId& account) {
  note(account + " is back");
  story_.person(account, model_.last_known(account));
  model_.facts(account, model_.last_known(account));
}

void Simulator::jump() {
  constexpr std::chrono::seconds kJumps[] = {1s, 61s, 5min, 9min + 59s, 10min, 59min, 1h,
                                             6h, 24h, 73h,  24h * 31,   -1s,   -1h,   -48h};
  jump_by(kJumps[below(chance(80) ? 7 : std::size(kJumps))]);
}

// Forwards: time goes by. Backwards: somebody sets the clock, nothing is decided by it, and it is set right again.
void Simulator::jump_by(std::chrono::seconds by) {
  if (by < 0s) {
    if (racing_) return;  // a command is under way
    story_.clock->jump(by);
    note("the clock is set back: " + in_words(story_.start(any(kTrustors))));
    story_.clock->jump(-by);
    return restart();  // the service may have begun while the clock was wrong
  }
  story_.wait(by);
  model_.clock(story_.now());
  note("the clock jumps " + std::to_string(by.count()) + " s");
}

void Simulator::pump() {
  const SmsOutcome outcome = chance(80) ? SmsOutcome::accepted : chance(50) ? SmsOutcome::unsure : SmsOutcome::try_later;
  story_.sms->answer_with(outcome);
  model_.pump_begins();
  note("the pump: " + in_words(story_.service().pump()));
  const auto sent = story_.sms->sent();
  for (; sms_seen_ < sent.size(); ++sms_seen_) {
    const auto& one = sent[sms_seen_];
    const SmsReference of = open_reference(*story_.keys, "", one.message_id)->value();
    model_.sent({of.request, of.contact, of.send}, one.to, code_in(one.text), outcome != SmsOutcome::try_later);
    for (Running& running : running_) {
      if (of.request == running.request) running.last_code = code_in(one.text);
    }
    if (chance(30)) std::ignore = run(SmsReported{one.message_id, chance(50)});
  }
}

Simulator::Running* Simulator::any_request() {
  if (running_.empty()) return nullptr;
  const std::size_t newest = std::min<std::size_t>(running_.size(), 3);
  return &running_[running_.size() - 1 - below(newest)];
}

void Simulator::now_in(const RequestId& request, RequestState state) {
  for (Running& running : running_) {
    if (running.request == request) running.state = state;
  }
}

void Simulator::act() {
  Running* running = any_request();
  const AccountId trustor = any(kTrustors);
  const AccountId contact = any(kContacts);
  if (chance(15)) return go_aside(running, trustor, contact);
  switch (below(running ? 14 : 6)) {
    case 0:
      return invite(trustor, contact);
    case 1:
      return chance(35) ? erase(any(kEverybody)) : accept(contact);
    case 2:
      return start(trustor);
    case 3:
      return chance(30) ? take_away(trustor, contact) : start(trustor);
    case 4:
      return chance(15) ? end_circle(trustor) : chance(15) ? keep(trustor, contact) : accept(contact);
    case 5:
      if (chance(60)) return call(any(kEverybody));
      if (run(OwnerSeen{trustor})) model_.owner_seen(trustor);
      return;
    case 6:
      return approve(*running, contact);
    case 7:
      return resend(*running, contact);
    case 8:
    case 9:
    case 10:
      return confirm(*running, contact, chance(50) ? running->last_code : "000000");
    case 11:
      return finish(*running);
    default:
      return redeem(*running);
  }
}

// What happens beside the way of a recovery.
void Simulator::go_aside(const Running* running, const AccountId& trustor, const AccountId& contact) {
  switch (below(running ? 6 : 5)) {
    case 0:
      return say_no(trustor, contact);
    case 1:
      return tell_change(any(kEverybody));
    case 2:
      return look(trustor, contact);
    case 3:
      return operate(trustor, contact);
    case 4:
      return restart();
    default:
      return guess_inside_transaction(*running, contact);
  }
}

void Simulator::go_on() {
  Running* running = any_request();
  if (!running || chance(10)) return start(any(kTrustors));
  const auto place = static_cast<std::size_t>(running - running_.data());
  const AccountId contact = any(kContacts);
  switch (running->state) {
    case RequestState::pending:
      return approve(*running, contact);
    case RequestState::awaiting_code:
      pump();
      running = &running_[place];  // something else may have begun meanwhile
      return confirm(*running, contact, chance(60) ? running->last_code : "000000");
    case RequestState::approved:
      if (strict_ && chance(50)) jump_by(24h);
      return redeem(*running);
    default:
      return start(any(kTrustors));
  }
}

void Simulator::invite(const AccountId& trustor, const AccountId& contact) {
  const AccountFacts facts = model_.last_known(contact);
  note(trustor + " invites " + contact);
  const auto answer = run(Invite{trustor, facts.given_name, facts.phone->e164()});
  if (answer) model_.invited(trustor, std::get<Invited>(*answer), facts.given_name, facts.phone->e164());
}

void Simulator::accept(const AccountId& contact) {
  const auto cabinet = story_.service().contact(contact).cabinet();
  if (!cabinet || cabinet->invitations.empty()) return;
  const InvitationView& invitation = cabinet->invitations[below(cabinet->invitations.size())];
  note(contact + " accepts");
  if (!run(AcceptInvitation{contact, invitation.invitation})) return;
  model_.accepted(invitation.invitation, contact);
  model_.appointed(invitation.trustor, contact);
}

void Simulator::start(const AccountId& trustor) {
  const int secret = commands_;
  const std::string operation(chance(70) ? kPasswordRecovery : "password_change");
  note(operation + " of " + trustor + " starts");
  const StartRecovery command{trustor, secret_number(secret), chance(40), operation};
  const bool asks = !racing_ && !calm_ && chance(50);  // nothing gets in between then
  const auto told = asks ? explained(command) : std::nullopt;
  const auto answer = run(command);
  if (told) compare(*told, answer);
  calm_ = calm_ && !asks;
  if (!answer) return;
  const auto& started = std::get<RecoveryStarted>(*answer);
  if (started.status == StartStatus::contact_unavailable) model_.turned_away(trustor);
  if (started.status == StartStatus::not_protected) model_.not_protected(trustor);
  if (started.status != StartStatus::pending) return;
  model_.started(trustor, started.request, operation);
  running_.push_back({trustor, started.request, started.number, secret, operation});
}

void Simulator::approve(Running& running, const AccountId& contact) {
  const bool attested = chance(85);
  const Running one = running;  // a racing command may move the list
  note(contact + (attested ? " approves " : " approves without attesting ") + one.request);
  const bool heard = !strict_ || chance(80);
  const std::string number = heard ? one.number : one.number == "0000" ? "1111" : "0000";
  Attestation said{attested, true, number};
  said.operation = named(one);
  const bool asks = !racing_ && !calm_ && chance(50);
  const auto told = asks ? explained({one.trustor, secret_number(0), false, one.operation}) : std::nullopt;
  const auto answer = run(Approve{contact, one.request, said});
  if (told) compare(*told, contact, answer);
  calm_ = calm_ && !asks;
  if (!answer) return;
  model_.approved(contact, one.request, attested && heard, said.operation);
  now_in(one.request, RequestState::awaiting_code);
}

void Simulator::confirm(Running& running, const AccountId& contact, const std::string& code) {
  const Running one = running;
  const std::string typed = code;
  note(contact + " types " + typed + " for " + one.request);
  const bool elsewhere = chance(20);
  const auto answer = elsewhere ? run_lax(ConfirmCode{contact, one.request, Secret(typed)})
                                : run(ConfirmCode{contact, one.request, Secret(typed)});
  if (answer) {
    model_.confirmed(contact, one.request, typed);
    now_in(one.request, RequestState::approved);
  }
  if (answer.rejected() && answer.rejection().has(ReasonCode::wrong_code)) model_.wrong_code(contact, one.request);
}

void Simulator::redeem(Running& running) {
  const Running one = running;
  const bool right = chance(90);
  note("redeems " + one.request + (right ? "" : " with another secret"));
  const std::string operation = named(one);
  const auto answer = run(Redeem{one.trustor, one.request, secret_number(right ? one.secret : one.secret + 1), operation});
  if (!answer) return;
  model_.redeemed(one.request, right, operation, std::get<Grant>(*answer));
  now_in(one.request, RequestState::redeemed);
}

void Simulator::finish(Running& running) {
  const Running one = running;
  note("somebody ends " + one.request);
  const std::size_t who = below(3);
  const auto answer = who == 0   ? run(DenyAsOwner{one.trustor, one.request})
                      : who == 1 ? run(DenyAsContact{any(kContacts), one.request})
                                 : run(CancelRecovery{one.trustor, one.request, secret_number(one.secret)});
  if (answer) model_.ended(one.request);
}

void Simulator::end_circle(const AccountId& trustor) {
  note("fraud or other means at " + trustor);
  if (chance(25)) return freeze(trustor);
  if (chance(10)) return close(chance(50) ? trustor : any(kContacts));
  const bool fraud = chance(30);
  const bool by_contact = chance(50);
  const auto answer = !fraud       ? run(RecoveredByOtherMeans{trustor, "mfc"})
                      : by_contact ? run(ReportFraudAsContact{any(kContacts), trustor})
                                   : run(ReportFraudAsOwner{trustor});
  if (answer) model_.all_ended(trustor);
  if (answer && !fraud) model_.owner_seen(trustor);
}

void Simulator::take_away(const AccountId& trustor, const AccountId& contact) {
  note(contact + " goes from " + trustor);
  const bool resigns = chance(50);
  const std::string by = resigns ? "contact" : "trustor";
  const bool verified = chance(30);
  const auto answer = resigns ? run(Resign{contact, trustor, verified}) : run(RemoveContact{trustor, contact, verified});
  if (!answer) return;
  if (verified && !resigns) model_.owner_seen(trustor);
  // By the records: the cabinet asks the directory, which may be wrong.
  const auto trail = story_.service().operations().audit(trustor);
  const auto last = std::find_if(trail->entries.rbegin(), trail->entries.rend(), of_removal);
  if (last->type == "contact_removed") return model_.removed(trustor, contact, by);
  if (last->type == "removal_asked") model_.removal_asked(trustor, contact, by);
  if (racing_ || !chance(50)) return;  // while a command is under way no day goes by
  jump_by(24h);
  take_away(trustor, contact);
}

void Simulator::erase(const AccountId& account) {
  if (chance(30)) {
    note("what is over of " + account + " is erased");
    return static_cast<void>(run(EraseEndedInvitations{account}));
  }
  note(account + " is erased");
  const std::set<InvitationId> held = model_.held_of(account);  // what a racing command sends comes after it
  if (run(EraseAccount{account, "anna"})) model_.person_erased(account, held);
}

void Simulator::wait_for_the_end() {
  calm_ = true;
  for (const AccountId& trustor : kTrustors) static_cast<void>(run(UnfreezeAccount{trustor, "anna", "boris"}));
  jump_by(24h * 200);  // far beyond every hour that it has shown before
  while (story_.service().pump().all() > 0) continue;
  if (model_.violation().empty()) model_.all_times_over();
}

void Simulator::call(const AccountId& account) {
  const bool begins = chance(50);
  note("a call of " + account + (begins ? " begins" : " ends"));
  if (begins && run(CallBegan{account, "1"})) model_.call_began(account);
  if (!begins && run(CallEnded{account, "1"})) model_.call_ended(account);
}

void Simulator::say_no(const AccountId& trustor, const AccountId& contact) {
  if (chance(50)) {
    const auto cabinet = story_.service().trustor(trustor).cabinet();
    if (!cabinet || cabinet->invitations.empty()) return;
    note(trustor + " withdraws an invitation");
    return static_cast<void>(run(CancelInvitation{trustor, cabinet->invitations.front().invitation}));
  }
  const auto cabinet = story_.service().contact(contact).cabinet();
  if (!cabinet || cabinet->invitations.empty()) return;
  note(contact + " declines");
  static_cast<void>(run(DeclineInvitation{contact, cabinet->invitations.front().invitation}));
}

void Simulator::tell_change(const AccountId& account) {
  note("the host tells of a change of " + account);
  const auto what = static_cast<AccountChange>(1 + below(4));
  const Instant since = story_.now() - std::chrono::minutes(below(100));
  if (run(AccountChanged{account, what, since})) model_.change_told(account, what, since);
}

// A host that rolls back what it likes: nothing may be learnt from that.
void Simulator::guess_inside_transaction(const Running& running, const AccountId& contact) {
  note(contact + " types inside of a transaction");
  store_->undoable = true;
  const auto answer = run(ConfirmCode{contact, running.request, Secret(chance(50) ? running.last_code : "000000")});
  store_->undoable = false;
  if (answer || (answer.rejected() && answer.rejection().has(ReasonCode::wrong_code))) model_.learnt_in_transaction();
}

void Simulator::restart() {
  if (racing_) return;  // a command of this service is under way
  note("the service begins anew");
  ServiceOptions options = story_.options();
  options.remembered_streams = chance(50) ? 0 : 10'000;
  story_.restart(options);
}

// The same by the other service.
Result<Answer> Simulator::run_lax(Command command) {
  const CommandMeta meta{"command-" + std::to_string(++commands_), ""};
  auto answer = lax_->run(command, meta);
  while (answer.faulted() && answer.fault().code == FaultCode::outcome_unknown) answer = lax_->run(command, meta);
  note("  " + in_words(answer));
  return answer;
}

void Simulator::keep(const AccountId& trustor, const AccountId& contact) {
  note(contact + " stays with " + trustor);
  const bool stays = chance(50);
  const auto answer = stays ? run(StayContact{contact, trustor}) : run(KeepContact{trustor, contact});
  if (answer) model_.removal_withdrawn(trustor, contact, stays ? "contact" : "trustor");
}

}  // namespace doverie::testing
