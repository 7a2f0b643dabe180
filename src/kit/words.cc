// SPDX-License-Identifier: Apache-2.0
//
// Splitting, numbers and durations, and comparing an answer with the one that was expected.
#include "kit/words.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace doverie::testing {

namespace {

constexpr std::string_view kSpace = " \t\r";
constexpr std::string_view kRefused = "refused: ";

// A reason without its numbers.
std::string_view bare(std::string_view reason) {
  return reason.substr(0, reason.find(" ("));
}

bool same_piece(std::string_view expected, std::string_view said) {
  return expected == said || (expected.find('(') == std::string_view::npos && expected == bare(said));
}

std::string_view without_refused(std::string_view answer) {
  return answer.starts_with(kRefused) ? answer.substr(kRefused.size()) : answer;
}

// Those of `these` that nothing of `those` is.
std::string only_in(const std::vector<std::string>& these, const std::vector<std::string>& those, bool these_are_expected) {
  std::string found;
  for (const std::string& piece : these) {
    const bool matched = std::ranges::any_of(those, [&](const std::string& other) {
      return these_are_expected ? same_piece(piece, other) : same_piece(other, piece);
    });
    if (!matched) found += (found.empty() ? "" : ", ") + piece;
  }
  return found;
}

struct Unit {
  std::string_view name;
  Duration length;
};
constexpr Unit kUnits[] = {{"d", std::chrono::hours{24}},
                           {"h", std::chrono::hours{1}},
                           {"m", std::chrono::minutes{1}},
                           {"s", std::chrono::seconds{1}},
                           {"us", std::chrono::microseconds{1}}};

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string> pieces(std::string_view text, char separator) {
  std::vector<std::string> found;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (text[i] != separator || depth != 0) continue;
    found.emplace_back(trimmed(text.substr(begin, i - begin)));
    begin = i + 1;
  }
  found.emplace_back(trimmed(text.substr(begin)));
  return found;
}

std::vector<std::string> tokens(std::string_view text) {
  std::vector<std::string> found;
  for (std::string& piece : pieces(text, ' ')) {
    if (!piece.empty()) found.push_back(std::move(piece));
  }
  return found;
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Duration> duration_in(std::string_view text) {
  Duration total{0};
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::size_t next = std::min(text.find_first_of("0123456789", digits), text.size());
    const auto count = digits <= 6 ? number_in(text.substr(0, digits)) : std::nullopt;
    const auto* unit = std::ranges::find(kUnits, text.substr(digits, next - digits), &Unit::name);
    if (!count || unit == std::end(kUnits)) return std::nullopt;
    total += *count * unit->length;
    text.remove_prefix(next);
  }
  return total;
}

std::string in_words(const std::vector<Reason>& reasons) {
  std::string words;
  for (const Reason& reason : reasons) {
    words += (words.empty() ? "" : ", ") + std::string(name_of(reason));
    std::string numbers;
    if (reason.needs) numbers += "needs " + std::to_string(*reason.needs);
    if (reason.has) numbers += (numbers.empty() ? "has " : ", has ") + std::to_string(*reason.has);
    if (!numbers.empty()) words += " (" + numbers + ")";
  }
  return words;
}

std::string in_words(const Fault& fault) {
  return "fault: " + std::string(info(fault.code).name);
}

bool is_as_expected(std::string_view expected, std::string_view answer) {
  if (expected.starts_with(kRefused) != answer.starts_with(kRefused)) return false;
  const auto wanted = pieces(without_refused(expected), ',');
  const auto said = pieces(without_refused(answer), ',');
  return std::ranges::equal(wanted, said, same_piece);
}

std::string difference(std::string_view expected, std::string_view answer) {
  const auto wanted = pieces(without_refused(expected), ',');
  const auto said = pieces(without_refused(answer), ',');
  std::string words = "expected: " + std::string(expected) + "\n  got:      " + std::string(answer);
  const std::string missing = only_in(wanted, said, true);
  const std::string too_much = only_in(said, wanted, false);
  if (!missing.empty()) words += "\n  missing: " + missing;
  if (!too_much.empty()) words += "\n  not expected: " + too_much;
  if (missing.empty() && too_much.empty()) words += "\n  the same, but in another order or number";
  return words;
}

std::string meanings(std::string_view answer) {
  std::string lines;
  for (const std::string& piece : pieces(without_refused(answer), ',')) {
    const auto reason = reason_named(bare(piece));
    if (reason) lines += "\n    " + std::string(bare(piece)) + ": " + std::string(info(*reason).english);
  }
  return lines;
}

Fault not_understood(std::string_view what, std::string_view right) {
  return Fault{FaultCode::invalid_argument, "\"" + std::string(what) + "\" is not understood; " + std::string(right)};
}

}  // namespace doverie::testing
