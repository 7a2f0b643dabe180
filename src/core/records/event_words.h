// SPDX-License-Identifier: Apache-2.0
//
// What has happened, for a person: an event in words.
#ifndef DOVERIE_SRC_CORE_RECORDS_EVENT_WORDS_H_
#define DOVERIE_SRC_CORE_RECORDS_EVENT_WORDS_H_

#include <optional>
#include <string>

#include "core/bytes/json.h"
#include "core/values/said.h"
#include "doverie/core/records.h"
#include "doverie/core/time.h"

namespace doverie {

struct EventInWords {
  std::string type{};
  Instant at{};
  std::string contact{};  // as the event names them; empty where it does not
  std::string trustor{};
  std::string request{};
  std::optional<Instant>
      clock_reset{};      // when an operator has reset the clock that was ahead when the events before were written
  std::string english{};  // the text of event_texts.def, with the event's members; the type of an event that has none
  std::string russian{};
};

// REQUIRES: the event was decoded before, as every event of a loaded stream was.
EventInWords event_in_words(const EventRecord& event, JsonReader& reader);

// That these rules were not met when an event was decided.
EventInWords rules_in_words(Instant at, const InBothLanguages& rules);

// The reset itself, which no event of an account is of its own.
EventInWords clock_reset_in_words(Instant at);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_EVENT_WORDS_H_
