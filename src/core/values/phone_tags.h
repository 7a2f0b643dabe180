// SPDX-License-Identifier: Apache-2.0
//
// Under which tags are invitations to a phone found?
#ifndef DOVERIE_SRC_CORE_VALUES_PHONE_TAGS_H_
#define DOVERIE_SRC_CORE_VALUES_PHONE_TAGS_H_

#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/digest.h"
#include "doverie/core/facts.h"

namespace doverie {

// The tag under which invitations to a phone are found: a keyed index, so that the phone cannot be got back from it.
std::string phone_index_bytes(std::string_view realm, const Phone& phone);
// Those under which such invitations may be: one for each usable index key, the active one's first.
Result<std::vector<std::string>> phone_tags(const Macs& keys, std::string_view realm, const Phone& phone);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_VALUES_PHONE_TAGS_H_
