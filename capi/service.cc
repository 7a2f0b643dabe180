// SPDX-License-Identifier: Apache-2.0
//
// Making a service, and its pump.
#include "handles.h"
#include "policies.h"
#include "pump.h"
#include "structs.h"
#include "text.h"

struct doverie_set_aside : doverie::capi::Handle<0x5345544153494431> {
  std::vector<doverie::SetAsideMessage> messages;
};

namespace doverie::capi {
namespace {

PolicySchedule schedule(const doverie_service_options& options) {
  PolicySchedule result;
  if (options.policy_count > 0) result = schedule_of(options.policies, options.policy_count, "options.policies");
  for (const doverie_string& id : list(options.revoked_policies, options.revoked_policy_count, "options.revoked_policies")) {
    auto revoked = result.with_revoked(text(id, "options.revoked_policies"));
    if (!revoked) throw WrongArgument{"options.revoked_policies: " + revoked.fault().message};
    result = *std::move(revoked);
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
  options.keys = use(given.keys, "options.keys").port;
  options.policies = schedule(given);
  options.sms = port_of(given.sms, "options.sms");
  options.notifier = port_of(given.notifier, "options.notifier");
  options.clock = port_of(given.clock, "options.clock");
  options.entropy = port_of(given.entropy, "options.entropy");
  options.nobody_is_told = flag(given.nobody_is_told, "options.nobody_is_told");
  options.realm = text(given.realm, "options.realm");
  if (given.epoch != 0) options.epoch = given.epoch;
  if (given.commands_kept != 0) options.commands_kept = Duration(given.commands_kept);
  options.restored_at = instant(given.restored_at, "options.restored_at");
  if (given.shadow != nullptr) {
    const doverie_shadow& shadow = use(given.shadow, "options.shadow");
    options.shadow = shadow.policies;
    options.on_shadow_difference = [listener = shadow.listener](const ShadowDifference& d) { listener->differs(d); };
  }
  if (given.rules != nullptr) options.rules = use(given.rules, "options.rules").now();
  if (given.sms_origin.data != nullptr) options.sms_origin = text(given.sms_origin, "options.sms_origin");
  if (given.sms_text.data != nullptr) options.sms_text = text(given.sms_text, "options.sms_text");
  if (given.remembered_streams < -1)
    wrong("options.remembered_streams", std::to_string(given.remembered_streams) + " is below -1");
  if (given.remembered_streams != 0) {
    options.remembered_streams = given.remembered_streams < 0 ? 0 : static_cast<std::size_t>(given.remembered_streams);
  }
  for (const doverie_observer* observer : list(given.observers, given.observer_count, "options.observers")) {
    options.observers.push_back(use(observer, "options.observers").port);
  }
  return options;
}

doverie_code_info told(const HostRule& rule) {
  doverie_code_info row{};
  row.code = rule.number;
  row.name = borrowed(rule.name);
  row.english = borrowed(rule.english);
  row.russian = borrowed(rule.russian);
  return row;
}

doverie::Result<std::unique_ptr<doverie_service>> handle_of(
    doverie::Result<std::shared_ptr<const doverie::Service>> service) {
  if (!service) return service.as<std::unique_ptr<doverie_service>>();
  auto handle = std::make_unique<doverie_service>();
  handle->service = *std::move(service);
  return handle;
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_service_new(const doverie_service_options* options, doverie_service** out, doverie_error** error) {
  return give(out, error, [&] { return handle_of(doverie::Service::create(service_options(read(options, "options")))); });
}

doverie_status doverie_service_trial(const doverie_service* service, doverie_service** out, doverie_error** error) {
  return give(out, error, [&] { return handle_of(use(service, "service").service->trial()); });
}

void doverie_service_free(doverie_service* service) {
  free_handle(service);
}

doverie_status doverie_service_code_find(const doverie_service* service, int32_t code, doverie_code_info* out,
                                         doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie::HostRules& rules = use(service, "service").service->settings().host_rules;
    const doverie::HostRule* rule = rules.find(static_cast<doverie::ReasonCode>(code));
    if (rule == nullptr) {
      write_known_code(out, code);
    } else {
      write(out, told(*rule));
    }
    return doverie::Done{};
  });
}

doverie_status doverie_service_get(const doverie_service* service, doverie_service_settings* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie::Settings& settings = use(service, "service").service->settings();
    write(out, {.realm = borrowed(settings.realm),
                .sms_origin = borrowed(settings.sms_origin),
                .sms_text = borrowed(settings.sms_text),
                .epoch = settings.epoch,
                .restored_at = number(settings.restored_at)});
    return doverie::Done{};
  });
}

doverie_status doverie_service_set_aside(const doverie_service* service, uint32_t limit, doverie_set_aside** out,
                                         doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_set_aside>> {
    auto messages = use(service, "service").service->messages_set_aside(limit);
    if (!messages) return messages.as<std::unique_ptr<doverie_set_aside>>();
    auto handle = std::make_unique<doverie_set_aside>();
    handle->messages = *std::move(messages);
    return handle;
  });
}

size_t doverie_set_aside_count(const doverie_set_aside* messages) {
  return alive(messages) ? messages->messages.size() : 0;
}

doverie_status doverie_set_aside_at(const doverie_set_aside* messages, size_t index, doverie_set_aside_message* out,
                                    doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie::SetAsideMessage& message = element(use(messages, "messages").messages, index);
    write(out, {.id = borrowed(message.id), .bytes = borrowed(message.bytes), .why = borrowed(message.why)});
    return doverie::Done{};
  });
}

void doverie_set_aside_free(doverie_set_aside* messages) {
  free_handle(messages);
}

doverie_status doverie_service_sms_segments(const doverie_service* service, int32_t* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (out == nullptr) wrong("out", "NULL");
    *out = doverie::sms_segments(use(service, "service").service->settings());
    return doverie::Done{};
  });
}

doverie_status doverie_service_observer_failures(const doverie_service* service, uint64_t* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (out == nullptr) wrong("out", "NULL");
    *out = use(service, "service").service->observer_failures();
    return doverie::Done{};
  });
}

doverie_status doverie_service_pump(const doverie_service* service, uint32_t limit, doverie_pump_what what,
                                    doverie_pump_report* report, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (report != nullptr) check(report, "report");
    const auto running = use(service, "service").service;
    const auto done = running->pump(limit, enumerator(what, doverie::PumpWhat::all_but_codes, "what"));
    if (report != nullptr) {
      write(report,
            {.codes = counts_of(done.codes), .notices = counts_of(done.notices), .erasures = counts_of(done.erasures)});
    }
    return done.fault ? doverie::Status(*done.fault) : doverie::Done{};
  });
}

doverie_status doverie_service_release_set_aside(const doverie_service* service, uint32_t limit, uint32_t* out,
                                                 doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (out == nullptr) wrong("out", "NULL");
    const auto running = use(service, "service").service;
    const auto released = running->release_set_aside(limit);
    if (!released) return released.as<doverie::Done>();
    *out = *released;
    return doverie::Done{};
  });
}
