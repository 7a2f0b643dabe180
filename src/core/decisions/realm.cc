// SPDX-License-Identifier: Apache-2.0
//
// Beginning a realm, and keeping its record up to date.
#include "core/bytes/digests.h"
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

Result<Subjects> subjects_of(const RaiseLevel&, const World&) {
  return Subjects{};
}

Result<Answer> decide_one(const RaiseLevel&, const World& world, Draft& draft) {
  if (world.level() >= newest_level()) return Answer(Done{});
  RealmRecord record = world.realm_as_known();
  record.level = newest_level();
  draft.realm(std::move(record));
  return Answer(Done{});
}

Result<Subjects> subjects_of(const NoteRealm&, const World&) {
  return Subjects{};
}

Result<Answer> decide_one(const NoteRealm&, const World& world, Draft& draft) {
  const auto key = active_key(*world.settings().keys, KeyPurpose::audit);
  if (!key) return key.as<Answer>();
  if (world.realm_outdated(*key)) draft.realm(world.realm_as_known());
  return Answer(Done{});
}

}  // namespace doverie
