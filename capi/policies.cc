// SPDX-License-Identifier: Apache-2.0
//
// Policies.
#include "handles.h"
#include "text.h"

namespace doverie::capi {
namespace {

Result<std::unique_ptr<doverie_policy>> policy_handle(const Policy& policy) {
  auto handle = std::make_unique<doverie_policy>();
  handle->policy = policy;
  handle->json = policy.to_json();
  return handle;
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_policy_gosuslugi(doverie_policy** out, doverie_error** error) {
  return give(out, error, [] { return policy_handle(doverie::Policy::gosuslugi()); });
}

doverie_status doverie_policy_strict(doverie_policy** out, doverie_error** error) {
  return give(out, error, [] { return policy_handle(doverie::Policy::strict()); });
}

doverie_status doverie_policy_from_json(doverie_string json, doverie_policy** out, doverie_error** error) {
  return give(out, error, [&] {
    const auto policy = doverie::Policy::from_json(text(json, "json"));
    return policy ? policy_handle(*policy) : policy.as<std::unique_ptr<doverie_policy>>();
  });
}

doverie_status doverie_policy_to_json(const doverie_policy* policy, doverie_string* out, doverie_error** error) {
  if (out != nullptr) *out = {nullptr, 0};
  return guarded(error, [&]() -> doverie::Status {
    if (out == nullptr) wrong("out", "NULL");
    *out = borrowed(use(policy, "policy").json);
    return doverie::Done{};
  });
}

void doverie_policy_free(doverie_policy* policy) {
  free_handle(policy);
}
