// SPDX-License-Identifier: Apache-2.0
//
// Unicode's normal forms and case folding by utf8proc; what a character is good for, by typed_text.h.
#include "core/values/person_name.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

#include "core/values/typed_text.h"
#include "doverie/core/facts.h"

namespace doverie {

namespace {

constexpr std::size_t kMaxNameBytes = 512;
constexpr int kMaxMarksInARow = 2;

// utf8proc's own allocation, as a string; empty when the text is not UTF-8.
std::string mapped(std::string_view text, int options) {
  utf8proc_uint8_t* raw = nullptr;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = utf8proc_map(bytes, static_cast<utf8proc_ssize_t>(text.size()), &raw,
                                 static_cast<utf8proc_option_t>(options | UTF8PROC_STABLE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(raw, &std::free);
  if (size < 0) {
    if (size == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
    return {};
  }
  return std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size));
}

// Empty when it is not UTF-8.
std::vector<CodePoint> code_points(std::string_view text) {
  std::vector<CodePoint> points;
  while (!text.empty()) {
    const CodePoint point = take_code_point(text);
    if (point < 0) return {};
    points.push_back(point);
  }
  return points;
}

// Latin, Cyrillic and Greek have look-alike letters; a name uses one of them.
enum class Alphabet { other, latin, cyrillic, greek };
Alphabet alphabet_of(CodePoint point) {
  if (point < 0x250 || (point >= 0x1e00 && point < 0x1f00)) return Alphabet::latin;
  if (point >= 0x370 && point < 0x400) return Alphabet::greek;
  if (point >= 0x400 && point < 0x530) return Alphabet::cyrillic;
  return Alphabet::other;
}

bool is_divider(CharacterClass is) {
  return is == CharacterClass::space || is == CharacterClass::hyphen || is == CharacterClass::dot;
}

bool is_name(const std::vector<CodePoint>& points) {
  std::optional<Alphabet> alphabet;
  int marks_in_a_row = 0;
  for (const CodePoint point : points) {
    const CharacterClass is = class_of(point);
    marks_in_a_row = is == CharacterClass::mark ? marks_in_a_row + 1 : 0;
    if (marks_in_a_row > kMaxMarksInARow) return false;
    if (is == CharacterClass::letter) {
      if (alphabet && alphabet_of(point) != *alphabet) return false;
      alphabet = alphabet_of(point);
    } else if (is != CharacterClass::mark && is != CharacterClass::apostrophe && !is_divider(is)) {
      return false;
    }
  }
  return !points.empty() && class_of(points.front()) == CharacterClass::letter && points.size() <= kMaxNameCodePoints;
}

// Runs of spaces become one; none at the ends.
std::string with_single_spaces(const std::vector<CodePoint>& points) {
  std::string text;
  bool space = false;
  for (const CodePoint point : points) {
    if (class_of(point) == CharacterClass::space) {
      space = !text.empty();
      continue;
    }
    if (space) text.push_back(' ');
    space = false;
    append_code_point(text, point);
  }
  return text;
}

CodePoint same_letter(CodePoint point) {
  switch (point) {
#define DOVERIE_SAME_LETTER(code, as) \
  case code:                          \
    return as;
#include "core/values/typed_characters.def"
    default:
      return point;
  }
}

// A mark that says nothing about which name it is: the stress that dictionaries write (Мари́я), where it does not make another
// letter, and the dot that case folding leaves of the Turkish capital İ.
bool is_silent_mark(CodePoint mark, CodePoint behind) {
  constexpr CodePoint kAcute = 0x301;
  constexpr CodePoint kDotAbove = 0x307;
  return (mark == kAcute && alphabet_of(behind) == Alphabet::cyrillic) || (mark == kDotAbove && behind == 'i');
}

// Every character in the form in which it is compared.
std::string with_folded_characters(const std::vector<CodePoint>& points) {
  std::string text;
  bool divided = false;
  CodePoint last = 0;
  for (const CodePoint point : points) {
    const CharacterClass is = class_of(point);
    if (is == CharacterClass::invisible || is_silent_mark(point, last)) continue;
    last = point;
    if (is_divider(is)) {
      divided = !text.empty();
      continue;
    }
    if (divided) text.push_back(' ');
    divided = false;
    append_code_point(text, is == CharacterClass::apostrophe ? '\'' : same_letter(point));
  }
  return text;
}

}  // namespace

// [I3]
Result<std::string> check_name(std::string_view typed) {
  const Rejection invalid = Rejection::of(ReasonCode::name_invalid);
  if (typed.empty() || typed.size() > kMaxNameBytes) return invalid;
  std::string name = with_single_spaces(code_points(mapped(typed, UTF8PROC_COMPOSE)));
  if (name.empty() || !is_name(code_points(name))) return invalid;
  return name;
}

std::string name_key(std::string_view name) {
  // Before compatibility composition, which takes some apostrophes apart, and after it, which makes hyphens and others.
  const auto folded = with_folded_characters(code_points(mapped(name, UTF8PROC_COMPOSE)));
  const auto composed = mapped(folded, UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
  return with_folded_characters(code_points(composed));
}

Status check_given_name(std::string_view name) {
  const auto wrong = [](std::string_view why) {
    return Fault{FaultCode::invalid_argument, "given_name: " + std::string(why)};
  };
  if (name.empty() || name.size() > kMaxNameBytes) {
    return wrong("has " + std::to_string(name.size()) + " bytes; a name has 1 to 512");
  }
  const auto points = code_points(name);
  if (points.empty()) return wrong("is not UTF-8");
  const auto is_control = [](CodePoint point) {
    const CharacterClass is = class_of(point);
    return is == CharacterClass::line_break || is == CharacterClass::invisible || is == CharacterClass::control;
  };
  if (std::ranges::any_of(points, is_control)) return wrong("has a line break, control or formatting character; strip it");
  const auto is_letter = [](CodePoint point) { return class_of(point) == CharacterClass::letter; };
  if (std::ranges::none_of(points, is_letter)) return wrong("has no letter");
  return Done{};
}

// [I17]
bool same_name(std::string_view a, std::string_view b) {
  const std::string key = name_key(a);
  return !key.empty() && key == name_key(b);
}

}  // namespace doverie
