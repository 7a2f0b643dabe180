// SPDX-License-Identifier: Apache-2.0
#ifndef DOVERIE_BINDINGS_PYTHON_KEYS_H_
#define DOVERIE_BINDINGS_PYTHON_KEYS_H_

#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>

#include "doverie/adapters/memory.h"

namespace doverie::python {

// A MemoryKeyRing whose keys may be added while others use it: services run without the GIL, so it cannot guard the ring.
//
// Threads: any method from any thread at once.
class SharedKeyRing final : public KeyRing {
 public:
  SharedKeyRing() : SharedKeyRing(std::make_shared<MemoryKeyRing>()) {}
  explicit SharedKeyRing(std::shared_ptr<MemoryKeyRing> ring) : ring_(std::move(ring)) {}

  Status add(KeyPurpose purpose, std::string id, Secret key, KeyState state);
  Status set_state(KeyPurpose purpose, std::string_view id, KeyState state);

  Result<std::string> active_key(KeyPurpose purpose) const override;
  Result<Digest> mac(KeyPurpose purpose, std::string_view key_id, std::string_view bytes) const override;

 private:
  mutable std::shared_mutex mutex_;
  std::shared_ptr<MemoryKeyRing> ring_;  // guarded by mutex_
};

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_KEYS_H_
