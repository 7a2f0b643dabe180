// SPDX-License-Identifier: Apache-2.0
//
// What a replay says against what really happens: random histories are made under one policy; then a second service, which
// has the other policy, is given the same commands at the same times about the same people. What the replay says for certain
// has to be what that service answers.
#include <algorithm>
#include <map>
#include <random>

#include "replay/histories.h"

namespace doverie::testing {
namespace {

using Random = std::mt19937_64;

int below(Random& random, int limit) {
  return static_cast<int>(random() % static_cast<std::uint64_t>(limit));
}

template <class T>
const T& one_of(Random& random, const std::vector<T>& items) {
  return items[static_cast<std::size_t>(below(random, static_cast<int>(items.size())))];
}

// --- policies

void change_one(Policy& p, Random& random) {
  const auto pick = [&](std::vector<int> values) { return one_of(random, values); };
  const auto hours_of = [&](std::vector<int> values) { return Duration(std::chrono::hours(one_of(random, values))); };
  switch (below(random, 32)) {
    case 0:
      p.contact_min_age_years = pick({0, 18, 19, 21});
      break;
    case 1:
      p.trustor_min_age_years = pick({0, 14, 18, 30});
      break;
    case 2:
      p.contact_citizen_required = below(random, 2);
      break;
    case 3:
      p.contact_passport_required = below(random, 2);
      break;
    case 4:
      p.replacing_phone_counts = below(random, 2);
      break;
    case 5:
      p.max_contacts_per_trustor = pick({1, 2, 3});
      break;
    case 6:
      p.max_trustors_per_contact = pick({1, 2, 5});
      break;
    case 7:
      p.phone_prefixes =
          one_of(random, std::vector<std::vector<std::string>>{{"+79"}, {"+7916", "+7903"}, {"+7916"}, {"+"}});
      p.phone_prefixes_excluded = one_of(random, std::vector<std::vector<std::string>>{{}, {"+7940", "+7954"}, {"+79167"}});
      break;
    case 8:
      p.mutual_pairs_allowed = below(random, 2);
      break;
    case 9:
      p.pause_after_recovery = hours_of({0, 72, 24 * 40});
      break;
    case 10:
      p.pause_after_phone_change = hours_of({0, 30, 24 * 40});
      break;
    case 11:
      p.pause_after_sim_change = hours_of({0, 72});
      break;
    case 12:
      p.invitation_lifetime = hours_of({1, 24, 24 * 7});
      break;
    case 13:
      p.invitations_per_day = pick({1, 2, 5});
      break;
    case 14:
      p.activation_delay = hours_of({0, 1, 24});
      break;
    case 15:
      p.removal_delay = hours_of({0, 1, 24});
      break;
    case 16:
      p.required_approvals = pick({1, 2});
      break;
    case 17:
      p.request_lifetime = hours_of({1, 24, 24 * 7});
      break;
    case 18:
      p.max_open_requests = pick({1, 2, 3});
      break;
    case 19:
      p.starts_per_day = pick({1, 2, 5});
      break;
    case 20:
      p.conversation_code = below(random, 2), p.max_wrong_numbers = p.conversation_code ? pick({1, 3}) : 0;
      break;
    case 21:
      p.code_lifetime = std::chrono::minutes(pick({1, 5, 10}));
      break;
    case 22:
      p.max_wrong_codes = pick({1, 2, 5});
      break;
    case 23:
      p.max_consecutive_wrong_codes = pick({1, 3, 10});
      break;
    case 24:
      p.contact_lock = hours_of({1, 24, 24 * 3});
      break;
    case 25:
      p.max_wrong_codes_per_trustor = pick({1, 3, 20});
      break;
    case 26:
      p.max_sends = pick({1, 2, 3}), p.send_pause = std::chrono::seconds(pick({0, 60, 600}));
      break;
    case 27:
      p.redeem_within = hours_of({1, 3});
      break;
    case 28:
      p.waiting_period = hours_of({0, 1, 24});
      break;
    case 29:
      p.call_hold = hours_of({0, 1, 2, 24});
      break;
    case 30:
      p.attestation_version = pick({1, 2});
      break;
    default:
      p.fraud_freeze = hours_of({1, 72, 24 * 7});
      break;
  }
  if (p.conversation_code && p.max_wrong_numbers == 0) p.max_wrong_numbers = 3;
  p.required_approvals = std::min(p.required_approvals, p.max_contacts_per_trustor);
}

PolicySchedule some_policy(Random& random, const std::string& id, int changes) {
  for (;;) {
    Policy policy = Policy::gosuslugi();
    policy.id = id;
    policy.max_contacts_per_trustor = 2;
    for (int i = 0; i < changes; ++i) change_one(policy, random);
    if (policy.validate()) return alone(policy);
  }
}

// --- worlds

// One of the two services, and what only it knows.
struct Side {
  explicit Side(const PolicySchedule& policies) : story({.policies = policies}) {}
  Story story;
  std::map<RequestId, std::string> numbers;

  std::string last_code(const AccountId& contact) {
    const auto sent = story.sms->sent();
    const std::string to = story.facts(contact).phone->e164();
    for (auto sms = sent.rbegin(); sms != sent.rend(); ++sms) {
      if (sms->to == to) return code_in(sms->text);
    }
    return "000000";
  }
  std::int32_t attestation_version() const { return story.options().policies.all().front()->attestation_version; }
  Result<Answer> run(const Command& command, int step) {
    story.entropy->reseed(static_cast<std::uint64_t>(step));
    auto answer = story.service().run(command, {.command_id = "c" + std::to_string(step)});
    if (const auto* started = answer ? std::get_if<RecoveryStarted>(&*answer) : nullptr) {
      if (!started->request.empty()) numbers[started->request] = started->number;
    }
    EXPECT(story.service().pump(), "done");
    return answer;
  }
};

std::string altered(std::string digits) {
  digits.back() = digits.back() == '9' ? '0' : static_cast<char>(digits.back() + 1);
  return digits;
}

struct Step {
  Command command;
  bool right = true;  // code or number
};

class Programme {
 public:
  Programme(std::uint64_t seed)
      : random_(seed), recorded_(some_policy(random_, "then", 4)), other_(some_policy(random_, "other", 4)) {}

  void run(int steps) {
    for (int step = 1; step <= steps && !apart_; ++step) {
      pass_time();
      if (below(random_, 9) == 0) change_somebody();
      take(make_step(step), step);
    }
  }

  Side& recorded() { return recorded_; }
  Side& other() { return other_; }
  const std::map<std::string, std::string>& really() const { return really_; }

 private:
  void pass_time() {
    static const std::vector<Duration> kTimes = {0s, 0s, 1s, 61s, 61s, 3min, 3min, 11min, 40min, 2h, 13h, 25h};
    const Duration time = one_of(random_, kTimes);
    recorded_.story.wait(time), other_.story.wait(time);
  }
  void change_somebody() {
    const AccountId who = one_of(random_, people_);
    AccountFacts facts = recorded_.story.facts(who);
    const Instant now = recorded_.story.now();
    switch (below(random_, 12)) {
      case 0:
        facts.birth_date = aged(one_of(random_, std::vector{13, 17, 18, 20, 36}), below(random_, 3) * 100);
        break;
      case 1:
        facts.citizen = below(random_, 3) > 0;
        break;
      case 2:
        facts.passport_current = below(random_, 3) > 0;
        break;
      case 3:
        facts.phone_state = below(random_, 2) ? PhoneState::replacing : PhoneState::confirmed;
        break;
      case 4:
        facts.sim_since = now - std::chrono::hours(below(random_, 100));
        break;
      case 5:
        facts.recovered_at = now - std::chrono::hours(below(random_, 100));
        break;
      case 6:
        facts.phone = phone("+7926" + facts.phone->e164().substr(5)), facts.phone_since = now;
        break;
      default:
        facts = citizen(facts.given_name, facts.phone->e164());
        break;
    }
    recorded_.story.person(who, facts), other_.story.person(who, facts);
  }

  AccountId trustor() { return one_of(random_, std::vector<AccountId>{"maria", "olga"}); }
  AccountId contact() {
    return one_of(random_, std::vector<AccountId>{"ivan", "ivan", "ivan", "pyotr", "pyotr", "maria", "olga"});
  }
  // Mostly one who is a contact.
  AccountId contact_of(const AccountId& trustor) {
    const auto& known = appointed_[trustor];
    return known.empty() || below(random_, 8) == 0 ? contact() : one_of(random_, known);
  }
  RequestId request() {
    return requests_.empty()
               ? RequestId()
               : requests_[requests_.size() - 1 -
                           static_cast<std::size_t>(below(random_, std::min(3, static_cast<int>(requests_.size()))))];
  }

  Step make_step(int step) {
    const int kind = below(random_, 40);
    if (kind >= 34) return signal(kind);
    const AccountId t = trustor();
    AccountId c = contact();
    if (kind < 3) {
      const AccountFacts facts = recorded_.story.facts(c);
      return {Invite{t, facts.given_name, facts.phone->e164()}};
    }
    if (kind < 7 && !invitations_.empty()) {
      const auto& [id, who] = one_of(random_, invitations_);
      return {AcceptInvitation{who, id}};
    }
    if (kind < 10 || requests_.empty()) return {StartRecovery{t, secret_number(step), below(random_, 3) == 0}};
    const RequestId r = request();
    const AccountId owner = owners_[r];
    c = contact_of(kind == 20 ? t : owner);
    switch (kind) {
      case 26:
      case 27:
      case 28:
        return {Approve{c, r, {true, true, ""}}};
      case 29:
      case 30:
      case 31:
        return {ConfirmCode{c, r, {}}};
      case 32:
      case 33:
        return {Redeem{owner, r, secrets_.at(r)}};
      case 10:
      case 11:
      case 12:
        return {Approve{c, r, {true, true, ""}}, below(random_, 6) > 0};
      case 13:
      case 14:
      case 15:
      case 16:
        return {ConfirmCode{c, r, {}}, below(random_, 3) > 0};
      case 17:
        return {ResendCode{c, r}};
      case 18:
      case 19:
        return {Redeem{owner, r, secrets_.at(r)}};
      case 20:
        return below(random_, 2) ? Step{RemoveContact{t, c}} : Step{Resign{c, t}};
      case 21:
        return below(random_, 2) ? Step{CancelRecovery{owner, r, secrets_.at(r)}} : Step{DenyAsContact{c, r}};
      case 22:
        return below(random_, 5) ? Step{KeepContact{t, c}} : Step{ReportFraudAsOwner{t}};
      case 23:
        return {OwnerSeen{t}};
      case 24:
        return below(random_, 4) == 0 ? Step{FreezeAccount{t, "anna"}} : Step{UnfreezeAccount{t, "anna", "boris"}};
      default:
        return below(random_, 2) ? Step{RecoveredByOtherMeans{t, "mfc"}} : Step{DenyAsOwner{owner, r}};
    }
  }

  // What the host reports to have changed, its directory knows as well: a report that only one of the services can record is a
  // fact all the same.
  Step signal(int kind) {
    const AccountId who = one_of(random_, people_);
    const std::string call = "call-" + std::to_string(below(random_, 2));
    if (kind < 37) return {CallBegan{who, call}};
    if (kind < 39) return {CallEnded{who, call}};
    AccountFacts facts = recorded_.story.facts(who);
    const Instant since = recorded_.story.now() - std::chrono::minutes(below(random_, 90));
    const bool sim = below(random_, 2);
    auto& known = sim ? facts.sim_since : facts.phone_since;
    known = std::max(known, std::optional(since));
    recorded_.story.person(who, facts), other_.story.person(who, facts);
    return {AccountChanged{who, sim ? AccountChange::sim : AccountChange::phone, since}};
  }

  // The command as this side has to be given it.
  static Command told_to(Side& side, const Step& step, bool right) {
    Command command = step.command;
    if (auto* approve = std::get_if<Approve>(&command)) {
      const auto number = side.numbers.find(approve->request);
      const std::string known = number == side.numbers.end() ? "0000" : number->second;
      approve->attestation.number = right ? known : altered(known);
      approve->attestation.version = side.attestation_version();
      if (approve->attestation.version == 2) approve->attestation.agreed = {"nobody_dictates"};
    }
    if (auto* confirm = std::get_if<ConfirmCode>(&command)) {
      const std::string code = side.last_code(confirm->contact);
      confirm->code = Secret(right ? code : altered(code));
    }
    return command;
  }

  // Events of what took effect: a refusal writes into the journal of the refused alone.
  static std::ptrdiff_t took_effect(EventStore& store) {
    const auto history = history_of(store);
    return std::count_if(history.begin(), history.end(),
                         [](const FeedEntry& entry) { return entry.stream.find("refused/") == std::string::npos; });
  }

  void take(const Step& step, int number) {
    const auto before = took_effect(*recorded_.story.store);
    const auto answer = recorded_.run(told_to(recorded_, step, step.right), number);
    REQUIRE_MESSAGE(!answer.faulted(), answer.fault().message);
    if (took_effect(*recorded_.story.store) == before) return;
    if (const auto* invited = answer ? std::get_if<Invited>(&*answer) : nullptr) {
      const auto& invite = std::get<Invite>(step.command);
      for (const AccountId& who : people_) {
        if (recorded_.story.facts(who).phone->e164() == invite.phone) invitations_.push_back({invited->invitation, who});
      }
    }
    if (answer && std::holds_alternative<Accepted>(*answer)) {
      appointed_[std::get<Accepted>(*answer).trustor].push_back(std::get<AcceptInvitation>(step.command).contact);
    }
    if (const auto* started = answer ? std::get_if<RecoveryStarted>(&*answer) : nullptr;
        started && !started->request.empty()) {
      const auto& start = std::get<StartRecovery>(step.command);
      requests_.push_back(started->request), secrets_.emplace(started->request, start.secret);
      owners_[started->request] = start.trustor;
    }
    const bool wrong = counted(answer);
    const auto really = other_.run(told_to(other_, step, !wrong), number);
    if (answer.rejected() && !wrong) {  // on record is what it has found in the facts, and no decision
      apart_ = !really.rejected() || counted(really);
    } else if (vain(answer)) {  // taken as it is: what the other policy makes of it the replay does not ask
      apart_ = words(really, false) != words(answer, false);
    } else {
      really_["c" + std::to_string(number)] = words(really, wrong);
    }
  }

  static bool counted(const Result<Answer>& answer) { return answer.rejected() && refused_as_wrong(answer.rejection()); }
  static bool refused_as_wrong(const Rejection& rejection) {
    const ReasonCode first = rejection.reasons.front().code;
    return first == ReasonCode::wrong_code || first == ReasonCode::number_mismatch;
  }
  static bool vain(const Result<Answer>& answer) {
    const auto* started = answer ? std::get_if<RecoveryStarted>(&*answer) : nullptr;
    return started && started->status != StartStatus::pending;
  }
  static std::string words(const Result<Answer>& answer, bool was_wrong) {
    if (answer.faulted()) return answer.fault().message;
    if (answer.rejected()) {
      const bool same = was_wrong && refused_as_wrong(answer.rejection());
      return same ? "done" : std::string(info(answer.rejection().reasons.front().code).name);
    }
    const auto* started = std::get_if<RecoveryStarted>(&*answer);
    if (!started || started->status == StartStatus::pending) return "done";
    return std::string(name_of(started->status));
  }

  Random random_;
  Side recorded_, other_;
  std::vector<AccountId> people_ = {"maria", "olga", "ivan", "pyotr"};
  std::vector<std::pair<InvitationId, AccountId>> invitations_;
  std::vector<RequestId> requests_;
  std::map<RequestId, Secret> secrets_;
  std::map<RequestId, AccountId> owners_;
  std::map<AccountId, std::vector<AccountId>> appointed_;
  std::map<std::string, std::string> really_;
  bool apart_ = false;
};

// Whether the certain part of what the replay says is true.
bool agrees(const ReplayedDecision& decision, const std::string& really) {
  switch (decision.outcome) {
    case ReplayOutcome::refused:
      if (really == "done")
        return decision.decision == "contact_removed" || decision.decision == "fraud_reported" ||
               decision.decision == "account_frozen";
      // A long circle is summed up, and has forgotten a request two days after its end.
      if (name_of(*decision.reason) == "request_expired" && really == "request_not_found") return true;
      return !decision.missing.empty() || (decision.reason && name_of(*decision.reason) == really);
    case ReplayOutcome::fallen:
      return really != "done" || decision.decision == "code_confirmed" || decision.decision == "contact_removed" ||
             decision.decision == "fraud_reported";
    case ReplayOutcome::further:
      return really == "done";
    default:
      return true;
  }
}

TEST_CASE("replay: what is said for certain is what a service with the other policy answers") {
  const std::uint64_t seed = seed_or(1);
  std::map<std::string, int> seen;
  for (int round = 0; round < rounds_or(200); ++round) {
    const std::uint64_t this_seed = seed + static_cast<std::uint64_t>(round);
    CAPTURE(this_seed);
    Programme programme(this_seed);
    const PolicySchedule then = programme.recorded().story.options().policies;
    const PolicySchedule other = programme.other().story.options().policies;
    programme.run(120);
    CAPTURE(then.all().front()->to_json());
    CAPTURE(other.all().front()->to_json());
    const auto history = history_of(*programme.recorded().story.store);

    const Replayed same = replayed(history, then, then);
    CHECK_MESSAGE(same.report.all_same(), in_lines(same.report)
                                              << (same.decisions.empty() ? "" : same.decisions.front().message));

    const Replayed found = replayed(history, then, other);
    std::map<std::string, const ReplayedDecision*> by_command;
    for (const ReplayedDecision& decision : found.decisions) by_command[decision.command] = &decision;
    for (const auto& [command, really] : programme.really()) {
      CAPTURE(command);
      const auto decision = by_command.find(command);
      if (decision == by_command.end()) {
        ++seen["same"];
        CHECK_MESSAGE(really == "done", really);
      } else {
        ++seen[std::string(name_of(decision->second->outcome))];
        CHECK_MESSAGE(agrees(*decision->second, really), decision->second->message << "\nreally: " << really);
      }
    }
  }
  for (const char* outcome : {"same", "refused", "further", "fallen", "untold"}) {
    MESSAGE(std::string(outcome) << " " << seen[outcome]);
    if (seed == 1 && rounds_or(200) >= 200) CHECK_MESSAGE(seen[outcome] > 0, std::string(outcome));  // some are rare
  }
}

}  // namespace
}  // namespace doverie::testing
