// SPDX-License-Identifier: Apache-2.0
//
// Beginning a realm, and keeping its record up to date.
#include "core/decisions/decide.h"

namespace doverie {

Result<Subjects> subjects_of(const BeginRealm&, const World&) {
  return Subjects{};
}

Result<Answer> decide_one(const BeginRealm&, const World& world, Draft& draft) {
  if (world.realm_begun()) return Rejection::of(ReasonCode::realm_begun);
  draft.realm(world.realm_as_known());
  return Answer(Done{});
}

Result<Subjects> subjects_of(const NoteRealm&, const World&) {
  return Subjects{};
}

Result<Answer> decide_one(const NoteRealm&, const World& world, Draft& draft) {
  const auto key = world.settings().keys->active_key(KeyPurpose::audit);
  if (!key) return key.as<Answer>();
  if (world.realm_outdated(*key)) draft.realm(world.realm_as_known());
  return Answer(Done{});
}

}  // namespace doverie
