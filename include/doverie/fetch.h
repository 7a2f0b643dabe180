// SPDX-License-Identifier: Apache-2.0
//
// Where does a host that drives an operation by hand get what it needs? From the ports that it has, as a service does.
#ifndef DOVERIE_FETCH_H_
#define DOVERIE_FETCH_H_

#include "doverie/core/settings.h"
#include "doverie/ports/account_directory.h"
#include "doverie/ports/clock.h"
#include "doverie/ports/event_store.h"

namespace doverie {

// All that `needs` names; a fault of a port is to be given to Operation::fail().
Result<Supplies> fetch(const Needs& needs, EventStore& store, AccountDirectory& directory, Clock& clock);

}  // namespace doverie

#endif  // DOVERIE_FETCH_H_
