// SPDX-License-Identifier: Apache-2.0
//
// libdoverie_senders_c: gateways behind the callback of doverie_host_sms_new().
#include "beside.h"
#include "doverie/adapters/http_sender.h"
#include "doverie/adapters/kannel.h"
#include "doverie_senders.h"
#include "handles.h"
#include "structs.h"

struct doverie_gateway : doverie::capi::Handle<0x474154455741592e> {
  explicit doverie_gateway(std::shared_ptr<doverie::SmsGateway> of) : gateway(std::move(of)) {}
  std::shared_ptr<doverie::SmsGateway> gateway;
};

namespace doverie::capi {

template <>
inline constexpr std::size_t kFirstSize<doverie_http_limits> = sizeof(doverie_http_limits);
template <>
inline constexpr std::size_t kFirstSize<doverie_kannel_options> = sizeof(doverie_kannel_options);

namespace {

using Made = Result<std::shared_ptr<SmsGateway>>;

HttpLimits limits_of(const doverie_http_limits* limits) {
  const auto given = read_or_default(limits, "limits");
  HttpLimits wanted;
  if (given.connect_timeout != 0) wanted.connect_timeout = Duration{given.connect_timeout};
  if (given.timeout != 0) wanted.timeout = Duration{given.timeout};
  wanted.ca_file = text(given.ca_file, "limits.ca_file");
  return wanted;
}

KannelOptions kannel_of(const doverie_kannel_options* options) {
  const auto given = read(options, "options");
  KannelOptions wanted;
  wanted.url = text(given.url, "options.url");
  wanted.username = text(given.username, "options.username");
  wanted.password = secret_text(given.password, "options.password");
  wanted.from = text(given.from, "options.from");
  wanted.smsc = text(given.smsc, "options.smsc");
  wanted.report_address = text(given.report_address, "options.report_address");
  return wanted;
}

// Runs `make`, which gives a Made.
template <class Make>
doverie_status give_gateway(doverie_gateway** out, doverie_error** error, Make&& make) {
  if (out != nullptr) *out = nullptr;
  return ending(error, [&] {
    if (out == nullptr) wrong("out", "NULL");
    Made made = make();
    if (!made) return fail_with(error, made.fault().code, made.fault().message);
    *out = new doverie_gateway(*std::move(made));
    return DOVERIE_STATUS_OK;
  });
}

std::string_view view_of(doverie_string string) {
  return string.size == 0 ? std::string_view() : std::string_view(string.data, string.size);
}

void send(void* self, doverie_string message_id, doverie_string to, doverie_string text, doverie_sms_sink* sink) {
  call_host([&] {
    const auto outcome =
        (*static_cast<std::shared_ptr<SmsGateway>*>(self))->send(view_of(message_id), view_of(to), view_of(text));
    doverie_sms_answer(sink, static_cast<doverie_sms_outcome>(outcome), nullptr);
  });
}

void destroy(void* self) {
  delete static_cast<std::shared_ptr<SmsGateway>*>(self);
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_gateway_kannel(const doverie_kannel_options* options, const doverie_http_limits* limits,
                                      doverie_gateway** out, doverie_error** error) {
  return give_gateway(out, error, [&] {
    auto wanted = kannel_of(options);
    wanted.http = limits_of(limits);
    return doverie::kannel_sender(wanted);
  });
}

doverie_status doverie_gateway_http(doverie_string document, const doverie_http_limits* limits, doverie_gateway** out,
                                    doverie_error** error) {
  return give_gateway(out, error, [&] {
    const std::string words = text(document, "document");
    return doverie::http_sender(words, limits_of(limits));
  });
}

doverie_status doverie_gateway_sms(const doverie_gateway* gateway, doverie_sms_sender** out, doverie_error** error) {
  if (out != nullptr) *out = nullptr;
  return ending(error, [&] {
    if (out == nullptr) wrong("out", "NULL");
    auto self = std::make_unique<std::shared_ptr<doverie::SmsGateway>>(use(gateway, "gateway").gateway);
    doverie_sms_callbacks callbacks{};
    callbacks.struct_size = sizeof callbacks;
    callbacks.destroy = &destroy;
    callbacks.send = &send;
    return doverie_host_sms_new(&callbacks, self.release(), out, error);
  });
}

doverie_status doverie_gateway_problem(const doverie_gateway* gateway, char* problem, size_t size, doverie_error** error) {
  return ending(error, [&] {
    if (problem == nullptr) wrong("problem", "NULL");
    if (size == 0) wrong("size", "has to be 1 at least");
    const std::string words = use(gateway, "gateway").gateway->last_problem();
    problem[words.copy(problem, size - 1)] = '\0';
    return DOVERIE_STATUS_OK;
  });
}

doverie_status doverie_gateway_report_state(const doverie_gateway* gateway, doverie_string word, doverie_delivery_state* out,
                                            doverie_error** error) {
  return ending(error, [&] {
    if (out == nullptr) wrong("out", "NULL");
    const auto state = use(gateway, "gateway").gateway->report_state(text(word, "word"));
    *out = state ? static_cast<doverie_delivery_state>(*state) : 0;
    return DOVERIE_STATUS_OK;
  });
}

void doverie_gateway_free(doverie_gateway* gateway) {
  free_handle(gateway);
}

doverie_string doverie_delivery_state_name(doverie_delivery_state state) {
  switch (state) {
    case DOVERIE_DELIVERY_TAKEN:
      return doverie_text("taken");
    case DOVERIE_DELIVERY_FAILED:
      return doverie_text("failed");
    case DOVERIE_DELIVERY_DELIVERED:
      return doverie_text("delivered");
    default:
      return doverie_text("");
  }
}
