// SPDX-License-Identifier: Apache-2.0
//
// The words in which policies are refused: where, what was found, what would be right.
#ifndef DOVERIE_SRC_CORE_POLICY_PROBLEM_H_
#define DOVERIE_SRC_CORE_POLICY_PROBLEM_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/bytes/json.h"
#include "doverie/core/policy.h"
#include "doverie/core/result.h"

namespace doverie {

// What is wrong with one place of a policy. The place is a JSON pointer (RFC 6901) into its document.
struct PolicyProblem {
  std::string pointer;
  std::string found;
  std::string allowed;
};

// The first impossible value of a policy, wherever it came from; nothing when it is valid.
std::optional<PolicyProblem> problem_of(const Policy& policy);

// `policy document: /code_digits is 5; allowed: 6 to 9`.
Fault document_problem(std::string_view pointer, std::string_view found, std::string_view allowed);

// The pointer to a member of what `parent` points to. Good to print whatever the name is.
std::string pointer_to(std::string_view parent, std::string_view name);

// A value as the document has it, cut when it is long: `"24"`, `7`, `an object`.
std::string shown(const JsonValue& value);
// Text in quotes, cut when it is long; control characters escaped.
std::string in_quotes(std::string_view text);

// `; did you mean "code_digits"?` when one of the candidates is near enough to be a slip of the pen, else nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_POLICY_PROBLEM_H_
