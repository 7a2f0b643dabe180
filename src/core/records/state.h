// SPDX-License-Identifier: Apache-2.0
//
// State: what the events of a stream add up to. It is stored in one place only, in the events that sum a long stream up
// (docs/decisions/0018): what has fields() is written there, under names that are for ever.
#ifndef DOVERIE_SRC_CORE_RECORDS_STATE_H_
#define DOVERIE_SRC_CORE_RECORDS_STATE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/eligibility/verdict.h"
#include "core/records/levels.h"
#include "doverie/core/answers.h"
#include "doverie/core/policy.h"

namespace doverie {

// The end of a freeze that has none: later than every clock that is accepted.
inline constexpr Instant kUntilLifted = kLatestNow;

// So many codes that newer ones have taken the place of are told from wrong ones. Our choice.
inline constexpr std::size_t kOlderCodes = 3;

// Shares are counted in accounts of so many.
inline constexpr std::int64_t kSharePlaces = 1000;

// So many versions of the library are remembered. Our choice.
inline constexpr std::size_t kSeenVersions = 16;

struct Appointment {
  AccountId contact;
  Instant appointed_at;
  Instant active_from;
  PolicyPin policy;    // of the invitation: under which the link was made
  Instant imported{};  // of a link that comes from another system: since when it was there; nothing otherwise
  template <class Self, class V>
  static void fields(Self& a, V& v) {
    v("contact", a.contact), v("appointed_at", a.appointed_at), v("active_from", a.active_from), v("policy", a.policy);
    v.optional("imported", a.imported);
  }

  // Since when the two are linked, for people to read. What may be decided goes by appointed_at.
  Instant since() const { return imported == Instant{} ? appointed_at : imported; }
};

// A removal or resignation that was asked for and can be done from then on.
struct Removal {
  AccountId contact;
  std::string by;  // "trustor" or "contact": each side asks for itself
  Instant possible_from;
  bool suspended = false;  // fraud was reported, or the account frozen, since it was asked for
  template <class Self, class V>
  static void fields(Self& r, V& v) {
    v("contact", r.contact), v("by", r.by), v("possible_from", r.possible_from), v.optional("suspended", r.suspended);
  }
};

struct SentInvitation {
  InvitationId id;
  Instant sent_at;
  Instant expires_at;
  bool closed = false;  // withdrawn or accepted; a decline is not told to the circle
  template <class Self, class V>
  static void fields(Self& i, V& v) {
    v("invitation", i.id), v("sent_at", i.sent_at), v("expires_at", i.expires_at), v("closed", i.closed);
  }
};

// A code that a newer one has taken the place of. Its SMS may still come.
struct OlderCode {
  std::string challenge;
  std::string code_key;
  template <class Self, class V>
  static void fields(Self& o, V& v) {
    v("challenge", o.challenge), v("key", o.code_key);
  }
};

// One contact's yes to one request.
struct Approval {
  AccountId contact;
  Instant given_at;
  std::string challenge;  // the current one
  std::string code_key;
  std::string phone_binding;
  Instant code_issued_at;
  Instant code_expires_at;
  Instant last_asked_at;
  std::int64_t asked = 0;       // how often a code was to be sent: the newest send has this number
  std::int64_t taken = 0;       // how often the gateway has taken one
  std::int64_t last_taken = 0;  // the newest send that it has taken
  bool confirmed = false;
  std::string attestation;              // the hash of what was attested; the code is bound to it
  SmsState sms = SmsState::on_its_way;  // of the newest send
  Instant sms_at{};                     // since when
  std::vector<OlderCode> older{};       // the newest last, no more than kOlderCodes
  template <class Self, class V>
  static void fields(Self& a, V& v) {
    v("contact", a.contact), v("given_at", a.given_at), v("challenge", a.challenge), v("key", a.code_key);
    v("phone_binding", a.phone_binding), v("code_issued_at", a.code_issued_at), v("code_expires_at", a.code_expires_at);
    v("last_asked_at", a.last_asked_at), v("asked", a.asked), v("taken", a.taken), v("last_taken", a.last_taken);
    v("confirmed", a.confirmed), v("attestation", a.attestation), v("sms", a.sms), v("sms_at", a.sms_at);
    v("older", a.older);
  }
};

struct Request {
  RequestId id;
  std::string number;
  std::string secret_sha256;
  bool verified_factor = false;
  std::int64_t required_approvals = 1;
  Instant started_at;
  Instant expires_at;
  PolicyPin policy;
  std::int64_t epoch = 0;
  std::string phone_binding;  // of the trustor's phone when it began
  RequestState state = RequestState::pending;
  std::vector<Approval> approvals;
  std::vector<AccountId> newcomers{};  // contacts who came in after it had begun: it is none of theirs
  Instant redeem_before{};
  Instant redeem_from{};       // the end of the waiting period, if there is one
  bool number_hidden = false;  // the contact is not shown the number and has to hear it
  std::string grant;           // once redeemed
  Instant redeemed_at{};
  bool grant_void = false;  // the account was frozen, closed or recovered since
  std::string operation{};  // what it is for
  RequestEnd end{};         // how it was ended; 0 while nobody has ended it, which does not say that it has not run out
  Instant ended_at{};
  template <class Self, class V>
  static void fields(Self& r, V& v) {
    v("request", r.id), v("number", r.number), v("secret_sha256", r.secret_sha256);
    v("verified_factor", r.verified_factor), v("required_approvals", r.required_approvals), v("started_at", r.started_at);
    v("expires_at", r.expires_at), v("policy", r.policy), v("epoch", r.epoch), v("phone_binding", r.phone_binding);
    v("state", r.state), v.optional("newcomers", r.newcomers);
    v("approvals", r.approvals), v("redeem_before", r.redeem_before), v.optional("redeem_from", r.redeem_from);
    v.optional("number_hidden", r.number_hidden), v.optional("grant", r.grant), v.optional("redeemed_at", r.redeemed_at);
    v.optional("grant_void", r.grant_void);
    v("operation", r.operation), v.optional("end", r.end), v.optional("ended_at", r.ended_at);
  }

  // When it ends by itself.
  Instant deadline() const { return state == RequestState::approved ? redeem_before : expires_at; }
  // By the order of the events, which equal instants do not have. [M7]
  bool asks(std::string_view contact) const;
  const Approval* approval_of(std::string_view contact) const;
  std::int64_t confirmed_approvals() const;
};

struct WrongCode {
  AccountId contact;
  Instant at;
  template <class Self, class V>
  static void fields(Self& w, V& v) {
    v("contact", w.contact), v("at", w.at);
  }
};

// A call that the host has reported, of the trustor in a circle, of the contact in the contact's record.
struct Call {
  std::string id;      // the host's own
  Instant held_until;  // codes are held back until it ends, and no longer than this
  Instant began_at{};  // when it was reported
  template <class Self, class V>
  static void fields(Self& c, V& v) {
    v("call", c.id), v("held_until", c.held_until), v("began_at", c.began_at);
  }
};

// The last change of its kind in the account, of the trustor in a circle, of the contact in the contact's record.
struct Change {
  std::string what;  // name_of(AccountChange)
  Instant since;
  template <class Self, class V>
  static void fields(Self& c, V& v) {
    v("what", c.what), v("since", c.since);
  }
};

// The last time that a contact's report froze the account, and when the owner was first seen after it.
struct ContactFreeze {
  AccountId contact;
  Instant at;
  std::optional<Instant> owner_seen_at;
  template <class Self, class V>
  static void fields(Self& f, V& v) {
    v("contact", f.contact), v("at", f.at), v("owner_seen_at", f.owner_seen_at);
  }
};

struct Circle {
  std::vector<Appointment> contacts;
  std::vector<SentInvitation> invitations;
  std::vector<Request> requests;
  std::vector<WrongCode> wrong_codes;
  std::optional<Instant> frozen_until;
  Instant frozen_at{};                          // the last time that fraud was reported or an operator froze the account
  FreezeCause frozen_by{};                      // of the freeze that runs, or was the last; 0 without one
  AccountId frozen_by_contact{};                // the same, when a contact has reported fraud
  Instant frozen_since{};                       // the same: when it was begun, or turned into an operator's
  std::vector<ContactFreeze> contact_freezes;   // one of a contact
  std::optional<Instant> owner_seen_at;         // the last time the owner was seen with a verified factor
  bool recovery_locked = false;                 // by wrong codes, until the owner was seen again
  bool lost_under_recovery = false;             // a contact was taken away within a day of a start
  std::optional<Instant> unavailable_start_at;  // the last start in vain, until the owner was seen again
  std::vector<Removal> removals;                // asked for, not done
  std::vector<WrongCode> wrong_numbers;         // conversation codes
  std::vector<Call> calls;                      // of the trustor
  std::vector<Change> changes;                  // of the trustor's account, one of a kind
  std::optional<Instant> recovered_at;          // the last recovery of the account that went through here or was reported
  std::int64_t place = 0;                       // 1 to kSharePlaces, drawn at the first appointment; 0: not yet
  bool protected_once = false;                  // a share that falls does not take that back
  bool no_contact_confirmed = false;            // two operators have: a mark of the host's that says otherwise is wrong
  std::int64_t facts_erased = 0;                // how often; each time they go on in another stream
  std::int64_t facts_version = 0;               // how many events stand in that
  std::string facts_seal;                       // of the last of them
  Instant last_at{};
  template <class Self, class V>
  static void fields(Self& c, V& v) {
    v("contacts", c.contacts), v("invitations", c.invitations), v("requests", c.requests), v("wrong_codes", c.wrong_codes);
    v("frozen_until", c.frozen_until), v.optional("frozen_at", c.frozen_at);
    v.optional("frozen_by", c.frozen_by), v.optional("frozen_by_contact", c.frozen_by_contact);
    v.optional("frozen_since", c.frozen_since);
    v("contact_freezes", c.contact_freezes), v("owner_seen_at", c.owner_seen_at);
    v.optional("recovery_locked", c.recovery_locked);
    v("lost_under_recovery", c.lost_under_recovery), v("unavailable_start_at", c.unavailable_start_at);
    v("removals", c.removals), v("wrong_numbers", c.wrong_numbers);
    v("calls", c.calls), v("changes", c.changes), v("recovered_at", c.recovered_at);
    v.optional("place", c.place), v.optional("protected_once", c.protected_once);
    v.optional("no_contact_confirmed", c.no_contact_confirmed);
    v.optional("facts_erased", c.facts_erased), v.optional("facts_version", c.facts_version);
    v.optional("facts_seal", c.facts_seal);
  }

  const Appointment* appointment_of(std::string_view contact) const;
  const Request* request(std::string_view id) const;
  const Removal* removal_of(std::string_view contact, std::string_view by) const;
};

struct ContactRecord {
  std::vector<AccountId> trustors;
  std::int64_t wrong_codes_in_a_row = 0;
  std::optional<Instant> locked_until;
  Instant last_at{};
  std::vector<Call> calls{};
  std::vector<Change> changes{};
  bool closed = false;  // the account, since it served last
  template <class Self, class V>
  static void fields(Self& c, V& v) {
    v("trustors", c.trustors), v("wrong_codes_in_a_row", c.wrong_codes_in_a_row), v("locked_until", c.locked_until);
    v("calls", c.calls), v("changes", c.changes), v.optional("closed", c.closed);
  }

  bool serves(std::string_view trustor) const;
};

struct Invitation {
  InvitationState state = InvitationState::pending;
  AccountId trustor;
  std::string name;
  std::string phone_masked;
  std::string phone_tag;
  Instant sent_at;
  Instant expires_at;
  PolicyPin policy;
  std::int64_t epoch = 0;
  Instant keep_until;  // then it is erased
  bool exists = false;
  Instant last_at{};
};

// A command that was refused: what, which contact acted or was named, and why, by the names of the lists. Never what was typed.
struct Refused {
  std::string what;
  bool verified_factor = false;  // of a start
  AccountId contact{};
  RequestId request{};
  std::vector<std::string> reasons{};
  template <class Self, class V>
  static void fields(Self& r, V& v) {
    v("what", r.what), v.optional("verified_factor", r.verified_factor), v.optional("contact", r.contact);
    v.optional("request", r.request), v("reasons", r.reasons);
  }
  friend bool operator==(const Refused&, const Refused&) = default;
};

// Whether a contact was refused something in the circle of another: then it is about the contact, and why is not the owner's to know.
bool contact_refused(std::string_view what, std::string_view contact);

// What was refused about one account in one period.
struct Refusals {
  struct Entry {
    Instant at;
    Refused refused;
  };
  std::vector<Entry> entries;
  Instant last_at{};
};

// What the rules found when events of a circle were decided, since that was erased.
struct RulesFound {
  std::map<std::int64_t, Verdicts> of_event;  // by its version in the circle, which tells when that was
  Instant last_at{};
};

// A policy that records of the realm may have been made under, whole: a service that has another schedule can read them.
struct NotedPolicy {
  PolicyPin pin;
  std::string document;
  template <class Self, class V>
  static void fields(Self& p, V& v) {
    v("policy", p.pin), v("document", p.document);
  }
};

// A version of the library that has written here: going back to one within the store's level is possible.
struct SeenVersion {
  std::string library;
  std::int64_t level = kFirstLevel;  // that it knows
  Instant first_at{};
  template <class Self, class V>
  static void fields(Self& s, V& v) {
    v("library", s.library), v("level", s.level), v("first_at", s.first_at);
  }
};

// A realm of the store: that it has begun, what is known of restores, and which policies its services have. Sealed as everything
// is, so that nobody who can write to the store can take a restore back.
struct RealmRecord {
  std::int64_t epoch = 0;
  std::optional<Instant> restored_at;
  std::vector<NotedPolicy> policies{};
  std::int64_t level = kFirstLevel;     // what may be written: levels.h
  std::vector<SeenVersion> versions{};  // the newest kSeenVersions
  std::vector<std::string> revoked{};   // ids of policies that a service had revoked, ever
  Instant last_at{};
  template <class Self, class V>
  static void fields(Self& r, V& v) {
    v("epoch", r.epoch), v("restored_at", r.restored_at), v("policies", r.policies), v("level", r.level);
    v("versions", r.versions), v.optional("revoked", r.revoked);
  }

  bool has_seen(std::string_view library, std::int64_t known_level) const;
  const NotedPolicy* policy(const PolicyPin& pin) const;
};

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_STATE_H_
