// SPDX-License-Identifier: Apache-2.0
//
// What is held of a person? Everything that an account has to do with, gathered once: to erase it, and to say what there is.
#ifndef DOVERIE_SRC_CORE_DECISIONS_PERSON_H_
#define DOVERIE_SRC_CORE_DECISIONS_PERSON_H_

#include <set>

#include "core/bytes/json.h"
#include "core/records/events.h"
#include "core/world/world.h"

namespace doverie {

// Calls `found` with every event of this kind. REQUIRES: the stream was loaded whole, so that each can be decoded.
template <class Kind, class Events, class Found>
void each(const StreamRecord& record, Found found) {
  JsonReader reader;
  for (const EventRecord& stored : record.events) {
    const auto decoded = decode<Events>(stored.bytes, reader);
    if (const Kind* event = std::get_if<Kind>(&decoded->event)) found(*event);
  }
}

// Whole: the account's circle, its record as a contact, and the circles of everybody whom it has ever served; what was refused in
// all of these.
Subjects circles_of_person(const AccountId& account, const World& world);
// Whole: the account's circle and its record as a contact, the circles of everybody whom it has ever served, the invitations that it
// has sent or accepted and those to its phone, and the circles that these are of.
Result<Subjects> everything_of(const AccountId& account, const World& world);
// The invitations that the account has sent or accepted, as far as the circles are loaded.
std::set<InvitationId> own_invitations(const AccountId& account, const World& world);
// A number changes hands: what was sent to it under another name is about somebody else.
bool names(const Invitation& invitation, const std::optional<AccountFacts>& account);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_PERSON_H_
