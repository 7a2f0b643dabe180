// SPDX-License-Identifier: Apache-2.0
//
// Clocks, entropy, and the secrets made from it.
#include <algorithm>

#include "doverie/adapters/system.h"
#include "handles.h"
#include "text.h"

namespace doverie::capi {
namespace {

template <class T, class Port>
Result<std::unique_ptr<T>> make_port() {
  auto handle = std::make_unique<T>();
  handle->port = std::make_shared<Port>();
  return handle;
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_system_clock_new(doverie_clock** out, doverie_error** error) {
  return give(out, error, [] { return make_port<doverie_clock, doverie::SystemClock>(); });
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
