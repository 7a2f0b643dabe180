// SPDX-License-Identifier: Apache-2.0
//
// The room of values: what is it called? Ids, names, phones, secrets and reasons, each with its one right spelling and
// its one comparison. No rule is in here: a value can be malformed, but not forbidden.
//
// This file: names of streams, and the ids that are handed out. An id contains the account it leads to, so that a command
// can name all its streams at once.
#ifndef DOVERIE_SRC_CORE_VALUES_IDS_H_
#define DOVERIE_SRC_CORE_VALUES_IDS_H_

#include <optional>
#include <string>
#include <string_view>

#include "doverie/core/commands.h"
#include "doverie/core/facts.h"

namespace doverie {

inline constexpr std::string_view kInvitationPrefix = "inv_";
inline constexpr std::string_view kRequestPrefix = "req_";
inline constexpr std::string_view kGrantPrefix = "grant_";

// `<prefix><32 hex digits>.<escaped trustor>`
std::string make_id(std::string_view prefix, std::string_view random16, std::string_view trustor);
// The trustor in such an id; nothing unless it is well-formed.
std::optional<AccountId> trustor_of(std::string_view prefix, std::string_view id);
// The trustor in the id of an invitation or a request. REQUIRES: it is well-formed.
AccountId trustor_in(std::string_view id);

std::string circle_stream(std::string_view realm, std::string_view trustor);
std::string contact_stream(std::string_view realm, std::string_view account);
std::string invitation_stream(std::string_view realm, std::string_view invitation);
// Of an account that has several streams of a kind, one after the other: `<number>.<account>`.
std::string numbered_key(std::int64_t number, std::string_view account);
// What the rules found about the people of a circle; numbered by how often that was erased before.
std::string facts_stream(std::string_view realm, std::string_view key);
// What was refused about an account in one period.
std::string refused_stream(std::string_view realm, std::string_view key);
// The record of the realm itself.
std::string realm_stream(std::string_view realm);
// The invitation whose stream this is; nothing when it is another kind of stream or realm.
std::optional<InvitationId> invitation_of_stream(std::string_view realm, std::string_view stream);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_VALUES_IDS_H_
