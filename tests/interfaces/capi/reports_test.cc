// SPDX-License-Identifier: Apache-2.0
//
// Delivery reports and texts through the C interface.
#include <algorithm>
#include <cstring>

#include "world.h"

namespace capi_test {
namespace {

using Reports = std::unique_ptr<doverie_delivery_reports, Free<doverie_delivery_reports_free>>;
using NoticeText = std::unique_ptr<doverie_notice_text, Free<doverie_notice_text_free>>;

std::string_view view(doverie_string string) {
  return {string.data, string.size};
}

doverie_bytes key() {
  static const std::array<std::uint8_t, 32> bytes{};
  return {bytes.data(), bytes.size()};
}

Reports reports() {
  const doverie_bytes own = key();
  doverie_delivery_reports* made = nullptr;
  REQUIRE(doverie_delivery_reports_new(&own, 1, &made, nullptr) == DOVERIE_STATUS_OK);
  return Reports(made);
}

NoticeText text_of(std::int32_t notice, doverie_role reader, doverie_channel channel, const doverie_notice_names* names) {
  doverie_notice_text* made = nullptr;
  doverie_notice_text_new(notice, reader, DOVERIE_LANGUAGE_RUSSIAN, channel, names, &made, nullptr);
  return NoticeText(made);
}

TEST_CASE("delivery reports: a token made is one read, and others are forged") {
  const Reports ours = reports();
  char token[DOVERIE_REPORT_TOKEN_SIZE];
  REQUIRE(doverie_delivery_reports_token(ours.get(), doverie_text("msg_1"), token, sizeof token, nullptr) ==
          DOVERIE_STATUS_OK);
  CHECK(std::strlen(token) == 5 + 33);
  doverie_delivery_report report;
  DOVERIE_INIT(report);
  const auto read = [&](doverie_string given, doverie_delivery_state state) {
    REQUIRE(doverie_delivery_reports_read(ours.get(), given, state, kMorning, &report, nullptr) == DOVERIE_STATUS_OK);
    return report.verdict;
  };
  CHECK(read(doverie_text(token), doverie_kannel_state(doverie_text("1"))) == DOVERIE_REPORT_GENUINE);
  CHECK(view(report.message) == "msg_1");
  CHECK(report.state == DOVERIE_DELIVERY_DELIVERED);
  CHECK(report.at == kMorning);
  CHECK(read(doverie_text(token), doverie_kannel_state(doverie_text("32"))) == DOVERIE_REPORT_UNKNOWN);
  CHECK(report.state == 0);
  CHECK(read(doverie_text("msg_2.00000000000000000000000000000000"), DOVERIE_DELIVERY_TAKEN) == DOVERIE_REPORT_FORGED);
  CHECK(report.message.size == 0);
  CHECK(report.at == 0);
  CHECK(read({"\xff\xfe", 2}, DOVERIE_DELIVERY_TAKEN) == DOVERIE_REPORT_FORGED);
  CHECK(doverie_delivery_reports_read(ours.get(), doverie_text(token), 4, kMorning, &report, nullptr) ==
        DOVERIE_STATUS_FAULT);
}

TEST_CASE("delivery reports: the longest id fits, a short buffer or key is refused") {
  const Reports ours = reports();
  char token[DOVERIE_REPORT_TOKEN_SIZE];
  const std::string longest(1024, 'm');
  const doverie_string id{longest.data(), longest.size()};
  CHECK(doverie_delivery_reports_token(ours.get(), id, token, sizeof token, nullptr) == DOVERIE_STATUS_OK);
  CHECK(std::strlen(token) == sizeof token - 1);
  CHECK(doverie_delivery_reports_token(ours.get(), id, token, sizeof token - 1, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_delivery_reports_token(ours.get(), doverie_text("a b"), token, sizeof token, nullptr) ==
        DOVERIE_STATUS_FAULT);
  doverie_bytes short_key = key();
  --short_key.size;
  doverie_delivery_reports* made = nullptr;
  CHECK(doverie_delivery_reports_new(&short_key, 1, &made, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_delivery_reports_new(nullptr, 2, &made, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(made == nullptr);
}

TEST_CASE("texts of notices: by notice, reader and channel") {
  doverie_notice_names names;
  DOVERIE_INIT(names);
  names.name = doverie_text("Мария П.");
  const NoticeText page = text_of(DOVERIE_NOTICE_RECOVERY_STARTED, DOVERIE_ROLE_CONTACT, DOVERIE_CHANNEL_CABINET, &names);
  REQUIRE(page);
  CHECK(view(doverie_notice_text_subject(page.get())) == "Нужно ваше подтверждение как доверенного контакта");
  CHECK(view(doverie_notice_text_body(page.get())).find("Аккаунт: Мария П.") != std::string_view::npos);
  CHECK(text_of(DOVERIE_NOTICE_RECOVERY_STARTED, DOVERIE_ROLE_CONTACT, DOVERIE_CHANNEL_PUSH, nullptr));
  CHECK_FALSE(text_of(DOVERIE_NOTICE_RECOVERY_STARTED, DOVERIE_ROLE_CONTACT, DOVERIE_CHANNEL_EMAIL, nullptr));
  CHECK_FALSE(text_of(DOVERIE_NOTICE_WRONG_NUMBERS, DOVERIE_ROLE_CONTACT, DOVERIE_CHANNEL_PUSH, nullptr));
  CHECK_FALSE(text_of(1, DOVERIE_ROLE_CONTACT, DOVERIE_CHANNEL_PUSH, nullptr));
  CHECK_FALSE(text_of(DOVERIE_NOTICE_WRONG_NUMBERS, 3, DOVERIE_CHANNEL_PUSH, nullptr));
  CHECK_FALSE(text_of(DOVERIE_NOTICE_WRONG_NUMBERS, DOVERIE_ROLE_TRUSTOR, 4, nullptr));
}

TEST_CASE("KC14: the SMS's text, and what it costs") {
  const std::string_view russian = view(doverie_sms_text(DOVERIE_LANGUAGE_RUSSIAN));
  CHECK(russian == "{code} откроет чужой аккаунт. Никому не говорите");
  CHECK(view(doverie_sms_text(DOVERIE_LANGUAGE_ENGLISH)).find("opens somebody else's account") != std::string_view::npos);
  CHECK(doverie_sms_text(0).size == 0);
  CHECK(doverie_sms_text(3).size == 0);
  std::int32_t segments = 0;
  std::int32_t gsm = 9;
  REQUIRE(doverie_sms_size(doverie_sms_text(DOVERIE_LANGUAGE_RUSSIAN), &segments, &gsm, nullptr) == DOVERIE_STATUS_OK);
  CHECK(segments == 1);
  CHECK(gsm == 0);
  const std::string ascii(161, 'a');
  REQUIRE(doverie_sms_size({ascii.data(), ascii.size()}, &segments, &gsm, nullptr) == DOVERIE_STATUS_OK);
  CHECK(segments == 2);
  CHECK(gsm == 1);
  CHECK(doverie_sms_size({"\xff", 1}, &segments, &gsm, nullptr) == DOVERIE_STATUS_FAULT);
}

}  // namespace
}  // namespace capi_test
