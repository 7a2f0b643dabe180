// SPDX-License-Identifier: Apache-2.0
//
// What was found out about an account, row by row, in words: the causes first, and for the owner without what is the contact's
// business.
#ifndef DOVERIE_SRC_CORE_DECISIONS_FINDINGS_H_
#define DOVERIE_SRC_CORE_DECISIONS_FINDINGS_H_

#include <string>
#include <utility>
#include <vector>

#include "core/values/said.h"
#include "doverie/core/diagnosis.h"
#include "doverie/core/explain.h"

namespace doverie {

// The rows of findings.def.
enum class FindingKind : std::uint8_t {
#define DOVERIE_FINDING(name, owner, english, russian) name,
#include "doverie/core/findings.def"
};

class Findings {
 public:
  // `found`: everything but kind and texts. `words`: what {reason} or {rule} stands for in the texts.
  void add(FindingKind kind, Finding found, InBothLanguages words = {});

  bool has(FindingKind kind) const;
  // Whether a row has that reason: about that account, or about the whole circle when it is empty; about anybody without one.
  bool tells(std::string_view reason, std::optional<std::string_view> account = {}) const;

  // Those that stand against something before the others, each as they were added; the very first one stays first.
  std::vector<Finding> take() &&;
  // The same, as the owner of the account sees it.
  std::vector<Finding> take_for_owner() &&;

 private:
  struct Row {
    FindingKind kind;
    Finding found;
  };
  std::vector<Row> rows_;
};

// What a reason says to people; the host's words for a rule of its own.
class HostRules;
struct Reason;
InBothLanguages words_of(const Reason& reason, const HostRules& rules);
// The same of several, inside of a sentence; each once. Empty when there are none.
InBothLanguages words_of(const std::vector<Reason>& reasons, const HostRules& rules);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_FINDINGS_H_
