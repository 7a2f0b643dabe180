// SPDX-License-Identifier: Apache-2.0
//
// Start, status, deny, cancel, redeem. docs/spec/recovery.md
#include <algorithm>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "core/decisions/decide.h"
#include "core/decisions/recovery.h"
#include "core/decisions/request_view.h"
#include "core/records/transitions.h"
#include "core/values/ids.h"

namespace doverie {

namespace {

// Nobody to ask, and nobody was lost who would have had to be.
bool without_contact(const Circle& circle) {
  return circle.contacts.empty() && !circle.lost_under_recovery;
}

std::string secret_hash(const Secret& secret) {
  return hex(view(sha256(secret.reveal())));
}

// --- start

// What stands against a contact. Of the rules about people only which side they are about: the rest is theirs, and can be erased.
void add_obstacles(const LinkCase& link, Instant now, std::vector<event::Obstacle>& obstacles) {
  const auto add = [&](bool stands, ReasonCode reason) {
    if (stands) obstacles.push_back({link.appointment->contact, std::string(info(reason).name)});
  };
  add(contact_locked(*link.record, now), ReasonCode::contact_locked);
  add(now < link.appointment->active_from, ReasonCode::not_active_yet);
  add(link.mutual_pair, ReasonCode::mutual_pair);
  const auto fails = [](const Verdicts& verdicts) { return !std::ranges::all_of(verdicts, &Verdict::passed); };
  add(link.same_person || (link.verdicts && fails(link.verdicts->contact)), ReasonCode::contact_unavailable);
  add(link.verdicts && fails(link.verdicts->trustor), ReasonCode::trustor_unavailable);
}

// Those of the links that were judged.
event::RecoveryUnavailable in_vain(const StartRecovery& command, const CircleCase& c, const std::vector<LinkCase>& links) {
  event::RecoveryUnavailable event{command.verified_factor, command.operation};
  const auto count = static_cast<std::int64_t>(links.size());
  if (count < c.today->required_approvals) event.obstacles.push_back({"", count == 0 ? "contact_lost" : "too_few_contacts"});
  for (const LinkCase& link : links) {
    add_obstacles(link, c.now, event.obstacles);
    if (!link.verdicts) continue;
    const Verdicts both = link.verdicts->trustor_first();
    event.rules.insert(event.rules.end(), both.begin(), both.end());
  }
  return event;
}

// The contact is there and cannot confirm, or was lost under recovery. Written down once an hour at most, so that strangers
// cannot fill the circle: a day later the contact can be taken away, and nobody gets round him by waiting less. [R2, C6]
Answer turn_away(const StartRecovery& command, const CircleCase& c, const std::vector<LinkCase>& links, Draft& draft) {
  const auto last = c.circle->unavailable_start_at;
  if (!last || c.now - *last >= kUnavailableStartPause) draft.circle(command.trustor, in_vain(command, c, links));
  return RecoveryStarted{StartStatus::contact_unavailable, "", "", {}};
}

Fault account_unknown(const AccountId& trustor) {
  return {FaultCode::account_unknown,
          "the account directory knows no account " + trustor + "; whoever asked must see the page that everybody sees"};
}

// The directory knows the account by the very id that was asked about (World::load has looked), the host has no mark that says
// otherwise, and so nobody protects it; or the directory cannot be asked, and that mark says the same as the store. [R2a, R2b]
Result<Answer> not_protected(const AccountId& trustor, const Circle& circle, const World& world) {
  const Facts& facts = *world.account(trustor);
  if (!facts && !world.marked_without_contact(trustor)) return account_unknown(trustor);
  if (facts && facts->has_contact && !circle.no_contact_confirmed) {
    return Fault{
        FaultCode::store_mismatch,
        "the host's mark says that account " + trustor +
            " has a trusted contact, and the store has none: open the right store or restore a backup; if the mark is "
            "what is wrong, two operators say so with confirm_no_contact"};
  }
  return Answer(RecoveryStarted{StartStatus::not_protected, "", "", {}});
}

// The mark was asked for when the store had no contact, and meanwhile it has one.
Fault mark_is_not_enough(const AccountId& trustor) {
  return {FaultCode::directory_unavailable,
          "the account directory cannot be asked about " + trustor + ", which has a contact"};
}

// How long a request for the operation can be approved; 0 when it does not need the contact, nothing when the policy says nothing of
// it. [O2, O3]
std::optional<Duration> lifetime_of(const Policy& policy, std::string_view operation) {
  if (operation == kPasswordRecovery) return policy.request_lifetime;
  const auto named = policy.other_operations.find(operation);
  return named == policy.other_operations.end() ? std::nullopt : std::optional(named->second);
}

// A name that is misspelt must not open what the right one guards. [O3]
Fault operation_unknown(std::string_view operation, const Policy& policy) {
  return {FaultCode::operation_unknown, "policy " + policy.id + " does not name the operation " + std::string(operation) +
                                            "; put it into its other_operations, with 0s if it needs no contact"};
}

// Strangers and starts backed by a verified factor have budgets of their own, so that the former cannot use up the latter.
// [R3, R4, O5]
void check_budgets(bool verified_factor, const CircleCase& c, const World& world, Objections& objections) {
  const auto requests = gather_requests(world, *c.circle);
  const auto count = [&](auto matches) {
    return std::ranges::count_if(
        requests, [&](const RequestNow& r) { return r.request->verified_factor == verified_factor && matches(r); });
  };
  const Policy& policy = *c.today;
  const std::int64_t open = count([](const RequestNow& r) { return is_open(r.state); });
  const std::int64_t today = count([&](const RequestNow& r) { return c.now - r.request->started_at < kDay; });
  const std::int32_t budget = verified_factor ? policy.verified_starts_per_day : policy.starts_per_day;
  objections.add(open >= policy.max_open_requests, ReasonCode::requests_open, policy.max_open_requests, open);
  objections.add(today >= budget, ReasonCode::starts_exhausted, budget, today);
}

// A short number, four digits, that no running request of the circle has. [R5]
std::string new_number(const Circle& circle, Instant now, std::string_view random4) {
  constexpr std::uint32_t kNumbers = 10'000;
  std::uint32_t value = 0;
  for (const char c : random4) value = value << 8 | static_cast<unsigned char>(c);
  const auto taken = running(circle, now);
  for (value %= kNumbers;; value = (value + 1) % kNumbers) {
    std::string number = std::to_string(kNumbers + value).substr(1);
    if (std::none_of(taken.begin(), taken.end(), [&](const Request* r) { return r->number == number; })) return number;
  }
}

Verdicts verdicts_of_all(const World& world, std::vector<LinkCase>& links) {
  Verdicts verdicts;
  for (LinkCase& link : links) {
    gather_verdicts(world, link);
    const Verdicts both = link.verdicts->trustor_first();
    verdicts.insert(verdicts.end(), both.begin(), both.end());
  }
  return verdicts;
}

// The host goes on as it would without a contact, and learns what it would have been told. [O9]
Result<Answer> in_observation(const StartRecovery& command, Result<Answer> answer, const World& world) {
  if (answer.faulted()) return answer;
  RecoveryStarted shown{StartStatus::not_protected, "", "", {}, true};
  if (answer) shown = std::get<RecoveryStarted>(*answer);
  if (answer && shown.status == StartStatus::not_protected) return answer;
  if (!*world.account(command.trustor)) return account_unknown(command.trustor);
  shown.status = StartStatus::not_protected;
  shown.would_be_protected = true;
  return Answer(std::move(shown));
}

// [R5, R6, R7, R8]
Result<Answer> open_request(const StartRecovery& command, const CircleCase& c, std::vector<LinkCase>& links,
                            const World& world, Draft& draft) {
  const Circle& circle = *c.circle;
  const Policy& policy = *c.today;
  const RequestId id = make_id(kRequestPrefix, draft.random(16), command.trustor);
  const std::string number = new_number(circle, c.now, draft.random(4));
  const Instant expires_at = c.now + *lifetime_of(policy, command.operation);
  const auto binding = bind_trustor(world, id, *world.account(command.trustor));
  if (!binding) return binding.as<Answer>();
  draft.circle(
      command.trustor,
      event::RecoveryStarted{id, number, secret_hash(command.secret), command.verified_factor, policy.required_approvals,
                             expires_at, world.pin_of(policy), world.epoch(), verdicts_of_all(world, links), *binding,
                             policy.conversation_code, command.operation, !is_protected(circle, world.protected_share())});
  draft.notify(command.trustor, command.trustor, Notice::recovery_started, id);
  draft.schedule(command.trustor, command.trustor, Notice::recovery_expired, id, expires_at);
  for (const Appointment& appointment : circle.contacts) {
    draft.notify(appointment.contact, command.trustor, Notice::recovery_started, id);
    draft.schedule(appointment.contact, command.trustor, Notice::recovery_expired, id, expires_at);
  }
  return Answer(RecoveryStarted{StartStatus::pending, id, number, expires_at});
}

// --- holding the secret

// The request, if it is of the account that the command names and the secret is its own.
template <class Held>
// [R1]
Result<RequestCase> held_request(const World& world, const Held& command) {
  AccountId trustor = trustor_in(command.request);
  if (command.trustor != trustor) return Rejection::of(ReasonCode::request_not_found);
  auto circle = gather_circle(world, std::move(trustor));
  if (!circle) return circle.as<RequestCase>();
  auto found = gather_request(world, *std::move(circle), command.request);
  if (!found) return found;
  if (!equal_in_constant_time(found->request->secret_sha256, secret_hash(command.secret))) {
    return Rejection::of(ReasonCode::wrong_secret);
  }
  return found;
}

// The links, as the people in them are seen by the policy that the request is pinned to.
Result<std::vector<LinkCase>> links_of(const World& world, const RequestCase& c) {
  const auto policy = world.policy_of(c.request->policy);
  if (!policy) return policy.as<std::vector<LinkCase>>();
  return gather_links(world, c, **policy);
}

// Whether those who have confirmed still back the request.
bool is_backed(const RequestCase& c, std::vector<LinkCase>& links, const World& world) {
  gather_deciding_verdicts(world, links, [&](const LinkCase& link) { return has_confirmed(link, *c.request); });
  return still_backed(*c.request, links, c.now);
}

std::vector<const Request*> open_requests(const CircleCase& c, const World& world) {
  std::vector<const Request*> open;
  for (const RequestNow& r : gather_requests(world, *c.circle)) {
    if (is_open(r.state)) open.push_back(r.request);
  }
  return open;
}

// Whether enough contacts could (still) confirm. [R18]
bool could_be_backed(std::int64_t required, std::vector<LinkCase>& links, const World& world) {
  return gather_able(world, links) >= required;
}

// --- ending

// A no: anybody involved, at once, up to redemption. [R9]
Result<Answer> deny(CircleCase found, const RequestId& id, std::string_view by, const World& world, Draft& draft) {
  const auto c = gather_request(world, std::move(found), id);
  if (!c) return c.as<Answer>();
  if (!is_open(c->state)) return Rejection::of(ended_reason(c->state));
  const AccountId& trustor = c->trustor;
  const Circle& circle = *c->circle;
  draft.circle(trustor, event::RecoveryDenied{id, std::string(by)});
  draft.notify(trustor, trustor, Notice::recovery_denied, id);
  for (const Appointment& appointment : circle.contacts)
    draft.notify(appointment.contact, trustor, Notice::recovery_denied, id);
  return Answer(Done{});
}

// Of an account that is neither frozen nor asked for something that needs no contact. [R2]
Result<Answer> start(const StartRecovery& command, const CircleCase& c, const World& world, Draft& draft) {
  const Circle& circle = *c.circle;
  if (recovery_locked(circle, *c.today, c.now)) return Rejection::of(ReasonCode::recovery_locked);
  if (circle.contacts.empty()) {
    if (circle.lost_under_recovery) return turn_away(command, c, {}, draft);
    return not_protected(command.trustor, circle, world);
  }
  auto links = gather_links(world, c, *c.today);
  if (!links) return links.as<Answer>();
  if (!could_be_backed(c.today->required_approvals, *links, world)) return turn_away(command, c, *links, draft);
  Objections objections;
  check_budgets(command.verified_factor, c, world, objections);
  if (objections.any()) return objections.rejection();
  return open_request(command, c, *links, world, draft);
}

}  // namespace

Result<Subjects> subjects_of(const StartRecovery& command, const World& world) {
  Subjects subjects = circle_and_people(command.trustor, world);
  if (const auto* circle = world.circle(command.trustor)) subjects.mark_will_do = without_contact(circle->state);
  return subjects;
}

// The order of the answers is a promise: frozen > not_needed > contact_unavailable > not_protected. A freeze is somebody's word, and
// holds for those who are only observed, too. [R2, R2b, O2, O3, O9]
Result<Answer> decide_one(const StartRecovery& command, const World& world, Draft& draft) {
  const auto c = gather_circle(world, command.trustor);
  if (!c) return c.as<Answer>();
  const Circle& circle = *c->circle;
  if (world.marked_without_contact(command.trustor) && !without_contact(circle)) return mark_is_not_enough(command.trustor);
  const auto lifetime = lifetime_of(*c->today, command.operation);
  if (!lifetime) return operation_unknown(command.operation, *c->today);
  if (frozen(circle, c->now)) return Answer(RecoveryStarted{StartStatus::frozen, "", "", *circle.frozen_until});
  if (*lifetime == Duration{0}) return Answer(RecoveryStarted{StartStatus::not_needed, "", "", {}});
  auto answer = start(command, *c, world, draft);
  return is_protected(circle, world.protected_share()) ? answer : in_observation(command, std::move(answer), world);
}

Result<Subjects> subjects_of(const ShowRecovery& command, const World& world) {
  return circle_and_people(trustor_in(command.request), world);
}

// [R18]
Result<Answer> decide_one(const ShowRecovery& command, const World& world, Draft&) {
  const auto found = held_request(world, command);
  if (!found) return found.as<Answer>();
  const RequestCase& c = *found;
  auto links = links_of(world, c);
  if (!links) return links.as<Answer>();
  RecoveryView shown{c.state, StartStatus::pending, c.request->number, c.request->deadline(), redeem_from(*c.request)};
  const auto outdated = gather_outdated(world, *c.request, *world.account(c.trustor));
  if (!outdated) return outdated.as<Answer>();
  if (is_open(shown.state) && *outdated) shown.state = RequestState::voided;
  const bool backed = shown.state == RequestState::approved ? is_backed(c, *links, world)
                                                            : could_be_backed(c.request->required_approvals, *links, world);
  if (is_open(shown.state) && !backed) shown.standing = StartStatus::contact_unavailable;
  if (frozen(*c.circle, c.now)) shown.standing = StartStatus::frozen;
  if (c.request->verified_factor) shown.progress = progress_of(*c.request);
  return Answer(std::move(shown));
}

Result<Subjects> subjects_of(const Redeem& command, const World& world) {
  return circle_and_people(trustor_in(command.request), world);
}

// Everything is checked again: locks of trustor and contact, freezes, removals, eligibility, epoch. [R13, R14a, R15, R17, O6]
Result<Redemption> weigh_redemption(const RequestCase& c, const World& world) {
  auto links = links_of(world, c);
  if (!links) return links.as<Redemption>();
  const auto outdated = gather_outdated(world, *c.request, *world.account(c.trustor));
  if (!outdated) return outdated.as<Redemption>();
  Redemption found{*std::move(links), {}};
  Objections& objections = found.objections;
  const bool approved = c.state == RequestState::approved;
  objections.add(*outdated, ReasonCode::request_void);
  objections.add(frozen(*c.circle, c.now), ReasonCode::frozen);
  objections.add(recovery_locked(*c.circle, *c.today, c.now), ReasonCode::recovery_locked);
  objections.add(approved && !is_backed(c, found.links, world), ReasonCode::contact_unavailable);
  objections.add(!approved, ReasonCode::request_not_approved);
  objections.add(approved && c.now < c.request->redeem_from, ReasonCode::request_waiting);
  objections.add(approved && approved_otherwise(*c.circle, open_requests(c, world), *c.request),
                 ReasonCode::requests_conflict);
  return found;
}

Result<Answer> decide_one(const Redeem& command, const World& world, Draft& draft) {
  const auto found = held_request(world, command);
  if (!found) return found.as<Answer>();
  const RequestCase& c = *found;
  if (command.operation != c.request->operation) return Rejection::of(ReasonCode::operation_mismatch);
  if (!is_open(c.state)) return Rejection::of(ended_reason(c.state));
  auto weighed = weigh_redemption(c, world);
  if (!weighed) return weighed.as<Answer>();
  if (weighed->objections.any()) return weighed->objections.rejection();

  const AccountId& trustor = c.trustor;
  const Circle& circle = *c.circle;
  const std::string grant = std::string(kGrantPrefix) + hex(draft.random(16));
  draft.circle(trustor, event::RecoveryRedeemed{command.request, grant, c.request->policy,
                                                verdicts_of_all(world, weighed->links), command.operation});
  draft.notify(trustor, trustor, Notice::recovery_redeemed, command.request);
  for (const Appointment& a : circle.contacts) draft.notify(a.contact, trustor, Notice::recovery_redeemed, command.request);
  return Answer(Grant{grant, trustor, command.operation});
}

Subjects subjects_again(const Redeem& command) {
  return Subjects{.circles = {trustor_in(command.request)}};
}

// [R16]
Result<Answer> grant_again(const Redeem& command, const Grant& grant, const World& world) {
  const auto c = gather_circle(world, trustor_in(command.request));
  if (!c) return c.as<Answer>();
  const Request* request = c->circle->request(command.request);
  if (!request) return Rejection::of(ReasonCode::grant_expired);  // so long ago that the circle has forgotten it
  if (request->grant != grant.id || grant.trustor != c->trustor || request->operation != grant.operation) {
    return Fault{FaultCode::store_corrupt, "the grant that is kept of a redemption is not the one in the records"};
  }
  const auto policy = world.policy_of(request->policy);
  if (!policy) return policy.as<Answer>();
  Objections objections;
  objections.add(frozen(*c->circle, c->now), ReasonCode::frozen);
  objections.add(request->grant_void, ReasonCode::grant_void);
  objections.add(c->now - request->redeemed_at >= (*policy)->grant_lifetime, ReasonCode::grant_expired);
  if (objections.any()) return objections.rejection();
  return Answer(grant);
}

Result<Subjects> subjects_of(const CancelRecovery& command, const World&) {
  return Subjects{.circles = {trustor_in(command.request)}};
}

// [R10]
Result<Answer> decide_one(const CancelRecovery& command, const World& world, Draft& draft) {
  const auto c = held_request(world, command);
  if (!c) return c.as<Answer>();
  if (!is_open(c->state)) return Rejection::of(ended_reason(c->state));
  const AccountId& trustor = c->trustor;
  draft.circle(trustor, event::RecoveryCancelled{command.request});
  draft.notify(trustor, trustor, Notice::recovery_cancelled, command.request);
  for (const Appointment& appointment : c->circle->contacts) {
    draft.notify(appointment.contact, trustor, Notice::recovery_cancelled, command.request);
  }
  return Answer(Done{});
}

Result<Subjects> subjects_of(const DenyAsOwner& command, const World&) {
  return Subjects{.circles = {command.trustor}};
}

Result<Answer> decide_one(const DenyAsOwner& command, const World& world, Draft& draft) {
  auto circle = gather_circle(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  return deny(*std::move(circle), command.request, "trustor", world, draft);
}

Result<Subjects> subjects_of(const DenyAsContact& command, const World&) {
  return Subjects{.circles = {trustor_in(command.request)}};
}

// [A21, R9]
Result<Answer> decide_one(const DenyAsContact& command, const World& world, Draft& draft) {
  auto circle = gather_circle(world, trustor_in(command.request));
  if (!circle) return circle.as<Answer>();
  if (!circle->circle->appointment_of(command.contact)) return Rejection::of(ReasonCode::request_not_found);
  return deny(*std::move(circle), command.request, "contact", world, draft);
}

}  // namespace doverie
