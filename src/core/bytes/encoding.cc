// SPDX-License-Identifier: Apache-2.0
//
// Reading is strict: what the writer would not have written is refused.
#include "core/bytes/encoding.h"

#include <utf8proc.h>

#include <algorithm>

namespace doverie {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// -1: none. Ids and seals are written with small letters.
int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

bool is_hex_digit(char c) {
  return hex_digit(c) >= 0;
}

std::string hex(std::string_view bytes) {
  std::string text(bytes.size() * 2, '\0');
  char* at = text.data();
  for (const char c : bytes) {
    *at++ = kHexDigits[static_cast<unsigned char>(c) >> 4];
    *at++ = kHexDigits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::string hex_time(Instant instant) {
  constexpr std::size_t kDigits = 12;
  auto milliseconds = instant.time_since_epoch() / std::chrono::milliseconds{1};
  std::string text(kDigits, '0');
  for (std::size_t place = kDigits; place > 0; milliseconds >>= 4) text[--place] = kHexDigits[milliseconds & 15];
  return text;
}

std::optional<std::string> unhex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes(hex.size() / 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = hex_digit(hex[2 * i]);
    const int low = hex_digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes[i] = static_cast<char>(high << 4 | low);
  }
  return bytes;
}

std::string escape(std::string_view account) {
  std::string text;
  text.reserve(account.size());
  for (const char c : account) {
    if (is_plain(c)) {
      text.push_back(c);
    } else {
      text += '%' + hex(std::string_view(&c, 1));
    }
  }
  return text;
}

std::optional<std::string> unescape(std::string_view text) {
  std::string account;
  account.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_plain(text[i])) {
      account.push_back(text[i]);
      continue;
    }
    const auto byte = text[i] == '%' ? unhex(text.substr(i + 1, 2)) : std::nullopt;
    if (!byte || byte->empty() || is_plain(byte->front())) return std::nullopt;  // one spelling only
    account += *byte;
    i += 2;
  }
  return account;
}

bool valid_utf8(std::string_view text) {
  const auto is_ascii = [](char c) { return static_cast<signed char>(c) >= 0; };
  if (std::ranges::all_of(text, is_ascii)) return true;
  while (!text.empty()) {
    utf8proc_int32_t code_point = 0;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto used = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    if (used <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(used));
  }
  return true;
}

std::string legible(std::string_view text) {
  if (valid_utf8(text)) return std::string(text);
  std::string escaped;
  for (const char c : text) {
    if (static_cast<signed char>(c) >= 0) {
      escaped.push_back(c);
    } else {
      escaped.append("\\x").append(hex(std::string_view(&c, 1)));
    }
  }
  return escaped;
}

}  // namespace doverie
