// SPDX-License-Identifier: Apache-2.0
//
// What does a failed check say of lists, of what may be missing, and of times? doctest itself prints them as {?}. Part of the
// precompiled header of all tests, so that every file of a program prints alike.
#ifndef DOVERIE_TESTS_SUPPORT_PRINTED_H_
#define DOVERIE_TESTS_SUPPORT_PRINTED_H_

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <optional>
#include <tuple>
#include <vector>

namespace doctest {

// doverie::Instant, in UTC.
template <>
struct StringMaker<std::chrono::sys_time<std::chrono::microseconds>> {
  static String convert(std::chrono::sys_time<std::chrono::microseconds> at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(at - day);
    std::array<char, 64> text{};
    std::ignore =
        std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                      static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return text.data();
  }
};

template <class T>
struct StringMaker<std::optional<T>> {
  static String convert(const std::optional<T>& value) { return value ? toString(*value) : String("(none)"); }
};

template <class T>
struct StringMaker<std::vector<T>> {
  static String convert(const std::vector<T>& values) {
    String text("[");
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) text += ", ";
      text += toString(static_cast<const T&>(values[i]));
    }
    return text + "]";
  }
};

}  // namespace doctest

#endif  // DOVERIE_TESTS_SUPPORT_PRINTED_H_
