// SPDX-License-Identifier: Apache-2.0
//
// What a contact who has attested one version of the statements has said to another.
#ifndef DOVERIE_SRC_REPLAY_ATTESTED_H_
#define DOVERIE_SRC_REPLAY_ATTESTED_H_

#include <string>

#include "doverie/core/commands.h"

namespace doverie::replay {

// Answers to the version that is `asked`: yes to every statement that stands in the same words in the version that was
// `answered`; to the others yes or no, as `agreeable` says.
Attestation attested(std::int32_t asked, std::int32_t answered, bool agreeable, const std::string& number);

// Whether there are no others.
bool all_attested(std::int32_t asked, std::int32_t answered);

// By the name in the events; 0, which nobody was asked, for a version that there is not.
std::int32_t version_named(const std::string& statements);

}  // namespace doverie::replay

#endif  // DOVERIE_SRC_REPLAY_ATTESTED_H_
