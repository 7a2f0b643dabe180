// SPDX-License-Identifier: Apache-2.0
//
// What a circle, a request or an invitation amounts to at one moment: expiry, freezes, locks and limits, all computed from
// time at every decision. Deadlines: expired when now >= deadline. Windows: an event counts while now - at < window.
#ifndef DOVERIE_SRC_CORE_DECISIONS_NOW_H_
#define DOVERIE_SRC_CORE_DECISIONS_NOW_H_

#include <vector>

#include "core/eligibility/eligibility.h"
#include "core/records/state.h"
#include "core/world/world.h"

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

// The state now: expired and voided (a restored backup, a revoked policy) are found here, never stored.
RequestState state_now(const Request& request, const World& world);
bool open_now(const Request& request, const World& world);
// The reason why a request in this state cannot go on. REQUIRES: !is_open(state).
ReasonCode ended_reason(RequestState state);

// When an approved request that has to wait can be redeemed; nothing (the epoch of time) otherwise.
Instant redeem_from(const Request& request);

InvitationState state_now(const Invitation& invitation, const World& world);
// Opened under a lower epoch, or under a policy that was revoked.
bool is_void(const Invitation& invitation, const World& world);

// Until when the invitation is kept: as it says itself, or else as the policy says that it was sent under, or today's.
Instant kept_until(const Invitation& invitation, const World& world);

// The removal that this side has asked for and that can be done, now or later; nullptr when there is none.
const Removal* standing_removal(const Circle& circle, std::string_view contact, std::string_view by, Instant now);

bool frozen(const Circle& circle, Instant now);
// Wrong codes against the trustor in the window, since the owner was last seen; whether they are too many.
std::int64_t wrong_codes_against(const Circle& circle, Instant now);
bool recovery_locked(const Circle& circle, const World& world);
bool contact_locked(const ContactRecord& contact, Instant now);
// The last change of that kind that is on record; nullptr when there is none.
const Change* change_of(const std::vector<Change>& changes, AccountChange what);
// When the account's phone or its SIM was last changed, by the facts and by what is on record of the contact.
// REQUIRES: the facts and the contact's stream were loaded.
std::optional<Instant> phone_changed_at(const World& world, const AccountId& contact);
// Whether the trustor's facts say that phone or SIM have changed since the request began: it is not to go on.
// REQUIRES: the facts were loaded.
bool phone_changed_since_start(const Request& request, const World& world, const AccountId& trustor);

// The call that lasts longest, by what is known: until when codes are held back, if they are.
std::optional<Instant> held_until(const std::vector<Call>& calls, Instant now);
// The same for a code of this contact for this trustor: fraudsters talk to the one or to the other. REQUIRES: the circle and
// the contact's stream were loaded.
std::optional<Instant> held_until(const World& world, const AccountId& trustor, const AccountId& contact);
// Until when every window of wrong codes counts as full, because a backup was restored that may not know of some.
std::optional<Instant> codes_blocked_until(const World& world);
// Wrong codes of this contact against this trustor in the last day.
std::int64_t wrong_codes_today(const Circle& circle, std::string_view contact, Instant now);
bool any_open(const Circle& circle, const World& world);
// Whether a start found no contact who can confirm, in the last day and since the owner was last seen.
bool recently_unavailable(const Circle& circle, const World& world);
// Whether the account was under recovery in the last day: an open request, one that was started, or a start in vain.
bool recently_started(const Circle& circle, const World& world);

// Eligibility of an account. REQUIRES: it was loaded.
Verdicts verdicts_of(Role role, const World& world, const AccountId& account, const Policy& policy);

// The circle, or a rejection when it was erased. REQUIRES: it is loaded.
Result<const Circle*> circle_of(const World& world, const AccountId& trustor);

// Whether every link of the circle can be judged under the policy: policy_unknown when one was made under a policy that would
// be needed and is not in the schedule.
Status check_links(const World& world, const Circle& circle, const Policy& policy);

// Eligibility of both sides of a link, by what the policy says for it. REQUIRES: check_links; the facts of both were loaded.
Verdicts verdicts_of_link(const World& world, const AccountId& trustor, const Appointment& link, const Policy& policy);

// Whether an account can act as a contact of this circle now: active, not locked, another person, no mutual pair, both sides
// eligible.
// REQUIRES: check_links; circle, both accounts' facts and the contact's stream were loaded.
bool can_confirm(const World& world, const AccountId& trustor, const AccountId& contact, const Policy& policy);

// What mutual_pair() has to have loaded of the trustor: the stream that says whose contact the trustor is.
void add_pair(const World& world, const AccountId& trustor, Subjects& subjects);
// Whether the two are each other's contact and today's policy does not allow it. REQUIRES: add_pair was loaded.
bool mutual_pair(const World& world, const AccountId& trustor, const AccountId& contact);

// Wrong conversation codes of this contact against this trustor in the last day.
std::int64_t wrong_numbers_today(const Circle& circle, std::string_view contact, Instant now);

// Two accounts of one person: the same id, or the same phone. REQUIRES: the facts of both were loaded.
bool same_person(const World& world, const AccountId& trustor, const AccountId& contact);

// The reference into the schedule that a request or invitation is pinned to.
Result<const Policy*> policy_of(const World& world, const PolicyPin& pin);

// Requests that are stored as running and have not run out, void ones too: what a denial, a report or an approval of another
// has to end.
std::vector<const Request*> running(const Circle& circle, Instant now);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_NOW_H_
