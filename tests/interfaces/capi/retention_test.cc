// SPDX-License-Identifier: Apache-2.0
//
// T13: what an invitation holds of people is erased when its time is over, by the pump and when it is asked for.
#include <cstddef>
#include <string>

#include "world.h"

namespace capi_test {
namespace {

constexpr std::int64_t kHour = std::int64_t{3600} * 1000 * 1000;
constexpr std::int64_t kKept = 29 * 24 * kHour;

void wait(World& world, std::int64_t microseconds) {
  REQUIRE(doverie_fake_clock_advance(world.clock.get(), microseconds, nullptr) == DOVERIE_STATUS_OK);
}

Outcome erase_ended(World& world) {
  return outcome_of(
      [&](auto e) { return doverie_operator_erase_ended(world.service.get(), nullptr, doverie_text("maria"), e); });
}

std::size_t records(World& world) {
  const auto answer = make<Answer>(
      [&](auto out, auto e) { return doverie_operator_audit(world.service.get(), doverie_text("maria"), out, e); });
  auto trail = fresh<doverie_audit_trail>();
  REQUIRE(doverie_answer_audit_trail(answer.get(), &trail, nullptr) == DOVERIE_STATUS_OK);
  return trail.entry_count;
}

TEST_CASE("T13: the pump erases what is over and says how many") {
  World world;
  world.invite();
  wait(world, kKept - 1);
  auto report = fresh<doverie_pump_report>();
  REQUIRE(doverie_service_pump(world.service.get(), 64, DOVERIE_PUMP_EVERYTHING, &report, nullptr) == DOVERIE_STATUS_OK);
  CHECK(report.erasures.sent == 0);
  wait(world, 1);
  REQUIRE(doverie_service_pump(world.service.get(), 64, DOVERIE_PUMP_EVERYTHING, &report, nullptr) == DOVERIE_STATUS_OK);
  CHECK(report.erasures.sent == 1);
  CHECK(records(world) == 2);
}

TEST_CASE("T13: a host that asks has what is over erased, and nothing else, and not while the account is frozen") {
  World world;
  world.invite();
  CHECK(erase_ended(world).ok());
  CHECK(records(world) == 1);
  wait(world, kKept);
  const auto maria = doverie_text("maria");
  REQUIRE(outcome_of([&](auto e) {
            return doverie_operator_freeze(world.service.get(), nullptr, maria, doverie_text("anna"), e);
          }).ok());
  CHECK(erase_ended(world).rejected(DOVERIE_REASON_FROZEN));
  REQUIRE(outcome_of([&](auto e) {
            return doverie_operator_unfreeze(world.service.get(), nullptr, maria, doverie_text("anna"),
                                             doverie_text("boris"), e);
          }).ok());
  CHECK(erase_ended(world).ok());
  CHECK(records(world) == 4);
  CHECK(erase_ended(world).ok());
  CHECK(records(world) == 4);
}

}  // namespace
}  // namespace capi_test
