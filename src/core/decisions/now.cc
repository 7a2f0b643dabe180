// SPDX-License-Identifier: Apache-2.0
//
// Deadlines and windows, computed.
#include "core/decisions/now.h"

#include <algorithm>
#include <cassert>

#include "core/records/evolve.h"
#include "core/records/transitions.h"

namespace doverie {

namespace {

bool within(Instant at, Duration window, Instant now) {
  return now - at < window;
}

template <class Counts>
Times times_of(const std::vector<WrongCode>& wrong, Counts counts) {
  Times times;
  for (const WrongCode& each : wrong) {
    if (counts(each)) times.push_back(each.at);
  }
  return times;
}

// [A19]
bool counts_against(const WrongCode& wrong, const Circle& circle, Instant now) {
  const bool since_owner = !circle.owner_seen_at || wrong.at > *circle.owner_seen_at;
  return since_owner && within(wrong.at, kWrongCodeWindow, now);
}

Times of_today(const std::vector<WrongCode>& wrong, std::string_view contact, Instant now) {
  return times_of(wrong, [&](const WrongCode& each) { return each.contact == contact && within(each.at, kDay, now); });
}

}  // namespace

Rejection Objections::rejection() const {
  Rejection rejection{reasons_};
  sort_by_precedence(rejection.reasons);
  return rejection;
}

RequestState state_now(const Request& request, bool voided, Instant now) {
  if (!is_open(request.state)) return request.state;
  if (voided) return RequestState::voided;
  return now >= request.deadline() ? RequestState::expired : request.state;
}

Instant redeem_from(const Request& request) {
  return request.state == RequestState::approved ? request.redeem_from : Instant{};
}

// [R12]
ReasonCode ended_reason(RequestState state) {
  switch (state) {
    case RequestState::denied:
      return ReasonCode::request_denied;
    case RequestState::cancelled:
      return ReasonCode::request_cancelled;
    case RequestState::redeemed:
      return ReasonCode::request_redeemed;
    case RequestState::expired:
      return ReasonCode::request_expired;
    default:
      assert(state == RequestState::voided);
      return ReasonCode::request_void;
  }
}

InvitationState state_now(const Invitation& invitation, Instant now) {
  const bool pending = invitation.state == InvitationState::pending;
  return pending && now >= invitation.expires_at ? InvitationState::expired : invitation.state;
}

const Removal* standing_removal(const Circle& circle, std::string_view contact, std::string_view by, Instant now) {
  const Removal* removal = circle.removal_of(contact, by);
  return removal && now - removal->possible_from < kRemovalOpen ? removal : nullptr;
}

bool frozen(const Circle& circle, Instant now) {
  return circle.frozen_until && now < *circle.frozen_until;
}

Times wrong_codes_against(const Circle& circle, Instant now) {
  return times_of(circle.wrong_codes, [&](const WrongCode& wrong) { return counts_against(wrong, circle, now); });
}

// [A17a]
Times wrong_codes_of(const Circle& circle, std::string_view contact, Instant now) {
  return times_of(circle.wrong_codes,
                  [&](const WrongCode& wrong) { return wrong.contact == contact && counts_against(wrong, circle, now); });
}

// [C11a]
bool report_freezes(const Circle& circle, std::string_view contact, Duration pause, Instant now) {
  const auto found = std::ranges::find(circle.contact_freezes, contact, &ContactFreeze::contact);
  const bool seen = found != circle.contact_freezes.end() && found->owner_seen_at;
  return !seen || !within(*found->owner_seen_at, pause, now);
}

bool started_unseen(const Circle& circle, const Request& request, Instant now) {
  const bool seen = circle.owner_seen_at && request.started_at < *circle.owner_seen_at;
  return !seen && within(request.started_at, kDay, now);
}

// Not a start by itself: being seen forgives wrong codes, so that it is not to be had for nothing. [A19]
bool waits_for_owner(const Circle& circle, const Policy& policy, Instant now) {
  const auto out = [&](const Appointment& a) {
    return circle.contacts.size() > 1 &&
           std::ssize(wrong_codes_of(circle, a.contact, now)) >= policy.max_wrong_codes_per_contact;
  };
  const auto froze = [](const ContactFreeze& freeze) { return !freeze.owner_seen_at; };
  return recovery_locked(circle, policy, now) || circle.lost_under_recovery || circle.unavailable_start_at ||
         std::ranges::any_of(circle.contact_freezes, froze) || std::ranges::any_of(circle.contacts, out);
}

bool approved_by_another(const Circle& circle, const Request& request, std::string_view contact) {
  return std::ranges::any_of(request.approvals, [&](const Approval& approval) {
    return approval.contact != contact && circle.appointment_of(approval.contact);
  });
}

// [A4a, R15a]
bool approved_otherwise(const Circle& circle, const std::vector<const Request*>& open, const Request& request) {
  return std::ranges::any_of(
      open, [&](const Request* other) { return other->id != request.id && approved_by_another(circle, *other, {}); });
}

bool recovery_locked(const Circle& circle, const Policy& policy, Instant now) {
  return circle.recovery_locked || std::ssize(wrong_codes_against(circle, now)) >= policy.max_wrong_codes_per_trustor;
}

// [O7, O8]
bool is_protected(const Circle& circle, std::int32_t share) {
  return circle.protected_once || circle.place <= share;
}

// [A18]
bool contact_locked(const ContactRecord& contact, Instant now) {
  return contact.locked_until && now < *contact.locked_until;
}

const Change* change_of(const std::vector<Change>& changes, AccountChange what) {
  const auto found = std::find_if(changes.begin(), changes.end(), [&](const Change& c) { return c.what == name_of(what); });
  return found == changes.end() ? nullptr : &*found;
}

std::optional<Instant> phone_changed_at(const Facts& contact, const ContactRecord& record) {
  std::optional<Instant> last;
  if (contact) last = std::max(contact->phone_since, contact->sim_since);
  for (const Change& change : record.changes) {
    const bool of_phone = change.what == name_of(AccountChange::phone) || change.what == name_of(AccountChange::sim);
    if (of_phone) last = std::max(last, std::optional(change.since));
  }
  return last;
}

bool change_dated_since_start(const Request& request, const Facts& trustor) {
  const auto later = [&](const std::optional<Instant>& since) { return since && *since > request.started_at; };
  return trustor && (later(trustor->phone_since) || later(trustor->sim_since));
}

// [A8]
bool code_expired(const Approval& approval, Instant now) {
  return now >= approval.code_expires_at;
}

// [H3]
std::optional<Instant> in_call_until(const Facts& person, Duration call_hold, Instant now) {
  if (!person || !person->in_call_since || !within(*person->in_call_since, call_hold, now)) return std::nullopt;
  return *person->in_call_since + call_hold;
}

std::optional<Instant> held_until(const std::vector<Call>& calls, Instant now) {
  std::optional<Instant> until;
  for (const Call& call : calls) {
    if (now < call.held_until) until = std::max(until.value_or(call.held_until), call.held_until);
  }
  return until;
}

std::optional<Instant> held_until(const Circle& trustor, const ContactRecord& contact, Instant now) {
  return std::max(held_until(trustor.calls, now), held_until(contact.calls, now));  // nothing is less than every instant
}

std::optional<Instant> codes_blocked_until(const std::optional<Instant>& restored_at, Instant now) {
  if (!restored_at || !within(*restored_at, kDay, now)) return std::nullopt;
  return *restored_at + kDay;
}

// [A17]
Times wrong_codes_today(const Circle& circle, std::string_view contact, Instant now) {
  return of_today(circle.wrong_codes, contact, now);
}

Times wrong_numbers_today(const Circle& circle, std::string_view contact, Instant now) {
  return of_today(circle.wrong_numbers, contact, now);
}

bool recently_unavailable(const Circle& circle, Instant now) {
  return circle.unavailable_start_at && within(*circle.unavailable_start_at, kDay, now);
}

std::vector<const Request*> running(const Circle& circle, Instant now) {
  std::vector<const Request*> requests;
  for (const Request& request : circle.requests) {
    if (is_open(request.state) && now < request.deadline()) requests.push_back(&request);
  }
  return requests;
}

// [E19]
bool same_person(const Person& trustor, const Person& contact) {
  if (trustor.id == contact.id) return true;
  const Facts& a = trustor.facts;
  const Facts& b = contact.facts;
  return a && b && a->phone && b->phone && *a->phone == *b->phone;
}

}  // namespace doverie
