// SPDX-License-Identifier: Apache-2.0
//
// What each event does to the state of its stream.
#include "core/records/evolve.h"

#include <algorithm>

#include "core/records/clock_reset.h"
#include "core/records/realm_fold.h"
#include "core/records/signals_fold.h"
#include "core/records/transitions.h"

namespace doverie {

namespace {

template <class State, class Event>
Status check_order(State& state, const Envelope& envelope, const Event& event) {
  if (envelope.at >= state.last_at) return Done{};
  if (envelope.clock_reset) return reset_clock(state, *envelope.clock_reset, envelope.at), Done{};
  return std::visit([](const auto& e) -> Status { return impossible(e.kType, "it is older than the one before it"); },
                    event);
}

// Two states are the same when they are written down the same.
bool same(const Circle& a, const Circle& b) {
  return encode(Envelope{}, CircleEvent(event::CircleSummed{"", a})) ==
         encode(Envelope{}, CircleEvent(event::CircleSummed{"", b}));
}
bool same(const ContactRecord& a, const ContactRecord& b) {
  return encode(Envelope{}, ContactEvent(event::ContactSummed{"", a})) ==
         encode(Envelope{}, ContactEvent(event::ContactSummed{"", b}));
}

// A load begins with the latest summary: nothing stands before it, and the state becomes what it tells. When the whole stream
// is loaded, the summary comes after the events that it sums up, and has to tell what they have added up to so far.
template <class Event, class State>
Status summed(const Event& e, State& state, State told, Instant at) {
  if (state.last_at != Instant{} && !same(worth_keeping(state, at), told)) {
    return impossible(e.kType, "it does not say what the events before it add up to");
  }
  state = std::move(told);
  return Done{};
}

// --- circle

class CircleFold {
 public:
  CircleFold(Circle& circle, Instant at) : circle_(circle), at_(at) {}

  Status operator()(const event::InvitationSent& e) {
    circle_.invitations.push_back({e.invitation, at_, e.expires_at, false});
    return Done{};
  }
  Status operator()(const event::InvitationWithdrawn& e) { return close_invitation(e.kType, e.invitation); }
  Status operator()(const event::ContactAppointed& e) {
    if (circle_.appointment_of(e.contact)) return impossible(e.kType, "the contact is appointed already");
    if (auto closed = close_invitation(e.kType, e.invitation); !closed) return closed;
    return appoint(e, {e.contact, at_, e.active_from, e.policy});
  }
  Status operator()(const event::LinkImported& e) {
    if (circle_.appointment_of(e.contact)) return impossible(e.kType, "the contact is appointed already");
    if (e.since <= Instant{} || e.since > at_) return impossible(e.kType, "the link was not there before");
    return appoint(e, {e.contact, at_, e.active_from, e.policy, e.since});
  }
  Status operator()(const event::ContactRemoved& e) {
    const auto removed = std::erase_if(circle_.contacts, [&](const Appointment& a) { return a.contact == e.contact; });
    if (removed == 0) return impossible(e.kType, "there is no such contact");
    std::erase_if(circle_.removals, [&](const Removal& r) { return r.contact == e.contact; });
    forget_freeze_of(e.contact);
    circle_.lost_under_recovery = circle_.lost_under_recovery || e.under_recovery;
    return Done{};
  }
  Status operator()(const event::RemovalAsked& e) {
    if (!circle_.appointment_of(e.contact)) return impossible(e.kType, "there is no such contact");
    forget_removal(e.contact, e.by);
    circle_.removals.push_back({e.contact, e.by, e.possible_from});
    return Done{};
  }
  Status operator()(const event::RemovalResumed& e) {
    const Removal* removal = circle_.removal_of(e.contact, e.by);
    if (!removal || !removal->suspended) return impossible(e.kType, "there is none that was suspended");
    forget_removal(e.contact, e.by);
    circle_.removals.push_back({e.contact, e.by, e.possible_from});
    return Done{};
  }
  Status operator()(const event::RemovalWithdrawn& e) {
    if (!forget_removal(e.contact, e.by)) return impossible(e.kType, "there is none to withdraw");
    return Done{};
  }
  Status operator()(const event::RecoveryStarted& e) {
    if (circle_.request(e.request)) return impossible(e.kType, "the request exists already");
    circle_.protected_once = circle_.protected_once || !e.observed;
    circle_.requests.push_back({.id = e.request,
                                .number = e.number,
                                .secret_sha256 = e.secret_sha256,
                                .verified_factor = e.verified_factor,
                                .required_approvals = e.required_approvals,
                                .started_at = at_,
                                .expires_at = e.expires_at,
                                .policy = e.policy,
                                .epoch = e.epoch,
                                .phone_binding = e.phone_binding,
                                .state = *next(std::nullopt, RequestStep::started),
                                .number_hidden = e.number_hidden,
                                .operation = e.operation});
    return Done{};
  }
  Status operator()(const event::RecoveryUnavailable&) {
    circle_.unavailable_start_at = at_;
    return Done{};
  }
  Status operator()(const event::NumberRejected& e) {
    if (!step(e.request, RequestStep::number_rejected)) return illegal(e.kType);
    circle_.wrong_numbers.push_back({e.contact, at_});
    return Done{};
  }
  Status operator()(const event::ApprovalGiven& e) {
    Request* request = step(e.request, RequestStep::approval_given);
    if (!request) return illegal(e.kType);
    if (request->approval_of(e.contact)) return impossible(e.kType, "the contact has approved already");
    request->approvals.push_back({.contact = e.contact, .given_at = at_, .attestation = e.attestation});
    return Done{};
  }
  Status operator()(const event::CodeIssued& e) {
    Approval* approval = approval_step(e.request, e.contact, RequestStep::code_issued);
    if (!approval) return illegal(e.kType);
    if (approval->asked > 0) put_behind(*approval);
    approval->challenge = e.challenge;
    approval->code_key = e.key;
    approval->phone_binding = e.phone_binding;
    approval->code_issued_at = at_;
    approval->code_expires_at = e.expires_at;
    return to_be_sent(*approval);
  }
  Status operator()(const event::CodeResent& e) {
    Approval* approval = approval_step(e.request, e.contact, RequestStep::code_resent);
    return approval ? to_be_sent(*approval) : illegal(e.kType);
  }
  Status operator()(const event::CodeTaken& e) {
    Approval* approval = approval_sent(e);
    if (!approval) return impossible(e.kType, "no such SMS was to be sent");
    if (e.send != approval->last_taken) ++approval->taken;
    approval->last_taken = std::max(approval->last_taken, e.send);
    return approval->sms == SmsState::on_its_way ? sms_is(*approval, e.send, SmsState::taken) : Status(Done{});
  }
  Status operator()(const event::CodeDelivered& e) {
    Approval* approval = approval_sent(e);
    if (!approval) return impossible(e.kType, "no such SMS was to be sent");
    if (e.send > approval->last_taken) {  // whoever sent it did not come to say so
      ++approval->taken;
      approval->last_taken = e.send;
    }
    return sms_is(*approval, e.send, SmsState::delivered);
  }
  Status operator()(const event::CodeUndelivered& e) {
    Approval* approval = approval_sent(e);
    return approval ? sms_is(*approval, e.send, SmsState::failed) : impossible(e.kType, "no such SMS was to be sent");
  }
  Status operator()(const event::CodeRejected& e) {
    if (!approval_step(e.request, e.contact, RequestStep::code_rejected)) return illegal(e.kType);
    circle_.wrong_codes.push_back({e.contact, at_});
    circle_.recovery_locked = circle_.recovery_locked || e.locks_recovery;
    return Done{};
  }
  Status operator()(const event::CodeConfirmed& e) {
    Approval* approval = approval_step(e.request, e.contact, RequestStep::code_confirmed);
    if (!approval) return illegal(e.kType);
    approval->confirmed = true;
    return Done{};
  }
  Status operator()(const event::RecoveryApproved& e) {
    Request* request = step(e.request, RequestStep::approved);
    if (!request) return illegal(e.kType);
    request->redeem_before = e.redeem_before;
    request->redeem_from = e.redeem_from;
    return Done{};
  }
  Status operator()(const event::RecoveryRedeemed& e) {
    Request* request = step(e.request, RequestStep::redeemed);
    if (!request) return illegal(e.kType);
    void_grants();
    request->grant = e.grant;
    request->redeemed_at = at_;
    note_end(*request, RequestEnd::redeemed);
    circle_.recovered_at = at_;
    return Done{};
  }
  Status operator()(const event::RecoveryDenied& e) { return ended(e, RequestStep::denied, end_of_denial(e.by)); }
  Status operator()(const event::RecoveryCancelled& e) { return ended(e, RequestStep::cancelled, RequestEnd::cancelled); }
  Status operator()(const event::RecoveryVoided& e) { return ended(e, RequestStep::voided, end_of_void(e.why)); }
  Status operator()(const event::FraudReported& e) {
    note_freeze();
    if (!e.frozen_until) return Done{};
    freeze(*e.frozen_until, e.contact.empty() ? FreezeCause::trustor : FreezeCause::contact, e.contact);
    if (e.contact.empty()) return Done{};
    forget_freeze_of(e.contact);
    circle_.contact_freezes.push_back({e.contact, at_, std::nullopt});
    return Done{};
  }
  Status operator()(const event::AccountFrozen&) {
    note_freeze();
    freeze(kUntilLifted, FreezeCause::host, {});
    return Done{};
  }
  Status operator()(const event::AccountUnfrozen&) {
    circle_.frozen_until.reset();
    circle_.frozen_by = {}, circle_.frozen_by_contact = {}, circle_.frozen_since = {};
    return Done{};
  }
  Status operator()(const event::NoContactConfirmed& e) {
    if (!circle_.contacts.empty()) return impossible(e.kType, "there is a contact");
    circle_.no_contact_confirmed = true;
    return Done{};
  }
  Status operator()(const event::PersonalDataErased&) { return Done{}; }  // records only
  Status operator()(const event::FactsErased&) {
    ++circle_.facts_erased;
    circle_.facts_version = 0;
    circle_.facts_seal.clear();
    return Done{};
  }
  Status operator()(const event::InvitationErased&) { return Done{}; }
  Status operator()(const event::OwnerSeen&) { return owner_seen(); }
  Status operator()(const event::RecoveredByOtherMeans&) {
    circle_.removals.clear();  // asked for by whoever had the account before
    circle_.recovered_at = at_;
    void_grants();
    return owner_seen();
  }
  // A freeze stays, for whoever inquires into it; of the rest nothing is inherited by whoever is given the id later, who has to be
  // seen first.
  Status operator()(const event::AccountClosed&) {
    void_grants();
    Circle closed;
    closed.invitations = std::move(circle_.invitations);
    closed.requests = std::move(circle_.requests);
    closed.wrong_codes = std::move(circle_.wrong_codes);
    closed.frozen_until = circle_.frozen_until;
    closed.frozen_at = circle_.frozen_at;
    closed.frozen_by = circle_.frozen_by, closed.frozen_by_contact = circle_.frozen_by_contact;
    closed.frozen_since = circle_.frozen_since;
    closed.place = circle_.place, closed.protected_once = circle_.protected_once;
    closed.owner_seen_at = circle_.owner_seen_at;
    closed.recovery_locked = circle_.recovery_locked;
    closed.lost_under_recovery = circle_.lost_under_recovery || !circle_.contacts.empty();
    // What the rules find later goes on behind what they have found: the stream is the id's.
    closed.facts_erased = circle_.facts_erased, closed.facts_version = circle_.facts_version;
    closed.facts_seal = circle_.facts_seal;
    closed.last_at = circle_.last_at;
    circle_ = std::move(closed);
    return Done{};
  }
  Status operator()(const event::CallBegan& e) { return begin_call(circle_.calls, e, at_); }
  Status operator()(const event::CallEnded& e) { return end_call(circle_.calls, e); }
  Status operator()(const event::AccountChanged& e) { return note_change(circle_.changes, e); }
  Status operator()(const event::CircleSummed& e) { return summed(e, circle_, e.circle, at_); }

 private:
  template <class Event>
  Status appoint(const Event& e, Appointment appointment) {
    if (e.place < 1 || e.place > kSharePlaces) return impossible(e.kType, "there is no such place");
    if (circle_.place != 0 && circle_.place != e.place) return impossible(e.kType, "the account has another place");
    for (Request& request : circle_.requests) {
      if (request.asks(e.contact)) request.newcomers.push_back(e.contact);
    }
    circle_.contacts.push_back(std::move(appointment));
    circle_.place = e.place, circle_.protected_once = circle_.protected_once || !e.observed;
    circle_.lost_under_recovery = false;
    circle_.no_contact_confirmed = false;
    return Done{};
  }
  // By the order of the events, which equal instants do not have. [R16]
  void void_grants() {
    for (Request& request : circle_.requests) request.grant_void = !request.grant.empty();
  }
  void note_freeze() {
    circle_.frozen_at = at_;
    void_grants();
  }
  // What was asked for may be the fraudsters' own, for all we know.
  void freeze(Instant until, FreezeCause by, const AccountId& contact) {
    circle_.frozen_until = until;
    circle_.frozen_by = by, circle_.frozen_by_contact = contact;
    circle_.frozen_since = at_;
    for (Removal& removal : circle_.removals) removal.suspended = true;
  }
  void forget_freeze_of(const AccountId& contact) {
    std::erase_if(circle_.contact_freezes, [&](const ContactFreeze& freeze) { return freeze.contact == contact; });
  }
  bool forget_removal(const AccountId& contact, const std::string& by) {
    return std::erase_if(circle_.removals, [&](const Removal& r) { return r.contact == contact && r.by == by; }) > 0;
  }
  Status owner_seen() {
    circle_.owner_seen_at = at_;
    circle_.recovery_locked = false;
    circle_.lost_under_recovery = false;
    circle_.unavailable_start_at.reset();
    for (ContactFreeze& freeze : circle_.contact_freezes) {
      if (!freeze.owner_seen_at) freeze.owner_seen_at = at_;
    }
    return Done{};
  }
  // `as`: nothing when the event has a word that there is not.
  template <class Event>
  Status ended(const Event& e, RequestStep how, std::optional<RequestEnd> as) {
    if (!as) return impossible(e.kType, "it does not say who or what has ended the request");
    Request* request = step(e.request, how);
    return request ? (note_end(*request, *as), Status(Done{})) : illegal(e.kType);
  }
  void note_end(Request& request, RequestEnd as) const {
    request.end = as;
    request.ended_at = at_;
  }
  // A newer code takes the place of the one that there was.
  static void put_behind(Approval& approval) {
    if (approval.older.size() == kOlderCodes) approval.older.erase(approval.older.begin());
    approval.older.push_back({approval.challenge, approval.code_key});
  }
  Status to_be_sent(Approval& approval) {
    approval.last_asked_at = at_;
    ++approval.asked;
    return sms_is(approval, approval.asked, SmsState::on_its_way);
  }
  // What is told of an earlier send than the newest is counted, and not shown.
  Status sms_is(Approval& approval, std::int64_t send, SmsState state) const {
    if (send != approval.asked) return Done{};
    approval.sms = state;
    approval.sms_at = at_;
    return Done{};
  }
  // Whatever has become of the request meanwhile.
  template <class Event>
  Approval* approval_sent(const Event& e) {
    for (Request& request : circle_.requests) {
      if (request.id != e.request) continue;
      const Approval* known = request.approval_of(e.contact);
      if (!known || e.send < 1 || e.send > known->asked) return nullptr;
      return &request.approvals[static_cast<std::size_t>(known - request.approvals.data())];
    }
    return nullptr;
  }
  Status close_invitation(std::string_view event, const InvitationId& id) {
    for (SentInvitation& invitation : circle_.invitations) {
      if (invitation.id == id && !invitation.closed) return invitation.closed = true, Done{};
    }
    return impossible(event, "there is no such open invitation");
  }
  // Takes the step; nullptr (and nothing changed) when the table does not have it.
  Request* step(const RequestId& id, RequestStep how) {
    for (Request& request : circle_.requests) {
      if (request.id != id) continue;
      const auto to = next(request.state, how);
      if (!to) return nullptr;
      request.state = *to;
      return &request;
    }
    return nullptr;
  }
  Approval* approval_step(const RequestId& id, const AccountId& contact, RequestStep how) {
    const Request* before = circle_.request(id);
    const Approval* known = before ? before->approval_of(contact) : nullptr;
    if (!known || known->confirmed) return nullptr;
    Request* request = step(id, how);
    return request ? &request->approvals[static_cast<std::size_t>(known - before->approvals.data())] : nullptr;
  }
  static Status illegal(std::string_view event) {
    return impossible(event, "the state machine of requests has no such transition");
  }

  Circle& circle_;
  Instant at_;
};

// --- contact

class ContactFold {
 public:
  ContactFold(ContactRecord& contact, Instant at) : contact_(contact), at_(at) {}

  Status operator()(const event::ServiceBegun& e) {
    if (contact_.serves(e.trustor)) return impossible(e.kType, "the contact serves the trustor already");
    contact_.trustors.push_back(e.trustor), contact_.closed = false;
    return Done{};
  }
  Status operator()(const event::ServiceEnded& e) {
    if (std::erase(contact_.trustors, e.trustor) == 0) return impossible(e.kType, "the contact does not serve the trustor");
    return Done{};
  }
  Status operator()(const event::CodeFailed& e) {
    ++contact_.wrong_codes_in_a_row;
    if (e.locked_until) {
      contact_.locked_until = e.locked_until;
      contact_.wrong_codes_in_a_row = 0;  // the lock is the price; after it the count begins anew
    }
    return Done{};
  }
  Status operator()(const event::CodePassed&) {
    contact_.wrong_codes_in_a_row = 0;
    return Done{};
  }
  Status operator()(const event::CallBegan& e) { return begin_call(contact_.calls, e, at_); }
  Status operator()(const event::CallEnded& e) { return end_call(contact_.calls, e); }
  Status operator()(const event::AccountChanged& e) { return note_change(contact_.changes, e); }
  Status operator()(const event::AccountClosed&) {
    contact_ = ContactRecord{.trustors = {}, .last_at = contact_.last_at, .closed = true};
    return Done{};
  }
  Status operator()(const event::ContactSummed& e) { return summed(e, contact_, e.contact, at_); }

 private:
  ContactRecord& contact_;
  Instant at_;
};

// --- invitation

class InvitationFold {
 public:
  InvitationFold(Invitation& invitation, Instant at) : invitation_(invitation), at_(at) {}

  Status operator()(const event::InvitationCreated& e) {
    if (auto stepped = step(e.kType, InvitationStep::created); !stepped) return stepped;
    invitation_.trustor = e.trustor;
    invitation_.name = e.name;
    invitation_.phone_masked = e.phone_masked;
    invitation_.phone_tag = e.phone_tag;
    invitation_.sent_at = at_;
    invitation_.expires_at = e.expires_at;
    invitation_.policy = e.policy;
    invitation_.epoch = e.epoch;
    invitation_.keep_until = e.keep_until;
    invitation_.exists = true;
    return Done{};
  }
  Status operator()(const event::InvitationAccepted& e) { return step(e.kType, InvitationStep::accepted); }
  Status operator()(const event::InvitationDeclined& e) { return step(e.kType, InvitationStep::declined); }
  Status operator()(const event::InvitationCancelled& e) { return step(e.kType, InvitationStep::cancelled); }
  Status operator()(const event::InvitationReleased& e) {
    if (!invitation_.exists || e.keep_until > invitation_.keep_until) return impossible(e.kType, "it is kept for longer");
    invitation_.keep_until = e.keep_until;
    return Done{};
  }

 private:
  Status step(std::string_view event, InvitationStep how) {
    const auto from = invitation_.exists ? std::optional(invitation_.state) : std::nullopt;
    const auto to = next(from, how);
    if (!to) return impossible(event, "the state machine of invitations has no such transition");
    invitation_.state = *to;
    return Done{};
  }
  Invitation& invitation_;
  Instant at_;
};

template <class State, class Event, class Fold>
Status folded(State& state, const Envelope& envelope, const Event& event, Fold fold) {
  if (auto ordered = check_order(state, envelope, event); !ordered) return ordered;
  auto status = std::visit(fold, event);
  if (status) state.last_at = envelope.at;
  return status;
}

}  // namespace

Status evolve(Circle& circle, const Envelope& envelope, const CircleEvent& event) {
  auto status = folded(circle, envelope, event, CircleFold(circle, envelope.at));
  if (const std::string* facts = facts_of(event); status && facts && !facts->empty()) {
    ++circle.facts_version;
    circle.facts_seal = *facts;
  }
  return status;
}

Status evolve(ContactRecord& contact, const Envelope& envelope, const ContactEvent& event) {
  return folded(contact, envelope, event, ContactFold(contact, envelope.at));
}

Status evolve(Invitation& invitation, const Envelope& envelope, const InvitationEvent& event) {
  return folded(invitation, envelope, event, InvitationFold(invitation, envelope.at));
}

Status evolve(RealmRecord& realm, const Envelope& envelope, const RealmEvent& event) {
  return folded(realm, envelope, event, RealmFold(realm));
}

}  // namespace doverie
