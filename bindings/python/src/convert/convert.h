// SPDX-License-Identifier: Apache-2.0
//
// Values between Python and C++. pybind11's own conversions are lenient and, when they fail, print the arguments, codes and
// phones included; these are exact, and their errors name the place and the type but never the value.
//
//   std::string name = Convert<std::string>::load(value, Where("name"));   // TypeError: name must be str, not int
//   py::object text = Convert<std::string>::cast(name);
//
// Threads: the GIL is held in everything here.
#ifndef DOVERIE_BINDINGS_PYTHON_CONVERT_H_
#define DOVERIE_BINDINGS_PYTHON_CONVERT_H_

#include <pybind11/pybind11.h>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "doverie/core/facts.h"
#include "doverie/core/secret.h"
#include "doverie/core/time.h"

namespace doverie::python {

namespace py = pybind11;

// The place of a value, for error messages: `Policy.phone_prefixes[2]`. Costs nothing until it is asked for its text.
// REQUIRES: `outer` and `name` outlive it.
class Where {
 public:
  explicit Where(std::string_view name) : name_(name) {}
  Where(const Where& outer, std::string_view name) : outer_(&outer), name_(name) {}
  Where(const Where& outer, std::size_t index) : outer_(&outer), index_(index) {}

  // The same place, where None would do, too.
  Where or_none() const {
    Where place = *this;
    place.none_would_do_ = true;
    return place;
  }

  std::string text() const;
  bool none_would_do() const { return none_would_do_; }

 private:
  const Where* outer_ = nullptr;
  bool none_would_do_ = false;
  std::string_view name_;
  std::size_t index_ = 0;
};

// TypeError: `where` must be `expected`, not the type of `got`.
[[noreturn]] void throw_type_error(const Where& where, std::string_view expected, py::handle got);
// InvalidArgument, which is a ValueError: `where` `problem`.
[[noreturn]] void throw_value_error(const Where& where, std::string_view problem);

// load: Python to C++, throwing TypeError or InvalidArgument; cast: C++ to Python.
template <class T>
struct Convert;

template <>
struct Convert<bool> {
  static bool load(py::handle value, const Where& where);
  static py::object cast(bool value) { return py::bool_(value); }
};

// Text: str, stored as UTF-8.
template <>
struct Convert<std::string> {
  static std::string load(py::handle value, const Where& where);
  static py::object cast(const std::string& value) { return py::str(value); }
};

// Bytes that C++ keeps in a std::string, too; a field of them names this converter.
struct ConvertBytes {
  static std::string load(py::handle value, const Where& where);
  static py::object cast(const std::string& value) { return py::bytes(value); }
};

// Aware datetimes, exact to the microsecond; a naive one is refused.
template <>
struct Convert<Instant> {
  static Instant load(py::handle value, const Where& where);
  static py::object cast(Instant value);
};

template <>
struct Convert<Duration> {
  static Duration load(py::handle value, const Where& where);
  static py::object cast(Duration value);
};

// date; a datetime, though Python's subclass of date, is refused, as its date depends on the zone.
template <>
struct Convert<CivilDate> {
  static CivilDate load(py::handle value, const Where& where);
  static py::object cast(CivilDate value);
};

// An instant that C++ leaves at its default when there is none; None in Python.
struct ConvertInstantOrNone {
  static Instant load(py::handle value, const Where& where) {
    return value.is_none() ? Instant{} : Convert<Instant>::load(value, where.or_none());
  }
  static py::object cast(Instant value) { return value == Instant{} ? py::none() : Convert<Instant>::cast(value); }
};

// A phone as people type it; comes back in E.164.
template <>
struct Convert<Phone> {
  static Phone load(py::handle value, const Where& where);
  static py::object cast(const Phone& value) { return py::str(value.e164()); }
};

// A Secret, or bytes to make one of.
template <>
struct Convert<Secret> {
  static Secret load(py::handle value, const Where& where);
  static py::object cast(const Secret& value);
};

// Has to run before any time is converted.
void import_datetime();

// An integer of Python's, exactly; bool is not one. TypeError or ValueError unless it lies in [min, max].
std::int64_t load_integer(py::handle value, std::int64_t min, std::int64_t max, const Where& where);

template <std::integral T>
struct Convert<T> {
  // Counters of the library stay below 2^63, so that signed arithmetic in SQL can hold them.
  static constexpr std::int64_t kMax = std::cmp_less(std::numeric_limits<T>::max(), std::numeric_limits<std::int64_t>::max())
                                           ? static_cast<std::int64_t>(std::numeric_limits<T>::max())
                                           : std::numeric_limits<std::int64_t>::max();
  static T load(py::handle value, const Where& where) {
    return static_cast<T>(load_integer(value, static_cast<std::int64_t>(std::numeric_limits<T>::min()), kMax, where));
  }
  static py::object cast(T value) { return py::int_(value); }
};

// Enums are exact: a number is not a member.
template <class T>
  requires std::is_enum_v<T>
struct Convert<T> {
  static T load(py::handle value, const Where& where) {
    py::detail::make_caster<T> caster;
    // All enums of the library have a member 1, which tells the name of the Python class.
    if (!caster.load(value, false)) throw_type_error(where, class_name(cast(T{1})), value);
    return py::detail::cast_op<T>(caster);
  }
  static py::object cast(T value) { return py::cast(value); }

 private:
  static std::string class_name(const py::object& member) {
    return "doverie." + py::type::of(member).attr("__qualname__").template cast<std::string>();
  }
};

template <class T>
struct Convert<std::optional<T>> {
  static std::optional<T> load(py::handle value, const Where& where) {
    if (value.is_none()) return std::nullopt;
    return Convert<T>::load(value, where.or_none());
  }
  static py::object cast(const std::optional<T>& value) { return value ? Convert<T>::cast(*value) : py::none(); }
};

// Any sequence but text comes in; a tuple goes out, so that values stay frozen.
py::object load_sequence(py::handle value, const Where& where);

template <class T>
struct Convert<std::vector<T>> {
  static std::vector<T> load(py::handle value, const Where& where) {
    const py::object items = load_sequence(value, where);
    std::vector<T> loaded;
    for (py::handle item : items) loaded.push_back(Convert<T>::load(item, Where(where, loaded.size())));
    return loaded;
  }
  static py::object cast(const std::vector<T>& values) {
    py::tuple items(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) items[i] = Convert<T>::cast(values[i]);
    return items;
  }
};

// An argument by its name.
template <class T>
T argument(std::string_view name, py::handle value) {
  return Convert<T>::load(value, Where(name));
}

template <class T>
py::object to_python(const T& value) {
  return Convert<T>::cast(value);
}

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_CONVERT_H_
