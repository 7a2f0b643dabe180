// SPDX-License-Identifier: Apache-2.0
//
// The statements of every version, from attestations.def, and whether an answer fits them.
#include "core/confirmation/attestation.h"

#include <algorithm>
#include <iterator>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "core/values/typed_text.h"

namespace doverie {

namespace {

// In the order of versions, so that those of one are a span.
constexpr std::int32_t kVersions[] = {
#define DOVERIE_QUESTION(version, id, kind, english, russian) version,
#include "doverie/core/attestations.def"
};
constexpr Question kQuestions[] = {
#define DOVERIE_QUESTION(version, id, kind, english, russian) {#id, QuestionKind::kind, english, russian},
#include "doverie/core/attestations.def"
};
static_assert(std::is_sorted(std::begin(kVersions), std::end(kVersions)), "versions stand in their order");
static_assert(kVersions[std::size(kVersions) - 1] == kLatestAttestation, "the latest version is the last one");

constexpr std::string_view kAgreed = "yes";

// The ids that were agreed to, sorted.
std::vector<std::string_view> agreed_in(const Attestation& said) {
  std::vector<std::string_view> ids(said.agreed.begin(), said.agreed.end());
  if (said.spoke_with_trustor) ids.emplace_back("spoke_with_trustor");
  if (said.nobody_misleads) ids.emplace_back("nobody_misleads");
  std::ranges::sort(ids);
  return ids;
}

std::vector<std::string_view> statements_of(std::int32_t version) {
  std::vector<std::string_view> ids;
  for (const Question& question : questions_of(version)) {
    if (question.kind == QuestionKind::agree) ids.push_back(question.id);
  }
  std::ranges::sort(ids);
  return ids;
}

}  // namespace

std::span<const Question> questions_of(std::int32_t version) {
  const auto [first, last] = std::equal_range(std::begin(kVersions), std::end(kVersions), version);
  return std::span(kQuestions)
      .subspan(static_cast<std::size_t>(first - std::begin(kVersions)), static_cast<std::size_t>(last - first));
}

AttestationFit fit_of(const Attestation& said, std::int32_t version) {
  const auto agreed = agreed_in(said);
  const auto asked = statements_of(version);
  if (said.version != version || !std::ranges::includes(asked, agreed)) return AttestationFit::outdated;
  return agreed == asked ? AttestationFit::complete : AttestationFit::incomplete;
}

std::vector<Answered> answers_of(const Attestation& said, std::int32_t version) {
  std::vector<Answered> answers;
  for (const Question& question : questions_of(version)) {
    const bool number = question.kind == QuestionKind::number;
    answers.push_back({std::string(question.id), number ? bare(said.number) : std::string(kAgreed)});
  }
  return answers;
}

std::string attestation_hash(std::int32_t version, const std::vector<Answered>& answers) {
  std::string bytes = length_prefixed({"doverie attestation 1", std::to_string(version)});
  for (const Question& question : questions_of(version)) {
    bytes += length_prefixed({question.id, question.english, question.russian});
  }
  for (const Answered& one : answers) bytes += length_prefixed({one.question, one.answer});
  return hex(view(sha256(bytes)));
}

}  // namespace doverie
