// SPDX-License-Identifier: Apache-2.0
//
// What holds of every state, whatever happened. Checked after every fold of what was loaded and of what is about to be
// written: a violation in stored events is store_corrupt, one in new events is a bug of ours (an assertion, and refused in
// release).
#ifndef DOVERIE_SRC_CORE_RECORDS_INVARIANTS_H_
#define DOVERIE_SRC_CORE_RECORDS_INVARIANTS_H_

#include <string_view>

#include "core/records/state.h"

namespace doverie {

// The invariant that does not hold, in words; empty when all do.
//   1. Nobody is their own contact, and nobody is a contact twice.
//   2. A request that is approved or redeemed has at least the required number of confirmed approvals (and at
//      least one), each from another contact.
//   3. A confirmed approval was given before it was confirmed, for a code that was issued.
//   4. Of the requests that have not run out, at most one is past pending.
std::string_view broken_invariant(const Circle& circle, std::string_view trustor);
//   5. Nobody serves themselves, and nobody serves the same trustor twice.
std::string_view broken_invariant(const ContactRecord& contact, std::string_view account);
//   6. An invitation that exists names its trustor, and ends after it began.
std::string_view broken_invariant(const Invitation& invitation, std::string_view id);
// A realm has none, and what was refused neither.
std::string_view broken_invariant(const RealmRecord& realm, std::string_view id);
std::string_view broken_invariant(const Refusals& refusals, std::string_view key);
std::string_view broken_invariant(const RulesFound& found, std::string_view key);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_INVARIANTS_H_
