// SPDX-License-Identifier: Apache-2.0
//
// Where does a page of a long list begin? A cursor says after which element, in words that anybody can read and nobody has to:
// it opens nothing, since a page shows whoever asks only what is theirs.
#ifndef DOVERIE_SRC_CORE_DECISIONS_PAGES_H_
#define DOVERIE_SRC_CORE_DECISIONS_PAGES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "doverie/core/commands.h"
#include "doverie/core/result.h"

namespace doverie {

inline constexpr std::string_view kNotACursor =
    "not one that this library gave out; give back the next_cursor of a page, or nothing for the first page";

// An invitation's place in a contact's list, which goes by the time of sending.
struct InvitationPlace {
  Instant sent_at{};
  InvitationId id{};

  friend auto operator<=>(const InvitationPlace&, const InvitationPlace&) = default;
};
std::string cursor_of(const InvitationPlace& place);
// Behind every cursor that there is comes something: an empty one is the place before all others. invalid_argument.
Result<InvitationPlace> place_in(std::string_view cursor);

// A version in the circle's records, from 1 on; nothing for an empty cursor. invalid_argument.
Result<std::optional<std::uint64_t>> version_in(std::string_view cursor);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_PAGES_H_
