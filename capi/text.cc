// SPDX-License-Identifier: Apache-2.0
//
// Reading strings and bytes that may be anything, and refusing what cannot be.
#include "text.h"

#include <simdjson.h>

#include "doverie/core/operations.h"
#include "errors.h"

namespace doverie::capi {
namespace {

constexpr Instant kEarliest{std::chrono::sys_days{std::chrono::year{1900} / 1 / 1}};

std::string_view checked(const void* data, std::size_t size, const char* name) {
  if (data == nullptr && size > 0) wrong(name, "NULL with a length of " + std::to_string(size));
  if (size > DOVERIE_MAX_STRING) wrong(name, "a length of " + std::to_string(size) + " bytes, more than DOVERIE_MAX_STRING");
  return size == 0 ? std::string_view{} : std::string_view{static_cast<const char*>(data), size};
}

std::string_view checked_text(doverie_string string, const char* name) {
  const std::string_view view = checked(string.data, string.size, name);
  if (!simdjson::validate_utf8(view)) wrong(name, "not valid UTF-8");
  return view;
}

}  // namespace

void wrong(const char* name, std::string_view what) {
  throw WrongArgument{std::string(name).append(": ").append(what)};
}

std::string text(doverie_string string, const char* name) {
  return std::string(checked_text(string, name));
}

std::string store_identity(doverie_string string, const char* name) {
  if (string.data != nullptr && string.size == 0) wrong(name, "is empty; give {NULL, 0} for any store");
  return text(string, name);
}

std::string operation_of(doverie_string string, const char* name) {
  std::string operation = text(string, name);
  return operation.empty() ? std::string(kPasswordRecovery) : operation;
}

Secret secret_text(doverie_string string, const char* name) {
  return Secret(checked_text(string, name));
}

std::string path(doverie_string string, const char* name) {
  const std::string_view view = checked_text(string, name);
  if (view.empty()) wrong(name, "empty");
  if (view.find('\0') != std::string_view::npos) wrong(name, "contains a NUL");
  return std::string(view);
}

std::string_view bytes(doverie_bytes bytes, const char* name) {
  return checked(bytes.data, bytes.size, name);
}

bool flag(std::int32_t value, const char* name) {
  if (value != 0 && value != 1) wrong(name, std::to_string(value) + " is not a flag, 0 or 1");
  return value == 1;
}

std::optional<Instant> instant(std::int64_t microseconds, const char* name) {
  if (microseconds == 0) return std::nullopt;
  const Instant at{Duration{microseconds}};
  if (at < kEarliest || at >= kLatestNow) wrong(name, std::to_string(microseconds) + " is not an instant of 1900 to 2199");
  return at;
}

}  // namespace doverie::capi
