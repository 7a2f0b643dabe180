// SPDX-License-Identifier: Apache-2.0
//
// Names of streams, and the ids that are handed out. An id contains the account it leads to, so that a command can name all
// its streams at once.
#ifndef DOVERIE_SRC_CORE_NAMES_H_
#define DOVERIE_SRC_CORE_NAMES_H_

#include <optional>
#include <string>
#include <string_view>

#include "doverie/core/commands.h"
#include "doverie/core/facts.h"
#include "doverie/core/result.h"
#include "doverie/core/time.h"

namespace doverie {

// Lower-case hex; unhex gives nothing unless `hex` is an even number of lower-case hex digits.
std::string hex(std::string_view bytes);
std::optional<std::string> unhex(std::string_view hex);

// Twelve hex digits that sort as the instants do, by milliseconds (as UUID version 7 does, RFC 9562 §5.7). Ids that begin with
// it stand side by side in an index, whoever made them. REQUIRES: not before 1970.
std::string hex_time(Instant instant);

// Percent-escapes everything but [A-Za-z0-9_-]; the other way round, nothing unless `text` is what escape() would make.
std::string escape(std::string_view account);
std::optional<std::string> unescape(std::string_view text);

inline constexpr std::string_view kInvitationPrefix = "inv_";
inline constexpr std::string_view kRequestPrefix = "req_";
inline constexpr std::string_view kGrantPrefix = "grant_";

// `<prefix><32 hex digits>.<escaped trustor>`
std::string make_id(std::string_view prefix, std::string_view random16, std::string_view trustor);
// The trustor in such an id; nothing unless it is well-formed.
std::optional<AccountId> trustor_of(std::string_view prefix, std::string_view id);

std::string circle_stream(std::string_view realm, std::string_view trustor);
std::string contact_stream(std::string_view realm, std::string_view account);
std::string invitation_stream(std::string_view realm, std::string_view invitation);
// The invitation whose stream this is; nothing when it is another kind of stream or realm.
std::optional<InvitationId> invitation_of_stream(std::string_view realm, std::string_view stream);

bool valid_utf8(std::string_view text);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_NAMES_H_
