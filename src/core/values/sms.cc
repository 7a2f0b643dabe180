// SPDX-License-Identifier: Apache-2.0
//
// The GSM alphabet, segments of either alphabet, and host names label by label.
#include "core/values/sms.h"

#include <algorithm>
#include <string>

#include "core/bytes/encoding.h"

namespace doverie {

namespace {

constexpr std::size_t kMostOriginCharacters = 64;
constexpr std::size_t kMostLabelCharacters = 63;

bool is_label(std::string_view label) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !label.empty() && label.size() <= kMostLabelCharacters && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, good);
}

bool is_host(std::string_view name) {
  while (true) {
    const std::size_t end = std::min(name.find('.'), name.size());
    if (!is_label(name.substr(0, end))) return false;
    if (end == name.size()) return true;
    name.remove_prefix(end + 1);
  }
}

// 3GPP TS 23.038 §6.2.1, tables of the default alphabet and of its extension: characters of one septet, and of two.
constexpr std::u32string_view kOneSeptet =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    U"abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::u32string_view kTwoSeptets = U"\f^{}\\[~]|€";

// 0: the alphabet has it not.
int septets_of(char32_t c) {
  if (kOneSeptet.find(c) != std::u32string_view::npos) return 1;
  return kTwoSeptets.find(c) != std::u32string_view::npos ? 2 : 0;
}

// REQUIRES: valid UTF-8.
std::u32string characters_of(std::string_view utf8) {
  std::u32string characters;
  characters.reserve(utf8.size());
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U) {
      characters.back() = (characters.back() << 6U) | (byte & 0x3FU);
    } else {
      characters += byte < 0x80U ? byte : byte & (byte < 0xE0U ? 0x1FU : byte < 0xF0U ? 0x0FU : 0x07U);
    }
  }
  return characters;
}

// Units of one segment that stands alone, and of each of several that are put together again (3GPP TS 23.040 §9.2.3.24).
struct Room {
  int alone;
  int joined;
};

template <class UnitsOf>
int segments_of(const std::u32string& characters, UnitsOf units_of, Room room) {
  int all = 0;
  int segments = 1;
  int used = 0;
  for (const char32_t c : characters) {
    const int units = units_of(c);
    all += units;
    if (used + units > room.joined) {
      ++segments;
      used = 0;
    }
    used += units;
  }
  return all <= room.alone ? 1 : segments;
}

}  // namespace

SmsSize sms_size(std::string_view utf8) {
  constexpr Room kGsm{160, 153};
  constexpr Room kUcs2{70, 67};
  const std::u32string characters = characters_of(utf8);
  const bool gsm = std::ranges::all_of(characters, [](char32_t c) { return septets_of(c) > 0; });
  if (gsm) return {SmsAlphabet::gsm7, segments_of(characters, septets_of, kGsm)};
  return {SmsAlphabet::ucs2, segments_of(characters, [](char32_t c) { return c > 0xFFFF ? 2 : 1; }, kUcs2)};
}

Status check_sms_origin(std::string_view origin) {
  if (origin.empty() || (origin.size() <= kMostOriginCharacters && is_host(origin))) return Done{};
  return Fault{FaultCode::invalid_argument, "sms_origin: is \"" + std::string(origin.substr(0, kMostOriginCharacters + 1)) +
                                                "\"; a host name of at most 64 characters in small letters, such as "
                                                "gosuslugi.ru, or empty for no such line"};
}

Status check_sms_text(std::string_view text) {
  const auto wrong = [](std::string_view what) {
    return Fault{FaultCode::invalid_argument, "sms_text: " + std::string(what)};
  };
  if (!valid_utf8(text)) return wrong("is not UTF-8");
  if (std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == '\x7f'; })) {
    return wrong("has a control character in it; line breaks alone may be there");
  }
  const std::size_t begin = text.find(kCodePlace);
  if (begin == std::string_view::npos) return wrong("has no {code} in it, where the code goes");
  const std::string_view before = text.substr(0, begin);
  const std::string_view after = text.substr(begin + kCodePlace.size());
  if (before.find_first_of("{}") != std::string_view::npos || after.find_first_of("{}") != std::string_view::npos) {
    return wrong("has other braces in it than one {code}");
  }
  if ((!before.empty() && is_digit(before.back())) || (!after.empty() && is_digit(after.front()))) {
    return wrong("has a digit beside {code}, so that nobody could tell where the code begins or ends");
  }
  return Done{};
}

}  // namespace doverie
