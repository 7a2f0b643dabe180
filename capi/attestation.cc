// SPDX-License-Identifier: Apache-2.0
//
// What does the contact declare before approving?
#include <limits>

#include "commands.h"
#include "doverie/core/attestation.h"

namespace doverie::capi {
namespace {

std::int32_t version_of(std::int32_t version) {
  if (version < 0) wrong("attestation.version", std::to_string(version) + " is no version of the statements");
  return version == 0 ? 1 : version;
}

std::vector<std::string> agreed_in(const doverie_attestation& given) {
  constexpr std::size_t kMost = 32;
  if (given.agreed_count > kMost) wrong("attestation.agreed_count", std::to_string(given.agreed_count) + "; at most 32");
  if (given.agreed_count > 0 && given.agreed == nullptr) wrong("attestation.agreed", "NULL with a count");
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < given.agreed_count; ++i) ids.push_back(text(given.agreed[i], "attestation.agreed"));
  return ids;
}

}  // namespace

Attestation attestation_of(const doverie_attestation* attestation) {
  const auto given = read(attestation, "attestation");
  return {.spoke_with_trustor = flag(given.spoke_with_trustor, "attestation.spoke_with_trustor"),
          .nobody_misleads = flag(given.nobody_misleads, "attestation.nobody_misleads"),
          .number = text(given.number, "attestation.number"),
          .version = version_of(given.version),
          .agreed = agreed_in(given),
          .operation = operation_of(given.operation, "attestation.operation")};
}

}  // namespace doverie::capi

using namespace doverie::capi;

int32_t doverie_attestation_latest(void) {
  return doverie::kLatestAttestation;
}

size_t doverie_question_count(int32_t version) {
  return doverie::questions_of(version).size();
}

doverie_status doverie_question_at(int32_t version, size_t index, doverie_question* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto questions = doverie::questions_of(version);
    if (index >= questions.size()) wrong("index", std::to_string(index) + " of " + std::to_string(questions.size()));
    const doverie::Question& question = questions[index];
    write(out, doverie_question{.id = borrowed_literal(question.id),
                                .english = borrowed_literal(question.english),
                                .russian = borrowed_literal(question.russian),
                                .kind = static_cast<doverie_question_kind>(question.kind)});
    return doverie::Done{};
  });
}
