// SPDX-License-Identifier: Apache-2.0
//
// Why can this account not be recovered? What OperatorSide::explain and TrustorSide::explain answer: what a start would be answered
// now, what stands against it and against the requests that are open, and what else is known of the account.
//
//   for (const Finding& finding : service->operations().explain("maria")->findings) {
//     if (finding.against) show(finding.russian);  // the first of them is the first cause
//   }
#ifndef DOVERIE_CORE_DIAGNOSIS_H_
#define DOVERIE_CORE_DIAGNOSIS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "doverie/core/commands.h"
#include "doverie/core/time.h"

namespace doverie {

enum class StartStatus : std::uint8_t;

// One row of findings.def, about this account. What a row does not have is empty.
struct Finding {
  std::string kind;      // its name in findings.def; expect new ones in later versions
  bool against = false;  // it stands against a start, or against a request that is open
  AccountId account;     // whom it is about, when it is not about the whole circle
  RequestId request;
  std::string reason;  // of reasons.def, by name, or a rule of the host's own: what a command would be refused for
  std::string detail;  // an operator, a policy, or a state, by their names
  std::optional<std::int64_t> needs{};  // the limit, or what the rule asks for
  std::optional<std::int64_t> has{};    // how much of it is used up, or what the rule has found
  std::optional<Instant> since{};
  std::optional<Instant> until{};
  std::string english;  // for a person; times in UTC
  std::string russian;
};

struct Diagnosis {
  // What a start would answer now, as the decision itself has said; nothing when it would be refused or would fault.
  std::optional<StartStatus> start{};
  // First what a start would answer; then what stands against it, in the order in which a start looks at it; then what stands against
  // open requests; then everything else.
  std::vector<Finding> findings;
};

// What is held of a person: rows as above, of the same list.
struct Holdings {
  std::vector<Finding> items;
};

// One thing that has happened.
struct TimelineEntry {
  Instant at;
  std::string type;     // of the event, e.g. "recovery_started"
  AccountId trustor;    // whose circle it is about; empty when it is about none
  RequestId request;    // empty when it is about none
  std::string english;  // for a person; times in UTC
  std::string russian;
};

// Everything that has happened to an account, oldest first.
struct Timeline {
  std::vector<TimelineEntry> entries;
};

}  // namespace doverie

#endif  // DOVERIE_CORE_DIAGNOSIS_H_
