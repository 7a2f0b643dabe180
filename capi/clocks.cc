// SPDX-License-Identifier: Apache-2.0
//
// Clocks, entropy, and the secrets made from it.
#include <algorithm>

#include "doverie/adapters/system.h"
#include "doverie/testing/fakes.h"
#include "handles.h"
#include "text.h"

namespace doverie::capi {
namespace {

template <class T, class Port, class... Arguments>
Result<std::unique_ptr<T>> make_port(Arguments... arguments) {
  auto handle = std::make_unique<T>();
  handle->port = std::make_shared<Port>(arguments...);
  return handle;
}

testing::FakeClock& fake_clock(const doverie_clock* clock) {
  auto* fake = dynamic_cast<testing::FakeClock*>(use(clock, "clock").port.get());
  if (fake == nullptr) wrong("clock", "not a fake clock");
  return *fake;
}

// A fake clock that can go so far.
testing::FakeClock& clock_to_move(const doverie_clock* clock, std::int64_t microseconds) {
  auto& fake = fake_clock(clock);
  std::int64_t sum = 0;
  if (__builtin_add_overflow(number(fake.now()), microseconds, &sum)) wrong("microseconds", "the clock cannot go that far");
  return fake;
}

Instant instant_of(std::int64_t microseconds) {
  return Instant{Duration{microseconds}};
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_system_clock_new(doverie_clock** out, doverie_error** error) {
  return give(out, error, [] { return make_port<doverie_clock, doverie::SystemClock>(); });
}

doverie_status doverie_fake_clock_new(int64_t start, doverie_clock** out, doverie_error** error) {
  return give(out, error, [&] { return make_port<doverie_clock, doverie::testing::FakeClock>(instant_of(start)); });
}

doverie_status doverie_fake_clock_set(const doverie_clock* clock, int64_t now, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    fake_clock(clock).set(instant_of(now));
    return doverie::Done{};
  });
}

doverie_status doverie_fake_clock_advance(const doverie_clock* clock, int64_t microseconds, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    clock_to_move(clock, microseconds).advance(doverie::Duration{microseconds});
    return doverie::Done{};
  });
}

doverie_status doverie_fake_clock_jump(const doverie_clock* clock, int64_t microseconds, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    clock_to_move(clock, microseconds).jump(doverie::Duration{microseconds});
    return doverie::Done{};
  });
}

doverie_status doverie_clock_now(const doverie_clock* clock, int64_t* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (out == nullptr) wrong("out", "NULL");
    *out = number(use(clock, "clock").port->now());
    return doverie::Done{};
  });
}

void doverie_clock_free(doverie_clock* clock) {
  free_handle(clock);
}

doverie_status doverie_system_entropy_new(doverie_entropy** out, doverie_error** error) {
  return give(out, error, [] { return make_port<doverie_entropy, doverie::SystemEntropy>(); });
}

doverie_status doverie_fake_entropy_new(uint64_t seed, doverie_entropy** out, doverie_error** error) {
  return give(out, error, [&] { return make_port<doverie_entropy, doverie::testing::FakeEntropy>(seed); });
}

doverie_status doverie_fake_entropy_reseed(const doverie_entropy* entropy, uint64_t seed, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    auto* fake = dynamic_cast<doverie::testing::FakeEntropy*>(use(entropy, "entropy").port.get());
    if (fake == nullptr) wrong("entropy", "not fake entropy");
    fake->reseed(seed);
    return doverie::Done{};
  });
}

void doverie_entropy_free(doverie_entropy* entropy) {
  free_handle(entropy);
}

doverie_status doverie_new_recovery_secret(const doverie_entropy* entropy, uint8_t* secret, size_t size,
                                           doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (secret == nullptr) wrong("secret", "NULL");
    if (size != DOVERIE_SECRET_SIZE) wrong("size", std::to_string(size) + " is not DOVERIE_SECRET_SIZE");
    doverie::SystemEntropy machine;
    const auto made = doverie::new_recovery_secret(entropy == nullptr ? machine : *use(entropy, "entropy").port);
    if (!made) return made.as<doverie::Done>();
    std::ranges::copy(made->reveal(), secret);
    return doverie::Done{};
  });
}
