// SPDX-License-Identifier: Apache-2.0
//
// Keys in an HSM that is busy now and then: what happens when the n-th call fails?
#ifndef DOVERIE_TESTS_SUPPORT_FAILING_KEYS_H_
#define DOVERIE_TESTS_SUPPORT_FAILING_KEYS_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "doverie/ports/key_ring.h"

namespace doverie::testing {

// Fails the call number `fail_at`, counted from the last reset; and all that come after it, when the fault is `lasting`.
class FailingKeys final : public KeyRing {
 public:
  explicit FailingKeys(std::shared_ptr<const KeyRing> inner) : inner_(std::move(inner)) {}
  Result<std::string> active_key(KeyPurpose purpose) const override {
    if (fails()) return Fault{FaultCode::key_unavailable, "the HSM is busy"};
    return inner_->active_key(purpose);
  }
  Result<Digest> mac(KeyPurpose purpose, std::string_view key_id, std::string_view bytes) const override {
    if (fails()) return Fault{FaultCode::key_unavailable, "the HSM is busy"};
    return inner_->mac(purpose, key_id, bytes);
  }
  mutable int calls = 0;
  int fail_at = -1;
  bool lasting = false;

 private:
  bool fails() const {
    const int call = calls++;
    return call == fail_at || (lasting && fail_at >= 0 && call > fail_at);
  }
  std::shared_ptr<const KeyRing> inner_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_FAILING_KEYS_H_
