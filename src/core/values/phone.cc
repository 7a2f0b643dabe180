// SPDX-License-Identifier: Apache-2.0
//
// What is a phone number, whatever it was typed with, and how it is shown without giving it away.
#include <algorithm>
#include <string>

#include "core/bytes/encoding.h"
#include "core/values/typed_text.h"
#include "doverie/core/facts.h"

namespace doverie {

namespace {

// E.164 §6: at most 15 digits with the country code; the shortest numbers in use have 8.
constexpr std::size_t kMinDigits = 8;
constexpr std::size_t kMaxDigits = 15;

// RFC 3966: links and QR codes hold `tel:+79161234567`. Parameters behind a semicolon are not read.
std::string_view without_scheme(std::string_view typed) {
  constexpr std::string_view kScheme = "tel:";
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  const bool has = typed.size() > kScheme.size() &&
                   std::equal(kScheme.begin(), kScheme.end(), typed.begin(), [&](char b, char a) { return same(a, b); });
  return has ? typed.substr(kScheme.size()) : typed;
}

// The digits of what was typed, or nothing when there is something that neither is a digit nor divides.
std::string digits_of(std::string_view typed) {
  std::string digits;
  for (const char c : typed) {
    if (is_digit(c)) {
      digits.push_back(c);
    } else if (c != '(' && c != ')' && c != '.') {
      return {};
    }
  }
  return digits;
}

// Without a plus only the Russian ways of writing are understood: 8 (trunk prefix) or 7, then ten digits; or the ten digits of
// a mobile number alone, which begin with 9. Empty for anything else.
std::string with_country(std::string digits) {
  if (digits.size() == 10 && digits.front() == '9') return "7" + digits;
  if (digits.size() != 11 || (digits.front() != '8' && digits.front() != '7')) return {};
  digits.front() = '7';
  return digits;
}

}  // namespace

// [I4]
Result<Phone> Phone::parse(std::string_view typed) {
  const Rejection invalid = Rejection::of(ReasonCode::phone_invalid);
  const std::string all = bare(typed);
  const std::string_view number = without_scheme(all);
  const bool international = number.starts_with('+');
  std::string digits = digits_of(international ? number.substr(1) : number);
  if (!international) digits = with_country(std::move(digits));
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
