// SPDX-License-Identifier: Apache-2.0
//
// Members of an event as they stand in its text.
#include "core/records/event_words.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/values/said.h"
#include "core/values/value_words.h"

namespace doverie {

namespace {

struct EventRow {
  std::string_view type;
  std::string_view english;
  std::string_view russian;
};
constexpr auto kEvents = std::to_array<EventRow>({
#define DOVERIE_EVENT_TEXT(type, english, russian) {#type, english, russian},
#include "doverie/core/event_texts.def"
});

std::optional<std::string> in_words(std::string_view name, const JsonValue& value, Language language);

// Members of an object behind each other, items of an array side by side. Nothing for an empty one.
std::optional<std::string> list_in_words(std::string_view name, const JsonValue& list, std::string_view between,
                                         Language language) {
  std::string out;
  for (const JsonValue& item : list) {
    const auto words = in_words(item.name().empty() ? name : item.name(), item, language);
    if (!words) continue;
    if (!out.empty()) out += between;
    out += *words;
  }
  return out.empty() ? std::nullopt : std::optional(std::move(out));
}

std::optional<std::string> in_words(std::string_view name, const JsonValue& value, Language language) {
  if (value.array()) return list_in_words(name, value, "; ", language);
  if (value.object()) return list_in_words(name, value, ": ", language);
  if (const bool* flag = value.boolean()) return *flag ? std::optional<std::string>("") : std::nullopt;
  if (const std::int64_t* number = value.integer()) return std::to_string(*number);
  const std::string_view* text = value.string();
  if (!text) return std::nullopt;
  if (const auto instant = instant_from_iso(*text)) return to_the_minute(*instant);
  return value_words(name, *text, language);
}

}  // namespace

Result<std::string> event_words(std::string_view bytes, Language language, JsonReader& reader) {
  const auto json = reader.read(bytes);
  const JsonValue* type = json ? (*json)->member("type") : nullptr;
  if (!type || !type->string()) return Fault{FaultCode::store_corrupt, "a stored event has no type"};
  const auto* row = std::ranges::find(kEvents, *type->string(), &EventRow::type);
  if (row == kEvents.end()) return std::string(*type->string());
  return said(language == Language::english ? row->english : row->russian, [&](std::string_view name) {
    const JsonValue* value = (*json)->member(name);
    return value ? in_words(name, *value, language) : std::nullopt;
  });
}

}  // namespace doverie
