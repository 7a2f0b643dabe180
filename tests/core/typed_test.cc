// SPDX-License-Identifier: Apache-2.0
//
// What people type and paste, over all of Unicode: what is let through and what is compared are the same.
#include <utf8proc.h>

#include <array>
#include <span>
#include <utility>

#include "core/bytes/encoding.h"
#include "core/values/ids.h"
#include "core/values/person_name.h"
#include "core/values/sms.h"
#include "core/values/typed_text.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

constexpr CodePoint kEndOfUnicode = 0x110000;

bool is_surrogate(CodePoint point) {
  return point >= 0xD800 && point < 0xE000;
}

std::string with(std::string_view before, CodePoint point, std::string_view behind) {
  std::string text(before);
  append_code_point(text, point);
  return text.append(behind);
}

// A request that ivan has approved, and a code on its way.
struct Approving : Story {
  Approving() {
    appointed("maria", "ivan");
    request = started("maria");
    approved("ivan", request);
  }
  RequestId request;
};

std::string mapped_by(utf8proc_uint8_t* (*form)(const utf8proc_uint8_t*), const std::string& text) {
  utf8proc_uint8_t* raw = form(reinterpret_cast<const utf8proc_uint8_t*>(text.c_str()));
  REQUIRE(raw != nullptr);
  std::string mapped(reinterpret_cast<const char*>(raw));
  std::free(raw);
  return mapped;
}

// What has to hold of every name that is let through.
void check_comparison(const std::string& typed, const std::string& shown) {
  const std::string key = name_key(typed);
  CAPTURE(hex(typed));
  CHECK_FALSE(key.empty());
  CHECK(name_key(shown) == key);
  CHECK(name_key(key) == key);
  CHECK(same_name(typed, shown));
  for (const auto form : {utf8proc_NFC, utf8proc_NFD}) CHECK(name_key(mapped_by(form, typed)) == key);
  // Compatibility makes a space and a mark of the acute accent that stands for an apostrophe: that text is another one.
  if (shown.find("´") != std::string::npos) return;
  for (const auto form : {utf8proc_NFKC, utf8proc_NFKD}) CHECK(name_key(mapped_by(form, typed)) == key);
}

// The characters that are one in names: one of them stands for all.
std::string one_of_its_kind(CodePoint point) {
  switch (class_of(point)) {
    case CharacterClass::apostrophe:
      return "'";
    case CharacterClass::space:
    case CharacterClass::hyphen:
    case CharacterClass::dot:
      return " ";
    default:
      return with("", point, "");
  }
}

TEST_CASE("KI1: every character that a name may have is folded by the comparison, over all of Unicode") {
  int accepted = 0;
  const std::array<std::pair<const char*, const char*>, 4> around = {{{"Да", "я"}, {"Da", "y"}, {"Δα", "α"}, {"და", "ა"}}};
  for (CodePoint point = 1; point < kEndOfUnicode; ++point) {
    if (is_surrogate(point)) continue;
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(point));
    // Three of four are nobody's, and alike.
    const bool nobodys = category == UTF8PROC_CATEGORY_CN || category == UTF8PROC_CATEGORY_CO;
    const std::size_t first = nobodys ? static_cast<std::size_t>(point) % around.size() : 0;
    const std::size_t end = nobodys ? first + 1 : around.size();
    for (std::size_t i = first; i < end; ++i) {
      const auto& [before, behind] = around[i];
      const std::string typed = with(before, point, behind);
      const auto name = check_name(typed);
      if (!name) continue;
      ++accepted;
      check_comparison(typed, *name);
      CHECK_MESSAGE(same_name(typed, before + one_of_its_kind(point) + behind), hex(typed));
    }
  }
  CHECK(accepted > 100'000);  // so many letters there are
}

TEST_CASE("KI1: check and comparison agree on what stands between letters") {
  for (CodePoint point = 1; point < kEndOfUnicode; ++point) {
    if (is_surrogate(point) || mapped_by(utf8proc_NFC, with("", point, "")) != with("", point, "")) continue;
    const CharacterClass is = class_of(point);
    const bool folded = is == CharacterClass::apostrophe || is == CharacterClass::space || is == CharacterClass::hyphen ||
                        is == CharacterClass::dot;
    const bool letter = is == CharacterClass::letter || is == CharacterClass::mark;
    CAPTURE(point);
    if (folded) CHECK(check_name(with("Да", point, "я")).ok());
    if (!folded && !letter) CHECK_FALSE(check_name(with("Да", point, "я")).ok());
    if (is == CharacterClass::invisible) CHECK(same_name(with("Да", point, "я"), "Дая"));  // a directory is not checked
  }
}

TEST_CASE("KI1: small and capital letters are one, as far as Unicode knows") {
  for (CodePoint point = 1; point < kEndOfUnicode; ++point) {
    if (is_surrogate(point) || class_of(point) != CharacterClass::letter) continue;
    for (const CodePoint other : {utf8proc_toupper(point), utf8proc_tolower(point), utf8proc_totitle(point)}) {
      CHECK_MESSAGE(same_name(with("", point, ""), with("", other, "")), point << " and " << other);
    }
  }
}

TEST_CASE("KI1: names of life") {
  const std::pair<const char*, const char*> same[] = {
      {"Дар’я", "Дар'я"},
      {"Дарʼя", "ДАР`Я"},
      {"Дар´я", "Дар＇я"},
      {"O’Neil", "O'NEIL"},
      {"Gʻayrat", "G'ayrat"},
      {"Gʻayrat", "G‘AYRAT"},
      {"Мари́я", "Мария"},
      {"İbrahim", "IBRAHIM"},
      {"Işık", "IŞIK"},
      {"Анна−Мария", "Анна Мария"},
      {"Анна. Мария", "Анна-Мария"},
      {"Мария.", "Мария"},
      {"Анна⁃Мария", "анна‑мария"},
  };
  for (const auto& [a, b] : same) {
    CHECK_MESSAGE(same_name(a, b), a << " and " << b);
    CHECK_MESSAGE(check_name(a).ok(), a);
  }
  const std::pair<const char*, const char*> different[] = {
      {"Дар'я", "Даря"}, {"Ѓорги", "Горги"}, {"Юлий", "Юлии"}, {"Мария", "Марина"}, {"", ""}, {"\xFF", "\xFF"}, {"-", "."}};
  for (const auto& [a, b] : different) CHECK_MESSAGE(!same_name(a, b), a << " and " << b);
  for (const char* hidden : {"Да\xEF\xB8\x8Fша", "Да\xCD\x8Fша", "\xE3\x85\xA4", "Да\xC2\xADша"}) {
    CHECK_FALSE(check_name(hidden).ok());  // a variation selector, a joiner, a Hangul filler, a soft hyphen
  }
}

TEST_CASE("KI1: an invitation reaches whoever is called so, whatever the apostrophe") {
  Story story;
  story.change("pyotr", [](AccountFacts& pyotr) { pyotr.given_name = "Дар'я"; });
  const auto invited = story.service().trustor("maria").invite("Дарʼя", "\xE2\x80\xAA+7 916 765-43-21\xE2\x80\xAC");
  REQUIRE(invited.ok());
  EXPECT(story.accept("pyotr", invited->invitation), "done");
}

TEST_CASE("KI2: phones with every character that only divides or is not seen, in front, between and behind") {
  const auto parsed = [](const std::string& typed) {
    const auto phone = Phone::parse(typed);
    return phone ? phone->e164() : in_words(phone);
  };
  int divide = 0;
  for (CodePoint point = 1; point < kEndOfUnicode; ++point) {
    if (is_surrogate(point)) continue;
    const CharacterClass is = class_of(point);
    const bool divides = is == CharacterClass::space || is == CharacterClass::hyphen || is == CharacterClass::invisible ||
                         is == CharacterClass::line_break || point == '.' || point == '(' || point == ')';
    if (divides) ++divide;
    const std::string right = divides ? "+79161234567" : "refused: phone_invalid";
    CAPTURE(point);
    const bool digit = point >= '0' && point <= '9';
    if (!divides && !digit && point < 0x3000) CHECK(parsed(with("+7916", point, "123456")) == right);
    if (!divides || point == '.' || point == '(' || point == ')') continue;
    for (const std::string& typed : {with("", point, "+79161234567"), with("+7916", point, "1234567"),
                                     with("+79161234567", point, ""), with("8", point, "9161234567")}) {
      CHECK(parsed(typed) == right);
    }
  }
  CHECK(divide > 200);
}

TEST_CASE("KI3: the national number, and links") {
  for (const char* typed : {"9161234567", "916 123-45-67", "(916) 123-45-67", "tel:+79161234567", "TEL:+7-916-123-45-67",
                            "tel:9161234567", " tel: 89161234567\n",
                            "+7\xC2\xA0(916)\xC2\xA0"
                            "123\xE2\x80\x91"
                            "45\xE2\x80\x91"
                            "67"}) {
    const auto phone = Phone::parse(typed);
    REQUIRE_MESSAGE(phone.ok(), typed);
    CHECK(phone->e164() == "+79161234567");
  }
}

TEST_CASE("KI4: a code as a keyboard or another program pastes it") {
  const auto answer = [](const std::string& before, const std::string& between, const std::string& behind) {
    Approving story;
    const std::string code = story.code("ivan");
    return in_words(story.confirm("ivan", story.request, before + code.substr(0, 3) + between + code.substr(3) + behind));
  };
  for (const char* divider : {" ", "-", "\n", "\r\n", "\t", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\xAA", "\xE2\x80\x91",
                              "\xEF\xBB\xBF", "\xE2\x80\xA8"}) {
    CHECK(answer(divider, "", "") == "done");
    CHECK(answer("", divider, "") == "done");
    CHECK(answer("", "", divider) == "done");
  }
  // What Unicode calls ignorable, whatever it is otherwise: a joiner, a selector of emoji, a filler that counts as a letter.
  for (const char* unseen : {"\xCD\x8F", "\xEF\xB8\x8F", "\xE3\x85\xA4"}) CHECK(answer("", unseen, "") == "done");
  for (const char* other : {".", ",", "'", "0", "٤", "৪", "４", "x", "\xFF"}) CHECK(answer("", "", other) != "done");
}

TEST_CASE("KI4: digits of other scripts are malformed, and not counted") {
  Approving story;
  const std::string code = story.code("ivan");
  for (CodePoint point = 0x80; point < kEndOfUnicode; ++point) {
    if (class_of(point) != CharacterClass::digit) continue;
    CHECK(bare(with("12345", point, "")) == with("12345", point, ""));
  }
  EXPECT(story.confirm("ivan", story.request, "１２３４５６"), "refused: code_malformed");
  CHECK(story.count("circle/maria", "code_rejected") == 0);
  EXPECT(story.confirm("ivan", story.request, code), "done");
}

TEST_CASE("KI5: digits alone are an account id, whatever they are") {
  for (const char* id : {"9000000001", "89000000012", "90000000000", "79161234567", "89161234567", "12345678901"}) {
    CHECK_MESSAGE(check_account_id(id, "account").ok(), id);
  }
  // Whether an id is refused follows from how it is written, the same for every account that is numbered so.
  for (const std::string form : {"", "8", "79"}) {
    for (int number = 0; number < 1000; ++number) {
      CHECK(check_account_id(form + std::to_string(916'123'4000 + number), "account").ok());
      CHECK_FALSE(check_account_id("+7" + std::to_string(916'123'4000 + number), "account").ok());
    }
  }
}

TEST_CASE("KI6: host names in the SMS, or none") {
  for (const char* origin : {"", "gosuslugi.ru", "lk.krasnoyarsk-portal.ru", "a", "xn--80aahmsgcxm.xn--p1ai", "1.ru"}) {
    CHECK_MESSAGE(check_sms_origin(origin).ok(), origin);
  }
  const auto most = std::string(63, 'a');
  CHECK(check_sms_origin(most).ok());
  CHECK(check_sms_origin(std::string(31, 'a') + "." + std::string(32, 'b')).ok());
  CHECK_FALSE(check_sms_origin(most + "aa").ok());
  CHECK_FALSE(check_sms_origin(most + "a").ok());
  Story story;
  ServiceOptions options = story.options();
  options.sms_origin = "";
  story.restart(options);
  CHECK(sms_segments(story.service().settings()) == 1);
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string code = story.code("ivan");
  CHECK(story.sms->sent().front().text == code + " откроет чужой аккаунт. Никому не говорите");
}

TEST_CASE("KI6: segments") {
  CHECK(sms_size("").segments == 1);
  const auto letters = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "я";
    return text;
  };
  const std::pair<int, int> rows[] = {{70, 1}, {71, 2}, {134, 2}, {135, 3}};
  for (const auto& [count, segments] : rows) CHECK(sms_size(letters(count)).segments == segments);
  CHECK(sms_size(letters(69) + "😀").segments == 2);
}

}  // namespace
}  // namespace doverie::testing
