// SPDX-License-Identifier: Apache-2.0
//
// The texts of sms_texts.def and notice_texts.def: which row, and with which names in it.
#include "doverie/core/texts.h"

#include <algorithm>
#include <array>
#include <optional>

#include "doverie/core/operations.h"

namespace doverie {

namespace {

struct SmsRow {
  Language language;
  std::string_view text;
};
constexpr auto kSmsTexts = std::to_array<SmsRow>({
#define DOVERIE_SMS_TEXT(language, text) {Language::language, text},
#include "doverie/core/sms_texts.def"
});

struct NoticeRow {
  Notice notice;
  Role reader;
  Language language;
  std::string_view subject;
  std::string_view push;
  std::string_view cabinet;
};
constexpr auto kNoticeTexts = std::to_array<NoticeRow>({
#define DOVERIE_NOTICE_TEXT(notice, reader, language, subject, push, cabinet) \
  {Notice::notice, Role::reader, Language::language, subject, push, cabinet},
#include "doverie/core/notice_texts.def"
});

// How a letter ends. Whoever has got at the mailbox or the person may be the one who wants the code.
std::string_view closing(Language language) {
  return language == Language::russian
             ? "Коды и пароли не говорите никому: ни сотрудникам портала, ни банку, ни полиции. Они их не спрашивают."
             : "Tell codes and passwords to nobody: neither to the portal's staff, nor to a bank, nor to the police. They "
               "do "
               "not ask for them.";
}

Fault wrong(std::string what) {
  return Fault{FaultCode::invalid_argument, std::move(what)};
}

struct NamedValue {
  std::string_view placeholder;
  std::string_view argument;
  const std::string& value;
};

// One walk: what a name has in it is not looked at again.
Result<std::string> filled(std::string_view text, const NoticeNames& names) {
  const std::array<NamedValue, 3> values{{{"{name}", "name", names.name},
                                          {"{redeem_from}", "redeem_from", names.redeem_from},
                                          {"{operation}", "operation", names.operation}}};
  std::string out;
  while (!text.empty()) {
    const auto* at = std::ranges::find_if(values, [&](const auto& v) { return text.starts_with(v.placeholder); });
    if (at == values.end()) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    if (at->value.empty()) return wrong("names." + std::string(at->argument) + ": missing; the text names it");
    out += at->value;
    text.remove_prefix(at->placeholder.size());
  }
  return out;
}

// The library's own words for an operation that it knows; otherwise they are words already.
std::string operation_words(const std::string& given, Language language) {
  const auto known = operation_text(given.empty() ? kPasswordRecovery : std::string_view(given), language);
  return known ? std::string(*known) : given;
}

}  // namespace

std::string_view builtin_sms_text(Language language) {
  const auto* row = std::ranges::find(kSmsTexts, language, &SmsRow::language);
  return row == kSmsTexts.end() ? std::string_view() : row->text;
}

Result<NoticeText> notice_text(Notice notice, Role reader, Language language, Channel channel, const NoticeNames& given) {
  const auto* row = std::ranges::find_if(
      kNoticeTexts, [&](const NoticeRow& r) { return r.notice == notice && r.reader == reader && r.language == language; });
  if (row == kNoticeTexts.end()) {
    return wrong("notice: " + std::to_string(static_cast<std::int32_t>(notice)) +
                 " has no text for this reader and language");
  }
  NoticeNames names = given;
  names.operation = operation_words(given.operation, language);
  auto text = filled(channel == Channel::push ? row->push : row->cabinet, names);
  if (!text) return text.as<NoticeText>();
  if (channel == Channel::email) text->append("\n\n").append(closing(language)).append("\n");
  return NoticeText{std::string(row->subject), *std::move(text)};
}

}  // namespace doverie
