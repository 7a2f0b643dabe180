// SPDX-License-Identifier: Apache-2.0
//
// Given names: what may be typed, and when two of them are the same.
#ifndef DOVERIE_SRC_CORE_VALUES_PERSON_NAME_H_
#define DOVERIE_SRC_CORE_VALUES_PERSON_NAME_H_

#include <string>
#include <string_view>

#include "doverie/core/result.h"

namespace doverie {

// Longest name in code points. ГОСТ Р 7.0.97 and passports know no limit; 64 is our choice.
inline constexpr std::size_t kMaxNameCodePoints = 64;

// The name in Unicode NFC with single spaces, as it is shown. Rejects with name_invalid what is not a name: nothing at all,
// more than kMaxNameCodePoints, digits, control, formatting (bidi!) and other invisible characters, punctuation other than
// hyphens, apostrophes and dots, a mixture of alphabets, more than two combining marks in a row.
Result<std::string> check_name(std::string_view typed);

// The form in which names are compared: NFKC, case folded, ё as е, hyphens, dots and spaces alike, all apostrophes one, without
// what is not seen (typed_text.h). Whatever check_name lets through is folded here. Empty when it is not UTF-8.
std::string name_key(std::string_view name);

// Whether the two are one name. What has no key, such as nothing, is nobody's name.
bool same_name(std::string_view a, std::string_view b);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_VALUES_PERSON_NAME_H_
