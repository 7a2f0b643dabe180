// SPDX-License-Identifier: Apache-2.0
//
// What is a phone number, whatever it was typed with, and how it is shown without giving it away.
#include <algorithm>
#include <string>

#include "doverie/core/facts.h"

namespace doverie {

namespace {

// E.164 §6: at most 15 digits with the country code; the shortest numbers in use have 8.
constexpr std::size_t kMinDigits = 8;
constexpr std::size_t kMaxDigits = 15;
constexpr std::size_t kMaxTyped = 40;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_separator(char c) {
  return c == ' ' || c == '-' || c == '(' || c == ')' || c == '.';
}

// The digits of what was typed, or nothing when there is something that is neither digit nor separator.
std::string digits_of(std::string_view typed) {
  std::string digits;
  for (const char c : typed) {
    if (is_digit(c)) {
      digits.push_back(c);
    } else if (!is_separator(c)) {
      return {};
    }
  }
  return digits;
}

}  // namespace

Result<Phone> Phone::parse(std::string_view typed) {
  const Rejection invalid = Rejection::of(ReasonCode::phone_invalid);
  if (typed.size() > kMaxTyped) return invalid;
  while (!typed.empty() && typed.front() == ' ') typed.remove_prefix(1);
  const bool international = !typed.empty() && typed.front() == '+';
  std::string digits = digits_of(international ? typed.substr(1) : typed);
  if (!international) {
    // Without a plus only the Russian way of dialling is understood: 8 (trunk prefix) or 7, then ten digits.
    if (digits.size() != 11 || (digits.front() != '8' && digits.front() != '7')) return invalid;
    digits.front() = '7';
  }
  if (digits.size() < kMinDigits || digits.size() > kMaxDigits || digits.front() == '0') return invalid;
  if (digits.front() == '7' && digits.size() != 11) return invalid;  // +7: country code and ten digits
  return Phone("+" + digits);
}

std::string Phone::masked() const {
  constexpr std::size_t kShownInFront = 5;  // + 7 9 1 6
  constexpr std::size_t kShownBehind = 2;
  std::string masked = e164_.substr(0, kShownInFront);
  for (std::size_t i = kShownInFront; i + kShownBehind < e164_.size(); ++i) masked += "•";
  return masked + e164_.substr(e164_.size() - kShownBehind);
}

}  // namespace doverie
