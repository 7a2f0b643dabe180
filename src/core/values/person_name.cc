// SPDX-License-Identifier: Apache-2.0
//
// Unicode's part in names: letters, marks and scripts by utf8proc.
#include "core/values/person_name.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>
#include <vector>

namespace doverie {

namespace {

using CodePoint = utf8proc_int32_t;

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

std::vector<CodePoint> code_points(std::string_view text) {
  std::vector<CodePoint> points;
  while (!text.empty()) {
    CodePoint point = 0;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto used = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &point);
    if (used <= 0) return {};
    points.push_back(point);
    text.remove_prefix(static_cast<std::size_t>(used));
  }
  return points;
}

void append(std::string& text, CodePoint point) {
  utf8proc_uint8_t buffer[4];
  const auto size = utf8proc_encode_char(point, buffer);
  text.append(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(size));
}

bool is_hyphen(CodePoint point) {
  return point == '-' || (point >= 0x2010 && point <= 0x2015) || point == 0x2212;
}

bool is_separator(CodePoint point) {
  return point == '-' || is_hyphen(point) || utf8proc_category(point) == UTF8PROC_CATEGORY_ZS;
}

bool is_letter(CodePoint point) {
  const auto category = utf8proc_category(point);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool is_mark(CodePoint point) {
  return utf8proc_category(point) == UTF8PROC_CATEGORY_MN;
}

bool is_name_punctuation(CodePoint point) {
  return point == '\'' || point == 0x2019 || point == '.';
}

// Latin, Cyrillic and Greek have look-alike letters; a name uses one of them.
enum class Alphabet { other, latin, cyrillic, greek };
Alphabet alphabet_of(CodePoint point) {
  if (point < 0x250 || (point >= 0x1e00 && point < 0x1f00)) return Alphabet::latin;
  if (point >= 0x370 && point < 0x400) return Alphabet::greek;
  if (point >= 0x400 && point < 0x530) return Alphabet::cyrillic;
  return Alphabet::other;
}

bool is_name(const std::vector<CodePoint>& points) {
  std::size_t letters = 0;
  int marks_in_a_row = 0;
  auto alphabet = Alphabet::other;
  for (const CodePoint point : points) {
    marks_in_a_row = is_mark(point) ? marks_in_a_row + 1 : 0;
    if (marks_in_a_row > kMaxMarksInARow) return false;
    if (is_letter(point)) {
      if (letters > 0 && alphabet_of(point) != alphabet) return false;
      alphabet = alphabet_of(point);
      ++letters;
    } else if (!is_mark(point) && !is_separator(point) && !is_name_punctuation(point)) {
      return false;
    }
  }
  return letters > 0 && is_letter(points.front()) && points.size() <= kMaxNameCodePoints;
}

// Runs of spaces become one; none at the ends.
std::string with_single_spaces(const std::vector<CodePoint>& points) {
  std::string text;
  bool space = false;
  for (const CodePoint point : points) {
    if (utf8proc_category(point) == UTF8PROC_CATEGORY_ZS) {
      space = !text.empty();
      continue;
    }
    if (space) text.push_back(' ');
    space = false;
    append(text, point);
  }
  return text;
}

}  // namespace

Result<std::string> check_name(std::string_view typed) {
  const Rejection invalid = Rejection::of(ReasonCode::name_invalid);
  if (typed.empty() || typed.size() > kMaxNameBytes) return invalid;
  std::string name = with_single_spaces(code_points(mapped(typed, UTF8PROC_COMPOSE)));
  if (name.empty() || !is_name(code_points(name))) return invalid;
  return name;
}

std::string name_key(std::string_view name) {
  const auto folded = mapped(name, UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
  constexpr CodePoint kYo = 0x451;  // ё
  constexpr CodePoint kYe = 0x435;  // е
  std::string key;
  bool separated = false;
  for (const CodePoint point : code_points(folded)) {
    if (is_separator(point)) {
      separated = !key.empty();
      continue;
    }
    if (separated) key.push_back(' ');
    separated = false;
    append(key, point == kYo ? kYe : point);
  }
  return key;
}

}  // namespace doverie
