// SPDX-License-Identifier: Apache-2.0
//
// The texts of what the contact is asked. A version is for ever: its golden line may be added, never changed.
#include "core/confirmation/attestation.h"

#include <set>

#include "core/bytes/json.h"
#include "support/golden.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

std::string text_of(std::int32_t version) {
  std::string lines;
  for (const Question& question : questions_of(version)) {
    lines += std::to_string(version) + " " + std::string(question.id) +
             (question.kind == QuestionKind::number ? " (number)" : " (agree)") + "\n  " + std::string(question.english) +
             "\n  " + std::string(question.russian) + "\n";
  }
  return lines + "  " + attestation_hash(version, {}) + "\n";
}

TEST_CASE("attestation: the texts of every version, and what codes are bound to") {
  std::string all;
  for (std::int32_t version = 1; version <= kLatestAttestation; ++version) all += text_of(version);
  CHECK_GOLDEN("attestations.txt", all);
}

TEST_CASE("attestation: every version asks for the number once, and for nothing twice") {
  for (std::int32_t version = 1; version <= kLatestAttestation; ++version) {
    CAPTURE(version);
    std::set<std::string_view> ids;
    int numbers = 0;
    for (const Question& question : questions_of(version)) {
      CHECK(ids.insert(question.id).second);
      CHECK_FALSE(question.english.empty());
      CHECK_FALSE(question.russian.empty());
      numbers += question.kind == QuestionKind::number ? 1 : 0;
    }
    CHECK(numbers == 1);
    CHECK(ids.size() >= 3);
  }
  for (const std::int32_t none : {-1, 0, kLatestAttestation + 1}) CHECK(questions_of(none).empty());
}

TEST_CASE("attestation: how answers fit the questions") {
  struct Row {
    std::string what;
    Attestation said;
    std::int32_t asked;
    AttestationFit fit;
  };
  const Row rows[] = {
      {"all of version 1", {true, true, "0042"}, 1, AttestationFit::complete},
      {"all of version 1, by name",
       {false, false, "0042", 1, {"nobody_misleads", "spoke_with_trustor"}},
       1,
       AttestationFit::complete},
      {"nothing", {false, false, "0042"}, 1, AttestationFit::incomplete},
      {"the first alone", {true, false, "0042"}, 1, AttestationFit::incomplete},
      {"the second alone", {false, true, "0042"}, 1, AttestationFit::incomplete},
      {"one more than is asked", {true, true, "0042", 1, {"nobody_dictates"}}, 1, AttestationFit::outdated},
      {"one twice", {true, true, "0042", 1, {"nobody_misleads"}}, 1, AttestationFit::outdated},
      {"the number as a statement", {true, true, "0042", 1, {"number"}}, 1, AttestationFit::outdated},
      {"another version's texts", {true, true, "0042", 2}, 1, AttestationFit::outdated},
      {"another version's, all of them", {true, true, "0042", 2, {"nobody_dictates"}}, 1, AttestationFit::outdated},
      {"all of version 2", {true, true, "0042", 2, {"nobody_dictates"}}, 2, AttestationFit::complete},
      {"version 2 without what is new", {true, true, "0042", 2}, 2, AttestationFit::incomplete},
      {"an older version's", {true, true, "0042"}, 2, AttestationFit::outdated},
  };
  for (const Row& row : rows) CHECK_MESSAGE(fit_of(row.said, row.asked) == row.fit, row.what);
}

TEST_CASE("attestation: the hash is of version, texts and answers") {
  const std::vector<Answered> answers = answers_of({true, true, "0042"}, 1);
  REQUIRE(answers.size() == 3);
  CHECK(answers[0].answer == "yes");
  CHECK(answers[2].question == "number");
  CHECK(answers[2].answer == "0042");
  const std::string hash = attestation_hash(1, answers);
  CHECK(hash.size() == 64);
  CHECK(attestation_hash(2, answers) != hash);
  CHECK(attestation_hash(1, answers_of({true, true, "0043"}, 1)) != hash);
  CHECK(attestation_hash(1, {}) != hash);
}

}  // namespace
}  // namespace doverie::testing
