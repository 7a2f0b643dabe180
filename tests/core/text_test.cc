// SPDX-License-Identifier: Apache-2.0
//
// Names of people, phones, ids: what people and hosts type.
#include <stdexcept>

#include "core/bytes/encoding.h"
#include "core/eligibility/eligibility.h"
#include "core/values/ids.h"
#include "core/values/person_name.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

std::string checked(const std::string& typed) {
  const auto name = check_name(typed);
  return name ? *name : in_words(name);
}

std::string letters(int count) {
  std::string name;
  for (int i = 0; i < count; ++i) name += "я";
  return name;
}

TEST_CASE("names: what is kept as typed, but for normal form and spaces") {
  const std::pair<std::string, std::string> rows[] = {
      {"Иван", "Иван"},
      {"иван", "иван"},
      {"Анна-Мария", "Анна-Мария"},
      {"Анна Мария", "Анна Мария"},
      {"  Анна \xC2\xA0  Мария  ", "Анна Мария"},
      {"Артём", "Артём"},
      {"Арте\xCC\x88м", "Артём"},  // NFD
      {"Jean-Luc", "Jean-Luc"},
      {"O'Neil", "O'Neil"},
      {"Д’Артаньян", "Д’Артаньян"},
      {"И.", "И."},
      {"Ñandú", "Ñandú"},
      {"Ẽva", "Ẽva"},
      {"Ελένη", "Ελένη"},
      {"თამარ", "თამარ"},
      {letters(64), letters(64)},
  };
  for (const auto& [typed, kept] : rows) CHECK(checked(typed) == kept);
}

TEST_CASE("names: what is no name") {
  std::string storm = "И";
  for (int i = 0; i < 3; ++i) storm += "\xCC\xB2";  // combining low line, which composes with nothing
  const std::string rows[] = {
      "",
      " ",
      "-",
      "-Иван",
      "'Иван",
      ".",
      "1",
      "Иван1",
      "Иван\r\nВаш код 123456",
      "Иван\n@evil.example #123456",
      std::string("Ив\0ан", 9),
      "Иван\t",
      "Иван\x7F",
      "http://evil.example",
      "Иван@evil",
      "Иван#1",
      "Иван, Пётр",
      "Иван_",
      "\xE2\x80\xAEнавИ",  // right-to-left override
      "Иван\xE2\x80\x8B",  // zero-width space
      "Иван\xE2\x81\xA6",  // isolate
      "И\xD0",             // half a character
      "\xFF",
      "Иbан",                  // Latin b among Cyrillic letters
      "Ivаn",                  // Cyrillic а among Latin letters
      "Iνan",                  // Greek ν among Latin letters
      "Ивαн",                  // Greek α among Cyrillic letters
      "Ivanა",                 // a Georgian letter among Latin ones
      "ივანეv",                // and the other way round
      "Иванհ",                 // an Armenian letter among Cyrillic ones
      "张и",                   // a Cyrillic letter behind a Chinese one
      "Иван\xE2\x80\xA8Пётр",  // line separator
      "😀",
      letters(65),
      storm,
      std::string(10'000, 'a'),
      "\xCC\x88",  // a mark alone
  };
  for (const std::string& typed : rows) {
    const std::string shown = hex(typed.substr(0, 40));
    CHECK_MESSAGE(checked(typed) == "refused: name_invalid", "accepted, in hex: " << shown);
  }
}

TEST_CASE("names: which are the same") {
  const std::pair<std::string, std::string> same[] = {
      {"Иван", "ИВАН"},     {"Артём", "Артем"},           {"Артём", "АРТЕ\xCC\x88М"},     {"Анна-Мария", "анна мария"},
      {"Анна", " Анна "},   {"Анна‐Мария", "Анна-Мария"}, {"Анна–Мария", "Анна - Мария"}, {"Straße", "STRASSE"},
      {"Ｉｖａｎ", "Ivan"},
  };
  for (const auto& [a, b] : same) CHECK_MESSAGE(name_key(a) == name_key(b), a << " and " << b);
  const std::pair<std::string, std::string> different[] = {
      {"Иван", "Иванна"}, {"Анна", "Aнна"}, {"Анна Мария", "АннаМария"}, {"Юлий", "Юлии"}, {"", "Иван"}};
  for (const auto& [a, b] : different) CHECK_MESSAGE(name_key(a) != name_key(b), a << " and " << b);
  CHECK(name_key("\xFF").empty());
}

std::string parsed(const std::string& typed) {
  const auto phone = Phone::parse(typed);
  return phone ? phone->e164() : in_words(phone);
}

TEST_CASE("phones: every spelling of one number") {
  for (const char* typed : {"+79161234567", "89161234567", "79161234567", "+7 (916) 123-45-67", "8 916 123 45 67",
                            "8(916)1234567", "8-916-123-45-67", "8.916.123.45.67", "  +7 916 123 45 67  "}) {
    CHECK(parsed(typed) == "+79161234567");
  }
}

TEST_CASE("phones: other countries, and what is no phone") {
  const std::pair<std::string, std::string> rows[] = {
      {"+77012345678", "+77012345678"},  // Kazakhstan
      {"+441234567890", "+441234567890"},
      {"+12345678", "+12345678"},
      {"+123456789012345", "+123456789012345"},
      {"+1234567", "refused: phone_invalid"},
      {"+1234567890123456", "refused: phone_invalid"},
      {"+7916123456", "refused: phone_invalid"},
      {"+791612345678", "refused: phone_invalid"},
      {"+09161234567", "refused: phone_invalid"},
      {"9161234567", "+79161234567"},
      {"99161234567", "refused: phone_invalid"},
      {"8916123456", "refused: phone_invalid"},
      {"++79161234567", "refused: phone_invalid"},
      {"+7916123456a", "refused: phone_invalid"},
      {"+7916;1234567", "refused: phone_invalid"},
      {"", "refused: phone_invalid"},
      {"+", "refused: phone_invalid"},
      {"   ", "refused: phone_invalid"},
      {"8 495 123-45-6", "refused: phone_invalid"},
      {"4951234567", "refused: phone_invalid"},
      {"7012345678", "refused: phone_invalid"},
      {"tel:", "refused: phone_invalid"},
      {"tel:+79161234567;ext=1", "refused: phone_invalid"},
      {"+7916123456৪", "refused: phone_invalid"},  // a Bengali 4
      {"+7916123456７", "refused: phone_invalid"},
      {"+7916123456\xFF", "refused: phone_invalid"},
  };
  for (const auto& [typed, expected] : rows) CHECK(parsed(typed) == expected);
}

TEST_CASE("phones: masks show the operator and two digits") {
  CHECK(phone("+79161234567").masked() == "+7916•••••67");
  CHECK(phone("+12345678").masked() == "+1234••78");
}

TEST_CASE("phones: only the allowed prefixes can be invited") {
  Story story;
  for (const char* typed : {"+77012345678", "8 701 234 56 78", "+441234567890", "+74951234567", "88005553535",
                            "+79401234567", "8 954 123 45 67"}) {
    EXPECT(story.service().trustor("maria").invite("Иван", typed), "refused: phone_not_allowed");
  }
  EXPECT(story.service().trustor("maria").invite("И1", "12"), "refused: name_invalid, phone_invalid");
}

TEST_CASE("KI11: the built-in policies name the prefixes that are excluded") {
  for (const Policy* policy : {&Policy::gosuslugi(), &Policy::strict()}) {
    CHECK(policy->phone_prefixes_excluded == std::vector<std::string>{"+7940", "+7954"});
    for (const char* refused : {"+79401234567", "+79540000000", "8 940 123 45 67"}) {
      CHECK_FALSE(phone_allowed(*Phone::parse(refused), *policy));
    }
    for (const char* allowed : {"+79411234567", "+79551234567", "+79399999999"}) {
      CHECK(phone_allowed(*Phone::parse(allowed), *policy));
    }
  }
  Policy all = Policy::gosuslugi();
  all.phone_prefixes_excluded = {};
  CHECK(all.validate().ok());
  CHECK(phone_allowed(*Phone::parse("+79401234567"), all));
}

TEST_CASE("KI10: a policy document may begin with a mark of UTF-8, and with one alone") {
  const std::string mark = "\xEF\xBB\xBF";
  CHECK(*Policy::from_json(mark + Policy::gosuslugi().to_json()) == Policy::gosuslugi());
  CHECK_FALSE(Policy::from_json(mark + mark + Policy::gosuslugi().to_json()).ok());
  CHECK_FALSE(Policy::from_json(mark).ok());
}

TEST_CASE("KG18: value_or_throw says what a log needs") {
  const auto said = [](auto result) -> std::string {
    try {
      std::move(result).value_or_throw();
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "a value";
  };
  CHECK(said(Result<int>(7)) == "a value");
  CHECK(said(Result<int>(Fault{FaultCode::invalid_argument, "epoch: 1 to 9"})) == "invalid_argument: epoch: 1 to 9");
  CHECK(said(Phone::parse("12")) == "refused: phone_invalid");
  CHECK(said(Status(Rejection{{Reason{ReasonCode::frozen}, Reason{ReasonCode::wrong_code}}})) ==
        "refused: frozen, wrong_code");
}

TEST_CASE("KP5: names that a directory may have") {
  for (const char* name : {"Мария", "X Æ A-12", "मरिया", "Мария 2-я"}) CHECK_MESSAGE(check_given_name(name).ok(), name);
  for (const std::string& name :
       {std::string(), std::string("\n"), std::string("Мария\n"), std::string("7"), std::string("\xFF"),
        std::string(513, 'a'), std::string("a\0b", 3), std::string("\xE2\x80\xAEнавИ")}) {
    EXPECT(check_given_name(name), "fault: invalid_argument");
  }
}

TEST_CASE("ids: what may be an account id") {
  for (const std::string& id :
       {std::string("maria"),       std::string("m"),           std::string(128, 'x'),         std::string("мария"),
        std::string("1234567"),     std::string("a/b.c%d"),     std::string("123456789"),      std::string("u-79161234567"),
        std::string("1234567890"),  std::string("12345678900"), std::string("123456789012"),   std::string("78001234567"),
        std::string("8916123456"),  std::string("91612345678"), std::string("123-456-789-00"), std::string("{\"}"),
        std::string("79161234567"), std::string("89161234567"), std::string("9161234567"),     std::string("C++"),
        std::string("+1"),          std::string("a+b"),         std::string("8-916-123-45-67")}) {
    CHECK_MESSAGE(check_account_id(id, "account").ok(), id);
  }
  for (const std::string& id :
       {std::string(), std::string(129, 'x'), std::string("a\nb"), std::string("a\0b", 3), std::string("\x7F"),
        std::string("\xFF"), std::string("+79161234567"), std::string("+79161234567 "), std::string("+7 (916) 123-45-67"),
        std::string("tel:+79161234567"), std::string("+441234567890"), std::string("123-456-789 00"),
        std::string("+7 916 123 45 67"), std::string("+7 916 1234567"), std::string(" +79161234567")}) {
    const auto status = check_account_id(id, "account");
    EXPECT(status, "fault: invalid_argument");
    if (status.faulted()) CHECK(status.fault().message.starts_with("account: "));
  }
}

TEST_CASE("ids: escaping is one to one") {
  CHECK(escape("Ab_-9") == "Ab_-9");
  CHECK(escape("a/b%") == "a%2fb%25");
  CHECK(escape("я") == "%d1%8f");
  for (const char* text : {"", "maria", "a%2fb%25", "%d1%8f"}) CHECK(escape(*unescape(text)) == text);
  for (const char* text : {"%", "%2", "%2F", "%41", "/", "я", "a.b", "%zz"}) CHECK_FALSE(unescape(text).has_value());
}

TEST_CASE("ids: hex") {
  CHECK(hex(std::string("\x00\xff\x1a", 3)) == "00ff1a");
  CHECK(*unhex("00ff1a") == std::string("\x00\xff\x1a", 3));
  for (const char* text : {"0", "0g", "g0", "FF"}) CHECK_FALSE(unhex(text).has_value());
}

TEST_CASE("ids: an id leads to its trustor, anything else leads nowhere") {
  const std::string random(16, '\x5a');
  const std::string id = make_id(kRequestPrefix, random, "a/b");
  CHECK(id == "req_5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a.a%2fb");
  CHECK(*trustor_of(kRequestPrefix, id) == "a/b");
  CHECK_FALSE(trustor_of(kInvitationPrefix, id).has_value());
  for (const std::string& bad : {std::string(), std::string("req_"), id.substr(0, 36), id.substr(0, 37), id + "/",
                                 "req_" + std::string(32, 'g') + ".maria", "req_" + std::string(32, 'a') + "-maria",
                                 "req_" + std::string(32, 'a') + ".+79161234567"}) {
    CHECK_FALSE(trustor_of(kRequestPrefix, bad).has_value());
  }
}

TEST_CASE("ids: streams of a realm are its own") {
  CHECK(circle_stream("", "a/b") == "circle/a%2fb");
  CHECK(contact_stream("stand-2", "ivan") == "stand-2/contact/ivan");
  const InvitationId id = make_id(kInvitationPrefix, std::string(16, 'x'), "maria");
  CHECK(invitation_of_stream("r", invitation_stream("r", id)) == id);
  CHECK_FALSE(invitation_of_stream("s", invitation_stream("r", id)).has_value());
  CHECK_FALSE(invitation_of_stream("r", "r/invitation/nonsense").has_value());
}

TEST_CASE("names: an invitation reaches whoever is called so, however it was spelt") {
  struct Row {
    const char* typed;
    const char* passport;
    bool reaches;
  };
  const Row rows[] = {{"петр", "Пётр", true},   {"ПЁТР", "Петр", true},        {"Анна-Мария", "Анна Мария", true},
                      {"Пётр", "Павел", false}, {"Пётр Ильич", "Пётр", false}, {"Ppyotr", "Пётр", false}};
  for (const Row& row : rows) {
    Story story;
    story.change("pyotr", [&](AccountFacts& pyotr) { pyotr.given_name = row.passport; });
    const auto invited = story.service().trustor("maria").invite(row.typed, "8 (916) 765-43-21");
    REQUIRE(invited.ok());
    CHECK(story.service().contact("pyotr").cabinet()->invitations.size() == (row.reaches ? 1 : 0));
    EXPECT(story.accept("pyotr", invited->invitation), row.reaches ? "done" : "refused: invitation_not_found");
  }
}

}  // namespace
}  // namespace doverie::testing
