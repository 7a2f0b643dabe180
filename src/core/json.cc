// SPDX-License-Identifier: Apache-2.0
#include "core/json.h"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <cstdio>

namespace doverie {

namespace {

constexpr int kMaxDepth = 32;

Fault not_json(std::string_view why) {
  return Fault{FaultCode::invalid_argument, "not JSON: " + std::string(why)};
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  return value;
}

Result<JsonValue> converted(simdjson::dom::element element, int depth);

Result<JsonValue> converted_object(simdjson::dom::object object, int depth) {
  JsonValue::Object members;
  for (const auto field : object) {
    std::string name(field.key);
    for (const auto& [other, unused] : members) {
      if (other == name) return not_json("the key \"" + name + "\" stands twice in one object");
    }
    auto value = converted(field.value, depth + 1);
    if (!value) return value;
    members.push_back({std::move(name), *std::move(value)});
  }
  return JsonValue{std::move(members)};
}

Result<JsonValue> converted_array(simdjson::dom::array array, int depth) {
  JsonValue::Array items;
  for (const auto item : array) {
    auto value = converted(item, depth + 1);
    if (!value) return value;
    items.push_back(*std::move(value));
  }
  return JsonValue{std::move(items)};
}

Result<JsonValue> converted(simdjson::dom::element element, int depth) {
  if (depth > kMaxDepth) return not_json("nested deeper than 32");
  switch (element.type()) {
    case simdjson::dom::element_type::OBJECT:
      return converted_object(element.get_object().value_unsafe(), depth);
    case simdjson::dom::element_type::ARRAY:
      return converted_array(element.get_array().value_unsafe(), depth);
    case simdjson::dom::element_type::STRING:
      return JsonValue{std::string(element.get_string().value_unsafe())};
    case simdjson::dom::element_type::INT64:
      return JsonValue{element.get_int64().value_unsafe()};
    case simdjson::dom::element_type::BOOL:
      return JsonValue{element.get_bool().value_unsafe()};
    case simdjson::dom::element_type::UINT64:
    case simdjson::dom::element_type::DOUBLE:
      return JsonValue{element.get_double().value_unsafe()};
    case simdjson::dom::element_type::NULL_VALUE:
      break;
  }
  return JsonValue{nullptr};
}

}  // namespace

std::string iso(CivilDate date) {
  std::array<char, 16> text{};
  const int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return std::string(text.data(), static_cast<std::size_t>(size));
}

std::string iso(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss time(instant - day);
  std::array<char, 32> text{};
  const int size = std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d.%06dZ", static_cast<int>(time.hours().count()),
                                 static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                                 static_cast<int>(time.subseconds().count()));
  return iso(CivilDate(day)) + std::string(text.data(), static_cast<std::size_t>(size));
}

std::optional<CivilDate> date_from_iso(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const CivilDate date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                       std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::optional<Instant> instant_from_iso(std::string_view text) {
  if (text.size() != 27 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != '.' || text[26] != 'Z') {
    return std::nullopt;
  }
  const auto date = date_from_iso(text.substr(0, 10));
  const auto hour = number(text.substr(11, 2));
  const auto minute = number(text.substr(14, 2));
  const auto second = number(text.substr(17, 2));
  const auto micro = number(text.substr(20, 6));
  if (!date || !hour || !minute || !second || !micro || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return Instant(std::chrono::sys_days(*date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + Duration(*micro);
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  text_.push_back(bracket);
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  text_.push_back(bracket);
  comma_ = true;
  return *this;
}

void JsonWriter::separate() {
  if (comma_) text_.push_back(',');
  comma_ = true;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  quote(name);
  text_.push_back(':');
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  quote(text);
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  separate();
  std::array<char, 24> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  text_.append(buffer.data(), end);
  return *this;
}

JsonWriter& JsonWriter::value(bool flag) {
  separate();
  text_ += flag ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  text_ += "null";
  return *this;
}

void JsonWriter::quote(std::string_view text) {
  text_.push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      text_.push_back('\\');
      text_.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escaped{};
      std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      text_ += escaped.data();
    } else {
      text_.push_back(c);
    }
  }
  text_.push_back('"');
}

const JsonValue* JsonValue::member(std::string_view name) const {
  const Object* members = object();
  if (!members) return nullptr;
  for (const auto& [key, value] : *members) {
    if (key == name) return &value;
  }
  return nullptr;
}

Result<JsonValue> parse_json(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  const auto error = parser.parse(text.data(), text.size()).get(element);
  if (error == simdjson::MEMALLOC) throw std::bad_alloc();
  if (error) return not_json(simdjson::error_message(error));
  return converted(element, 0);
}

}  // namespace doverie
