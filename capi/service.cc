// SPDX-License-Identifier: Apache-2.0
//
// Making a service, and its pump.
#include <span>

#include "handles.h"
#include "structs.h"
#include "text.h"

namespace doverie::capi {
namespace {

constexpr std::size_t kMostPolicies = 1024;  // more is a count that was not set

template <class T>
std::span<const T> list(const T* elements, std::size_t count, const char* name) {
  if (elements == nullptr && count > 0) wrong(name, "NULL with a count");
  if (count > kMostPolicies) wrong(name, std::to_string(count) + " are too many");
  return {elements, count};
}

PolicySchedule schedule(const doverie_service_options& options) {
  std::vector<Policy> policies;
  for (const doverie_policy* policy : list(options.policies, options.policy_count, "options.policies")) {
    policies.push_back(use(policy, "options.policies").policy);
  }
  auto made = policies.empty() ? Result<PolicySchedule>{PolicySchedule{}} : PolicySchedule::of(std::move(policies));
  if (!made) throw WrongArgument{"options.policies: " + made.fault().message};
  PolicySchedule result = *std::move(made);
  for (const doverie_string& id : list(options.revoked_policies, options.revoked_policy_count, "options.revoked_policies")) {
    result = result.with_revoked(text(id, "options.revoked_policies"));
  }
  return result;
}

// The port of a handle that may be left out.
template <class T>
auto port_of(const T* handle, const char* name) {
  return handle == nullptr ? decltype(handle->port){} : use(handle, name).port;
}

ServiceOptions service_options(const doverie_service_options& given) {
  ServiceOptions options;
  options.store = use(given.store, "options.store").port;
  options.directory = use(given.directory, "options.directory").port;
  options.keys = std::make_shared<const MemoryKeyRing>(use(given.keys, "options.keys").keys);
  options.policies = schedule(given);
  options.sms = port_of(given.sms, "options.sms");
  options.notifier = port_of(given.notifier, "options.notifier");
  options.clock = port_of(given.clock, "options.clock");
  options.entropy = port_of(given.entropy, "options.entropy");
  options.realm = text(given.realm, "options.realm");
  if (given.epoch != 0) options.epoch = given.epoch;
  if (given.sms_origin.size != 0) options.sms_origin = text(given.sms_origin, "options.sms_origin");
  return options;
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_service_new(const doverie_service_options* options, doverie_service** out, doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_service>> {
    auto handle = std::make_unique<doverie_service>();
    auto made = doverie::Service::create(service_options(read(options, "options")));
    if (!made) return made.as<std::unique_ptr<doverie_service>>();
    handle->service = *std::move(made);
    return handle;
  });
}

void doverie_service_free(doverie_service* service) {
  free_handle(service);
}

doverie_status doverie_service_pump(const doverie_service* service, uint32_t limit, doverie_pump_report* report,
                                    doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (report != nullptr) check(report, "report");
    const auto running = use(service, "service").service;
    const auto done = running->pump(limit);
    if (!done) return done.as<doverie::Done>();
    if (report != nullptr) {
      write(report, {.leased = done->leased, .sent = done->sent, .dropped = done->dropped, .postponed = done->postponed});
    }
    return doverie::Done{};
  });
}
