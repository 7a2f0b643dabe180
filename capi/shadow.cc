// SPDX-License-Identifier: Apache-2.0
//
// Shadow policies: the difference as a host's callback gets to see it.
#include "doverie/core/shadow.h"

#include "handles.h"
#include "host.h"
#include "policies.h"
#include "structs.h"
#include "text.h"

struct doverie_shadow_difference : doverie::capi::Handle<0x5348444946462e31> {
  explicit doverie_shadow_difference(const doverie::ShadowDifference& all) : difference(all) {}
  const doverie::ShadowDifference& difference;
};

namespace doverie::capi {
namespace {

class HostListener final : public ShadowListener {
 public:
  using Differs = decltype(doverie_shadow_callbacks::differs);

  HostListener(Differs callback, HostSelf self) : differs_(callback), self_(std::move(self)) {}

  void differs(const ShadowDifference& difference) const override {
    doverie_shadow_difference lent(difference);
    call_host([&] { differs_(self_.get(), &lent); });
    lent.retire();
  }

 private:
  Differs differs_;
  HostSelf self_;
};

std::int32_t number_of(const std::optional<StartStatus>& status) {
  return status ? static_cast<std::int32_t>(*status) : 0;
}

doverie_shadow_view view_of(const ShadowDifference& d) {
  return {.kind = static_cast<doverie_shadow_kind>(d.kind),
          .status = number_of(d.status),
          .shadow_status = number_of(d.shadow_status),
          .reason_count = d.reasons.size(),
          .shadow_reason_count = d.shadow_reasons.size(),
          .command = borrowed(d.command),
          .command_id = borrowed(d.command_id),
          .policy = borrowed(d.policy),
          .shadow_policy = borrowed(d.shadow_policy),
          .fault = borrowed(d.fault)};
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_shadow_new(const doverie_policy* const* policies, size_t policy_count,
                                  const doverie_shadow_callbacks* callbacks, void* self, doverie_shadow** out,
                                  doverie_error** error) {
  HostSelf owned = take_self(callbacks, self);
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_shadow>> {
    const doverie_shadow_callbacks wanted = read(callbacks, "callbacks");
    if (wanted.differs == nullptr) wrong("callbacks", "one that is required is NULL");
    auto handle = std::make_unique<doverie_shadow>();
    handle->policies = schedule_of(policies, policy_count, "policies");
    handle->listener = std::make_shared<const HostListener>(wanted.differs, std::move(owned));
    return handle;
  });
}

void doverie_shadow_free(doverie_shadow* shadow) {
  free_handle(shadow);
}

doverie_status doverie_shadow_difference_get(const doverie_shadow_difference* difference, doverie_shadow_view* out,
                                             doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    write(out, view_of(use(difference, "difference").difference));
    return doverie::Done{};
  });
}

doverie_status doverie_shadow_difference_reason_at(const doverie_shadow_difference* difference, int32_t of_shadow,
                                                   size_t index, doverie_reason* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie::ShadowDifference& d = use(difference, "difference").difference;
    write(out, reason_of(element(of_shadow != 0 ? d.shadow_reasons : d.reasons, index)));
    return doverie::Done{};
  });
}
