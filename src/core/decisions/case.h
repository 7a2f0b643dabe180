// SPDX-License-Identifier: Apache-2.0
//
// What does a decision look at? Its case: the circle, the request, the people and their policy, resolved once and held as plain
// values. A gather_… function goes to the world with ids; every rule behind it asks the case and goes nowhere. So a decision
// reads downwards (gather, then object, then write), and its rules can be tested without a world.
//
// Cases come in levels, so that nothing is looked up or judged that the command does not ask for:
//
//   CircleCase ── RequestCase ── ApprovalCase      a contact's yes
//        │             └── ContactCase             delivery of a code
//        └── LinkCase, one for each contact        start, status, redemption
//
// What a case points to belongs to the world, which outlives it. Pointers are never null but where that is said.
#ifndef DOVERIE_SRC_CORE_DECISIONS_CASE_H_
#define DOVERIE_SRC_CORE_DECISIONS_CASE_H_

#include <memory>
#include <vector>

#include "core/decisions/limits.h"
#include "core/decisions/now.h"
#include "core/eligibility/eligibility.h"
#include "core/world/world.h"

namespace doverie {

// A trustor's circle at one moment.
struct CircleCase {
  AccountId trustor;
  const Circle* circle;
  const Policy* today;  // the policy in force: limits that reach across requests go by it
  Instant now;
};

// One request of the circle, with what it amounts to now.
struct RequestCase : CircleCase {
  const Request* request;
  RequestState state;
};

// One contact of the circle.
struct ContactCase {
  const Appointment* appointment;
  const ContactRecord* record;
  const Facts* facts;
  std::shared_ptr<const Policy> policy;  // of the decision, as it is for the people of this link
};

// What the rules found about the two people of a link.
struct LinkVerdicts {
  Verdicts contact, trustor;

  bool all_passed() const;
  // As an event has them.
  Verdicts contact_first() const;
  Verdicts trustor_first() const;
};

// A contact and the trustor, as far as the one may act for the other.
struct LinkCase : ContactCase {
  const Facts* trustor_facts;
  bool same_person;  // an account of the trustor's own, or of another contact's, by their phones
  bool mutual_pair;  // each is the other's contact, and today's policy does not allow it
  // Nothing as long as they were not asked for: they cost, and a rule of the host's may fail.
  std::optional<LinkVerdicts> verdicts{};
};

// A contact's step towards a yes.
struct ApprovalCase : RequestCase {
  AccountId contact;
  const Policy* policy;  // that the request is pinned to
  LinkCase link;         // with verdicts
  const Approval* own;   // the contact's approval of this request; nullptr when there is none
  bool outdated;         // the trustor has another phone than when the request began
  std::optional<Instant> restored_at;
};

// A request and its state now, for decisions that look at all of them.
struct RequestNow {
  const Request* request;
  RequestState state;
};

// The circle, and then everybody in it: their facts say whether the contacts can confirm.
Subjects circle_and_people(const AccountId& trustor, const World& world);

// --- gathering. REQUIRES, of each: what it goes to the world for was loaded.

// The circle, or a rejection when it was erased.
Result<const Circle*> circle_of(const World& world, const AccountId& trustor);
Result<CircleCase> gather_circle(const World& world, AccountId trustor);
// request_not_found when the circle has none of that id.
Result<RequestCase> gather_request(const World& world, CircleCase circle, const RequestId& id);
RequestState gather_state(const World& world, const Request& request);
std::vector<RequestNow> gather_requests(const World& world, const Circle& circle);
// policy_unknown when the link was made under a policy that would be needed and is not in the schedule.
Result<ContactCase> gather_contact(const World& world, const Appointment& appointment, const Policy& policy);
// All links of the circle, without verdicts.
Result<std::vector<LinkCase>> gather_links(const World& world, const CircleCase& circle, const Policy& policy);
// Everything that a contact's command about a request looks at. To anybody but a contact of this circle who was one when the
// request began, the request does not exist.
Result<ApprovalCase> gather_approval(const World& world, const RequestId& id, const AccountId& contact);

// The keyed hash of the phone that the trustor had when the request began. REQUIRES: there is a phone.
Result<std::string> bind_trustor(const World& world, const RequestId& request, const Facts& trustor);
// Whether the trustor has another phone than when the request began, or another SIM, whether a date tells so or not: it is not to
// go on. A trustor who has none now is not eligible, which is something else.
Result<bool> gather_outdated(const World& world, const Request& request, const Facts& trustor);

// What is known of a contact: the facts, and what the records say besides.
Facts facts_of_contact(const World& world, const AccountId& contact);
// Verdicts of one account. A host's rule that fails makes the world give up.
Verdicts verdicts_of_trustor(const World& world, const Facts& trustor, const Policy& policy);
Verdicts verdicts_of_contact(const World& world, const AccountId& contact, const Policy& policy);
// Those of both sides of a link, unless they are there.
void gather_verdicts(const World& world, LinkCase& link);
// Whether nothing but eligibility keeps the contact from acting: active, not locked, another person, no mutual pair.
bool may_act(const LinkCase& link, Instant now);
// Verdicts of those links that they decide about: the rule asks for the link, and nothing else stands against its contact.
template <class Asked>
void gather_deciding_verdicts(const World& world, std::vector<LinkCase>& links, Asked asked) {
  for (LinkCase& link : links) {
    if (asked(link) && may_act(link, world.now())) gather_verdicts(world, link);
  }
}
// How many contacts could confirm a request now.
std::int64_t gather_able(const World& world, std::vector<LinkCase>& links);

// Adds what the rules about a link look at besides the facts: whose contact the trustor is, for gather_mutual_pair(), and the
// contact's own circle, which tells of recoveries of the contact's account.
void add_pair(const World& world, const AccountId& trustor, const AccountId& contact, Subjects& subjects);
// Whether another contact of the circle is the same person. REQUIRES: the facts of all contacts were loaded.
bool twin_in(const World& world, const Circle& circle, const Person& contact);
// Whether the two are each other's contact and today's policy does not allow it.
bool gather_mutual_pair(const World& world, const AccountId& trustor, const AccountId& contact);

// Opened under a lower epoch, or under a policy that was revoked.
bool is_void(const Invitation& invitation, const World& world);

// --- what the case says. Rules: functions of values.

bool any_open(const std::vector<RequestNow>& requests);

// Whether the contact can confirm a request now: may act, and both sides are eligible. Without verdicts nobody can.
bool can_confirm(const LinkCase& link, Instant now);
// Whether the contact has confirmed this request, and was one already when it began.
bool has_confirmed(const LinkCase& link, const Request& request);
// Whether the contacts who confirmed are still there, were there when it started, and are still eligible, as the trustor is.
bool still_backed(const Request& request, const std::vector<LinkCase>& links, Instant now);

// Until when calls hold a code back that goes, or has gone, to this contact; nothing when they do not. All calls together hold an
// approval no longer than `call_hold_total`, so that whoever rings without end delays a recovery and does not prevent it.
std::optional<Instant> held_until(const CircleCase& c, const ContactCase& contact, const Approval& approval);
// The contact is in a call that began after the code was made: it may be read out.
bool called_since(const CircleCase& c, const ContactCase& contact, const Approval& approval);

// Whose guesses are counted: by the stricter one of the policy that the request began with and today's, for another policy, or
// another service with one, allows no more.
Guesser guesser_of(const ApprovalCase& c);

// The failed rules, for the contact to see: whatever is wrong with the trustor is one reason, for it is nobody else's business.
std::vector<Reason> failures_for_contact(const LinkVerdicts& verdicts);
// What stands against any step of a contact's towards a yes.
void check_case(const ApprovalCase& c, Objections& objections);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_CASE_H_
