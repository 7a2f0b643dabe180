// SPDX-License-Identifier: Apache-2.0
//
// State, progress and end of a request.
#include "core/decisions/request_view.h"

#include "core/records/transitions.h"

namespace doverie {

namespace {

std::int32_t asked_version(const Request& request, const World& world) {
  const auto policy = world.policy_of(request.policy);
  return policy ? (*policy)->attestation_version : 0;
}

// [R11, R12]
void add_end(const Request& request, bool outdated, RequestView& shown) {
  if (is_open(shown.state)) return;
  if (request.end != RequestEnd{}) {
    shown.end = request.end, shown.ended_at = request.ended_at;
  } else if (shown.state == RequestState::expired) {
    shown.end = RequestEnd::expired, shown.ended_at = request.deadline();
  } else {
    shown.end = outdated ? RequestEnd::phone_changed : RequestEnd::revoked;  // nobody has noticed when
  }
}

}  // namespace

Progress progress_of(const Request& request) {
  return {static_cast<std::int32_t>(request.confirmed_approvals()), static_cast<std::int32_t>(request.required_approvals)};
}

bool worth_showing(const RequestNow& r, Instant now) {
  return is_open(r.state) || now - r.request->started_at < kDay;
}

Result<RequestView> request_view(const World& world, const CircleCase& circle, const Request& request) {
  RequestView shown{.request = request.id, .trustor = circle.trustor, .state = gather_state(world, request)};
  bool outdated = false;
  if (is_open(shown.state)) {
    const auto found = gather_outdated(world, request, *world.account(circle.trustor));
    if (!found) return found.as<RequestView>();
    outdated = *found;
  }
  if (outdated) shown.state = RequestState::voided;
  shown.verified_factor = request.verified_factor;
  shown.started_at = request.started_at;
  shown.expires_at = request.deadline();
  shown.redeem_from = redeem_from(request);
  shown.attestation_version = asked_version(request, world);
  shown.operation = request.operation;
  shown.progress = progress_of(request);
  add_end(request, outdated, shown);
  return shown;
}

}  // namespace doverie
