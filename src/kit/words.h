// SPDX-License-Identifier: Apache-2.0
//
// Reading and writing the words of rows and scenarios.
#ifndef DOVERIE_SRC_KIT_WORDS_H_
#define DOVERIE_SRC_KIT_WORDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/result.h"
#include "doverie/core/time.h"

namespace doverie::testing {

std::string_view trimmed(std::string_view text);
// Pieces between `separator`, trimmed; a separator in round brackets does not count.
std::vector<std::string> pieces(std::string_view text, char separator);
// Between white space.
std::vector<std::string> tokens(std::string_view text);

std::optional<std::int64_t> number_in(std::string_view text);
// `24h`, `23h59m59s`, `1us` (a microsecond).
std::optional<Duration> duration_in(std::string_view text);

// "contact_too_young (needs 18, has 17), contact_not_citizen".
std::string in_words(const std::vector<Reason>& reasons);
std::string in_words(const Fault& fault);

// Whether an answer is the expected one: numbers that are not expected in words are not compared.
bool is_as_expected(std::string_view expected, std::string_view answer);
// What differs, in words: "expected done, but it was refused: …", "missing: …", "not expected: …".
std::string difference(std::string_view expected, std::string_view answer);
// What the reasons of an answer mean, a line for each.
std::string meanings(std::string_view answer);

Fault not_understood(std::string_view what, std::string_view right);

}  // namespace doverie::testing

#endif  // DOVERIE_SRC_KIT_WORDS_H_
