// SPDX-License-Identifier: Apache-2.0
//
// evolve(state, event) → state. Pure, and the only way that state comes about. An event that is impossible in the state is
// store_corrupt: it is refused and the state is left alone.
#ifndef DOVERIE_SRC_CORE_RECORDS_EVOLVE_H_
#define DOVERIE_SRC_CORE_RECORDS_EVOLVE_H_

#include "core/records/events.h"
#include "core/records/state.h"

namespace doverie {

Status evolve(Circle& circle, const Envelope& envelope, const CircleEvent& event);
Status evolve(ContactRecord& contact, const Envelope& envelope, const ContactEvent& event);
Status evolve(Invitation& invitation, const Envelope& envelope, const InvitationEvent& event);
Status evolve(RealmRecord& realm, const Envelope& envelope, const RealmEvent& event);
Status evolve(Refusals& refusals, const Envelope& envelope, const RefusalEvent& event);
Status evolve(RulesFound& found, const Envelope& envelope, const FactsEvent& event);

// How a request has ended, by the word that the event has for it; nothing for a word that there is not.
std::optional<RequestEnd> end_of_denial(std::string_view by);
std::optional<RequestEnd> end_of_void(std::string_view why);

// How long a summed-up circle remembers what has ended, counted from the end: longer than every window that a rule counts
// over (a day for starts and notices, 30 days for wrong codes). Ours.
inline constexpr std::chrono::hours kMemory{24 * 2};
inline constexpr std::chrono::hours kWrongCodeMemory{24 * 31};
// How long a removal that was asked for can be done; after that it has to be asked for again. Ours: long enough for whoever
// asked to come back, and no way to go on years later with what the owner has forgotten.
inline constexpr std::chrono::hours kRemovalOpen{24 * 7};
// How long a contact's freeze is remembered after the owner was seen: the longest pause that a policy can have.
inline constexpr std::chrono::hours kContactFreezeMemory{8784};
// After how many events a stream is summed up: what a load folds at most, but for the last command's. Ours.
inline constexpr std::size_t kEventsBeforeSum = 64;

// The state without what no decision at `at` or later looks at.
Circle worth_keeping(Circle circle, Instant at);
ContactRecord worth_keeping(ContactRecord contact, Instant at);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_EVOLVE_H_
