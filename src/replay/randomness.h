// SPDX-License-Identifier: Apache-2.0
//
// Back from what was made of random bytes to the bytes.
#ifndef DOVERIE_SRC_REPLAY_RANDOMNESS_H_
#define DOVERIE_SRC_REPLAY_RANDOMNESS_H_

#include <string>
#include <string_view>

namespace doverie::replay {

// The random bytes in an id that was handed out, or in a challenge.
std::string bytes_in(std::string_view prefix, const std::string& id);

// Four bytes of which the circle makes this number.
std::string bytes_of_number(const std::string& number);

}  // namespace doverie::replay

#endif  // DOVERIE_SRC_REPLAY_RANDOMNESS_H_
