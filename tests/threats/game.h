// SPDX-License-Identifier: Apache-2.0
//
// A circle that its contacts, strangers and thieves play against: what the tests of the game share.
#ifndef DOVERIE_TESTS_THREATS_GAME_H_
#define DOVERIE_TESTS_THREATS_GAME_H_

#include <algorithm>
#include <string>
#include <utility>

#include "support/story.h"

namespace doverie::testing {

// maria's contact is ivan, and pyotr where there are two.
struct Game : Story {
  explicit Game(PolicySchedule policies = {}, bool two = false) : Story({.policies = std::move(policies)}) {
    appointed("maria", "ivan");
    if (two) appointed("maria", "pyotr");
    wait(24h);
  }
  static PolicySchedule strict() { return PolicySchedule::of({Policy::strict()}).value(); }
  static PolicySchedule of_several(std::int32_t contacts, std::int32_t required = 1) {
    return changed([&](Policy& p) { p.max_contacts_per_trustor = contacts, p.required_approvals = required; });
  }

  void agreed(const AccountId& who, const RequestId& request) {
    approved(who, request);
    confirmed(who, request);
  }
  TrustorSide maria() const { return service().trustor("maria"); }
  ContactSide contact(const AccountId& id) const { return service().contact(id); }
  OperatorSide host() const { return service().operations(); }
  bool frozen() { return maria().cabinet()->frozen_until.has_value(); }
  Status ivan_reports() { return contact("ivan").report_fraud("maria"); }
  Status remove(bool verified = false) { return maria().remove_contact("ivan", verified); }
  std::int64_t told(const std::string& notice) {
    const auto all = notices();
    return std::count(all.begin(), all.end(), notice);
  }
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_THREATS_GAME_H_
