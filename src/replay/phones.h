// SPDX-License-Identifier: Apache-2.0
//
// Numbers that stand for phones of which the history knows the beginning, at most.
#ifndef DOVERIE_SRC_REPLAY_PHONES_H_
#define DOVERIE_SRC_REPLAY_PHONES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/eligibility/eligibility.h"

namespace doverie::replay {

// Some number that fits what is known, once such that the policy allows it and once such that it does not, where it can be
// either. A trustor's never equals a contact's.
struct StandIns {
  std::optional<Phone> allowed;
  std::optional<Phone> refused;
};

// REQUIRES: `known` are the beginnings of which the phone has one, with a plus; never empty. With `then`, it is also known that
// this policy allowed it.
StandIns stand_ins(Role role, const std::vector<std::string>& known, const Policy& judge, const Policy* then = nullptr);

// The stand-in as it is for this contact: two contacts of a circle have two phones. The same one where it is known too well.
Phone stand_in_of(const Phone& phone, std::string_view contact);

// The beginning of a masked phone that is not masked.
std::string shown_of(const std::string& masked);

}  // namespace doverie::replay

#endif  // DOVERIE_SRC_REPLAY_PHONES_H_
