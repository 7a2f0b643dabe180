// SPDX-License-Identifier: Apache-2.0
//
// How much is left of what is limited? Guesses, sends of a code, places for contacts, invitations of a day. Commands are refused by
// these very limits, and the views show them, so that no number on a screen is a second opinion.
#ifndef DOVERIE_SRC_CORE_DECISIONS_LIMITS_H_
#define DOVERIE_SRC_CORE_DECISIONS_LIMITS_H_

#include <optional>
#include <vector>

#include "core/decisions/now.h"

namespace doverie {

// One limit at one moment.
struct Limit {
  ReasonCode reason;                    // what one more is refused with when nothing is left
  std::int64_t left;                    // never negative
  std::optional<Instant> until{};       // nothing is left: from when on there is, by time alone; nothing: not by time
  std::optional<std::int64_t> needs{};  // as the reason tells
  std::optional<std::int64_t> has{};
};
using Limits = std::vector<Limit>;

// Those that are used up stand against a command. Of two with one reason the first is told.
void object_to(const Limits& limits, Objections& objections);
// The least that is left. REQUIRES: there is one.
std::int32_t left_of(const Limits& limits);
// When nothing is left: from when on there is, by time alone; nothing when time alone does not do, or something is left.
std::optional<Instant> left_from(const Limits& limits);

// Whose guesses are counted, and by which policies: of guesses the stricter one holds.
struct Guesser {
  const Circle& circle;
  const AccountId& contact;
  const ContactRecord& record;
  const Policy& of_request;
  const Policy& today;
  std::optional<Instant> restored_at;
  Instant now;
};
std::int32_t stricter(const Guesser& guesser, std::int32_t Policy::* limit);
// Of wrong codes.
Limits code_limits(const Guesser& guesser);
// Of wrong conversation codes.
Limits number_limits(const Guesser& guesser);

// Of sending the code of this approval once more: first how often, then how soon. A call may hold it back besides.
Limits send_limits(const Approval& approval, const Policy& policy, Instant now);

// Of people who can still be invited as contacts, and of invitations of a day.
Limits place_limits(const Circle& circle, const Policy& policy, Instant now);
Limits invitation_limits(const Circle& circle, const Policy& policy, Instant now);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_LIMITS_H_
