// SPDX-License-Identifier: Apache-2.0
//
// How is a text of a list told? `{field}` is filled in; what stands between brackets is left out when one of its fields is missing.
#ifndef DOVERIE_SRC_CORE_VALUES_SAID_H_
#define DOVERIE_SRC_CORE_VALUES_SAID_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "doverie/core/time.h"

namespace doverie {

struct InBothLanguages {
  std::string english;
  std::string russian;
};

// The value of a field as it stands in the text; nothing when it is missing. An empty one only lets the words around it stand.
using SaidField = std::function<std::optional<std::string>(std::string_view name)>;

// REQUIRES: brackets are closed and not nested, and so are braces.
std::string said(std::string_view text, const SaidField& field);

// `2026-03-02 09:00 UTC`
std::string to_the_minute(Instant instant);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_VALUES_SAID_H_
