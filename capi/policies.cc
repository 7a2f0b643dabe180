// SPDX-License-Identifier: Apache-2.0
//
// Policies: the two that come with the library, and documents in both directions.
#include "policies.h"

#include "handles.h"
#include "text.h"

namespace doverie::capi {
namespace {

Result<std::unique_ptr<doverie_policy>> policy_handle(const Policy& policy) {
  auto handle = std::make_unique<doverie_policy>();
  handle->policy = policy;
  handle->json = policy.to_json();
  handle->hash = policy.content_hash();
  return handle;
}

}  // namespace

// A copy in a handle of its own.
Result<std::unique_ptr<doverie_policy>> copy_of(const Policy& policy) {
  return policy_handle(policy);
}

PolicySchedule schedule_of(const doverie_policy* const* policies, std::size_t count, const char* name) {
  std::vector<Policy> copies;
  for (const doverie_policy* policy : list(policies, count, name)) copies.push_back(use(policy, name).policy);
  auto made = PolicySchedule::of(std::move(copies));
  if (!made) throw WrongArgument{std::string(name) + ": " + made.fault().message};
  return *std::move(made);
}

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

doverie_status doverie_policy_json(const doverie_policy* policy, doverie_string* out, doverie_error** error) {
  if (out != nullptr) *out = {nullptr, 0};
  return guarded(error, [&]() -> doverie::Status {
    if (out == nullptr) wrong("out", "NULL");
    *out = borrowed(use(policy, "policy").json);
    return doverie::Done{};
  });
}

doverie_string doverie_policy_id(const doverie_policy* policy) {
  return alive(policy) ? borrowed(policy->policy.id) : doverie_text("");
}

doverie_string doverie_policy_content_hash(const doverie_policy* policy) {
  return alive(policy) ? borrowed(policy->hash) : doverie_text("");
}

int32_t doverie_policy_equal(const doverie_policy* one, const doverie_policy* other) {
  return alive(one) && alive(other) && one->json == other->json ? 1 : 0;
}

doverie_string doverie_policy_schema(void) {
  doverie_string found{nullptr, 0};
  guarded(nullptr, [&]() -> doverie::Status {
    static const std::string schema = doverie::Policy::json_schema();
    found = borrowed(schema);
    return doverie::Done{};
  });
  return found;
}

void doverie_policy_free(doverie_policy* policy) {
  free_handle(policy);
}
