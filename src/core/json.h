// SPDX-License-Identifier: Apache-2.0
//
// Canonical JSON out, any JSON in. The writer is direct and small (measured: a fraction of a general library's time); the
// reader is simdjson behind a plain value, so that its header is compiled once.
#ifndef DOVERIE_SRC_CORE_JSON_H_
#define DOVERIE_SRC_CORE_JSON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "doverie/core/result.h"
#include "doverie/core/time.h"

namespace doverie {

// `2026-03-02T09:00:00.000000Z`, always with six decimals. REQUIRES on writing: a year of four digits.
std::string iso(Instant instant);
std::optional<Instant> instant_from_iso(std::string_view text);
// `2026-03-02`
std::string iso(CivilDate date);
std::optional<CivilDate> date_from_iso(std::string_view text);

// Objects and arrays keep the order of calls. No white space; strings escape only what JSON demands.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(bool flag);
  JsonWriter& value(Instant instant) { return value(std::string_view(iso(instant))); }
  JsonWriter& value(CivilDate date) { return value(std::string_view(iso(date))); }
  JsonWriter& null();

  template <class T>
  JsonWriter& field(std::string_view name, const T& content) {
    key(name);
    if constexpr (std::is_convertible_v<T, std::string_view>) {
      return value(std::string_view(content));
    } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, Instant> || std::is_same_v<T, CivilDate>) {
      return value(content);
    } else {
      return value(static_cast<std::int64_t>(content));
    }
  }

  std::string take() { return std::move(text_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  void quote(std::string_view text);

  std::string text_;
  bool comma_ = false;
};

struct JsonMember;

class JsonValue {
 public:
  using Object = std::vector<JsonMember>;
  using Array = std::vector<JsonValue>;
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object> content;

  const std::string* string() const { return std::get_if<std::string>(&content); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&content); }
  const bool* boolean() const { return std::get_if<bool>(&content); }
  const Array* array() const { return std::get_if<Array>(&content); }
  const Object* object() const { return std::get_if<Object>(&content); }
  // The member of that name; nullptr when there is none or this is not an object.
  const JsonValue* member(std::string_view name) const;
};

struct JsonMember {
  std::string name;
  JsonValue value;
};

// invalid_argument, saying what and where, when it is not JSON, has a key twice in one object, or nests deeper than 32.
Result<JsonValue> parse_json(std::string_view text);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_JSON_H_
