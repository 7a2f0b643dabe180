// SPDX-License-Identifier: Apache-2.0
//
// doverie.Account as the facts about an account.
#ifndef DOVERIE_BINDINGS_PYTHON_ACCOUNTS_H_
#define DOVERIE_BINDINGS_PYTHON_ACCOUNTS_H_

#include "convert/record.h"
#include "doverie/core/facts.h"

namespace doverie::python {

// A tuple of pairs, as those of Policy.applies_to.
template <>
struct Convert<decltype(AccountFacts::host)> {
  static decltype(AccountFacts::host) load(py::handle value, const Where& where);
  static py::object cast(const decltype(AccountFacts::host)& value);
};

template <>
struct Record<AccountFacts> {
  static constexpr const char* kClass = "Account";
  static constexpr auto kFields = std::tuple{
      field("given_name", &AccountFacts::given_name),
      field("birth_date", &AccountFacts::birth_date),
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) field(#name, &AccountFacts::name),
#include "doverie/core/facts.def"
      field("phone", &AccountFacts::phone),
      field("phone_state", &AccountFacts::phone_state),
#define DOVERIE_SINCE_FACT(name, words, meaning) field(#name, &AccountFacts::name),
#include "doverie/core/facts.def"
      field("host", &AccountFacts::host),
      field<ConvertInstantOrNone>("as_of", &AccountFacts::as_of),
  };
};

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_ACCOUNTS_H_
