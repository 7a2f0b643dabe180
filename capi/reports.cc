// SPDX-License-Identifier: Apache-2.0
//
// Delivery reports: tokens of addresses, and what came in under them.
#include "doverie/core/delivery_report.h"

#include <cstring>

#include "handles.h"
#include "structs.h"
#include "text.h"

using doverie::DeliveryReports;
using doverie::DeliveryState;
using namespace doverie::capi;

struct doverie_delivery_reports : Handle<0x5245504f52545331> {
  explicit doverie_delivery_reports(DeliveryReports of) : reports(std::move(of)) {}
  DeliveryReports reports;
};

doverie_status doverie_delivery_reports_new(const doverie_bytes* keys, size_t count, doverie_delivery_reports** out,
                                            doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_delivery_reports>> {
    if (keys == nullptr && count > 0) wrong("keys", "NULL");
    std::vector<doverie::Secret> secrets;
    for (size_t i = 0; i < count; ++i) secrets.emplace_back(bytes(keys[i], "keys"));
    auto made = DeliveryReports::create(std::move(secrets));
    if (!made) return made.as<std::unique_ptr<doverie_delivery_reports>>();
    return std::make_unique<doverie_delivery_reports>(*std::move(made));
  });
}

doverie_status doverie_delivery_reports_token(const doverie_delivery_reports* reports, doverie_string message, char* token,
                                              size_t size, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (token == nullptr) wrong("token", "NULL");
    if (size < DOVERIE_REPORT_TOKEN_SIZE) wrong("size", "less than DOVERIE_REPORT_TOKEN_SIZE");
    const auto made = use(reports, "reports").reports.token(text(message, "message"));
    if (!made) return made.as<doverie::Done>();
    std::memcpy(token, made->c_str(), made->size() + 1);
    return doverie::Done{};
  });
}

doverie_status doverie_delivery_reports_read(const doverie_delivery_reports* reports, doverie_string token,
                                             doverie_delivery_state state, int64_t at, doverie_delivery_report* out,
                                             doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    check(out, "out");
    std::optional<DeliveryState> told;
    if (state != 0) told = enumerator(state, DeliveryState::delivered, "state");
    const auto received_at = instant(at, "at").value_or(doverie::Instant{});
    const std::string given(bytes({reinterpret_cast<const uint8_t*>(token.data), token.size}, "token"));
    const auto got = use(reports, "reports").reports.read(given, told, received_at);
    doverie_delivery_report report{};
    report.message = {token.data, got.report.message.size()};
    report.at = number(got.report.at);
    report.verdict = static_cast<doverie_report_verdict>(got.verdict);
    report.state = static_cast<doverie_delivery_state>(got.report.state);
    write(out, report);
    return doverie::Done{};
  });
}

void doverie_delivery_reports_free(doverie_delivery_reports* reports) {
  free_handle(reports);
}

doverie_delivery_state doverie_kannel_state(doverie_string value) {
  doverie_delivery_state state = 0;
  guarded(nullptr, [&]() -> doverie::Status {
    if (const auto told = doverie::kannel_state(text(value, "value"))) state = static_cast<doverie_delivery_state>(*told);
    return doverie::Done{};
  });
  return state;
}
