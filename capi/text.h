// SPDX-License-Identifier: Apache-2.0
//
// Strings, bytes, flags and instants as they cross the boundary. Functions that read throw WrongArgument, naming the
// argument.
#ifndef DOVERIE_CAPI_TEXT_H_
#define DOVERIE_CAPI_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "doverie.h"
#include "doverie/core/result.h"
#include "doverie/core/secret.h"
#include "doverie/core/time.h"

namespace doverie::capi {

// UTF-8 of at most DOVERIE_MAX_STRING bytes.
std::string text(doverie_string string, const char* name);
// The identity of a store that is meant; {NULL, 0}: any. Not an empty text, which a setting that is not there would be.
std::string store_identity(doverie_string string, const char* name);
// UTF-8 that becomes a secret, so that our copy of it is wiped.
Secret secret_text(doverie_string string, const char* name);
// The same without a NUL in it, and not empty.
std::string path(doverie_string string, const char* name);
// The name of an operation; empty: the recovery of a password.
std::string operation_of(doverie_string string, const char* name);
// Any bytes of at most DOVERIE_MAX_STRING.
std::string_view bytes(doverie_bytes bytes, const char* name);

bool flag(std::int32_t value, const char* name);
// 0 is none. The years 1900 to 2199: so far from the limits that no arithmetic on it overflows.
std::optional<Instant> instant(std::int64_t microseconds, const char* name);
// An enumerator from 1 to `last`.
template <class Enum>
Enum enumerator(std::int32_t value, Enum last, const char* name);

// Borrows a string that a NUL follows.
inline doverie_string borrowed(const std::string& string) {
  return {string.c_str(), string.size()};
}
// The same of a string literal's view.
inline doverie_string borrowed_literal(std::string_view literal) {
  return {literal.data(), literal.size()};
}

inline std::int64_t number(Instant at) {
  return at.time_since_epoch().count();
}
inline std::int64_t number(const std::optional<Instant>& at) {
  return at ? number(*at) : 0;
}

// The row of a reason or fault; nullptr when there is none.
const CodeInfo* find_code(std::int32_t code);
// Writes it; WrongArgument when there is none.
void write_known_code(doverie_code_info* out, std::int32_t code);
// One of DOVERIE_FAULT_….
FaultCode fault_code(std::int32_t number, const char* name);

[[noreturn]] void wrong(const char* name, std::string_view what);

template <class Enum>
Enum enumerator(std::int32_t value, Enum last, const char* name) {
  if (value < 1 || value > static_cast<std::int32_t>(last)) wrong(name, std::to_string(value) + " is not one of its values");
  return static_cast<Enum>(value);
}

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_TEXT_H_
