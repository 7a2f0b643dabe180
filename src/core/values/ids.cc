// SPDX-License-Identifier: Apache-2.0
//
// How ids are spelled, and which account ids are refused because they look like personal data.
#include "core/values/ids.h"

#include <algorithm>

#include "core/bytes/encoding.h"

namespace doverie {

namespace {

constexpr std::size_t kRandomHexDigits = 32;
constexpr std::size_t kMaxAccountBytes = 128;

std::string in_realm(std::string_view realm, std::string_view kind, std::string_view name) {
  std::string stream(realm);
  if (!realm.empty()) stream += '/';
  stream += kind;
  stream += '/';
  stream += name;
  return stream;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// Written as one with the plus of E.164, in whatever way people divide it. Digits alone never are: many hosts number their
// accounts, and a rule that went by the digits would refuse the one among thousands that begins with 9.
bool looks_like_phone(std::string_view id) {
  return id.find('+') != std::string_view::npos && Phone::parse(id).ok();
}

// `112-233-445 95`, as it is printed; without its separators it cannot be told from a number.
bool looks_like_snils(std::string_view id) {
  constexpr std::string_view kForm = "ddd-ddd-ddd dd";
  return std::equal(id.begin(), id.end(), kForm.begin(), kForm.end(),
                    [](char c, char form) { return form == 'd' ? is_digit(c) : c == form; });
}

}  // namespace

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
  if (!std::ranges::all_of(random, is_hex_digit)) return std::nullopt;
  auto trustor = unescape(id.substr(dot + 1));
  if (!trustor || !check_account_id(*trustor, "trustor")) return std::nullopt;
  return trustor;
}

AccountId trustor_in(std::string_view id) {
  return *unescape(id.substr(id.find('.') + 1));
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

std::string numbered_key(std::int64_t number, std::string_view account) {
  return std::to_string(number) + '.' + std::string(account);
}

namespace {

std::string numbered_stream(std::string_view realm, std::string_view kind, std::string_view key) {
  const std::size_t dot = key.find('.');
  return in_realm(realm, kind, std::string(key.substr(0, dot + 1)) + escape(key.substr(dot + 1)));
}

}  // namespace

std::string facts_stream(std::string_view realm, std::string_view key) {
  return numbered_stream(realm, "facts", key);
}

std::string refused_stream(std::string_view realm, std::string_view key) {
  return numbered_stream(realm, "refused", key);
}

std::string realm_stream(std::string_view realm) {
  return in_realm(realm, "realm", "");
}

std::optional<InvitationId> invitation_of_stream(std::string_view realm, std::string_view stream) {
  const std::string prefix = invitation_stream(realm, "");
  if (!stream.starts_with(prefix)) return std::nullopt;
  std::string id(stream.substr(prefix.size()));
  if (!trustor_of(kInvitationPrefix, id)) return std::nullopt;
  return id;
}

// [C16]
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
        "outlives the erasure of personal data (152-ФЗ), so it must not be a phone or СНИЛС; this one is written like one: "
        "use "
        "the host's internal id; digits alone are fine");
  }
  return Done{};
}

}  // namespace doverie
