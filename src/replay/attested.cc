// SPDX-License-Identifier: Apache-2.0
//
// A statement that both versions have in the same words stays agreed to; for the others, the caller says how agreeable
// the contact is.
#include "replay/attested.h"

#include <algorithm>
#include <charconv>

#include "doverie/core/attestation.h"

namespace doverie::replay {

namespace {

bool is_in(const Question& question, std::int32_t version) {
  return std::ranges::any_of(questions_of(version), [&](const Question& known) {
    return known.id == question.id && known.english == question.english && known.russian == question.russian;
  });
}

}  // namespace

Attestation attested(std::int32_t asked, std::int32_t answered, bool agreeable, const std::string& number) {
  Attestation said;
  said.number = number;
  said.version = asked;
  for (const Question& question : questions_of(asked)) {
    if (question.kind != QuestionKind::agree || !(agreeable || is_in(question, answered))) continue;
    said.agreed.emplace_back(question.id);
  }
  return said;
}

bool all_attested(std::int32_t asked, std::int32_t answered) {
  return std::ranges::all_of(questions_of(asked), [&](const Question& question) {
    return question.kind != QuestionKind::agree || is_in(question, answered);
  });
}

std::int32_t version_named(const std::string& statements) {
  std::int32_t version = 0;
  std::from_chars(statements.data(), statements.data() + statements.size(), version);
  return version;
}

}  // namespace doverie::replay
