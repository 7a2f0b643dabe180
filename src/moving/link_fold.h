// SPDX-License-Identifier: Apache-2.0
//
// Which links does a circle have? Its events, folded, as far as links go.
#ifndef DOVERIE_SRC_MOVING_LINK_FOLD_H_
#define DOVERIE_SRC_MOVING_LINK_FOLD_H_

#include <map>
#include <optional>

#include "core/bytes/json.h"
#include "core/records/events.h"

namespace doverie {

struct Since {
  Instant since;
  std::optional<Instant> imported_at;
};
using Links = std::map<AccountId, Since>;  // of one trustor, by contact

// What an event does to the links of its circle.
class LinkFold {
 public:
  LinkFold(Links& links, Instant at) : links_(links), at_(at) {}

  void operator()(const event::ContactAppointed& e) { links_[e.contact] = {at_, std::nullopt}; }
  void operator()(const event::LinkImported& e) { links_[e.contact] = {e.since, at_}; }
  void operator()(const event::ContactRemoved& e) { links_.erase(e.contact); }
  void operator()(const event::AccountClosed&) { links_.clear(); }
  void operator()(const event::CircleSummed& e) {
    links_.clear();
    for (const Appointment& a : e.circle.contacts) {
      const bool imported = a.imported != Instant{};
      links_[a.contact] = {a.since(), imported ? std::optional(a.appointed_at) : std::nullopt};
    }
  }
  template <class Event>
  void operator()(const Event&) {}

 private:
  Links& links_;
  Instant at_;
};

}  // namespace doverie

#endif  // DOVERIE_SRC_MOVING_LINK_FOLD_H_
