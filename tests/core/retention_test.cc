// SPDX-License-Identifier: Apache-2.0
//
// Until when an invitation is kept that does not say so itself: one of before invitations did.
#include "core/decisions/now.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

Policy keeping(std::string id, Duration retention) {
  Policy policy = Policy::gosuslugi();
  policy.id = std::move(id);
  policy.invitation_retention = retention;
  return policy;
}

Instant kept(const Settings& settings, const PolicyPin& pin, Instant keep_until = {}) {
  World world(settings);
  REQUIRE(world.load({}, {.clock = ClockReading{kNoon, kToday}}));
  Invitation invitation;
  invitation.expires_at = kNoon + 24h;
  invitation.policy = pin;
  invitation.keep_until = keep_until;
  return kept_until(invitation, world);
}

TEST_CASE("retention: an invitation that does not say how long it is kept goes by its policy, or else by today's") {
  const Story story;
  Settings settings = story.service().settings();
  Policy later = keeping("later", 24h * 7);
  later.applies_from = CivilDate{std::chrono::year{2027} / 1 / 1};
  settings.policies = *PolicySchedule::of({keeping("today", 24h * 3), later});
  const PolicyPin pin = settings.policies.pin_of(*settings.policies.all().back());
  CHECK(kept(settings, pin) == kNoon + 24h * 8);
  CHECK(kept(settings, {"lost", "0"}) == kNoon + 24h * 4);
  CHECK(kept(settings, pin, kNoon + 24h * 2) == kNoon + 24h * 2);
}

}  // namespace
}  // namespace doverie::testing
