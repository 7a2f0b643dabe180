// SPDX-License-Identifier: Apache-2.0
//
// Times between Python and C++, exact to the microsecond. pybind11/chrono.h is not used: it drops time zones.
#include "convert/convert.h"

#include <datetime.h>  // not self-contained: after Python.h

// The macros of datetime.h cast in C's way.
#pragma GCC diagnostic ignored "-Wold-style-cast"

namespace doverie::python {

namespace {

constexpr int kFirstYear = 1;    // datetime.MINYEAR
constexpr int kLastYear = 9999;  // datetime.MAXYEAR

// Microseconds fit 64 bits up to about 292 000 years, a timedelta reaches 2.7 million.
constexpr std::int64_t kMaxDays = 100'000'000;

CivilDate civil(int year, int month, int day) {
  return {std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
          std::chrono::day{static_cast<unsigned>(day)}};
}

CivilDate civil_of(PyObject* date) {
  return civil(PyDateTime_GET_YEAR(date), PyDateTime_GET_MONTH(date), PyDateTime_GET_DAY(date));
}

Duration time_of_day(PyObject* time) {
  return std::chrono::hours{PyDateTime_DATE_GET_HOUR(time)} + std::chrono::minutes{PyDateTime_DATE_GET_MINUTE(time)} +
         std::chrono::seconds{PyDateTime_DATE_GET_SECOND(time)} + Duration{PyDateTime_DATE_GET_MICROSECOND(time)};
}

bool has_python_year(CivilDate date) {
  return date.ok() && int{date.year()} >= kFirstYear && int{date.year()} <= kLastYear;
}

py::object taken(PyObject* made) {
  if (!made) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(made);
}

int as_int(unsigned number) {
  return static_cast<int>(number);
}

}  // namespace

void import_datetime() {
  PyDateTime_IMPORT;
  if (!PyDateTimeAPI) throw py::error_already_set();
}

Instant Convert<Instant>::load(py::handle value, const Where& where) {
  if (!PyDateTime_Check(value.ptr())) throw_type_error(where, "an aware datetime", value);
  const py::object offset = value.attr("utcoffset")();
  if (offset.is_none()) {
    throw_value_error(where, "is a naive datetime; give it a time zone, as in datetime.now(timezone.utc)");
  }
  const Instant wall = std::chrono::sys_days{civil_of(value.ptr())} + time_of_day(value.ptr());
  return wall - Convert<Duration>::load(offset, where);
}

py::object Convert<Instant>::cast(Instant value) {
  const auto day = std::chrono::floor<std::chrono::days>(value);
  const CivilDate date{day};
  if (!has_python_year(date)) throw py::value_error("an instant lies outside of the years that datetime knows");
  const std::chrono::hh_mm_ss time{value - day};
  return taken(PyDateTimeAPI->DateTime_FromDateAndTime(
      int{date.year()}, as_int(unsigned{date.month()}), as_int(unsigned{date.day()}), static_cast<int>(time.hours().count()),
      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
      static_cast<int>(time.subseconds().count()), PyDateTime_TimeZone_UTC, PyDateTimeAPI->DateTimeType));
}

Duration Convert<Duration>::load(py::handle value, const Where& where) {
  if (!PyDelta_Check(value.ptr())) throw_type_error(where, "a timedelta", value);
  const std::int64_t days = PyDateTime_DELTA_GET_DAYS(value.ptr());
  if (days > kMaxDays || days < -kMaxDays) throw_value_error(where, "is too long a timedelta");
  return std::chrono::days{days} + std::chrono::seconds{PyDateTime_DELTA_GET_SECONDS(value.ptr())} +
         Duration{PyDateTime_DELTA_GET_MICROSECONDS(value.ptr())};
}

py::object Convert<Duration>::cast(Duration value) {
  const auto days = std::chrono::floor<std::chrono::days>(value);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(value - days);
  const Duration rest = value - days - seconds;
  return taken(
      PyDelta_FromDSU(static_cast<int>(days.count()), static_cast<int>(seconds.count()), static_cast<int>(rest.count())));
}

CivilDate Convert<CivilDate>::load(py::handle value, const Where& where) {
  if (PyDateTime_Check(value.ptr()) || !PyDate_Check(value.ptr())) throw_type_error(where, "a date", value);
  return civil_of(value.ptr());
}

py::object Convert<CivilDate>::cast(CivilDate value) {
  if (!has_python_year(value)) throw py::value_error("a date lies outside of the years that date knows");
  return taken(PyDate_FromDate(int{value.year()}, as_int(unsigned{value.month()}), as_int(unsigned{value.day()})));
}

}  // namespace doverie::python
