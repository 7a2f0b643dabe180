// SPDX-License-Identifier: Apache-2.0
//
// Walks through the text value by value until it stops being JSON.
#include "core/policy/document_error.h"

#include <simdjson.h>

#include <algorithm>

#include "core/bytes/encoding.h"
#include "core/bytes/json.h"

namespace doverie {

namespace {

namespace ondemand = simdjson::ondemand;

constexpr int kDeepEnough = 64;  // parse_json refuses what is deeper than 32
constexpr std::size_t kShownCharacters = 20;

// simdjson's reader of trees does not tell where it stopped; the one that reads value by value does. This walks a whole
// text with it, up to the first error.
class Walk {
 public:
  template <class Value>
  simdjson::error_code into(Value&& value, int depth) {
    ondemand::json_type type{};
    if (auto error = value.type().get(type)) return error;
    if (depth > kDeepEnough) return simdjson::DEPTH_ERROR;
    bool null = false;
    switch (type) {
      case ondemand::json_type::object:
        return into_members(value.get_object(), depth);
      case ondemand::json_type::array:
        return into_items(value.get_array(), depth);
      case ondemand::json_type::string:
        return value.get_string().error();
      case ondemand::json_type::number:
        return value.get_number().error();
      case ondemand::json_type::boolean:
        return value.get_bool().error();
      default:
        return value.is_null().get(null);
    }
  }

 private:
  simdjson::error_code into_members(simdjson::simdjson_result<ondemand::object> object, int depth) {
    if (object.error()) return object.error();
    for (auto field : object) {
      if (field.error()) return field.error();
      if (auto error = field.unescaped_key().error()) return error;
      if (auto error = into(field.value(), depth + 1)) return error;
    }
    return simdjson::SUCCESS;
  }
  simdjson::error_code into_items(simdjson::simdjson_result<ondemand::array> array, int depth) {
    if (array.error()) return array.error();
    for (auto item : array) {
      if (item.error()) return item.error();
      if (auto error = into(item, depth + 1)) return error;
    }
    return simdjson::SUCCESS;
  }
};

// How many bytes at the beginning are good UTF-8.
std::size_t good_utf8(std::string_view text) {
  std::size_t good = 0;
  while (good < text.size()) {
    const auto end = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(good) + 1, text.end(),
                                  [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    const auto next = static_cast<std::size_t>(end - text.begin());
    if (!valid_utf8(text.substr(good, next - good))) return good;
    good = next;
  }
  return good;
}

std::optional<std::size_t> offset_of_error(std::string_view text) {
  const std::size_t good = good_utf8(text);
  if (good < text.size()) return good;
  const simdjson::padded_string padded(text);
  ondemand::parser parser;
  ondemand::document document;
  if (parser.iterate(padded).get(document)) return text.size();
  const bool walked = Walk().into(document, 0) == simdjson::SUCCESS;
  const char* at = nullptr;
  const bool at_end = document.current_location().get(at) != simdjson::SUCCESS;
  if (at_end) return walked ? std::nullopt : std::optional(text.size());
  return std::min(static_cast<std::size_t>(at - padded.data()), text.size());
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// The beginning of a text, of whole characters.
std::string_view beginning(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t shown = 0; end < text.size() && shown < kShownCharacters; ++shown) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  }
  return text.substr(0, end);
}

std::string what_stands(std::string_view rest) {
  if (rest.empty()) return "at the end of the text";
  if (!valid_utf8(beginning(rest))) return "at a byte that is not UTF-8";
  return "at " + JsonWriter().value(beginning(rest)).take();
}

}  // namespace

std::optional<std::string> place_of_json_error(std::string_view text) {
  const auto offset = offset_of_error(text);
  if (!offset) return std::nullopt;
  const std::string_view before = text.substr(0, *offset);
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto line = 1 + std::ranges::count(before, '\n');
  return "line " + std::to_string(line) + ", column " + std::to_string(1 + characters(before.substr(line_begin))) + ", " +
         what_stands(text.substr(*offset));
}

}  // namespace doverie
