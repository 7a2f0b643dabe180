// SPDX-License-Identifier: Apache-2.0
//
// What the contact is asked before approving, as data: for hosts to show, in Russian or English.
//
//   for (const Question& question : questions_of(request.attestation_version)) show(question.russian);
//
// A policy says which version is asked (Policy::attestation_version), and a request keeps the policy it was started under.
#ifndef DOVERIE_CORE_ATTESTATION_H_
#define DOVERIE_CORE_ATTESTATION_H_

#include "doverie/core/language.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace doverie {

enum class QuestionKind : std::uint8_t {
  agree = 1,   // a statement that the contact has to agree to
  number = 2,  // the contact has to answer with the request's number
};

// Views of text that lives for ever. The texts of a version never change.
struct Question {
  std::string_view id;
  QuestionKind kind;
  std::string_view english;
  std::string_view russian;
};

// Versions count from 1 to this.
inline constexpr std::int32_t kLatestAttestation = 2;

// The questions of a version in the order in which they are shown; none for a version that there is not.
std::span<const Question> questions_of(std::int32_t version);

}  // namespace doverie

#endif  // DOVERIE_CORE_ATTESTATION_H_
