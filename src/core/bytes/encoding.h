// SPDX-License-Identifier: Apache-2.0
//
// How are bytes written as text? Hexadecimal, percent-escapes, instants that sort; and whether text is UTF-8.
#ifndef DOVERIE_SRC_CORE_BYTES_ENCODING_H_
#define DOVERIE_SRC_CORE_BYTES_ENCODING_H_

#include <optional>
#include <string>
#include <string_view>

#include "doverie/core/time.h"

namespace doverie {

// Lower-case hex; unhex gives nothing unless `hex` is an even number of lower-case hex digits.
std::string hex(std::string_view bytes);
// Whether it is a digit of such hex.
bool is_hex_digit(char c);
std::optional<std::string> unhex(std::string_view hex);

// Twelve hex digits that sort as the instants do, by milliseconds (as UUID version 7 does, RFC 9562 §5.7). Ids that begin with
// it stand side by side in an index, whoever made them. REQUIRES: not before 1970.
std::string hex_time(Instant instant);

// Percent-escapes everything but [A-Za-z0-9_-]; the other way round, nothing unless `text` is what escape() would make.
std::string escape(std::string_view account);
std::optional<std::string> unescape(std::string_view text);

// ASCII, whatever the locale.
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool valid_utf8(std::string_view text);
// For messages about bytes that ought to be text: the text itself if it is UTF-8, otherwise its bytes beyond ASCII as `\xff`.
std::string legible(std::string_view text);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_BYTES_ENCODING_H_
