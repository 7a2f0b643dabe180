// SPDX-License-Identifier: Apache-2.0
//
// What is the value of a member called, when a person asks? The rows of event_texts.def.
#ifndef DOVERIE_SRC_CORE_VALUES_VALUE_WORDS_H_
#define DOVERIE_SRC_CORE_VALUES_VALUE_WORDS_H_

#include <string>
#include <string_view>

#include "doverie/core/texts.h"

namespace doverie {

// The words for a value of that member; of an operation and of a reason (by name) those of their own lists. A value that no list has
// words for stands for itself.
std::string value_words(std::string_view field, std::string_view value, Language language);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_VALUES_VALUE_WORDS_H_
