// SPDX-License-Identifier: Apache-2.0
//
// The machine's clock and entropy, and recovery secrets made of them.
#include "doverie/adapters/system.h"

#include <algorithm>
#include <array>

#include "support/results.h"

namespace doverie::testing {
namespace {

class NoEntropy final : public Entropy {
 public:
  bool fill(std::span<std::uint8_t>) override { return false; }
};

TEST_CASE("system clock: tells the time of day") {
  SystemClock clock;
  const Instant now = clock.now();
  CHECK(now >= kEarliestNow);
  CHECK(now < kLatestNow);
  CHECK(clock.now() >= now - std::chrono::seconds(1));
}

TEST_CASE("system entropy: fills all of the bytes, each time otherwise") {
  SystemEntropy entropy;
  std::array<std::uint8_t, 64> one{};
  std::array<std::uint8_t, 64> other{};
  REQUIRE(entropy.fill(one));
  REQUIRE(entropy.fill(other));
  CHECK(one != other);
  CHECK_FALSE(std::ranges::all_of(std::span(one).last(16), [](std::uint8_t byte) { return byte == 0; }));
  CHECK(entropy.fill({}));
}

TEST_CASE("recovery secret: 32 random bytes, or a fault when there are none") {
  SystemEntropy entropy;
  const auto secret = new_recovery_secret(entropy);
  REQUIRE_OK(secret);
  CHECK(secret->size() == kRecoverySecretBytes);
  CHECK_FALSE(*secret == *new_recovery_secret(entropy));
  NoEntropy none;
  CHECK_FAULT(new_recovery_secret(none), entropy_unavailable);
}

}  // namespace
}  // namespace doverie::testing
