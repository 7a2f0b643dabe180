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

// None where a directory's id is not told.
struct ConvertIdOrNone {
  static std::string load(py::handle value, const Where& where) {
    if (value.is_none()) return {};
    auto id = Convert<std::string>::load(value, where);
    if (id.empty())
      throw_value_error(where, "is empty; leave it out, or tell the id that the directory knows the account by");
    return id;
  }
  static py::object cast(const std::string& id) { return id.empty() ? py::object(py::none()) : py::object(py::str(id)); }
};

// None where a birth date is not known: the date that is none, which has no age.
struct ConvertDateOrNone {
  static CivilDate load(py::handle value, const Where& where) {
    return value.is_none() ? CivilDate{} : Convert<CivilDate>::load(value, where);
  }
  static py::object cast(CivilDate date) { return date.ok() ? Convert<CivilDate>::cast(date) : py::object(py::none()); }
};

template <>
struct Record<AccountFacts> {
  static constexpr const char* kClass = "Account";
  static constexpr auto kFields = std::tuple{
      field<ConvertIdOrNone>("id", &AccountFacts::id),
      field("given_name", &AccountFacts::given_name),
      field<ConvertDateOrNone>("birth_date", &AccountFacts::birth_date),
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) field(#name, &AccountFacts::name),
#include "doverie/core/facts.def"
      field("phone", &AccountFacts::phone),
      field("phone_state", &AccountFacts::phone_state),
#define DOVERIE_SINCE_FACT(name, words, meaning) field(#name, &AccountFacts::name),
#include "doverie/core/facts.def"
      field("dates_only", &AccountFacts::dates_only),
      field("has_contact", &AccountFacts::has_contact),
      field("in_call_since", &AccountFacts::in_call_since),
      field("host", &AccountFacts::host),
      field<ConvertInstantOrNone>("as_of", &AccountFacts::as_of),
  };
};

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_ACCOUNTS_H_
