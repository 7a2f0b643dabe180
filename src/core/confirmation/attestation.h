// SPDX-License-Identifier: Apache-2.0
//
// What was asked and answered, for the event and for the code.
#ifndef DOVERIE_SRC_CORE_CONFIRMATION_ATTESTATION_H_
#define DOVERIE_SRC_CORE_CONFIRMATION_ATTESTATION_H_

#include <string>
#include <vector>

#include "core/confirmation/answered.h"
#include "doverie/core/attestation.h"
#include "doverie/core/commands.h"

namespace doverie {

// How the answers fit the questions of a version.
enum class AttestationFit : std::uint8_t {
  complete,    // exactly the questions of the version, all agreed to
  incomplete,  // one of them was not agreed to
  outdated,    // another version was shown, or something was answered that is not asked
};
AttestationFit fit_of(const Attestation& said, std::int32_t version);

// What was answered, in the order of the questions. REQUIRES: fit_of() is complete.
std::vector<Answered> answers_of(const Attestation& said, std::int32_t version);

// SHA-256, in hex, over the texts of the version in both languages and over the answers: what the code is bound to.
std::string attestation_hash(std::int32_t version, const std::vector<Answered>& answers);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_CONFIRMATION_ATTESTATION_H_
