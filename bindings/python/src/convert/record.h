// SPDX-License-Identifier: Apache-2.0
//
// Plain C++ structs as the package's frozen dataclasses. A struct is described once, by the table of its fields:
//
//   template <>
//   struct Record<Grant> {
//     static constexpr const char* kClass = "Grant";
//     static constexpr auto kFields = std::tuple{field("id", &Grant::id), field("trustor", &Grant::trustor)};
//   };
//
// and converts both ways by Convert<Grant>.
#ifndef DOVERIE_BINDINGS_PYTHON_RECORD_H_
#define DOVERIE_BINDINGS_PYTHON_RECORD_H_

#include <pybind11/gil_safe_call_once.h>

#include <tuple>

#include "convert/convert.h"
#include "convert/gil.h"

namespace doverie::python {

template <class T>
struct Record;

template <class T>
concept IsRecord = requires { Record<T>::kFields; };

template <class T, class Member, class Converter>
struct Field {
  const char* name;
  Member T::* member;
};

template <class T, class Member>
constexpr Field<T, Member, Convert<Member>> field(const char* name, Member T::* member) {
  return {name, member};
}
// A field that needs another converter than its type has: `field<ConvertBytes>("data", &EventRecord::bytes)`.
template <class Converter, class T, class Member>
constexpr Field<T, Member, Converter> field(const char* name, Member T::* member) {
  return {name, member};
}

// The Python class, looked up once in `module` (the package, unless the record says otherwise).
template <IsRecord T>
const py::object& record_class() {
  PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<py::object> stored;
  const auto find = [] {
    const char* module = "doverie";
    if constexpr (requires { Record<T>::kModule; }) module = Record<T>::kModule;
    return py::object(py::module_::import(module).attr(Record<T>::kClass));
  };
  return stored.call_once_and_store_result(find).get_stored();
}

template <IsRecord T>
struct Convert<T> {
  static T load(py::handle value, const Where& where) {
    if (!py::isinstance(value, record_class<T>())) {
      throw_type_error(where, std::string("doverie.") + Record<T>::kClass, value);
    }
    T loaded{};
    std::apply([&](const auto&... row) { (load_field(loaded, row, value, where), ...); }, Record<T>::kFields);
    return loaded;
  }

  static py::object cast(const T& value) {
    py::dict arguments;
    std::apply([&](const auto&... row) { (cast_field(arguments, row, value), ...); }, Record<T>::kFields);
    return call_python(record_class<T>(), py::tuple(), arguments);
  }

 private:
  template <class Member, class Converter>
  static void load_field(T& target, const Field<T, Member, Converter>& row, py::handle value, const Where& where) {
    target.*row.member = Converter::load(value.attr(row.name), Where(where, row.name));
  }
  template <class Member, class Converter>
  static void cast_field(py::dict& arguments, const Field<T, Member, Converter>& row, const T& value) {
    arguments[row.name] = Converter::cast(value.*row.member);
  }
};

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_RECORD_H_
