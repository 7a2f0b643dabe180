// SPDX-License-Identifier: Apache-2.0
//
// Where a text stops being JSON: for people who write documents by hand.
#ifndef DOVERIE_SRC_CORE_POLICY_DOCUMENT_ERROR_H_
#define DOVERIE_SRC_CORE_POLICY_DOCUMENT_ERROR_H_

#include <optional>
#include <string>
#include <string_view>

namespace doverie {

// `line 3, column 7, at "}"`: the first place that cannot be JSON, counted from 1 in characters, and what stands there; the
// end of the text when something is missing there. Nothing when it is JSON all through, though parse_json may refuse it for a
// key that stands twice.
std::optional<std::string> place_of_json_error(std::string_view text);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_POLICY_DOCUMENT_ERROR_H_
