// SPDX-License-Identifier: Apache-2.0
//
// Keys by id. The interface is Macs of the core: a key ring computes, it does not hand keys out, so an HSM can be one.
#ifndef DOVERIE_PORTS_KEY_RING_H_
#define DOVERIE_PORTS_KEY_RING_H_

#include "doverie/core/digest.h"

namespace doverie {

// Implement Macs. States of keys: exactly one per purpose is active (makes new records); others may be verify-only (old
// records still verify); a revoked key answers key_unavailable, which voids what it opened.
using KeyRing = Macs;

}  // namespace doverie

#endif  // DOVERIE_PORTS_KEY_RING_H_
