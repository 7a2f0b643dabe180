// SPDX-License-Identifier: Apache-2.0
//
// The invariants, each a sentence with its check.
#include "core/records/invariants.h"

#include <algorithm>
#include <set>

#include "core/records/transitions.h"

namespace doverie {

namespace {

template <class Range, class Member>
bool distinct(const Range& range, Member member) {
  std::set<std::string_view> seen;
  return std::all_of(range.begin(), range.end(), [&](const auto& item) { return seen.insert(member(item)).second; });
}

std::string_view contact_of(const Appointment& a) {
  return a.contact;
}
std::string_view approver(const Approval& a) {
  return a.contact;
}
std::string_view itself(const AccountId& id) {
  return id;
}

bool rightly_approved(const Request& request) {
  const bool approved = request.state == RequestState::approved || request.state == RequestState::redeemed;
  if (!approved) return true;
  return request.required_approvals >= 1 && request.confirmed_approvals() >= request.required_approvals;
}

bool rightly_confirmed(const Request& request) {
  return std::all_of(request.approvals.begin(), request.approvals.end(), [](const Approval& a) {
    return !a.confirmed || (!a.challenge.empty() && a.given_at <= a.code_issued_at && a.asked > 0);
  });
}

// Two contacts may have approved two requests; one of them stands behind one at most.
bool stands_behind_two(const Circle& circle, const AccountId& contact) {
  return std::ranges::count_if(circle.requests, [&](const Request& request) {
           return is_open(request.state) && circle.last_at < request.deadline() && request.approval_of(contact);
         }) > 1;
}

}  // namespace

std::string_view broken_invariant(const Circle& circle, std::string_view trustor) {
  if (!distinct(circle.contacts, contact_of)) return "a contact stands in the circle twice";
  if (circle.appointment_of(trustor)) return "the trustor is the own contact";
  for (const Request& request : circle.requests) {
    if (!distinct(request.approvals, approver)) return "a contact has approved a request twice";
    if (!rightly_approved(request)) return "a request is approved without the required approvals";
    if (!rightly_confirmed(request)) return "an approval is confirmed without a code";
  }
  const auto behind_two = [&](const Appointment& a) { return stands_behind_two(circle, a.contact); };
  if (std::ranges::any_of(circle.contacts, behind_two)) return "a contact has approved two requests at once";
  return {};
}

std::string_view broken_invariant(const ContactRecord& contact, std::string_view account) {
  if (!distinct(contact.trustors, itself)) return "a contact serves a trustor twice";
  if (contact.serves(account)) return "a contact serves itself";
  return {};
}

std::string_view broken_invariant(const Invitation& invitation, std::string_view) {
  if (!invitation.exists) return {};
  if (invitation.trustor.empty()) return "an invitation has no trustor";
  if (invitation.expires_at <= invitation.sent_at) return "an invitation ends before it begins";
  if (invitation.keep_until < invitation.expires_at) return "an invitation is erased before it ends";
  return {};
}

std::string_view broken_invariant(const RealmRecord&, std::string_view) {
  return {};
}

}  // namespace doverie
