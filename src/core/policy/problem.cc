// SPDX-License-Identifier: Apache-2.0
//
// The words themselves, and what somebody may have meant who misspelled a name.
#include "core/policy/problem.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace doverie {

namespace {

constexpr std::size_t kMostShown = 64;
constexpr std::size_t kLongBeginning = 6;

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::string_view cut(std::string_view text) {
  if (text.size() <= kMostShown) return text;
  std::size_t end = kMostShown;
  while (continues_character(text[end])) --end;
  return text.substr(0, end);
}

std::string shown(double number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return std::string(text.data(), end) + " (a fraction, an exponent or more than 64 bits)";
}

// How many characters have to be put in, left out or replaced (Levenshtein), row by row.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row.back();
}

}  // namespace

Fault document_problem(std::string_view pointer, std::string_view found, std::string_view allowed) {
  std::string message = "policy document: " + std::string(pointer) + " is " + std::string(found);
  return Fault{FaultCode::invalid_argument, message + "; allowed: " + std::string(allowed)};
}

std::string pointer_to(std::string_view parent, std::string_view name) {
  std::string pointer = std::string(parent) + '/';
  for (const char c : cut(name)) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return pointer;
}

std::string in_quotes(std::string_view text) {
  return JsonWriter().value(cut(text)).take() + (text.size() > kMostShown ? "…" : "");
}

std::string shown(const JsonValue& value) {
  if (const auto* text = value.string()) return in_quotes(*text);
  if (const auto* number = value.integer()) return std::to_string(*number);
  if (const auto* flag = value.boolean()) return *flag ? "true" : "false";
  if (value.array()) return "an array";
  if (value.object()) return "an object";
  if (const auto number = value.real()) return shown(*number);
  return "null";
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view nearest;
  std::size_t least = 1 + std::max<std::size_t>(word.size() / 4, 1);  // further away it is another word
  if (word.size() > kMostShown) return {};
  for (const std::string_view candidate : candidates) {
    const bool begins = word.size() >= kLongBeginning && candidate.starts_with(word);  // units are last in names
    const std::size_t away = begins ? 1 : distance(word, candidate);
    if (away < least) least = away, nearest = candidate;
  }
  return nearest.empty() ? "" : "; did you mean " + in_quotes(nearest) + "?";
}

}  // namespace doverie
