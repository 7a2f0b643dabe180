// SPDX-License-Identifier: Apache-2.0
//
// What are functions that messages name called in C?
#ifndef DOVERIE_CAPI_SPOKEN_H_
#define DOVERIE_CAPI_SPOKEN_H_

#include <string>

namespace doverie::capi {

// The message of a fault with C's names in it.
std::string spoken_in_c(std::string message);

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_SPOKEN_H_
