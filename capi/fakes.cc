// SPDX-License-Identifier: Apache-2.0
//
// What does a test put in the place of clock, chance and accounts?
#include "doverie/testing/fakes.h"

#include "doverie_testing.h"
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

testing::FakeClock& fake_clock(doverie_clock* clock) {
  auto* fake = dynamic_cast<testing::FakeClock*>(use(clock, "clock").port.get());
  if (fake == nullptr) wrong("clock", "not a fake clock");
  return *fake;
}

// A fake clock that can go so far.
testing::FakeClock& clock_to_move(doverie_clock* clock, std::int64_t microseconds) {
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

doverie_status doverie_fake_clock_new(int64_t start, doverie_clock** out, doverie_error** error) {
  return give(out, error, [&] { return make_port<doverie_clock, doverie::testing::FakeClock>(instant_of(start)); });
}

doverie_status doverie_fake_clock_set(doverie_clock* clock, int64_t now, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    fake_clock(clock).set(instant_of(now));
    return doverie::Done{};
  });
}

doverie_status doverie_fake_clock_advance(doverie_clock* clock, int64_t microseconds, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    clock_to_move(clock, microseconds).advance(doverie::Duration{microseconds});
    return doverie::Done{};
  });
}

doverie_status doverie_fake_clock_jump(doverie_clock* clock, int64_t microseconds, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    clock_to_move(clock, microseconds).jump(doverie::Duration{microseconds});
    return doverie::Done{};
  });
}

doverie_status doverie_fake_entropy_new(uint64_t seed, doverie_entropy** out, doverie_error** error) {
  return give(out, error, [&] { return make_port<doverie_entropy, doverie::testing::FakeEntropy>(seed); });
}

doverie_status doverie_fake_entropy_reseed(doverie_entropy* entropy, uint64_t seed, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    auto* fake = dynamic_cast<doverie::testing::FakeEntropy*>(use(entropy, "entropy").port.get());
    if (fake == nullptr) wrong("entropy", "not fake entropy");
    fake->reseed(seed);
    return doverie::Done{};
  });
}

doverie_status doverie_memory_directory_set_unavailable(doverie_directory* directory, int32_t unavailable,
                                                        doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    auto* memory = dynamic_cast<doverie::MemoryDirectory*>(use(directory, "directory").port.get());
    if (memory == nullptr) wrong("directory", "not a memory directory");
    memory->set_unavailable(flag(unavailable, "unavailable"));
    return doverie::Done{};
  });
}
