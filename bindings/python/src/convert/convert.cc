// SPDX-License-Identifier: Apache-2.0
//
// The exact conversions of plain values, and the words in which they refuse.
#include "convert/convert.h"

#include "convert/errors.h"

namespace doverie::python {

namespace {

std::string type_name(py::handle value) {
  return Py_TYPE(value.ptr())->tp_name;
}

std::string utf8_of(py::handle text, const Where& where) {
  Py_ssize_t size = 0;
  const char* data = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (!data) {
    PyErr_Clear();
    throw_value_error(where, "has a lone surrogate, which is not a character");
  }
  return {data, static_cast<std::size_t>(size)};
}

std::string bytes_of(py::handle value) {
  return {PyBytes_AS_STRING(value.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(value.ptr()))};
}

}  // namespace

std::string Where::text() const {
  if (!outer_) return std::string(name_);
  if (name_.empty()) return outer_->text() + "[" + std::to_string(index_) + "]";
  return outer_->text() + "." + std::string(name_);
}

void throw_type_error(const Where& where, std::string_view expected, py::handle got) {
  const std::string found = got.is_none() ? "None" : type_name(got);
  const std::string wanted = std::string(expected) + (where.none_would_do() ? " or None" : "");
  throw py::type_error(where.text() + " must be " + wanted + ", not " + found);
}

void throw_value_error(const Where& where, std::string_view problem) {
  raise_fault({FaultCode::invalid_argument, where.text() + " " + std::string(problem)});
}

bool Convert<bool>::load(py::handle value, const Where& where) {
  if (!PyBool_Check(value.ptr())) throw_type_error(where, "bool", value);
  return value.ptr() == Py_True;
}

std::string Convert<std::string>::load(py::handle value, const Where& where) {
  if (!PyUnicode_Check(value.ptr())) throw_type_error(where, "str", value);
  return utf8_of(value, where);
}

std::string ConvertBytes::load(py::handle value, const Where& where) {
  if (!PyBytes_Check(value.ptr())) throw_type_error(where, "bytes", value);
  return bytes_of(value);
}

Phone Convert<Phone>::load(py::handle value, const Where& where) {
  auto phone = Phone::parse(Convert<std::string>::load(value, where));
  if (!phone) throw_value_error(where, "is not a phone number; write it as +79161234567");
  return *phone;
}

Secret Convert<Secret>::load(py::handle value, const Where& where) {
  if (PyBytes_Check(value.ptr())) return Secret(std::string_view(PyBytes_AS_STRING(value.ptr()), py::len(value)));
  if (!py::isinstance<Secret>(value)) throw_type_error(where, "doverie.Secret or bytes", value);
  return value.cast<const Secret&>();
}

py::object Convert<Secret>::cast(const Secret& value) {
  return py::cast(value);
}

std::int64_t load_integer(py::handle value, std::int64_t min, std::int64_t max, const Where& where) {
  if (PyBool_Check(value.ptr()) || !PyIndex_Check(value.ptr())) throw_type_error(where, "int", value);
  const auto number = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
  if (!number) throw py::error_already_set();
  int overflow = 0;
  const long long loaded = PyLong_AsLongLongAndOverflow(number.ptr(), &overflow);
  if (overflow != 0 || loaded < min || loaded > max) {
    throw_value_error(where, "must be from " + std::to_string(min) + " to " + std::to_string(max));
  }
  return loaded;
}

py::object load_sequence(py::handle value, const Where& where) {
  const bool text = PyUnicode_Check(value.ptr()) || PyBytes_Check(value.ptr());
  if (text || !PySequence_Check(value.ptr())) throw_type_error(where, "a sequence", value);
  auto items = py::reinterpret_steal<py::object>(PySequence_Tuple(value.ptr()));
  if (!items) throw py::error_already_set();
  return items;
}

}  // namespace doverie::python
