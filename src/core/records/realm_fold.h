// SPDX-License-Identifier: Apache-2.0
//
// What the event of the realm does to its record: nothing that was known is taken back.
#ifndef DOVERIE_SRC_CORE_RECORDS_REALM_FOLD_H_
#define DOVERIE_SRC_CORE_RECORDS_REALM_FOLD_H_

#include <algorithm>
#include <string>

#include "core/records/events.h"
#include "core/records/signals_fold.h"
#include "core/records/state.h"

namespace doverie {

// An epoch only rises; neither a restore nor a policy nor its revocation is forgotten.
class RealmFold {
 public:
  explicit RealmFold(RealmRecord& realm) : realm_(realm) {}

  Status operator()(const event::RealmNoted& e) {
    if (e.realm.epoch < realm_.epoch || e.realm.restored_at < realm_.restored_at) {
      return impossible(e.kType, "it takes a restore back");
    }
    if (e.realm.level < realm_.level) return impossible(e.kType, "it takes a level back");
    const auto told = [&](const NotedPolicy& noted) { return e.realm.policy(noted.pin) != nullptr; };
    if (!std::ranges::all_of(realm_.policies, told)) return impossible(e.kType, "it forgets a policy");
    const auto revoked = [&](const std::string& id) {
      return std::ranges::find(e.realm.revoked, id) != e.realm.revoked.end();
    };
    if (!std::ranges::all_of(realm_.revoked, revoked)) return impossible(e.kType, "it takes a revocation back");
    realm_ = e.realm;
    return Done{};
  }

 private:
  RealmRecord& realm_;
};

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_REALM_FOLD_H_
