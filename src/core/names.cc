// SPDX-License-Identifier: Apache-2.0
#include "core/names.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace doverie {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::size_t kRandomHexDigits = 32;
constexpr std::size_t kMaxAccountBytes = 128;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

std::string in_realm(std::string_view realm, std::string_view kind, std::string_view name) {
  std::string stream(realm);
  if (!realm.empty()) stream += '/';
  stream += kind;
  stream += '/';
  stream += name;
  return stream;
}

// -1: none. Ids and seals are written with small letters.
int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// `+79161234567`, `79161234567`, `89161234567`, `9161234567`. Other long numbers are left alone: many hosts number accounts.
bool looks_like_phone(std::string_view written) {
  std::array<char, 11> digits{};
  std::size_t count = 0;
  for (const char c : written) {
    if (c == ' ' || c == '-' || c == '(' || c == ')' || (c == '+' && count == 0)) continue;
    if (!is_digit(c) || count == digits.size()) return false;
    digits[count++] = c;
  }
  const std::string_view id(digits.data(), count);
  return (count == 11 && (id.starts_with("79") || id.starts_with("89"))) || (count == 10 && id.front() == '9');
}

// `112-233-445 95`, as it is printed; without its separators it cannot be told from a number.
bool looks_like_snils(std::string_view id) {
  constexpr std::string_view kForm = "ddd-ddd-ddd dd";
  return std::equal(id.begin(), id.end(), kForm.begin(), kForm.end(),
                    [](char c, char form) { return form == 'd' ? is_digit(c) : c == form; });
}

}  // namespace

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

std::string make_id(std::string_view prefix, std::string_view random16, std::string_view trustor) {
  std::string id(prefix);
  id += hex(random16);
  id += '.';
  id += escape(trustor);
  return id;
}

std::optional<AccountId> trustor_of(std::string_view prefix, std::string_view id) {
  const std::size_t dot = prefix.size() + kRandomHexDigits;
  if (!id.starts_with(prefix) || id.size() <= dot || id[dot] != '.') return std::nullopt;
  const std::string_view random = id.substr(prefix.size(), kRandomHexDigits);
  if (!std::ranges::all_of(random, [](char c) { return hex_digit(c) >= 0; })) return std::nullopt;
  auto trustor = unescape(id.substr(dot + 1));
  if (!trustor || !check_account_id(*trustor, "trustor")) return std::nullopt;
  return trustor;
}

std::string circle_stream(std::string_view realm, std::string_view trustor) {
  return in_realm(realm, "circle", escape(trustor));
}
std::string contact_stream(std::string_view realm, std::string_view account) {
  return in_realm(realm, "contact", escape(account));
}
std::string invitation_stream(std::string_view realm, std::string_view invitation) {
  return in_realm(realm, "invitation", invitation);
}

std::optional<InvitationId> invitation_of_stream(std::string_view realm, std::string_view stream) {
  const std::string prefix = invitation_stream(realm, "");
  if (!stream.starts_with(prefix)) return std::nullopt;
  std::string id(stream.substr(prefix.size()));
  if (!trustor_of(kInvitationPrefix, id)) return std::nullopt;
  return id;
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

Status check_account_id(std::string_view id, std::string_view what) {
  const auto wrong = [&](std::string_view why) {
    return Fault{FaultCode::invalid_argument, std::string(what) + ": an account id " + std::string(why)};
  };
  if (id.empty() || id.size() > kMaxAccountBytes) {
    return wrong("has 1 to 128 bytes, this one has " + std::to_string(id.size()));
  }
  if (!valid_utf8(id)) return wrong("is UTF-8, this one is not");
  if (std::any_of(id.begin(), id.end(), is_control)) return wrong("has no control characters, this one has");
  if (looks_like_phone(id) || looks_like_snils(id)) {
    return wrong(
        "outlives the erasure of personal data, so it must not be a phone or СНИЛС; this one looks like one: use the host's "
        "internal id, with a letter in front if it is a long number");
  }
  return Done{};
}

}  // namespace doverie
