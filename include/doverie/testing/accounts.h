// SPDX-License-Identifier: Apache-2.0
//
// Accounts for tests, in the words of a rule:
//
//   AccountFacts ivan = account_of("a citizen of 17 years and 364 days", today)->account.value();
//   AccountFacts olga = account_of("20 years, passport outdated, no phone", today)->account.value();
//
// Words are parts with commas between them. Each changes one fact of an eligible adult:
//
//   17 years 364 days | a citizen of 17 years and 364 days | born 2008-02-29 | birth date unknown
//   citizen           | not a citizen                     | confirmed       | not confirmed
//   passport current  | passport outdated
//   phone +79161234567 | no phone | phone being replaced
//   recovered just now | phone changed 71 hours ago | SIM changed 1 hour ago
//   fact client 1     (a fact of the host's own)
//   eligible          | no account                        | on 2026-03-02 (what day it is)
#ifndef DOVERIE_TESTING_ACCOUNTS_H_
#define DOVERIE_TESTING_ACCOUNTS_H_

#include <optional>
#include <string_view>

#include "doverie/core/facts.h"
#include "doverie/core/result.h"

namespace doverie::testing {

// 36 years old, a citizen, confirmed, passport current, with a confirmed phone.
AccountFacts eligible_account(CivilDate today);

struct AccountInWords {
  std::optional<AccountFacts> account;  // nullopt: "no account"
  CivilDate today;                      // the day of `on …`, else the day that was given
};

// An eligible account with what the words change. invalid_argument names the words that are not understood.
Result<AccountInWords> account_of(std::string_view words, CivilDate today);
// `from` with what the words change.
Result<AccountInWords> account_of(std::string_view words, CivilDate today, AccountFacts from);

}  // namespace doverie::testing

#endif  // DOVERIE_TESTING_ACCOUNTS_H_
