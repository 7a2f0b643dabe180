// SPDX-License-Identifier: Apache-2.0
//
// What is a character good for in what people type: is it a letter, does it only divide, is it not seen at all? One answer for
// names, phones, codes and numbers, and for checking and comparing them.
//
//                 names                                  phones, codes, numbers
//   letter, mark  kept                                   refused
//   digit         refused                                kept if it is one of 0 to 9
//   space         alike and one; none at the ends        left away
//   hyphen, dot   compared as a space                    left away (a dot in phones only)
//   apostrophe    all of them are one                    refused
//   invisible     refused when typed, not compared       left away
//   line break    refused                                left away
#ifndef DOVERIE_SRC_CORE_VALUES_TYPED_TEXT_H_
#define DOVERIE_SRC_CORE_VALUES_TYPED_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "doverie/core/secret.h"

namespace doverie {

using CodePoint = std::int32_t;

enum class CharacterClass : std::uint8_t {
  letter,
  mark,
  digit,
  space,
  hyphen,
  dot,
  apostrophe,
  invisible,
  line_break,
  control,
  other
};
CharacterClass class_of(CodePoint point);

// Takes the first character off. Nothing (-1) when the text is empty or does not begin with UTF-8.
CodePoint take_code_point(std::string_view& text);
void append_code_point(std::string& text, CodePoint point);

// What was typed without spaces, hyphens, line breaks and what is not seen: as a phone's keyboard or another program pasted it.
// Everything else stays, so that whoever reads it can refuse it: digits of other scripts, too, as a Bengali 4 (৪) looks like
// an 8. A text that is not UTF-8 stays as it is.
std::string bare(std::string_view typed);
// The same of a code; leaves nothing of it behind.
Secret bare(const Secret& typed);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_VALUES_TYPED_TEXT_H_
