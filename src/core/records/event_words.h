// SPDX-License-Identifier: Apache-2.0
//
// What has happened, for a person: an event in words.
#ifndef DOVERIE_SRC_CORE_RECORDS_EVENT_WORDS_H_
#define DOVERIE_SRC_CORE_RECORDS_EVENT_WORDS_H_

#include <string>
#include <string_view>

#include "core/bytes/json.h"
#include "doverie/core/result.h"
#include "doverie/core/texts.h"

namespace doverie {

// The text of event_texts.def for the event's type, with its members; of an event that has none, its type. store_corrupt for bytes
// that are no event.
Result<std::string> event_words(std::string_view bytes, Language language, JsonReader& reader);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_EVENT_WORDS_H_
