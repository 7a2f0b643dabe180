// SPDX-License-Identifier: Apache-2.0
//
// evolve(state, event) → state. Pure, and the only way that state comes about. An event that is impossible in the state is
// store_corrupt: it is refused and the state is left alone.
#ifndef DOVERIE_SRC_CORE_EVOLVE_H_
#define DOVERIE_SRC_CORE_EVOLVE_H_

#include "core/events.h"
#include "core/model.h"

namespace doverie {

Status evolve(Circle& circle, const Envelope& envelope, const CircleEvent& event);
Status evolve(ContactRecord& contact, const Envelope& envelope, const ContactEvent& event);
Status evolve(Invitation& invitation, const Envelope& envelope, const InvitationEvent& event);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_EVOLVE_H_
