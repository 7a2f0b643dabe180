// SPDX-License-Identifier: Apache-2.0
//
// Rules as rows of a text that a lawyer can read and write, the same for C++, C and Python:
//
//   # Who may be a contact.
//   today 2026-03-02
//   contact | 18 years                        | may
//   contact | 17 years 364 days               | contact_too_young (needs 18, has 17)
//   contact | not a citizen, passport outdated | contact_not_citizen, contact_passport_outdated
//
//   scenario: an invitation can be answered for 24 hours
//     given maria invites ivan
//     given 24h pass
//     when ivan accepts maria
//     then refused: invitation_expired
//
// A row about a person has a role, words of accounts.h, and `may` or every reason; a scenario has the lines of scenario.h
// (`then events: …` looks at events). Lines of a scenario may be indented; `#` begins a comment line.
#ifndef DOVERIE_TESTING_RULE_ROWS_H_
#define DOVERIE_TESTING_RULE_ROWS_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/host_rules.h"
#include "doverie/core/policy.h"
#include "doverie/core/result.h"

namespace doverie::testing {

// Immutable; cheap to copy; safe to share between threads.
class RuleRows {
 public:
  // `source` names the text in messages: a file, mostly. invalid_argument names source, line and what is not understood.
  // With `rules`, those of the host's own are looked at, too, and verdicts may name them.
  static Result<RuleRows> parse(std::string_view text, std::string source, HostRules rules = {});

  std::size_t size() const;

  // What failed under the policy, each with source, line and what differed, in words; empty when every row holds.
  std::vector<std::string> failures(const Policy& policy) const;

 private:
  friend struct RowsAccess;
  struct Parsed;
  explicit RuleRows(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
  std::shared_ptr<const Parsed> parsed_;
};

// One change of one limit by the smallest step: a number by 1, a time by 1 s, a yes by a no.
struct Boundary {
  std::string parameter;
  std::string from;
  std::string to;
  std::string pinned_by;  // the first row that fails under the changed policy, as source:line; empty: no row notices

  bool pinned() const { return !pinned_by.empty(); }
  // "contact_min_age_years: no row fails when 18 becomes 17".
  std::string in_words() const;
};

// Which limits of the policy the rows pin from both sides. A change that would make the policy invalid is not looked at: a
// code's lifetime cannot exceed 10 minutes, so no row has to say so.
struct BoundaryCoverage {
  std::vector<Boundary> boundaries;  // in the order of the document

  std::size_t pinned() const;
  bool complete() const { return pinned() == boundaries.size(); }
  // "71 of 72 boundaries are pinned", then a line for each one that is not.
  std::string in_words() const;
};

// Runs the rows under every change of the policy, the policy as data: the code is left alone. invalid_argument when a row
// fails under the policy itself, as it could not tell anything then.
Result<BoundaryCoverage> boundary_coverage(std::span<const RuleRows> rows, const Policy& policy);

}  // namespace doverie::testing

#endif  // DOVERIE_TESTING_RULE_ROWS_H_
