// SPDX-License-Identifier: Apache-2.0
//
// Which policy is in force on a day, and which one was a record made under?
#include "facts.h"
#include "handles.h"
#include "policies.h"
#include "structs.h"
#include "text.h"

struct doverie_policy_schedule : doverie::capi::Handle<0x5343484544554c31> {
  doverie::PolicySchedule policies;
};

namespace doverie::capi {
namespace {

using PolicyHandle = Result<std::unique_ptr<doverie_policy>>;

PolicyPin pin_of(doverie_string id, doverie_string content_hash) {
  return {text(id, "id"), text(content_hash, "content_hash")};
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_policy_schedule_new(const doverie_policy* const* policies, size_t policy_count,
                                           doverie_policy_schedule** out, doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_policy_schedule>> {
    auto handle = std::make_unique<doverie_policy_schedule>();
    handle->policies = schedule_of(policies, policy_count, "policies");
    return handle;
  });
}

size_t doverie_policy_schedule_count(const doverie_policy_schedule* schedule) {
  return alive(schedule) ? schedule->policies.all().size() : 0;
}

doverie_status doverie_policy_schedule_at(const doverie_policy_schedule* schedule, size_t index, doverie_policy** out,
                                          doverie_error** error) {
  return give(out, error,
              [&]() -> PolicyHandle { return copy_of(*element(use(schedule, "schedule").policies.all(), index)); });
}

doverie_status doverie_policy_schedule_on(const doverie_policy_schedule* schedule, doverie_date today, doverie_policy** out,
                                          doverie_error** error) {
  return give(out, error,
              [&]() -> PolicyHandle { return copy_of(use(schedule, "schedule").policies.on(civil_date(today, "today"))); });
}

doverie_status doverie_policy_schedule_pinned(const doverie_policy_schedule* schedule, doverie_string id,
                                              doverie_string content_hash, doverie_policy** out, doverie_error** error) {
  return give(out, error, [&]() -> PolicyHandle {
    const auto found = use(schedule, "schedule").policies.pinned(pin_of(id, content_hash));
    if (!found) return found.as<std::unique_ptr<doverie_policy>>();
    return copy_of(**found);
  });
}

doverie_status doverie_policy_schedule_for_link(const doverie_policy_schedule* schedule, doverie_date today,
                                                doverie_string id, doverie_string content_hash, doverie_policy** out,
                                                doverie_error** error) {
  return give(out, error, [&]() -> PolicyHandle {
    const doverie::PolicySchedule& all = use(schedule, "schedule").policies;
    const auto found = all.for_link(all.on(civil_date(today, "today")), pin_of(id, content_hash));
    if (!found) return found.as<std::unique_ptr<doverie_policy>>();
    return copy_of(**found);
  });
}

doverie_status doverie_policy_schedule_protected_share(const doverie_policy_schedule* schedule, doverie_date today,
                                                       int32_t* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (out == nullptr) wrong("out", "NULL");
    *out = use(schedule, "schedule").policies.protected_share(civil_date(today, "today"));
    return doverie::Done{};
  });
}

void doverie_policy_schedule_free(doverie_policy_schedule* schedule) {
  free_handle(schedule);
}
