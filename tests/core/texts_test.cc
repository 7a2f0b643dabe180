// SPDX-License-Identifier: Apache-2.0
//
// Does every text say what it has to, fit where it goes, and is none missing?
#include "doverie/core/texts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "core/values/sms.h"
#include "support/results.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

constexpr Language kLanguages[] = {Language::russian, Language::english};
constexpr Channel kChannels[] = {Channel::cabinet, Channel::push, Channel::email};
const NoticeNames kNames{"Мария П.", "4 марта, 12:00"};

bool is_told(const NoticeInfo& notice, Role reader) {
  if (notice.told == NoticeInfo::Told::trustor) return reader == Role::trustor;
  if (notice.told == NoticeInfo::Told::contact) return reader == Role::contact;
  return true;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool has(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

Status with_text(std::string text, std::string origin = "gosuslugi.ru", std::int32_t digits = 6) {
  Story story;
  ServiceOptions options = story.options();
  Policy policy = Policy::gosuslugi();
  policy.code_digits = digits;
  options.policies = PolicySchedule::of({policy}).value();
  options.sms_text = std::move(text);
  options.sms_origin = std::move(origin);
  const auto service = Service::create(options);
  return service ? Status(Done{}) : service.as<Done>();
}

TEST_CASE("KC14: the SMS says what the code does, that nobody is to be told, and binds it to the site") {
  Story story;
  story.appointed("maria", "ivan");
  story.approved("ivan", story.started("maria"));
  const std::string code = story.code("ivan");
  const std::string text = story.sms->sent().front().text;
  CHECK(text == code + " откроет чужой аккаунт. Никому не говорите\n@gosuslugi.ru #" + code);
  CHECK(sms_size(text).segments == 1);
  CHECK(has(builtin_sms_text(Language::english), "opens somebody else's account. Tell it to nobody"));
}

TEST_CASE("KC14: no text that comes with the library takes more than two segments, whatever host, code and language") {
  const std::string longest_host = std::string(31, 'h') + "." + std::string(32, 'h');
  for (const Language language : kLanguages) {
    for (const std::string& host : {std::string(), std::string("gosuslugi.ru"), longest_host}) {
      for (const std::int32_t digits : {6, 9}) {
        CHECK_OK(with_text(std::string(builtin_sms_text(language)), host, digits));
      }
    }
  }
}

TEST_CASE("KC14: a host's own text is counted when the service is made, and the number told") {
  const std::string room(66 - 22,
                         'x');  // what is left of two segments beside a code and the longest line of the default origin
  CHECK_OK(with_text("{code} откроет аккаунт: " + room + std::string(40, 'x')));
  const auto refused = with_text("{code} откроет аккаунт: " + std::string(100, 'x'));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.fault().code == FaultCode::invalid_argument);
  CHECK(has(refused.fault().message, "sms_text: the SMS takes 3 segments"));
  CHECK(has(refused.fault().message, "at most 2"));
}

TEST_CASE("a text of an SMS that could not be read is refused") {
  const std::pair<const char*, const char*> rows[] = {
      {"", "no {code}"},
      {"Код: 1{code}", "digit beside"},
      {"{code}0", "digit beside"},
      {"{code} {code}", "other braces"},
      {"{name}: {code}", "other braces"},
      {"a\t{code}", "control character"},
      {"\xff{code}", "not UTF-8"},
      {"Код: code", "no {code}"},
  };
  for (const auto& [text, why] : rows) {
    const auto refused = with_text(text);
    CAPTURE(text);
    REQUIRE_FALSE(refused.ok());
    CHECK(has(refused.fault().message, why));
  }
  CHECK_OK(with_text("Портал\n{code}, никому"));
}

TEST_CASE("segments: both alphabets, on both sides of every limit") {
  const auto times = [](std::size_t count, std::string_view what) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += what;
    return text;
  };
  struct Row {
    std::string text;
    SmsAlphabet alphabet;
    int segments;
  };
  const Row rows[] = {
      {times(160, "a"), SmsAlphabet::gsm7, 1},
      {times(161, "a"), SmsAlphabet::gsm7, 2},
      {times(306, "@"), SmsAlphabet::gsm7, 2},
      {times(307, "@"), SmsAlphabet::gsm7, 3},
      {times(80, "€"), SmsAlphabet::gsm7, 1},
      {times(81, "["), SmsAlphabet::gsm7, 2},
      {times(152, "a") + times(77, "€"), SmsAlphabet::gsm7, 3},  // 306 septets, but none may be cut in two
      {times(153, "a") + times(76, "€") + "a", SmsAlphabet::gsm7, 2},
      {times(159, "a") + "`", SmsAlphabet::ucs2, 3},
      {times(70, "я"), SmsAlphabet::ucs2, 1},
      {times(71, "я"), SmsAlphabet::ucs2, 2},
      {times(134, "я"), SmsAlphabet::ucs2, 2},
      {times(135, "я"), SmsAlphabet::ucs2, 3},
      {times(35, "😀"), SmsAlphabet::ucs2, 1},
      {times(66, "я") + times(34, "😀"), SmsAlphabet::ucs2, 3},  // 134 units, but no pair may be cut in two
      {"\n\r£ΔÑüà¿", SmsAlphabet::gsm7, 1},
      {"ё", SmsAlphabet::ucs2, 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(sms_size(row.text).alphabet == row.alphabet);
    CHECK(sms_size(row.text).segments == row.segments);
  }
}

TEST_CASE("texts of notices: every reader of every notice has one, in every language and for every channel") {
  for (const NoticeInfo& notice : all_notices()) {
    for (const Role reader : {Role::trustor, Role::contact}) {
      for (const Language language : kLanguages) {
        for (const Channel channel : kChannels) {
          CAPTURE(notice.name);
          const auto text = notice_text(notice.notice, reader, language, channel, kNames);
          CHECK(text.ok() == is_told(notice, reader));
          if (!text) continue;
          CHECK_FALSE(text->subject.empty());
          CHECK_FALSE(text->text.empty());
          CHECK(text->text.find_first_of("{}") == std::string::npos);
        }
      }
    }
  }
}

TEST_CASE("texts of notices: a locked screen shows a sentence and no name; a contact's pages name the account") {
  for (const NoticeInfo& notice : all_notices()) {
    for (const Role reader : {Role::trustor, Role::contact}) {
      if (!is_told(notice, reader)) continue;
      for (const Language language : kLanguages) {
        CAPTURE(notice.name);
        const auto push = notice_text(notice.notice, reader, language, Channel::push).value();
        CHECK(characters(push.text) <= 110);
        CHECK(characters(push.subject) <= 60);
        CHECK_FALSE(has(push.text, kNames.name));
        const auto page = notice_text(notice.notice, reader, language, Channel::cabinet, kNames).value();
        CHECK(has(page.text, kNames.name) == (reader == Role::contact));
        CHECK(characters(page.text) <= 400);
        const auto letter = notice_text(notice.notice, reader, language, Channel::email, kNames).value();
        CHECK(letter.text.starts_with(page.text + "\n\n"));
        CHECK(letter.text.ends_with(".\n"));
      }
    }
  }
}

TEST_CASE("texts of notices: Russian is Russian, English is English") {
  const auto cyrillic = [](std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return c == '\xD0' || c == '\xD1'; });
  };
  for (const NoticeInfo& notice : all_notices()) {
    for (const Role reader : {Role::trustor, Role::contact}) {
      if (!is_told(notice, reader)) continue;
      for (const Channel channel : kChannels) {
        CAPTURE(notice.name);
        const NoticeNames names{"Maria P.", "12:00"};
        CHECK(cyrillic(notice_text(notice.notice, reader, Language::russian, channel, names).value().text));
        CHECK_FALSE(cyrillic(notice_text(notice.notice, reader, Language::english, channel, names).value().text));
      }
    }
  }
}

TEST_CASE("texts of notices: names go in as they are, once, and a missing one is told") {
  const auto text = notice_text(Notice::recovery_waiting, Role::contact, Language::english, Channel::cabinet,
                                {"{redeem_from}<b>", "noon"});
  REQUIRE(text.ok());
  CHECK(has(text->text, "The account: {redeem_from}<b>."));
  CHECK(has(text->text, "can be done from noon on"));
  const auto unnamed =
      notice_text(Notice::recovery_waiting, Role::contact, Language::english, Channel::cabinet, {"", "noon"});
  REQUIRE_FALSE(unnamed.ok());
  CHECK(has(unnamed.fault().message, "names.name"));
  CHECK_FAULT(notice_text(Notice::recovery_waiting, Role::trustor, Language::english, Channel::email), invalid_argument);
  CHECK_FAULT(notice_text(Notice{999}, Role::trustor, Language::english, Channel::push), invalid_argument);
  CHECK_FAULT(notice_text(Notice::wrong_numbers, Role::contact, Language::english, Channel::push, kNames), invalid_argument);
}

}  // namespace
}  // namespace doverie::testing
