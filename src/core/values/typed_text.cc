// SPDX-License-Identifier: Apache-2.0
//
// Unicode's part, by utf8proc, and the rows of typed_characters.def.
#include "core/values/typed_text.h"

#include <utf8proc.h>

namespace doverie {

namespace {

bool is_apostrophe(CodePoint point) {
  switch (point) {
#define DOVERIE_APOSTROPHE(code) case code:
#include "core/values/typed_characters.def"
    return true;
    default:
      return false;
  }
}

bool is_listed_hyphen(CodePoint point) {
  switch (point) {
#define DOVERIE_HYPHEN(code) case code:
#include "core/values/typed_characters.def"
    return true;
    default:
      return false;
  }
}

// Tabulator to carriage return, and the next line of EBCDIC: the white space among control characters.
bool is_white_control(CodePoint point) {
  return (point >= 0x09 && point <= 0x0D) || point == 0x85;
}

CharacterClass class_of_category(utf8proc_category_t category) {
  switch (category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return CharacterClass::letter;
    case UTF8PROC_CATEGORY_MN:
      return CharacterClass::mark;
    case UTF8PROC_CATEGORY_ND:
      return CharacterClass::digit;
    case UTF8PROC_CATEGORY_ZS:
      return CharacterClass::space;
    case UTF8PROC_CATEGORY_PD:
      return CharacterClass::hyphen;
    case UTF8PROC_CATEGORY_CC:
      return CharacterClass::control;
    case UTF8PROC_CATEGORY_CF:
      return CharacterClass::invisible;
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return CharacterClass::line_break;
    default:
      return CharacterClass::other;
  }
}

// Into `bare`, which has room for all of it.
void append_bare(std::string& bare, std::string_view typed) {
  while (!typed.empty()) {
    const std::string_view from = typed;
    const CodePoint point = take_code_point(typed);
    if (point < 0) {
      bare.append(from);
      return;
    }
    const CharacterClass is = class_of(point);
    const bool divides = is == CharacterClass::space || is == CharacterClass::hyphen || is == CharacterClass::line_break;
    if (!divides && is != CharacterClass::invisible) bare.append(from.substr(0, from.size() - typed.size()));
  }
}

}  // namespace

CharacterClass class_of(CodePoint point) {
  if (point == '.') return CharacterClass::dot;
  if (is_apostrophe(point)) return CharacterClass::apostrophe;
  if (is_listed_hyphen(point)) return CharacterClass::hyphen;
  if (is_white_control(point)) return CharacterClass::line_break;
  const utf8proc_property_t* property = utf8proc_get_property(point);
  if (property->ignorable) return CharacterClass::invisible;
  return class_of_category(static_cast<utf8proc_category_t>(property->category));
}

CodePoint take_code_point(std::string_view& text) {
  CodePoint point = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto used = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &point);
  if (used <= 0) return -1;
  text.remove_prefix(static_cast<std::size_t>(used));
  return point;
}

void append_code_point(std::string& text, CodePoint point) {
  utf8proc_uint8_t buffer[4];
  const auto size = utf8proc_encode_char(point, buffer);
  text.append(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(size));
}

std::string bare(std::string_view typed) {
  std::string text;
  append_bare(text, typed);
  return text;
}

Secret bare(const Secret& typed) {
  std::string text;
  text.reserve(typed.size());  // so that it never moves and leaves the code behind
  append_bare(text, typed.reveal());
  return Secret::taken_from(text);
}

}  // namespace doverie
