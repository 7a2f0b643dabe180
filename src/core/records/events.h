// SPDX-License-Identifier: Apache-2.0
//
// The room of records: what has happened? Events are the only truth, and they are never changed. State is their fold
// (evolve), its steps stand in one table (transitions), what holds of every state is checked (invariants), and every
// event is chained to the one before it (seals).
//
// This file: everything that can have happened, and how it is written down. An event is a struct whose fields() names its
// members: reading and writing both go by it (event_fields.h). Types and field names are for ever; a change of meaning is a new
// version (event_codec.h), and readers keep understanding the old one. No event of circle/ or contact/ holds personal data.
#ifndef DOVERIE_SRC_CORE_RECORDS_EVENTS_H_
#define DOVERIE_SRC_CORE_RECORDS_EVENTS_H_

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/bytes/json.h"
#include "core/confirmation/answered.h"
#include "core/eligibility/verdict.h"
#include "core/records/clock_reset.h"
#include "core/records/levels.h"
#include "core/records/state.h"
#include "doverie/core/answers.h"
#include "doverie/core/policy.h"
#include "doverie/core/records.h"
#include "doverie/core/result.h"
#include "doverie/core/time.h"

namespace doverie {

namespace event {

// --- circle/<trustor>
// `rules`: what the rules found about people. It is no field of the event but stands beside it in facts/, so that it can be erased; the
// event has the seal that it stands under there (`facts`).
struct InvitationSent {
  static constexpr const char* kType = "invitation_sent";
  InvitationId invitation;
  Instant expires_at;
  PolicyPin policy;
  Verdicts rules;
  std::string facts{};  // the seal of `rules` in facts/
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("invitation", e.invitation), v("expires_at", e.expires_at), v("policy", e.policy), v.optional("facts", e.facts);
  }
};
struct InvitationWithdrawn {
  static constexpr const char* kType = "invitation_withdrawn";
  InvitationId invitation;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("invitation", e.invitation);
  }
};
struct ContactAppointed {
  static constexpr const char* kType = "contact_appointed";
  AccountId contact;
  InvitationId invitation;
  Instant active_from;
  PolicyPin policy;
  Verdicts rules;
  std::int64_t place = 0;  // of the account, 1 to 1000
  bool observed = false;   // the policy does not protect it yet
  std::string facts{};     // the seal of `rules` in facts/
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("contact", e.contact), v("invitation", e.invitation), v("active_from", e.active_from), v("policy", e.policy);
    v.optional("facts", e.facts), v("place", e.place), v.optional("observed", e.observed);
  }
};
// A link of the system that was there before, since `since`: nobody has invited anybody here.
struct LinkImported {
  static constexpr const char* kType = "link_imported";
  AccountId contact;
  Instant since;
  Instant active_from;
  PolicyPin policy;  // in force when it was imported
  std::string operator_id;
  Verdicts rules;
  bool checked_at_use = false;  // no rule was asked about the people: every use of the link asks
  std::int64_t place = 0;       // of the account, 1 to 1000
  bool observed = false;        // the policy does not protect it yet
  std::string facts{};          // the seal of `rules` in facts/
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("contact", e.contact), v("since", e.since), v("active_from", e.active_from), v("policy", e.policy);
    v("operator", e.operator_id), v.optional("facts", e.facts), v.optional("checked_at_use", e.checked_at_use);
    v("place", e.place), v.optional("observed", e.observed);
  }
};
struct ContactRemoved {
  static constexpr const char* kType = "contact_removed";
  AccountId contact;
  std::string by;       // "trustor", "contact", or "closed" when the contact's account is no more
  bool under_recovery;  // by somebody who may not be the owner: the account is not thereby unprotected
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("contact", e.contact), v("by", e.by), v("under_recovery", e.under_recovery);
  }
};
// Has to wait until it can be done; the other side is told.
struct RemovalAsked {
  static constexpr const char* kType = "removal_asked";
  AccountId contact;
  std::string by;  // "trustor" or "contact"
  Instant possible_from;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("contact", e.contact), v("by", e.by), v("possible_from", e.possible_from);
  }
};
struct RemovalWithdrawn {
  static constexpr const char* kType = "removal_withdrawn";
  AccountId contact;
  std::string by;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("contact", e.contact), v("by", e.by);
  }
};
// With a verified factor, after a report of fraud had suspended it.
struct RemovalResumed {
  static constexpr const char* kType = "removal_resumed";
  AccountId contact;
  std::string by;
  Instant possible_from;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("contact", e.contact), v("by", e.by), v("possible_from", e.possible_from);
  }
};
struct RecoveryStarted {
  static constexpr const char* kType = "recovery_started";
  RequestId request;
  std::string number;
  std::string secret_sha256;  // hex
  bool verified_factor;
  std::int64_t required_approvals;
  Instant expires_at;
  PolicyPin policy;
  std::int64_t epoch;
  Verdicts rules;
  std::string phone_binding;   // keyed hash of the trustor's phone, good for this request only
  bool number_hidden = false;  // from the contact, who has to hear it
  std::string operation{};     // what the contact is to confirm
  bool observed = false;       // the answer was not_protected
  std::string facts{};         // the seal of `rules` in facts/
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("number", e.number), v("secret_sha256", e.secret_sha256);
    v("verified_factor", e.verified_factor), v("required_approvals", e.required_approvals), v("expires_at", e.expires_at);
    v("policy", e.policy), v("epoch", e.epoch), v.optional("facts", e.facts), v("phone_binding", e.phone_binding);
    v.optional("number_hidden", e.number_hidden), v("operation", e.operation), v.optional("observed", e.observed);
  }
};
// Why nobody could confirm, as far as records alone tell; what the facts say of people stands in facts/. `reason`: of reasons.def, or
// contact_lost or too_few_contacts, which are about no contact.
struct Obstacle {
  AccountId contact;
  std::string reason;
  template <class Self, class V>
  static void fields(Self& o, V& v) {
    v.optional("contact", o.contact), v("reason", o.reason);
  }
};
// A start that was answered contact_unavailable.
struct RecoveryUnavailable {
  static constexpr const char* kType = "recovery_unavailable";
  bool verified_factor;
  std::string operation{};
  std::vector<Obstacle> obstacles{};
  Verdicts rules{};     // of everybody whom the rules were asked about
  std::string facts{};  // the seal of `rules` in facts/
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("verified_factor", e.verified_factor), v("operation", e.operation), v("obstacles", e.obstacles);
    v.optional("facts", e.facts);
  }
};
// The contact has typed another number than the request's.
struct NumberRejected {
  static constexpr const char* kType = "number_rejected";
  RequestId request;
  AccountId contact;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("contact", e.contact);
  }
};
struct ApprovalGiven {
  static constexpr const char* kType = "approval_given";
  RequestId request;
  AccountId contact;
  std::string statements;  // the version of the texts: attestation.h
  PolicyPin policy;
  Verdicts rules;
  std::vector<Answered> answers;
  std::string attestation;  // attestation_hash()
  std::string operation{};  // what the contact was shown
  std::string facts{};      // the seal of `rules` in facts/
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("contact", e.contact), v("statements", e.statements), v("policy", e.policy),
        v.optional("facts", e.facts), v("answers", e.answers), v("attestation", e.attestation), v("operation", e.operation);
  }
};
// A code was made for the contact: the first one, or a new one after the old one died.
struct CodeIssued {
  static constexpr const char* kType = "code_issued";
  RequestId request;
  AccountId contact;
  std::string challenge;
  std::string key;            // id of the code key
  std::string phone_binding;  // keyed hash of the phone, good for this challenge only
  Instant expires_at;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("contact", e.contact), v("challenge", e.challenge), v("key", e.key);
    v("phone_binding", e.phone_binding), v("expires_at", e.expires_at);
  }
};
struct CodeResent {
  static constexpr const char* kType = "code_resent";
  RequestId request;
  AccountId contact;
  std::string challenge;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("contact", e.contact), v("challenge", e.challenge);
  }
};
// The gateway has taken the SMS, or may have: it cannot be known whether one that timed out will come.
struct CodeTaken {
  static constexpr const char* kType = "code_taken";
  RequestId request;
  AccountId contact;
  std::int64_t send;  // the how-manieth of the approval
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("contact", e.contact), v("send", e.send);
  }
};
// The gateway has reported that the SMS is on the phone.
struct CodeDelivered {
  static constexpr const char* kType = "code_delivered";
  RequestId request;
  AccountId contact;
  std::int64_t send;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("contact", e.contact), v("send", e.send);
  }
};
struct CodeUndelivered {
  static constexpr const char* kType = "code_undelivered";
  RequestId request;
  AccountId contact;
  std::int64_t send;
  std::string why;  // "refused" by the gateway, "expired" before it took it, or "reported" by it
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("contact", e.contact), v("send", e.send), v("why", e.why);
  }
};
struct CodeRejected {
  static constexpr const char* kType = "code_rejected";
  RequestId request;
  AccountId contact;
  std::string challenge;
  bool locks_recovery = false;  // it was one too many against the trustor
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("contact", e.contact), v("challenge", e.challenge);
    v.optional("locks_recovery", e.locks_recovery);
  }
};
struct CodeConfirmed {
  static constexpr const char* kType = "code_confirmed";
  RequestId request;
  AccountId contact;
  std::string challenge;
  PolicyPin policy;
  Verdicts rules;
  std::string facts{};  // the seal of `rules` in facts/
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("contact", e.contact), v("challenge", e.challenge), v("policy", e.policy),
        v.optional("facts", e.facts);
  }
};
struct RecoveryApproved {
  static constexpr const char* kType = "recovery_approved";
  RequestId request;
  Instant redeem_before;
  Instant redeem_from{};  // when there is a waiting period
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("redeem_before", e.redeem_before), v.optional("redeem_from", e.redeem_from);
  }
};
struct RecoveryRedeemed {
  static constexpr const char* kType = "recovery_redeemed";
  RequestId request;
  std::string grant;
  PolicyPin policy;
  Verdicts rules;
  std::string operation{};  // what the host was to do
  std::string facts{};      // the seal of `rules` in facts/
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("grant", e.grant), v("policy", e.policy), v.optional("facts", e.facts);
    v("operation", e.operation);
  }
};
struct RecoveryDenied {
  static constexpr const char* kType = "recovery_denied";
  RequestId request;
  std::string by;  // "trustor", "contact", or "approval" when another request was approved
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("by", e.by);
  }
};
struct RecoveryCancelled {
  static constexpr const char* kType = "recovery_cancelled";
  RequestId request;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request);
  }
};
struct RecoveryVoided {
  static constexpr const char* kType = "recovery_voided";
  RequestId request;
  std::string why;  // "fraud", "operator", "other_means", "account_changed" or "account_closed"
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v("why", e.why);
  }
};
struct FraudReported {
  static constexpr const char* kType = "fraud_reported";
  std::string by;                       // "trustor" or "contact"
  AccountId contact;                    // which one; empty when the trustor has reported it
  std::optional<Instant> frozen_until;  // nothing when the contact has frozen the account before, and the owner was seen
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("by", e.by), v.optional("contact", e.contact), v("frozen_until", e.frozen_until);
  }
};
// Until it is lifted.
struct AccountFrozen {
  static constexpr const char* kType = "account_frozen";
  std::string operator_id;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("operator", e.operator_id);
  }
};
// By two operators.
struct AccountUnfrozen {
  static constexpr const char* kType = "account_unfrozen";
  std::string operator_id;
  std::string second_operator_id;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("operator", e.operator_id), v("second_operator", e.second_operator_id);
  }
};
// The host's mark that there is one is wrong: two operators have looked.
struct NoContactConfirmed {
  static constexpr const char* kType = "no_contact_confirmed";
  std::string operator_id;
  std::string second_operator_id;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("operator", e.operator_id), v("second_operator", e.second_operator_id);
  }
};
// Of the account whose circle it is: so many streams with personal data are tombstones now. What the same command withdraws
// stands behind it.
struct PersonalDataErased {
  static constexpr const char* kType = "personal_data_erased";
  std::string operator_id;
  std::int64_t invitations;
  std::int64_t held = 0;  // so many were not erased: their trustors' accounts are frozen or under recovery
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("operator", e.operator_id), v("invitations", e.invitations), v.optional("held", e.held);
  }
};
// What the rules have found about the people of this circle is erased, because one of them was.
struct FactsErased {
  static constexpr const char* kType = "facts_erased";
  template <class Self, class V>
  static void fields(Self&, V&) {}
};
// Its time was over: the stream is a tombstone now.
struct InvitationErased {
  static constexpr const char* kType = "invitation_erased";
  InvitationId invitation;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("invitation", e.invitation);
  }
};
// With a verified factor.
struct OwnerSeen {
  static constexpr const char* kType = "owner_seen";
  template <class Self, class V>
  static void fields(Self&, V&) {}
};
struct RecoveredByOtherMeans {
  static constexpr const char* kType = "recovered_by_other_means";
  std::string channel;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("channel", e.channel);
  }
};

// The account is no more. Of the trustor in circle/, of the contact in contact/.
struct AccountClosed {
  static constexpr const char* kType = "account_closed";
  template <class Self, class V>
  static void fields(Self&, V&) {}
};

// Of the trustor in circle/, of the contact in contact/.
struct CallBegan {
  static constexpr const char* kType = "call_began";
  std::string call;
  Instant held_until;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("call", e.call), v("held_until", e.held_until);
  }
};
struct CallEnded {
  static constexpr const char* kType = "call_ended";
  std::string call;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("call", e.call);
  }
};

// Of the trustor in circle/, of the contact in contact/.
struct AccountChanged {
  static constexpr const char* kType = "account_changed";
  std::string what;  // name_of(AccountChange)
  Instant since;
  std::string by;  // "host", or "facts" when a command found it
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("what", e.what), v("since", e.since), v("by", e.by);
  }
};

// Everything before it, summed up: a stream that has become long is loaded from here on. The seal of the event before is
// inside, so that this one's can be checked without it.
struct CircleSummed {
  static constexpr const char* kType = "circle_summed";
  std::string previous_seal;
  Circle circle;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("previous_seal", e.previous_seal), v("circle", e.circle);
  }
};

// --- invitation/<id>: the only stream with personal data; erasable
struct InvitationCreated {
  static constexpr const char* kType = "invitation_created";
  AccountId trustor;
  std::string name;
  std::string phone_masked;
  std::string phone_tag;
  Instant expires_at;
  PolicyPin policy;
  std::int64_t epoch;
  Instant keep_until;  // then it is erased
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("trustor", e.trustor), v("name", e.name), v("phone_masked", e.phone_masked), v("phone_tag", e.phone_tag);
    v("expires_at", e.expires_at), v("policy", e.policy), v("epoch", e.epoch), v("keep_until", e.keep_until);
  }
};
struct InvitationAccepted {
  static constexpr const char* kType = "invitation_accepted";
  AccountId contact;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("contact", e.contact);
  }
};
struct InvitationDeclined {
  static constexpr const char* kType = "invitation_declined";
  AccountId contact;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("contact", e.contact);
  }
};
// Whoever was invited has been erased: the stream goes as soon as nobody is shown it any more.
struct InvitationReleased {
  static constexpr const char* kType = "invitation_released";
  Instant keep_until;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("keep_until", e.keep_until);
  }
};
struct InvitationCancelled {
  static constexpr const char* kType = "invitation_cancelled";
  template <class Self, class V>
  static void fields(Self&, V&) {}
};

// --- contact/<account>
struct ServiceBegun {
  static constexpr const char* kType = "service_begun";
  AccountId trustor;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("trustor", e.trustor);
  }
};
struct ServiceEnded {
  static constexpr const char* kType = "service_ended";
  AccountId trustor;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("trustor", e.trustor);
  }
};
struct CodeFailed {
  static constexpr const char* kType = "code_failed";
  AccountId trustor;
  std::optional<Instant> locked_until;  // when this was one too many in a row
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("trustor", e.trustor), v("locked_until", e.locked_until);
  }
};
struct CodePassed {
  static constexpr const char* kType = "code_passed";
  AccountId trustor;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("trustor", e.trustor);
  }
};

struct ContactSummed {
  static constexpr const char* kType = "contact_summed";
  std::string previous_seal;
  ContactRecord contact;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("previous_seal", e.previous_seal), v("contact", e.contact);
  }
};

// --- facts/<how often they were erased>.<trustor>
// What the rules found when an event of the circle was decided. Only the timeline loads it; it is erased when one of the people is.
struct RulesLooked {
  static constexpr const char* kType = "rules_looked";
  std::int64_t version = 0;  // of the event, in circle/<trustor>
  Verdicts rules;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("version", e.version), v("rules", e.rules);
  }
};

// --- refused/<period>.<account>
// No decision about people loads it; it is erased with its period, and with the person.
struct CommandRefused : Refused {
  static constexpr const char* kType = "command_refused";
};

// --- realm/
// Everything that there is to know of the realm: the first one begins it, and each sums up those before it.
struct RealmNoted {
  static constexpr const char* kType = "realm_noted";
  std::string previous_seal;
  RealmRecord realm;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("previous_seal", e.previous_seal), v("realm", e.realm);
  }
};

}  // namespace event

// What goes over all events is out of line, as that of Command.
struct CircleEvent
    : std::variant<event::InvitationSent, event::InvitationWithdrawn, event::ContactAppointed, event::ContactRemoved,
                   event::RecoveryStarted, event::ApprovalGiven, event::CodeIssued, event::CodeResent, event::CodeTaken,
                   event::CodeDelivered, event::CodeUndelivered, event::CodeRejected, event::CodeConfirmed,
                   event::RecoveryApproved, event::RecoveryRedeemed, event::RecoveryDenied, event::RecoveryCancelled,
                   event::RecoveryVoided, event::FraudReported, event::OwnerSeen, event::RecoveredByOtherMeans,
                   event::RecoveryUnavailable, event::RemovalAsked, event::RemovalWithdrawn, event::NumberRejected,
                   event::AccountFrozen, event::AccountUnfrozen, event::CallBegan, event::CallEnded, event::AccountChanged,
                   event::NoContactConfirmed, event::PersonalDataErased, event::FactsErased, event::InvitationErased,
                   event::RemovalResumed, event::AccountClosed, event::LinkImported, event::CircleSummed> {
  using variant::variant;
  CircleEvent();
  CircleEvent(const CircleEvent&);
  CircleEvent(CircleEvent&&) noexcept;
  CircleEvent& operator=(const CircleEvent&);
  CircleEvent& operator=(CircleEvent&&) noexcept;
  ~CircleEvent();
};
struct InvitationEvent : std::variant<event::InvitationCreated, event::InvitationAccepted, event::InvitationDeclined,
                                      event::InvitationCancelled, event::InvitationReleased> {
  using variant::variant;
  InvitationEvent();
  InvitationEvent(const InvitationEvent&);
  InvitationEvent(InvitationEvent&&) noexcept;
  InvitationEvent& operator=(const InvitationEvent&);
  InvitationEvent& operator=(InvitationEvent&&) noexcept;
  ~InvitationEvent();
};
struct ContactEvent
    : std::variant<event::ServiceBegun, event::ServiceEnded, event::CodeFailed, event::CodePassed, event::CallBegan,
                   event::CallEnded, event::AccountChanged, event::AccountClosed, event::ContactSummed> {
  using variant::variant;
  ContactEvent();
  ContactEvent(const ContactEvent&);
  ContactEvent(ContactEvent&&) noexcept;
  ContactEvent& operator=(const ContactEvent&);
  ContactEvent& operator=(ContactEvent&&) noexcept;
  ~ContactEvent();
};

using RealmEvent = std::variant<event::RealmNoted>;
using FactsEvent = std::variant<event::RulesLooked>;
using RefusalEvent = std::variant<event::CommandRefused>;

// What the rules found, which stands beside the event, and its seal there; nullptr for events that no rule was asked about.
Verdicts* rules_of(CircleEvent& event);
const Verdicts* rules_of(const CircleEvent& event);
std::string* facts_of(CircleEvent& event);
const std::string* facts_of(const CircleEvent& event);

// What stands around every event.
struct Envelope {
  Instant at{};
  CivilDate today{};    // the civil date of `at` in the policy's zone, as the decision saw it
  std::string command;  // command id
  std::string context;  // the host's bytes
  // An operator has reset the mark of time, and something that the command writes to lay ahead of the clock: its events may be
  // older than the one before them.
  std::optional<ClockReset> clock_reset{};
  // Of the store that it is written into (levels.h); not written itself.
  std::int64_t level = kFirstLevel;
};

// Canonical JSON: {"type":…,"v":…,"at":…,"today":…,"command":…[,"context":hex][,"clock_reset":…,"longest":µs],fields…}
template <class Event>  // CircleEvent, InvitationEvent, ContactEvent, RealmEvent
std::string encode(const Envelope& envelope, const Event& event);

template <class Event>
struct Decoded {
  Envelope envelope;
  Event event;
  std::int64_t version = 1;  // of its type, as it was written
};

// event_unknown for a type or version that this library does not know, store_corrupt for bytes that are no such event.
template <class Event>
Result<Decoded<Event>> decode(std::string_view bytes, JsonReader& reader);
template <class Event>
Result<Decoded<Event>> decode(std::string_view bytes) {
  JsonReader reader;
  return decode<Event>(bytes, reader);
}

// The seal that a summing event carries of the event before it; nullopt for any other event, and for what is no event.
std::optional<std::string> previous_seal_in(std::string_view bytes, JsonReader& reader);

// Type and instant of any event, for the audit trail.
struct Headline {
  std::string type;
  Instant at;
};
Result<Headline> headline(std::string_view bytes, JsonReader& reader);
inline Result<Headline> headline(std::string_view bytes) {
  JsonReader reader;
  return headline(bytes, reader);
}

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_EVENTS_H_
