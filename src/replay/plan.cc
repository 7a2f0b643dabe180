// SPDX-License-Identifier: Apache-2.0
//
// For every event that stands for a decision: the command, and what the people in it may have been like.
#include "replay/plan.h"

#include <algorithm>

#include "core/confirmation/code.h"
#include "core/values/ids.h"
#include "replay/attested.h"
#include "replay/phones.h"
#include "replay/randomness.h"

namespace doverie::replay {

namespace {

constexpr std::string_view kName = "Иван";  // names are personal data, and all are the same here

Secret secret_of_all() {
  return Secret(std::string(kRecoverySecretBytes, 'r'));
}

// Another one of the same length.
std::string wrong(std::string digits) {
  if (!digits.empty()) digits.back() = digits.back() == '0' ? '1' : '0';
  return digits;
}

bool is_owner_seen(const CircleEvent& event) {
  return std::holds_alternative<event::OwnerSeen>(event);
}
// A removal with a verified factor says so.
bool sees_owner(const Recorded& recorded) {
  return std::ranges::any_of(recorded.circle, [](const auto& placed) { return is_owner_seen(placed.event); });
}

// Those that judged a link, and those that do now.
struct LinkJudges {
  std::shared_ptr<const Policy> then;
  std::shared_ptr<const Policy> now;
  bool known = true;  // the history's schedule has the policies of then

  Judges get() const { return {then.get(), now.get()}; }
};

class Planner {
 public:
  Planner(const Recorded& recorded, const Sources& sources) : recorded_(recorded), sources_(sources) {}

  std::optional<Plan> plan(const Placed<CircleEvent>& lead) {
    const bool decision = std::visit([&](const auto& e) { return begin(lead, e.kType), of(e); }, lead.event);
    if (erased_since(lead.event)) say_erased();
    return decision ? std::optional(std::move(plan_)) : std::nullopt;
  }
  std::optional<Plan> plan(const Placed<InvitationEvent>& lead) {
    const auto* declined = std::get_if<event::InvitationDeclined>(&lead.event);
    if (!declined) return std::nullopt;
    begin(lead, declined->kType);
    plan_.trustor = *trustor_of(kInvitationPrefix, lead.key);
    ask(DeclineInvitation{declined->contact, lead.key});
    const auto facts = unknown_facts(Role::contact, today(), when()).best;
    plan_.best.accounts[declined->contact] = plan_.worst.accounts[declined->contact] = facts;
    plan_.builds_on = {lead.key};
    return std::move(plan_);
  }

 private:
  template <class Event>
  void begin(const Placed<Event>& lead, std::string_view type) {
    plan_.decision = type;
    plan_.place = lead.place;
    plan_.trustor = lead.key;
    plan_.best.owner_seen = true;
  }

  // --- by what was recorded; false: no decision

  bool of(const event::InvitationSent& e) {
    const LinkJudges judges = judges_of(e.policy, today(), nullptr, nullptr);
    add(Role::trustor, plan_.trustor, recorded_verdicts(e.rules), judges);
    const std::string shown = shown_in(recorded_, e.invitation);
    const auto beginnings = shown.empty() ? judges.then->phone_prefixes : std::vector{shown};
    const StandIns typed = stand_ins(Role::contact, beginnings, today(), judges.then.get());
    if (typed.allowed && typed.refused) plan_.missing.push_back({ReplayGap::fact, ReasonCode::phone_not_allowed});
    const Phone& likely = typed.allowed ? *typed.allowed : *typed.refused;
    plan_.best.command = Invite{plan_.trustor, std::string(kName), likely.e164()};
    plan_.worst.command = Invite{plan_.trustor, std::string(kName), typed.refused.value_or(likely).e164()};
    return random(bytes_in(kInvitationPrefix, e.invitation)), makes(e.invitation), builds_on_links();
  }
  bool of(const event::InvitationWithdrawn& e) {
    return ask(CancelInvitation{plan_.trustor, e.invitation}), builds_on(e.invitation);
  }
  bool of(const event::ContactAppointed& e) {
    const Invitation* invitation = sources_.world.invitation(e.invitation);
    const Policy& judge = policy_now(invitation ? invitation->policy : PolicyPin{});
    const RecordedInvitation* sent = sources_.circle.invitation(e.invitation);
    const auto people = by_person(e.rules);
    const bool told = people.size() == 2;
    const auto nobody = std::span<const Verdict>();
    const LinkJudges judges = judges_of(e.policy, judge, nullptr, nullptr);
    add(Role::contact, e.contact, recorded_verdicts(told ? people[0] : nobody), judges, sent ? sent->shown : "");
    add(Role::trustor, plan_.trustor, recorded_verdicts(told ? people[1] : nobody), judges);
    ask(AcceptInvitation{e.contact, e.invitation});
    plan_.best.place = plan_.worst.place = e.place;
    return makes(e.contact), builds_on(e.invitation), builds_on_links();
  }
  bool of(const event::LinkImported& e) {
    const LinkJudges judges = judges_of(e.policy, today(), nullptr, nullptr);
    const auto people = by_person(e.rules);
    const bool told = people.size() == 2;
    const auto nobody = std::span<const Verdict>();
    if (!e.checked_at_use) {
      add(Role::contact, e.contact, recorded_verdicts(told ? people[0] : nobody), judges);
      add(Role::trustor, plan_.trustor, recorded_verdicts(told ? people[1] : nobody), judges);
    }
    ask(ImportLink{plan_.trustor, e.contact, e.since, e.operator_id, e.checked_at_use});
    plan_.best.place = plan_.worst.place = e.place;
    return makes(e.contact), builds_on_links();
  }
  bool of(const event::ContactRemoved& e) {
    if (e.by != "closed") return leave(e.contact, e.by);
    return ask(AccountClosed{e.contact}), builds_on(e.contact);
  }
  bool of(const event::RemovalAsked& e) { return leave(e.contact, e.by); }
  bool of(const event::RemovalResumed& e) { return leave(e.contact, e.by, true); }
  bool of(const event::RemovalWithdrawn& e) {
    if (e.by == "contact")
      ask(StayContact{e.contact, plan_.trustor});
    else
      ask(KeepContact{plan_.trustor, e.contact});
    return builds_on(e.contact);
  }
  bool of(const event::RecoveryStarted& e) {
    add_everybody(e.policy, today(), e.rules);
    plan_.observed = e.observed;
    ask(StartRecovery{plan_.trustor, secret_of_all(), e.verified_factor, e.operation});
    random(bytes_in(kRequestPrefix, e.request) + bytes_of_number(e.number));
    return makes(e.request), builds_on_links();
  }
  bool of(const event::NumberRejected& e) {
    add_two(e.request, e.contact, {});
    const auto pinned = sources_.history.pinned(sources_.circle.request(e.request)->policy);
    approve(e.request, e.contact, pinned ? (*pinned)->attestation_version : 0, wrong(number_of(e.request)));
    return builds_on_part(e.request, e.contact);
  }
  bool of(const event::ApprovalGiven& e) {
    add_two(e.request, e.contact, e.rules);
    approve(e.request, e.contact, version_named(e.statements), number_of(e.request));
    const Request* request = request_of(e.request);
    const bool hidden = sources_.circle.request(e.request)->number_hidden;
    if (request && request->number_hidden && !hidden) plan_.never_known.push_back({ReplayGap::number});
    for (const auto& placed : recorded_.circle) {
      if (const auto* code = std::get_if<event::CodeIssued>(&placed.event)) random(bytes_in("", code->challenge));
    }
    return makes(part_of(e.request, e.contact)), builds_on_part(e.request, e.contact);
  }
  // In place of one that had run out, or of one that had not: then the phone, or a key, had changed.
  bool of(const event::CodeIssued& e) {
    const auto& codes = sources_.circle.request(e.request)->codes_until;
    const auto last = codes.find(e.contact);
    if (last != codes.end() && when().at < last->second) {
      plan_.best.void_part = plan_.worst.void_part = part_of(e.request, e.contact);
    }
    return resend(e.request, e.contact, e.challenge);
  }
  bool of(const event::CodeResent& e) { return resend(e.request, e.contact, e.challenge); }
  bool of(const event::CodeRejected& e) {
    add_two(e.request, e.contact, {});
    return type(e.request, e.contact, false);
  }
  bool of(const event::CodeConfirmed& e) {
    add_two(e.request, e.contact, e.rules);
    for (const auto& placed : recorded_.circle) {
      plan_.approved = plan_.approved || std::holds_alternative<event::RecoveryApproved>(placed.event);
    }
    return makes(part_of(e.request, e.contact)), type(e.request, e.contact, true);
  }
  bool of(const event::RecoveryRedeemed& e) {
    const Request* request = request_of(e.request);
    add_everybody(e.policy, policy_now(request ? request->policy : PolicyPin{}), e.rules);
    ask(Redeem{plan_.trustor, e.request, secret_of_all(), operation_of(e.request)});
    for (const RecordedLink& link : sources_.circle.links) builds_on(part_of(e.request, link.contact));
    return builds_on(e.request), builds_on_links();
  }
  bool of(const event::RecoveryDenied& e) {
    if (e.by == "contact")
      ask_contacts([&](const AccountId& c) { return DenyAsContact{c, e.request}; });
    else
      ask(DenyAsOwner{plan_.trustor, e.request});
    return builds_on(e.request);
  }
  bool of(const event::RecoveryCancelled& e) {
    return ask(CancelRecovery{plan_.trustor, e.request, secret_of_all()}), builds_on(e.request);
  }
  bool of(const event::FraudReported& e) {
    if (e.contact.empty()) return ask(ReportFraudAsOwner{plan_.trustor}), true;
    return ask(ReportFraudAsContact{e.contact, plan_.trustor}), builds_on(e.contact);
  }
  bool of(const event::AccountFrozen& e) { return ask(FreezeAccount{plan_.trustor, e.operator_id}), true; }
  bool of(const event::NoContactConfirmed& e) {
    return ask(ConfirmNoContact{plan_.trustor, e.operator_id, e.second_operator_id}), true;
  }
  bool of(const event::AccountUnfrozen& e) {
    return ask(UnfreezeAccount{plan_.trustor, e.operator_id, e.second_operator_id}), true;
  }
  // This is the login itself: nobody came before it.
  bool of(const event::OwnerSeen&) { return plan_.best.owner_seen = false, ask(OwnerSeen{plan_.trustor}), true; }
  bool of(const event::AccountClosed&) { return ask(AccountClosed{plan_.trustor}), builds_on_links(); }
  bool of(const event::RecoveredByOtherMeans& e) { return ask(RecoveredByOtherMeans{plan_.trustor, e.channel}), true; }
  bool of(const event::RecoveryUnavailable&) { return false; }
  bool of(const event::RecoveryApproved&) { return false; }
  bool of(const event::RecoveryVoided&) { return false; }
  bool of(const event::CodeTaken&) { return false; }  // taken as recorded, where the other world has sent it
  bool of(const event::CodeDelivered&) { return false; }
  bool of(const event::CodeUndelivered&) { return false; }
  bool of(const event::CallBegan&) { return false; }  // signals.h
  bool of(const event::CallEnded&) { return false; }
  bool of(const event::AccountChanged&) { return false; }
  bool of(const event::PersonalDataErased&) { return false; }  // decide nothing of a recovery; see erases_person()
  bool of(const event::FactsErased&) { return false; }
  bool of(const event::InvitationErased&) { return false; }
  bool of(const event::CircleSummed&) { return false; }

  // What the rules found was written down, and is not there any more.
  static bool erased_since(const CircleEvent& event) {
    const std::string* facts = facts_of(event);
    return facts && !facts->empty() && rules_of(event)->empty();
  }
  void say_erased() {
    for (ReplayMissing& missing : plan_.missing) {
      if (missing.gap == ReplayGap::fact || missing.gap == ReplayGap::age) missing.gap = ReplayGap::erased;
    }
  }

  // --- commands

  void ask(const Command& command) { plan_.best.command = plan_.worst.command = command; }
  void random(const std::string& bytes) { plan_.best.randomness = plan_.worst.randomness = bytes; }
  void makes(std::string id) { plan_.made = std::move(id); }

  bool leave(const AccountId& contact, const std::string& by, bool verified = false) {
    if (by == "contact")
      ask(Resign{contact, plan_.trustor, verified});
    else
      ask(RemoveContact{plan_.trustor, contact, verified || sees_owner(recorded_)});
    return makes(contact), builds_on(contact);
  }
  // Statements that the contact was not shown nobody has answered.
  void approve(const RequestId& id, const AccountId& contact, std::int32_t answered, const std::string& number) {
    const Request* request = request_of(id);
    const std::int32_t asked = request ? policy_now(request->policy).attestation_version : answered;
    for (const bool agreeable : {true, false}) {
      Attestation said = attested(asked, answered, agreeable, number);
      said.operation = operation_of(id);
      (agreeable ? plan_.best : plan_.worst).command = Approve{contact, id, std::move(said)};
    }
    if (!all_attested(asked, answered)) plan_.missing.push_back({ReplayGap::fact, ReasonCode::attestation_incomplete});
  }
  bool resend(const RequestId& request, const AccountId& contact, const std::string& challenge) {
    add_two(request, contact, {});
    ask(ResendCode{contact, request});
    clamp_phone(request, contact);
    doubt_calls(contact);
    random(bytes_in("", challenge));
    return builds_on_part(request, contact);
  }
  bool type(const RequestId& request, const AccountId& contact, bool right) {
    clamp_phone(request, contact);
    plan_.best.command = ConfirmCode{contact, request, code_of(request, contact, right, plan_.best)};
    plan_.worst.command = ConfirmCode{contact, request, code_of(request, contact, right, plan_.worst)};
    return builds_on_part(request, contact);
  }
  void doubt_calls(const AccountId& contact) {
    const Holds holds = holds_around(recorded_.envelope.today, sources_.history, sources_.other);
    const auto add = [&](const AccountId& account, const CallDoubt& doubt, const std::vector<Call>& calls) {
      for (const Call& call : calls) {
        const bool over = std::ranges::find(doubt.maybe_over, call.id) != doubt.maybe_over.end();
        if (over && when().at < call.held_until) plan_.best.calls_over.emplace_back(account, call.id);
      }
      plan_.worst.in_call = plan_.worst.in_call || doubt.maybe_on;
    };
    add(plan_.trustor, sources_.calls.of_trustor(plan_.trustor, when().at, holds),
        sources_.world.circle(plan_.trustor).calls);
    add(contact, sources_.calls.of_contact(contact, when().at, holds), sources_.world.contact(contact).calls);
    if (plan_.worst.in_call || !plan_.best.calls_over.empty()) {
      plan_.missing.push_back({ReplayGap::fact, ReasonCode::call_in_progress});
    }
  }
  // Which of the contacts it was is not recorded: one who is there under the other policy, and one who is not.
  template <class Make>
  void ask_contacts(Make make) {
    const Circle& circle = sources_.world.circle(plan_.trustor);
    AccountId best, worst;
    for (const RecordedLink& link : sources_.circle.links) {
      (circle.appointment_of(link.contact) ? best : worst) = link.contact;
      builds_on(link.contact);
    }
    plan_.best.command = make(best.empty() ? worst : best);
    plan_.worst.command = make(worst.empty() ? best : worst);
    if (!best.empty() && !worst.empty()) plan_.missing.push_back({ReplayGap::person});
  }

  // --- what a decision builds on

  bool builds_on(std::string id) { return plan_.builds_on.push_back(std::move(id)), true; }
  bool builds_on_part(const RequestId& request, const AccountId& contact) {
    return builds_on(contact), builds_on(request), builds_on(part_of(request, contact));
  }
  bool builds_on_links() {
    for (const auto& [id, mark] : sources_.circle.marks) {
      if (!id.starts_with(kRequestPrefix) && !id.starts_with(kInvitationPrefix)) builds_on(id);
    }
    return true;
  }

  // --- people

  void keep(Role role, const AccountId& account, const FactBounds& bounds) {
    plan_.best.accounts[account] = bounds.best;
    plan_.worst.accounts[account] = bounds.worst;
    if (role == Role::trustor) return;
    for (Asked* asked : {&plan_.best, &plan_.worst}) {
      auto& facts = asked->accounts[account];
      if (facts && facts->phone) facts->phone = stand_in_of(*facts->phone, account);
    }
  }
  void take(Role role, const AccountId& account, const FactBounds& bounds, const RecordedVerdicts& recorded,
            const Policy& judge) {
    keep(role, account, bounds);
    const auto more = undecided_rules(role, bounds, recorded, judge, when());
    plan_.missing.insert(plan_.missing.end(), more.begin(), more.end());
  }
  void add(Role role, const AccountId& account, const RecordedVerdicts& recorded, const LinkJudges& judges,
           const std::string& shown = {}) {
    if (judges.known)
      return take(role, account, fact_bounds(role, recorded, judges.get(), when(), shown), recorded, *judges.now);
    const FactBounds bounds = unknown_facts(role, *judges.now, when());
    keep(role, account, bounds);
    plan_.missing.push_back({ReplayGap::policy});
  }
  static RecordedVerdicts recorded_verdicts(std::span<const Verdict> verdicts) { return {verdicts, verdicts.empty()}; }

  // The contact and the trustor of a request, whose verdicts stand in this order.
  void add_two(const RequestId& id, const AccountId& contact, std::span<const Verdict> rules) {
    const Request* request = request_of(id);
    const LinkJudges judges =
        link_judges(sources_.circle.request(id)->policy, policy_now(request ? request->policy : PolicyPin{}), contact);
    const auto people = by_person(rules);
    const bool told = people.size() == 2;
    add(Role::contact, contact, recorded_verdicts(told ? people[0] : std::span<const Verdict>()), judges);
    add(Role::trustor, plan_.trustor, recorded_verdicts(told ? people[1] : std::span<const Verdict>()), judges);
  }
  // Everybody in the circle: for each link the trustor, then the contact.
  void add_everybody(const PolicyPin& then, const Policy& now, std::span<const Verdict> rules) {
    const auto people = by_person(rules);
    const auto& links = sources_.circle.links;
    const bool told = people.size() == links.size() * 2;
    const auto nothing = RecordedVerdicts{};
    for (std::size_t i = 0; i < links.size(); ++i) {
      const LinkJudges judges = link_judges(then, now, links[i].contact);
      if (i == 0) add(Role::trustor, plan_.trustor, told ? recorded_verdicts(people[0]) : nothing, judges);
      add(Role::contact, links[i].contact, told ? recorded_verdicts(people[2 * i + 1]) : nothing, judges);
    }
    for (const Appointment& link : sources_.world.circle(plan_.trustor).contacts) {
      if (sources_.circle.link(link.contact)) continue;  // gone by the records: nothing was looked at
      take(Role::contact, link.contact, unknown_facts(Role::contact, now, when()), nothing, now);
    }
  }

  // --- policies

  LinkJudges link_judges(const PolicyPin& then, const Policy& now, const AccountId& contact) {
    const RecordedLink* link = sources_.circle.link(contact);
    const Appointment* appointment = sources_.world.circle(plan_.trustor).appointment_of(contact);
    return judges_of(then, now, link ? &link->policy : nullptr, appointment ? &appointment->policy : nullptr);
  }
  LinkJudges judges_of(const PolicyPin& then, const Policy& now, const PolicyPin* link_then, const PolicyPin* link_now) {
    LinkJudges judges;
    const auto pinned = sources_.history.pinned(then);
    judges.known = pinned.ok();
    judges.then = judged(sources_.history, judges.known ? **pinned : now, judges.known ? link_then : nullptr, judges.known);
    bool always = true;
    judges.now = judged(sources_.other, now, link_now, always);
    return judges;
  }
  static std::shared_ptr<const Policy> judged(const PolicySchedule& schedule, const Policy& judge, const PolicyPin* link,
                                              bool& known) {
    std::shared_ptr<const Policy> alone(std::shared_ptr<const Policy>(), &judge);
    if (!link) return alone;
    const auto merged = schedule.for_link(judge, *link);
    known = known && merged.ok();
    return merged ? *merged : alone;
  }
  const Policy& today() const { return sources_.other.on(recorded_.envelope.today); }
  const Policy& policy_now(const PolicyPin& pin) const {
    const auto pinned = sources_.other.pinned(pin);
    return pinned ? **pinned : today();
  }
  When when() const { return {recorded_.envelope.at, recorded_.envelope.today}; }

  // --- the other policy's records

  const Request* request_of(const RequestId& id) { return sources_.world.circle(plan_.trustor).request(id); }
  // As the records have it: what was attested and redeemed was of the request's own operation.
  std::string operation_of(const RequestId& id) const { return sources_.circle.request(id)->operation; }
  std::string number_of(const RequestId& id) {
    const Request* request = request_of(id);
    return request ? request->number : "0000";
  }
  const Approval* approval_of(const RequestId& id, const AccountId& contact) {
    const Request* request = request_of(id);
    return request ? request->approval_of(contact) : nullptr;
  }
  // Phone and SIM were those that the code went to, since the code was looked at.
  void clamp_phone(const RequestId& request, const AccountId& contact) {
    const Approval* approval = approval_of(request, contact);
    for (Asked* asked : {&plan_.best, &plan_.worst}) {
      auto& facts = asked->accounts[contact];
      if (!approval || !facts) continue;
      for (auto* since : {&facts->phone_since, &facts->sim_since}) {
        if (*since) *since = std::min(**since, approval->code_issued_at);
      }
    }
  }
  // The code that was sent, or a wrong one.
  Secret code_of(const RequestId& id, const AccountId& contact, bool right, const Asked& asked) {
    const Approval* approval = approval_of(id, contact);
    const auto& facts = asked.accounts.at(contact);
    const int digits = approval ? policy_now(request_of(id)->policy).code_digits : 6;
    if (!approval || !facts || !facts->phone) return Secret(std::string(static_cast<std::size_t>(digits), '0'));
    const Settings& settings = sources_.world.settings();
    const std::string purpose = purpose_of(request_of(id)->operation, approval->attestation);
    const auto code = derive_code(*settings.keys, approval->code_key,
                                  {approval->challenge, settings.realm, id, contact, purpose, facts->phone->e164()}, digits);
    return right ? *code : Secret(wrong(std::string(code->reveal())));
  }

  const Recorded& recorded_;
  const Sources& sources_;
  Plan plan_;
};

// What comes of a command beside what it is about.
bool stands_beside(const CircleEvent& event) {
  const auto* denied = std::get_if<event::RecoveryDenied>(&event);
  return (denied && denied->by == "approval") || std::holds_alternative<event::RecoveryVoided>(event) ||
         std::holds_alternative<event::AccountChanged>(event) || std::holds_alternative<event::CircleSummed>(event);
}

}  // namespace

bool erases_person(const Recorded& recorded) {
  return std::ranges::any_of(recorded.circle, [](const Placed<CircleEvent>& placed) {
    return std::holds_alternative<event::PersonalDataErased>(placed.event);
  });
}

Result<std::optional<Plan>> plan_of(const Recorded& recorded, const Sources& sources) {
  if (erases_person(recorded)) return std::optional<Plan>();
  Planner planner(recorded, sources);
  for (const auto& placed : recorded.circle) {
    const bool seen_beside = is_owner_seen(placed.event) && recorded.circle.size() > 1;
    if (!stands_beside(placed.event) && !seen_beside) return planner.plan(placed);
  }
  for (const auto& placed : recorded.invitations) {
    if (auto plan = planner.plan(placed)) return plan;
  }
  return std::optional<Plan>();
}

}  // namespace doverie::replay
