// SPDX-License-Identifier: Apache-2.0
//
// What do a circle, a request, a contact or an invitation amount to at one moment? Expiry, freezes, locks and limits are stored
// nowhere: they are computed from state and time at every decision, here, by functions of values. Deadlines: expired when
// now >= deadline. Windows: an event counts while now - at < window.
#ifndef DOVERIE_SRC_CORE_DECISIONS_NOW_H_
#define DOVERIE_SRC_CORE_DECISIONS_NOW_H_

#include <vector>

#include "core/records/state.h"
#include "doverie/core/facts.h"

namespace doverie {

inline constexpr std::chrono::hours kDay{24};
// Starts that nobody could confirm are written down no more often than this. Ours.
inline constexpr std::chrono::hours kUnavailableStartPause{1};
// NIST SP 800-63B-4 names no window for a subscriber's failed attempts; 30 days is our choice.
inline constexpr std::chrono::hours kWrongCodeWindow{24 * 30};

// Reasons against a command, gathered one by one; all of them are told.
class Objections {
 public:
  void add(ReasonCode code, std::optional<std::int64_t> needs = {}, std::optional<std::int64_t> has = {}) {
    reasons_.push_back({code, needs, has});
  }
  void add(bool objectionable, ReasonCode code, std::optional<std::int64_t> needs = {},
           std::optional<std::int64_t> has = {}) {
    if (objectionable) add(code, needs, has);
  }
  void add(const std::vector<Reason>& reasons) { reasons_.insert(reasons_.end(), reasons.begin(), reasons.end()); }
  bool any() const { return !reasons_.empty(); }
  // REQUIRES: any().
  Rejection rejection() const;

 private:
  std::vector<Reason> reasons_;
};

// What the directory has said of an account; nothing when it knows no such account.
using Facts = std::optional<AccountFacts>;

// --- requests and invitations

// The state now. Expired and voided are found here, never stored; `voided`: opened before a backup was restored, or under a
// policy that was revoked since.
RequestState state_now(const Request& request, bool voided, Instant now);
InvitationState state_now(const Invitation& invitation, Instant now);
// The reason why a request in this state cannot go on. REQUIRES: !is_open(state).
ReasonCode ended_reason(RequestState state);
// When an approved request that has to wait can be redeemed; nothing (the epoch of time) otherwise.
Instant redeem_from(const Request& request);
// Requests that are stored as running and have not run out, void ones too: what a denial, a report or an approval of another
// has to end.
std::vector<const Request*> running(const Circle& circle, Instant now);
// Whether the trustor's facts tell of a change of phone or SIM since the request began.
bool change_dated_since_start(const Request& request, const Facts& trustor);

// --- the circle

// Whether recoveries of the account wait for its contact, under a share of so many of a thousand (World::protected_share). Who was
// protected once stays so, whatever the share is now.
bool is_protected(const Circle& circle, std::int32_t share);

bool frozen(const Circle& circle, Instant now);
// Instants of what is counted, in no order.
using Times = std::vector<Instant>;
// Wrong codes against the trustor in the window, since the owner was last seen; whether there was one too many, which only the
// owner lifts, or there are too many for the policy.
Times wrong_codes_against(const Circle& circle, Instant now);
bool recovery_locked(const Circle& circle, const Policy& policy, Instant now);
// The same of this contact alone.
Times wrong_codes_of(const Circle& circle, std::string_view contact, Instant now);
// Wrong codes, and wrong conversation codes, of this contact against this trustor in the last day.
Times wrong_codes_today(const Circle& circle, std::string_view contact, Instant now);
Times wrong_numbers_today(const Circle& circle, std::string_view contact, Instant now);
// Whether a start found no contact who can confirm, in the last day and since the owner was last seen.
bool recently_unavailable(const Circle& circle, Instant now);
// The removal that this side has asked for and that can be done, now or later; nullptr when there is none.
const Removal* standing_removal(const Circle& circle, std::string_view contact, std::string_view by, Instant now);

// Whether a report of this contact's freezes the account: not for `pause` after the owner was seen behind the last one that did.
bool report_freezes(const Circle& circle, std::string_view contact, Duration pause, Instant now);
// Whether seeing the owner changes anything: something weak waits for it.
bool waits_for_owner(const Circle& circle, const Policy& policy, Instant now);
// A start within the last day, and nobody has seen the owner since.
bool started_unseen(const Circle& circle, const Request& request, Instant now);
// Another open request that a contact of the circle has approved: of two, one at most is the owner's.
bool approved_otherwise(const Circle& circle, const std::vector<const Request*>& open, const Request& request);
bool approved_by_another(const Circle& circle, const Request& request, std::string_view contact);

// --- people

bool contact_locked(const ContactRecord& contact, Instant now);
// The last change of that kind that is on record; nullptr when there is none.
const Change* change_of(const std::vector<Change>& changes, AccountChange what);
// When the contact's phone or its SIM was last changed, by the facts and by what is on record.
std::optional<Instant> phone_changed_at(const Facts& contact, const ContactRecord& record);
// Two accounts of one person: the same id, or the same phone.
struct Person {
  const AccountId& id;
  const Facts& facts;
};
bool same_person(const Person& trustor, const Person& contact);

// --- codes

bool code_expired(const Approval& approval, Instant now);
// Until when the person's call, as the directory tells it, holds anything back.
std::optional<Instant> in_call_until(const Facts& person, Duration call_hold, Instant now);
// The call that lasts longest, by what is known: until when codes are held back, if they are.
std::optional<Instant> held_until(const std::vector<Call>& calls, Instant now);
// The same for a code of this contact for this trustor: fraudsters talk to the one or to the other.
std::optional<Instant> held_until(const Circle& trustor, const ContactRecord& contact, Instant now);
// Until when every window of wrong codes counts as full, because a backup was restored that may not know of some.
std::optional<Instant> codes_blocked_until(const std::optional<Instant>& restored_at, Instant now);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_NOW_H_
