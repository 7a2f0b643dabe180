// SPDX-License-Identifier: Apache-2.0
//
// What would be written, if it were? A store that reads through to another one and keeps in memory what is appended and erased.
#ifndef DOVERIE_SRC_APP_TRIAL_STORE_H_
#define DOVERIE_SRC_APP_TRIAL_STORE_H_

#include <memory>

#include "doverie/ports/event_store.h"

namespace doverie {

std::shared_ptr<EventStore> trial_over(std::shared_ptr<EventStore> store);

}  // namespace doverie

#endif  // DOVERIE_SRC_APP_TRIAL_STORE_H_
