// SPDX-License-Identifier: Apache-2.0
//
// doverie.Policy and doverie.PolicySchedule.
#ifndef DOVERIE_BINDINGS_PYTHON_POLICY_H_
#define DOVERIE_BINDINGS_PYTHON_POLICY_H_

#include "convert/record.h"
#include "doverie/core/policy.h"

namespace doverie::python {

// Tuples of pairs, so that policies stay frozen and can be hashed.
template <>
struct Convert<decltype(Policy::applies_to)> {
  static decltype(Policy::applies_to) load(py::handle value, const Where& where);
  static py::object cast(const decltype(Policy::applies_to)& value);
};

template <>
struct Convert<parameter_type::operations> {
  static parameter_type::operations load(py::handle value, const Where& where);
  static py::object cast(const parameter_type::operations& value);
};

template <>
struct Record<Policy> {
  static constexpr const char* kClass = "Policy";
  static constexpr auto kFields = std::tuple{
      field("id", &Policy::id),
      field("applies_from", &Policy::applies_from),
      field("time_zone", &Policy::time_zone),
#define DOVERIE_PARAMETER(type, name, initial, least, most, about_people, meaning, source) field(#name, &Policy::name),
#include "doverie/core/parameters.def"
      field("applies_to", &Policy::applies_to),
  };
};

// Loads only: nothing gives a schedule back.
template <>
struct Convert<PolicySchedule> {
  static PolicySchedule load(py::handle value, const Where& where);
};

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_POLICY_H_
