// SPDX-License-Identifier: Apache-2.0
//
// What would be written, if it were? A store that reads through to another one and keeps in memory what is appended: a dry run
// decides by it exactly what the import would.
#ifndef DOVERIE_SRC_MOVING_TRIAL_STORE_H_
#define DOVERIE_SRC_MOVING_TRIAL_STORE_H_

#include <memory>

#include "doverie/service.h"

namespace doverie {

// The service, over a store that writes nothing.
Result<std::shared_ptr<const Service>> trial_of(const Service& service);

}  // namespace doverie

#endif  // DOVERIE_SRC_MOVING_TRIAL_STORE_H_
