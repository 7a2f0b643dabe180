// SPDX-License-Identifier: Apache-2.0
//
// Texts of notices and SMS through the C interface.
#include "world.h"

namespace capi_test {
namespace {

using NoticeText = std::unique_ptr<doverie_notice_text, Free<doverie_notice_text_free>>;

std::string_view view(doverie_string string) {
  return {string.data, string.size};
}

NoticeText text_of(std::int32_t notice, doverie_role reader, doverie_channel channel, const doverie_notice_names* names) {
  doverie_notice_text* made = nullptr;
  doverie_notice_text_new(notice, reader, DOVERIE_LANGUAGE_RUSSIAN, channel, names, &made, nullptr);
  return NoticeText(made);
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
