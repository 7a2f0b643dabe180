// SPDX-License-Identifier: Apache-2.0
//
// How does the link of a trustor and a contact stand? The same for both sides.
#ifndef DOVERIE_SRC_CORE_DECISIONS_LINK_VIEW_H_
#define DOVERIE_SRC_CORE_DECISIONS_LINK_VIEW_H_

#include "core/decisions/case.h"

namespace doverie {

struct LinkNow {
  LinkState state;
  std::optional<Instant> removal_from;
  std::optional<Instant> resignation_from;
  bool removal_suspended;
  bool resignation_suspended;
};

// [C3a, C3b, I24]
inline LinkNow link_now(const Appointment& a, const CircleCase& c) {
  const Removal* removal = standing_removal(*c.circle, a.contact, "trustor", c.now);
  const Removal* resignation = standing_removal(*c.circle, a.contact, "contact", c.now);
  const auto suspended = [](const Removal* asked) { return asked && asked->suspended; };
  const auto from = [](const Removal* asked) {
    return asked && !asked->suspended ? std::optional(asked->possible_from) : std::nullopt;
  };
  LinkState state = c.now < a.active_from ? LinkState::not_active_yet : LinkState::active;
  if (suspended(removal) || suspended(resignation)) state = LinkState::leaving_suspended;
  if (from(removal) || from(resignation)) state = LinkState::leaving;
  return {state, from(removal), from(resignation), suspended(removal), suspended(resignation)};
}

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_LINK_VIEW_H_
