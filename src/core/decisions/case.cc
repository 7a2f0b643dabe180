// SPDX-License-Identifier: Apache-2.0
//
// Gathering, level by level, and the rules that several decisions share.
#include "core/decisions/case.h"

#include <algorithm>

#include "core/bytes/digests.h"
#include "core/decisions/sent_code.h"
#include "core/records/transitions.h"
#include "core/values/ids.h"

namespace doverie {

namespace {

// [I28, R11]
bool voided(std::int64_t epoch, const PolicyPin& policy, const World& world) {
  return epoch < world.epoch() || world.revoked(policy);
}

// The facts, with what the host has reported and the directory may not know yet, and with the recoveries that went through this
// library. REQUIRES: the contact's circle was loaded where a policy asks for recoveries. [H11]
AccountFacts with_recorded(AccountFacts facts, const ContactRecord& contact, const Loaded<Circle>* own_circle) {
  const auto later = [&](std::optional<Instant>& fact, AccountChange what) {
    if (const Change* change = change_of(contact.changes, what)) fact = std::max(fact, std::optional(change->since));
  };
  later(facts.phone_since, AccountChange::phone);
  later(facts.sim_since, AccountChange::sim);
  if (own_circle) facts.recovered_at = std::max(facts.recovered_at, own_circle->state.recovered_at);
  return facts;
}

void add_host_rules(const World& world, Role role, const AccountFacts& facts, const Policy& policy, Verdicts& verdicts) {
  const auto status =
      check_host_rules(role, {facts, policy, world.today(), world.now()}, world.settings().host_rules, verdicts);
  if (!status) world.give_up(status.fault());
}

LinkCase link_case(const World& world, const CircleCase& circle, ContactCase contact) {
  const AccountId& trustor = circle.trustor;
  const Facts& facts = *world.account(trustor);
  const AccountId& id = contact.appointment->contact;
  const Person person{id, *contact.facts};
  const bool same = same_person({trustor, facts}, person) || twin_in(world, *circle.circle, person);
  return LinkCase{std::move(contact), &facts, same, gather_mutual_pair(world, trustor, id)};
}

}  // namespace

// --- gathering

Subjects circle_and_people(const AccountId& trustor, const World& world) {
  Subjects subjects{.circles = {trustor}};
  const Loaded<Circle>* circle = world.circle(trustor);
  if (!circle) return subjects;
  subjects.accounts.insert(trustor);
  for (const Appointment& appointment : circle->state.contacts) {
    add_pair(world, trustor, appointment.contact, subjects);
    subjects.accounts.insert(appointment.contact);
    subjects.contacts.insert(appointment.contact);
  }
  return subjects;
}

Result<const Circle*> circle_of(const World& world, const AccountId& trustor) {
  const Loaded<Circle>* loaded = world.circle(trustor);
  if (loaded->record.erased) return Rejection::of(ReasonCode::account_erased);
  return &loaded->state;
}

Result<CircleCase> gather_circle(const World& world, AccountId trustor) {
  const auto circle = circle_of(world, trustor);
  if (!circle) return circle.as<CircleCase>();
  return CircleCase{std::move(trustor), *circle, &world.policy(), world.now()};
}

Result<RequestCase> gather_request(const World& world, CircleCase circle, const RequestId& id) {
  const Request* request = circle.circle->request(id);
  if (!request) return Rejection::of(ReasonCode::request_not_found);
  return RequestCase{std::move(circle), request, gather_state(world, *request)};
}

RequestState gather_state(const World& world, const Request& request) {
  return state_now(request, is_open(request.state) && voided(request.epoch, request.policy, world), world.now());
}

std::vector<RequestNow> gather_requests(const World& world, const Circle& circle) {
  std::vector<RequestNow> requests;
  requests.reserve(circle.requests.size());
  for (const Request& request : circle.requests) requests.push_back({&request, gather_state(world, request)});
  return requests;
}

Result<ContactCase> gather_contact(const World& world, const Appointment& appointment, const Policy& policy) {
  auto link_policy = world.policy_for(appointment, policy);
  if (!link_policy) return link_policy.as<ContactCase>();
  const AccountId& id = appointment.contact;
  return ContactCase{&appointment, &world.contact(id)->state, world.account(id), *std::move(link_policy)};
}

Result<std::vector<LinkCase>> gather_links(const World& world, const CircleCase& circle, const Policy& policy) {
  std::vector<LinkCase> links;
  links.reserve(circle.circle->contacts.size());
  for (const Appointment& appointment : circle.circle->contacts) {
    auto contact = gather_contact(world, appointment, policy);
    if (!contact) return contact.as<std::vector<LinkCase>>();
    links.push_back(link_case(world, circle, *std::move(contact)));
  }
  return links;
}

namespace {

// Whether a code of another contact for this request has gone to the phone that this one has now. A key that is gone tells
// nothing, and so it may have. [A1, C7, R8]
Result<bool> phone_used_by_another(const World& world, const Request& request, const LinkCase& link) {
  for (const Approval& other : request.approvals) {
    if (other.contact == link.appointment->contact || other.challenge.empty()) continue;
    const auto used = CodeScope(world.settings(), request, link, other.attestation).went_here(other);
    if (used.faulted() && used.fault().code == FaultCode::key_unavailable) return true;
    if (!used || *used) return used;
  }
  return false;
}

}  // namespace

// [M7]
Result<ApprovalCase> gather_approval(const World& world, const RequestId& id, const AccountId& contact) {
  auto circle = gather_circle(world, *trustor_of(kRequestPrefix, id));
  if (!circle) return circle.as<ApprovalCase>();
  const Appointment* appointment = circle->circle->appointment_of(contact);
  auto found = gather_request(world, *std::move(circle), id);
  if (!found || !appointment || !found->request->asks(contact)) {
    return Rejection::of(ReasonCode::request_not_found);
  }
  const auto policy = world.policy_of(found->request->policy);
  if (!policy) return policy.as<ApprovalCase>();
  auto side = gather_contact(world, *appointment, **policy);
  if (!side) return side.as<ApprovalCase>();
  LinkCase link = link_case(world, *found, *std::move(side));
  const auto used = phone_used_by_another(world, *found->request, link);
  if (!used) return used.as<ApprovalCase>();
  link.same_person = link.same_person || *used;
  gather_verdicts(world, link);
  const Approval* own = found->request->approval_of(contact);
  const auto outdated = gather_outdated(world, *found->request, *link.trustor_facts);
  if (!outdated) return outdated.as<ApprovalCase>();
  return ApprovalCase{*std::move(found), contact, *policy, std::move(link), own, *outdated, world.restored_at()};
}

namespace {

bool revoked_index_key(const World& world, std::string_view keyed) {
  const auto usable = world.settings().keys->usable_keys(KeyPurpose::index);
  return usable && std::ranges::find(*usable, key_of(keyed)) == usable->end();
}

std::string trustor_phone_bytes(const World& world, const RequestId& request, const Phone& phone) {
  return length_prefixed({"doverie trustor phone 1", world.settings().realm, request, phone.e164()});
}

}  // namespace

Result<std::string> bind_trustor(const World& world, const RequestId& request, const Facts& trustor) {
  return keyed_mac(*world.settings().keys, KeyPurpose::index, trustor_phone_bytes(world, request, *trustor->phone));
}

// [H12]
Result<bool> gather_outdated(const World& world, const Request& request, const Facts& trustor) {
  if (!is_open(request.state) || !trustor || !trustor->phone) return false;
  if (change_dated_since_start(request, trustor)) return true;
  const auto known = world.outdated_requests().find(request.id);
  if (known != world.outdated_requests().end()) return known->second;
  const auto same = verify_keyed_mac(*world.settings().keys, KeyPurpose::index, request.phone_binding,
                                     trustor_phone_bytes(world, request.id, *trustor->phone));
  if (!same) return revoked_index_key(world, request.phone_binding) ? Result(true) : same;  // it voids what it opened
  world.outdated_requests().emplace(request.id, !*same);
  return !*same;
}

Verdicts verdicts_of_trustor(const World& world, const Facts& trustor, const Policy& policy) {
  Verdicts verdicts = check_eligibility(Role::trustor, trustor, policy, world.today(), world.now());
  if (trustor) add_host_rules(world, Role::trustor, *trustor, policy, verdicts);
  return verdicts;
}

namespace {

// Whether the records may say something of the contact that the facts do not.
bool anything_recorded(const World& world, const AccountId& contact) {
  const Loaded<Circle>* circle = world.circle(contact);
  return !world.contact(contact)->state.changes.empty() || (circle && circle->state.recovered_at);
}

}  // namespace

// [H11]
Facts facts_of_contact(const World& world, const AccountId& contact) {
  const Facts& facts = *world.account(contact);
  if (!facts || !anything_recorded(world, contact)) return facts;
  return with_recorded(*facts, world.contact(contact)->state, world.circle(contact));
}

// [H13]
Verdicts verdicts_of_contact(const World& world, const AccountId& contact, const Policy& policy) {
  const Facts& facts = *world.account(contact);
  const Facts recorded = anything_recorded(world, contact) ? facts_of_contact(world, contact) : std::nullopt;
  const Facts& known = recorded ? recorded : facts;
  Verdicts verdicts = check_eligibility(Role::contact, known, policy, world.today(), world.now());
  if (facts) add_host_rules(world, Role::contact, *facts, policy, verdicts);
  return verdicts;
}

void gather_verdicts(const World& world, LinkCase& link) {
  if (link.verdicts) return;
  link.verdicts.emplace(LinkVerdicts{verdicts_of_contact(world, link.appointment->contact, *link.policy),
                                     verdicts_of_trustor(world, *link.trustor_facts, *link.policy)});
}

std::int64_t gather_able(const World& world, std::vector<LinkCase>& links) {
  gather_deciding_verdicts(world, links, [](const LinkCase&) { return true; });
  return std::ranges::count_if(links, [&](const LinkCase& link) { return can_confirm(link, world.now()); });
}

void add_pair(const World& world, const AccountId& trustor, const AccountId& contact, Subjects& subjects) {
  const auto& shadow = world.settings().shadow;  // decides along, on what was loaded
  const auto any = [&](auto asks) {
    const auto in = [&](const PolicySchedule& schedule) { return std::ranges::any_of(schedule.all(), asks); };
    return in(world.settings().policies) || (shadow && in(*shadow));
  };
  if (any([](const Policy* policy) { return !policy->mutual_pairs_allowed; })) subjects.contacts.insert(trustor);
  if (any([](const Policy* policy) { return policy->pause_after_recovery > Duration{0}; })) subjects.circles.insert(contact);
}

// [E23]
bool twin_in(const World& world, const Circle& circle, const Person& contact) {
  return std::ranges::any_of(circle.contacts, [&](const Appointment& other) {
    return other.contact != contact.id && same_person({other.contact, *world.account(other.contact)}, contact);
  });
}

bool gather_mutual_pair(const World& world, const AccountId& trustor, const AccountId& contact) {
  if (world.policy().mutual_pairs_allowed) return false;
  return world.contact(trustor)->state.serves(contact);
}

bool is_void(const Invitation& invitation, const World& world) {
  return voided(invitation.epoch, invitation.policy, world);
}

// --- what the case says

namespace {

Verdicts joined(Verdicts first, const Verdicts& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

bool LinkVerdicts::all_passed() const {
  return std::ranges::all_of(contact, &Verdict::passed) && std::ranges::all_of(trustor, &Verdict::passed);
}
Verdicts LinkVerdicts::contact_first() const {
  return joined(contact, trustor);
}
Verdicts LinkVerdicts::trustor_first() const {
  return joined(trustor, contact);
}

// [E2b]
std::vector<Reason> failures_for_contact(const LinkVerdicts& verdicts) {
  std::vector<Reason> reasons = failures(verdicts.contact);
  if (!std::ranges::all_of(verdicts.trustor, &Verdict::passed)) reasons.push_back({ReasonCode::trustor_unavailable});
  return reasons;
}

bool any_open(const std::vector<RequestNow>& requests) {
  return std::ranges::any_of(requests, [](const RequestNow& r) { return is_open(r.state); });
}

std::optional<Instant> held_until(const CircleCase& c, const ContactCase& contact, const Approval& approval) {
  const Instant last = approval.given_at + contact.policy->call_hold_total;
  const auto told = in_call_until(*contact.facts, contact.policy->call_hold, c.now);
  const auto until = std::max(held_until(*c.circle, *contact.record, c.now), told);
  return until && c.now < last ? std::min(until, std::optional(last)) : std::nullopt;
}

// [A16a, H5a]
bool called_since(const CircleCase& c, const ContactCase& contact, const Approval& approval) {
  const auto later = [&](const Call& call) { return c.now < call.held_until && call.began_at > approval.code_issued_at; };
  const auto& fact = *contact.facts;
  const bool told = in_call_until(fact, contact.policy->call_hold, c.now) && *fact->in_call_since > approval.code_issued_at;
  const bool in_time = c.now - approval.given_at < contact.policy->call_hold_total;
  return in_time && (told || std::ranges::any_of(contact.record->calls, later));
}

bool may_act(const LinkCase& link, Instant now) {
  return !link.same_person && !link.mutual_pair && now >= link.appointment->active_from &&
         !contact_locked(*link.record, now);
}

// [R2]
bool can_confirm(const LinkCase& link, Instant now) {
  return may_act(link, now) && link.verdicts && link.verdicts->all_passed();
}

bool has_confirmed(const LinkCase& link, const Request& request) {
  const Approval* approval = request.approval_of(link.appointment->contact);
  return approval && approval->confirmed && request.asks(approval->contact);
}

// [R15]
bool still_backed(const Request& request, const std::vector<LinkCase>& links, Instant now) {
  const auto backs = [&](const LinkCase& link) { return has_confirmed(link, request) && can_confirm(link, now); };
  const auto backing = std::ranges::count_if(links, backs);
  return backing >= request.required_approvals && backing >= 1;
}

namespace {

// The request's own end, or that it has to end because the trustor's phone is another one.
void check_state(const ApprovalCase& c, Objections& objections) {
  const bool open = is_open(c.state);
  if (!open) objections.add(ended_reason(c.state));
  objections.add(open && c.outdated, ReasonCode::request_void);
  objections.add(c.state == RequestState::approved && !(c.own && c.own->confirmed), ReasonCode::request_approved);
}

}  // namespace

Guesser guesser_of(const ApprovalCase& c) {
  return {*c.circle, c.contact, *c.link.record, *c.policy, *c.today, c.restored_at, c.now};
}

// [A2, A17, A19, E2]
void check_case(const ApprovalCase& c, Objections& objections) {
  objections.add(frozen(*c.circle, c.now), ReasonCode::frozen);
  object_to(code_limits(guesser_of(c)), objections);
  objections.add(c.now < c.link.appointment->active_from, ReasonCode::not_active_yet);
  check_state(c, objections);
  objections.add(failures_for_contact(c.link.verdicts.value()));
  objections.add(c.link.same_person, ReasonCode::same_person);
  objections.add(c.link.mutual_pair, ReasonCode::mutual_pair);
}

}  // namespace doverie
