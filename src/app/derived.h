// SPDX-License-Identifier: Apache-2.0
//
// Where do the random bytes of the library's own commands come from? From what there is already: a command of the host's asks the
// source of randomness once, whatever follows from it. REQUIRES: nothing secret, and no id that anybody is told, is made of them.
#ifndef DOVERIE_SRC_APP_DERIVED_H_
#define DOVERIE_SRC_APP_DERIVED_H_

#include <string>
#include <string_view>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "doverie/core/operation.h"

namespace doverie {

// kRandomnessBytes bytes, others for each `purpose`.
inline std::string derived_randomness(std::string_view purpose, std::string_view from) {
  std::string bytes;
  for (const std::string_view half : {"1", "2"})
    bytes += view(sha256(length_prefixed({"doverie derived 1", purpose, half, from})));
  return bytes.substr(0, kRandomnessBytes);
}

}  // namespace doverie

#endif  // DOVERIE_SRC_APP_DERIVED_H_
