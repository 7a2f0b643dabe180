// SPDX-License-Identifier: Apache-2.0
//
// Looking for a text in files, in every way in which it could stand there: UTF-8, UTF-16, hex, base64, escaped in JSON.
#ifndef DOVERIE_TESTS_SUPPORT_SPELLINGS_H_
#define DOVERIE_TESTS_SUPPORT_SPELLINGS_H_

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes/encoding.h"

namespace doverie::testing {

inline std::string base64(std::string_view bytes) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) text += kDigits[bits >> (count - 6) & 63];
  }
  return text;
}

// REQUIRES: UTF-8 of characters below U+10000.
inline std::vector<std::uint32_t> utf16_units(std::string_view utf8) {
  std::vector<std::uint32_t> units;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      units.push_back(byte);
    } else if (byte < 0xC0) {
      units.back() = units.back() << 6 | (byte & 0x3Fu);
    } else {
      units.push_back(byte < 0xE0 ? byte & 0x1Fu : byte & 0x0Fu);
    }
  }
  return units;
}

inline std::string utf16(std::string_view utf8, bool big_endian) {
  std::string text;
  for (const std::uint32_t unit : utf16_units(utf8)) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xff);
    text += big_endian ? high : low;
    text += big_endian ? low : high;
  }
  return text;
}

// Of base64, what is the same whatever stands before and behind it.
inline std::vector<std::string> spellings(const std::string& text) {
  std::string upper = hex(text);
  std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  std::vector<std::string> all{text, hex(text), upper};
  for (std::size_t skip = 0; skip < 3; ++skip) all.push_back(base64(std::string_view(text).substr(skip)));
  const bool is_utf8 = valid_utf8(text);
  if (!is_utf8) return all;
  std::string escaped;
  const std::string units = utf16(text, true);
  for (std::size_t i = 0; i < units.size(); i += 2) escaped += "\\u" + hex(units.substr(i, 2));
  all.insert(all.end(), {utf16(text, false), units, escaped});
  return all;
}

inline bool stands_in(const std::string& bytes, const std::string& text) {
  return std::ranges::any_of(spellings(text),
                             [&](const auto& spelling) { return bytes.find(spelling) != std::string::npos; });
}

// A text that must not stand anywhere, and what to call it when it does.
struct Forbidden {
  std::string what;
  std::string text;
};

// "what is in file", for every one of the texts and every file below the directory.
inline std::vector<std::string> found_in_files(const std::vector<Forbidden>& texts, const std::filesystem::path& directory) {
  std::vector<std::string> found;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    for (const Forbidden& one : texts) {
      if (stands_in(bytes, one.text))
        found.push_back(one.what + " is in " + file.path().lexically_relative(directory).string());
    }
  }
  return found;
}

inline std::vector<std::string> found_in_files(const std::string& text, const std::filesystem::path& directory) {
  return found_in_files({{text, text}}, directory);
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_SPELLINGS_H_
